// How many must take part for a decision to count.

#include "server/rules/quorum.h"

#include <algorithm>

#include "server/rules/share.h"
#include "server/rules/tallied.h"

namespace assent::rules {
namespace {

int64_t LeastFor(const v1::Quorum& quorum, int64_t members) {
  switch (quorum.kind()) {
    case v1::Quorum::KIND_FRACTION:
      return Share::Of(quorum.fraction()).Least(members);
    case v1::Quorum::KIND_HALF_PLUS_ONE_FLOOR:
      return (members + 2) / 2;  // floor(n/2 + 1)
    case v1::Quorum::KIND_SQRT:
      return LeastOfSquareRoot(quorum.multiplier(), members);
    default:
      return quorum.count();
  }
}

}  // namespace

int64_t QuorumNeeded(const v1::Quorum& quorum, int64_t members) {
  return std::max<int64_t>(LeastFor(quorum, members), 1);
}

Condition EvaluateQuorum(const v1::Quorum& quorum, const Tallied& tallied) {
  Condition condition{.kind = v1::Condition::KIND_QUORUM};
  condition.base = v1::Base::KIND_MEMBERS;
  condition.base_count = tallied.members;
  if (quorum.kind() == v1::Quorum::KIND_FRACTION) {
    condition.numerator = quorum.fraction().numerator();
    condition.denominator = quorum.fraction().denominator();
    condition.comparison = v1::COMPARISON_AT_LEAST;
  }
  condition.stances = StanceSet::Of(quorum.counts().stances());
  condition.present = tallied.Size(quorum.counts(), tallied.answers);
  condition.needed = QuorumNeeded(quorum, tallied.members);
  // An electorate of nobody has no quorum, whatever is counted.
  condition.holds = tallied.members > 0 && condition.present >= condition.needed;
  if (!condition.holds && condition.needed <= tallied.members) {
    const bool by_stance = quorum.counts().kind() != v1::Base::KIND_PRESENT;
    condition.remedy = {by_stance ? v1::Remedy::KIND_MORE_VOICES : v1::Remedy::KIND_MORE_PRESENT,
                        condition.needed - condition.present};
  }
  return condition;
}

}  // namespace assent::rules
