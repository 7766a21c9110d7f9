// What is counted at most. Whatever comes in is held to these before anything is counted
// (CheckElection, and files/any.h for files), and the refusal names which and how many.

#ifndef ASSENT_SERVER_COUNTING_LIMITS_H_
#define ASSENT_SERVER_COUNTING_LIMITS_H_

#include <cstdint>

namespace assent::counting {

// Of files, in bytes and lines: a metropolis fills 60 MB with its ballots, and a reader takes some
// ten times as much memory as there are bytes.
inline constexpr int64_t kMostBytes = 256'000'000;
inline constexpr int64_t kMostLines = 10'000'000;

// A matrix of so many has 8 MB; the longest ballot paper that was used had some three hundred.
inline constexpr int kMostCandidates = 1000;
// More than candidates says nothing.
inline constexpr int kMostSeats = kMostCandidates;

// Cast, so that votes in 10^-9, as Meek's rule has them, and points of all ballots together stay
// below 2^63.
inline constexpr int64_t kMostBallots = 1'000'000'000;
// Of one kind each, at some 200 bytes: a gigabyte.
inline constexpr int64_t kMostDistinctBallots = 5'000'000;
// For a candidate on one ballot: a percentage with four digits behind the point.
inline constexpr int64_t kMostPoints = 1'000'000;

// Ballots × candidates × candidates where every pair of every ballot is looked at: a minute or two.
inline constexpr int64_t kMostPairs = 100'000'000'000;

// Seats of exact proportional approval, so that the least common multiple of 1, 2, …, seats, times
// the ballots, fits; and its committees looked at, and listed of those that tie: about a second,
// and a page.
inline constexpr int kMostPavSeats = 40;
inline constexpr int64_t kMostPavNodes = 4'000'000;
inline constexpr int kMostPavTies = 100;

// Endowments that Add1 tries: a minute or so of work.
inline constexpr int64_t kMostIncrements = 1'000'000;

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_LIMITS_H_
