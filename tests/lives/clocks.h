// What comes to a proposal by itself: each time that lies ahead of it, and on which
// anything that may come depends. Explorer lets them come in any order (explorer.h).

#ifndef ASSENT_TESTS_LIVES_CLOCKS_H_
#define ASSENT_TESTS_LIVES_CLOCKS_H_

#include <functional>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/state.h"
#include "tests/lives/what_matters.h"

namespace assent::test {

// One of them, or several that come one after the other: the first that lies ahead.
struct Clock {
  absl::Time next;
  std::function<void(absl::Duration)> late;  // it comes later by so much, and what follows it
  std::function<void()> alone;               // what follows it comes later than it does
};

// Those that run at `now`. They are of `proposal` and live no longer than it.
std::vector<Clock> ClocksOf(assembly::State& state, assembly::ProposalState& proposal,
                            const WhatMatters& what, absl::Time now);

// Puts off what would come before clock `first` or with it, by as much as it takes for it
// to come after it, and takes out reminders, which nothing depends on. Returns when `first`
// comes; infinite: there are not so many that run.
//
// Of two things that come at the same moment one is always done before the other, and
// nobody can act between them: whatever that leads to, they lead to as well when the other
// comes a little later and nobody acts.
absl::Time LetComeFirst(size_t first, assembly::State& state, assembly::ProposalState& proposal,
                        const WhatMatters& what, absl::Time now);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_CLOCKS_H_
