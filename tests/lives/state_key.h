// What of a proposal's state matters for what can come of it, as bytes: two states of
// an assembly of three with the same key have the same future. Of times, it has which of
// them lie ahead, or how far they do (WhatMatters::how_far); what is over, and what no part
// of the rule looks at, is left out.
//
// Who is who does not matter either, but for the parts that people play: the key is the
// least of those that it has with the members in any order, so that states which differ
// in who of several equals did it have one key. Explorer tries whether all of that is so
// (explorer.h, `merged`).

#ifndef ASSENT_TESTS_LIVES_STATE_KEY_H_
#define ASSENT_TESTS_LIVES_STATE_KEY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/state.h"
#include "tests/lives/what_matters.h"

namespace assent::test {

// Whether nothing that may come depends on a concern any more: whoever had it may raise
// another, and that is as if they had never raised one. Where a vote is only for what
// stopped each of two calls it does depend, so that there everybody raises one at most.
bool IsOver(const assembly::ConcernState& concern, const WhatMatters& what);

// The members, by index, as they are written down.
using Order = std::array<int, 3>;
std::string StateKey(const assembly::State& state, const assembly::ProposalState& proposal,
                     const WhatMatters& what, absl::Time now, const Order& who);

// The least of the keys with the members in any order.
std::string AnyoneKey(const assembly::State& state, const assembly::ProposalState& proposal,
                      const WhatMatters& what, absl::Time now);

// Of members (indexes) who could change places without anybody noticing, one each.
std::vector<int> OneOfEqualsEach(const assembly::State& state,
                                 const assembly::ProposalState& proposal, const WhatMatters& what,
                                 absl::Time now);

// 128 bits of a key. Of a hundred million states two have the same with a chance of less
// than one in 10^22.
struct KeyHash {
  uint64_t high = 0;
  uint64_t low = 0;
  bool operator==(const KeyHash&) const = default;
  auto operator<=>(const KeyHash&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const KeyHash& key) {
    return H::combine(std::move(state), key.low);
  }
};
KeyHash HashOf(const std::string& key);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_STATE_KEY_H_
