// Lives of an assembly, each from a seed of its own (simulation.h), keep all invariants; and a
// server with a seeded mistake does not.

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "server/assembly/holds.h"
#include "tests/sim/simulation.h"
#include "tests/support/size.h"

namespace assent::sim {
namespace {

using assembly::State;
using test::SizeOf;

uint32_t FirstSeed() { return static_cast<uint32_t>(SizeOf("ASSENT_FAULT_SEED", 1, 1)); }

TEST(Sim, EverySeedKeepsTheInvariants) {
  const int seeds = SizeOf("ASSENT_FAULT_SIM_SEEDS", 100);
  const int steps = SizeOf("ASSENT_FAULT_SIM_STEPS", 1000, 1000);
  int64_t arrived = 0;
  uint64_t all = 0;
  for (uint32_t seed = FirstSeed(); seed < FirstSeed() + static_cast<uint32_t>(seeds); ++seed) {
    const auto life = Live({seed, RuleOf(seed), steps});
    ASSERT_TRUE(life.ok()) << life.status() << "\nASSENT_FAULT_SEED=" << seed;
    std::printf("%s\n", life->line.c_str());
    arrived += life->arrived;
    all = Hash(life->line, all);
  }
  std::printf("sim: %d seeds, %lld acts, all of it %016llx\n", seeds,
              static_cast<long long>(arrived), static_cast<unsigned long long>(all));
  EXPECT_GT(arrived, int64_t{seeds} * steps / 2);
}

TEST(Sim, TheSameSeedGivesTheSameLine) {
  const auto one = Live({1, "mutual_aid_default", 400});
  const auto other = Live({1, "mutual_aid_default", 400});
  const auto third = Live({2, "mutual_aid_default", 400});
  ASSERT_TRUE(one.ok() && other.ok() && third.ok());
  EXPECT_EQ(one->line, other->line);
  EXPECT_NE(one->line, third->line);
}

struct Seeded {
  const char* name;
  bool (*make)(State& state);
};

const Seeded kMistakes[] = {
    {"ADecisionIsForgotten",
     [](State& state) {
       for (auto& [number, proposal] : state.proposals) {
         if (proposal.decision) return proposal.decision.reset(), true;
       }
       return false;
     }},
    {"ABlockVanishes",
     [](State& state) {
       for (auto& [number, proposal] : state.proposals) {
         if (proposal.decision) continue;
         for (auto& [concern, block] : proposal.blocks) {
           if (!IsOpen(block)) continue;
           block.view.set_state(v1::Block::STATE_WITHDRAWN);
           return true;
         }
       }
       return false;
     }},
    {"ARuleChanges",
     [](State& state) {
       for (auto& [number, proposal] : state.proposals) {
         if (!proposal.electorate_taken || proposal.decision) continue;
         proposal.view.mutable_rule()->set_title("another");
         return true;
       }
       return false;
     }},
    {"AnElectorateChanges",
     [](State& state) {
       for (auto& [number, proposal] : state.proposals) {
         if (!proposal.electorate_taken || proposal.decision) continue;
         proposal.view.set_electorate_sequence(proposal.view.electorate_sequence() + 1);
         return true;
       }
       return false;
     }},
};

class SimCanary : public testing::TestWithParam<Seeded> {};

// Within some seeds, since not every one has what the mistake needs.
TEST_P(SimCanary, IsNoticed) {
  bool caught = false;
  int times = 0;
  for (uint32_t seed = 1; seed < 80 && !caught; ++seed) {
    bool made = false;
    const auto mistake = [&](State& state) { return made = GetParam().make(state); };
    absl::Status status;
    // What the walk's own checks say counts as well; it is wanted here.
    testing::TestPartResultArray said;
    {
      testing::ScopedFakeTestPartResultReporter reporter(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &said);
      status = Live({seed, RuleOf(seed), 1500, mistake}).status();
    }
    times += made;
    caught = made && (!status.ok() || said.size() > 0);
    if (!made) {
      ASSERT_TRUE(status.ok() && said.size() == 0) << status;
    }
  }
  EXPECT_TRUE(caught) << "made " << times << " times";
}

INSTANTIATE_TEST_SUITE_P(All, SimCanary, testing::ValuesIn(kMistakes),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace assent::sim
