#include "tests/scenarios/runner/verbs.h"

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "server/base/check.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/did_you_mean.h"
#include "tests/scenarios/runner/requests.h"

namespace assent::scenario {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

constexpr char kProposeKeys[] =
    "rule:rule_id urgent:urgent_reason scope:urgent_scope new:new_information "
    "action:action_points";
constexpr char kCharterKeys[] =
    "rule:rule_id put:charter_change.put_rules remove:charter_change.remove_rules "
    "default:charter_change.default_rule charter_rule:charter_change.charter_rule "
    "time_zone:charter_change.time_zone membership:charter_change.membership "
    "guests:charter_change.guests urgent:urgent_reason "
    "personal_mirrors_off:charter_change.personal_mirrors_off "
    "unit_weights:charter_change.unit_weights sponsors:charter_change.sponsors "
    "objection_days:charter_change.objection_days "
    "reentry_vouchers:charter_change.reentry_vouchers "
    "reentry_delay_hours:charter_change.reentry_delay_hours "
    "ending_delay_days:charter_change.ending_delay_days "
    "retention_days:charter_change.retention_days erasure:charter_change.erasure "
    "signing:charter_change.signing";
constexpr char kMembershipKeys[] =
    "rule:rule_id admit:membership_change.admit remove:membership_change.remove "
    "urgent:urgent_reason";
constexpr char kRoleKeys[] =
    "rule:rule_id role:role_change.role members:role_change.members term:role_change.term";
constexpr char kPoolKeys[] =
    "rule:rule_id pool:pool_change.pool amount:pool_change.amount unit:pool_change.unit "
    "party:pool_change.party allocation:pool_change.allocation urgent:urgent_reason";
constexpr char kElectionKeys[] =
    "rule:rule_id method:election.method seats:election.seats options:election.options "
    "none:election.none_of_these highest:election.highest_score points:election.points "
    "completion:election.completion role:election.role term:election.term pool:election.pool "
    "budget:election.budget";
constexpr char kAmendKeys[] =
    "keeps:keeps_effect put:charter_change.put_rules remove:membership_change.remove "
    "admit:membership_change.admit role:role_change.role members:role_change.members "
    "term:role_change.term pool:pool_change.pool amount:pool_change.amount "
    "party:pool_change.party";
constexpr char kBlockKeys[] =
    "release:release_condition if_adopted:release_when.proposal_adopted "
    "if_amended:release_when.amendment_taken if_settled:release_when.concern_settled "
    "until:release_when.time";

constexpr Verb kVerbs[] = {
    // Belonging.
    {"invite", "CreateInvitation", Target::kAssembly, "", "for:valid_for", ""},
    {"uninvite", "RevokeInvitation", Target::kInvitation, "", "", ""},
    {"join", "", Target::kNone, "", "", ""},
    {"apply", "", Target::kNone, "[reason]", "", ""},
    {"vouch", "SupportApplication", Target::kApplication, "", "", ""},
    {"refuse", "ObjectToApplication", Target::kApplication, "reason", "", ""},
    {"token", "", Target::kNone, "label", "", ""},
    {"end-token", "RevokeToken", Target::kToken, "", "", ""},
    {"me", "UpdateMember", Target::kSelf, "",
     "attributes:attributes.values further:further_units.values", ""},
    {"confirm-units", "ConfirmUnits", Target::kSelf, "", "", ""},
    {"spoke", "NameSpoke", Target::kAssembly, "", "", ""},
    {"mandate", "GiveMandate", Target::kProposal, "[note]", "say:stances", ""},
    {"confirm-mandate", "ConfirmMandate", Target::kProposal, "", "", ""},
    {"leave", "LeaveAssembly", Target::kAssembly, "", "", ""},
    // Proposing.
    {"propose", "CreateProposal", Target::kNewProposal, "title [text]", kProposeKeys,
     "introduce: true"},
    {"propose-charter", "CreateProposal", Target::kNewProposal, "title [text]", kCharterKeys,
     "introduce: true kind: KIND_CHARTER"},
    {"propose-membership", "CreateProposal", Target::kNewProposal, "title [text]", kMembershipKeys,
     "introduce: true kind: KIND_MEMBERSHIP"},
    {"propose-ending", "CreateProposal", Target::kNewProposal, "title [text]", kProposeKeys,
     "introduce: true kind: KIND_ENDING"},
    {"propose-role", "CreateProposal", Target::kNewProposal, "title [text]", kRoleKeys,
     "introduce: true kind: KIND_ROLE"},
    {"contribute", "CreateProposal", Target::kNewProposal, "title [text]", kPoolKeys,
     "introduce: true kind: KIND_RESOURCES pool_change { kind: KIND_CONTRIBUTION }"},
    {"allocate", "CreateProposal", Target::kNewProposal, "title [text]", kPoolKeys,
     "introduce: true kind: KIND_RESOURCES pool_change { kind: KIND_ALLOCATION }"},
    {"give-back", "CreateProposal", Target::kNewProposal, "title [text]", kPoolKeys,
     "introduce: true kind: KIND_RESOURCES pool_change { kind: KIND_RETURN }"},
    {"propose-choice", "CreateProposal", Target::kNewProposal, "title [text]", kElectionKeys,
     "introduce: true kind: KIND_CHOICE"},
    {"propose-election", "CreateProposal", Target::kNewProposal, "title [text]", kElectionKeys,
     "introduce: true kind: KIND_ELECTION"},
    {"propose-budget", "CreateProposal", Target::kNewProposal, "title [text]", kElectionKeys,
     "introduce: true kind: KIND_BUDGET"},
    {"add-option", "AddOption", Target::kProposal, "",
     "title:option.title text:option.text member:option.member cost:option.cost", ""},
    {"withdraw-option", "WithdrawOption", Target::kProposal, "", "", ""},
    {"accept-nomination", "AcceptNomination", Target::kProposal, "", "", ""},
    {"cast", "CastBallot", Target::kProposal, "", "", ""},
    {"draft", "CreateProposal", Target::kNewProposal, "title [text]", kProposeKeys, ""},
    {"revise-draft", "UpdateDraft", Target::kProposal, "[text]", "rule:rule_id", ""},
    {"introduce", "IntroduceProposal", Target::kProposal, "", "", ""},
    {"withdraw", "WithdrawProposal", Target::kProposal, "", "", ""},
    {"take-over", "TakeOverProposal", Target::kProposal, "", "", ""},
    // Amendments.
    {"amend", "CreateAmendment", Target::kNewAmendment, "text [reason]", kAmendKeys, ""},
    {"accept", "AcceptAmendment", Target::kAmendment, "", "", ""},
    {"decline", "DeclineAmendment", Target::kAmendment, "", "", ""},
    {"object-amendment", "ObjectToAmendment", Target::kAmendment, "[reason]", "", ""},
    {"vote-amendment", "VoteOnAmendment", Target::kAmendment, "", "", "agree: true"},
    {"vote-for", "VoteOnAmendment", Target::kAmendment, "", "", "agree: true"},
    {"vote-against", "VoteOnAmendment", Target::kAmendment, "", "", "agree: false"},
    {"decide-amendment", "DecideAmendment", Target::kAmendment, "", "", ""},
    {"withdraw-amendment", "WithdrawAmendment", Target::kAmendment, "", "", ""},
    // Concerns.
    {"concern", "RaiseConcern", Target::kNewConcern, "text", "", "kind: KIND_CONCERN"},
    {"object", "RaiseConcern", Target::kNewConcern, "text", "", "kind: KIND_OBJECTION"},
    {"ask", "RaiseConcern", Target::kNewConcern, "text", "", "kind: KIND_QUESTION"},
    {"answer", "AnswerConcern", Target::kConcern, "text", "", ""},
    {"decline-question", "AnswerConcern", Target::kConcern, "text", "", "decline: true"},
    {"resolve", "ResolveConcern", Target::kOwnConcern, "[text]", "", ""},
    {"withdraw-concern", "WithdrawConcern", Target::kOwnConcern, "", "", ""},
    {"carry", "CarryConcern", Target::kOwnConcern, "", "", ""},
    {"adopt-concern", "AdoptConcern", Target::kConcern, "", "", ""},
    // Positions.
    {"agree", "TakePosition", Target::kProposal, "[reason]", "", "stance: STANCE_AGREE"},
    {"reserve", "TakePosition", Target::kProposal, "[reason]", "", "stance: STANCE_RESERVATIONS"},
    {"stand-aside", "TakePosition", Target::kProposal, "[reason]", "",
     "stance: STANCE_STAND_ASIDE"},
    {"abstain", "TakePosition", Target::kProposal, "[reason]", "", "stance: STANCE_ABSTAIN"},
    {"disagree", "TakePosition", Target::kProposal, "[reason]", "", "stance: STANCE_DISAGREE"},
    {"more-discussion", "TakePosition", Target::kProposal, "[reason]", "",
     "stance: STANCE_MORE_DISCUSSION"},
    {"block", "TakePosition", Target::kNewBlock, "[reason]", kBlockKeys, "stance: STANCE_BLOCK"},
    {"take-back", "WithdrawPosition", Target::kProposal, "", "", ""},
    {"record", "", Target::kProposal, "[reason]", "", ""},
    {"contest", "ContestPosition", Target::kProposal, "", "", ""},
    // Blocks.
    {"support", "SupportBlock", Target::kBlock, "", "", ""},
    {"end-support", "SupportBlock", Target::kBlock, "", "", "end: true"},
    {"challenge", "ChallengeBlock", Target::kBlock, "[reason]", "", ""},
    {"judge", "JudgeBlock", Target::kBlock, "", "", "valid: true"},
    {"find-valid", "JudgeBlock", Target::kBlock, "", "", "valid: true"},
    {"find-invalid", "JudgeBlock", Target::kBlock, "", "", "valid: false"},
    {"test-block", "TestBlock", Target::kBlock, "", "", ""},
    {"settle-block", "SettleBlockTest", Target::kBlock, "", "", ""},
    {"unblock", "WithdrawBlock", Target::kOwnBlock, "", "", ""},
    {"release", "ReleaseBlock", Target::kOwnBlock, "[reason]", "", ""},
    {"still-stands", "AnswerNag", Target::kOwnBlock, "[text]", "", ""},
    // A proposal's road.
    {"sponsor", "SponsorProposal", Target::kProposal, "", "", ""},
    {"decline-sponsor", "SponsorProposal", Target::kProposal, "", "", "decline: true"},
    {"discuss", "OpenDiscussion", Target::kProposal, "", "", ""},
    {"hear-concerns", "OpenConcerns", Target::kProposal, "", "", ""},
    {"call", "CallForConsensus", Target::kProposal, "", "", ""},
    {"decide", "DecideProposal", Target::kProposal, "", "", ""},
    {"start", "StartPhase", Target::kProposal, "", "", ""},
    {"extend", "ExtendPhase", Target::kProposal, "[reason]", "for:by", ""},
    {"table", "TableProposal", Target::kProposal, "[reason]", "for:return_time", ""},
    {"refer", "TableProposal", Target::kProposal, "[reason]", "for:return_time", "refer: true"},
    {"return", "ReturnProposal", Target::kProposal, "", "", ""},
    // After the decision.
    {"dissent", "WriteDissent", Target::kDecision, "text", "", ""},
    {"explain", "ExplainUrgency", Target::kProposal, "explanation", "", ""},
    // Advice.
    {"ask-advice", "AskAdvice", Target::kProposal, "question", "", ""},
    {"advise", "GiveAdvice", Target::kProposal, "answer", "", ""},
    {"action-take", "UpdateActionPoint", Target::kActionPoint, "[reason]", "",
     "state: STATE_TAKEN"},
    {"action-done", "UpdateActionPoint", Target::kActionPoint, "[reason]", "", "state: STATE_DONE"},
    {"action-drop", "UpdateActionPoint", Target::kActionPoint, "[reason]", "",
     "state: STATE_DROPPED"},
    {"action-open", "UpdateActionPoint", Target::kActionPoint, "[reason]", "", "state: STATE_OPEN"},
    // Meetings.
    {"plan-meeting", "CreateMeeting", Target::kAssembly, "title", "at:start_time", ""},
    {"open-meeting", "OpenMeeting", Target::kMeeting, "", "", ""},
    {"close-meeting", "CloseMeeting", Target::kMeeting, "", "", ""},
    {"agenda", "AddAgendaItem", Target::kMeeting, "[title]", "for:time", ""},
    {"pull", "PullAgendaItem", Target::kItem, "", "", ""},
    {"start-item", "StartAgendaItem", Target::kItem, "", "", ""},
    {"close-item", "CloseAgendaItem", Target::kItem, "[note]", "", ""},
    {"adopt-agenda", "AdoptConsentAgenda", Target::kMeeting, "", "", ""},
    {"attend", "AttendMeeting", Target::kMeeting, "", "", ""},
    {"go", "AttendMeeting", Target::kMeeting, "", "", "leaving: true"},
    {"not-there", "AttendMeeting", Target::kMeeting, "", "", "not_there: true"},
    {"presence", "RecordAttendance", Target::kMeeting, "", "", ""},
    {"hand-up", "JoinQueue", Target::kMeeting, "", "", ""},
    {"hand-down", "LeaveQueue", Target::kMeeting, "", "", ""},
    {"next", "CallNextSpeaker", Target::kMeeting, "", "", ""},
    {"round", "StartRound", Target::kMeeting, "", "", ""},
    {"warm", "TakeTemperature", Target::kProposal, "", "", "temperature: TEMPERATURE_WARM"},
    {"lukewarm", "TakeTemperature", Target::kProposal, "", "", "temperature: TEMPERATURE_LUKEWARM"},
    {"cold", "TakeTemperature", Target::kProposal, "", "", "temperature: TEMPERATURE_COLD"},
    {"count-temperature", "RecordTemperature", Target::kProposal, "", "", ""},
    // Facilitating.
    {"facilitate", "TakeFacilitation", Target::kProposal, "", "", ""},
    {"object-facilitator", "ObjectToFacilitator", Target::kProposal, "[reason]", "", ""},
    {"end-object-facilitator", "ObjectToFacilitator", Target::kProposal, "", "", "end: true"},
    {"meeting", "RecordMeeting", Target::kProposal, "", "", "counts_as_meeting: true"},
    {"attendance", "RecordMeeting", Target::kProposal, "", "", ""},
    {"here", "SayPresence", Target::kProposal, "", "", ""},
    {"not-here", "SayPresence", Target::kProposal, "", "", "absent: true"},
    {"declare", "DeclareSense", Target::kProposal, "[reason]", "", "adopted: true"},
    {"appeal", "AppealDeclaration", Target::kProposal, "reason", "", ""},
    {"uphold", "JudgeAppeal", Target::kProposal, "", "", ""},
    {"overturn", "JudgeAppeal", Target::kProposal, "", "", "overturn: true"},
    // Decisions in force.
    {"keep", "ReaffirmDecision", Target::kDecision, "[reason]", "", ""},
    {"object-keeping", "ObjectToKeeping", Target::kDecision, "reason", "", ""},
};

// The keys of the verbs that are no single request.
constexpr char kJoinKeys[] = "invitation secret request_id validate_only";
constexpr char kApplyKeys[] = "kind as request_id validate_only";
constexpr char kTokenKeys[] = "scopes app for request_id validate_only";
constexpr char kRecordKeys[] =
    "agree reserve stand-aside abstain disagree more-discussion block concern principle revision "
    "all_present "
    "request_id "
    "validate_only";

const Descriptor* RequestType(const Verb& verb) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      absl::StrCat("assent.v1.", verb.request, "Request"));
}

// Fields that the numbers behind the verb fill in.
bool IsTargetField(const Verb& verb, absl::string_view field) {
  const bool named = RequestType(verb)->FindFieldByName("name") != nullptr;
  return field == (named ? "name" : "parent");
}

std::vector<std::pair<std::string, std::string>> KeysOf(const Verb& verb) {
  std::vector<std::pair<std::string, std::string>> keys;
  if (*verb.request == '\0') {
    const absl::string_view name(verb.name);
    const absl::string_view names = name == "join"    ? kJoinKeys
                                    : name == "apply" ? kApplyKeys
                                    : name == "token" ? kTokenKeys
                                                      : kRecordKeys;
    for (absl::string_view name : absl::StrSplit(names, ' ')) keys.emplace_back(name, name);
    return keys;
  }
  for (absl::string_view key : absl::StrSplit(verb.keys, ' ', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> named = absl::StrSplit(key, ':');
    keys.push_back(named);
  }
  const Descriptor& type = *RequestType(verb);
  for (int i = 0; i < type.field_count(); ++i) {
    const std::string& field = type.field(i)->name();
    if (IsTargetField(verb, field) || field == "by") continue;
    keys.emplace_back(field, field);
  }
  return keys;
}

struct Numbers {
  size_t least;
  size_t most;
  const char* form;
};

Numbers NumbersOf(Target target) {
  switch (target) {
    case Target::kNone:
    case Target::kAssembly:
      return {0, 0, ""};
    case Target::kSelf:
      return {0, 1, " [HANDLE]"};
    case Target::kInvitation:
      return {0, 1, " [INVITATION]"};
    case Target::kToken:
      return {1, 1, " TOKEN"};
    case Target::kApplication:
      return {1, 1, " APPLICATION"};
    case Target::kNewProposal:
    case Target::kProposal:
      return {1, 1, " PROPOSAL"};
    case Target::kConcern:
    case Target::kOwnConcern:
    case Target::kNewConcern:
      return {1, 2, " PROPOSAL [CONCERN]"};
    case Target::kAmendment:
    case Target::kNewAmendment:
      return {1, 2, " PROPOSAL [AMENDMENT]"};
    case Target::kBlock:
    case Target::kOwnBlock:
    case Target::kNewBlock:
      return {1, 2, " PROPOSAL [BLOCK]"};
    case Target::kDecision:
      return {1, 1, " DECISION"};
    case Target::kActionPoint:
      return {2, 2, " DECISION ACTION"};
    case Target::kMeeting:
      return {0, 1, " [MEETING]"};
    case Target::kItem:
      return {2, 2, " MEETING ITEM"};
  }
  return {0, 0, ""};
}

absl::Status Wrong(const Verb& verb, absl::string_view sentence) {
  return absl::InvalidArgumentError(absl::StrCat(sentence, "; expected: ", UsageOf(verb)));
}

// Whether it begins with what somebody will be called.
bool TakesHandle(const Verb& verb) {
  const absl::string_view name(verb.name);
  return name == "join" || name == "apply" || name == "token";
}

absl::Status CheckNumbers(const Verb& verb, const Line& line) {
  if (TakesHandle(verb)) {
    if (line.words.size() == 1) return absl::OkStatus();
    return Wrong(verb, absl::StrCat(verb.name, " needs the name of somebody new"));
  }
  const Numbers numbers = NumbersOf(verb.target);
  if (line.words.size() < numbers.least) return Wrong(verb, "a number is missing");
  if (line.words.size() > numbers.most) {
    return Wrong(verb, absl::StrCat("\"", line.words[numbers.most], "\" is out of place"));
  }
  for (const std::string& word : line.words) {
    const bool digits = std::all_of(word.begin(), word.end(), absl::ascii_isdigit);
    if (verb.target == Target::kSelf) continue;
    if (!digits || word.size() > 6)
      return Wrong(verb, absl::StrCat("\"", word, "\" is not a number"));
  }
  return absl::OkStatus();
}

}  // namespace

const Verb* FindVerb(absl::string_view name) {
  for (const Verb& verb : kVerbs) {
    if (name == verb.name) return &verb;
  }
  return nullptr;
}

std::vector<std::string> VerbNames() {
  std::vector<std::string> names;
  for (const Verb& verb : kVerbs) names.emplace_back(verb.name);
  return names;
}

std::vector<TextField> TextFieldsOf(const Verb& verb) {
  std::vector<TextField> fields;
  for (absl::string_view text : absl::StrSplit(verb.texts, ' ', absl::SkipEmpty())) {
    const bool optional = absl::ConsumePrefix(&text, "[");
    absl::ConsumeSuffix(&text, "]");
    fields.push_back({std::string(text), optional});
  }
  return fields;
}

std::string UsageOf(const Verb& verb) {
  std::string usage = verb.name;
  absl::StrAppend(&usage, TakesHandle(verb) ? " HANDLE" : NumbersOf(verb.target).form);
  if (absl::string_view(verb.name) != "join") absl::StrAppend(&usage, " [by=MEMBER]");
  for (const TextField& text : TextFieldsOf(verb)) {
    absl::StrAppend(&usage, text.optional ? " [\"" : " \"", text.path,
                    text.optional ? "\"]" : "\"");
  }
  for (const auto& [key, path] : KeysOf(verb)) absl::StrAppend(&usage, " [", key, "=…]");
  return usage;
}

absl::Status CheckForm(const Verb& verb, const Line& line) {
  ASSENT_RETURN_IF_ERROR(CheckNumbers(verb, line));
  const std::vector<TextField> texts = TextFieldsOf(verb);
  for (size_t i = line.texts.size(); i < texts.size(); ++i) {
    if (texts[i].optional || line.Find(texts[i].path) != nullptr) continue;
    return Wrong(verb, absl::StrCat("the quoted ", texts[i].path, " is missing"));
  }
  if (line.texts.size() > texts.size()) {
    return Wrong(verb,
                 absl::StrCat("\"", line.texts[texts.size()], "\" is one quoted text too many"));
  }
  for (const auto& [key, value] : line.keys) {
    if (key == "by" || !PathOf(verb, key).empty()) continue;
    std::vector<std::string> known = {"by"};
    for (const auto& [name, path] : KeysOf(verb)) known.push_back(name);
    return Wrong(verb, absl::StrCat("there is no \"", key, "=\" here", DidYouMean(key, known)));
  }
  return absl::OkStatus();
}

std::string PathOf(const Verb& verb, absl::string_view key) {
  for (const auto& [name, path] : KeysOf(verb)) {
    if (name == key) return path;
  }
  return "";
}

std::unique_ptr<Message> NewRequest(const Verb& verb) {
  const Descriptor* type = RequestType(verb);
  ASSENT_CHECK(type != nullptr, verb.request);
  std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  ASSENT_CHECK(google::protobuf::TextFormat::MergeFromString(verb.fixed, request.get()), verb.name);
  return request;
}

}  // namespace assent::scenario
