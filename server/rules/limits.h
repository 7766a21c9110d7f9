// Bounds of numbers in rules and counts. They keep every product of the
// evaluation inside 64 bits: kMaxVotes * kMaxDenominator is 10^15, and a
// square root quorum needs 4 * kMaxVotes^2 = 4 * 10^18 and
// kMaxMultiplier^2 * kMaxVotes = 10^15, against 9.2 * 10^18.

#ifndef ASSENT_SERVER_RULES_LIMITS_H_
#define ASSENT_SERVER_RULES_LIMITS_H_

#include <cstdint>

#include "absl/time/time.h"

namespace assent::rules {

// Voices, positions, people present: a hundred times the largest electorate
// that the service is measured with.
inline constexpr int64_t kMaxCount = 100'000'000;
// Votes of one unit: ten households' worth is more than one should have.
inline constexpr int32_t kMaxUnitWeight = 10;
inline constexpr int64_t kMaxVotes = kMaxCount * kMaxUnitWeight;
// Denominator of a share: parts in a million are finer than any statute.
inline constexpr int64_t kMaxDenominator = 1'000'000;
// Multiplier of a square root quorum: Debian uses 3.
inline constexpr int64_t kMaxMultiplier = 1'000;
// Phases of one list: the longest preset has four.
inline constexpr int kMaxPhases = 8;
// Conditions in a support, parts in a composition, tests of a block: more
// cannot be kept in mind in a meeting, and they bound an evaluation's time.
inline constexpr int kMaxParts = 8;
// Meetings, rounds, extensions, sponsors, versions: counted one by one by
// people.
inline constexpr int32_t kMaxRepeats = 100'000;
// Any duration in a rule: ten years, so that a wrong unit is noticed.
inline constexpr absl::Duration kMaxDuration = absl::Hours(24 * 366 * 10);
// What comes round again by itself (a reminder, a duty, a look at who is silent, a
// return from where a proposal was parked) does so after an hour at the earliest:
// closer together it would tell nobody more, and at no distance it would never end.
inline constexpr absl::Duration kMinAgain = absl::Hours(1);
// Bytes of a title; of a source, a note, a criterion, a scope.
inline constexpr size_t kMaxTitleBytes = 200;
inline constexpr size_t kMaxTextBytes = 2'000;
// Notes, criteria and reasons in one list.
inline constexpr int kMaxTexts = 32;
// Obstacles that a tally lists by name; the count has them all.
inline constexpr int kMaxObstacles = 50;

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_LIMITS_H_
