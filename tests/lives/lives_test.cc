// For every preset, random lives (acts, silences, joins, departures, time) in
// which the state machine and a slow second implementation, written from the
// decision rules, agree after every act and at every moment.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
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

class EveryLife : public testing::TestWithParam<const v1::DecisionRule*> {};

TEST_P(EveryLife, AgreeAllTheWay) {
  int accepted = 0;
  std::map<v1::Proposal::State, int> ends;
  for (uint32_t life = 0; life < static_cast<uint32_t>(Lives()); ++life) {
    const Play play = LiveTwice(*GetParam(), Seed() + life);
    ASSERT_TRUE(play.difference.empty())
        << play.difference << "again: ASSENT_LIVES=1 ASSENT_SEED=" << Seed() + life;
    accepted += play.accepted;
    ++ends[play.end];
  }
  for (const auto& [end, lives] : ends) {
    RecordProperty(absl::StrCat("ended_", v1::Proposal::State_Name(end)), lives);
  }
  EXPECT_GT(accepted, Lives() * 8) << "the dice draw what is refused";
}

INSTANTIATE_TEST_SUITE_P(
    Preset, EveryLife, testing::ValuesIn(rules::ListPresets().begin(), rules::ListPresets().end()),
    [](const testing::TestParamInfo<const v1::DecisionRule*>& info) { return info.param->id(); });

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
TEST(EveryLifeCanary, ATieThatPassesIsNoticed) {
  ExpectNoticed("simple_majority", NaiveLife::Mistake::kTiePasses);
}
TEST(EveryLifeCanary, ALapseThatEndsTheConcernIsNoticed) {
  ExpectNoticed("mutual_aid_default", NaiveLife::Mistake::kLapseFreesConcern);
}
TEST(EveryLifeCanary, AnEndThatComesTooLateIsNoticed) {
  ExpectNoticed("mutual_aid_default", NaiveLife::Mistake::kLateCounts);
}

}  // namespace
}  // namespace assent::test
