#include "tests/sim/simulation.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
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

class Simulation {
 public:
  explicit Simulation(Plan plan)
      : plan_(std::move(plan)), walk_(plan_.rule, plan_.seed), post_(~plan_.seed) {
    walk_.Post(post_.Take());
  }

  absl::Status Run() {
    for (int step = 0; step < plan_.steps; ++step) {
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
    std::vector<std::string> entries;
    for (const auto& event : walk_.events()) entries.push_back(event.SerializeAsString());
    if (plan_.careless) {
      const absl::flat_hash_set<std::string> unordered(entries.begin(), entries.end());
      entries.assign(unordered.begin(), unordered.end());
    }
    uint64_t hash = Hash(EncodeState(walk_.state()));
    for (const std::string& entry : entries) hash = Hash(entry, hash);
    return absl::StrCat("sim: seed ", plan_.seed, ", ", plan_.rule, ": ", post_.arrived(),
                        " acts arrived, ", walk_.events().size(), " entries, state ",
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
    if (plan_.mistake && step > 300 && plan_.mistake(read)) plan_.mistake = nullptr;
    walk_.GoOnFrom(std::move(read));
    return absl::OkStatus();
  }

  Plan plan_;
  Walk walk_;
  UnreliablePost post_;
  Witness witness_;
};

}  // namespace

const std::string& RuleOf(uint32_t seed) {
  const auto& presets = rules::ListPresets();
  return presets[seed % presets.size()]->id();
}

uint64_t Hash(const std::string& bytes, uint64_t hash) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  return hash;
}

absl::StatusOr<Life> Live(Plan plan) {
  Simulation simulation(std::move(plan));
  if (absl::Status wrong = simulation.Run(); !wrong.ok()) return wrong;
  return Life{simulation.Line(), simulation.arrived()};
}

}  // namespace assent::sim
