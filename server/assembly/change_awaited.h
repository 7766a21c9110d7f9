// Which change of its text a call waits for.

#ifndef ASSENT_SERVER_ASSEMBLY_CHANGE_AWAITED_H_
#define ASSENT_SERVER_ASSEMBLY_CHANGE_AWAITED_H_

#include <cstdint>

#include "absl/time/time.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// The change of its text that the running call waits for at `now` (5 A3 and A4 of the
// decision rules: a question of its own comes before the main one, and no change in the
// last day of a call unless the call goes on for as long). `until`: by when it is
// answered, or looked at again. Waited for are the first of each author, kind and text,
// each for its own times only, so that nobody holds a call up for good.
struct AwaitedChange {
  int32_t number = 0;  // of the amendment; 0: none
  absl::Time until = absl::InfinitePast();
};
AwaitedChange ChangeAwaited(const ProposalState& proposal, absl::Time now);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_CHANGE_AWAITED_H_
