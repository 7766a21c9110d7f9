// The reads of the API. Those named Glance… answer from the state; of those with the method's name,
// the comment says from where. What is missing and what is hidden (somebody else's draft, another
// assembly) give the same NOT_FOUND.
//
// Refusals beside those that the proto's comments name: NAME_INVALID for a malformed name or
// parent, PAGE_SIZE_NEGATIVE, PAGE_TOKEN_INVALID, FILTER_INVALID, ORDER_BY_INVALID; DATA_LOSS for a
// document that does not parse.

#ifndef ASSENT_SERVER_RPC_HANDLERS_READS_H_
#define ASSENT_SERVER_RPC_HANDLERS_READS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "server/rpc/context.h"

namespace assent::rpc {

// From the state: assemblies.cc, members.cc.
absl::StatusOr<v1::GetAssemblyResponse> GetAssembly(const v1::GetAssemblyRequest&, Context&);
absl::StatusOr<v1::GetMemberResponse> GetMember(const v1::GetMemberRequest&, Context&);

// From the state while it is open, then from its document: proposals.cc.
absl::StatusOr<ledger::Bytes> GlanceProposal(const v1::GetProposalRequest&, Context&);
absl::StatusOr<v1::GetProposalResponse> GetProposal(const v1::GetProposalRequest&, Context&);

// Tokens and keys from the state, applications from documents: access.cc.
absl::StatusOr<v1::ListTokensResponse> ListTokens(const v1::ListTokensRequest&, Context&);
absl::StatusOr<v1::ListDeviceKeysResponse> ListDeviceKeys(const v1::ListDeviceKeysRequest&,
                                                          Context&);
absl::StatusOr<v1::ListApplicationsResponse> ListApplications(const v1::ListApplicationsRequest&,
                                                              Context&);

// From documents, by what the state knows of pools: assemblies.cc.
absl::StatusOr<v1::ListPoolMovementsResponse> ListPoolMovements(const v1::ListPoolMovementsRequest&,
                                                                Context&);

// From documents: members.cc, proposals.cc, parts.cc, decisions.cc.
absl::StatusOr<v1::ListMembersResponse> ListMembers(const v1::ListMembersRequest&, Context&);
absl::StatusOr<v1::ListInvitationsResponse> ListInvitations(const v1::ListInvitationsRequest&,
                                                            Context&);
absl::StatusOr<v1::ListProposalsResponse> ListProposals(const v1::ListProposalsRequest&, Context&);
absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(const v1::ListRevisionsRequest&, Context&);
absl::StatusOr<v1::GetAmendmentResponse> GetAmendment(const v1::GetAmendmentRequest&, Context&);
absl::StatusOr<v1::ListAmendmentsResponse> ListAmendments(const v1::ListAmendmentsRequest&,
                                                          Context&);
absl::StatusOr<v1::GetConcernResponse> GetConcern(const v1::GetConcernRequest&, Context&);
absl::StatusOr<v1::ListConcernsResponse> ListConcerns(const v1::ListConcernsRequest&, Context&);
absl::StatusOr<v1::GetBlockResponse> GetBlock(const v1::GetBlockRequest&, Context&);
absl::StatusOr<v1::ListBlocksResponse> ListBlocks(const v1::ListBlocksRequest&, Context&);
absl::StatusOr<v1::ListPositionsResponse> ListPositions(const v1::ListPositionsRequest&, Context&);
absl::StatusOr<v1::GetDecisionResponse> GetDecision(const v1::GetDecisionRequest&, Context&);
absl::StatusOr<v1::ListDecisionsResponse> ListDecisions(const v1::ListDecisionsRequest&, Context&);

// From documents and the postings of words: decision_search.cc. Beside the above, SearchDecisions
// refuses FIELD_REQUIRED and TEXT_TOO_LONG.
absl::StatusOr<v1::SearchDecisionsResponse> SearchDecisions(const v1::SearchDecisionsRequest&,
                                                            Context&);
absl::StatusOr<v1::ListRelatedDecisionsResponse> ListRelatedDecisions(
    const v1::ListRelatedDecisionsRequest&, Context&);

// From documents: action_points.cc.
absl::StatusOr<v1::ListActionPointsResponse> ListActionPoints(const v1::ListActionPointsRequest&,
                                                              Context&);

// From documents and the state: mirrors.cc.
absl::StatusOr<v1::ListBlockLedgerResponse> ListBlockLedger(const v1::ListBlockLedgerRequest&,
                                                            Context&);
absl::StatusOr<v1::ListUrgentLedgerResponse> ListUrgentLedger(const v1::ListUrgentLedgerRequest&,
                                                              Context&);
absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest&, Context&);
absl::StatusOr<v1::GetDriftResponse> GetDrift(const v1::GetDriftRequest&, Context&);
absl::StatusOr<v1::GetCertificateResponse> GetCertificate(const v1::GetCertificateRequest&,
                                                          Context&);

// From the state, and notices from documents: needs.cc.
absl::StatusOr<v1::ListNeedsResponse> ListNeeds(const v1::ListNeedsRequest&, Context&);
absl::StatusOr<v1::ListDueResponse> ListDue(const v1::ListDueRequest&, Context&);
absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest&, Context&);

// From documents: meetings.cc.
absl::StatusOr<v1::GetMeetingResponse> GetMeeting(const v1::GetMeetingRequest&, Context&);
absl::StatusOr<v1::ListMeetingsResponse> ListMeetings(const v1::ListMeetingsRequest&, Context&);
// From the state, and from documents: units.cc.
absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest&, Context&);
absl::StatusOr<v1::ListMandatesResponse> ListMandates(const v1::ListMandatesRequest&, Context&);

// From the log: entries.cc.
absl::StatusOr<v1::ListEntriesResponse> ListEntries(const v1::ListEntriesRequest&, Context&);

// From no assembly, but for an assembly's own rule: rules.cc.
absl::StatusOr<v1::ListPresetsResponse> ListPresets(const v1::ListPresetsRequest&, Context&);
absl::StatusOr<v1::GetRuleResponse> GetRule(const v1::GetRuleRequest&, Context&);
absl::StatusOr<v1::DescribeRuleResponse> DescribeRule(const v1::DescribeRuleRequest&, Context&);
absl::StatusOr<v1::EvaluateTallyResponse> EvaluateTally(const v1::EvaluateTallyRequest&, Context&);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_READS_H_
