#include "server/rules/strictness.h"

#include <array>

#include "google/protobuf/util/message_differencer.h"
#include "server/rules/evaluate.h"

namespace assent::rules {
namespace {

constexpr int64_t kAllTalliesUpTo = 4;
constexpr int64_t kPairsUpTo = 20;

constexpr std::array<v1::Stance, 7> kStances = {
    v1::STANCE_AGREE,    v1::STANCE_RESERVATIONS, v1::STANCE_STAND_ASIDE,    v1::STANCE_ABSTAIN,
    v1::STANCE_DISAGREE, v1::STANCE_BLOCK,        v1::STANCE_MORE_DISCUSSION};

bool MayAdopt(const v1::DecisionRule& rule, const StanceCounts& given, int64_t members) {
  Situation situation;
  situation.given = given;
  situation.members = members;
  situation.positions_checked = true;  // what one rule lets people say counts in the other, too
  situation.valid_blocks = given[v1::STANCE_BLOCK];
  switch (Evaluate(rule, rule.phases(0), situation).outcome) {
    case v1::OUTCOME_ADOPTED:
    case v1::OUTCOME_ADOPTED_WITH_DISSENT:
    case v1::OUTCOME_FACILITATOR_MAY_DECLARE:
      return true;
    default:
      return false;
  }
}

// Whether `rule` is never the more lenient one, over all ways in which the voices
// from stance `next` on can share out what is left of `members`.
bool NeverMoreLenient(const v1::DecisionRule& rule, const v1::DecisionRule& other, size_t next,
                      int64_t left, int64_t members, StanceCounts& given) {
  if (next == kStances.size()) {
    return !MayAdopt(rule, given, members) || MayAdopt(other, given, members);
  }
  for (int64_t count = 0; count <= left; ++count) {
    given[kStances[next]] = count;
    if (!NeverMoreLenient(rule, other, next + 1, left - count, members, given)) return false;
  }
  given[kStances[next]] = 0;
  return true;
}

bool NeverMoreLenientInPairs(const v1::DecisionRule& rule, const v1::DecisionRule& other,
                             int64_t members) {
  for (const v1::Stance stance : kStances) {
    for (int64_t agree = 0; agree <= members; ++agree) {
      for (const int64_t rest : {members - agree, int64_t{0}}) {  // the others speak, or are silent
        StanceCounts given{};
        given[stance] = rest;
        given[v1::STANCE_AGREE] = agree;
        if (MayAdopt(rule, given, members) && !MayAdopt(other, given, members)) return false;
      }
    }
  }
  return true;
}

// The rule without what people call it.
v1::DecisionRule Substance(const v1::DecisionRule& rule) {
  v1::DecisionRule substance = rule;
  substance.clear_id();
  substance.clear_version();
  substance.clear_title();
  substance.clear_source();
  substance.clear_notes();
  return substance;
}

}  // namespace

bool AsStrictAs(const v1::DecisionRule& rule, const v1::DecisionRule& other) {
  using google::protobuf::util::MessageDifferencer;
  if (MessageDifferencer::Equals(Substance(rule), Substance(other))) return true;
  StanceCounts given{};
  for (int64_t members = 1; members <= kAllTalliesUpTo; ++members) {
    if (!NeverMoreLenient(rule, other, 0, members, members, given)) return false;
  }
  for (int64_t members = kAllTalliesUpTo + 1; members <= kPairsUpTo; ++members) {
    if (!NeverMoreLenientInPairs(rule, other, members)) return false;
  }
  return true;
}

}  // namespace assent::rules
