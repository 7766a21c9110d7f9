// Reads of mirrors and needs, as server/rpc/handlers answers them, from the
// same functions of server/assembly/mirrors.

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "server/assembly/documents.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/mirrors/balance.h"
#include "server/assembly/mirrors/certificate.h"
#include "server/assembly/mirrors/dues.h"
#include "server/assembly/mirrors/ledgers.h"
#include "server/assembly/mirrors/needs.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/mirrors/refusals.h"
#include "server/assembly/names.h"
#include "server/assembly/units.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/document_reads.h"

namespace assent::scenario {

using google::protobuf::Message;

// Answers one read; one overload for each request.
class MirrorReads {
 public:
  MirrorReads(DocumentReads& reads, const Caller& caller) : reads_(reads), caller_(caller) {}

  static absl::StatusOr<int32_t> NumberOf(const std::string& name) {
    int32_t number = 0;
    if (absl::SimpleAtoi(assembly::LastSegment(name), &number)) return number;
    return absl::InvalidArgumentError("not a proposal");
  }

  absl::Status Answer(const v1::ListNeedsRequest&, v1::ListNeedsResponse& response) {
    return reads_.Look(caller_, [&](const assembly::State& state, int32_t reader, absl::Time now) {
      Add(assembly::NeedsOf(state, reader, now), *response.mutable_needs());
      return absl::OkStatus();
    });
  }
  absl::Status Answer(const v1::ListUnitsRequest&, v1::ListUnitsResponse& response) {
    return reads_.Look(caller_, [&](const assembly::State& state, int32_t, absl::Time) {
      for (const auto& [name, unit] : state.units) {
        *response.add_units() = assembly::ViewUnit(state, name, unit);
      }
      return absl::OkStatus();
    });
  }
  absl::Status Answer(const v1::ListMandatesRequest& request, v1::ListMandatesResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t number, NumberOf(request.parent()));
    ASSENT_ASSIGN_OR_RETURN(auto mandates,
                            All<v1::Mandate>(assembly::PartPrefix("mandate", number)));
    Add(std::move(mandates), *response.mutable_mandates());
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::ListBallotsRequest& request, v1::ListBallotsResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t number, NumberOf(request.parent()));
    ASSENT_ASSIGN_OR_RETURN(auto ballots,
                            All<v1::Ballot>(assembly::PartPrefix("ballot", number)));
    Add(std::move(ballots), *response.mutable_ballots());
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::GetElectionResultRequest& request,
                      v1::GetElectionResultResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t number, NumberOf(request.name()));
    ASSENT_ASSIGN_OR_RETURN(
        const auto results,
        All<v1::ElectionResult>(assembly::NumberKey("result", number)));
    if (results.empty()) return assembly::error::NotCounted();
    *response.mutable_result() = results.front();
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::ListDueRequest&, v1::ListDueResponse& response) {
    return reads_.Look(caller_, [&](const assembly::State& state, int32_t, absl::Time now) {
      Add(assembly::DuesOf(state, now), *response.mutable_dues());
      return absl::OkStatus();
    });
  }
  absl::Status Answer(const v1::ListNoticesRequest& request, v1::ListNoticesResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(auto stored, All<v1::NoticeDocument>("notice/"));
    ASSENT_ASSIGN_OR_RETURN(const auto own, All<v1::NoticeDocument>("notice_to/"));
    stored.insert(stored.end(), own.begin(), own.end());
    std::stable_sort(stored.begin(), stored.end(), [](const auto& one, const auto& other) {
      return one.notice().sequence() < other.notice().sequence();
    });
    return reads_.Look(caller_, [&](const assembly::State&, int32_t reader, absl::Time) {
      for (const v1::NoticeDocument& document : stored) {
        const bool new_one = document.notice().sequence() > request.after_sequence();
        if (!new_one || !assembly::IsFor(document, reader)) continue;
        *response.add_notices() = assembly::ShowNotice(document, "");
      }
      return absl::OkStatus();
    });
  }
  absl::Status Answer(const v1::ListBlockLedgerRequest& request,
                      v1::ListBlockLedgerResponse& response) {
    ASSENT_RETURN_IF_ERROR(CheckShown());
    ASSENT_ASSIGN_OR_RETURN(auto entries, All<v1::BlockEntry>("blocked/"));
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [&](const v1::BlockEntry& entry) {
                                   return request.challenged() && entry.challenger().empty();
                                 }),
                  entries.end());
    Add(assembly::SumBlocks(entries), *response.mutable_sums());
    Add(assembly::SumChallenges(entries), *response.mutable_challenge_sums());
    Add(std::move(entries), *response.mutable_entries());
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::ListUrgentLedgerRequest&, v1::ListUrgentLedgerResponse& response) {
    ASSENT_RETURN_IF_ERROR(CheckShown());
    ASSENT_ASSIGN_OR_RETURN(auto entries, All<v1::UrgentEntry>("urgent/"));
    Add(assembly::SumUrgent(entries), *response.mutable_sums());
    Add(std::move(entries), *response.mutable_entries());
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::GetBalanceRequest&, v1::GetBalanceResponse& response) {
    ASSENT_RETURN_IF_ERROR(CheckShown());
    ASSENT_RETURN_IF_ERROR(LookAtAccounts());
    return reads_.Look(caller_, [&](const assembly::State& state, int32_t, absl::Time) {
      assembly::FillBalance(state, assembly::SumOf(months_, recent_.open), 0, 1000, response);
      response.set_open(recent_.open.proposals);
      return absl::OkStatus();
    });
  }
  absl::Status Answer(const v1::GetDriftRequest&, v1::GetDriftResponse& response) {
    ASSENT_RETURN_IF_ERROR(LookAtAccounts());
    Add(assembly::DriftOf(months_), *response.mutable_quarters());
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::GetMeetingRequest& request, v1::GetMeetingResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(
        const assembly::NameParts name,
        assembly::ParseName(request.name(), "assemblies/{assembly}/meetings/{meeting}", "name"));
    ASSENT_ASSIGN_OR_RETURN(const auto found,
                            All<v1::Meeting>(assembly::NumberKey("meeting", name.number)));
    if (found.empty()) return absl::NotFoundError("there is no such meeting");
    *response.mutable_meeting() = found[0];
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::ListMeetingsRequest&, v1::ListMeetingsResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(auto found, All<v1::Meeting>("meeting/"));
    std::reverse(found.begin(), found.end());
    Add(std::move(found), *response.mutable_meetings());
    return absl::OkStatus();
  }
  absl::Status Answer(const v1::GetCertificateRequest& request,
                      v1::GetCertificateResponse& response) {
    ASSENT_ASSIGN_OR_RETURN(
        const assembly::NameParts name,
        assembly::ParseName(request.name(), "assemblies/{assembly}/decisions/{decision}", "name"));
    ASSENT_ASSIGN_OR_RETURN(const v1::Decision decision, reads_.GetDecision(caller_, name.number));
    if (request.for_publication()) ASSENT_RETURN_IF_ERROR(assembly::CheckPublished(decision));
    ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, reads_.GetAssembly(caller_));
    ASSENT_ASSIGN_OR_RETURN(const auto revisions, reads_.ListRevisions(caller_, name.number));
    *response.mutable_certificate() =
        assembly::CertificateOf(assembly, decision, revisions.at(decision.revision() - 1));
    return absl::OkStatus();
  }

 private:
  template <typename Item>
  static void Add(std::vector<Item> all, google::protobuf::RepeatedPtrField<Item>& items) {
    for (Item& item : all) *items.Add() = std::move(item);
  }
  template <typename Item>
  absl::StatusOr<std::vector<Item>> All(const std::string& prefix) {
    ASSENT_ASSIGN_OR_RETURN(const auto stored, reads_.Scan(caller_, prefix));
    std::vector<Item> items;
    for (const auto& document : stored) {
      if (items.emplace_back().ParseFromString(document.value)) continue;
      return absl::InternalError(absl::StrCat("document ", document.key, " cannot be read"));
    }
    return items;
  }
  absl::Status CheckShown() {
    return reads_.Look(caller_, [](const assembly::State& state, int32_t, absl::Time) {
      return assembly::CheckPersonalMirrors(state.view.charter());
    });
  }
  absl::Status LookAtAccounts() {
    ASSENT_RETURN_IF_ERROR(
        reads_.Look(caller_, [&](const assembly::State& state, int32_t, absl::Time) {
          recent_ = assembly::RecentAccountsOf(state);
          return absl::OkStatus();
        }));
    ASSENT_ASSIGN_OR_RETURN(const auto documents, All<v1::Account>("account/"));
    months_ = assembly::MonthsSince(documents, recent_, absl::InfinitePast());
    return absl::OkStatus();
  }

  DocumentReads& reads_;
  const Caller& caller_;
  assembly::RecentAccounts recent_;
  std::vector<v1::Account> months_;
};

namespace {

// Answers if the request is of this type.
template <typename Request, typename Response>
bool Try(MirrorReads& reads, const Message& request, Message& response, absl::Status& status) {
  const auto* typed = dynamic_cast<const Request*>(&request);
  if (typed == nullptr) return false;
  status = reads.Answer(*typed, dynamic_cast<Response&>(response));
  return true;
}

}  // namespace

absl::Status DocumentReads::Read(const Caller& caller, const Message& request, Message& response) {
  ASSENT_RETURN_IF_ERROR(Settle(caller));
  MirrorReads reads(*this, caller);
  absl::Status status = absl::InternalError("not a read of mirrors");
  Try<v1::ListNeedsRequest, v1::ListNeedsResponse>(reads, request, response, status) ||
      Try<v1::ListDueRequest, v1::ListDueResponse>(reads, request, response, status) ||
      Try<v1::ListUnitsRequest, v1::ListUnitsResponse>(reads, request, response, status) ||
      Try<v1::ListMandatesRequest, v1::ListMandatesResponse>(reads, request, response, status) ||
      Try<v1::ListBallotsRequest, v1::ListBallotsResponse>(reads, request, response, status) ||
      Try<v1::GetElectionResultRequest, v1::GetElectionResultResponse>(reads, request, response,
                                                                       status) ||
      Try<v1::ListNoticesRequest, v1::ListNoticesResponse>(reads, request, response, status) ||
      Try<v1::ListBlockLedgerRequest, v1::ListBlockLedgerResponse>(reads, request, response,
                                                                   status) ||
      Try<v1::ListUrgentLedgerRequest, v1::ListUrgentLedgerResponse>(reads, request, response,
                                                                     status) ||
      Try<v1::GetBalanceRequest, v1::GetBalanceResponse>(reads, request, response, status) ||
      Try<v1::GetDriftRequest, v1::GetDriftResponse>(reads, request, response, status) ||
      Try<v1::GetCertificateRequest, v1::GetCertificateResponse>(reads, request, response,
                                                                 status) ||
      Try<v1::GetMeetingRequest, v1::GetMeetingResponse>(reads, request, response, status) ||
      Try<v1::ListMeetingsRequest, v1::ListMeetingsResponse>(reads, request, response, status);
  return status;
}

}  // namespace assent::scenario
