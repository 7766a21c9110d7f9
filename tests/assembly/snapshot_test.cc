// A state that went through its bytes is the state: the same bytes again, and the
// same life from there on, whatever happened before.

#include "server/assembly/snapshot/snapshot.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/rules/presets.h"
#include "tests/assembly/walk.h"

namespace assent::assembly {
namespace {

uint32_t Seed() {
  const char* const given = std::getenv("ASSENT_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::atoi(given)) : 20261130;
}

// A walk whose state is put down and taken up again, every so many steps.
void Reread(Walk& walk) {
  const std::string bytes = EncodeState(walk.state());
  State read;
  ASSERT_TRUE(DecodeState(bytes, read));
  ASSERT_EQ(EncodeState(read), bytes);
  walk.GoOnFrom(std::move(read));
}

TEST(Snapshot, ALifeGoesOnFromItAsItWouldHave) {
  uint32_t seed = Seed();
  for (const v1::DecisionRule* rule : rules::ListPresets()) {
    SCOPED_TRACE(absl::StrCat("rule ", rule->id(), ", ASSENT_SEED=", seed));
    Walk whole(rule->id(), seed);
    Walk pieces(rule->id(), seed);
    for (int step = 0; step < 600; ++step) {
      whole.Step();
      pieces.Step();
      if (step % 20 == 0) Reread(pieces);
      if (testing::Test::HasFailure()) return;
    }
    ASSERT_EQ(whole.events().size(), pieces.events().size());
    ASSERT_EQ(whole.events().back().SerializeAsString(),
              pieces.events().back().SerializeAsString());
    ASSERT_EQ(EncodeState(whole.state()), EncodeState(pieces.state()));
    ++seed;
  }
}

TEST(Snapshot, EveryMomentOfTimeComesBack) {
  State state;
  state.last_time = absl::FromUnixSeconds(-1) + absl::Nanoseconds(1) / 4;
  state.ends = absl::InfiniteFuture();
  state.created = absl::InfinitePast();
  state.proposals[1].resolving_left = absl::Seconds(3) - absl::Nanoseconds(7);
  state.proposals[2].resolving_left = -absl::InfiniteDuration();
  State read;
  ASSERT_TRUE(DecodeState(EncodeState(state), read));
  EXPECT_EQ(read.last_time, state.last_time);
  EXPECT_EQ(read.ends, absl::InfiniteFuture());
  EXPECT_EQ(read.created, absl::InfinitePast());
  EXPECT_EQ(read.proposals[1].resolving_left, state.proposals[1].resolving_left);
  EXPECT_EQ(read.proposals[2].resolving_left, -absl::InfiniteDuration());
}

// Decisions share their rule; a copy for each would cost more than all the rest.
TEST(Snapshot, WhatIsSharedStaysShared) {
  State state;
  const auto rule = std::make_shared<const v1::DecisionRule>(**rules::ListPresets().begin());
  state.standings[1].rule = rule;
  state.standings[2].rule = rule;
  state.frozen_rules["bytes"] = rule;
  State read;
  ASSERT_TRUE(DecodeState(EncodeState(state), read));
  ASSERT_NE(read.standings[1].rule, nullptr);
  EXPECT_EQ(read.standings[1].rule->id(), rule->id());
  EXPECT_EQ(read.standings[1].rule, read.standings[2].rule);
  EXPECT_EQ(read.standings[1].rule, read.frozen_rules["bytes"]);
}

// Whatever the bytes, reading them ends, and never with a state that is half there.
TEST(Snapshot, BytesThatAreNoneAreRefused) {
  Walk walk("mutual_aid_default", Seed());
  for (int step = 0; step < 300; ++step) walk.Step();
  const std::string bytes = EncodeState(walk.state());
  State read;
  EXPECT_FALSE(DecodeState("", read));
  EXPECT_FALSE(DecodeState(absl::StrCat(bytes, "x"), read));
  for (size_t size = 0; size < bytes.size(); size += 1 + size / 16) {
    State cut;
    EXPECT_FALSE(DecodeState(absl::string_view(bytes).substr(0, size), cut)) << size;
  }
  for (size_t at = 0; at < bytes.size(); at += 1 + at / 16) {
    std::string other = bytes;
    other[at] = static_cast<char>(0xff);
    State any;
    if (DecodeState(other, any)) EncodeState(any);  // another state, then, not a mixture of bytes
  }
}

}  // namespace
}  // namespace assent::assembly
