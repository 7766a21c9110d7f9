#include "tests/lives/explorer.h"

#include <algorithm>
#include <deque>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/assembly/holds.h"
#include "tests/lives/deed.h"
#include "tests/lives/explained.h"
#include "tests/lives/machine.h"
#include "tests/lives/reaching.h"

namespace assent::test {
namespace {

using assembly::ProposalState;

constexpr int kTries = 120;  // acts and moments that a way to an end may take
constexpr size_t kExamples = 10;

// One state on the way, with what it takes to go on from it.
struct Stop {
  Machine machine;
  absl::Time now;
};

bool HasEnded(const Stop& stop) {
  const ProposalState* const p = stop.machine.proposal();
  return p == nullptr || p->decision.has_value();
}

// When the next minimum time is over, or a test was open long enough.
absl::Time NextMinimum(const Stop& stop) {
  absl::Time next = absl::InfiniteFuture();
  if (HasEnded(stop)) return next;
  const ProposalState& p = *stop.machine.proposal();
  const auto at = [&](absl::Time time) {
    if (time > stop.now) next = std::min(next, time);
  };
  at(p.phase_min);
  at(p.discussion_min);
  for (const auto& [concern, block] : p.blocks) {
    if (block.view.state() == v1::Block::STATE_UNDER_TEST) at(assembly::HeardFrom(block));
  }
  return next;
}

// Whether all that happened since `known` events is that somebody was reminded.
bool OnlyReminds(const Stop& stop, size_t known) {
  const auto& events = stop.machine.events();
  return std::all_of(events.begin() + static_cast<std::ptrdiff_t>(known), events.end(),
                     [](const event::v1::Event& event) { return event.has_blocker_reminded(); });
}

// What a reader of the log knows before the next act: what holds it is on record, and
// what else explains an end has to come with it.
Known KnownOf(const ProposalState& p) {
  Known known;
  known.held = p.blocked_in >= 0;
  known.withdraws = p.withdraws;
  known.discussion_end = p.discussion_end;
  return known;
}

// What is done in a state, or which of its clocks comes first.
struct Step {
  std::optional<Deed> deed;  // nullopt: time passes
  size_t clock = 0;
};

// A state that was found and waits, and how to come to it.
struct Found {
  uint32_t id = 0;
  std::shared_ptr<const Stop> from;
  Step step;
};

// How a state was first reached.
struct Way {
  uint32_t from = 0;
  uint16_t how = 0;
  uint16_t steps = 0;
};

// What came of going through a state: a sum over the keys of others that it leads to.
using Onward = absl::flat_hash_set<KeyHash>;
uint64_t SumOf(const Onward& onward) {
  uint64_t sum = onward.size();
  for (const KeyHash& key : onward) sum += key.high ^ (key.low << 1);
  return sum;
}

class Explorer {
 public:
  Explorer(const v1::DecisionRule& rule, const Exploring& exploring)
      : rule_(rule), exploring_(exploring), what_(rule), anyhow_(rule) {
    what_.how_far = exploring.only_in_turn;
    what_.answers = !exploring.ignores_answers;
  }

  Explored Run() {
    const auto first = std::make_shared<Stop>(Beginning());
    NumberOf(*first, KeyOf(*first), 0, 0);
    int64_t gone_through = 0;
    for (GoThrough(0, first); !open_.empty();) {
      const Found found = std::move(open_.front());
      open_.pop_front();
      auto stop = std::make_shared<Stop>(*found.from);
      GoOn(*stop, found.step);
      stop->machine.Forget();
      if (++gone_through % 50'000 == 0 && exploring_.tells) {
        std::cerr << gone_through << " gone through, " << open_.size() << " wait, "
                  << ways_[found.id].steps << " steps\n";
      }
      if (gone_through < exploring_.most) {
        GoThrough(found.id, stop);
        continue;
      }
      result_.exhausted = false;
      ++result_.frontier;
      if (EndsByTrying(*stop)) reaching_.End(found.id);
    }
    LookBack();
    Compare();
    result_.states = static_cast<int64_t>(ways_.size());
    result_.edges = static_cast<int64_t>(reaching_.ways());
    return std::move(result_);
  }

 private:
  Stop Beginning() {
    absl::Time now = absl::FromUnixSeconds(1'800'014'400);
    Stop stop{Machine(rule_, now), now};
    for (int i = 1; i < kMembers; ++i) stop.machine.Do(Act(Deed::kJoin, 0), now).IgnoreError();
    for (int i = 0; i < kMembers && rule_.electorate().unit_required(); ++i) {
      Deed alone = Act(Deed::kMoveTo, i);
      alone.text = absl::StrCat("pod", i);
      stop.machine.Do(alone, now).IgnoreError();
    }
    stop.now += absl::Hours(24 * 8);  // long enough to block
    Deed introduce = Act(Deed::kIntroduce, 0);
    introduce.yes = exploring_.urgent;
    introduce.people =
        rule_.introduction().sponsors() > 0 ? std::vector<int>{1} : std::vector<int>();
    stop.machine.Do(introduce, stop.now).IgnoreError();
    // Not the proposer, who does not judge blocks on what they propose.
    stop.machine.Do(Act(Deed::kFacilitate, 1), stop.now).IgnoreError();
    stop.machine.Forget();
    stop.machine.ForgetAround();
    return stop;
  }

  KeyHash KeyOf(const Stop& stop) const {
    const ProposalState* const p = stop.machine.proposal();
    if (HasEnded(stop)) {
      return HashOf(absl::StrCat("end ", p == nullptr ? 0 : static_cast<int>(p->view.state())));
    }
    return HashOf(exploring_.everybody_differs
                      ? StateKey(stop.machine.state(), *p, what_, stop.now, {0, 1, 2})
                      : AnyoneKey(stop.machine.state(), *p, what_, stop.now));
  }

  // To the next moment at which something more than a reminder falls due.
  bool Wait(Stop& stop) const {
    const KeyHash before = KeyOf(stop);
    for (int moments = 0; moments < 100; ++moments) {
      const absl::Time minimum = NextMinimum(stop);
      const absl::Time due = std::min(stop.machine.NextDue(), minimum);
      if (due == absl::InfiniteFuture()) return false;
      stop.now = due;
      const size_t known = stop.machine.events().size();
      stop.machine.Pass(due);
      if (!exploring_.stops_at_reminders && due < minimum && OnlyReminds(stop, known)) continue;
      if (HasEnded(stop) || KeyOf(stop) != before) return true;
    }
    return false;
  }

  // To when this clock comes, the first of those that run. What has come already is
  // done before anything else.
  bool WaitFor(size_t clock, Stop& stop) const {
    if (stop.machine.NextDue() > stop.now) {
      const absl::Time comes = stop.machine.LetComeFirst(clock, what_, stop.now);
      if (comes == absl::InfiniteFuture()) return false;
      stop.now = comes;
    } else if (clock > 0) {
      return false;
    }
    stop.machine.Pass(stop.now);
    return true;
  }

  bool GoOn(Stop& stop, const Step& step) const {
    if (step.deed) return stop.machine.Do(*step.deed, stop.now).ok();
    if (!exploring_.only_in_turn) return WaitFor(step.clock, stop);
    return step.clock == 0 && Wait(stop);
  }

  // Whether what happened since `known` explains it, if it has ended. An end is read at
  // once: nobody comes back to it.
  void Read(Stop& stop, Known known, uint32_t from, const std::string& how) {
    for (const event::v1::Event& event : stop.machine.events()) {
      const std::string why_not = test::Read(event, known);
      if (why_not.empty() || result_.unexplained.size() >= kExamples) continue;
      result_.unexplained.push_back(absl::StrCat(why_not, " after ", WayTo(from), "; ", how));
    }
    const ProposalState* const p = stop.machine.proposal();
    if (p != nullptr) ++result_.ends[p->view.state()];
  }

  // The number of the state that `stop` is in, and whether it is new.
  std::pair<uint32_t, bool> NumberOf(const Stop& stop, KeyHash key, uint32_t from, uint16_t how) {
    const auto [found, added] = ids_.emplace(key, static_cast<uint32_t>(ids_.size()));
    if (!added) return {found->second, false};
    const int steps = ways_.empty() ? 0 : ways_[from].steps + 1;
    ways_.push_back({from, how, static_cast<uint16_t>(steps)});
    result_.steps = std::max(result_.steps, steps);
    onward_.push_back(0);
    if (exploring_.keeps_keys && !HasEnded(stop)) {
      result_.keys.push_back(
          HashOf(AnyoneKey(stop.machine.state(), *stop.machine.proposal(), anyhow_, stop.now)));
    }
    if (HasEnded(stop)) reaching_.End(found->second);
    return {found->second, true};
  }

  // Calls `reached` with each act, and with each clock that may come first, that leads
  // from `stop` to another state or back to it, and with that.
  template <typename Reached>
  void ForEachWayOn(const Stop& stop, Reached reached) const {
    auto next = std::make_unique<Stop>(stop);  // a refusal leaves it as it was
    const auto go = [&](const Step& step) {
      if (!GoOn(*next, step)) return false;
      reached(step, *next);
      next = std::make_unique<Stop>(stop);
      return true;
    };
    const ProposalState& p = *stop.machine.proposal();
    const std::vector<int> members =
        exploring_.everybody_differs ? std::vector<int>{0, 1, 2}
                                     : OneOfEqualsEach(stop.machine.state(), p, what_, stop.now);
    for (Deed& deed : Choices(rule_, what_, stop.machine.state(), p, exploring_.within, members)) {
      go({std::move(deed)});
    }
    for (size_t clock = exploring_.forgets_a_clock ? 1 : 0; go({std::nullopt, clock});) ++clock;
  }

  // Whether it may be parked tells no states apart: see LeadsOn().
  static bool Parks(const Step& step) { return step.deed && step.deed->what == Deed::kTable; }

  // Its proposer could end anything, and nothing by having it parked: neither leads on for
  // anybody else.
  bool LeadsOn(const Deed& deed) const {
    if (deed.what == Deed::kWithdraw) return exploring_.withdrawing_ends;
    return deed.what != Deed::kTable;
  }

  void GoThrough(uint32_t id, const std::shared_ptr<const Stop>& stop) {
    const Known known = KnownOf(*stop->machine.proposal());
    Onward onward;
    std::vector<uint32_t> later;
    ForEachWayOn(*stop, [&](const Step& step, Stop& next) {
      const std::string how = step.deed ? InWords(*step.deed) : "time passes";
      const KeyHash key = KeyOf(next);
      const auto [number, fresh] = NumberOf(next, key, id, CodeOf(how));
      if (number != id && !Parks(step)) onward.insert(key);
      if (step.deed) {
        if (number != id && LeadsOn(*step.deed)) reaching_.Act(id, number);
      } else if (number != id && std::find(later.begin(), later.end(), number) == later.end()) {
        later.push_back(number);
      }
      if (HasEnded(next)) return Read(next, known, id, how);
      if (fresh) {
        open_.push_back({number, stop, step});
      } else if (exploring_.compare_one_in > 0 && ++known_ % exploring_.compare_one_in == 0) {
        Note(number, id, how, next);
      }
    });
    reaching_.Wait(id, later);
    onward_[id] = SumOf(onward);
  }

  // Goes through a state that is taken for state `number`.
  void Note(uint32_t number, uint32_t from, const std::string& how, const Stop& stop) {
    Onward onward;
    const KeyHash own = KeyOf(stop);
    ForEachWayOn(stop, [&](const Step& step, Stop& next) {
      const KeyHash key = KeyOf(next);
      if (key != own && !Parks(step)) onward.insert(key);
    });
    to_compare_.push_back({number, from, CodeOf(how), SumOf(onward)});
  }

  void Compare() {
    for (const Taken& taken : to_compare_) {
      if (onward_[taken.number] == 0) continue;  // not gone through
      ++result_.compared;
      if (onward_[taken.number] == taken.onward || result_.differing.size() >= kExamples) continue;
      result_.differing.push_back(absl::StrCat("either ", WayTo(taken.number), "\nor ",
                                               WayTo(taken.from), "; ", words_[taken.how]));
    }
  }

  // Whether an end is reached when everybody wants one: holds are taken back,
  // all agree, what can be asked is asked, and time passes.
  bool EndsByTrying(Stop stop) {
    std::vector<KeyHash> way;
    for (int tries = 0; tries < kTries; ++tries) {
      if (!HasEnded(stop)) way.push_back(KeyOf(stop));
      if (HasEnded(stop) || ends_by_trying_.contains(way.back())) {
        ends_by_trying_.insert(way.begin(), way.end());
        return true;
      }
      for (const Deed& deed : Tries(*stop.machine.proposal(), tries)) {
        if (!HasEnded(stop)) stop.machine.Do(deed, stop.now).IgnoreError();
      }
      if (!HasEnded(stop) && !Wait(stop) && tries > 6) return false;
      stop.machine.Forget();
    }
    return false;
  }

  std::vector<Deed> Tries(const ProposalState& p, int tries) const {
    std::vector<Deed> deeds;
    for (size_t i = 0; i < p.concerns.size(); ++i) {
      if (p.concerns[i].holder < 0) continue;
      deeds.push_back(Act(Deed::kResolve, p.concerns[i].holder, static_cast<int>(i) + 1));
    }
    for (const Deed::What what :
         {Deed::kReturn, Deed::kDiscuss, Deed::kHearConcerns, Deed::kCall}) {
      deeds.push_back(Act(what, 0));
    }
    for (int who = 0; who < kMembers; ++who) {
      deeds.push_back(Act(Deed::kStart, who));
      if (tries % 3 == 0) deeds.push_back(Say(who, v1::STANCE_AGREE));
    }
    for (const int who : {0, 1}) {  // whoever proposed it, and whoever facilitates
      deeds.push_back(Act(Deed::kCall, who));
      deeds.push_back(Act(Deed::kDeclare, who));
      deeds.back().yes = true;
    }
    deeds.push_back(Act(Deed::kDecide, 0));
    if (exploring_.withdrawing_ends) deeds.push_back(Act(Deed::kWithdraw, 0));
    return deeds;
  }

  void LookBack() {
    const std::vector<bool> leads = reaching_.Lead(ways_.size());
    for (size_t id = 0; id < leads.size(); ++id) {
      if (leads[id] || result_.dead_ends.size() >= kExamples) continue;
      result_.dead_ends.push_back(WayTo(static_cast<uint32_t>(id)));
    }
  }

  uint16_t CodeOf(const std::string& how) {
    const auto [found, added] = codes_.emplace(how, static_cast<uint16_t>(words_.size()));
    if (added) words_.push_back(how);
    return found->second;
  }

  // In words, how state `id` was first reached.
  std::string WayTo(uint32_t id) const {
    std::vector<std::string> acts;
    for (; id > 0; id = ways_[id].from) acts.push_back(words_[ways_[id].how]);
    acts.emplace_back("the introduction");
    std::reverse(acts.begin(), acts.end());
    return absl::StrJoin(acts, "; ");
  }

  // A state that was taken for another one.
  struct Taken {
    uint32_t number = 0;  // for this one
    uint32_t from = 0;
    uint16_t how = 0;
    uint64_t onward = 0;
  };

  const v1::DecisionRule& rule_;
  const Exploring exploring_;
  WhatMatters what_;
  WhatMatters anyhow_;  // the same, where moments come in any order
  Explored result_;
  std::deque<Found> open_;  // breadth first: what waits is made again when its turn comes
  absl::flat_hash_map<KeyHash, uint32_t> ids_;
  absl::flat_hash_map<std::string, uint16_t> codes_;
  std::vector<std::string> words_;  // by code
  std::vector<Way> ways_;           // by state
  std::vector<uint64_t> onward_;    // by state; 0: not gone through
  std::vector<Taken> to_compare_;
  int64_t known_ = 0;
  Reaching reaching_;  // an end, or a state from which one was reached by trying
  absl::flat_hash_set<KeyHash> ends_by_trying_;
};

}  // namespace

Explored Explore(const v1::DecisionRule& rule, const Exploring& exploring) {
  return Explorer(rule, exploring).Run();
}

}  // namespace assent::test
