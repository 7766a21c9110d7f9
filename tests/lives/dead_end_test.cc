// No dead end: from every state that a small assembly can come to under any
// preset, and by its urgent way, an end can be reached; and nothing ends
// without an event that says why.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/rules/presets.h"
#include "tests/lives/explained.h"
#include "tests/lives/explorer.h"
#include "tests/lives/machine.h"
#include "tests/lives/reaching.h"
#include "tests/support/size.h"

namespace assent::test {
namespace {

// Roads of which CI goes through the beginning only: all of them would take it too long.
bool IsLarge(const std::string& road) {
  // clang-format off
  static const auto* const large = new std::set<std::string>{
      "butler_formal", "debian_gr", "heartwood", "la_reunion", "manzanita", "mosaic_commons",
      "mutual_aid_default", "mutual_aid_default_urgent", "n_street", "occupy_bellingham",
      "occupy_eugene", "quick_default", "quick_default_urgent", "right_of_way",
      "right_of_way_urgent", "rust_council"};
  // clang-format on
  return large->contains(road);
}

// States that are gone through of a road at most. ASSENT_STATES=100000000 goes through
// all of every one.
int64_t Most(const std::string& road) {
  const char* const given = std::getenv("ASSENT_STATES");
  if (given != nullptr) return std::atoll(given);
  if (kSanitized) return 300;
  return IsLarge(road) ? 400 : 100'000;
}

// One in so many of the states that are taken for a known one is gone through all the
// same; more: ASSENT_COMPARE=1.
int CompareOneIn() {
  const char* const given = std::getenv("ASSENT_COMPARE");
  return given != nullptr ? std::atoi(given) : 64;
}

struct Road {
  const v1::DecisionRule* rule;
  bool urgent;

  std::string name() const { return absl::StrCat(rule->id(), urgent ? "_urgent" : ""); }
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

Exploring Of(const std::string& road) {
  Exploring exploring;
  exploring.most = Most(road);
  exploring.compare_one_in = CompareOneIn();
  exploring.tells = std::getenv("ASSENT_STATES") != nullptr;
  return exploring;
}

void ExpectNoDeadEnd(const Explored& explored) {
  EXPECT_TRUE(explored.dead_ends.empty()) << absl::StrJoin(explored.dead_ends, "\n");
  EXPECT_TRUE(explored.unexplained.empty()) << absl::StrJoin(explored.unexplained, "\n");
  EXPECT_TRUE(explored.differing.empty()) << absl::StrJoin(explored.differing, "\n");
  EXPECT_FALSE(explored.ends.empty());
}

class EveryState : public testing::TestWithParam<Road> {};

TEST_P(EveryState, LeadsToAnEndThatIsExplained) {
  Exploring exploring = Of(GetParam().name());
  exploring.urgent = GetParam().urgent;
  exploring.withdrawing_ends = TakesMore(*GetParam().rule);
  const std::clock_t begin = std::clock();
  const Explored explored = Explore(*GetParam().rule, exploring);
  ExpectNoDeadEnd(explored);
  const bool whole = !IsLarge(GetParam().name()) && exploring.most >= 100'000;
  EXPECT_TRUE(explored.exhausted || !whole) << "a large road by now";
  RecordProperty("states", absl::StrCat(explored.states));
  RecordProperty("frontier", absl::StrCat(explored.frontier));
  std::cout << (explored.exhausted ? "whole: " : "bounded: ") << explored.states << " states, "
            << explored.edges << " ways between them, " << explored.steps << " steps at most, "
            << explored.compared << " compared, " << (std::clock() - begin) / CLOCKS_PER_SEC
            << " s";
  if (!explored.exhausted) std::cout << "; " << explored.frontier << " ended by trying only";
  std::cout << "\n";
}

INSTANTIATE_TEST_SUITE_P(Preset, EveryState, testing::ValuesIn(Roads()),
                         [](const testing::TestParamInfo<Road>& info) {
                           return info.param.name();
                         });

// Transition 7: a rule that asks for a list of concerns before a call.
TEST(EveryStateOf, ARuleThatListsConcernsFirstLeadsToAnEnd) {
  v1::DecisionRule rule = *rules::FindPreset("sfc_consensus");
  rule.set_id("listed");
  rule.mutable_discussion()->set_before_call(v1::DiscussionPolicy::BEFORE_CALL_CONCERNS);
  ExpectNoDeadEnd(Explore(rule, Of("sfc_consensus")));
}

// Concerns that are no objections, where somebody judges whether all are addressed.
TEST(EveryStateOf, ARuleUnderWhichWorriesAreAddressedLeadsToAnEnd) {
  Exploring exploring = Of("advice");
  exploring.within.worries = true;
  ExpectNoDeadEnd(Explore(*rules::FindPreset("advice"), exploring));
}

// Waits for more people than there are, and for nothing else.
void WaitForever(v1::Phase& phase) {
  phase.mutable_quorum()->set_kind(v1::Quorum::KIND_COUNT);
  phase.mutable_quorum()->set_count(7);
  phase.mutable_quorum()->mutable_counts()->set_kind(v1::Base::KIND_PRESENT);
  phase.mutable_on_deadline()->set_ending(v1::Next::ENDING_WAIT);
}

// A rule under which nothing that is missing can come about any more.
TEST(EveryStateCanary, AnEndlessWaitIsNoticed) {
  v1::DecisionRule rule = *rules::FindPreset("two_thirds_cast");
  rule.set_id("endless");
  WaitForever(*rule.mutable_phases(0));
  EXPECT_FALSE(Explore(rule, Exploring()).dead_ends.empty());
}

// Five votes that each come after a no; only the last of them waits forever.
v1::DecisionRule DeeplyEndless() {
  v1::DecisionRule rule = *rules::FindPreset("two_thirds_cast");
  rule.set_id("deeply_endless");
  const v1::Phase vote = rule.phases(0);
  rule.clear_phases();
  for (int i = 0; i < 5; ++i) {
    v1::Phase& phase = *rule.add_phases() = vote;
    phase.set_name(absl::StrCat("vote", i));
    phase.set_kind(v1::Phase::KIND_VOTE);
    if (i == 4) continue;
    phase.clear_on_fail();
    phase.mutable_on_fail()->set_phase(absl::StrCat("vote", i + 1));
  }
  WaitForever(*rule.mutable_phases(4));
  return rule;
}

TEST(EveryStateCanary, ADeadEndThatOnlyADeepStateLeadsToIsFound) {
  Exploring exploring;
  exploring.most = 100'000;
  exploring.within = {.amending = false, .tabling = false, .withdrawal = false};
  const Explored explored = Explore(DeeplyEndless(), exploring);
  EXPECT_TRUE(explored.exhausted);
  ASSERT_FALSE(explored.dead_ends.empty());
  for (const std::string& way : explored.dead_ends) {
    EXPECT_GE(std::count(way.begin(), way.end(), ';'), 9) << way;
  }
}

// With the last vote as the others, the same rule has none.
TEST(EveryStateCanary, WithoutItThereIsNone) {
  v1::DecisionRule rule = DeeplyEndless();
  rule.mutable_phases(4)->clear_quorum();
  rule.mutable_phases(4)->mutable_on_deadline()->set_ending(v1::Next::ENDING_REJECTED);
  Exploring exploring;
  exploring.most = 100'000;
  exploring.within = {.amending = false, .tabling = false, .withdrawal = false};
  const Explored explored = Explore(rule, exploring);
  EXPECT_TRUE(explored.exhausted);
  EXPECT_TRUE(explored.dead_ends.empty());
}

// States in which members are told apart come to the same as those in which equals are
// taken for each other: nothing is lost by that.
class Equals : public testing::TestWithParam<const char*> {};

TEST_P(Equals, AreTakenForEachOtherWithoutALoss) {
  Exploring exploring;
  exploring.most = 1'000'000;
  exploring.keeps_keys = true;
  exploring.within.tabling = false;
  exploring.within.withdrawal = false;
  Explored merged = Explore(*rules::FindPreset(GetParam()), exploring);
  exploring.everybody_differs = true;
  exploring.compare_one_in = 0;
  Explored apart = Explore(*rules::FindPreset(GetParam()), exploring);
  ASSERT_TRUE(merged.exhausted && apart.exhausted);
  EXPECT_GT(apart.states, merged.states);
  for (std::vector<KeyHash>* const keys : {&merged.keys, &apart.keys}) {
    std::sort(keys->begin(), keys->end());
    keys->erase(std::unique(keys->begin(), keys->end()), keys->end());
  }
  EXPECT_EQ(merged.keys.size(), apart.keys.size());
  EXPECT_TRUE(merged.keys == apart.keys);
  std::cout << merged.states << " states, " << apart.states << " with members told apart\n";
}

INSTANTIATE_TEST_SUITE_P(Preset, Equals, testing::Values("two_thirds_cast", "advice"),
                         [](const auto& info) { return std::string(info.param); });

// What a life comes to in which everything falls due in its turn is among what is gone
// through when it comes in any order.
bool InAnyOrderComesToAll(const char* preset, bool forgets_a_clock) {
  Exploring exploring;
  exploring.most = 1'000'000;
  exploring.keeps_keys = true;
  exploring.compare_one_in = 0;
  // Whoever may park it, and be asked about withdrawing it, gets around what comes by itself.
  exploring.within.tabling = false;
  exploring.within.withdrawal = false;
  exploring.forgets_a_clock = forgets_a_clock;
  Explored any = Explore(*rules::FindPreset(preset), exploring);
  exploring.most = 2'000;
  exploring.only_in_turn = true;
  exploring.forgets_a_clock = false;
  Explored in_turn = Explore(*rules::FindPreset(preset), exploring);
  EXPECT_TRUE(any.exhausted);
  EXPECT_GT(in_turn.keys.size(), 50U);
  std::sort(any.keys.begin(), any.keys.end());
  return std::all_of(in_turn.keys.begin(), in_turn.keys.end(), [&](const KeyHash& key) {
    return std::binary_search(any.keys.begin(), any.keys.end(), key);
  });
}

class AnyOrder : public testing::TestWithParam<const char*> {};

TEST_P(AnyOrder, ComesToAllThatLivesInTurnComeTo) {
  EXPECT_TRUE(InAnyOrderComesToAll(GetParam(), /*forgets_a_clock=*/false));
}

INSTANTIATE_TEST_SUITE_P(Preset, AnyOrder,
                         testing::Values("advice", "apache_procedural", "colab_vote", "k8s_lazy",
                                         "test262_cm1", "onclick_modified"),
                         [](const auto& info) { return std::string(info.param); });

// A clock that never comes first hides what only its coming first leads to.
TEST(EveryStateCanary, AClockThatIsForgottenIsNoticed) {
  EXPECT_FALSE(InAnyOrderComesToAll("apache_procedural", /*forgets_a_clock=*/true));
}

// 0 waits for 1, an end, or for 2, which leads nowhere; in 3 somebody may go to either.
TEST(Reaching, DoesNotRestOnWhatComesFirst) {
  Reaching reaching;
  reaching.End(1);
  reaching.Wait(0, {1, 2});
  reaching.Act(3, 1);
  reaching.Act(3, 2);
  EXPECT_EQ(reaching.Lead(4), (std::vector<bool>{false, true, false, true}));
  reaching.Act(2, 3);
  EXPECT_EQ(reaching.Lead(4), std::vector<bool>(4, true));
}

TEST(Reaching, KnowsThatACircleIsNoEnd) {
  Reaching reaching;
  reaching.End(2);
  reaching.Wait(0, {1});
  reaching.Wait(1, {0});
  EXPECT_EQ(reaching.Lead(3), (std::vector<bool>{false, false, true}));
}

// Taken for the same, they go on in different ways, and that is noticed.
TEST(EveryStateCanary, StatesThatAreMergedByMistakeAreNoticed) {
  Exploring exploring;
  exploring.most = 300;
  exploring.compare_one_in = 1;
  exploring.ignores_answers = true;
  EXPECT_FALSE(Explore(*rules::FindPreset("two_thirds_cast"), exploring).differing.empty());
  exploring.ignores_answers = false;
  EXPECT_TRUE(Explore(*rules::FindPreset("two_thirds_cast"), exploring).differing.empty());
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
