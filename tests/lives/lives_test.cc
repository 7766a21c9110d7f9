// For every preset, random lives (acts, silences, joins, departures, time) in
// which the state machine and a slow second implementation, written from the
// decision rules, agree after every act and at every moment.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/text_format.h"
#include "server/rules/check_rule.h"
#include "server/rules/presets.h"
#include "tests/lives/play.h"

namespace assent::test {
namespace {

// Lives for each preset; more: ASSENT_LIVES=5000.
int Lives() {
  const char* const given = std::getenv("ASSENT_LIVES");
  return given != nullptr ? std::atoi(given) : 200;
}

// The first life; others: ASSENT_SEED=1.
uint32_t Seed() {
  const char* const given = std::getenv("ASSENT_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::atoll(given)) : 20261122;
}

// Another first life each time, so that what the fixed ones never come to is found
// at last. A failure says which life it was.
uint32_t SeedOfToday() {
  static const uint32_t seed = static_cast<uint32_t>(absl::ToUnixSeconds(absl::Now()));
  return seed;
}

class EveryLife : public testing::TestWithParam<const v1::DecisionRule*> {};

TEST_P(EveryLife, AgreeAllTheWay) {
  int accepted = 0;
  int deeds = 0;
  int no_opinion = 0;
  std::map<v1::Proposal::State, int> ends;
  for (uint32_t life = 0; life < static_cast<uint32_t>(Lives()); ++life) {
    const Play play = LiveTwice(*GetParam(), Seed() + life);
    ASSERT_TRUE(play.difference.empty())
        << play.difference << "again: ASSENT_LIVES=1 ASSENT_SEED=" << Seed() + life;
    accepted += play.accepted;
    deeds += play.accepted + play.refused;
    no_opinion += play.no_opinion;
    ++ends[play.end];
  }
  RecordProperty("no_opinion", no_opinion);
  EXPECT_LT(no_opinion * 3, deeds) << "the second implementation says too little";
  for (const auto& [end, lives] : ends) {
    RecordProperty(absl::StrCat("ended_", v1::Proposal::State_Name(end)), lives);
  }
  EXPECT_GT(accepted, Lives() * 8) << "the dice draw what is refused";
}

TEST_P(EveryLife, AgreesInLivesThatAreNewEachTime) {
  for (uint32_t life = 0; life < 20; ++life) {
    const Play play = LiveTwice(*GetParam(), SeedOfToday() + life);
    ASSERT_TRUE(play.difference.empty())
        << play.difference << "again: ASSENT_LIVES=1 ASSENT_SEED=" << SeedOfToday() + life;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Preset, EveryLife, testing::ValuesIn(rules::ListPresets().begin(), rules::ListPresets().end()),
    [](const testing::TestParamInfo<const v1::DecisionRule*>& info) { return info.param->id(); });

// Roads to choose among once a block has stopped it: whoever blocks ranks them as well,
// and goes on blocking. Under such a rule no preset is.
constexpr char kRoadsAfterABlock[] = R"(
  id: "roads_after_a_block" version: 1
  positions { allowed: [STANCE_AGREE, STANCE_STAND_ASIDE, STANCE_BLOCK] }
  phases {
    name: "consensus" kind: KIND_CALL
    time { max { seconds: 259200 } }
    block { mode: MODE_VETO invalid_becomes: STANCE_STAND_ASIDE }
    support { conditions { min { stances: [STANCE_AGREE] count: 1 } } }
    on_pass { ending: ENDING_ADOPTED }
    on_fail { ending: ENDING_REJECTED }
    on_blocked { phase: "road" }
    on_deadline { phase: "road" }
  }
  phases {
    name: "road" kind: KIND_VOTE
    time { max { seconds: 86400 } close_early_when_all_answered: true extensions_per_member: 1 }
    quorum { kind: KIND_COUNT count: 2 counts { kind: KIND_PRESENT } }
    roads {
      method: "ranked-pairs"
      options { name: "Talk" next { ending: ENDING_DISCUSSION } }
      options { name: "Vote" next { phase: "vote" } }
      options { name: "Wait" next { ending: ENDING_TABLED return_after { seconds: 7200 } } }
    }
    on_deadline { ending: ENDING_LAPSED }
  }
  phases {
    name: "vote" kind: KIND_VOTE
    time { max { seconds: 86400 } }
    block { mode: MODE_COUNTED invalid_becomes: STANCE_STAND_ASIDE }
    support {
      conditions {
        share {
          stances: [STANCE_AGREE] fraction { numerator: 2 denominator: 3 }
          base { kind: KIND_STANCES stances: [STANCE_AGREE, STANCE_BLOCK] }
          comparison: COMPARISON_AT_LEAST
        }
      }
    }
    on_pass { ending: ENDING_ADOPTED }
    on_fail { ending: ENDING_REJECTED }
    on_blocked { ending: ENDING_REJECTED }
    on_deadline { ending: ENDING_REJECTED }
  }
)";

TEST(RoadsAfterABlock, AgreeAllTheWay) {
  v1::DecisionRule rule;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(kRoadsAfterABlock, &rule));
  ASSERT_TRUE(rules::CheckRule(rule).ok()) << rules::CheckRule(rule);
  for (uint32_t life = 0; life < static_cast<uint32_t>(Lives()); ++life) {
    const Play play = LiveTwice(rule, Seed() + life);
    ASSERT_TRUE(play.difference.empty()) << play.difference;
  }
}

// A second implementation that makes a mistake must differ somewhere.
void ExpectNoticed(const char* preset, NaiveLife::Mistake mistake) {
  for (uint32_t life = 0; life < 1000; ++life) {
    const Play play = LiveTwice(*rules::FindPreset(preset), Seed() + life, mistake);
    if (!play.difference.empty()) return;
  }
  ADD_FAILURE() << preset << " was never seen to differ";
}

TEST(EveryLifeCanary, ConsentThatCarriesToAChangedTextIsNoticed) {
  ExpectNoticed("mutual_aid_default", NaiveLife::Mistake::kConsentCarries);
}
TEST(EveryLifeCanary, AdvanceConsentThatCarriesToAChangedTextIsNoticed) {
  ExpectNoticed("mutual_aid_default", NaiveLife::Mistake::kAdvanceCarries);
}
TEST(EveryLifeCanary, ARivalThatIsFirstOnMostBallotsIsNotChosenForThat) {
  ExpectNoticed("debian_gr", NaiveLife::Mistake::kFirstWins);
}
TEST(EveryLifeCanary, ARoadThatALotTakesIsNoticed) {
  ExpectNoticed("colab_vote", NaiveLife::Mistake::kLotTakesRoad);
}
TEST(EveryLifeCanary, AnObjectionThatIsAStrongerHoldThanABlockIsNoticed) {
  ExpectNoticed("consensus_minus_1", NaiveLife::Mistake::kObjectionsHold);
}
TEST(EveryLifeCanary, ATieThatPassesIsNoticed) {
  ExpectNoticed("simple_majority", NaiveLife::Mistake::kTiePasses);
}
TEST(EveryLifeCanary, ALapseThatEndsTheConcernIsNoticed) {
  ExpectNoticed("mutual_aid_default", NaiveLife::Mistake::kLapseFreesConcern);
}
TEST(EveryLifeCanary, AnEndThatComesTooLateIsNoticed) {
  ExpectNoticed("mutual_aid_default", NaiveLife::Mistake::kLateCounts);
}

// A state machine that refuses what is lawful, or takes what is not, must differ
// somewhere: for each kind of deed that the second implementation has an opinion of.
void ExpectNoticed(const char* preset, Tampered tampered) {
  for (uint32_t life = 0; life < 1000; ++life) {
    const Play play =
        LiveTwice(*rules::FindPreset(preset), Seed() + life, NaiveLife::Mistake::kNone, tampered);
    if (!play.difference.empty()) return;
  }
  ADD_FAILURE() << preset << ": deed " << tampered.what << " was never seen to differ";
}

struct Kind {
  Deed::What what;
  const char* preset;
};
constexpr Kind kKinds[] = {
    {Deed::kDiscuss, "n_street"},
    {Deed::kHearConcerns, "n_street"},
    {Deed::kCall, "n_street"},
    {Deed::kDecide, "sfc_consensus"},
    {Deed::kStart, "two_acre_wood"},
    {Deed::kExtend, "tachanka"},
    {Deed::kDeclare, "ietf_rough"},
    {Deed::kWithdraw, "n_street"},
    {Deed::kTakeOver, "n_street"},
    {Deed::kTable, "n_street"},
    {Deed::kReturn, "n_street"},
    {Deed::kAmend, "n_street"},
    {Deed::kAcceptAmendment, "n_street"},
    {Deed::kDeclineAmendment, "n_street"},
    {Deed::kCast, "debian_gr"},
    {Deed::kObjectToAmendment, "n_street"},
    {Deed::kVoteOnAmendment, "n_street"},
    {Deed::kWithdrawAmendment, "n_street"},
    {Deed::kAnswer, "n_street"},
    {Deed::kResolve, "n_street"},
    {Deed::kTakeConcernBack, "n_street"},
    {Deed::kCarry, "n_street"},
    {Deed::kAdopt, "n_street"},
    {Deed::kSay, "n_street"},
    {Deed::kTakeBack, "n_street"},
    {Deed::kRecord, "n_street"},
    {Deed::kSupport, "mutual_aid_default"},
    {Deed::kChallenge, "mutual_aid_default"},
    {Deed::kJudge, "occupy_eugene"},
    {Deed::kTest, "holacracy_idm"},
    {Deed::kUnblock, "mutual_aid_default"},
    {Deed::kRelease, "mutual_aid_default"},
};

TEST(EveryLifeCanary, ALawfulActThatIsRefusedIsNoticed) {
  for (const Kind& kind : kKinds) ExpectNoticed(kind.preset, {Tampered::kRefuse, kind.what});
}

TEST(EveryLifeCanary, AnUnlawfulActThatIsTakenIsNoticed) {
  for (const Kind& kind : kKinds) {
    // Drawn only of what is parked.
    if (kind.what == Deed::kReturn) continue;
    ExpectNoticed(kind.preset, {Tampered::kTake, kind.what});
  }
}

}  // namespace
}  // namespace assent::test
