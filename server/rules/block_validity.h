// Whether a block passes the tests that its rule asks of blocks. Pure.

#ifndef ASSENT_SERVER_RULES_BLOCK_VALIDITY_H_
#define ASSENT_SERVER_RULES_BLOCK_VALIDITY_H_

#include <cstdint>
#include <optional>

#include "assent/v1/rule.pb.h"

namespace assent::rules {

enum class BlockValidity {
  kValid,    // stands
  kInvalid,  // counts as what the rule makes of invalid blocks
  kPending,  // a test is under way; the outcome waits where it matters
};

// What is known of one block. Counts of people, never shares.
struct BlockFacts {
  // A member asked for the test.
  bool challenged = false;
  // The time for the test has passed: what has not been shown by now never
  // will be.
  bool test_time_over = false;
  // Others who support the block, and others who second it and still do. The
  // blocker is in neither.
  int64_t supporters = 0;
  int64_t seconders = 0;
  // The ballot on its validity: votes of everybody who does not block this
  // proposal, and votes of those who do.
  int64_t votes_valid = 0;
  int64_t votes_invalid = 0;
  int64_t blocker_votes_valid = 0;
  int64_t blocker_votes_invalid = 0;
  // The bases; so many of each block this proposal. Who is absent is no part of
  // those present.
  int64_t present = 0;
  int64_t members = 0;
  int64_t blockers_present = 0;
  int64_t blockers = 0;
  // The facilitator's answer: is it argued and does it meet the criteria
  // (never: is it true)? nullopt: not answered.
  std::optional<bool> logic_passed;
  // An attempt to resolve it was made; false: refused or shown to be missing.
  std::optional<bool> attempt_made;
};

// The validity of a block under `policy`. A rule without tests finds every
// block valid, and so does one that tests only when challenged until somebody
// challenges. Of several tests, one that fails decides at once, one that is
// under way makes the block pending.
//
// When the time for a test is over without a result: supporters, seconds,
// acceptance and attempts count as missing, a ballot to strike the block as
// lost, and an unanswered logic test as passed (a facilitator's silence takes
// no block away).
BlockValidity ValidateBlock(const v1::BlockPolicy& policy, const BlockFacts& facts);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_BLOCK_VALIDITY_H_
