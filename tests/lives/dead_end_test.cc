// No dead end: from every state that a small assembly can come to under any
// preset, and by its urgent way, an end can be reached; and nothing ends
// without an event that says why.

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/rules/presets.h"
#include "tests/lives/explained.h"
#include "tests/lives/explorer.h"

namespace assent::test {
namespace {

// States that are gone through for each preset; more: ASSENT_STATES=100000.
int Most() {
  const char* const given = std::getenv("ASSENT_STATES");
  return given != nullptr ? std::atoi(given) : 500;
}

struct Road {
  const v1::DecisionRule* rule;
  bool urgent;
};

std::vector<Road> Roads() {
  std::vector<Road> roads;
  for (const v1::DecisionRule* rule : rules::ListPresets()) {
    roads.push_back({rule, false});
    if (rule->has_urgent()) roads.push_back({rule, true});
  }
  return roads;
}

// Rules that three voices cannot come to an end by, however they go about it:
// only withdrawing ends a proposal of theirs.
bool TakesMore(const v1::DecisionRule& rule) {
  return rule.id() == "cornerstone";  // a quorum of fourteen, else back to discussion
}

class EveryState : public testing::TestWithParam<Road> {};

TEST_P(EveryState, LeadsToAnEndThatIsExplained) {
  const Explored explored =
      Explore(*GetParam().rule, GetParam().urgent, Most(), TakesMore(*GetParam().rule));
  EXPECT_TRUE(explored.dead_ends.empty()) << absl::StrJoin(explored.dead_ends, "\n");
  EXPECT_TRUE(explored.unexplained.empty()) << absl::StrJoin(explored.unexplained, "\n");
  EXPECT_FALSE(explored.ends.empty());
  RecordProperty("states", explored.states);
  RecordProperty("frontier", explored.frontier);
  std::cout << explored.states << " states, " << explored.edges << " ways between them, "
            << (explored.exhausted
                    ? "all of them gone through"
                    : absl::StrCat("capped: ", explored.frontier, " ended by trying only"))
            << "\n";
}

INSTANTIATE_TEST_SUITE_P(Preset, EveryState, testing::ValuesIn(Roads()),
                         [](const testing::TestParamInfo<Road>& info) {
                           return absl::StrCat(info.param.rule->id(),
                                               info.param.urgent ? "_urgent" : "");
                         });

// Transition 7: a rule that asks for a list of concerns before a call.
TEST(EveryStateOf, ARuleThatListsConcernsFirstLeadsToAnEnd) {
  v1::DecisionRule rule = *rules::FindPreset("butler_formal");
  rule.set_id("listed");
  rule.mutable_discussion()->set_before_call(v1::DiscussionPolicy::BEFORE_CALL_CONCERNS);
  const Explored explored = Explore(rule, false, Most());
  EXPECT_TRUE(explored.dead_ends.empty()) << absl::StrJoin(explored.dead_ends, "\n");
  EXPECT_FALSE(explored.ends.empty());
}

// A rule under which nothing that is missing can come about any more.
TEST(EveryStateCanary, AnEndlessWaitIsNoticed) {
  v1::DecisionRule rule = *rules::FindPreset("two_thirds_cast");
  rule.set_id("endless");
  v1::Phase& phase = *rule.mutable_phases(0);
  phase.mutable_quorum()->set_kind(v1::Quorum::KIND_COUNT);
  phase.mutable_quorum()->set_count(7);
  phase.mutable_quorum()->mutable_counts()->set_kind(v1::Base::KIND_PRESENT);
  phase.mutable_on_deadline()->set_ending(v1::Next::ENDING_WAIT);
  EXPECT_FALSE(Explore(rule, false, 100).dead_ends.empty());
}

// A log that lost the entry that says why.
TEST(EveryStateCanary, AnUnexplainedEndIsNoticed) {
  event::v1::Event decided;
  decided.set_time_us(1);
  decided.mutable_decision_made()->set_state(v1::Proposal::STATE_REJECTED);
  decided.mutable_decision_made()->set_outcome(v1::OUTCOME_NOT_ADOPTED);
  Known known;
  EXPECT_NE(Read(decided, known), "");
  event::v1::Event reached;
  reached.mutable_outcome_reached()->set_outcome(v1::OUTCOME_NOT_ADOPTED);
  EXPECT_EQ(Read(reached, known), "");
  EXPECT_EQ(Read(decided, known), "");
}

}  // namespace
}  // namespace assent::test
