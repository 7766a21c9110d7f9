// Who gets what answer from every RPC: no token, a malformed, expired or revoked one, one of
// another assembly, of somebody who has left, of somebody who was only invited; a member, the
// facilitator; tokens with one scope each, apps' and a device's. The RPCs come from the descriptors
// of the services that the running server names, so that a new one without a row fails.
//
// Every mutation is rehearsed (validate_only): all callers meet the same state. What a member gets
// is the exact refusal of the rules for a small request, or OK: that shows that they are let in. Of
// each refusal both are compared, the reason and the gRPC code that kCodes has for it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/simulated_clock.h"

namespace assent::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using ::testing::IsEmpty;

// What a token has to be good for; kOpen: none is needed; kAny: what is inside says it.
// kOutside: it is about no assembly, and looks at no token.
enum class Need { kOpen, kAny, kRead, kAct, kRecord, kAccess, kOutside };

struct Row {
  const char* method;  // "ProposalService/GetProposal"; others than ours with their package
  Need need;
  const char* request;  // text format; %A: the assembly, %P: its called proposal
  const char* member;   // what a member gets: "OK", or the reason
  const char* facilitator;
};

// NOLINTBEGIN: a table
const Row kRows[] = {
    {"AccessService/CreateToken", Need::kAccess, "parent: '%A' label: 'x' scopes: SCOPE_ACCESS",
     "OK", "OK"},
    {"AccessService/RevokeToken", Need::kAccess, "name: '%A/tokens/1'", "TOKEN_NOT_FOUND", "OK"},
    {"AccessService/ListTokens", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"AccessService/SubmitApplication", Need::kOpen,
     "parent: '%A' kind: KIND_MEMBERSHIP handle: 'x'", "ASSEMBLY_NOT_FOUND", "ASSEMBLY_NOT_FOUND"},
    // Whether there is such a member is not told: neither by the answer, nor by its code.
    {"AccessService/SubmitApplication", Need::kOpen, "parent: '%A' kind: KIND_REENTRY handle: 'm1'",
     "OK", "OK"},
    {"AccessService/SubmitApplication", Need::kOpen,
     "parent: '%A' kind: KIND_REENTRY handle: 'nobody'", "OK", "OK"},
    {"AccessService/SubmitApplication", Need::kOpen,
     "parent: 'assemblies/nowhere' kind: KIND_REENTRY handle: 'm1'", "OK", "OK"},
    {"AccessService/SupportApplication", Need::kAccess, "name: '%A/applications/1'",
     "APPLICATION_NOT_FOUND", "APPLICATION_NOT_FOUND"},
    {"AccessService/ObjectToApplication", Need::kAccess, "name: '%A/applications/1'",
     "APPLICATION_NOT_FOUND", "APPLICATION_NOT_FOUND"},
    {"AccessService/ListApplications", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"AccessService/AddDeviceKey", Need::kAccess, "parent: '%A' label: 'x'", "KEY_INVALID",
     "KEY_INVALID"},
    {"AccessService/RevokeDeviceKey", Need::kAccess, "name: '%A/keys/1'", "KEY_NOT_FOUND",
     "KEY_NOT_FOUND"},
    {"AccessService/ListDeviceKeys", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"ActService/SubmitAct", Need::kAny, "parent: '%A'", "SIGNATURE_INVALID", "SIGNATURE_INVALID"},
    {"AdviceService/AskAdvice", Need::kAct, "name: '%P' person: 'x' question: 'x'", "OK", "OK"},
    {"AdviceService/GiveAdvice", Need::kAct, "name: '%P' number: 9 answer: 'x'", "ADVICE_NOT_FOUND",
     "ADVICE_NOT_FOUND"},
    {"AmendmentService/CreateAmendment", Need::kAct, "parent: '%P' text: 'x'", "OK", "OK"},
    {"AmendmentService/AcceptAmendment", Need::kAct, "name: '%P/amendments/1'",
     "AMENDMENT_NOT_FOUND", "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/DeclineAmendment", Need::kAct, "name: '%P/amendments/1'",
     "AMENDMENT_NOT_FOUND", "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/ObjectToAmendment", Need::kAct, "name: '%P/amendments/1'",
     "AMENDMENT_NOT_FOUND", "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/VoteOnAmendment", Need::kAct, "name: '%P/amendments/1'",
     "AMENDMENT_NOT_FOUND", "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/DecideAmendment", Need::kAct, "name: '%P/amendments/1'",
     "AMENDMENT_NOT_FOUND", "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/WithdrawAmendment", Need::kAct, "name: '%P/amendments/1'",
     "AMENDMENT_NOT_FOUND", "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/GetAmendment", Need::kRead, "name: '%P/amendments/1'", "AMENDMENT_NOT_FOUND",
     "AMENDMENT_NOT_FOUND"},
    {"AmendmentService/ListAmendments", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"AssemblyService/CreateAssembly", Need::kOpen, "display_name: 'B' founder_handle: 'x'", "OK",
     "OK"},
    {"AssemblyService/GetAssembly", Need::kRead, "name: '%A'", "OK", "OK"},
    {"AssemblyService/ListPoolMovements", Need::kRead, "parent: '%A'", "POOL_NOT_FOUND",
     "POOL_NOT_FOUND"},
    {"AssemblyService/WatchAssembly", Need::kRead, "name: '%A'", "OK", "OK"},
    {"BlockService/SupportBlock", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/ChallengeBlock", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/JudgeBlock", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/TestBlock", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/SettleBlockTest", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/WithdrawBlock", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/ReleaseBlock", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/AnswerNag", Need::kAct, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/GetBlock", Need::kRead, "name: '%P/blocks/1'", "BLOCK_NOT_FOUND",
     "BLOCK_NOT_FOUND"},
    {"BlockService/ListBlocks", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"ConcernService/RaiseConcern", Need::kAct, "parent: '%P' kind: KIND_CONCERN text: 'x'", "OK",
     "OK"},
    {"ConcernService/AnswerConcern", Need::kAct, "name: '%P/concerns/1'", "FIELD_REQUIRED",
     "FIELD_REQUIRED"},
    {"ConcernService/ResolveConcern", Need::kAct, "name: '%P/concerns/1'", "NOT_THE_HOLDER",
     "NOT_THE_HOLDER"},
    {"ConcernService/WithdrawConcern", Need::kAct, "name: '%P/concerns/1'", "NOT_THE_HOLDER",
     "NOT_THE_HOLDER"},
    {"ConcernService/CarryConcern", Need::kAct, "name: '%P/concerns/1'", "NOT_THE_HOLDER",
     "NOT_THE_HOLDER"},
    {"ConcernService/AdoptConcern", Need::kAct, "name: '%P/concerns/1'", "CONCERN_HELD",
     "CONCERN_HELD"},
    {"ConcernService/GetConcern", Need::kRead, "name: '%P/concerns/1'", "OK", "OK"},
    {"ConcernService/ListConcerns", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"DecisionMemoryService/SearchDecisions", Need::kRead, "parent: '%A' query: 'x'", "OK", "OK"},
    {"DecisionMemoryService/ListRelatedDecisions", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"DecisionMemoryService/WriteDissent", Need::kAct, "name: '%A/decisions/2'", "FIELD_REQUIRED",
     "FIELD_REQUIRED"},
    {"DecisionMemoryService/ExplainUrgency", Need::kAct, "name: '%P' explanation: 'x'",
     "NO_EXPLANATION_OWED", "NO_EXPLANATION_OWED"},
    {"DecisionMemoryService/UpdateActionPoint", Need::kAct, "name: '%A/decisions/2/actionPoints/1'",
     "ACTION_POINT_NOT_FOUND", "ACTION_POINT_NOT_FOUND"},
    {"DecisionMemoryService/ListActionPoints", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"DecisionService/ReaffirmDecision", Need::kAct, "name: '%A/decisions/2'", "REVIEW_NOT_DUE",
     "REVIEW_NOT_DUE"},
    {"DecisionService/ObjectToKeeping", Need::kAct, "name: '%A/decisions/2'", "FIELD_REQUIRED",
     "FIELD_REQUIRED"},
    {"DecisionService/GetDecision", Need::kRead, "name: '%A/decisions/2'", "OK", "OK"},
    {"DecisionService/ListDecisions", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"ElectionService/AddOption", Need::kAct, "parent: '%P' option { title: 'x' }", "NO_ELECTION",
     "NO_ELECTION"},
    {"ElectionService/WithdrawOption", Need::kAct, "name: '%P' option: 1", "NO_ELECTION",
     "NO_ELECTION"},
    {"ElectionService/AcceptNomination", Need::kAct, "name: '%P' option: 1", "NO_ELECTION",
     "NO_ELECTION"},
    {"ElectionService/CastBallot", Need::kAct, "parent: '%P'", "NO_ELECTION", "NO_ELECTION"},
    {"ElectionService/ListBallots", Need::kRead, "parent: '%P'", "NO_ELECTION", "NO_ELECTION"},
    {"ElectionService/GetElectionResult", Need::kRead, "name: '%P'", "NO_ELECTION", "NO_ELECTION"},
    {"EntryService/ListEntries", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"EntryService/WatchEntries", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MeetingService/CreateMeeting", Need::kAct, "parent: '%A' title: 'x'", "OK", "OK"},
    {"MeetingService/OpenMeeting", Need::kAct, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/CloseMeeting", Need::kAct, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/AddAgendaItem", Need::kAct, "name: '%A/meetings/1' title: 'x'",
     "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/PullAgendaItem", Need::kAct, "name: '%A/meetings/1' item: 1",
     "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/StartAgendaItem", Need::kAct, "name: '%A/meetings/1' item: 1",
     "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/CloseAgendaItem", Need::kAct, "name: '%A/meetings/1' item: 1",
     "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/AdoptConsentAgenda", Need::kRecord, "name: '%A/meetings/1'",
     "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/AttendMeeting", Need::kAct, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/RecordAttendance", Need::kRecord,
     "name: '%A/meetings/1' present: '%A/members/@m2'", "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/JoinQueue", Need::kAct, "name: '%A/meetings/1' kind: KIND_SPEAK",
     "MEETING_NOT_FOUND", "MEETING_NOT_FOUND"},
    {"MeetingService/LeaveQueue", Need::kAct, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/CallNextSpeaker", Need::kAct, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/StartRound", Need::kAct, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/TakeTemperature", Need::kAct, "name: '%P' temperature: TEMPERATURE_WARM", "OK",
     "OK"},
    {"MeetingService/RecordTemperature", Need::kRecord, "name: '%P' warm: 1", "OK", "OK"},
    {"MeetingService/GetMeeting", Need::kRead, "name: '%A/meetings/1'", "MEETING_NOT_FOUND",
     "MEETING_NOT_FOUND"},
    {"MeetingService/ListMeetings", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"RecordService/GetCheckpoint", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"RecordService/GetInclusionProof", Need::kRead, "parent: '%A' index: 0", "OK", "OK"},
    {"RecordService/GetConsistencyProof", Need::kRead, "parent: '%A' old_size: 1", "OK", "OK"},
    {"RecordService/GetReceipt", Need::kRead, "parent: '%A' index: 0", "OK", "OK"},
    {"RecordService/ListCosignatures", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"ImportService/ImportLog", Need::kOpen, "reason: 'x'", "LOG_NOT_VERIFIED", "LOG_NOT_VERIFIED"},
    {"RecordService/ExportLog", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"RecordService/AddCosignature", Need::kAct, "parent: '%A' note: 'x' key: 'x'",
     "COSIGNATURE_INVALID", "COSIGNATURE_INVALID"},
    {"RecordService/EraseText", Need::kAccess, "parent: '%A' entry: 1 index: 0",
     "ERASURE_NOT_ALLOWED", "ERASURE_NOT_ALLOWED"},
    {"UnitService/NameSpoke", Need::kAct, "parent: '%A' unit: 'x'", "NOT_YOUR_UNIT",
     "NOT_YOUR_UNIT"},
    {"UnitService/GiveMandate", Need::kAct, "name: '%P' unit: 'x' stances: STANCE_AGREE",
     "NO_MANDATE_ASKED", "NO_MANDATE_ASKED"},
    {"UnitService/ConfirmMandate", Need::kAct, "name: '%P' unit: 'x'", "NOT_YOUR_UNIT",
     "NOT_YOUR_UNIT"},
    {"UnitService/ConfirmUnits", Need::kAct, "name: '%A/members/@m2'", "NO_UNITS_WAIT",
     "NO_UNITS_WAIT"},
    {"UnitService/ListUnits", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"UnitService/ListMandates", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"MemberService/CreateInvitation", Need::kAccess, "parent: '%A'", "OK", "OK"},
    {"MemberService/RevokeInvitation", Need::kAccess, "name: '%A/invitations/1'",
     "INVITATION_CLOSED", "INVITATION_CLOSED"},
    {"MemberService/ListInvitations", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MemberService/AcceptInvitation", Need::kOpen, "parent: '%A' secret: 'x' handle: 'x'",
     "INVITATION_INVALID", "INVITATION_INVALID"},
    {"MemberService/GetMember", Need::kRead, "name: '%A/members/-'", "OK", "OK"},
    {"MemberService/ListMembers", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MemberService/UpdateMember", Need::kAccess, "name: '%A/members/-'", "OK", "OK"},
    {"MemberService/LeaveAssembly", Need::kAccess, "name: '%A'", "OK", "OK"},
    {"MirrorService/ListBlockLedger", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MirrorService/ListUrgentLedger", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MirrorService/GetBalance", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MirrorService/GetDrift", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"MirrorService/GetCertificate", Need::kRead, "name: '%A/decisions/2'", "OK", "OK"},
    {"NeedService/ListNeeds", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"NeedService/ListDue", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"NeedService/ListNotices", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"PositionService/TakePosition", Need::kAct, "parent: '%P' stance: STANCE_AGREE", "OK", "OK"},
    {"PositionService/WithdrawPosition", Need::kAct, "parent: '%P'", "NO_POSITION", "NO_POSITION"},
    {"PositionService/RecordPositions", Need::kRecord,
     "parent: '%P' positions { member: '%A/members/@m2' stance: STANCE_AGREE }",
     "NOT_THE_FACILITATOR", "PRESENCE_UNSAID"},
    {"PositionService/ContestPosition", Need::kAct, "parent: '%P'", "NOT_RECORDED", "NOT_RECORDED"},
    {"PositionService/ListPositions", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"ProposalService/CreateProposal", Need::kAct, "parent: '%A' title: 'x' text: 'y'", "OK", "OK"},
    {"ProposalService/UpdateDraft", Need::kAct, "name: '%P'", "NOT_A_DRAFT", "NOT_A_DRAFT"},
    {"ProposalService/IntroduceProposal", Need::kAct, "name: '%P'", "NOT_A_DRAFT", "NOT_A_DRAFT"},
    {"ProposalService/OpenDiscussion", Need::kAct, "name: '%P'", "NOT_IN_THIS_STATE",
     "NOT_IN_THIS_STATE"},
    {"ProposalService/OpenConcerns", Need::kAct, "name: '%P'", "NOT_IN_THIS_STATE",
     "NOT_IN_THIS_STATE"},
    {"ProposalService/CallForConsensus", Need::kAct, "name: '%P'", "NOT_IN_THIS_STATE",
     "NOT_IN_THIS_STATE"},
    {"ProposalService/DecideProposal", Need::kAct, "name: '%P'", "OUTCOME_NOT_REACHED",
     "OUTCOME_NOT_REACHED"},
    {"ProposalService/StartPhase", Need::kAct, "name: '%P'", "PHASE_NOT_STARTABLE",
     "PHASE_NOT_STARTABLE"},
    {"ProposalService/ExtendPhase", Need::kAct, "name: '%P'", "NO_EXTENSION", "NO_EXTENSION"},
    {"ProposalService/RecordMeeting", Need::kRecord, "name: '%P' present: '%A/members/-'", "OK",
     "OK"},
    {"ProposalService/SayPresence", Need::kAct, "name: '%P' absent: true", "NOT_ON_RECORD",
     "NOT_ON_RECORD"},
    {"ProposalService/SponsorProposal", Need::kAct, "name: '%P'", "NOT_ASKED_TO_SPONSOR",
     "NOT_ASKED_TO_SPONSOR"},
    {"ProposalService/DeclareSense", Need::kAct, "name: '%P'", "FIELD_REQUIRED", "FIELD_REQUIRED"},
    {"ProposalService/AppealDeclaration", Need::kAct, "name: '%P'", "FIELD_REQUIRED",
     "FIELD_REQUIRED"},
    {"ProposalService/JudgeAppeal", Need::kAct, "name: '%P'", "NO_APPEAL", "NO_APPEAL"},
    {"ProposalService/TakeFacilitation", Need::kAct, "name: '%P'", "FACILITATOR_PRESENT", "OK"},
    {"ProposalService/ObjectToFacilitator", Need::kAct, "name: '%P' end: true",
     "NO_FACILITATOR_OBJECTION", "NO_FACILITATOR_OBJECTION"},
    {"ProposalService/WithdrawProposal", Need::kAct, "name: '%P'", "NOT_THE_PROPOSER", "OK"},
    {"ProposalService/TakeOverProposal", Need::kAct, "name: '%P'", "CANNOT_TAKE_OVER",
     "CANNOT_TAKE_OVER"},
    {"ProposalService/TableProposal", Need::kAct, "name: '%P'", "NOT_THE_FACILITATOR",
     "FIELD_REQUIRED"},
    {"ProposalService/ReturnProposal", Need::kAct, "name: '%P'", "NOT_PARKED", "NOT_PARKED"},
    {"ProposalService/GetProposal", Need::kRead, "name: '%P'", "OK", "OK"},
    {"ProposalService/ListProposals", Need::kRead, "parent: '%A'", "OK", "OK"},
    {"ProposalService/ListRevisions", Need::kRead, "parent: '%P'", "OK", "OK"},
    {"ProposalService/WatchProposal", Need::kRead, "name: '%P'", "OK", "OK"},
    {"RuleService/ListPresets", Need::kOpen, "", "OK", "OK"},
    {"RuleService/GetRule", Need::kOpen, "name: '%A/rules/quick_default'", "OK", "OK"},
    {"RuleService/DescribeRule", Need::kOpen, "", "RULE_MISSING", "RULE_MISSING"},
    {"RuleService/EvaluateTally", Need::kOpen,
     "preset: 'quick_default' counts { members: 3 agree: 2 }", "OK", "OK"},
    {"RuleTrialService/TryRule", Need::kRead, "parent: '%A' preset: 'quick_default'", "OK", "OK"},
    {"grpc.health.v1.Health/Check", Need::kOutside, "", "OK", "OK"},
    {"grpc.health.v1.Health/Watch", Need::kOutside, "", "OK", "OK"},
    {"grpc.health.v1.Health/List", Need::kOutside, "", "OK", "OK"},
    {"grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Need::kOutside,
     "list_services: ''", "OK", "OK"},
};

// The code that goes with each reason above.
const std::map<std::string, grpc::StatusCode> kCodes = {
    {"OK", grpc::StatusCode::OK},
    {"TOKEN_MISSING", grpc::StatusCode::UNAUTHENTICATED},
    {"TOKEN_MALFORMED", grpc::StatusCode::UNAUTHENTICATED},
    {"SIGNATURE_INVALID", grpc::StatusCode::UNAUTHENTICATED},
    {"SCOPE_MISSING", grpc::StatusCode::PERMISSION_DENIED},
    {"INVITATION_INVALID", grpc::StatusCode::PERMISSION_DENIED},
    {"NOT_THE_HOLDER", grpc::StatusCode::PERMISSION_DENIED},
    {"NOT_THE_FACILITATOR", grpc::StatusCode::PERMISSION_DENIED},
    {"NOT_THE_PROPOSER", grpc::StatusCode::PERMISSION_DENIED},
    {"NOT_YOUR_UNIT", grpc::StatusCode::INVALID_ARGUMENT},
    {"FIELD_REQUIRED", grpc::StatusCode::INVALID_ARGUMENT},
    {"KEY_INVALID", grpc::StatusCode::INVALID_ARGUMENT},
    {"LOG_NOT_VERIFIED", grpc::StatusCode::INVALID_ARGUMENT},
    {"RULE_MISSING", grpc::StatusCode::INVALID_ARGUMENT},
    {"COSIGNATURE_INVALID", grpc::StatusCode::INVALID_ARGUMENT},
    {"PRESENCE_UNSAID", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_FACILITATOR_OBJECTION", grpc::StatusCode::FAILED_PRECONDITION},
    {"ASSEMBLY_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"ACTION_POINT_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"ADVICE_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"AMENDMENT_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"APPLICATION_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"BLOCK_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"KEY_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"MEETING_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"POOL_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"TOKEN_NOT_FOUND", grpc::StatusCode::NOT_FOUND},
    {"CANNOT_TAKE_OVER", grpc::StatusCode::FAILED_PRECONDITION},
    {"CONCERN_HELD", grpc::StatusCode::FAILED_PRECONDITION},
    {"ERASURE_NOT_ALLOWED", grpc::StatusCode::FAILED_PRECONDITION},
    {"FACILITATOR_PRESENT", grpc::StatusCode::FAILED_PRECONDITION},
    {"INVITATION_CLOSED", grpc::StatusCode::FAILED_PRECONDITION},
    {"NOT_A_DRAFT", grpc::StatusCode::FAILED_PRECONDITION},
    {"NOT_IN_THIS_STATE", grpc::StatusCode::FAILED_PRECONDITION},
    {"NOT_PARKED", grpc::StatusCode::FAILED_PRECONDITION},
    {"NOT_RECORDED", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_APPEAL", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_ELECTION", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_EXPLANATION_OWED", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_EXTENSION", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_MANDATE_ASKED", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_POSITION", grpc::StatusCode::FAILED_PRECONDITION},
    {"NO_UNITS_WAIT", grpc::StatusCode::FAILED_PRECONDITION},
    {"NOT_ON_RECORD", grpc::StatusCode::FAILED_PRECONDITION},
    {"NOT_ASKED_TO_SPONSOR", grpc::StatusCode::FAILED_PRECONDITION},
    {"OUTCOME_NOT_REACHED", grpc::StatusCode::FAILED_PRECONDITION},
    {"PHASE_NOT_STARTABLE", grpc::StatusCode::FAILED_PRECONDITION},
    {"REVIEW_NOT_DUE", grpc::StatusCode::FAILED_PRECONDITION},
};
// NOLINTEND

// "PERMISSION_DENIED" is 7: a reason with its code, as an answer has them.
std::string WithCode(const std::string& reason, grpc::StatusCode code) {
  return absl::StrCat(reason, " (", code, ")");
}

// The name in the protos, and the path of the call.
std::string FullName(const Row& row) {
  const bool ours = !absl::StartsWith(row.method, "grpc.");
  return absl::StrCat(ours ? "assent.v1." : "", row.method);
}

// Calls any method, unary or streaming, for its first answer.
class Bare {
 public:
  explicit Bare(const Caller& caller) : caller_(caller) {}

  // "OK", or the reason that it was refused with, and the code.
  std::string Ask(const std::string& path, const Message& request) const {
    grpc::GenericStub stub(caller_.channel());
    grpc::ClientContext context;
    caller_.Prepare(context);
    grpc::CompletionQueue queue;
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    const auto call = stub.PrepareCall(&context, path, &queue);
    call->StartCall(nullptr);
    wait();
    const grpc::Slice slice(request.SerializeAsString());
    call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    wait();
    grpc::ByteBuffer answer;
    call->Read(&answer, nullptr);
    const bool answered = wait();
    if (answered) context.TryCancel();  // of a stream, the first message is enough
    Answer ended;
    call->Finish(&ended.status, nullptr);
    wait();
    if (answered || ended.ok()) return WithCode("OK", grpc::StatusCode::OK);
    return WithCode(ended.reason(), ended.status.error_code());
  }

 private:
  const Caller& caller_;
};

std::unique_ptr<Message> RequestOf(const MethodDescriptor& method, const std::string& text) {
  const Message* const prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type());
  std::unique_ptr<Message> request(prototype->New());
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << text;
  if (const auto* rehearse = method.input_type()->FindFieldByName("validate_only")) {
    request->GetReflection()->SetBool(request.get(), rehearse, true);
  }
  return request;
}

// The methods of services, as rows call them, that no row speaks of.
std::vector<std::string> Missing(const std::vector<const MethodDescriptor*>& methods,
                                 const std::vector<Row>& rows) {
  std::set<std::string> known;
  for (const Row& row : rows) known.insert(row.method);
  std::vector<std::string> missing;
  for (const MethodDescriptor* method : methods) {
    const bool ours = absl::StartsWith(method->full_name(), "assent.v1.");
    const std::string& service = ours ? method->service()->name() : method->service()->full_name();
    const std::string name = absl::StrCat(service, "/", method->name());
    if (known.count(name) == 0) missing.push_back(name);
  }
  return missing;
}

class AccessMatrix : public ::testing::Test {
 protected:
  AccessMatrix() { Prepare(); }

  // What `who` should get.
  static std::string Expected(const Row& row, const std::string& who) {
    const std::string reason = ReasonFor(row, who);
    const auto code = kCodes.find(reason);
    return code == kCodes.end() ? reason + ", which has no code here"
                                : WithCode(reason, code->second);
  }

  static std::string ReasonFor(const Row& row, const std::string& who) {
    if (row.need == Need::kOutside) return "OK";
    const bool open = row.need == Need::kOpen;
    if (who == "malformed") return "TOKEN_MALFORMED";
    const bool own_rule = absl::StartsWith(row.request, "name: '%A/rules");
    if (who == "no token") return open && !own_rule ? row.member : "TOKEN_MISSING";
    if (who == "member") return row.member;
    if (who == "facilitator") return row.facilitator;
    static const std::map<std::string, Need> kScopes = {{"app that reads", Need::kRead},
                                                        {"app that acts", Need::kAct},
                                                        {"app that records", Need::kRecord},
                                                        {"device for access", Need::kAccess}};
    const auto scope = kScopes.find(who);
    if (scope != kScopes.end()) {
      if (own_rule) return scope->second == Need::kRead ? row.member : "SCOPE_MISSING";
      return open || row.need == Need::kAny || scope->second == row.need ? row.member
                                                                         : "SCOPE_MISSING";
    }
    return open && !own_rule ? row.member : "ASSEMBLY_NOT_FOUND";
  }

  // What is wrong, one line each.
  std::vector<std::string> Differences(const std::vector<Row>& rows) {
    std::vector<std::string> wrong;
    for (const Row& row : rows) {
      const std::string name = absl::StrReplaceAll(FullName(row), {{"/", "."}});
      const MethodDescriptor* const method =
          DescriptorPool::generated_pool()->FindMethodByName(name);
      if (method == nullptr) {
        wrong.push_back(absl::StrCat(row.method, " is no method"));
        continue;
      }
      const auto request = RequestOf(
          *method, absl::StrReplaceAll(row.request, {{"%A", kitchen_.name()}, {"%P", called_}}));
      const std::string path = absl::StrCat("/", FullName(row));
      for (const auto& [who, caller] : callers_) {
        const std::string got = Bare(caller).Ask(path, *request);
        const std::string expected = Expected(row, who);
        if (got == expected) continue;
        wrong.push_back(
            absl::StrCat(row.method, " for ", who, ": ", got, " instead of ", expected));
      }
    }
    return wrong;
  }

  // Methods of all services that the server has: ours, and those two that are not.
  std::vector<const MethodDescriptor*> Methods() {
    std::vector<const MethodDescriptor*> methods;
    for (const std::string& name : server_.server().service_names()) {
      const ServiceDescriptor* const service =
          DescriptorPool::generated_pool()->FindServiceByName(name);
      EXPECT_NE(service, nullptr) << name;
      for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
        methods.push_back(service->method(i));
      }
    }
    for (const char* name : {"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"}) {
      const ServiceDescriptor* const service =
          DescriptorPool::generated_pool()->FindServiceByName(name);
      EXPECT_NE(service, nullptr) << name;
      for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
        methods.push_back(service->method(i));
      }
    }
    return methods;
  }

  std::vector<Row> Rows() const { return {std::begin(kRows), std::end(kRows)}; }

 private:
  template <typename Request, typename Response>
  Response Must(const Caller& caller, const Request& request, Response response) {
    const Answer answer = caller.Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }

  std::string NewToken(const Caller& owner, std::vector<v1::Token::Scope> scopes,
                       const std::string& app, absl::Duration valid, std::string* name = nullptr) {
    v1::CreateTokenRequest request;
    request.set_parent(kitchen_.name());
    request.set_label("for the matrix");
    request.set_app(app);
    for (const v1::Token::Scope scope : scopes) request.add_scopes(scope);
    request.mutable_valid_for()->set_seconds(absl::ToInt64Seconds(valid));
    const auto made = Must(owner, request, v1::CreateTokenResponse());
    if (name != nullptr) *name = made.token().name();
    return made.secret();
  }

  void Prepare() {
    const Caller member = kitchen_.member(1);
    const auto add = [&](const std::string& who, const std::string& token) {
      callers_.emplace_back(who, member.As(token));
    };
    const std::vector<v1::Token::Scope> all = {v1::Token::SCOPE_READ, v1::Token::SCOPE_ACT,
                                               v1::Token::SCOPE_RECORD, v1::Token::SCOPE_ACCESS};
    add("no token", "");
    add("malformed", "two words");
    add("expired", NewToken(member, all, "", absl::Seconds(1)));
    std::string name;
    add("revoked", NewToken(member, all, "", absl::Hours(1), &name));
    v1::RevokeTokenRequest revoke;
    revoke.set_name(name);
    Must(member, revoke, v1::RevokeTokenResponse());
    add("another assembly's", garden_.member(0).token());
    add("left", kitchen_.member(3).token());
    v1::LeaveAssemblyRequest leave;
    leave.set_name(kitchen_.name());
    Must(kitchen_.member(3), leave, v1::LeaveAssemblyResponse());
    v1::CreateInvitationRequest invite;
    invite.set_parent(kitchen_.name());
    add("invited only", Must(member, invite, v1::CreateInvitationResponse()).secret());
    add("member", member.token());
    add("facilitator", kitchen_.founder().token());
    add("app that reads", NewToken(member, {v1::Token::SCOPE_READ}, "reader", absl::Hours(1)));
    add("app that acts", NewToken(member, {v1::Token::SCOPE_ACT}, "actor", absl::Hours(1)));
    add("app that records", NewToken(member, {v1::Token::SCOPE_RECORD}, "scribe", absl::Hours(1)));
    add("device for access", NewToken(member, {v1::Token::SCOPE_ACCESS}, "", absl::Hours(1)));
    PrepareProposals();
    clock_.Advance(absl::Seconds(2));
  }

  // One that is called, with a concern, and one that was adopted.
  void PrepareProposals() {
    called_ = kitchen_.Called();
    v1::TakeFacilitationRequest take;
    take.set_name(called_);
    Must(kitchen_.founder(), take, v1::TakeFacilitationResponse());
    v1::RaiseConcernRequest raise;
    raise.set_parent(called_);
    raise.set_kind(v1::Concern::KIND_CONCERN);
    raise.set_text("Who washes up?");
    Must(kitchen_.member(2), raise, v1::RaiseConcernResponse());
    const std::string adopted = kitchen_.Called("Soup");
    for (int i = 0; i < 3; ++i) kitchen_.Take(kitchen_.member(i), adopted, v1::STANCE_AGREE);
    v1::DecideProposalRequest decide;
    decide.set_name(adopted);
    kitchen_.founder().Call(decide, std::make_unique<v1::DecideProposalResponse>().get());
  }

  SimulatedClock clock_;
  TestServer server_{MemoryStore{}, clock_};
  const std::shared_ptr<grpc::Channel> channel_ = server_.Connect();
  Kitchen kitchen_{channel_, 4};
  Kitchen garden_{channel_, 1, "garden"};
  std::string called_;
  std::vector<std::pair<std::string, Caller>> callers_;
};

TEST_F(AccessMatrix, EveryMethodHasARow) { EXPECT_THAT(Missing(Methods(), Rows()), IsEmpty()); }

TEST_F(AccessMatrix, EverybodyGetsTheirAnswer) {
  const std::vector<std::string> wrong = Differences(Rows());
  for (const std::string& one : wrong) ADD_FAILURE() << one;
}

TEST_F(AccessMatrix, CanaryAWrongCodeIsNoticed) {
  const Row& row = kRows[1];
  EXPECT_EQ(Expected(row, "member"), "TOKEN_NOT_FOUND (5)");
  EXPECT_EQ(Expected(row, "app that acts"), "SCOPE_MISSING (7)");
  EXPECT_THAT(Differences({row}), IsEmpty());
}

TEST_F(AccessMatrix, CanaryAMissingRowIsNoticed) {
  std::vector<Row> rows = Rows();
  rows.erase(rows.begin());
  EXPECT_EQ(Missing(Methods(), rows), std::vector<std::string>{kRows[0].method});
}

TEST_F(AccessMatrix, CanaryAWrongScopeIsNoticed) {
  for (Row row : Rows()) {
    if (row.need != Need::kRecord) continue;
    row.need = Need::kAct;
    EXPECT_EQ(Differences({row}).size(), 2U) << row.method;  // who acts, and who records
  }
}

}  // namespace
}  // namespace assent::test
