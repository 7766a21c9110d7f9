// A life of an assembly from one printed seed: members, facilitators and deadlines
// (tests/assembly/walk.h), on a post that delivers late, twice, in another order or not at all, and
// a server that stops now and then and goes on from its snapshot or from its log. Whatever happens,
// the invariants of witness.h hold, counts are what a recount gives, and a replay gives the same.
//
//   sim: seed 7, mutual_aid_default: 5310 acts arrived, 702 entries, state 9f86d081884c7d65
//
// The state is hashed with all entries; the same seed gives the same line in every build, of gcc or
// clang.

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/rules/presets.h"
#include "tests/assembly/walk.h"
#include "tests/assembly/walk_replay.h"
#include "tests/sim/witness.h"

namespace assent::sim {
namespace {

using assembly::Differing;
using assembly::Documents;
using assembly::Replay;
using assembly::State;
using assembly::Walk;

int SizeOf(const char* variable, int in_ci) {
  const char* const said = std::getenv(variable);
  const int size = said == nullptr ? 0 : std::atoi(said);
  return size > 0 ? size : in_ci;
}

// FNV-1a: to compare builds, not to keep anybody out.
uint64_t Hash(const std::string& bytes, uint64_t hash = 14695981039346656037u) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  return hash;
}

// Late, twice, in another order, or not at all.
class UnreliablePost {
 public:
  explicit UnreliablePost(uint32_t seed) : dice_(seed) {}

  assembly::WalkPost Take() {
    return [this](std::function<void()> act) {
      if (delivering_) return false;
      const uint32_t what = dice_() % 20;
      if (what == 0) return true;         // lost
      if (what < 5) bag_.push_back(act);  // will come again, or for the first time
      arrived_ += what >= 3;
      return what < 3;
    };
  }
  // Now and then something from the bag, in no order.
  void Deliver() {
    if (bag_.empty() || dice_() % 3 != 0) return;
    const size_t which = dice_() % bag_.size();
    const std::function<void()> act = std::move(bag_[which]);
    bag_.erase(bag_.begin() + static_cast<std::ptrdiff_t>(which));
    delivering_ = true;
    act();
    delivering_ = false;
    ++arrived_;
  }
  int arrived() const { return arrived_; }

 private:
  std::mt19937 dice_;
  std::vector<std::function<void()>> bag_;
  bool delivering_ = false;
  int arrived_ = 0;
};

// A seeded mistake of a server that starts again; true: it has made it.
using Mistake = std::function<bool(State&)>;

class Simulation {
 public:
  Simulation(const std::string& rule, uint32_t seed, Mistake mistake = nullptr)
      : rule_(rule), seed_(seed), walk_(rule, seed), post_(~seed), mistake_(std::move(mistake)) {
    walk_.Post(post_.Take());
  }

  // OK, or what went wrong. The walk's own checks are GoogleTest's.
  absl::Status Run(int steps) {
    for (int step = 0; step < steps; ++step) {
      walk_.Step();
      post_.Deliver();
      walk_.Check();
      if (absl::Status wrong = witness_.Look(walk_.state(), walk_.events()); !wrong.ok()) {
        return wrong;
      }
      if (step % 97 == 96) {
        if (absl::Status wrong = Restart(step); !wrong.ok()) return wrong;
      }
      if (testing::Test::HasFailure()) return absl::InternalError("a count is wrong");
    }
    return CompareWithReplay();
  }

  std::string Line() const {
    uint64_t hash = Hash(EncodeState(walk_.state()));
    for (const auto& event : walk_.events()) hash = Hash(event.SerializeAsString(), hash);
    return absl::StrCat("sim: seed ", seed_, ", ", rule_, ": ", post_.arrived(), " acts arrived, ",
                        walk_.events().size(), " entries, state ",
                        absl::Hex(hash, absl::kZeroPad16));
  }
  int arrived() const { return post_.arrived(); }

 private:
  absl::Status CompareWithReplay() const {
    const auto differing =
        Differing(Documents(walk_.state(), walk_.touched()), Replay(walk_.events(), walk_.state()));
    if (differing.empty()) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("a replay gives another ", differing[0]));
  }

  // From the snapshot, after comparing with what the log gives.
  absl::Status Restart(int step) {
    if (absl::Status wrong = CompareWithReplay(); !wrong.ok()) return wrong;
    State read;
    if (!DecodeState(EncodeState(walk_.state()), read)) {
      return absl::InternalError("the snapshot cannot be read");
    }
    if (mistake_ && step > 300 && mistake_(read)) mistake_ = nullptr;
    walk_.GoOnFrom(std::move(read));
    return absl::OkStatus();
  }

  const std::string rule_;
  const uint32_t seed_;
  Walk walk_;
  UnreliablePost post_;
  Witness witness_;
  Mistake mistake_;
};

uint32_t FirstSeed() { return static_cast<uint32_t>(SizeOf("ASSENT_FAULT_SEED", 1)); }

const std::string& RuleOf(uint32_t seed) {
  const auto& presets = rules::ListPresets();
  return presets[seed % presets.size()]->id();
}

TEST(Sim, EverySeedKeepsTheInvariants) {
  const int seeds = SizeOf("ASSENT_FAULT_SIM_SEEDS", 100);
  const int steps = SizeOf("ASSENT_FAULT_SIM_STEPS", 1000);
  int64_t arrived = 0;
  uint64_t all = 0;
  for (uint32_t seed = FirstSeed(); seed < FirstSeed() + static_cast<uint32_t>(seeds); ++seed) {
    Simulation simulation(RuleOf(seed), seed);
    const absl::Status status = simulation.Run(steps);
    ASSERT_TRUE(status.ok()) << status << "\nASSENT_FAULT_SEED=" << seed;
    std::printf("%s\n", simulation.Line().c_str());
    arrived += simulation.arrived();
    all = Hash(simulation.Line(), all);
  }
  std::printf("sim: %d seeds, %lld acts, all of it %016llx\n", seeds,
              static_cast<long long>(arrived), static_cast<unsigned long long>(all));
  EXPECT_GT(arrived, int64_t{seeds} * steps / 2);
}

TEST(Sim, TheSameSeedGivesTheSameLine) {
  Simulation one("mutual_aid_default", 1);
  Simulation other("mutual_aid_default", 1);
  ASSERT_TRUE(one.Run(400).ok());
  ASSERT_TRUE(other.Run(400).ok());
  EXPECT_EQ(one.Line(), other.Line());
  Simulation third("mutual_aid_default", 2);
  ASSERT_TRUE(third.Run(400).ok());
  EXPECT_NE(one.Line(), third.Line());
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
    Simulation simulation(RuleOf(seed), seed, [&](State& state) {
      made = GetParam().make(state);
      return made;
    });
    absl::Status status;
    // What the walk's own checks say counts as well; it is wanted here.
    testing::TestPartResultArray said;
    {
      testing::ScopedFakeTestPartResultReporter reporter(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &said);
      status = simulation.Run(1500);
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
