// What the counts of single transferable votes share: who is still in, who is in front, and how a
// stage is told.

#ifndef ASSENT_SERVER_COUNTING_TRANSFERABLE_H_
#define ASSENT_SERVER_COUNTING_TRANSFERABLE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "server/counting/prepare.h"
#include "server/counting/result.h"

namespace assent::counting {

enum class Fate : uint8_t { kContinuing, kElected, kExcluded };

// `number` × 10^-places, with all its places: 1913.00000.
std::string Decimal(int64_t number, int places);

std::vector<int> Continuing(const std::vector<Fate>& fate);

// What each has more than before, of those that have; nothing before the first stage.
std::vector<std::pair<int, std::string>> Gains(const std::vector<int64_t>& before,
                                               const std::vector<int64_t>& now, int places,
                                               const Standing& standing);

// Who of several is dealt with first, if nothing else tells them apart: the first in the lot. The
// lot names whose surplus goes first or who is excluded, as a slip drawn from a hat does.
int FirstInLot(const std::vector<int>& tied, const Standing& standing);
// The same, and where they are several the result says so, as a tie of `round`.
int DrawLot(const std::vector<int>& tied, const Standing& standing, size_t round, Result& result);

// Those whose number is the highest (or the lowest) among `among`, by place.
std::vector<int> Extreme(const std::vector<int>& among, const std::vector<int64_t>& numbers,
                         bool highest);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_TRANSFERABLE_H_
