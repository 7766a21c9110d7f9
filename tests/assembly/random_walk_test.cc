// Random acts of random members under every preset, from a printed seed. What
// must hold whatever happens: a refused command writes nothing of its own, the
// same acts give the same events, a replay of the events gives the same
// documents, the counts kept are those a recount gives, time never runs back,
// and an ended proposal stays ended.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/rules/presets.h"
#include "tests/assembly/walk.h"
#include "tests/assembly/walk_replay.h"

namespace assent::assembly {
namespace {

// A walk that never gets anywhere would keep every promise.
void ExpectEveryEvent(const std::map<int, int64_t>& reached) {
  const auto* bodies = event::v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < bodies->field_count(); ++i) {
    const auto* body = bodies->field(i);
    const auto found = reached.find(body->number());
    const std::string& name = body->name();
    if (name == "charter_changed" || name == "effect_failed" || name == "draft_updated" ||
        name == "invitation_revoked" || name == "duty_met" || name == "device_key_revoked" ||
        name == "log_key_rotated" || name == "fork_declared" || name == "texts_erased" ||
        name == "texts_expired" || name == "positions_opened" || name == "ballots_opened" ||
        name == "ending_announced" ||
        name == "ending_cancelled" || name == "rule_ended") {
      continue;  // not among the acts of a walk, or two months of resolving away
    }
    EXPECT_TRUE(found != reached.end()) << name << " never happened";
  }
}

uint32_t Seed() {
  const char* const given = std::getenv("ASSENT_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::atoll(given)) : 20261122;
}

// Steps for each preset; a longer run: ASSENT_WALK_STEPS=100000.
int Steps() {
  const char* const given = std::getenv("ASSENT_WALK_STEPS");
  return given != nullptr ? std::atoi(given) : 10'000;
}

TEST(RandomWalk, KeepsItsPromisesUnderEveryPreset) {
  const uint32_t seed = Seed();
  RecordProperty("seed", static_cast<int>(seed));
  int64_t accepted = 0;
  std::map<int, int64_t> reached;
  for (const v1::DecisionRule* rule : rules::ListPresets()) {
    SCOPED_TRACE(absl::StrCat("rule ", rule->id(), ", ASSENT_SEED=", seed));
    Walk walk(rule->id(), seed + static_cast<uint32_t>(accepted));
    for (int step = 0; step < Steps() && !testing::Test::HasFailure(); ++step) walk.Step();
    EXPECT_THAT(Differing(Documents(walk.state(), walk.touched()),
                          Replay(walk.events(), walk.state())),
                testing::IsEmpty());
    EXPECT_THAT(Outdated(walk.events(), walk.state().id), testing::IsEmpty());
    accepted += walk.accepted();
    for (const auto& event : walk.events()) ++reached[event.body_case()];
    if (testing::Test::HasFailure()) break;
  }
  ExpectEveryEvent(reached);
  EXPECT_GT(accepted, static_cast<int64_t>(rules::ListPresets().size()) * Steps() / 12);
}

TEST(RandomWalk, TheSameSeedGivesTheSameLog) {
  Walk one("mutual_aid_default", Seed());
  Walk other("mutual_aid_default", Seed());
  for (int step = 0; step < 500; ++step) {
    one.Step();
    other.Step();
  }
  ASSERT_EQ(one.events().size(), other.events().size());
  for (size_t i = 0; i < one.events().size(); ++i) {
    ASSERT_EQ(one.events()[i].SerializeAsString(), other.events()[i].SerializeAsString());
  }
}

// The canary of the replay check: a log that lost an event must not pass.
TEST(RandomWalk, CanaryALostPositionIsNoticed) {
  Walk walk("mutual_aid_default", Seed());
  std::vector<event::v1::Event> events;
  for (int step = 0; step < 3000 && events.empty(); ++step) {
    walk.Step();
    if (walk.events().back().has_position_taken()) events = walk.events();
  }
  ASSERT_FALSE(events.empty());
  const auto whole = Replay(events, walk.state());
  events.pop_back();
  EXPECT_NE(whole, Replay(events, walk.state()));
}

}  // namespace
}  // namespace assent::assembly
