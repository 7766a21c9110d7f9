// What of a proposal's state matters for what can come of it, as bytes: two states of
// an assembly of three with the same key have the same future. Times are relative to
// now, members come in the order that the caller gives, what is over is left out.

#ifndef ASSENT_TESTS_LIVES_STATE_KEY_H_
#define ASSENT_TESTS_LIVES_STATE_KEY_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/state.h"

namespace assent::test {

// `who`: the members, by index, in the order in which they are written down.
std::string StateKey(const assembly::State& state, const assembly::ProposalState& proposal,
                     absl::Time now, const std::vector<int>& who);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_STATE_KEY_H_
