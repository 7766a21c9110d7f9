#include "client/cli/minutes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/amendment_service.grpc.pb.h"
#include "assent/v1/block_service.grpc.pb.h"
#include "assent/v1/concern_service.grpc.pb.h"
#include "assent/v1/decision_service.grpc.pb.h"
#include "assent/v1/election_service.grpc.pb.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/json.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"

namespace assent::cli {
namespace {

// All that lies below a proposal, by one list method.
template <typename Stub, typename Request, typename Response, typename Row>
absl::Status GatherBelow(Session& session, const std::string& proposal,
                         Method<Stub, Request, Response> list,
                         const google::protobuf::RepeatedPtrField<Row>& (Response::*rows)() const,
                         std::vector<Row>& all) {
  Request request;
  request.set_parent(proposal);
  ASSENT_ASSIGN_OR_RETURN(all, CallForAll(session, list, request, rows));
  return absl::OkStatus();
}

absl::Status GatherDecision(Session& session, const std::string& name,
                            std::optional<v1::Decision>& decision) {
  if (name.empty()) return absl::OkStatus();
  v1::GetDecisionRequest request;
  request.set_name(name);
  const auto found = Call(session, &v1::DecisionService::Stub::GetDecision, request);
  if (absl::IsNotFound(found.status())) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(found.status());
  decision = found->decision();
  return absl::OkStatus();
}

absl::Status GatherElection(Session& session, const std::string& proposal, Minutes& minutes) {
  if (!minutes.proposal.has_election()) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(GatherBelow(session, proposal, &v1::ElectionService::Stub::ListBallots,
                                     &v1::ListBallotsResponse::ballots, minutes.ballots));
  if (!minutes.proposal.election().counted()) return absl::OkStatus();
  v1::GetElectionResultRequest request;
  request.set_name(proposal);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetElectionResultResponse found,
                          Call(session, &v1::ElectionService::Stub::GetElectionResult, request));
  minutes.result = found.result();
  return absl::OkStatus();
}

template <typename Row>
std::string JsonList(const std::vector<Row>& rows) {
  return absl::StrCat("[",
                      absl::StrJoin(rows, ",",
                                    [](std::string* out, const Row& row) {
                                      absl::StrAppend(out, CompactJson(row));
                                    }),
                      "]");
}

std::string ElectionJson(const Minutes& minutes) {
  if (!minutes.proposal.has_election()) return "";
  return absl::StrCat(",\"ballots\":", JsonList(minutes.ballots),
                      minutes.result ? ",\"result\":" : "",
                      minutes.result ? CompactJson(*minutes.result) : "");
}

}  // namespace

absl::Status GatherEntries(Session& session, int proposal, std::vector<v1::Entry>& entries) {
  v1::ListEntriesRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_proposal(proposal);
  request.set_show_json(true);
  ASSENT_ASSIGN_OR_RETURN(entries, CallForAll(session, &v1::EntryService::Stub::ListEntries,
                                              request, &v1::ListEntriesResponse::entries));
  return absl::OkStatus();
}

absl::StatusOr<Minutes> GatherMinutes(Session& session, const std::string& proposal) {
  Minutes minutes;
  v1::GetProposalRequest request;
  request.set_name(proposal);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetProposalResponse found,
                          Call(session, &v1::ProposalService::Stub::GetProposal, request));
  minutes.proposal = found.proposal();
  ASSENT_RETURN_IF_ERROR(GatherDecision(session, found.proposal().decision(), minutes.decision));
  ASSENT_RETURN_IF_ERROR(GatherBelow(session, proposal, &v1::ProposalService::Stub::ListRevisions,
                                     &v1::ListRevisionsResponse::revisions, minutes.revisions));
  ASSENT_RETURN_IF_ERROR(GatherBelow(session, proposal, &v1::AmendmentService::Stub::ListAmendments,
                                     &v1::ListAmendmentsResponse::amendments, minutes.amendments));
  ASSENT_RETURN_IF_ERROR(GatherBelow(session, proposal, &v1::ConcernService::Stub::ListConcerns,
                                     &v1::ListConcernsResponse::concerns, minutes.concerns));
  ASSENT_RETURN_IF_ERROR(GatherBelow(session, proposal, &v1::PositionService::Stub::ListPositions,
                                     &v1::ListPositionsResponse::positions, minutes.positions));
  ASSENT_RETURN_IF_ERROR(GatherBelow(session, proposal, &v1::BlockService::Stub::ListBlocks,
                                     &v1::ListBlocksResponse::blocks, minutes.blocks));
  ASSENT_RETURN_IF_ERROR(GatherElection(session, proposal, minutes));
  ASSENT_RETURN_IF_ERROR(GatherEntries(session, NumberOf(proposal), minutes.entries));
  return minutes;
}

std::string JsonOf(const Minutes& minutes) {
  return absl::StrCat(
      "{\"proposal\":", CompactJson(minutes.proposal),
      minutes.decision ? absl::StrCat(",\"decision\":", CompactJson(*minutes.decision)) : "",
      ",\"revisions\":", JsonList(minutes.revisions),
      ",\"amendments\":", JsonList(minutes.amendments),
      ",\"concerns\":", JsonList(minutes.concerns), ",\"positions\":", JsonList(minutes.positions),
      ",\"blocks\":", JsonList(minutes.blocks), ElectionJson(minutes),
      ",\"entries\":", JsonList(minutes.entries), "}");
}

}  // namespace assent::cli
