// One assembly and its dice: what RandomWalk (random_walk_test.cc) lets happen.
#ifndef ASSENT_TESTS_ASSEMBLY_WALK_H_
#define ASSENT_TESTS_ASSEMBLY_WALK_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/decide.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/holds.h"
#include "server/assembly/mirrors/dues.h"
#include "server/assembly/mirrors/needs.h"
#include "server/assembly/names.h"
#include "server/assembly/settle.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"
#include "server/base/refusal.h"
#include "tests/assembly/walk_effects.h"

namespace assent::assembly {

class Walk : private WalkEffects {
 public:
  Walk(const std::string& rule, uint32_t seed, WalkHands hands = {})
      : WalkEffects(seed, std::move(hands)) {
    Found(rule);
  }

  // One random act.
  void Step() {
    now_ += absl::Minutes(Roll(30) == 0 ? Roll(20000) : Roll(60));
    (this->*kActs[Roll(static_cast<int>(std::size(kActs)))])();
    Check();
  }
  // Whether what is kept twice is the same.
  void Check() {
    CheckCounts();
    CheckSpokes();
    CheckNeeds();
  }
  // From now on acts arrive by it.
  void Post(WalkPost post) { post_ = std::move(post); }

  // From a state that is as good as this one.
  void GoOnFrom(State state) { state_ = std::move(state); }

  const State& state() const { return state_; }
  const std::vector<event::v1::Event>& events() const { return events_; }
  const Touched& touched() const { return touched_; }
  int accepted() const { return accepted_; }

 private:
  void Propose() {
    if (state_.proposals.size() >= 3) return;
    v1::CreateProposalRequest request;
    request.set_parent("assemblies/walk");
    // The same words would raise a decided question again.
    request.set_title(absl::StrCat("A title ", Roll(1000)));
    request.set_text("A text.");
    request.set_introduce(Roll(4) != 0);
    if (Roll(6) == 0) request.set_urgent_reason("it cannot wait");
    if (Chance()) request.add_co_proposers(MemberHandle());
    if (Chance()) {
      v1::ActionPoint& point = *request.add_action_points();
      point.set_task("cook");
      point.set_member(MemberHandle());
    }
    AddEffects(request);
    Random(request);
  }
  std::string Decision() {
    const auto& standings = state_.standings;
    if (standings.empty()) return DecisionName("walk", 1);
    for (const auto& [number, standing] : standings) {
      if (standing.state == v1::Proposal::STATE_REVIEW_DUE && Chance()) {
        return DecisionName("walk", number);
      }
    }
    return DecisionName("walk", standings.rbegin()->first);
  }
  void Keep() { Named<v1::ReaffirmDecisionRequest>(Decision()); }
  void ObjectToKeeping() {
    v1::ObjectToKeepingRequest request;
    request.set_name(Decision());
    request.set_reason("not any more");
    Random(request);
  }
  void Appeal() {
    v1::AppealDeclarationRequest request;
    request.set_name(Proposal());
    request.set_reason("that was not the sense of the group");
    Random(request);
    if (Chance()) JudgeAppeal();
  }
  void JudgeAppeal() {
    v1::JudgeAppealRequest request;
    request.set_name(Proposal());
    for (const auto& [number, p] : state_.proposals) {
      if (p.appeal) request.set_name(p.view.name());
    }
    request.set_overturn(Chance());
    Random(request);
  }
  template <typename Request>
  void Named(const std::string& name) {
    Request request;
    request.set_name(name);
    Random(request);
  }
  void Introduce() {
    if (Chance()) return Named<v1::IntroduceProposalRequest>(Proposal());
    v1::SponsorProposalRequest request;
    request.set_name(Proposal());
    request.set_decline(Roll(4) == 0);
    Random(request);
  }
  void Discuss() { Named<v1::OpenDiscussionRequest>(Proposal()); }
  void ListConcerns() { Named<v1::OpenConcernsRequest>(Proposal()); }
  void Call() { Named<v1::CallForConsensusRequest>(Proposal()); }
  void Ask() { Named<v1::DecideProposalRequest>(Proposal()); }
  void Start() { Named<v1::StartPhaseRequest>(Proposal()); }
  void Facilitate() {
    if (Roll(4) == 0) return Named<v1::ObjectToFacilitatorRequest>(Proposal());
    v1::TakeFacilitationRequest request;
    request.set_name(Proposal());
    if (Roll(3) == 0) request.set_to(MemberHandle());
    Random(request);
  }
  void Withdraw() {
    if (Roll(20) == 0) Named<v1::WithdrawProposalRequest>(Proposal());
  }
  void TakeOver() { Named<v1::TakeOverProposalRequest>(Proposal()); }
  void Return() { Named<v1::ReturnProposalRequest>(Proposal()); }
  void Extend() {
    v1::ExtendPhaseRequest request;
    request.set_name(Proposal());
    request.set_reason("We have not read it yet.");
    Random(request);
  }
  void Table() {
    if (Roll(20) != 0) return;
    v1::TableProposalRequest request;
    request.set_name(Proposal());
    *request.mutable_return_time() = ToProto(now_ + absl::Hours(1 + Roll(100)));
    Random(request);
  }
  void Declare() {
    v1::DeclareSenseRequest request;
    request.set_name(Proposal());
    request.set_adopted(Chance());
    request.set_reason("unity");
    const auto p = state_.proposals.find(state_.last_proposal);
    for (int32_t i = 0; p != state_.proposals.end() && i < kMembers; ++i) {
      if (state_.members[i].view.name() != p->second.view.facilitator()) continue;
      if (!IsProposer(p->second, state_.members[i])) return By(i, request);
      // Nobody declares what they propose: somebody else is to facilitate.
      v1::TakeFacilitationRequest other;
      other.set_name(p->second.view.name());
      other.set_to(MemberHandle());
      return By(i, other);
    }
    Random(request);
  }
  void SayPresence() {
    v1::SayPresenceRequest request;
    request.set_name(Proposal());
    request.set_absent(Roll(4) == 0);
    Random(request);
  }
  void Meet() {
    if (Chance()) return SayPresence();
    if (Roll(2) != 0) return;
    v1::RecordMeetingRequest request;
    request.set_name(Proposal());
    for (int i = 0; i < Roll(kMembers); ++i) request.add_present(MemberHandle());
    request.set_counts_as_meeting(Chance());
    Random(request);
  }
  std::string Meeting() {
    return MeetingName("walk", state_.meetings.empty() || Roll(20) == 0
                                   ? 1 + Roll(state_.last_meeting + 1)
                                   : state_.meetings.rbegin()->first);
  }
  void PlanMeeting() {
    if (!state_.meetings.empty() && Roll(20) != 0) return;
    v1::CreateMeetingRequest request;
    request.set_parent("assemblies/walk");
    request.set_title("A meeting");
    request.set_progressive(Chance());
    Random(request);
  }
  void CloseMeeting() { Roll(20) == 0 ? OnMeeting<v1::CloseMeetingRequest>() : HandUp(); }
  void AddItem() {
    if (Roll(4) != 0) return;
    v1::AddAgendaItemRequest request;
    request.set_name(Meeting());
    if (Roll(4) == 0) request.set_title("An item");
    if (Roll(8) != 0) request.set_proposal(Proposal());
    request.set_consent(Chance());
    Random(request);
  }
  template <typename Request>
  void OnMeeting() {
    Named<Request>(Meeting());
  }
  template <typename Request>
  void OnItem() {
    Request request;
    request.set_name(Meeting());
    const auto meeting = state_.meetings.rbegin();
    const int items = meeting == state_.meetings.rend() ? 1 : meeting->second.view.agenda_size();
    request.set_item(std::max(1, items - Roll(4)));
    Random(request);
  }
  void Attend() {
    v1::AttendMeetingRequest request;
    request.set_name(Meeting());
    request.set_online(Chance());
    request.set_leaving(Roll(4) == 0);
    Random(request);
  }
  void Presence() {
    v1::RecordAttendanceRequest request;
    request.set_name(Meeting());
    Chance() ? request.add_present(MemberHandle()) : request.add_left(MemberHandle());
    Random(request);
  }
  void HandUp() {
    v1::JoinQueueRequest request;
    request.set_name(Meeting());
    if (Roll(4) == 0) request.set_kind(v1::QueueEntry::KIND_PROCESS);
    Random(request);
  }
  void Feel() {
    v1::TakeTemperatureRequest request;
    request.set_name(Proposal());
    request.set_temperature(static_cast<v1::Temperature>(1 + Roll(3)));
    Random(request);
    if (Chance()) Named<v1::RecordTemperatureRequest>(request.name());
  }
  void Amend() {
    if (Roll(5) != 0) return;
    v1::CreateAmendmentRequest request;
    request.set_parent(Proposal());
    request.set_text("Another text.");
    request.set_kind(Chance() ? v1::Amendment::KIND_EDITORIAL : v1::Amendment::KIND_SUBSTANTIVE);
    if (Roll(4) == 0) request.set_amends(Part("amendments"));
    request.set_keeps_effect(Roll(4) > 0);
    if (!request.keeps_effect()) request.mutable_pool_change()->set_amount(1 + Roll(100));
    Random(request);
  }
  void AcceptAmendment() { Named<v1::AcceptAmendmentRequest>(Part("amendments")); }
  void DeclineAmendment() {
    v1::DeclineAmendmentRequest request;
    request.set_name(Part("amendments"));
    const auto found = state_.proposals.find(ProposalNumber());
    if (found == state_.proposals.end()) return;
    By(state_.member_by_id.at(std::string(LastSegment(found->second.view.proposer()))), request);
  }
  void ObjectToAmendment() { Named<v1::ObjectToAmendmentRequest>(Part("amendments")); }
  void DecideAmendment() { Named<v1::DecideAmendmentRequest>(Part("amendments")); }
  void WithdrawAmendment() { Named<v1::WithdrawAmendmentRequest>(Part("amendments")); }
  void VoteOnAmendment() {
    v1::VoteOnAmendmentRequest request;
    request.set_name(Part("amendments"));
    request.set_agree(Chance());
    Random(request);
  }
  void Raise() {
    if (Roll(6) != 0) return;
    v1::RaiseConcernRequest request;
    request.set_parent(Proposal());
    request.set_kind(static_cast<v1::Concern::Kind>(1 + Roll(3)));
    request.set_text("harm follows");
    Random(request);
  }
  void Answer() {
    v1::AnswerConcernRequest request;
    request.set_name(Part("concerns"));
    request.set_text("no");
    request.set_decline(Roll(4) == 0);
    Random(request);
  }
  // What only its holder may do, done by its holder.
  template <typename Request>
  void ByHolder() {
    const int32_t number = ProposalNumber();
    const auto found = state_.proposals.find(number);
    if (found == state_.proposals.end() || found->second.concerns.empty()) return;
    const auto& concerns = found->second.concerns;
    const int32_t part = Roll(static_cast<int>(concerns.size()));
    Request request;
    request.set_name(PartName(found->second.view.name(), "concerns", part + 1));
    By(concerns[part].holder >= 0 ? concerns[part].holder : Roll(kMembers), request);
  }
  void Resolve() { ByHolder<v1::ResolveConcernRequest>(); }
  void WithdrawConcern() { Named<v1::WithdrawConcernRequest>(Part("concerns")); }
  void Carry() { ByHolder<v1::CarryConcernRequest>(); }
  void AdoptConcern() { Named<v1::AdoptConcernRequest>(Part("concerns")); }
  void Position() {
    v1::TakePositionRequest request;
    request.set_parent(Proposal());
    request.set_stance(static_cast<v1::Stance>(1 + Roll(7)));
    request.set_in_advance(Roll(8) == 0);
    if (Chance()) request.set_stance(v1::STANCE_AGREE);
    request.set_reason("because");
    if (Roll(8) == 0) request.set_unit("south");
    if (request.stance() == v1::STANCE_BLOCK) request.set_principle("care");
    Random(request);
  }
  void TakeBack() {
    v1::WithdrawPositionRequest request;
    request.set_parent(Proposal());
    Random(request);
  }
  void Record() {
    v1::RecordPositionsRequest request;
    request.set_parent(Proposal());
    v1::RecordedPosition& hand = *request.add_positions();
    hand.set_member(MemberHandle());
    hand.set_stance(v1::STANCE_AGREE);
    request.set_all_present(Roll(4) > 0);
    if (Roll(3) == 0) RecordBlock(request);
    Random(request);
  }
  // On what somebody has said themselves, by whoever facilitates.
  void RecordBlock(v1::RecordPositionsRequest& request) {
    const auto p = state_.proposals.find(ProposalNumber());
    if (p == state_.proposals.end() || p->second.concerns.empty()) return;
    const int32_t index = Roll(static_cast<int>(p->second.concerns.size()));
    request.set_parent(p->second.view.name());
    v1::RecordedPosition& hand = *request.mutable_positions(0);
    hand.set_member(p->second.concerns[index].view.author());
    hand.set_stance(v1::STANCE_BLOCK);
    hand.set_concern(index + 1);
    hand.set_principle("care");
    ByFacilitator(p->second, request);
  }
  template <typename Request>
  void ByFacilitator(const ProposalState& p, const Request& request) {
    const auto found = state_.member_by_id.find(LastSegment(p.view.facilitator()));
    if (found == state_.member_by_id.end()) {
      return Named<v1::TakeFacilitationRequest>(p.view.name());
    }
    By(found->second, request);
  }
  void Contest() {
    v1::ContestPositionRequest request;
    request.set_parent(Proposal());
    Random(request);
  }
  std::string Decided() { return DecisionName("walk", 1 + Roll(state_.last_proposal + 1)); }
  void Dissent() {
    v1::WriteDissentRequest request;
    request.set_name(Decided());
    request.set_text("It will not last.");
    Random(request);
  }
  void MoveAction() {
    v1::UpdateActionPointRequest request;
    const int point = 1 + Roll(2);  // first: compilers take arguments in orders of their own
    request.set_name(PartName(Decided(), "actionPoints", point));
    request.set_state(static_cast<v1::ActionPoint::State>(Roll(5)));
    if (Chance()) request.set_reason("no time");
    Random(request);
  }
  void AskAdvice() {
    if (Roll(6) != 0) return;
    v1::AskAdviceRequest request;
    request.set_name(Proposal());
    request.set_question("does it hold?");
    Chance() ? request.set_member(MemberHandle()) : request.set_person("an engineer");
    Random(request);
  }
  void Advise() {
    v1::GiveAdviceRequest request;
    request.set_name(Proposal());
    request.set_number(1 + Roll(3));
    request.set_answer("it does");
    Random(request);
  }
  void Explain() {
    if (state_.urgent_uses.empty()) return;
    const auto use =
        std::next(state_.urgent_uses.begin(), Roll(static_cast<int>(state_.urgent_uses.size())));
    v1::ExplainUrgencyRequest request;
    request.set_name(use->second.proposal());
    request.set_explanation("it could not wait");
    Random(request);
  }
  void Support() { Named<v1::SupportBlockRequest>(Part("blocks")); }
  void Challenge() {
    v1::ChallengeBlockRequest request;
    request.set_name(Part("blocks"));
    request.set_reason("not principled");
    Random(request);
  }
  void Judge() {
    v1::JudgeBlockRequest request;
    request.set_name(Part("blocks"));
    request.set_valid(Chance());
    Random(request);
  }
  void Test() {
    v1::TestBlockRequest request;
    request.set_name(Part("blocks"));
    const ProposalState* tested = nullptr;
    for (const auto& [number, p] : state_.proposals) {
      for (const auto& [concern, block] : p.blocks) {
        if (p.decision || block.view.state() != v1::Block::STATE_UNDER_TEST) continue;
        request.set_name(block.view.name());
        tested = &p;
      }
    }
    request.set_logic(Chance() ? v1::LOGIC_RESULT_REASONED : v1::LOGIC_RESULT_NOT_REASONED);
    request.set_attempt(Chance() ? v1::ATTEMPT_RESULT_MADE : v1::ATTEMPT_RESULT_REFUSED);
    if (tested != nullptr && Chance()) return ByFacilitator(*tested, request);
    Random(request);
  }
  void SettleTest() { Named<v1::SettleBlockTestRequest>(Part("blocks")); }
  void WithdrawBlock() { Named<v1::WithdrawBlockRequest>(Part("blocks")); }
  void StillStands() { Named<v1::AnswerNagRequest>(Part("blocks")); }
  void Leave() {
    if (Roll(40) != 0 || state_.view.member_count() < 4) return;
    v1::LeaveAssemblyRequest request;
    request.set_name("assemblies/walk");
    const int32_t actor = 1 + Roll(kMembers - 1);
    if (state_.members[actor].view.state() != v1::Member::STATE_LEFT) By(actor, request);
  }
  void Away() {
    v1::UpdateMemberRequest request;
    request.set_name("assemblies/walk/members/-");
    request.set_away(Roll(12) == 0);
    request.set_unit(Chance() ? "north" : "");
    if (Roll(6) == 0) request.mutable_further_units()->add_values("south");
    const int32_t actor = Roll(kMembers);
    if (state_.members[actor].view.state() != v1::Member::STATE_LEFT) By(actor, request);
  }

  void Tokens() {
    if (Chance()) {
      v1::CreateTokenRequest create;
      create.set_parent("assemblies/walk");
      create.set_label("further");
      create.add_scopes(v1::Token::SCOPE_READ);
      create.add_scopes(v1::Token::SCOPE_ACT);
      if (Chance()) create.set_app("bot");
      return Random(create);
    }
    v1::RevokeTokenRequest revoke;
    revoke.set_name(TokenName("walk", 1 + Roll(static_cast<int>(state_.tokens.size()) + 1)));
    Random(revoke);
  }
  // Somebody who lost everything, whoever it is.
  void Reenter() {
    const std::string name =
        ApplicationName("walk", 1 + Roll(static_cast<int>(state_.applications.size()) + 1));
    v1::SubmitApplicationRequest apply;
    v1::SupportApplicationRequest vouch;
    v1::ObjectToApplicationRequest object;
    switch (Roll(6)) {
      case 0:
        apply.set_parent("assemblies/walk");
        apply.set_kind(Chance() ? v1::Application::KIND_REENTRY : v1::Application::KIND_MEMBERSHIP);
        apply.set_handle(absl::StrCat("m", Roll(kMembers + 1)));
        return By(-1, apply);
      case 1:
        object.set_name(name);
        object.set_reason("not them");
        return Random(object);
      default:
        vouch.set_name(name);
        return Random(vouch);
    }
  }
  void ConfirmUnits() {
    v1::ConfirmUnitsRequest request;
    request.set_name(MemberHandle());
    Random(request);
  }
  void NameSpoke() {
    v1::NameSpokeRequest request;
    request.set_parent("assemblies/walk");
    request.set_unit(Chance() ? "north" : "south");
    if (Roll(6) != 0) request.set_member(MemberHandle());
    Random(request);
  }
  void GiveMandate() {
    v1::GiveMandateRequest request;
    request.set_name(Proposal());
    request.set_unit(Chance() ? "north" : "south");
    request.add_stances(v1::STANCE_AGREE);
    request.add_stances(v1::STANCE_BLOCK);
    const auto unit = state_.units.find(request.unit());
    if (unit == state_.units.end() || Chance()) return Random(request);
    // By one of them, and confirmed by the others.
    const std::set<int32_t> members = unit->second.members;
    By(*std::next(members.begin(), Roll(static_cast<int>(members.size()))), request);
    for (const int32_t member : members) {
      v1::ConfirmMandateRequest confirm;
      confirm.set_name(request.name());
      confirm.set_unit(request.unit());
      By(member, confirm);
    }
  }
  void ConfirmMandate() {
    v1::ConfirmMandateRequest request;
    request.set_name(Proposal());
    request.set_unit(Chance() ? "north" : "south");
    for (const auto& [number, p] : state_.proposals) {
      for (const MandateState& mandate : p.mandates) {
        const auto unit = state_.units.find(mandate.unit);
        const bool waits = !p.decision && !mandate.view.in_force() && unit != state_.units.end();
        if (!waits || !Chance()) continue;
        request.set_name(p.view.name());
        request.set_unit(mandate.unit);
        const auto& members = unit->second.members;
        return By(*std::next(members.begin(), Roll(static_cast<int>(members.size()))), request);
      }
    }
    Random(request);
  }

  // Every count that is kept, counted again the slow way.
  // What falls due next is shown with its moment, and what waits for somebody
  // is about something that is open or contestable.
  void CheckNeeds() {
    if (NextDue(state_) <= now_) return;  // nobody has looked since
    std::set<std::pair<absl::Time, std::string>> shown;
    for (const v1::Due& due : DuesOf(state_, now_)) {
      EXPECT_FALSE(due.sentence().empty());
      shown.insert({ToTime(due.due_time()), due.proposal()});
    }
    for (const auto& [time, number] : state_.due) {
      EXPECT_EQ(shown.count({time, state_.proposals.at(number).view.name()}), 1u)
          << "proposal " << number << " would change silently at " << time;
    }
    const int32_t member = static_cast<int32_t>(state_.sequence % kMembers);  // in turn
    absl::Time before = absl::InfinitePast();
    for (const v1::Need& need : NeedsOf(state_, member, now_)) {
      const absl::Time due = need.has_due_time() ? ToTime(need.due_time()) : absl::InfiniteFuture();
      EXPECT_LE(before, due) << "not in order of urgency";
      // An explanation stays owed when its time is over.
      const bool stays = need.kind() == v1::Need::KIND_EXPLAIN;
      EXPECT_TRUE(now_ < due || stays) << "too late: " << need.ShortDebugString();
      before = due;
    }
  }

  // Nobody speaks for a unit whom it does not name, nobody for two.
  void CheckSpokes() {
    std::set<int32_t> spokes;
    for (const auto& [name, unit] : state_.units) {
      EXPECT_FALSE(unit.members.empty()) << name;
      if (unit.spoke < 0) continue;
      EXPECT_EQ(unit.members.count(unit.spoke), 1u) << name;
      EXPECT_TRUE(spokes.insert(unit.spoke).second) << "spoke of two";
      size_t named = 0;
      for (const auto& [member, whom] : unit.choices) named += whom == unit.spoke ? 1 : 0;
      EXPECT_TRUE(named * 2 > unit.members.size() || unit.members.size() == 1) << name;
    }
  }

  void CheckCounts() {
    for (const auto& [number, p] : state_.proposals) {
      rules::StanceCounts counts{};
      int64_t answered = 0;
      for (int32_t voice = 0; voice < p.positions.voices(); ++voice) {
        const VoicePosition& position = p.positions.at(voice);
        if (!position.counts) continue;
        ++counts[position.stance];
        ++answered;
        EXPECT_TRUE(position.stance == v1::STANCE_BLOCK || position.revision == p.view.revision());
      }
      EXPECT_EQ(counts, p.positions.counts());
      EXPECT_EQ(answered, p.positions.answered());
      if (p.decision) continue;
      int64_t open = 0;
      for (const auto& [concern, block] : p.blocks) open += IsOpen(block) ? 1 : 0;
      EXPECT_EQ(open, counts[v1::STANCE_BLOCK]) << "a hold vanished or was counted twice";
    }
  }

  static constexpr void (Walk::*kActs[])() = {
      &Walk::Tokens,
      &Walk::Reenter,
      &Walk::Position,
      &Walk::Position,
      &Walk::Position,
      &Walk::Keep,
      &Walk::MoveOption,
      &Walk::CastBallot,
      &Walk::CastBallot,
      &Walk::CastBallot,
      &Walk::CastBallot,
      &Walk::ConfirmUnits,
      &Walk::ConfirmUnits,
      &Walk::NameSpoke,
      &Walk::NameSpoke,
      &Walk::GiveMandate,
      &Walk::ConfirmMandate,
      &Walk::ObjectToKeeping,
      &Walk::Appeal,
      &Walk::JudgeAppeal,
      &Walk::JudgeAppeal,
      &Walk::Judge,
      &Walk::Judge,
      &Walk::Test,
      &Walk::VoteOnAmendment,
      &Walk::VoteOnAmendment,
      &Walk::VoteOnAmendment,
      &Walk::DeclineAmendment,
      &Walk::DeclineAmendment,
      &Walk::Contest,
      &Walk::Record,
      &Walk::Resolve,
      &Walk::Answer,
      &Walk::Propose,
      &Walk::Introduce,
      &Walk::Discuss,
      &Walk::ListConcerns,
      &Walk::Call,
      &Walk::Call,
      &Walk::Ask,
      &Walk::Start,
      &Walk::Facilitate,
      &Walk::Withdraw,
      &Walk::TakeOver,
      &Walk::Return,
      &Walk::Extend,
      &Walk::Table,
      &Walk::Declare,
      &Walk::Meet,
      &Walk::Amend,
      &Walk::AcceptAmendment,
      &Walk::DeclineAmendment,
      &Walk::ObjectToAmendment,
      &Walk::DecideAmendment,
      &Walk::WithdrawAmendment,
      &Walk::VoteOnAmendment,
      &Walk::Raise,
      &Walk::Answer,
      &Walk::Resolve,
      &Walk::WithdrawConcern,
      &Walk::Carry,
      &Walk::AdoptConcern,
      &Walk::Position,
      &Walk::Position,
      &Walk::Position,
      &Walk::Position,
      &Walk::Position,
      &Walk::Position,
      &Walk::TakeBack,
      &Walk::Record,
      &Walk::Contest,
      &Walk::Support,
      &Walk::Challenge,
      &Walk::Judge,
      &Walk::Test,
      &Walk::SettleTest,
      &Walk::WithdrawBlock,
      &Walk::StillStands,
      &Walk::AskAdvice,
      &Walk::Advise,
      &Walk::Explain,
      &Walk::Leave,
      &Walk::Away,
      &Walk::Dissent,
      &Walk::MoveAction,
      &Walk::PlanMeeting,
      &Walk::OnMeeting<v1::OpenMeetingRequest>,
      &Walk::CloseMeeting,
      &Walk::AddItem,
      &Walk::OnItem<v1::PullAgendaItemRequest>,
      &Walk::OnItem<v1::StartAgendaItemRequest>,
      &Walk::OnItem<v1::CloseAgendaItemRequest>,
      &Walk::OnMeeting<v1::AdoptConsentAgendaRequest>,
      &Walk::Attend,
      &Walk::Presence,
      &Walk::HandUp,
      &Walk::OnMeeting<v1::LeaveQueueRequest>,
      &Walk::OnMeeting<v1::CallNextSpeakerRequest>,
      &Walk::OnMeeting<v1::StartRoundRequest>,
      &Walk::Feel,
  };
};

}  // namespace assent::assembly

#endif  // ASSENT_TESTS_ASSEMBLY_WALK_H_
