// How every condition of a tally reads, in one file for review.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/rules/explain.h"
#include "tests/support/snapshot.h"

namespace assent::rules {
namespace {

// How many there are and how many it takes.
struct Numbers {
  int64_t present;
  int64_t needed;
};

bool AsksForAtMost(v1::Condition::Kind kind) {
  switch (kind) {
    case v1::Condition::KIND_ALLOWED_POSITIONS:
    case v1::Condition::KIND_MORE_DISCUSSION:
    case v1::Condition::KIND_OBJECTIONS:
    case v1::Condition::KIND_BLOCKS_UNTESTED:
    case v1::Condition::KIND_BLOCKS:
    case v1::Condition::KIND_STAND_ASIDES:
    case v1::Condition::KIND_IMPLEMENTERS:
    case v1::Condition::KIND_SUPPORT_MOST:
    case v1::Condition::KIND_UNADDRESSED:
      return true;
    default:
      return false;
  }
}

// A condition of some kind with all its fields filled in.
v1::Condition Sample(v1::Condition::Kind kind, Numbers numbers) {
  const int64_t present = numbers.present;
  v1::Condition condition;
  condition.set_kind(kind);
  condition.set_decides(true);
  condition.set_present(present);
  condition.set_needed(numbers.needed);
  condition.set_base_count(kind == v1::Condition::KIND_SUPPORT_GREATER ? 3 : 12);
  condition.mutable_fraction()->set_numerator(1);
  condition.mutable_fraction()->set_denominator(2);
  condition.mutable_base()->set_kind(v1::Base::KIND_PRESENT);
  condition.set_attribute("tenant");
  condition.mutable_until()->set_seconds(1'796'150'000);
  const bool of_blocks = kind == v1::Condition::KIND_BLOCKS;
  condition.add_stances(of_blocks ? v1::STANCE_BLOCK : v1::STANCE_AGREE);
  if (!of_blocks) condition.add_stances(v1::STANCE_RESERVATIONS);
  condition.add_against(v1::STANCE_DISAGREE);
  const bool of_somebody = of_blocks || kind == v1::Condition::KIND_OBJECTIONS ||
                           kind == v1::Condition::KIND_IMPLEMENTERS ||
                           kind == v1::Condition::KIND_SPONSORS;
  for (int64_t i = 0; of_somebody && i < present; ++i) {
    v1::Obstacle& obstacle = *condition.add_obstacles();
    obstacle.set_handle(i == 0 ? "ana" : "bo");
    obstacle.set_revision(kind == v1::Condition::KIND_IMPLEMENTERS ? 0 : 2);
  }
  return condition;
}

std::string Headline(const v1::Condition& condition) {
  v1::Tally tally;
  const bool waits = condition.kind() == v1::Condition::KIND_OBJECTIONS ||
                     condition.kind() == v1::Condition::KIND_BLOCKS_UNTESTED ||
                     condition.kind() == v1::Condition::KIND_SUPPORT_MISSING ||
                     condition.kind() == v1::Condition::KIND_UNADDRESSED ||
                     condition.kind() == v1::Condition::KIND_MIN_TIME ||
                     condition.kind() == v1::Condition::KIND_SPONSORS ||
                     condition.kind() == v1::Condition::KIND_ROADS;
  tally.set_outcome(waits ? v1::OUTCOME_NOT_READY : v1::OUTCOME_NOT_ADOPTED);
  *tally.add_conditions() = condition;
  return HeadlineOf(tally);
}

bool CountsVotes(v1::Condition::Kind kind) {
  return kind == v1::Condition::KIND_QUORUM ||
         (kind >= v1::Condition::KIND_SUPPORT_MIN && kind <= v1::Condition::KIND_SUPPORT_MISSING);
}

TEST(SnapshotTest, EveryConditionAsItReads) {
  std::string all;
  const auto* kinds = v1::Condition::Kind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    absl::StrAppend(&all, absl::StripPrefix(kinds->value(i)->name(), "KIND_"), "\n");
    const auto kind = static_cast<v1::Condition::Kind>(kinds->value(i)->number());
    const bool most = AsksForAtMost(kind);
    v1::Condition met = Sample(kind, most ? Numbers{1, 1} : Numbers{8, 7});
    met.set_holds(true);
    absl::StrAppend(&all, "  met:      ", Explain(met), "\n");
    for (const Numbers numbers : {most ? Numbers{1, 0} : Numbers{1, 7}, Numbers{2, most ? 1 : 7}}) {
      v1::Condition unmet = Sample(kind, numbers);
      absl::StrAppend(&all, "  not met:  ", Explain(unmet), "\n");
      absl::StrAppend(&all, "  headline: ", Headline(unmet), "\n");
      if (CountsVotes(kind)) {
        unmet.set_in_votes(true);
        absl::StrAppend(&all, "  of votes: ", Explain(unmet), "\n");
        unmet.set_in_votes(false);
      }
      unmet.set_decides(false);
      absl::StrAppend(&all, "  note:     ", Explain(unmet), "\n");
    }
    absl::StrAppend(&all, "\n");
  }
  test::ExpectSnapshot("tests/rules/snapshots/conditions.txt", all);
}

}  // namespace
}  // namespace assent::rules
