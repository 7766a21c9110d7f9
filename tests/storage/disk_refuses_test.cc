// The disk refuses one operation, the first, the second, … of a life of the
// store, for as many as there are: appends that it takes down are not
// acknowledged and not shown, no append is taken after them, reading goes on,
// and opening anew finds everything acknowledged.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/storage/broken_stores.h"
#include "tests/storage/fault_file_system.h"
#include "tests/storage/workload.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::storage {
namespace {

using test::StatusIs;

class DiskRefuses : public testing::Test {
 protected:
  static constexpr int kBatches = 45;  // enough for flushes and a compaction

  absl::StatusOr<std::unique_ptr<EventStore>> Open(const std::string& folder) {
    auto store = OpenRocksDbStore(folder, {.env = &env_, .write_buffer_bytes = 64 * 1024});
    if (!store.ok() || !broken_) return store;
    return std::make_unique<AcknowledgesRefused>(*std::move(store));
  }

  // Whether a store that has stopped stays stopped and goes on reading.
  static absl::Status CheckStopped(EventStore& store, Workload& work, const absl::Status& refusal) {
    REQUIRE(absl::IsUnavailable(refusal), refusal.ToString());
    REQUIRE(absl::IsUnavailable(store.Health()));
    for (int i = 0; i < 3; ++i) {
      const absl::Status again = contract::AppendOne(store, contract::MakeAppend("new", 0, {"1"}));
      REQUIRE(absl::IsUnavailable(again), again.ToString());
    }
    REQUIRE(absl::IsUnavailable(store.ReplaceDocuments("new", 0, {}, {})));
    return work.Compare(store, /*exactly=*/true);
  }

  // One life in a new folder with the n-th operation refused, then a sound one.
  absl::Status Live(const std::string& folder, int n, bool& refused) {
    Workload work(n);
    refused = false;
    env_.disk().SetFault([&refused, left = n](Operation, const std::string&) mutable {
      const bool refuse = left-- == 0;
      refused |= refuse;
      return refuse;
    });
    auto store = Open(folder);
    REQUIRE(store.ok() || refused, store.status().ToString());
    for (int batch = 0; store.ok() && batch < kBatches; ++batch) {
      const absl::Status status = work.AppendBatch(**store);
      if (status.ok()) continue;
      if (absl::Status stopped = CheckStopped(**store, work, status); !stopped.ok()) return stopped;
      break;
    }
    if (store.ok()) store->reset();
    env_.disk().SetFault(nullptr);
    store = Open(folder);
    REQUIRE(store.ok(), store.status().ToString());
    if (absl::Status status = work.Compare(**store, /*exactly=*/false); !status.ok()) return status;
    return work.AppendBatch(**store);
  }

  const test::TempDir folder_;
  FaultEnv env_;
  bool broken_ = false;
};

TEST_F(DiskRefuses, AnyOneOperation) {
  bool refused = true;
  int n = 0;
  for (; refused; ++n) {
    ASSENT_ASSERT_OK(Live(folder_.Path(absl::StrCat("store ", n)), n, refused))
        << "operation " << n;
  }
  EXPECT_GT(n, 150) << "a life of the store changes the disk more often than this";
}

// From some operation on the disk refuses all of them while files are written anew, and whoever
// erases tries again: the store stops at the first refusal. RocksDB, where it is to begin a second
// log after the first was refused, stops the program (WipeOrStop() in rocksdb_store.cc).
TEST_F(DiskRefuses, FilesThatAreWrittenAnew) {
  bool refused = true;
  int n = 0;
  for (; refused; ++n) {
    refused = false;
    const std::string folder = folder_.Path(absl::StrCat("store ", n));
    ASSENT_ASSERT_OK_AND_ASSIGN(std::unique_ptr<EventStore> store, Open(folder));
    Workload work(n);
    for (int batch = 0; batch < 3; ++batch) ASSENT_ASSERT_OK(work.AppendBatch(*store));
    ASSENT_ASSERT_OK(contract::AppendOne(*store, contract::MakeAppend("a", 0, {"1"})));
    env_.disk().SetFault([&refused, left = n](Operation, const std::string&) mutable {
      refused |= left-- <= 0;
      return refused;
    });
    const absl::Status scrubbed = store->Scrub("a");
    EXPECT_EQ(scrubbed.ok(), !refused) << scrubbed;
    if (refused) {
      EXPECT_THAT(store->Health(), StatusIs(absl::StatusCode::kUnavailable));
      for (int again = 0; again < 2; ++again) {
        EXPECT_THAT(store->Scrub("a"), StatusIs(absl::StatusCode::kUnavailable));
        EXPECT_THAT(contract::AppendOne(*store, contract::MakeAppend("a", 1, {"2"})),
                    StatusIs(absl::StatusCode::kUnavailable));
      }
    }
    store.reset();
    env_.disk().SetFault(nullptr);
    ASSENT_ASSERT_OK_AND_ASSIGN(store, Open(folder));
    ASSENT_EXPECT_OK(work.Compare(*store, /*exactly=*/true));
    ASSENT_EXPECT_OK(store->Scrub("a"));
  }
  EXPECT_GT(n, 10) << "files are written with more operations than this";
}

// The canary: a store that acknowledges what its disk refused.
TEST_F(DiskRefuses, IsNoticedWhenTheStoreDoesNot) {
  broken_ = true;
  bool refused = true;
  bool caught = false;
  for (int n = 0; refused && !caught; ++n) {
    caught = !Live(folder_.Path(absl::StrCat("store ", n)), n, refused).ok();
  }
  EXPECT_TRUE(caught);
}

// Refuses every operation of one kind on files whose names end like this.
FaultFileSystem::Fault Every(Operation kind, const std::string& suffix) {
  return [=](Operation operation, const std::string& path) {
    return operation == kind && absl::EndsWith(path, suffix);
  };
}

struct Refusal {
  const char* name;
  Operation operation;
};

class LogRefuses : public DiskRefuses, public testing::WithParamInterface<Refusal> {};

// A sync that failed may have thrown away what it did not write, so that trying
// it again would succeed and be a lie.
TEST_P(LogRefuses, AndIsNotTriedAgain) {
  ASSENT_ASSERT_OK_AND_ASSIGN(std::unique_ptr<EventStore> store, Open(folder_.Path("store")));
  ASSENT_ASSERT_OK(contract::AppendOne(*store, contract::MakeAppend("a", 0, {"1"})));
  env_.disk().SetFault(Every(GetParam().operation, ".log"));
  EXPECT_THAT(contract::AppendOne(*store, contract::MakeAppend("a", 1, {"2"})),
              StatusIs(absl::StatusCode::kUnavailable, testing::HasSubstr("restart")));
  env_.disk().SetFault(nullptr);
  EXPECT_THAT(contract::AppendOne(*store, contract::MakeAppend("a", 1, {"2 again"})),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(store->Health(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(contract::Leaves(*store, "a"), test::IsOkAndHolds(testing::ElementsAre("1")));
  store.reset();
  ASSENT_ASSERT_OK_AND_ASSIGN(store, Open(folder_.Path("store")));
  ASSENT_EXPECT_OK(store->Health());
  ASSENT_ASSERT_OK_AND_ASSIGN(const uint64_t last, store->LastSequence("a"));
  EXPECT_GE(last, 1);
  ASSENT_EXPECT_OK(contract::AppendOne(*store, contract::MakeAppend("a", last, {"on"})));
}

INSTANTIATE_TEST_SUITE_P(All, LogRefuses,
                         testing::Values(Refusal{"ToSync", Operation::kSync},
                                         Refusal{"ToGrow", Operation::kAppend}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(DiskRefuses, InvalidAndLateAppendsAreStillNamedOnceStopped) {
  ASSENT_ASSERT_OK_AND_ASSIGN(std::unique_ptr<EventStore> store, Open(folder_.Path("store")));
  env_.disk().SetFault(Every(Operation::kSync, ".log"));
  const std::vector<absl::Status> statuses = contract::AppendAll(
      *store, {contract::MakeAppend("a", 0, {"1"}), contract::MakeAppend("b", 3, {"4"}),
               contract::MakeAppend("", 0, {"1"})});
  EXPECT_THAT(statuses, testing::ElementsAre(StatusIs(absl::StatusCode::kUnavailable),
                                             StatusIs(absl::StatusCode::kAborted),
                                             StatusIs(absl::StatusCode::kInvalidArgument)));
}

}  // namespace
}  // namespace assent::storage
