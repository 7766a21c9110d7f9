#include "absl/strings/str_cat.h"
#include "assent/v1/mirror_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw_mirrors.h"
#include "client/cli/reading.h"
#include "client/cli/times.h"

namespace assent::cli {
namespace {

using Mirrors = v1::MirrorService::Stub;
using SinceArg = std::shared_ptr<std::string>;

SinceArg AddSince(Arguments& app, const char* help) {
  auto since = std::make_shared<std::string>();
  app.Add("--since", *since, help);
  return since;
}

template <typename Request>
absl::Status FillSince(Session& session, const SinceArg& since, Request& request) {
  if (since->empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const absl::Time time, ReadTime(*since, session.now(), session.zone()));
  SetTime(time, *request.mutable_since());
  return absl::OkStatus();
}

// A request about the assembly, from a date on.
template <typename Request>
absl::StatusOr<Request> RequestSince(Session& session, const SinceArg& since) {
  Request request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_RETURN_IF_ERROR(FillSince(session, since, request));
  return request;
}

// All pages in one answer; what is the same on each is taken from the last.
template <typename Request, typename Response, typename Row>
absl::StatusOr<Response> AllPages(Session& session, Method<Mirrors, Request, Response> method,
                                  Request request,
                                  google::protobuf::RepeatedPtrField<Row>* (Response::*rows)()) {
  google::protobuf::RepeatedPtrField<Row> all;
  Response page;
  request.set_page_size(kLargestPage);
  do {
    ASSENT_ASSIGN_OR_RETURN(page, Call(session, method, request));
    all.MergeFrom(*(page.*rows)());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  (page.*rows)()->Swap(&all);
  return page;
}

absl::Status ShowLedger(Session& session, const SinceArg& since, bool challenged) {
  ASSENT_ASSIGN_OR_RETURN(auto request, RequestSince<v1::ListBlockLedgerRequest>(session, since));
  request.set_challenged(challenged);
  ASSENT_ASSIGN_OR_RETURN(const auto ledger,
                          AllPages(session, &Mirrors::ListBlockLedger, request,
                                   &v1::ListBlockLedgerResponse::mutable_entries));
  if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.Show(ledger, [&](Scene& scene) {
    challenged ? DrawChallengeLedger(scene, ledger) : DrawBlockLedger(scene, ledger);
  });
}

Action DefineBlocks(Arguments& app) {
  const SinceArg since = AddSince(app, "Only blocks raised from then on");
  return [since](Session& session) { return ShowLedger(session, since, /*challenged=*/false); };
}

Action DefineChallenges(Arguments& app) {
  const SinceArg since = AddSince(app, "Only of blocks raised from then on");
  return [since](Session& session) { return ShowLedger(session, since, /*challenged=*/true); };
}

Action DefineUrgent(Arguments& app) {
  const SinceArg since = AddSince(app, "Only proposals introduced from then on");
  return [since](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const auto request,
                            RequestSince<v1::ListUrgentLedgerRequest>(session, since));
    ASSENT_ASSIGN_OR_RETURN(const auto ledger,
                            AllPages(session, &Mirrors::ListUrgentLedger, request,
                                     &v1::ListUrgentLedgerResponse::mutable_entries));
    return ShowOne(session, ledger);
  };
}

Action DefineBalance(Arguments& app) {
  const SinceArg since =
      AddSince(app, "Only proposals that ended in that month or later, and open ones");
  return [since](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const auto request,
                            RequestSince<v1::GetBalanceRequest>(session, since));
    ASSENT_ASSIGN_OR_RETURN(const auto balance, AllPages(session, &Mirrors::GetBalance, request,
                                                         &v1::GetBalanceResponse::mutable_lines));
    return ShowOne(session, balance);
  };
}

Action DefineDrift(Arguments& app) {
  const SinceArg since = AddSince(app, "From the quarter of that day on");
  return [since](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const auto request, RequestSince<v1::GetDriftRequest>(session, since));
    ASSENT_ASSIGN_OR_RETURN(const auto drift, Call(session, &Mirrors::GetDrift, request));
    return ShowList(
        session, std::vector<v1::DriftQuarter>(drift.quarters().begin(), drift.quarters().end()));
  };
}

Action DefineCertificate(Arguments& app) {
  auto number = std::make_shared<std::string>();
  auto for_others = std::make_shared<bool>(false);
  app.Add("PROPOSAL", *number, "Its number").Required();
  app.AddFlag("--for-others", *for_others, "To be shown to others: only if the decision says so");
  return [number, for_others](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    v1::GetCertificateRequest request;
    request.set_name(DecisionName(assembly, parsed));
    request.set_for_publication(*for_others);
    ASSENT_ASSIGN_OR_RETURN(const auto found, Call(session, &Mirrors::GetCertificate, request));
    return ShowOne(session, found.certificate());
  };
}

}  // namespace

std::vector<Verb> MirrorVerbs() {
  return {
      {"ledger blocks",
       kGroupMirrors,
       "Who has blocked what, and what became of it. The same for every member.",
       {"assent ledger blocks", "assent ledger blocks --since 2026-01-01 -o json"},
       {"ListBlockLedger"},
       DefineBlocks},
      {"ledger challenges",
       kGroupMirrors,
       "Who has challenged whose blocks, and with what result.",
       {"assent ledger challenges"},
       {"ListBlockLedger"},
       DefineChallenges},
      {"ledger urgent",
       kGroupMirrors,
       "Who has used the urgent way, why, and what was ratified or expired.",
       {"assent ledger urgent", "assent ledger urgent --since 2026-01-01"},
       {"ListUrgentLedger"},
       DefineUrgent},
      {"balance",
       kGroupMirrors,
       "Who brings, speaks, amends, facilitates, blocks and answers how much.",
       {"assent balance", "assent balance --since 2026-01-01"},
       {"GetBalance"},
       DefineBalance},
      {"drift",
       kGroupMirrors,
       "How decisions are taken, quarter by quarter.",
       {"assent drift", "assent drift --since 2025-01-01 -o csv"},
       {"GetDrift"},
       DefineDrift},
      {"certificate",
       kGroupMirrors,
       "How a decision came about, without names.",
       {"assent certificate 17", "assent certificate 17 --for-others -o json"},
       {"GetCertificate"},
       DefineCertificate},
  };
}

}  // namespace assent::cli
