// What agreement it takes: each kind of support condition, and by how much it
// is missed.

#include <algorithm>

#include "server/rules/share.h"
#include "server/rules/tallied.h"

namespace assent::rules {
namespace {

// `more` further voices would do, if there are that many others.
void OfferMoreVoices(int64_t more, const Tallied& tallied, Condition& condition) {
  if (condition.holds || more <= 0 || more > tallied.Others(condition.stances)) return;
  condition.remedy = {v1::Remedy::KIND_MORE_VOICES, more};
}

Condition Min(const v1::SupportCondition::Min& min, const Tallied& tallied) {
  Condition condition{.kind = v1::Condition::KIND_SUPPORT_MIN};
  condition.stances = StanceSet::Of(min.stances());
  condition.present = condition.stances.Sum(tallied.counted);
  condition.needed = min.count();
  condition.holds = condition.present >= condition.needed;
  OfferMoreVoices(condition.needed - condition.present, tallied, condition);
  return condition;
}

Condition Most(const v1::SupportCondition::Most& most, const Tallied& tallied) {
  Condition condition{.kind = v1::Condition::KIND_SUPPORT_MOST, .needed_is_maximum = true};
  condition.stances = StanceSet::Of(most.stances());
  condition.present = condition.stances.Sum(tallied.counted);
  condition.needed = most.count();
  condition.holds = condition.present <= condition.needed;
  if (!condition.holds) {
    condition.remedy = {v1::Remedy::KIND_FEWER_VOICES, condition.present - condition.needed};
  }
  return condition;
}

// How many more voices of the condition's stances meet its share. Somebody who
// was silent may enlarge the base: everybody does where the base is who gave a
// position, those beyond the attendance record where it is who is present.
int64_t MoreForShare(const Share& share, const Condition& condition, const Tallied& tallied) {
  const int64_t of_same_base = condition.needed - condition.present;
  if (condition.base == v1::Base::KIND_MEMBERS) return of_same_base;
  if (condition.base == v1::Base::KIND_PRESENT &&
      tallied.answered + of_same_base <= tallied.present) {
    return of_same_base;
  }
  return share.MoreOfBoth(condition.present, condition.base_count);
}

Condition ShareOf(const v1::SupportCondition::Share& wanted, const Tallied& tallied) {
  Condition condition{.kind = v1::Condition::KIND_SUPPORT_SHARE};
  const bool strictly = wanted.comparison() == v1::COMPARISON_MORE_THAN;
  const Share share = Share::Of(wanted.fraction(), strictly);
  DescribeShare(wanted.fraction(), wanted.base(), tallied.Size(wanted.base(), tallied.counted),
                condition);
  condition.comparison = strictly ? v1::COMPARISON_MORE_THAN : v1::COMPARISON_AT_LEAST;
  condition.stances = StanceSet::Of(wanted.stances());
  condition.present = condition.stances.Sum(tallied.counted);
  condition.needed = share.Least(condition.base_count);
  condition.holds = share.MetBy(condition.present, condition.base_count);
  OfferMoreVoices(MoreForShare(share, condition, tallied), tallied, condition);
  return condition;
}

Condition Greater(const v1::SupportCondition::Greater& greater, const Tallied& tallied) {
  Condition condition{.kind = v1::Condition::KIND_SUPPORT_GREATER};
  condition.stances = StanceSet::Of(greater.stances());
  condition.against = StanceSet::Of(greater.than());
  condition.present = condition.stances.Sum(tallied.counted);
  condition.base_count = condition.against.Sum(tallied.counted);
  condition.needed = condition.base_count + 1;
  condition.holds = condition.present >= condition.needed;
  OfferMoreVoices(condition.needed - condition.present, tallied, condition);
  return condition;
}

// At most n of the electorate missing is at least members - n given; fewer
// missing than given is more than half given. Nobody at all is never enough.
Condition MaxMissing(const v1::SupportCondition::MaxMissing& missing, const Tallied& tallied) {
  Condition condition{.kind = v1::Condition::KIND_SUPPORT_MISSING};
  condition.stances = StanceSet::Of(missing.stances());
  condition.present = condition.stances.Sum(tallied.counted);
  condition.base = v1::Base::KIND_MEMBERS;
  condition.base_count = tallied.members;
  condition.needed = std::max<int64_t>(tallied.members - missing.count(), 1);
  if (missing.and_majority()) {
    condition.needed = std::max(condition.needed, tallied.members / 2 + 1);
  }
  condition.holds = condition.present >= condition.needed;
  OfferMoreVoices(condition.needed - condition.present, tallied, condition);
  return condition;
}

}  // namespace

Condition EvaluateSupport(const v1::SupportCondition& condition, const Tallied& tallied) {
  switch (condition.condition_case()) {
    case v1::SupportCondition::kMin:
      return Min(condition.min(), tallied);
    case v1::SupportCondition::kMost:
      return Most(condition.most(), tallied);
    case v1::SupportCondition::kShare:
      return ShareOf(condition.share(), tallied);
    case v1::SupportCondition::kGreater:
      return Greater(condition.greater(), tallied);
    case v1::SupportCondition::kMaxMissing:
      return MaxMissing(condition.max_missing(), tallied);
    case v1::SupportCondition::CONDITION_NOT_SET:
      break;
  }
  return Condition{.holds = false};
}

}  // namespace assent::rules
