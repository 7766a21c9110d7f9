#include "tests/lives/choices.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/views.h"
#include "server/rules/evaluate.h"
#include "tests/lives/state_key.h"

namespace assent::test {

using assembly::ProposalState;

Deed Act(Deed::What what, int who, int number) {
  Deed deed;
  deed.what = what;
  deed.who = who;
  deed.number = number;
  return deed;
}

Deed Say(int who, v1::Stance stance, int number) {
  Deed deed = Act(Deed::kSay, who, number);
  deed.stance = stance;
  return deed;
}

int ProposerOf(const assembly::State& state, const ProposalState& p) {
  for (size_t i = 0; i < state.members.size(); ++i) {
    if (state.members[i].view.name() == p.view.proposer()) return static_cast<int>(i);
  }
  return -1;
}

namespace {

constexpr int kFacilitator = 1;

class Choosing {
 public:
  Choosing(const v1::DecisionRule& rule, const WhatMatters& what, const assembly::State& state,
           const ProposalState& p, const Within& within, const std::vector<int>& members)
      : rule_(rule),
        what_(what),
        state_(state),
        p_(p),
        within_(within),
        members_(members),
        proposer_(ProposerOf(state, p)) {}

  std::vector<Deed> All() {
    const bool parked = assembly::IsParked(p_);
    if (parked) ByAnyone(Act(Deed::kReturn, 0), what_.activity);
    if (p_.withdraws != absl::InfiniteFuture()) TakeOver();
    if (!parked) assembly::IsBeforeCall(p_) ? BeforeTheCall() : WhileAsked();
    for (const int who : members_) ByMember(who);
    ByProposer();
    return std::move(deeds_);
  }

 private:
  Deed& Add(Deed deed) { return deeds_.emplace_back(std::move(deed)); }

  // What the rule has come before a call, and the call.
  void BeforeTheCall() {
    const auto before = rule_.discussion().before_call();
    if (before > v1::DiscussionPolicy::BEFORE_CALL_INTRODUCTION) {
      ByAnyone(Act(Deed::kDiscuss, 0), what_.activity);
    }
    if (before == v1::DiscussionPolicy::BEFORE_CALL_CONCERNS) {
      ByAnyone(Act(Deed::kHearConcerns, 0), what_.activity);
    }
    const v1::Phase::Start start = p_.phases(0).start();
    if (start == v1::Phase::START_FACILITATOR) return (void)Add(Act(Deed::kCall, kFacilitator));
    if (start == v1::Phase::START_PROPOSER) return (void)Add(Act(Deed::kCall, proposer_));
    ByAnyone(Act(Deed::kCall, 0), what_.activity || start == v1::Phase::START_VOTE);
  }

  void WhileAsked() {
    ByAnyone(Act(Deed::kDecide, 0), what_.activity);
    const v1::Phase& phase = p_.current_phase();
    if (phase.has_judged()) {
      const v1::Judged::By by = phase.judged().by();
      const int who = by == v1::Judged::BY_FACILITATOR ? kFacilitator
                      : by == v1::Judged::BY_PROPOSER  ? proposer_
                                                       : 0;  // who has the role
      for (const bool adopted : {true, false}) Add(Act(Deed::kDeclare, who)).yes = adopted;
    }
    const bool resolves = p_.view.state() == v1::Proposal::STATE_RESOLVING;
    if (!what_.met || (!resolves && Tenured())) return;
    Deed& meet = Add(Act(Deed::kMeet, kFacilitator));
    meet.people = {0, 1, 2};
    meet.yes = true;
  }

  void ByProposer() {
    const bool waits = std::any_of(p_.amendments.begin(), p_.amendments.end(),
                                   [](const auto& one) { return assembly::IsOpen(one); });
    if (within_.amending && !waits) Add(Act(Deed::kAmend, proposer_));
    if (within_.withdrawal) Add(Act(Deed::kWithdraw, proposer_));
    const bool parks = p_.parking_objector < 0 && !p_.urgent && !assembly::IsParked(p_) &&
                       p_.view.state() != v1::Proposal::STATE_PROVISIONAL;
    // What is left of a phase comes back as a phase of its own: how often that may be extended
    // goes with all times of the first one. Random lives do that.
    const bool measured = assembly::IsRunning(p_) && p_.current_phase().time().has_max_extended();
    if (within_.tabling && parks && !measured)
      Add(Act(Deed::kTable, proposer_)).by = absl::Hours(24);
  }

  // Whoever facilitates, where that is asked for, goes on doing that.
  void TakeOver() {
    for (int who = 0; who < kMembers; ++who) {
      const bool acts = what_.facilitator_tests || what_.facilitator_acts;
      const bool facilitates = acts && who == kFacilitator;
      if (who != proposer_ && !facilitates) Add(Act(Deed::kTakeOver, who));
    }
  }

  // Calls it for whoever does something that anybody may do. Who it is matters where it
  // `matters` who spoke last; else one is enough.
  void ByAnyone(Deed deed, bool matters) {
    for (const int who : matters ? members_ : std::vector<int>{0}) {
      deed.who = who;
      Add(deed);
    }
  }

  // Whether nobody has to be at a meeting any more to block.
  bool Tenured() const {
    return what_.tenure == 0 ||
           std::all_of(state_.members.begin(), state_.members.end(), [&](const auto& member) {
             return member.view.meetings_attended() > what_.tenure;
           });
  }

  // The number of the concern that a member has open, or else of the last that may come up
  // again; 0: none.
  int HeldBy(int who) const {
    int last = 0;
    for (int number = 1; number <= static_cast<int>(p_.concerns.size()); ++number) {
      const assembly::ConcernState& concern = p_.concerns[number - 1];
      if (concern.holder != who || IsOver(concern, what_)) continue;
      last = number;
      if (assembly::IsOpen(concern)) return number;
    }
    return last;
  }

  bool MayBlockOn(int concern) const {
    if (concern == 0) return true;
    const assembly::ConcernState& own = p_.concerns[concern - 1];
    const bool again = own.view.block() && own.view.state() == v1::Concern::STATE_WITHDRAWN;
    return again || assembly::IsOpen(own);
  }

  // A hold is raised where nothing else may be said, too.
  void Positions(int who, int concern) {
    if (!assembly::TakesPositions(p_)) return;
    if (p_.current_phase().has_roads()) return Ballots(who);
    const v1::Phase& deciding = p_.phases(assembly::DecidingPhase(p_));
    const rules::StanceSet allowed = rules::AllowedStances(p_.rule(), deciding);
    const v1::Stance said = Says(who);
    std::set<int> tried;
    // Whoever blocks ends that with each in another way.
    if (said != v1::STANCE_BLOCK) tried.insert(what_.ClassOf(said));
    for (int number = 1; number < v1::Stance_ARRAYSIZE; ++number) {
      const auto stance = static_cast<v1::Stance>(number);
      const bool blocks = stance == v1::STANCE_BLOCK;
      if (stance == said || !(allowed.Has(stance) || blocks)) continue;
      const bool differs = tried.insert(what_.ClassOf(stance)).second;
      if (!differs && said != v1::STANCE_BLOCK) continue;
      if (blocks && !MayBlockOn(concern)) continue;
      Deed& deed = Add(Say(who, stance, blocks ? concern : 0));
      deed.yes = blocks && deciding.block().conditional_release();
    }
    if (said != v1::STANCE_UNSPECIFIED) Add(Act(Deed::kTakeBack, who));
  }

  // One road before all the others; what else a ballot may say is a mixture of those.
  void Ballots(int who) {
    const int roads = p_.current_phase().roads().options_size();
    for (int road = 1; road <= roads; ++road) Add(Act(Deed::kCast, who)).ranking = {road};
  }

  v1::Stance Says(int who) const {
    const auto voice = p_.voice_of.find(who);
    if (voice == p_.voice_of.end()) return v1::STANCE_UNSPECIFIED;
    const assembly::VoicePosition& position = p_.positions.at(voice->second);
    return position.counts ? position.stance : v1::STANCE_UNSPECIFIED;
  }

  void ByMember(int who) {
    const int concern = HeldBy(who);
    Positions(who, concern);
    if (p_.startable >= 0) Add(Act(Deed::kStart, who));
    if (what_.extensions && assembly::IsRunning(p_)) Add(Act(Deed::kExtend, who));
    if (concern == 0) {
      Add(Act(Deed::kRaise, who)).yes = true;
      if (within_.worries) Add(Act(Deed::kRaise, who));
      return;
    }
    const assembly::ConcernState& held = p_.concerns[concern - 1];
    if (!assembly::IsOpen(held)) return;
    for (const Deed::What ends : {Deed::kResolve, Deed::kTakeConcernBack, Deed::kCarry}) {
      Add(Act(ends, who, concern));
    }
    if (held.view.state() == v1::Concern::STATE_OPEN) {
      for (int other = 0; other < kMembers; ++other) Add(Act(Deed::kAnswer, other, concern));
    }
    if (what_.lapses || what_.duty) Add(Act(Deed::kStillStands, who, concern));
    AboutHold(who, concern);
  }

  void AboutHold(int who, int concern) {
    const auto block = p_.blocks.find(concern);
    const bool open = block != p_.blocks.end() && assembly::IsOpen(block->second);
    if (open) {
      for (const bool aside : {true, false}) Add(Act(Deed::kUnblock, who, concern)).yes = aside;
      // Whoever facilitates may do that, too, and it comes to the same.
      if (what_.release) Add(Act(Deed::kRelease, who, concern));
    }
    if (!what_.tests) return;
    const bool tested = open && block->second.view.state() == v1::Block::STATE_UNDER_TEST;
    for (int other = 0; other < kMembers; ++other) {
      if (other == who) continue;
      if (!tested) Add(Act(Deed::kChallenge, other, concern));
      if (open && what_.support) {
        Add(Act(Deed::kSupport, other, concern)).yes = block->second.supporters.contains(other);
      }
    }
    if (tested) UnderTest(concern);
  }

  void UnderTest(int concern) {
    for (int other = 0; other < kMembers; ++other) Add(Act(Deed::kSettle, other, concern));
    for (int other = 0; other < kMembers && what_.ballots; ++other) {
      for (const bool valid : {true, false}) Add(Act(Deed::kJudge, other, concern)).yes = valid;
    }
    if (!what_.facilitator_tests) return;
    for (const bool good : {true, false}) {
      Deed& test = Add(Act(Deed::kTest, kFacilitator, concern));
      test.logic = good ? v1::LOGIC_RESULT_REASONED : v1::LOGIC_RESULT_NOT_REASONED;
      test.attempt = good ? v1::ATTEMPT_RESULT_MADE : v1::ATTEMPT_RESULT_REFUSED;
    }
  }

  const v1::DecisionRule& rule_;
  const WhatMatters& what_;
  const assembly::State& state_;
  const ProposalState& p_;
  const Within& within_;
  const std::vector<int>& members_;
  const int proposer_;
  std::vector<Deed> deeds_;
};

}  // namespace

std::vector<Deed> Choices(const v1::DecisionRule& rule, const WhatMatters& what,
                          const assembly::State& state, const ProposalState& proposal,
                          const Within& within, const std::vector<int>& members) {
  return Choosing(rule, what, state, proposal, within, members).All();
}

}  // namespace assent::test
