// What the members of a small assembly may do next with its proposal.

#ifndef ASSENT_TESTS_LIVES_CHOICES_H_
#define ASSENT_TESTS_LIVES_CHOICES_H_

#include <vector>

#include "assent/v1/rule.pb.h"
#include "server/assembly/state.h"
#include "tests/lives/deed.h"
#include "tests/lives/what_matters.h"

namespace assent::test {

inline constexpr int kMembers = 3;

Deed Act(Deed::What what, int who, int number = 0);
Deed Say(int who, v1::Stance stance, int number = 0);

// The bounds within which states are looked for.
struct Within {
  bool amending = true;    // its proposer changes the text
  bool tabling = true;     // and has it parked
  bool withdrawal = true;  // and withdraws it, whereupon others take it over
  // Concerns that are no objections are raised, too. As an objection does, they have to be
  // dealt with before a call; afterwards they are as one whose hold has ended.
  bool worries = false;
};

// The index of who proposes it now.
int ProposerOf(const assembly::State& state, const assembly::ProposalState& proposal);

// Every act of `members` (indexes) that could make a difference, whether the machine
// would refuse it or not. Where one of several equals would do what the others could do
// as well, `members` has one of them; what they do to somebody else, they do to each.
std::vector<Deed> Choices(const v1::DecisionRule& rule, const WhatMatters& what,
                          const assembly::State& state, const assembly::ProposalState& proposal,
                          const Within& within, const std::vector<int>& members);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_CHOICES_H_
