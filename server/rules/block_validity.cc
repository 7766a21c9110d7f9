#include "server/rules/block_validity.h"

#include <algorithm>

#include "server/rules/share.h"

namespace assent::rules {
namespace {

using Result = BlockValidity;

// A test that succeeds by reaching something: until then it is under way, and
// once its time is over it has failed.
Result Reach(bool reached, const BlockFacts& facts) {
  if (reached) return Result::kValid;
  return facts.test_time_over ? Result::kInvalid : Result::kPending;
}

int64_t SizeOf(const v1::Base& base, int64_t votes, bool without_blockers,
               const BlockFacts& facts) {
  switch (base.kind()) {
    case v1::Base::KIND_PRESENT:
      return std::max<int64_t>(facts.present - (without_blockers ? facts.blockers_present : 0), 0);
    case v1::Base::KIND_MEMBERS:
      return std::max<int64_t>(facts.members - (without_blockers ? facts.blockers : 0), 0);
    default:
      return votes;
  }
}

Result Supporters(const v1::BlockTest::Supporters& test, const BlockFacts& facts) {
  bool reached = facts.supporters >= test.count();
  if (test.has_fraction()) {
    const int64_t base = SizeOf(test.base(), facts.votes_valid + facts.votes_invalid, false, facts);
    reached = reached && Share::Of(test.fraction()).MetBy(facts.supporters, base);
  }
  return Reach(reached, facts);
}

// The ballots of others alone, or everybody's.
struct Ballot {
  int64_t valid = 0;
  int64_t invalid = 0;
};

Ballot BallotOf(const BlockFacts& facts, bool exclude_blockers) {
  if (exclude_blockers) return {facts.votes_valid, facts.votes_invalid};
  return {facts.votes_valid + facts.blocker_votes_valid,
          facts.votes_invalid + facts.blocker_votes_invalid};
}

// A share of the votes cast is known only when the ballot closes.
bool DecidedAlready(const v1::Base& base, const BlockFacts& facts) {
  return facts.test_time_over || base.kind() == v1::Base::KIND_PRESENT ||
         base.kind() == v1::Base::KIND_MEMBERS;
}

Result Invalidate(const v1::BlockTest::Invalidate& test, const BlockFacts& facts) {
  const Ballot ballot = BallotOf(facts, test.exclude_blockers());
  const int64_t base =
      SizeOf(test.base(), ballot.valid + ballot.invalid, test.exclude_blockers(), facts);
  const bool struck = Share::Of(test.fraction()).MetBy(ballot.invalid, base);
  if (struck && DecidedAlready(test.base(), facts)) return Result::kInvalid;
  return facts.test_time_over ? Result::kValid : Result::kPending;
}

Result GroupAccepts(const v1::BlockTest::GroupAccepts& test, const BlockFacts& facts) {
  const Ballot ballot = BallotOf(facts, test.exclude_blockers());
  const int64_t base =
      SizeOf(test.base(), ballot.valid + ballot.invalid, test.exclude_blockers(), facts);
  const bool accepted = Share::Of(test.fraction()).MetBy(ballot.valid, base);
  return Reach(accepted && DecidedAlready(test.base(), facts), facts);
}

Result Logic(const BlockFacts& facts) {
  if (facts.logic_passed.has_value()) {
    return *facts.logic_passed ? Result::kValid : Result::kInvalid;
  }
  return facts.test_time_over ? Result::kValid : Result::kPending;
}

// That no attempt was made is a finding, as that an argument fails is: silence finds nothing.
Result AttemptMade(const BlockFacts& facts) {
  if (facts.attempt_made.has_value()) {
    return *facts.attempt_made ? Result::kValid : Result::kInvalid;
  }
  return facts.test_time_over ? Result::kValid : Result::kPending;
}

Result Test(const v1::BlockTest& test, const BlockFacts& facts) {
  switch (test.test_case()) {
    case v1::BlockTest::kSupporters:
      return Supporters(test.supporters(), facts);
    case v1::BlockTest::kInvalidate:
      return Invalidate(test.invalidate(), facts);
    case v1::BlockTest::kSecond:
      return Reach(facts.seconders >= test.second().count(), facts);
    case v1::BlockTest::kLogic:
      return Logic(facts);
    case v1::BlockTest::kGroupAccepts:
      return GroupAccepts(test.group_accepts(), facts);
    case v1::BlockTest::kAttemptMade:
      return AttemptMade(facts);
    case v1::BlockTest::TEST_NOT_SET:
      break;
  }
  return Result::kValid;
}

}  // namespace

BlockValidity ValidateBlock(const v1::BlockPolicy& policy, const BlockFacts& facts) {
  if (policy.asked() != v1::BlockPolicy::ASKED_ALWAYS && !facts.challenged) return Result::kValid;
  Result all = Result::kValid;
  for (const v1::BlockTest& test : policy.validation()) {
    const Result result = Test(test, facts);
    if (result == Result::kInvalid) return result;
    if (result == Result::kPending) all = result;
  }
  return all;
}

}  // namespace assent::rules
