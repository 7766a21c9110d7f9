#include "client/cli/target.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "assent/v1/amendment_service.grpc.pb.h"
#include "assent/v1/block_service.grpc.pb.h"
#include "assent/v1/concern_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/visible.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

absl::Status Choose(absl::string_view question, const std::vector<std::string>& choices) {
  if (choices.empty())
    return absl::InvalidArgumentError(absl::StrCat(question, " (there is none)"));
  return absl::InvalidArgumentError(
      absl::StrCat(question, ":\n  ", absl::StrJoin(choices, "\n  ")));
}

absl::Status ChooseProposal(Session& session) {
  v1::ListProposalsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_filter("open=true");
  ASSENT_ASSIGN_OR_RETURN(const auto open,
                          CallForAll(session, &v1::ProposalService::Stub::ListProposals, request,
                                     &v1::ListProposalsResponse::proposals));
  std::vector<std::string> choices;
  for (const v1::Proposal& proposal : open) {
    choices.push_back(absl::StrCat(NumberOf(proposal.name()), "  ", WordsOf(proposal.state()), "  ",
                                   VisibleLine(proposal.title())));
  }
  return Choose("say which proposal by its number; open are", choices);
}

// Lists what lies below a proposal with one method or another.
template <typename Stub, typename Request, typename Response, typename Row>
absl::Status ChooseChild(Session& session, const std::string& proposal, absl::string_view question,
                         Method<Stub, Request, Response> method,
                         const google::protobuf::RepeatedPtrField<Row>& (Response::*rows)() const) {
  Request request;
  request.set_parent(proposal);
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Row> all, CallForAll(session, method, request, rows));
  std::vector<std::string> choices;
  for (const Row& row : all) {
    choices.push_back(absl::StrCat(NumberOf(row.name()), "  ", WordsOf(row.state())));
  }
  return Choose(question, choices);
}

}  // namespace

NumberArg AddProposal(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("PROPOSAL", *number, "Its number");
  return number;
}

NumberArg AddChild(Arguments& app, const std::string& what) {
  auto number = std::make_shared<std::string>();
  app.Add(what, *number, "Its number within the proposal");
  return number;
}

absl::StatusOr<int> ParseNumber(absl::string_view typed) {
  int number = 0;
  if (absl::SimpleAtoi(absl::StripPrefix(typed, "#"), &number) && number > 0) return number;
  return absl::InvalidArgumentError(absl::StrCat("\"", typed, "\" is no number; write 17 or #17"));
}

absl::StatusOr<std::string> ProposalOf(Session& session, const std::string& typed) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  if (typed.empty()) return ChooseProposal(session);
  ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(typed));
  return ProposalName(assembly, number);
}

absl::StatusOr<std::string> ChildOf(Session& session, const std::string& proposal,
                                    absl::string_view kind, const std::string& typed) {
  if (!typed.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(typed));
    return ChildName(proposal, kind, number);
  }
  const std::string question =
      absl::StrCat("say which of the ", kind, " of proposal ", NumberOf(proposal));
  if (kind == kConcerns) {
    return ChooseChild(session, proposal, question, &v1::ConcernService::Stub::ListConcerns,
                       &v1::ListConcernsResponse::concerns);
  }
  if (kind == kBlocks) {
    return ChooseChild(session, proposal, question, &v1::BlockService::Stub::ListBlocks,
                       &v1::ListBlocksResponse::blocks);
  }
  return ChooseChild(session, proposal, question, &v1::AmendmentService::Stub::ListAmendments,
                     &v1::ListAmendmentsResponse::amendments);
}

absl::StatusOr<std::string> OwnBlockOf(Session& session, const std::string& proposal,
                                       const std::string& typed) {
  if (!typed.empty()) return ChildOf(session, proposal, kBlocks, typed);
  v1::GetMemberRequest me;
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  me.set_name(MemberName(assembly, "-"));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetMemberResponse caller,
                          Call(session, &v1::MemberService::Stub::GetMember, me));
  v1::ListBlocksRequest request;
  request.set_parent(proposal);
  ASSENT_ASSIGN_OR_RETURN(const auto blocks,
                          CallForAll(session, &v1::BlockService::Stub::ListBlocks, request,
                                     &v1::ListBlocksResponse::blocks));
  const auto own = std::find_if(blocks.begin(), blocks.end(), [&](const v1::Block& block) {
    return block.holder() == caller.member().name() &&
           (block.state() == v1::Block::STATE_STANDING ||
            block.state() == v1::Block::STATE_UNDER_TEST);
  });
  if (own != blocks.end()) return own->name();
  return absl::NotFoundError(absl::StrCat("you hold no block on proposal ", NumberOf(proposal)));
}

absl::Status LearnMembers(Session& session) {
  if (session.KnowsMembers()) return absl::OkStatus();
  v1::ListMembersRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_show_left(true);
  ASSENT_ASSIGN_OR_RETURN(const auto members,
                          CallForAll(session, &v1::MemberService::Stub::ListMembers, request,
                                     &v1::ListMembersResponse::members));
  for (const v1::Member& member : members) session.KnowMember(member.name(), member.handle());
  session.SetMembersKnown();
  return absl::OkStatus();
}

}  // namespace assent::cli
