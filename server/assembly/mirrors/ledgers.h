// Entries of the block ledger and of the urgency account, and what they add up
// to. Functions over messages and state. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_LEDGERS_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_LEDGERS_H_

#include <vector>

#include "absl/time/time.h"
#include "assent/v1/mirror.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// A new entry of a block that has just been raised on `concern`.
v1::BlockEntry NewBlockEntry(const ProposalState& proposal, int32_t concern, absl::Time now);
// Brings the newest entry of a concern up to what has become of its block.
void UpdateBlockEntry(const ProposalState& proposal, v1::BlockEntry& entry);

// How long whoever uses the urgent way has to explain it.
absl::Duration ExplainWithin(const v1::UrgentPolicy& policy);
// Without the explanation, which is not the proposal's.
v1::UrgentEntry UrgentEntryOf(const ProposalState& proposal);

// What entries add up to, by member, in the order in which they first appear.
std::vector<v1::BlockSum> SumBlocks(const std::vector<v1::BlockEntry>& entries);
std::vector<v1::ChallengeSum> SumChallenges(const std::vector<v1::BlockEntry>& entries);
std::vector<v1::UrgentSum> SumUrgent(const std::vector<v1::UrgentEntry>& entries);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_LEDGERS_H_
