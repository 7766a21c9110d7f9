// From bytes back to a state: the same one for our own log, a named refusal for
// any other bytes, and never a stop.

#include "server/transparency/replay.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/stubs/logging.h"
#include "server/assembly/decide.h"
#include "server/transparency/hash.h"
#include "server/transparency/texts.h"
#include "tests/support/status_matchers.h"
#include "tests/transparency/counting_chance.h"

namespace assent::transparency {
namespace {

using assembly::Act;
using assembly::SealedEntry;
using assembly::State;
using event::v1::Event;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kProposal[] = "assemblies/kitchen/proposals/1";

// A life with a bit of everything, and the entries it leaves.
class Record {
 public:
  Record() : notary_(CountingChance()) {
    state_.id = "kitchen";
    Found();
    Discuss();
    Meet();
    Call();
    End();
    Remember();
    Choose();
  }

  const std::vector<SealedEntry>& entries() const { return entries_; }
  const State& state() const { return state_; }

 private:
  // The answer, which is never a refusal.
  template <typename Request>
  auto By(int actor, const Request& request) {
    Act act(state_, notary_, actor, now_);
    auto response = assembly::Perform(act, request);
    EXPECT_TRUE(response.ok()) << response.status();
    for (const SealedEntry& entry : act.entries()) entries_.push_back(entry);
    now_ += absl::Minutes(1);
    return std::move(response).value();
  }

  void Found() {
    v1::CreateAssemblyRequest found;
    found.set_assembly_id("kitchen");
    found.set_display_name("Kitchen");
    found.set_founder_handle("m0");
    found.set_default_rule("quick_default");
    found.add_presets("colab_vote");
    By(-1, found);
    for (int member = 1; member < 5; ++member) {
      v1::CreateInvitationRequest invite;
      invite.set_parent("assemblies/kitchen");
      v1::AcceptInvitationRequest join;
      join.set_parent("assemblies/kitchen");
      join.set_secret(By(0, invite).secret());
      join.set_handle(absl::StrCat("m", member));
      By(-1, join);
    }
    v1::UpdateMemberRequest update;
    update.set_name("assemblies/kitchen/members/-");
    update.set_unit("pod-a");
    By(4, update);
    By(3, update);
    v1::NameSpokeRequest spoke;
    spoke.set_parent("assemblies/kitchen");
    spoke.set_unit("pod-a");
    spoke.set_member("assemblies/kitchen/members/@m4");
    By(3, spoke);
    By(4, spoke);
  }

  void Discuss() {
    v1::CreateProposalRequest propose;
    propose.set_parent("assemblies/kitchen");
    propose.set_title("Open on Sundays");
    propose.set_text("We open on Sundays.");
    propose.set_introduce(true);
    propose.add_action_points()->set_task("Find somebody with a key");
    By(0, propose);
    v1::RaiseConcernRequest concern;
    concern.set_parent(kProposal);
    concern.set_kind(v1::Concern::KIND_OBJECTION);
    concern.set_text("Who opens?");
    By(2, concern);
    v1::AnswerConcernRequest answer;
    answer.set_name(absl::StrCat(kProposal, "/concerns/1"));
    answer.set_text("Whoever has the key.");
    By(0, answer);
    v1::WithdrawConcernRequest withdraw;
    withdraw.set_name(answer.name());
    By(2, withdraw);
    v1::CreateAmendmentRequest amendment;
    amendment.set_parent(kProposal);
    amendment.set_kind(v1::Amendment::KIND_SUBSTANTIVE);
    amendment.set_text("We open on Sundays at ten.");
    By(1, amendment);
    v1::WithdrawAmendmentRequest take_back;
    take_back.set_name(absl::StrCat(kProposal, "/amendments/1"));
    By(1, take_back);
  }

  template <typename Request>
  void ByName(int actor, const std::string& name) {
    Request request;
    request.set_name(name);
    By(actor, request);
  }

  // A meeting with everything in it, and one that nobody has opened.
  void Meet() {
    constexpr char kMeeting[] = "assemblies/kitchen/meetings/1";
    v1::CreateMeetingRequest plan;
    plan.set_parent("assemblies/kitchen");
    plan.set_title("Weekly");
    By(0, plan);
    By(1, plan);
    v1::AddAgendaItemRequest add;
    add.set_name(kMeeting);
    add.set_proposal(kProposal);
    add.set_consent(true);
    By(0, add);
    add.set_title("Talk");
    By(0, add);
    v1::PullAgendaItemRequest pull;
    pull.set_name(kMeeting);
    pull.set_item(1);
    By(1, pull);
    ByName<v1::OpenMeetingRequest>(0, kMeeting);
    ByName<v1::AttendMeetingRequest>(1, kMeeting);
    v1::StartAgendaItemRequest start;
    start.set_name(kMeeting);
    start.set_item(1);
    By(0, start);
    ByName<v1::AttendMeetingRequest>(2, kMeeting);
    ByName<v1::StartRoundRequest>(0, kMeeting);
    ByName<v1::JoinQueueRequest>(3, kMeeting);
    ByName<v1::CallNextSpeakerRequest>(0, kMeeting);
    ByName<v1::LeaveQueueRequest>(0, kMeeting);
    ByName<v1::OpenDiscussionRequest>(0, kProposal);
    v1::TakeTemperatureRequest feel;
    feel.set_name(kProposal);
    feel.set_temperature(v1::TEMPERATURE_WARM);
    By(2, feel);
    v1::RecordTemperatureRequest count;
    count.set_name(kProposal);
    count.set_warm(3);
    By(2, count);
    v1::CloseAgendaItemRequest close;
    close.set_name(kMeeting);
    close.set_note("We talked.");
    By(0, close);
    ByName<v1::CloseMeetingRequest>(0, kMeeting);
  }

  void Call() {
    v1::CallForConsensusRequest call;
    call.set_name(kProposal);
    By(0, call);
    v1::TakePositionRequest position;
    position.set_parent(kProposal);
    for (int member = 0; member < 4; ++member) {
      position.set_stance(member == 2 ? v1::STANCE_STAND_ASIDE : v1::STANCE_AGREE);
      position.set_reason(absl::StrCat("reason ", member));
      By(member, position);
    }
    position.set_stance(v1::STANCE_BLOCK);
    position.set_principle("nobody works alone");
    By(4, position);
    v1::SupportBlockRequest support;
    support.set_name(absl::StrCat(kProposal, "/blocks/2"));
    By(3, support);
  }

  void End() {
    v1::WithdrawBlockRequest withdraw;
    withdraw.set_name(absl::StrCat(kProposal, "/blocks/2"));
    By(4, withdraw);
    v1::LeaveAssemblyRequest leave;
    leave.set_name("assemblies/kitchen");
    By(3, leave);
  }

  // A decision, and what is said of it and done about it.
  void Remember() {
    v1::CreateProposalRequest propose;
    propose.set_parent("assemblies/kitchen");
    propose.set_title("A new lock");
    propose.set_text("We change the lock.");
    propose.set_introduce(true);
    propose.add_action_points()->set_task("Buy it");
    By(0, propose);
    v1::CallForConsensusRequest call;
    call.set_name("assemblies/kitchen/proposals/2");
    By(0, call);
    v1::TakePositionRequest position;
    position.set_parent(call.name());
    for (const int member : {0, 1, 2, 4}) {
      position.set_stance(member == 2 ? v1::STANCE_STAND_ASIDE : v1::STANCE_AGREE);
      By(member, position);
    }
    v1::WriteDissentRequest dissent;
    dissent.set_name("assemblies/kitchen/decisions/2");
    dissent.set_text("Keys cost trust.");
    By(2, dissent);
    By(2, dissent);
    v1::UpdateActionPointRequest action;
    action.set_name("assemblies/kitchen/decisions/2/actionPoints/1");
    action.set_state(v1::ActionPoint::STATE_DONE);
    By(0, action);
  }

  // A road, and the vote that it leads to.
  void Choose() {
    v1::CreateProposalRequest propose;
    propose.set_parent("assemblies/kitchen");
    propose.set_title("The lease");
    propose.set_text("We sign it.");
    propose.set_rule_id("colab_vote");
    propose.set_introduce(true);
    By(0, propose);
    v1::CallForConsensusRequest call;
    call.set_name("assemblies/kitchen/proposals/3");
    By(0, call);
    v1::CastBallotRequest ballot;
    ballot.set_parent(call.name());
    for (const int member : {0, 1, 2, 4}) {
      ballot.mutable_marks()->clear_ranking();
      for (const int road : {2, 1 + 2 * (member % 2)}) {
        ballot.mutable_marks()->add_ranking()->add_options(road);
      }
      By(member, ballot);
    }
    v1::TakePositionRequest position;
    position.set_parent(call.name());
    position.set_stance(v1::STANCE_DISAGREE);
    By(1, position);
  }

  Notary notary_;
  State state_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::vector<SealedEntry> entries_;
};

const Record& TheRecord() {
  static const Record* const record = new Record;
  return *record;
}

LogEntry At(uint64_t sequence, const SealedEntry& entry) {
  return {sequence, entry.leaf, entry.leaf_hash, entry.openings};
}

// The state after the first `count` entries.
State ReplayFirst(size_t count) {
  State state;
  state.id = "kitchen";
  for (size_t i = 0; i < count; ++i) {
    ASSENT_EXPECT_OK(ReplayEntry(At(i + 1, TheRecord().entries()[i]), state, nullptr));
  }
  return state;
}

// An entry with these bytes, and everything about it that can be made to fit.
SealedEntry Forged(const Event& event) {
  return {event.SerializeAsString(), LeafHash(event.SerializeAsString()), ""};
}

Event EventAt(size_t index) { return OpenEntry(TheRecord().entries()[index].leaf, "").value(); }

std::string Describe(const State& state) {
  std::string all = absl::StrCat(state.view.DebugString(), state.sequence, state.last_proposal);
  for (const auto& member : state.members) all += member.view.DebugString();
  for (const auto& [number, meeting] : state.meetings) all += meeting.view.DebugString();
  for (const auto& [number, p] : state.proposals) {
    absl::StrAppend(&all, p.view.DebugString(), p.phase, " ", p.positions.answered());
    for (const auto& concern : p.concerns) all += concern.view.DebugString();
    for (const auto& [concern, block] : p.blocks) all += block.view.DebugString();
    for (const auto& amendment : p.amendments) all += amendment.view.DebugString();
    for (const auto& revision : p.revisions) all += revision.DebugString();
  }
  return all;
}

TEST(ReplayTest, GivesTheStateThatWroteTheLog) {
  ASSERT_GT(TheRecord().entries().size(), 25u);
  EXPECT_EQ(Describe(ReplayFirst(TheRecord().entries().size())), Describe(TheRecord().state()));
}

TEST(ReplayTest, WithoutItsTextsALogComesToTheSameOutcome) {
  State state;
  state.id = "kitchen";
  for (size_t i = 0; i < TheRecord().entries().size(); ++i) {
    SealedEntry erased = TheRecord().entries()[i];
    erased.openings.clear();
    ASSENT_ASSERT_OK(ReplayEntry(At(i + 1, erased), state, nullptr));
  }
  const State& whole = TheRecord().state();
  ASSERT_EQ(state.proposals.count(1), whole.proposals.count(1));
  if (state.proposals.count(1) == 0) return;
  EXPECT_EQ(state.proposals.at(1).view.state(), whole.proposals.at(1).view.state());
  EXPECT_EQ(state.proposals.at(1).view.title(), "");
}

TEST(ReplayTest, WhatStandsAtTheWrongPlaceIsRefused) {
  constexpr size_t kAt = 12;
  const State before = ReplayFirst(kAt);
  const SealedEntry& next = TheRecord().entries()[kAt];
  const auto refusal = [&](const LogEntry& entry) {
    State state = before;
    const absl::Status status = ReplayEntry(entry, state, nullptr);
    EXPECT_EQ(status.ok(), Describe(state) != Describe(before)) << "a refusal changes nothing";
    return std::string(status.message());
  };
  const auto forged = [&](auto change) {
    Event event = EventAt(kAt);
    change(event);
    const SealedEntry entry = Forged(event);
    return refusal(At(kAt + 1, entry));
  };
  EXPECT_THAT(refusal(At(kAt + 2, next)), testing::HasSubstr("missing before it"));
  SealedEntry other = next;
  other.leaf_hash[3] ^= 1;
  EXPECT_THAT(refusal(At(kAt + 1, other)), testing::HasSubstr("fit its hash"));
  EXPECT_EQ(forged([](Event&) {}), "");
  EXPECT_THAT(forged([](Event& e) { e.set_version(2); }), testing::HasSubstr("version 2"));
  EXPECT_THAT(forged([](Event& e) { e.set_sequence(1); }), testing::HasSubstr("another place"));
  EXPECT_THAT(forged([](Event& e) { e.set_origin("x"); }), testing::HasSubstr("another log"));
  EXPECT_THAT(forged([](Event& e) { e.set_time_us(1); }), testing::HasSubstr("time"));
  EXPECT_THAT(forged([](Event& e) { e.set_time_us(INT64_MAX); }), testing::HasSubstr("time"));
  EXPECT_THAT(forged([](Event& e) { e.set_author("nobody"); }), testing::HasSubstr("never joined"));
  EXPECT_THAT(forged([](Event& e) { e.clear_body(); }), testing::HasSubstr("kind of event"));
  EXPECT_THAT(forged([](Event& e) { *e.mutable_assembly_founded() = {}; }),
              testing::HasSubstr("no other"));
}

TEST(ReplayTest, ALogSaysWhichAssemblyItFounds) {
  const auto founded = [](const std::string& known, const std::string& said) {
    State state;
    state.id = known;
    Event event = EventAt(0);
    ForEachText(event, [](event::v1::Text& text) { text.clear_commitment(); });
    event.mutable_assembly_founded()->mutable_assembly_id()->set_content(said);
    const SealedEntry entry = Notary(CountingChance()).Seal(event, {});
    return std::string(ReplayEntry(At(1, entry), state, nullptr).message());
  };
  for (const std::string known : {"kitchen", ""}) {
    EXPECT_EQ(founded(known, "kitchen"), "");
    for (const std::string said : {"Kitchen", "k", "a/b"}) {
      EXPECT_THAT(founded(known, said), testing::HasSubstr("no id of an assembly"));
    }
  }
  EXPECT_THAT(founded("kitchen", "cellar"), testing::HasSubstr("another assembly"));
  EXPECT_EQ(founded("kitchen", ""), "");  // its texts are kept back
  EXPECT_THAT(founded("", ""), testing::HasSubstr("nobody knows what"));
}

TEST(ReplayTest, WhatIsSaidOfUnitsBySomebodyElseIsRefused) {
  constexpr size_t kAt = 16;  // units have members, proposal 1 is open
  const State before = ReplayFirst(kAt);
  ASSERT_EQ(before.units.count("pod-a"), 1u);
  ASSERT_EQ(before.units.at("pod-a").spoke, 4);
  ASSERT_EQ(before.proposals.count(1), 1u);
  const auto forged = [&](auto change) {
    Event event = EventAt(kAt);
    event.set_author(before.members[1].id);
    event.set_proposal(1);
    change(event);
    const SealedEntry entry = Forged(event);
    State state = before;
    return std::string(ReplayEntry(At(kAt + 1, entry), state, nullptr).message());
  };
  EXPECT_THAT(
      forged([&](Event& e) { e.mutable_units_confirmed()->set_member(before.members[2].id); }),
      testing::HasSubstr("nothing that its author could confirm"));
  EXPECT_THAT(forged([](Event& e) { e.mutable_spoke_named()->set_unit("pod-a"); }),
              testing::HasSubstr("not of the unit"));
  EXPECT_THAT(forged([&](Event& e) {
                e.set_author(before.members[4].id);
                e.mutable_spoke_named()->set_unit("pod-a");
                e.mutable_spoke_named()->set_member(before.members[1].id);
              }),
              testing::HasSubstr("outside of the unit"));
  EXPECT_THAT(forged([](Event& e) { e.mutable_mandate_given()->set_unit("pod-a"); }),
              testing::HasSubstr("not of the unit"));
  EXPECT_THAT(forged([](Event& e) { e.mutable_mandate_confirmed()->set_unit("pod-a"); }),
              testing::HasSubstr("no mandate that waits"));
  EXPECT_THAT(forged([](Event& e) {
                e.mutable_position_taken()->set_stance(v1::STANCE_AGREE);
                e.mutable_position_taken()->set_unit("pod-b");
              }),
              testing::HasSubstr("not theirs"));
  EXPECT_THAT(forged([](Event& e) {
                e.mutable_concern_raised()->set_number(1);
                e.mutable_concern_raised()->set_kind(static_cast<v1::Concern::Kind>(77));
              }),
              testing::HasSubstr("kind is not known"));
}

TEST(ReplayTest, AdviceMeetingsExplanationsAndEndsOfRulesThatNobodyCouldWriteAreRefused) {
  constexpr size_t kAt = 16;  // proposal 1 is open
  const State before = ReplayFirst(kAt);
  ASSERT_EQ(before.proposals.count(1), 1u);
  const auto forged = [&](auto change) {
    Event event = EventAt(kAt);
    event.set_author(before.members[1].id);
    event.set_proposal(1);
    change(event);
    const SealedEntry entry = Forged(event);
    State state = before;
    return std::string(ReplayEntry(At(kAt + 1, entry), state, nullptr).message());
  };
  EXPECT_THAT(forged([](Event& e) { e.mutable_advice_asked()->set_number(2); }),
              testing::HasSubstr("not the next one"));
  EXPECT_THAT(forged([](Event& e) {
                e.mutable_advice_asked()->set_number(1);
                e.mutable_advice_asked()->set_member("nobody");
              }),
              testing::HasSubstr("never joined"));
  EXPECT_THAT(forged([](Event& e) { e.mutable_advice_given()->set_number(1); }),
              testing::HasSubstr("no advice 1"));
  EXPECT_THAT(forged([&](Event& e) {
                e.mutable_meeting_recorded()->add_present(before.members[1].id);
                e.mutable_meeting_recorded()->set_counts_as_meeting(true);
              }),
              testing::HasSubstr("counts as a meeting what is none"));
  EXPECT_EQ(
      forged([&](Event& e) { e.mutable_meeting_recorded()->add_present(before.members[1].id); }),
      "");
  EXPECT_THAT(forged([](Event& e) { e.mutable_urgency_explained(); }),
              testing::HasSubstr("nothing is to be explained"));
  EXPECT_THAT(forged([](Event& e) {
                e.set_proposal(0);
                e.mutable_rule_ended()->set_rule("no_such_rule");
              }),
              testing::HasSubstr("no such rule"));
  EXPECT_THAT(forged([](Event& e) {
                e.mutable_position_taken()->set_stance(v1::STANCE_BLOCK);
                e.mutable_position_taken()->set_in_advance(true);
              }),
              testing::HasSubstr("left before a call"));
  EXPECT_THAT(forged([](Event& e) { e.mutable_position_withdrawn()->set_in_advance(true); }),
              testing::HasSubstr("nothing was left"));
}

// --- Foreign bytes with hashes that fit: whoever writes an export can do that.

// Puts something else into one field of the message, at any depth.
void Mutate(Message& message, std::mt19937& chance, int depth = 0) {
  const auto* descriptor = message.GetDescriptor();
  if (descriptor->field_count() == 0) return;
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = descriptor->field(chance() % descriptor->field_count());
  const auto number = [&] {
    const int64_t numbers[] = {0, 1, 2, 3, 7, -1, 99, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    return numbers[chance() % std::size(numbers)];
  };
  if (field->is_map()) return;
  if (chance() % 8 == 0) return reflection->ClearField(&message, field);
  if (field->is_repeated()) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
    const int size = reflection->FieldSize(message, field);
    Message* part = size == 0 || chance() % 4 == 0
                        ? reflection->AddMessage(&message, field)
                        : reflection->MutableRepeatedMessage(&message, field, chance() % size);
    if (depth < 6) Mutate(*part, chance, depth + 1);
    return;
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(&message, field, static_cast<int32_t>(number()));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->SetInt64(&message, field, number());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->SetUInt32(&message, field, static_cast<uint32_t>(number()));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->SetEnumValue(&message, field, static_cast<int>(number()));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(&message, field, chance() % 2 == 0);
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->SetString(&message, field, chance() % 2 == 0 ? "" : "foreign");
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth < 6) Mutate(*reflection->MutableMessage(&message, field), chance, depth + 1);
      return;
    default:
      return;
  }
}

// Replays on from a forged entry with whatever of the log still fits, then lets
// everything fall due.
void ReplayOn(State state, size_t from, std::mt19937& chance) {
  for (size_t i = from; i < TheRecord().entries().size(); ++i) {
    Event event = EventAt(i);
    event.set_sequence(state.sequence + 1);
    if (chance() % 4 == 0) Mutate(event, chance);
    const SealedEntry entry = Forged(event);
    ReplayEntry(At(static_cast<uint64_t>(state.sequence) + 1, entry), state, nullptr).IgnoreError();
  }
  // Reads after it must go as well.
  for (size_t member = 0; member < state.members.size(); ++member) {
    assembly::DocumentValue(state,
                            {assembly::DocumentKind::kMember, 0, static_cast<int64_t>(member)});
  }
}

TEST(ReplayTest, RoadsThatTheRuleDoesNotHaveAreRefused) {
  size_t at = 0;
  while (!EventAt(at).has_option_added()) ++at;
  const auto forged = [&](auto change) {
    State state = ReplayFirst(at);
    Event event = EventAt(at);
    change(*event.mutable_option_added());
    const SealedEntry entry = Forged(event);
    return std::string(ReplayEntry(At(at + 1, entry), state, nullptr).message());
  };
  using Added = event::v1::OptionAdded;
  EXPECT_EQ(forged([](Added&) {}), "");
  EXPECT_THAT(forged([](Added& a) { a.set_number(4); }), testing::HasSubstr("no such road"));
}

TEST(ReplayTest, AStateThatIsNotEnteredByItselfIsRefused) {
  const auto entered = [](size_t at, v1::Proposal::State entered) {
    State state = ReplayFirst(at);
    Event event = EventAt(at - 1);  // of the same proposal
    event.set_sequence(state.sequence + 1);
    event.mutable_state_entered()->set_state(entered);
    const SealedEntry entry = Forged(event);
    return std::string(ReplayEntry(At(at + 1, entry), state, nullptr).message());
  };
  size_t discussed = 1;
  while (!EventAt(discussed - 1).has_proposal_introduced()) ++discussed;
  size_t called = discussed;
  while (!EventAt(called - 1).has_phase_started()) ++called;
  EXPECT_EQ(entered(discussed, v1::Proposal::STATE_TABLED), "");
  EXPECT_EQ(entered(discussed, v1::Proposal::STATE_CONCERNS), "");
  EXPECT_EQ(entered(called, v1::Proposal::STATE_BLOCKED), "");
  EXPECT_THAT(entered(discussed, v1::Proposal::STATE_BLOCKED), testing::HasSubstr("never called"));
  for (const auto state :
       {v1::Proposal::STATE_UNSPECIFIED, v1::Proposal::STATE_DRAFT, v1::Proposal::STATE_CALLED,
        v1::Proposal::STATE_RESOLVING, v1::Proposal::STATE_ADOPTED}) {
    EXPECT_THAT(entered(called, state), testing::HasSubstr("not entered by itself"));
  }
  size_t decided = called;
  while (!EventAt(decided - 1).has_decision_made()) ++decided;
  EXPECT_THAT(entered(decided, v1::Proposal::STATE_TABLED), testing::HasSubstr("not under way"));
}

TEST(ReplayTest, ADecisionThatEndsNothingIsRefused) {
  size_t at = 0;
  while (!EventAt(at).has_decision_made()) ++at;
  const auto decided = [&](v1::Proposal::State end) {
    State state = ReplayFirst(at);
    Event event = EventAt(at);
    event.mutable_decision_made()->set_state(end);
    const SealedEntry entry = Forged(event);
    return std::string(ReplayEntry(At(at + 1, entry), state, nullptr).message());
  };
  EXPECT_EQ(decided(v1::Proposal::STATE_LAPSED), "");
  for (const auto state : {v1::Proposal::STATE_UNSPECIFIED, v1::Proposal::STATE_DISCUSSION,
                           v1::Proposal::STATE_RESOLVING, v1::Proposal::STATE_TABLED}) {
    EXPECT_THAT(decided(state), testing::HasSubstr("no end of a proposal"));
  }
}

TEST(ReplayTest, ForgedEntriesAreRefusedOrAppliedAndNeverStopTheProgram) {
  std::mt19937 chance(20261122);
  int refused = 0;
  int applied = 0;
  std::vector<State> states;
  for (size_t i = 0; i <= TheRecord().entries().size(); ++i) states.push_back(ReplayFirst(i));
  for (int round = 0; round < 4000; ++round) {
    const size_t at = chance() % TheRecord().entries().size();
    State state = states[at];
    Event event = EventAt(at);
    for (int i = static_cast<int>(chance() % 3); i >= 0; --i) Mutate(event, chance);
    event.set_sequence(state.sequence + 1);
    const SealedEntry entry = Forged(event);
    const bool ok = ReplayEntry(At(at + 1, entry), state, nullptr).ok();
    (ok ? applied : refused)++;
    ReplayOn(std::move(state), at + (ok ? 1 : 0), chance);
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(applied, 100);
}

TEST(ReplayTest, AnEventOfOneLogAtAnyPlaceOfItNeverStopsTheProgram) {
  for (size_t at = 0; at <= TheRecord().entries().size(); at += 3) {
    for (size_t other = 0; other < TheRecord().entries().size(); ++other) {
      State state = ReplayFirst(at);
      Event event = EventAt(other);
      event.set_sequence(state.sequence + 1);
      event.set_time_us(std::max(event.time_us(), absl::ToUnixMicros(state.last_time)));
      const SealedEntry entry = Forged(event);
      ReplayEntry(At(at + 1, entry), state, nullptr).IgnoreError();
    }
  }
}

TEST(ReplayTest, BytesThatAreNoEntryAreRefused) {
  const google::protobuf::LogSilencer silence;  // of texts that are not UTF-8
  std::mt19937 chance(7);
  const State before = ReplayFirst(12);
  for (int round = 0; round < 2000; ++round) {
    std::string leaf = TheRecord().entries()[12].leaf;
    for (int i = 0; i < 3; ++i) leaf[chance() % leaf.size()] = static_cast<char>(chance());
    std::string openings = TheRecord().entries()[12].openings;
    if (!openings.empty()) openings[chance() % openings.size()] = static_cast<char>(chance());
    State state = before;
    ReplayEntry({13, leaf, LeafHash(leaf), openings}, state, nullptr).IgnoreError();
  }
}

}  // namespace
}  // namespace assent::transparency
