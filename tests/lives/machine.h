// The real state machine, driven by deeds: one assembly with one proposal, in
// memory, with a notary that repeats itself and a clock that the caller moves.
// Not thread-safe.

#ifndef ASSENT_TESTS_LIVES_MACHINE_H_
#define ASSENT_TESTS_LIVES_MACHINE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/assembly/state.h"
#include "tests/lives/deed.h"
#include "tests/lives/verdict.h"
#include "tests/lives/what_matters.h"
#include "tests/support/repeating_notary.h"

namespace assent::test {

class Machine {
 public:
  // Founded under `rule` by m0 alone, at `start`.
  Machine(const v1::DecisionRule& rule, absl::Time start);
  // A copy goes its own way; nobody can join it, its notary's ids begin again. Copies
  // share the proposal's rule, which is most of it and never changes.
  Machine(const Machine& other);
  Machine& operator=(const Machine&) = delete;
  ~Machine();

  // Lets the time come to `now`: what fell due has happened.
  void Pass(absl::Time now);
  // Does it now, or says why not.
  absl::Status Do(const Deed& deed, absl::Time now);

  // What became of proposal 1 so far, as the machine sees it at `now`.
  Verdict Look(absl::Time now) const;
  // When something falls due next; infinite: never.
  absl::Time NextDue() const;
  // Puts off what comes before clock `first` (clocks.h); returns when that comes.
  absl::Time LetComeFirst(size_t first, const WhatMatters& what, absl::Time now);

  // The order of the lots of its ballots, as they were drawn; empty: none were.
  std::vector<int> Lots() const;

  const assembly::State& state() const { return state_; }
  // What happened since Forget(), oldest first.
  const std::vector<event::v1::Event>& events() const { return events_; }
  void Forget() { events_.clear(); }
  // Forgets what is told to members, too, and the rules that a further proposal could
  // go by: what no act on proposal 1 asks for.
  void ForgetAround();
  // Proposal 1, or nullptr if the machine does not hold it (any more).
  const assembly::ProposalState* proposal() const;

 private:
  // A proposal's rule that is lent to copies belongs to all of them: it is taken out of
  // the message before one of them goes, and copied into it once the proposal has ended.
  void LendRule() const;
  void TakeRuleOut() const;
  void KeepRule();
  template <typename Request>
  absl::Status Ask(int who, const Request& request, absl::Time now);
  void GiveRole(const std::string& role, absl::Time now);
  absl::Status DoIt(const Deed& deed, absl::Time now);
  absl::Status DoAsMember(const Deed& deed, absl::Time now);
  absl::Status ConfirmUnits(int who, absl::Time now);
  absl::Status Sponsor(const Deed& deed, absl::Time now);
  absl::Status DoOnRoad(const Deed& deed, absl::Time now);
  absl::Status DoToText(const Deed& deed, absl::Time now);
  absl::Status DoToConcern(const Deed& deed, absl::Time now);
  absl::Status DoPosition(const Deed& deed, absl::Time now);
  absl::Status DoToBlock(const Deed& deed, absl::Time now);

  std::vector<event::v1::Event> events_;
  RepeatingNotary notary_;
  mutable assembly::State state_;
  mutable std::shared_ptr<v1::DecisionRule> lent_;  // null: the proposal's is its own
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_MACHINE_H_
