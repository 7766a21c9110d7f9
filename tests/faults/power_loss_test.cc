// The power is cut while a group is at work: at random places, over and over on one store, and once
// at every single change of the disk that a scripted life makes. What was acknowledged is there
// afterwards, once; what was shown is where it was; the log goes on, verifies, and has the roots
// that were signed.

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/entropy.h"
#include "server/transparency/tlog/tree.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/faults/deeds.h"
#include "tests/faults/size.h"
#include "tests/storage/broken_stores.h"
#include "tests/storage/fault_file_system.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

using storage::EventStore;
using storage::FaultEnv;
using storage::Operation;

// Writes what was done, and not what was answered.
class ForgetsReplies final : public storage::BrokenStore {
 public:
  using BrokenStore::BrokenStore;
  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    for (storage::AppendRequest& append : batch) {
      std::erase_if(append.documents, [](const storage::DocumentWrite& write) {
        return write.key.rfind("request/", 0) == 0;
      });
    }
    BrokenStore::Append(std::move(batch), std::move(done));
  }
};

enum class Broken { kNot, kAcknowledges, kForgetsReplies };

// A folder, and the group that lives in it from cut to cut.
class PoweredGroup {
 public:
  PoweredGroup(const std::string& folder, uint32_t seed, Broken broken = Broken::kNot)
      : folder_(folder), broken_(broken), deeds_(seed) {}

  FaultEnv& env() { return env_; }
  Deeds& deeds() { return deeds_; }

  // From opening the store to the cut after `operations` changes of the disk, or to the end of
  // `acts` rounds. OK, or what was wrong. `cut`: whether it came to the cut.
  absl::Status Live(int operations, int acts, bool& cut) {
    cut = false;
    env_.disk().SetFault([&cut, left = operations](Operation, const std::string&) mutable {
      cut |= left-- <= 0;
      return cut;
    });
    absl::Status status = LiveOn(acts, cut);
    env_.disk().SetFault(nullptr);
    return status;
  }
  // `whole`: what was not synced is gone as well, and not only the process.
  void Crash(bool whole) {
    if (whole) env_.disk().LosePower(deeds_.random());
  }

  // Opens it once more, and looks whether all of it holds together.
  absl::Status Verify() {
    env_.disk().SetFault(nullptr);
    REQUIRE_ASSIGN(auto store, Open());
    REQUIRE_ASSIGN(auto ledger, OpenLedger(*store));
    if (absl::Status status = GoOn(*ledger, *store); !status.ok()) return status;
    ledger->SettleDue();
    ledger->Flush();
    if (absl::Status status = VerifyRecord(*store, Deeds::kAssembly); !status.ok()) return status;
    return CompareRoots(*store);
  }

 private:
  absl::StatusOr<std::unique_ptr<EventStore>> Open() {
    // Small enough that flushes and compactions are cut off as well.
    auto store = storage::OpenRocksDbStore(
        folder_, {.env = &env_, .cache_bytes = 64 * 1024, .write_buffer_bytes = 64 * 1024});
    if (!store.ok() || broken_ == Broken::kNot) return store;
    if (broken_ == Broken::kForgetsReplies)
      return std::make_unique<ForgetsReplies>(*std::move(store));
    return std::make_unique<storage::AcknowledgesRefused>(*std::move(store));
  }

  absl::StatusOr<std::unique_ptr<ledger::Ledger>> OpenLedger(EventStore& store) {
    ledger::Options options;
    options.clock_poll = absl::InfiniteDuration();
    options.snapshot_every = 40;                   // so that snapshots are cut off, too
    options.replies_kept = absl::Hours(24 * 365);  // months pass here within seconds
    return ledger::Ledger::Open(store, clock_, base::SystemEntropy(), options);
  }

  // What the last life left unanswered is asked again; then all has to be as it was acknowledged.
  absl::Status GoOn(ledger::Ledger& ledger, EventStore& store) {
    if (absl::Status status = deeds_.CompareLog(store); !status.ok()) return status;
    if (absl::Status status = deeds_.Gather(ledger); !status.ok()) return status;
    if (absl::Status status = deeds_.AskAgain(ledger); !status.ok()) return status;
    if (absl::Status status = deeds_.Repeat(ledger, store); !status.ok()) return status;
    return deeds_.CompareDeeds(store);
  }

  absl::Status LiveOn(int acts, const bool& cut) {
    auto store = Open();
    if (!store.ok()) return cut ? absl::OkStatus() : store.status();
    auto ledger = OpenLedger(**store);
    if (!ledger.ok()) return cut ? absl::OkStatus() : ledger.status();
    absl::Status status = GoOn(**ledger, **store);
    if (!status.ok() && !absl::IsUnavailable(status) && !cut) return status;
    for (int act = 0; act < acts && status.ok(); ++act) {
      clock_.Advance(absl::Minutes(deeds_.random()() % 120));
      (*ledger)->SettleDue();
      status = deeds_.Act(**ledger, 1 + act % 6);
      if (status.ok() && act % 4 == 0) status = Sign(**ledger);
    }
    REQUIRE(status.ok() || cut, status.ToString());
    REQUIRE(!cut || status.ok() || absl::IsUnavailable(status), status.ToString());
    ledger->reset();
    return deeds_.Remember(**store);
  }

  absl::Status Sign(ledger::Ledger& ledger) {
    const auto signed_one = ledger.SignCheckpoint(Deeds::kAssembly);
    if (!signed_one.ok()) return signed_one.status();
    const auto [known, fresh] = roots_.emplace(signed_one->size, signed_one->root);
    REQUIRE(known->second == signed_one->root, "two roots of size ", signed_one->size);
    return absl::OkStatus();
  }

  absl::Status CompareRoots(EventStore& store) {
    REQUIRE_ASSIGN(const auto log, ReadWholeLog(store, Deeds::kAssembly));
    transparency::Frontier tree;
    auto next = roots_.begin();
    for (const storage::Entry& entry : log) {
      tree.Append(entry.leaf_hash);
      if (next == roots_.end() || next->first != entry.sequence) continue;
      REQUIRE(next->second == tree.Root(), "the root at ", entry.sequence, " was signed otherwise");
      ++next;
    }
    REQUIRE(next == roots_.end(), "a root of size ", next->first, " was signed");
    return absl::OkStatus();
  }

  const std::string folder_;
  const Broken broken_;
  FaultEnv env_;
  test::SimulatedClock clock_;
  Deeds deeds_;
  std::map<uint64_t, std::string> roots_;  // signed, by size
};

// Many cuts of one group. OK, or the first that was not survived.
absl::Status Cycles(PoweredGroup& group, int count) {
  for (int cycle = 0; cycle < count; ++cycle) {
    bool cut = false;
    const int operations = 1 + static_cast<int>(group.deeds().random()() % 250);
    absl::Status status = group.Live(operations, 1000, cut);
    if (status.ok() && !cut) status = absl::InternalError("the power was never cut");
    // Every third cut takes only the process: the machine still holds what was not synced.
    if (status.ok()) group.Crash(cycle % 3 != 2);
    if (status.ok() && cycle % 8 == 7) status = group.Verify();
    if (!status.ok()) {
      return absl::InternalError(absl::StrCat("cycle ", cycle, ": ", status.ToString()));
    }
  }
  return group.Verify();
}

constexpr int kCyclesOfOneStore = 25;

TEST(PowerLoss, TakesNothingThatWasAcknowledgedAndDoublesNothing) {
  const int cycles = SizeOf("ASSENT_FAULT_POWER_CYCLES", 100);
  int64_t acknowledged = 0;
  uint32_t seed = FirstSeed();
  for (int done = 0; done < cycles; done += kCyclesOfOneStore, ++seed) {
    const test::TempDir folder;
    PoweredGroup group(folder.Path("store"), seed);
    ASSENT_ASSERT_OK(Cycles(group, kCyclesOfOneStore)) << "ASSENT_FAULT_SEED=" << seed;
    acknowledged += group.deeds().acknowledged();
  }
  std::printf("%d cuts survived, %lld deeds acknowledged, seeds %u to %u\n", cycles,
              static_cast<long long>(acknowledged), FirstSeed(), seed - 1);
  EXPECT_GT(acknowledged, 5 * cycles);
}

// The same life again and again, each time a little longer.
TEST(PowerLoss, AtEverySingleChangeOfTheDisk) {
  const int acts = SizeOf("ASSENT_FAULT_POWER_ACTS", 10);
  const int every = SizeOf("ASSENT_FAULT_POWER_EVERY", 1);
  int cuts = 0;
  bool cut = true;
  for (int operation = 0; cut; operation += every) {
    const test::TempDir folder;
    PoweredGroup group(folder.Path("store"), FirstSeed());
    ASSENT_ASSERT_OK(group.Live(operation, acts, cut)) << "operation " << operation;
    group.Crash(operation % 2 == 0);
    ASSENT_ASSERT_OK(group.Verify()) << "operation " << operation;
    cuts += cut;
  }
  std::printf("%d places of a life of %d rounds\n", cuts, acts);
  EXPECT_GT(cuts, 2 * acts / every) << "a life changes the disk more often than this";
}

TEST(PowerLossCanary, ADiskThatOnlySaysThatItSyncsIsNoticed) {
  const test::TempDir folder;
  PoweredGroup group(folder.Path("store"), 1);
  group.env().disk().IgnoreSyncs();
  EXPECT_FALSE(Cycles(group, 60).ok());
}

TEST(PowerLossCanary, AnAcknowledgementOfWhatTheDiskRefusedIsNoticed) {
  const test::TempDir folder;
  PoweredGroup group(folder.Path("store"), 1, Broken::kAcknowledges);
  EXPECT_FALSE(Cycles(group, 20).ok());
}

TEST(PowerLossCanary, AnActThatIsDoneTwiceIsNoticed) {
  const test::TempDir folder;
  PoweredGroup group(folder.Path("store"), 1, Broken::kForgetsReplies);
  EXPECT_FALSE(Cycles(group, 40).ok());
}

}  // namespace
}  // namespace assent::faults
