// What a rule looks at, of what could be told apart in the states of a proposal: what no
// part of it looks at makes no difference to what can come, and neither makes a state
// another one (state_key.h) nor is it tried (choices.h).

#ifndef ASSENT_TESTS_LIVES_WHAT_MATTERS_H_
#define ASSENT_TESTS_LIVES_WHAT_MATTERS_H_

#include <array>

#include "absl/time/time.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/stance.pb.h"

namespace assent::test {

struct WhatMatters {
  explicit WhatMatters(const v1::DecisionRule& rule);

  // How often a phase failed: one is for the second time only.
  bool failures = false;
  // Whose blocks stopped which call: one phase is only for a deadlock.
  bool deadlock = false;
  // How often a phase went without a quorum, since it is tabled once for that.
  bool without_quorum = false;
  // Up to how many meetings, and revisions while it is resolved, are counted.
  int meetings = 0;
  int rounds = 0;
  // Whether there was a meeting at all.
  bool met = false;
  // Whether blockers have met or spoken since they were asked to.
  bool duty = false;
  // Holds lapse when their holder is silent: who does something matters.
  bool lapses = false;
  // Who did nothing for long.
  bool activity = false;
  // The facilitator tests blocks: they do not test their own.
  bool facilitator_tests = false;
  // The facilitator starts, declares or records something.
  bool facilitator_acts = false;
  // What the tests of blocks ask for.
  bool tests = false;
  bool support = false;
  bool ballots = false;
  // Blocks that say when they are over.
  bool release = false;
  bool extensions = false;
  // The longest extension, where a phase may not be extended for ever; else 0.
  absl::Duration longest;
  // Whoever proposes is not asked by themselves.
  bool everyone_asked = false;
  bool judged = false;
  // Who started what waits to be started is counted.
  bool start_vote = false;
  // At how many meetings whoever blocks has been, where belonging for long does not do.
  int tenure = 0;
  // Others bring it too, and are asked about changes of the text.
  bool sponsors = false;
  // Time is counted in working days, so that the day of the week matters.
  bool working_days = false;
  // A share of those present is asked for.
  bool presence = false;
  // A new text makes the discussion longer, at most until its end was, also once it is over.
  bool discussion_counts = false;
  // Whether a concern has been answered: else, a seeded mistake, it is as one that has not.
  bool answers = true;
  // How far ahead moments lie, not only that they do: no rule says so, but who explores
  // (explorer.h).
  bool how_far = false;

  // Stances that every part of the rule counts alike are one class: the number of the
  // first of them. 0 is for having said nothing.
  int ClassOf(v1::Stance stance) const { return classes[stance]; }
  std::array<int, v1::Stance_ARRAYSIZE> classes{};

  // Whether whoever proposes differs from the others in what can come. That they do not
  // judge what holds their own proposal makes no difference: who judges is the facilitator,
  // who never is the one who proposes (choices.h).
  bool proposer_differs() const { return activity || everyone_asked || sponsors; }
  // The same of whoever facilitates: they do not test their own block, nor one that they
  // challenged. Whatever else takes a facilitator, one is there to do it, and it is nothing
  // to them more than to others, unless who does something matters.
  bool facilitator_differs() const { return facilitator_tests || (facilitator_acts && activity); }
  // Who challenged a block, and whether a day went by since: both say whether its test was
  // heard, and of three voices one is enough for that, which whoever challenges has. Where
  // the silent lose their voice it may be one of another.
  bool hearing_counts(bool challenged) const { return activity || !challenged; }
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_WHAT_MATTERS_H_
