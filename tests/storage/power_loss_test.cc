// The power is cut at a random operation, hundreds of times over one folder:
// whatever was acknowledged, or heard by a listener, is there afterwards, whole
// appends only.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/storage/fault_file_system.h"
#include "tests/storage/workload.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::storage {
namespace {

class PowerLoss : public testing::Test {
 protected:
  // Small enough that flushes and compactions are cut off as well.
  RocksDbOptions Options() {
    return {.env = &env_,
            .cache_bytes = 64 * 1024,
            .write_buffer_bytes = 64 * 1024,
            .cached_sequences = 4};
  }

  // One life of the store, from opening it to the cut after `operations`
  // changes of the disk. OK, or what was wrong with what it shows.
  absl::Status Live(int operations) {
    bool cut = false;
    env_.disk().SetFault([&cut, left = operations](Operation, const std::string&) mutable {
      cut |= left-- <= 0;
      return cut;
    });
    auto store = OpenRocksDbStore(folder_.Path("store"), Options());
    if (!store.ok()) return cut ? absl::OkStatus() : store.status();
    if (absl::Status status = work_.Compare(**store, /*exactly=*/false); !status.ok()) {
      return status;
    }
    const std::unique_ptr<Subscription> listening = work_.Listen(**store);
    absl::Status status;
    while (status.ok()) status = work_.AppendBatch(**store);
    return cut ? work_.Compare(**store, /*exactly=*/true) : status;
  }

  // Every third cut takes only the process: the machine still holds what was
  // not synced, until a later cut of its power.
  absl::Status Cycles(int count) {
    for (int cycle = 0; cycle < count; ++cycle) {
      absl::Status status = Live(1 + work_.random()() % 200);
      if (!status.ok()) {
        return absl::InternalError(absl::StrCat("cycle ", cycle, ": ", status.ToString()));
      }
      if (cycle % 3 != 2) env_.disk().LosePower(work_.random());
    }
    return absl::OkStatus();
  }

  const test::TempDir folder_;
  FaultEnv env_;
  Workload work_{1};
};

class PowerLossSeeds : public PowerLoss, public testing::WithParamInterface<int> {};

TEST_P(PowerLossSeeds, TakesNothingThatWasAcknowledged) {
  work_ = Workload(GetParam());
  ASSENT_EXPECT_OK(Cycles(40));
  EXPECT_GT(work_.acknowledged(), 1000);
}

INSTANTIATE_TEST_SUITE_P(All, PowerLossSeeds, testing::Range(1, 11));

// The canary: with a disk that only says it has synced, the same cycles must
// find something missing.
TEST_F(PowerLoss, IsNoticedWhenSyncsDoNothing) {
  env_.disk().IgnoreSyncs();
  EXPECT_FALSE(Cycles(80).ok());
}

}  // namespace
}  // namespace assent::storage
