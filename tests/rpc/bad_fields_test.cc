// One bad field in an act that is otherwise in order: too long, with what a reader
// cannot see, negative, unknown, no time or span that there is, too many of it. Each
// is refused, and where the field is at fault, with its path. Fields inside fields
// are walked, too.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/limits.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/caught.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/lying_proxy.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

// An act that would be done: by member `who`, its request as text.
struct Act {
  const char* request;  // message of assent.v1
  int who;
  const char* text;
};

// Proposal 1 is called and facilitated by m0, 2 is discussed, with concern 1 of m1, 3 is
// a draft, 4 is called and blocked by m2, 5 is adopted, with one task and against m2, as
// decision 5; 6 is a choice that is discussed, 7 one that is called. Meeting 1 is open, with m0 to
// facilitate it and one item on its agenda; meeting 2 is planned.
constexpr Act kActs[] = {
    {"CreateAssemblyRequest", 0,
     "display_name: 'K2' founder_handle: 'zed' default_rule: 'quick_default' presets: 'n_street' "
     "assembly_id: 'other'"},
    {"CreateInvitationRequest", 0, "parent: '$K' valid_for { seconds: 3600 }"},
    {"UpdateMemberRequest", 1,
     "name: '$K/members/-' handle: 'bob' unit: 'u1' attributes { values: 'women' }"},
    {"CreateProposalRequest", 0,
     "parent: '$K' title: 'T' text: 'x' rule_id: 'quick_default' co_proposers: '$K/members/@m1' "
     "action_points { task: 't' member: '$K/members/@m2' due_time { seconds: 1900000000 } } "
     "introduce: true urgent_reason: 'fire' urgent_scope: 'the kitchen'"},
    {"CreateProposalRequest", 0,
     "parent: '$K' title: 'Which?' text: 'x' kind: KIND_CHOICE introduce: true "
     "election { method: 'star' none_of_these: true highest_score: 5 seats: 1 "
     "options { title: 'Red' text: 'r' } options { title: 'Blue' } }"},
    {"CreateProposalRequest", 0,
     "parent: '$K' title: 'Who?' text: 'x' kind: KIND_ELECTION introduce: true "
     "election { method: 'irv' role: 'cook' term { seconds: 86400 } "
     "options { member: '$K/members/@m1' text: 'r' } }"},
    {"AddOptionRequest", 1, "parent: '$K/proposals/6' option { title: 'Green' text: 'g' }"},
    {"WithdrawOptionRequest", 0, "name: '$K/proposals/6' option: 1"},
    {"CastBallotRequest", 1,
     "parent: '$K/proposals/7' marks { ranking { options: [1, 2] } ranking { options: 3 } }"},
    {"CastBallotRequest", 1, "parent: '$K/proposals/7' words: '1=2>3'"},
    {"UpdateDraftRequest", 0,
     "name: '$K/proposals/3' title: 'D2' text: 'y' co_proposers: '$K/members/@m1'"},
    {"RecordMeetingRequest", 0, "name: '$K/proposals/1' present: '$K/members/@m1'"},
    {"TableProposalRequest", 0,
     "name: '$K/proposals/1' return_time { seconds: $SOON } reason: 'not yet'"},
    {"CreateAmendmentRequest", 1,
     "parent: '$K/proposals/2' text: 'y2' title: 't' reason: 'r' kind: KIND_SUBSTANTIVE"},
    {"RaiseConcernRequest", 1, "parent: '$K/proposals/2' text: 'y' kind: KIND_CONCERN"},
    {"AnswerConcernRequest", 0, "name: '$K/proposals/2/concerns/1' text: 'a'"},
    {"ResolveConcernRequest", 1, "name: '$K/proposals/2/concerns/1' text: 'a'"},
    {"TakePositionRequest", 1,
     "parent: '$K/proposals/1' stance: STANCE_AGREE reason: 'r' revision: 1"},
    {"TakePositionRequest", 1,
     "parent: '$K/proposals/1' stance: STANCE_BLOCK reason: 'r' principle: 'p' "
     "release_condition: 'c' revision: 1"},
    {"TakePositionRequest", 1,
     "parent: '$K/proposals/1' stance: STANCE_BLOCK reason: 'r' principle: 'p' "
     "release_when { time { seconds: $SOON } }"},
    {"RecordPositionsRequest", 0,
     "parent: '$K/proposals/1' revision: 1 all_present: true "
     "positions { member: '$K/members/@m2' stance: STANCE_AGREE reason: 'r' }"},
    {"ChallengeBlockRequest", 1, "name: '$K/proposals/4/blocks/1' reason: 'r'"},
    {"ReleaseBlockRequest", 2, "name: '$K/proposals/4/blocks/1' reason: 'r'"},
    {"AnswerNagRequest", 2, "name: '$K/proposals/4/blocks/1' text: 'r'"},
    {"CreateMeetingRequest", 0,
     "parent: '$K' title: 'Sunday' start_time { seconds: $SOON } progressive: true"},
    {"AddAgendaItemRequest", 0, "name: '$K/meetings/1' title: 'Dishes' time { seconds: 600 }"},
    {"CloseAgendaItemRequest", 0, "name: '$K/meetings/1' item: 1 note: 'done'"},
    {"RecordAttendanceRequest", 0,
     "name: '$K/meetings/1' present: '$K/members/@m2' online: '$K/members/@m3'"},
    {"JoinQueueRequest", 0, "name: '$K/meetings/1' kind: KIND_SPEAK"},
    {"RecordTemperatureRequest", 0, "name: '$K/proposals/1' warm: 2 lukewarm: 1 cold: 0"},
    {"TakeTemperatureRequest", 0, "name: '$K/proposals/1' temperature: TEMPERATURE_WARM"},
    {"CreateTokenRequest", 1,
     "parent: '$K' label: 'phone' scopes: SCOPE_ACT valid_for { seconds: 86400 }"},
    {"CreateTokenRequest", 1, "parent: '$K' label: 'b' scopes: SCOPE_ACT app: 'bot'"},
    {"WriteDissentRequest", 2, "name: '$K/decisions/5' text: 'we will regret it'"},
    {"UpdateActionPointRequest", 1,
     "name: '$K/decisions/5/actionPoints/1' state: STATE_DONE reason: 'r'"},
    {"AskAdviceRequest", 0,
     "name: '$K/proposals/2' member: '$K/members/@m3' question: 'does it hold?'"},
    {"AskAdviceRequest", 0, "name: '$K/proposals/2' person: 'a plumber' question: 'does it hold?'"},
    {"GiveAdviceRequest", 3, "name: '$K/proposals/2' number: 1 answer: 'it does'"},
    {"TakeFacilitationRequest", 0, "name: '$K/proposals/1' to: '$K/members/@m1'"},
    {"EvaluateTallyRequest", 0,
     "preset: 'n_street' phase: 'vote' counts { members: 5 agree: 3 block: 1 }"},
};

// Acts with fields of their own that are not here, as a kitchen by quick_default cannot
// do them: scenarios do, with what they refuse.
const std::set<std::string> kElsewhere = {
    "AcceptNominationRequest",     // its one number is as WithdrawOption's
    "AcceptInvitationRequest",     // its secret is good once
    "AddCosignatureRequest",       // record_test.cc
    "AddDeviceKeyRequest",         // its key is no text: keys_test.cc
    "AppealDeclarationRequest",    // judged rules: appeals.txt
    "ConfirmMandateRequest",       // units: mandates.txt
    "DeclareSenseRequest",         // judged rules
    "ExtendPhaseRequest",          // where the rule lets a phase be longer: road-extensions.txt
    "ExplainUrgencyRequest",       // of an urgent proposal: urgency-explained.txt
    "EraseTextRequest",            // where the rule allows it: erasure_test.cc
    "GiveMandateRequest",          // units
    "NameSpokeRequest",            // units
    "ObjectToAmendmentRequest",    // within a day of its being taken up
    "ObjectToApplicationRequest",  // membership by no objection
    "ObjectToFacilitatorRequest",  // another who facilitates: facilitator-objected.txt
    "ObjectToKeepingRequest",      // a review that is due
    "PullAgendaItemRequest",       // its one number is as CloseAgendaItem's
    "ReaffirmDecisionRequest",     // a review that is due
    "StartAgendaItemRequest",      // as PullAgendaItem
    "StartPhaseRequest",           // a phase that waits to be started
    "SubmitApplicationRequest",    // membership by sponsors
    "TestBlockRequest",            // logic tests
    "WithdrawPositionRequest",     // units
};

// How many characters of one byte a text may have; limits.h says why.
struct TextBound {
  const char* request;
  const char* field;
  size_t most;
};
constexpr TextBound kTextBounds[] = {
    {"CreateProposalRequest", "title", assembly::kMaxTitleCharacters},
    {"CreateProposalRequest", "text", assembly::kMaxTextBytes},
    {"CreateProposalRequest", "urgent_reason", assembly::kMaxReasonBytes},
    {"CreateProposalRequest", "urgent_scope", assembly::kMaxPrincipleCharacters},
    {"CreateAssemblyRequest", "display_name", assembly::kMaxDisplayNameCharacters},
    {"CreateAmendmentRequest", "text", assembly::kMaxTextBytes},
    {"CreateAmendmentRequest", "reason", assembly::kMaxReasonBytes},
    {"RaiseConcernRequest", "text", assembly::kMaxReasonBytes},
    {"AnswerConcernRequest", "text", assembly::kMaxReasonBytes},
    {"TakePositionRequest", "reason", assembly::kMaxReasonBytes},
    {"TakePositionRequest", "principle", assembly::kMaxPrincipleCharacters},
    {"ChallengeBlockRequest", "reason", assembly::kMaxReasonBytes},
};

// Fields of which any value is taken, and why.
const std::set<std::string> kAnything = {
    "language_code",        // English where there is no table for it
    "validate_only",        // set in every act here
    "action_points.name",   // written by the server; ignored in a request, as api says of the
    "action_points.state",  // fields behind it
    "action_points.state_time",
    "action_points.moved_by",
    "action_points.reason",
    "option.number",  // likewise
    "option.state",
    "option.author",
    "option.amendment",
    "election.options.number",
    "election.options.state",
    "election.options.author",
    "election.options.amendment",
    "election.seed",
    "election.ballots",
    "election.unfilled",
    "marks.ranking",  // numbers of options: elections-choice.txt
    "reopens",        // has forms of its own: refusals-input.txt
};

// Whether there is anything to walk in a request but names, bools and what all have.
bool HasFieldsOfItsOwn(const google::protobuf::Descriptor& request) {
  static const std::set<std::string> kEverywhere = {"name", "parent", "request_id"};
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL && kEverywhere.count(field.name()) == 0) {
      return true;
    }
  }
  return false;
}

class BadFields : public ::testing::Test {
 protected:
  void SetUp() override {
    Must(kitchen_.Called("The first"), "assemblies/kitchen/proposals/1");
    Must(kitchen_.Introduced("The second"), "assemblies/kitchen/proposals/2");
    Must(kitchen_.Drafted("The third"), "assemblies/kitchen/proposals/3");
    Must(kitchen_.Called("The fourth"), "assemblies/kitchen/proposals/4");
    Do(0, "TakeFacilitationRequest", "name: '$K/proposals/1'");
    Do(2, "SayPresenceRequest", "name: '$K/proposals/1'");
    Do(1, "RaiseConcernRequest", "parent: '$K/proposals/2' text: 'who washes up?'");
    Do(2, "TakePositionRequest",
       "parent: '$K/proposals/4' stance: STANCE_BLOCK reason: 'r' principle: 'p' "
       "release_condition: 'when it is paid for'");
    Do(0, "AskAdviceRequest",
       "name: '$K/proposals/2' member: '$K/members/@m3' question: 'is it sound?'");
    Do(0, "CreateProposalRequest",
       "parent: '$K' title: 'The fifth' text: 'five' introduce: true "
       "action_points { task: 't' member: '$K/members/@m1' }");
    Decide();
    for (const char* const title : {"The sixth", "The seventh"}) {
      Do(0, "CreateProposalRequest",
         absl::StrCat("parent: '$K' title: '", title,
                      "' text: 'x' kind: KIND_CHOICE "
                      "introduce: true election { method: 'schulze' options { title: 'Red' } "
                      "options { title: 'Blue' } options { title: 'Grey' } }"));
    }
    Do(0, "CallForConsensusRequest", "name: '$K/proposals/7'");
    Do(0, "CreateMeetingRequest", "parent: '$K' title: 'Today' start_time { seconds: $SOON }");
    Do(0, "CreateMeetingRequest", "parent: '$K' title: 'Later' start_time { seconds: $SOON }");
    Do(0, "OpenMeetingRequest", "name: '$K/meetings/1'");
    Do(0, "AddAgendaItemRequest", "name: '$K/meetings/1' title: 'Welcome'");
    Do(0, "StartAgendaItemRequest", "name: '$K/meetings/1' item: 1");
  }

  void Decide() {
    Do(0, "CallForConsensusRequest", "name: '$K/proposals/5'");
    for (const int who : {0, 1, 3}) {
      Do(who, "TakePositionRequest", "parent: '$K/proposals/5' stance: STANCE_AGREE");
    }
    Do(2, "TakePositionRequest", "parent: '$K/proposals/5' stance: STANCE_STAND_ASIDE reason: 'r'");
  }

  static void Must(const std::string& is, const std::string& wanted) { ASSERT_EQ(is, wanted); }

  std::unique_ptr<Message> Request(const std::string& type, const std::string& text) const {
    const auto* descriptor =
        DescriptorPool::generated_pool()->FindMessageTypeByName(absl::StrCat("assent.v1.", type));
    EXPECT_NE(descriptor, nullptr) << type;
    std::unique_ptr<Message> request(
        MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
    const int64_t soon = absl::ToUnixSeconds(absl::Now() + absl::Hours(24));
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrReplaceAll(text, {{"$K", kitchen_.name()}, {"$SOON", absl::StrCat(soon)}}),
        request.get()))
        << text;
    return request;
  }

  Answer Send(int who, const Message& request) const {
    return Caller(channel_, kitchen_.member(who).token())
        .CallRaw(PathOf(*request.GetDescriptor()), request.SerializeAsString());
  }
  void Do(int who, const std::string& type, const std::string& text) {
    const Answer answer = Send(who, *Request(type, text));
    ASSERT_TRUE(answer.ok()) << type << " " << answer;
  }

  // Walks all acts. Returns how many bad fields were sent.
  int Walk() {
    sent_ = 0;
    for (const Act& act : kActs) {
      act_ = &act;
      root_ = Request(act.request, act.text);
      const auto* dry = root_->GetDescriptor()->FindFieldByName("validate_only");
      if (dry != nullptr) root_->GetReflection()->SetBool(root_.get(), dry, true);
      const Answer good = Send(act.who, *root_);
      EXPECT_TRUE(good.ok()) << act.request << " has to be in order: " << good;
      WalkMessage(*root_, "");
    }
    return sent_;
  }

 private:
  void WalkMessage(Message& message, const std::string& path) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      const std::string name = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
      if (kAnything.count(name) > 0 || field.is_map()) continue;
      const std::unique_ptr<Message> before(message.New());
      before->CopyFrom(message);
      field.is_repeated() ? WalkMany(message, field, name) : WalkOne(message, field, name);
      message.CopyFrom(*before);
    }
  }

  void WalkMany(Message& message, const FieldDescriptor& field, const std::string& name) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (size == 0) return;
      WalkMessage(*reflection.MutableRepeatedMessage(&message, &field, 0), name);
      for (int i = 0; i < 1100; ++i) {
        reflection.AddMessage(&message, &field)
            ->CopyFrom(reflection.GetRepeatedMessage(message, &field, 0));
      }
      return Expect(name, "1,100 of them");
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
    for (const auto& [what, text] : BadTexts()) {
      if (size == 0) reflection.AddString(&message, &field, "");
      reflection.SetRepeatedString(&message, &field, 0, text);
      Expect(name, what);
    }
  }

  void WalkOne(Message& message, const FieldDescriptor& field, const std::string& name) {
    const Reflection& reflection = *message.GetReflection();
    const auto* oneof = field.real_containing_oneof();
    if (oneof != nullptr && reflection.GetOneofFieldDescriptor(message, oneof) != &field) return;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        for (const auto& [what, text] : BadTexts()) {
          reflection.SetString(&message, &field, text);
          Expect(name, what);
        }
        return;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&message, &field, -5);
        return Expect(name, "less than nothing");
      case FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(&message, &field, std::numeric_limits<int64_t>::min());
        return Expect(name, "far less than nothing");
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(&message, &field, 99);
        return Expect(name, "unknown");
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return WalkInner(message, field, name);
      default:
        return;
    }
  }

  void WalkInner(Message& message, const FieldDescriptor& field, const std::string& name) {
    const Reflection& reflection = *message.GetReflection();
    if (!reflection.HasField(message, &field)) return;
    Message& inner = *reflection.MutableMessage(&message, &field);
    const std::string type = field.message_type()->full_name();
    using Pair = std::pair<int64_t, int32_t>;
    if (type == "google.protobuf.Duration") {
      for (const Pair& bad : {Pair(-5, 0), Pair(5, -5), Pair(1'000'000'000'000'000, 0)}) {
        SetTime(inner, bad);
        Expect(name, absl::StrCat("a span of ", bad.first, " and ", bad.second));
      }
    } else if (type == "google.protobuf.Timestamp") {
      for (const Pair& bad :
           {Pair(-1'000'000'000'000, 0), Pair(1'000'000'000'000'000, 0), Pair(1'900'000'000, -1)}) {
        SetTime(inner, bad);
        Expect(name, absl::StrCat("a time of ", bad.first, " and ", bad.second));
      }
    } else {
      WalkMessage(inner, name);
    }
  }

  static void SetTime(Message& inner, const std::pair<int64_t, int32_t>& value) {
    const Reflection& reflection = *inner.GetReflection();
    reflection.SetInt64(&inner, inner.GetDescriptor()->FindFieldByName("seconds"), value.first);
    reflection.SetInt32(&inner, inner.GetDescriptor()->FindFieldByName("nanos"), value.second);
  }

  static std::vector<std::pair<std::string, std::string>> BadTexts() {
    return {
        {"too long", std::string(100'000, 'x')},         {"with a bell in it", "a\x07z"},
        {"that turns the line round", "a\u202ez"},       {"with a space of no width", "a\u200bz"},
        {"with a tag that nobody sees", "a\U000E0041z"}, {"not composed", "e\u0301"}};
  }

  // The act with one bad field is refused: by the field, or because what it names is
  // not there.
  void Expect(const std::string& name, const std::string& what) {
    ++sent_;
    const Answer answer = Send(act_->who, *root_);
    const std::string about = absl::StrCat(act_->request, ".", name, ", ", what);
    ASSERT_FALSE(answer.ok()) << about << " was taken";
    EXPECT_NE(answer.reason(), "") << about << ": " << answer;
    EXPECT_NE(answer.reason(), "INTERNAL") << about << ": " << answer;
    for (const char c : answer.status.error_message()) {
      EXPECT_GE(static_cast<unsigned char>(c), 0x20) << about << " is repeated in the refusal";
    }
    EXPECT_FALSE(absl::StrContains(answer.status.error_message(), "\u202e")) << about;
    if (answer.status.error_code() != grpc::StatusCode::INVALID_ARGUMENT) return;
    if (answer.reason() == "REQUEST_TOO_LARGE") return;
    // Indexes are the server's: positions[0].member is positions.member.
    const std::string field = absl::StrReplaceAll(answer.field(), {{"[0]", ""}});
    const bool inside = field == name || absl::StartsWith(field, absl::StrCat(name, ".")) ||
                        absl::StartsWith(name, absl::StrCat(field, "."));
    EXPECT_TRUE(inside) << about << " names `" << field << "`: " << answer;
  }

  int sent_ = 0;
  const Act* act_ = nullptr;
  std::unique_ptr<Message> root_;

 protected:
  TestServer server_;
  std::shared_ptr<grpc::Channel> channel_ = server_.Connect();
  Kitchen kitchen_{server_.Connect(), 4};
};

TEST_F(BadFields, EachIsRefusedWithItsPathAndNothingIsWritten) {
  const int64_t before = server_.LastSequence("kitchen");
  EXPECT_GE(Walk(), 200);
  EXPECT_EQ(server_.LastSequence("kitchen"), before) << "something was written";
}

TEST_F(BadFields, EveryActWithFieldsOfItsOwnIsWalkedOrSaidWhyNot) {
  std::set<std::string> walked;
  for (const Act& act : kActs) walked.insert(act.request);
  for (const char* file : {"access", "advice", "amendment", "assembly", "block", "concern",
                           "decision", "decision_memory", "election", "meeting", "member",
                           "position", "proposal", "record", "unit"}) {
    const auto* const found = DescriptorPool::generated_pool()->FindFileByName(
        absl::StrCat("assent/v1/", file, "_service.proto"));
    ASSERT_NE(found, nullptr) << file;
    for (int i = 0; i < found->service(0)->method_count(); ++i) {
      const auto& method = *found->service(0)->method(i);
      if (method.options().idempotency_level() ==
              google::protobuf::MethodOptions::NO_SIDE_EFFECTS ||
          !HasFieldsOfItsOwn(*method.input_type())) {
        continue;
      }
      const std::string& request = method.input_type()->name();
      EXPECT_EQ(walked.count(request) + kElsewhere.count(request), 1u) << request;
    }
  }
}

TEST_F(BadFields, TextsAreTakenUpToTheirBoundAndNotOneCharacterBeyond) {
  for (const TextBound& bound : kTextBounds) {
    const Act* const act = std::find_if(std::begin(kActs), std::end(kActs), [&](const Act& each) {
      return std::string(each.request) == bound.request &&
             (std::string(bound.field) != "principle" || absl::StrContains(each.text, "principle"));
    });
    ASSERT_NE(act, std::end(kActs)) << bound.request;
    const std::unique_ptr<Message> request = Request(act->request, act->text);
    const auto& type = *request->GetDescriptor();
    request->GetReflection()->SetBool(request.get(), type.FindFieldByName("validate_only"), true);
    for (const size_t beyond : {0, 1}) {
      request->GetReflection()->SetString(request.get(), type.FindFieldByName(bound.field),
                                          std::string(bound.most + beyond, 'x'));
      const Answer answer = Send(act->who, *request);
      EXPECT_EQ(answer.reason(), beyond == 0 ? "" : "TEXT_TOO_LONG")
          << bound.request << "." << bound.field << " " << answer;
      EXPECT_EQ(answer.field(), beyond == 0 ? "" : bound.field);
    }
  }
}

TEST_F(BadFields, RetentionIsBetweenAMonthAndAHundredYears) {
  for (const int days : {-1, 1, 29, 36'501}) {
    const std::string charter = absl::StrCat("{ retention_days: ", days, " }");
    const Answer founded = Send(
        0, *Request("CreateAssemblyRequest",
                    absl::StrCat("display_name: 'K2' founder_handle: 'zed' charter ", charter)));
    EXPECT_EQ(founded.reason(), "VALUE_INVALID") << founded;
    EXPECT_EQ(founded.field(), "charter.retention_days");
    const Answer changed =
        Send(0, *Request("CreateProposalRequest",
                         absl::StrCat("parent: '$K' title: 'T' text: 'x' kind: KIND_CHARTER "
                                      "charter_change ",
                                      charter)));
    EXPECT_EQ(changed.reason(), "VALUE_INVALID") << changed;
    EXPECT_EQ(changed.field(), "charter_change.retention_days");
  }
  for (const int days : {0, 30, 36'500}) {
    const Answer founded =
        Send(0, *Request("CreateAssemblyRequest",
                         absl::StrCat("display_name: 'K2' founder_handle: 'zed' charter { "
                                      "retention_days: ",
                                      days, " }")));
    EXPECT_TRUE(founded.ok()) << founded;
  }
}

// A server that names another field, or takes what is bad.
TEST_F(BadFields, AWrongFieldIsNoticed) {
  Lies lies;
  lies.end = [](const grpc::Status& end) {
    google::rpc::Status details;
    details.ParseFromString(end.error_details());
    for (auto& detail : *details.mutable_details()) {
      google::rpc::BadRequest bad;
      if (!detail.UnpackTo(&bad)) continue;
      for (auto& violation : *bad.mutable_field_violations()) violation.set_field("parent");
      detail.PackFrom(bad);
    }
    return grpc::Status(end.error_code(), end.error_message(), details.SerializeAsString());
  };
  const LyingProxy proxy(channel_, lies);
  channel_ = proxy.Connect();
  EXPECT_GT(FailuresOf([&] { Walk(); }), 0);
}

}  // namespace
}  // namespace assent::test
