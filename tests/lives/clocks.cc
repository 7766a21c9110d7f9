#include "tests/lives/clocks.h"

#include <algorithm>
#include <utility>

#include "server/assembly/due.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"

namespace assent::test {
namespace {

using assembly::BlockState;
using assembly::ConcernState;
using assembly::ProposalState;
using assembly::State;

constexpr absl::Duration kMoment = absl::Microseconds(1);

// Infinite times stay so.
void Later(absl::Time& time, absl::Duration by) { time += by; }

class Clocks {
 public:
  Clocks(State& state, ProposalState& p, const WhatMatters& what, absl::Time now)
      : state_(state), p_(p), what_(what), now_(now) {}

  std::vector<Clock> All() {
    const bool before = assembly::IsBeforeCall(p_);
    const bool parked = assembly::IsParked(p_);
    Alone(p_.returns);
    Alone(p_.withdraws);
    Alone(p_.silence_due);
    before || what_.discussion_counts ? OfDiscussion() : Alone(p_.discussion_min);
    if (!before && !parked) OfPhase();
    if (p_.view.state() == v1::Proposal::STATE_RESOLVING) OfDuty();
    for (assembly::AmendmentState& one : p_.amendments) {
      if (assembly::IsOpen(one)) Alone(one.settles);
    }
    if (what_.meetings > 0 || what_.tenure > 0 || what_.presence || what_.tests) OfMeeting();
    for (ConcernState& concern : p_.concerns) {
      if (what_.lapses && assembly::MayFallSilent(p_, concern)) Alone(concern.lapse);
    }
    for (auto& [number, block] : p_.blocks) OfBlock(block);
    if (what_.activity) OfActivity();
    return std::move(clocks_);
  }

 private:
  bool IsAhead(absl::Time time) const { return time > now_ && time != absl::InfiniteFuture(); }
  void Add(
      absl::Time time, std::function<void(absl::Duration)> late,
      std::function<void()> alone = [] {}) {
    if (IsAhead(time)) clocks_.push_back({time, std::move(late), std::move(alone)});
  }
  void Alone(absl::Time& time) {
    Add(time, [&time](absl::Duration by) { Later(time, by); });
  }

  // The discussion ends after its least time, and after the text is frozen.
  void OfDiscussion() {
    ProposalState& p = p_;
    const v1::AmendmentPolicy& policy = p.rule().amendment();
    const bool freezes = policy.has_freeze_last() && assembly::IsBeforeCall(p);
    const absl::Duration last =
        freezes ? assembly::ToDuration(policy.freeze_last()) - kMoment : absl::ZeroDuration();
    const absl::Time frozen = freezes ? p.discussion_end - last : absl::InfinitePast();
    const bool may_end = IsAhead(frozen) || !IsAhead(p.discussion_min);
    if (may_end) {
      Add(IsAhead(frozen) ? frozen : p.discussion_end,
          [&p](absl::Duration by) { Later(p.discussion_end, by); });
    }
    const absl::Duration after = IsAhead(frozen) ? last : absl::ZeroDuration();
    Add(
        p.discussion_min,
        [&p, may_end](absl::Duration by) {
          Later(p.discussion_min, by);
          if (may_end) p.discussion_min = std::min(p.discussion_min, p.discussion_end);
          if (!may_end) Later(p.discussion_end, by);
        },
        [&p, after] {
          p.discussion_end = std::max(p.discussion_end, p.discussion_min + after + kMoment);
        });
  }

  // A phase ends after its least time, unless that began anew while the end did not: where
  // what was being resolved goes on. How long it may still be extended is counted from its
  // start; and what was decided urgently has to be ratified by its end.
  void OfPhase() {
    ProposalState& p = p_;
    const bool resolves = p.view.state() == v1::Proposal::STATE_RESOLVING;
    const bool ratifies = p.phase >= 0 && p.current_phase().kind() == v1::Phase::KIND_RATIFY;
    const bool starts = what_.extensions;
    // Once, although both its least time and what its length counts for come later with it.
    const auto end_late = [&p, ratifies, starts, end = p.phase_end, ratify_by = p.ratify_by,
                           start = p.phase_start](absl::Duration by) {
      p.phase_end = end + by;
      if (ratifies) p.ratify_by = ratify_by + by;
      if (starts) p.phase_start = start + by;
    };
    if (resolves || !IsAhead(p.phase_min)) {
      Add(p.phase_end, end_late);
    }
    if (resolves) return Alone(p.phase_min);
    Add(
        p.phase_min,
        [&p, end_late](absl::Duration by) {
          Later(p.phase_min, by);
          end_late(by);
        },
        [&p] { p.phase_end = std::max(p.phase_end, p.phase_min + kMoment); });
  }

  // By when all of it has to be done is counted from the start of the phase.
  void OfDuty() {
    ProposalState& p = p_;
    if (!p.current_phase().block().has_duty()) return;
    Add(p.duty_due, [&p, start = p.phase_start](absl::Duration by) {
      Later(p.duty_due, by);
      p.phase_start = start + by;
    });
  }

  // A meeting goes on for a while after it was told of, and who is at it for as long after
  // that was last told, which is for all of them at once.
  void OfMeeting() {
    ProposalState& p = p_;
    absl::Time listed = absl::InfinitePast();
    for (const auto& [member, presence] : p.presence) listed = std::max(listed, presence.time);
    const bool meets = IsAhead(p.last_met + assembly::kMeetingsApart);
    Add((meets ? p.last_met : listed) + assembly::kMeetingsApart,
        [&p](absl::Duration by) {
          Later(p.last_met, by);
          for (auto& [member, presence] : p.presence) Later(presence.time, by);
        },
        [&p, meets] {
          for (auto& [member, presence] : p.presence) {
            if (meets) presence.time = std::max(presence.time, p.last_met + kMoment);
          }
        });
  }

  void OfBlock(BlockState& block) {
    if (!assembly::IsOpen(block)) return;
    if (what_.lapses) Alone(block.lapse);
    if (block.test_until != absl::InfiniteFuture()) return Alone(block.test_until);
    if (block.view.state() != v1::Block::STATE_UNDER_TEST) return;
    if (!what_.hearing_counts(block.challenger >= 0)) return;
    Add(assembly::HeardFrom(block), [&block](absl::Duration by) {
      auto& created = *block.view.mutable_challenge()->mutable_create_time();
      created = assembly::ToProto(assembly::ToTime(created) + by);
    });
  }

  // From when on a member counts as silent.
  void OfActivity() {
    const absl::Duration patience = assembly::ToDuration(p_.rule().electorate().active_within());
    for (assembly::Member& member : state_.members) {
      Add(member.last_act + patience, [&member](absl::Duration by) { Later(member.last_act, by); });
    }
  }

  State& state_;
  ProposalState& p_;
  const WhatMatters& what_;
  const absl::Time now_;
  std::vector<Clock> clocks_;
};

void TakeOutReminders(ProposalState& p) {
  for (ConcernState& concern : p.concerns) concern.nag = absl::InfiniteFuture();
  for (auto& [number, block] : p.blocks) block.nag = absl::InfiniteFuture();
}

}  // namespace

std::vector<Clock> ClocksOf(State& state, ProposalState& p, const WhatMatters& what,
                            absl::Time now) {
  return Clocks(state, p, what, now).All();
}

absl::Time LetComeFirst(size_t first, State& state, ProposalState& p, const WhatMatters& what,
                        absl::Time now) {
  const std::vector<Clock> clocks = ClocksOf(state, p, what, now);
  if (first >= clocks.size()) return absl::InfiniteFuture();
  TakeOutReminders(p);
  const absl::Time comes = clocks[first].next;
  for (size_t other = 0; other < clocks.size(); ++other) {
    if (other != first && clocks[other].next <= comes) clocks[other].late(comes - now);
  }
  clocks[first].alone();
  assembly::KeepDue(state, p);
  return comes;
}

}  // namespace assent::test
