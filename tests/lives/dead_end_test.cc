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
#include "tests/lives/machine.h"

namespace assent::test {
namespace {

// States that are gone through for each road; more: ASSENT_STATES=1000000. Some five
// thousand take a second, and a few roads end with fewer.
int Most() {
  const char* const given = std::getenv("ASSENT_STATES");
  if (given != nullptr) return std::atoi(given);
#ifdef __SANITIZE_ADDRESS__
  return 300;
#else
  return 6000;
#endif
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
      Explore(*GetParam().rule, {GetParam().urgent, Most(), TakesMore(*GetParam().rule)});
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
  const Explored explored = Explore(rule, {.most = Most()});
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
  EXPECT_FALSE(Explore(rule, {.most = 100}).dead_ends.empty());
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

// A decision in force ends because its time is over, and the log says when that is.
TEST(EveryDecision, EndsAtItsSunsetAndSaysSo) {
  v1::DecisionRule rule = *rules::FindPreset("sfc_consensus");
  rule.mutable_review()->mutable_sunset()->set_seconds(90 * 24 * 3600);
  absl::Time now = absl::FromUnixSeconds(1'800'014'400);
  Machine machine(rule, now);
  for (const Deed::What what : {Deed::kIntroduce, Deed::kCall, Deed::kSay, Deed::kDecide}) {
    Deed deed;
    deed.what = what;
    deed.who = 0;
    deed.stance = v1::STANCE_AGREE;
    const absl::Status done = machine.Do(deed, now);
    ASSERT_TRUE(done.ok()) << InWords(deed) << ": " << done.message();
  }
  now += absl::Hours(90 * 24);
  machine.Pass(now);
  Known known;
  int ended = 0;
  for (const event::v1::Event& event : machine.events()) {
    EXPECT_EQ(Read(event, known), "");
    ended += event.has_decision_ended() ? 1 : 0;
  }
  EXPECT_EQ(ended, 1);
}

TEST(EveryStateCanary, AnUnexplainedEndOfADecisionIsNoticed) {
  event::v1::Event ended;
  ended.set_proposal(1);
  ended.set_time_us(5);
  ended.mutable_decision_ended()->set_state(v1::Proposal::STATE_EXPIRED);
  Known known;
  EXPECT_NE(Read(ended, known), "") << "it was never in force";
  known.sunset[1] = absl::FromUnixMicros(6);
  EXPECT_NE(Read(ended, known), "") << "its time is not over";
  known.sunset[1] = absl::FromUnixMicros(5);
  EXPECT_EQ(Read(ended, known), "");
  known.sunset[1] = absl::InfiniteFuture();
  ended.mutable_decision_ended()->set_state(v1::Proposal::STATE_SUPERSEDED);
  ended.mutable_decision_ended()->set_by(2);
  EXPECT_NE(Read(ended, known), "") << "what took its place was not adopted";
  known.sunset[1] = known.sunset[2] = absl::InfiniteFuture();
  EXPECT_EQ(Read(ended, known), "");
}

}  // namespace
}  // namespace assent::test
