#include "tests/lives/machine.h"

#include "absl/strings/str_cat.h"
#include "server/assembly/decide.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/holds.h"
#include "server/assembly/settle.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/check.h"
#include "server/base/status_macros.h"
#include "tests/lives/clocks.h"

namespace assent::test {
namespace {

using assembly::ProposalState;

constexpr char kAssembly[] = "assemblies/life";
constexpr char kProposal[] = "assemblies/life/proposals/1";

std::string Member(int index) { return absl::StrCat(kAssembly, "/members/@m", index); }
std::string Part(const char* collection, int number) {
  return absl::StrCat(kProposal, "/", collection, "/", number);
}

template <typename Request>
Request Named(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}

// A text that has never been there, so that every amendment changes something.
std::string NewText(const assembly::State& state) {
  return absl::StrCat("Text after entry ", state.sequence, ".");
}

std::string PositionsOf(const ProposalState& proposal) {
  std::map<int, std::string> by_member;
  for (const auto& [member, voice] : proposal.voice_of) {
    const assembly::VoicePosition& position = proposal.positions.at(voice);
    if (position.counts) by_member[member] = v1::Stance_Name(position.stance).substr(7);
  }
  std::string line;
  for (const auto& [member, stance] : by_member) absl::StrAppend(&line, "m", member, stance, " ");
  return line;
}

}  // namespace

Machine::Machine(const v1::DecisionRule& rule, absl::Time start) : notary_(&events_) {
  state_.id = "life";
  v1::CreateAssemblyRequest request;
  request.set_assembly_id("life");
  request.set_display_name("Life");
  request.set_founder_handle("m0");
  request.set_default_rule(rule.id());
  *request.mutable_charter()->add_rules() = rule;
  v1::UnitWeight& heavy = *request.mutable_charter()->add_unit_weights();
  heavy.set_unit("north");
  heavy.set_weight(3);
  const absl::Status founded = Ask(-1, request, start);
  ASSENT_CHECK(founded.ok(), founded.ToString());
  for (const v1::Phase& phase : rule.phases()) {
    if (phase.judged().by() == v1::Judged::BY_ROLE) GiveRole(phase.judged().role(), start);
  }
}

// By nobody's decision, since there is only one proposal here, and for longer than any
// life lasts.
void Machine::GiveRole(const std::string& role, absl::Time now) {
  assembly::Act act(state_, notary_, 0, now);
  event::v1::Event event;
  event::v1::RoleGiven& given = *event.mutable_role_given();
  given.set_role(role);
  given.add_members(state_.members[0].id);
  const absl::Duration term = absl::Hours(24 * 366 * 100);
  given.set_term_us(absl::ToInt64Microseconds(term));
  given.set_end_time_us(assembly::ToMicros(now + term));
  act.Emit(0, std::move(event));
}

// The order matters: the state is copied without the rule, which then goes back into
// both.
Machine::Machine(const Machine& other) : events_(other.events_), notary_(&events_) {
  other.LendRule();
  other.TakeRuleOut();
  state_ = other.state_;
  lent_ = other.lent_;
  if (lent_ == nullptr) return;
  for (const Machine* machine : {&other, const_cast<const Machine*>(this)}) {
    machine->state_.proposals.at(1).view.unsafe_arena_set_allocated_rule(lent_.get());
  }
}

Machine::~Machine() { TakeRuleOut(); }

void Machine::LendRule() const {
  const auto found = state_.proposals.find(1);
  if (lent_ != nullptr || found == state_.proposals.end() || !found->second.view.has_rule()) return;
  lent_.reset(found->second.view.release_rule());
  found->second.view.unsafe_arena_set_allocated_rule(lent_.get());
}

void Machine::TakeRuleOut() const {
  if (lent_ == nullptr) return;
  const v1::DecisionRule* const out = state_.proposals.at(1).view.unsafe_arena_release_rule();
  ASSENT_CHECK(out == lent_.get(), "somebody changed the proposal's rule");
}

void Machine::KeepRule() {
  if (lent_ == nullptr || !state_.proposals.at(1).decision) return;
  TakeRuleOut();
  *state_.proposals.at(1).view.mutable_rule() = *lent_;
  lent_ = nullptr;
}

void Machine::ForgetAround() {
  state_.book.outbox = {};
  state_.view.mutable_charter()->clear_rules();
  state_.tokens.clear();
  state_.token_by_hash.clear();
  state_.invitations.clear();
  state_.invitation_due.clear();
}

const ProposalState* Machine::proposal() const {
  const auto found = state_.proposals.find(1);
  return found == state_.proposals.end() ? nullptr : &found->second;
}

void Machine::Pass(absl::Time now) {
  assembly::Act act(state_, notary_, -1, now);
  assembly::Settle(act);
  KeepRule();
}

std::vector<int> Machine::Lots() const {
  if (proposal() == nullptr) return {};
  const auto& lots = proposal()->view.election().lot_order();
  return {lots.begin(), lots.end()};
}

absl::Time Machine::NextDue() const { return assembly::NextDue(state_); }

absl::Time Machine::LetComeFirst(size_t first, const WhatMatters& what, absl::Time now) {
  return test::LetComeFirst(first, state_, state_.proposals.at(1), what, now);
}

template <typename Request>
absl::Status Machine::Ask(int who, const Request& request, absl::Time now) {
  assembly::Act act(state_, notary_, who, now);
  return assembly::Perform(act, request).status();
}

absl::Status Machine::Do(const Deed& deed, absl::Time now) {
  const absl::Status status = DoIt(deed, now);
  KeepRule();
  return status;
}

absl::Status Machine::DoIt(const Deed& deed, absl::Time now) {
  if (deed.what <= Deed::kShow) return DoAsMember(deed, now);
  if (deed.what <= Deed::kReturn) return DoOnRoad(deed, now);
  if (deed.what <= Deed::kWithdrawAmendment) return DoToText(deed, now);
  if (deed.what <= Deed::kAdopt) return DoToConcern(deed, now);
  if (deed.what <= Deed::kCast) return DoPosition(deed, now);
  return DoToBlock(deed, now);
}

absl::Status Machine::DoAsMember(const Deed& deed, absl::Time now) {
  if (deed.what == Deed::kJoin) {
    v1::CreateInvitationRequest invite;
    invite.set_parent(kAssembly);
    assembly::Act act(state_, notary_, deed.who, now);
    const auto invitation = assembly::Perform(act, invite);
    if (!invitation.ok()) return invitation.status();
    v1::AcceptInvitationRequest join;
    join.set_parent(kAssembly);
    join.set_secret(invitation->secret());
    join.set_handle(absl::StrCat("m", state_.members.size()));
    return Ask(-1, join, now);
  }
  if (deed.what == Deed::kLeave) {
    return Ask(deed.who, Named<v1::LeaveAssemblyRequest>(kAssembly), now);
  }
  auto update = Named<v1::UpdateMemberRequest>(absl::StrCat(kAssembly, "/members/-"));
  if (deed.what == Deed::kGoAway) update.set_away(deed.yes);
  if (deed.what == Deed::kMoveTo) update.set_unit(deed.text);
  if (deed.what == Deed::kShow) update.mutable_attributes()->add_values(deed.text);
  ASSENT_RETURN_IF_ERROR(Ask(deed.who, update, now));
  return ConfirmUnits(deed.who, now);
}

// Whoever is in the unit already says that it is so.
absl::Status Machine::ConfirmUnits(int who, absl::Time now) {
  const assembly::Member& member = state_.members[who];
  if (!member.view.has_waiting_units()) return absl::OkStatus();
  for (size_t other = 0; other < state_.members.size(); ++other) {
    if (!assembly::MayConfirmUnits(state_, who, static_cast<int32_t>(other))) continue;
    return Ask(static_cast<int>(other), Named<v1::ConfirmUnitsRequest>(Member(who)), now);
  }
  return absl::OkStatus();
}

// Whoever is named as one who brings it says so at once.
absl::Status Machine::Sponsor(const Deed& deed, absl::Time now) {
  for (const int member : deed.people) {
    ASSENT_RETURN_IF_ERROR(Ask(member, Named<v1::SponsorProposalRequest>(kProposal), now));
  }
  return absl::OkStatus();
}

absl::Status Machine::DoOnRoad(const Deed& deed, absl::Time now) {
  switch (deed.what) {
    case Deed::kIntroduce: {
      v1::CreateProposalRequest request;
      request.set_parent(kAssembly);
      request.set_title("A title");
      request.set_text("A text.");
      request.set_introduce(true);
      if (deed.yes) request.set_urgent_reason("It cannot wait");
      for (const int member : deed.people) request.add_co_proposers(Member(member));
      if (deed.number > 0) {
        v1::ActionPoint& point = *request.add_action_points();
        point.set_task("cook");
        point.set_member(Member(deed.number - 1));
      }
      ASSENT_RETURN_IF_ERROR(Ask(deed.who, request, now));
      return Sponsor(deed, now);
    }
    case Deed::kDiscuss:
      return Ask(deed.who, Named<v1::OpenDiscussionRequest>(kProposal), now);
    case Deed::kHearConcerns:
      return Ask(deed.who, Named<v1::OpenConcernsRequest>(kProposal), now);
    case Deed::kCall:
      return Ask(deed.who, Named<v1::CallForConsensusRequest>(kProposal), now);
    case Deed::kDecide:
      return Ask(deed.who, Named<v1::DecideProposalRequest>(kProposal), now);
    case Deed::kStart:
      return Ask(deed.who, Named<v1::StartPhaseRequest>(kProposal), now);
    case Deed::kExtend: {
      auto request = Named<v1::ExtendPhaseRequest>(kProposal);
      request.set_reason("not read yet");
      if (deed.by > absl::ZeroDuration()) {
        request.mutable_by()->set_seconds(absl::ToInt64Seconds(deed.by));
      }
      return Ask(deed.who, request, now);
    }
    case Deed::kMeet: {
      auto request = Named<v1::RecordMeetingRequest>(kProposal);
      for (const int member : deed.people) request.add_present(Member(member));
      request.set_counts_as_meeting(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kHere: {
      auto request = Named<v1::SayPresenceRequest>(kProposal);
      request.set_absent(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kDeclare: {
      auto request = Named<v1::DeclareSenseRequest>(kProposal);
      request.set_adopted(deed.yes);
      request.set_reason("the sense of the meeting");
      return Ask(deed.who, request, now);
    }
    case Deed::kFacilitate:
      return Ask(deed.who, Named<v1::TakeFacilitationRequest>(kProposal), now);
    case Deed::kObjectToFacilitator: {
      auto request = Named<v1::ObjectToFacilitatorRequest>(kProposal);
      request.set_end(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kWithdraw:
      return Ask(deed.who, Named<v1::WithdrawProposalRequest>(kProposal), now);
    case Deed::kTakeOver:
      return Ask(deed.who, Named<v1::TakeOverProposalRequest>(kProposal), now);
    case Deed::kTable: {
      auto request = Named<v1::TableProposalRequest>(kProposal);
      *request.mutable_return_time() = assembly::ToProto(now + deed.by);
      request.set_refer(deed.yes);
      return Ask(deed.who, request, now);
    }
    default:
      return Ask(deed.who, Named<v1::ReturnProposalRequest>(kProposal), now);
  }
}

absl::Status Machine::DoToText(const Deed& deed, absl::Time now) {
  const std::string name = Part("amendments", deed.number);
  switch (deed.what) {
    case Deed::kAmend: {
      v1::CreateAmendmentRequest request;
      request.set_parent(kProposal);
      request.set_text(NewText(state_));
      request.set_kind(deed.yes ? v1::Amendment::KIND_EDITORIAL : v1::Amendment::KIND_SUBSTANTIVE);
      return Ask(deed.who, request, now);
    }
    case Deed::kAcceptAmendment:
      return Ask(deed.who, Named<v1::AcceptAmendmentRequest>(name), now);
    case Deed::kDeclineAmendment:
      return Ask(deed.who, Named<v1::DeclineAmendmentRequest>(name), now);
    case Deed::kObjectToAmendment:
      return Ask(deed.who, Named<v1::ObjectToAmendmentRequest>(name), now);
    case Deed::kVoteOnAmendment: {
      auto request = Named<v1::VoteOnAmendmentRequest>(name);
      request.set_agree(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kDecideAmendment:
      return Ask(deed.who, Named<v1::DecideAmendmentRequest>(name), now);
    default:
      return Ask(deed.who, Named<v1::WithdrawAmendmentRequest>(name), now);
  }
}

absl::Status Machine::DoToConcern(const Deed& deed, absl::Time now) {
  const std::string name = Part("concerns", deed.number);
  switch (deed.what) {
    case Deed::kRaise: {
      v1::RaiseConcernRequest request;
      request.set_parent(kProposal);
      request.set_kind(deed.yes ? v1::Concern::KIND_OBJECTION : v1::Concern::KIND_CONCERN);
      request.set_text("harm follows");
      return Ask(deed.who, request, now);
    }
    case Deed::kAnswer: {
      auto request = Named<v1::AnswerConcernRequest>(name);
      request.set_text("we thought of that");
      return Ask(deed.who, request, now);
    }
    case Deed::kResolve:
      return Ask(deed.who, Named<v1::ResolveConcernRequest>(name), now);
    case Deed::kTakeConcernBack:
      return Ask(deed.who, Named<v1::WithdrawConcernRequest>(name), now);
    case Deed::kCarry:
      return Ask(deed.who, Named<v1::CarryConcernRequest>(name), now);
    default:
      return Ask(deed.who, Named<v1::AdoptConcernRequest>(name), now);
  }
}

absl::Status Machine::DoPosition(const Deed& deed, absl::Time now) {
  switch (deed.what) {
    case Deed::kCast: {
      v1::CastBallotRequest request;
      request.set_parent(kProposal);
      for (const int option : deed.ranking) {
        request.mutable_marks()->add_ranking()->add_options(option);
      }
      return Ask(deed.who, request, now);
    }
    case Deed::kSay: {
      v1::TakePositionRequest request;
      request.set_parent(kProposal);
      request.set_stance(deed.stance);
      request.set_reason("because");
      if (deed.stance == v1::STANCE_BLOCK) {
        request.set_principle("care");
        request.set_concern(deed.number);
        if (deed.yes) request.set_release_condition("when it is paid for");
      }
      return Ask(deed.who, request, now);
    }
    case Deed::kSayBefore: {
      v1::TakePositionRequest request;
      request.set_parent(kProposal);
      request.set_stance(deed.stance);
      request.set_reason("because");
      request.set_in_advance(true);
      return Ask(deed.who, request, now);
    }
    case Deed::kTakeBack: {
      v1::WithdrawPositionRequest request;
      request.set_parent(kProposal);
      return Ask(deed.who, request, now);
    }
    case Deed::kRecord: {
      v1::RecordPositionsRequest request;
      request.set_parent(kProposal);
      request.set_all_present(true);
      for (const int member : deed.people) {
        v1::RecordedPosition& hand = *request.add_positions();
        hand.set_member(Member(member));
        hand.set_stance(deed.stance);
        if (deed.stance == v1::STANCE_BLOCK) {
          hand.set_concern(deed.number);
          hand.set_principle("care");
          continue;
        }
        hand.set_reason("raised");
      }
      return Ask(deed.who, request, now);
    }
    default: {
      v1::ContestPositionRequest request;
      request.set_parent(kProposal);
      return Ask(deed.who, request, now);
    }
  }
}

absl::Status Machine::DoToBlock(const Deed& deed, absl::Time now) {
  const std::string name = Part("blocks", deed.number);
  switch (deed.what) {
    case Deed::kSupport: {
      auto request = Named<v1::SupportBlockRequest>(name);
      request.set_end(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kChallenge: {
      auto request = Named<v1::ChallengeBlockRequest>(name);
      request.set_reason("a preference");
      return Ask(deed.who, request, now);
    }
    case Deed::kJudge: {
      auto request = Named<v1::JudgeBlockRequest>(name);
      request.set_valid(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kTest: {
      auto request = Named<v1::TestBlockRequest>(name);
      request.set_logic(deed.logic);
      request.set_attempt(deed.attempt);
      return Ask(deed.who, request, now);
    }
    case Deed::kSettle:
      return Ask(deed.who, Named<v1::SettleBlockTestRequest>(name), now);
    case Deed::kUnblock: {
      auto request = Named<v1::WithdrawBlockRequest>(name);
      request.set_stand_aside(deed.yes);
      return Ask(deed.who, request, now);
    }
    case Deed::kRelease: {
      auto request = Named<v1::ReleaseBlockRequest>(name);
      request.set_reason("it is met");
      return Ask(deed.who, request, now);
    }
    default:
      return Ask(deed.who, Named<v1::AnswerNagRequest>(name), now);
  }
}

Verdict Machine::Look(absl::Time now) const {
  Verdict verdict;
  const ProposalState* p = proposal();
  if (p == nullptr) return verdict;
  verdict.state = p->view.state();
  verdict.phase = p->view.phase();
  verdict.revision = p->view.revision();
  verdict.voices = static_cast<int>(p->view.electorate_size());
  if (IsBeforeCall(verdict.state)) {
    verdict.discussion_min = p->discussion_min;
    verdict.discussion_end = p->discussion_end;
  }
  verdict.returns = p->returns;
  verdict.withdraws = p->withdraws;
  if (p->startable >= 0) verdict.startable = p->phases(p->startable).name();
  for (const auto& [number, block] : p->blocks) {
    absl::StrAppend(&verdict.blocks, number, v1::Block::State_Name(block.view.state()).substr(5),
                    " ");
  }
  for (const assembly::ConcernState& concern : p->concerns) {
    absl::StrAppend(&verdict.concerns, v1::Concern::State_Name(concern.view.state()).substr(5),
                    concern.view.hold_ended() ? "/ended " : " ");
  }
  if (p->decision) {
    verdict.ended = true;
    verdict.final_outcome = p->decision->tally().outcome();
    verdict.final_phase = p->decision->phase();
    return verdict;
  }
  verdict.positions = PositionsOf(*p);
  if (!IsAsked(verdict.state)) return verdict;
  verdict.phase_min = p->phase_min;
  verdict.phase_end = p->phase_end;
  const int deciding = assembly::DecidingPhase(*p);
  verdict.outcome = assembly::ProposalEvaluation(state_, *p, deciding, now).outcome();
  return verdict;
}

}  // namespace assent::test
