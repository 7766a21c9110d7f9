#include "tests/faults/group_on_disk.h"

#include <utility>
#include <vector>

#include "server/base/entropy.h"
#include "server/transparency/tlog/tree.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/storage/broken_stores.h"
#include "tests/support/files_with.h"

namespace assent::faults {
namespace {

using storage::EventStore;

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

}  // namespace

absl::StatusOr<std::unique_ptr<EventStore>> GroupOnDisk::OpenStore() {
  // Small enough that flushes and compactions are cut off as well; and not compressed, so that
  // words can be looked for in its files.
  auto store = storage::OpenRocksDbStore(
      folder_,
      {.env = &env_, .cache_bytes = 64 * 1024, .write_buffer_bytes = 64 * 1024, .compress = false});
  if (!store.ok() || broken_ == Broken::kNot) return store;
  if (broken_ == Broken::kForgetsReplies) {
    return std::make_unique<ForgetsReplies>(*std::move(store));
  }
  return std::make_unique<storage::AcknowledgesRefused>(*std::move(store));
}

absl::StatusOr<std::unique_ptr<ledger::Ledger>> GroupOnDisk::OpenLedger(EventStore& store) {
  ledger::Options options;
  options.clock_poll = absl::InfiniteDuration();
  options.snapshot_every = 40;                   // so that snapshots are cut off, too
  options.replies_kept = absl::Hours(24 * 365);  // months pass here within seconds
  return ledger::Ledger::Open(store, clock_, base::SystemEntropy(), options);
}

// What the last life left unanswered is asked again; then all has to be as it was acknowledged.
absl::Status GroupOnDisk::GoOn(ledger::Ledger& ledger, EventStore& store) {
  if (absl::Status status = deeds_.CompareLog(store); !status.ok()) return status;
  if (absl::Status status = deeds_.Gather(ledger); !status.ok()) return status;
  if (absl::Status status = deeds_.AskAgain(ledger); !status.ok()) return status;
  // What fell due meanwhile makes entries, whoever asks: they are not those of repeated requests.
  ledger.SettleDue();
  ledger.Flush();
  if (absl::Status status = deeds_.Repeat(ledger, store); !status.ok()) return status;
  return deeds_.CompareDeeds(store);
}

absl::Status GroupOnDisk::Live(int rounds, const bool& failing) {
  return Live(rounds, failing, [](auto&, auto&) { return absl::OkStatus(); });
}

absl::Status GroupOnDisk::Live(int rounds, const bool& failing, Look look) {
  auto store = OpenStore();
  if (!store.ok()) {
    REQUIRE(failing &&
                (absl::IsUnavailable(store.status()) || absl::IsPermissionDenied(store.status())),
            store.status().ToString());
    return absl::OkStatus();
  }
  auto ledger = OpenLedger(**store);
  if (!ledger.ok()) return failing ? absl::OkStatus() : ledger.status();
  absl::Status status = GoOn(**ledger, **store);
  for (int round = 0; round < rounds && status.ok(); ++round) {
    clock_.Advance(absl::Minutes(deeds_.random()() % 120));
    (*ledger)->SettleDue();
    status = deeds_.Act(**ledger, 1 + round % 6);
    if (status.ok() && round % 4 == 0) status = Sign(**ledger);
  }
  if (absl::Status seen = look(**ledger, **store); !seen.ok()) return seen;
  REQUIRE(status.ok() || failing, status.ToString());
  REQUIRE(status.ok() || absl::IsUnavailable(status), status.ToString());
  ledger->reset();
  return deeds_.Remember(**store);
}

absl::Status GroupOnDisk::Sign(ledger::Ledger& ledger) {
  const auto signed_one = ledger.SignCheckpoint(Deeds::kAssembly);
  if (!signed_one.ok()) return signed_one.status();
  deeds_.See(signed_one->size, signed_one->root);
  const auto [known, fresh] = roots_.emplace(signed_one->size, signed_one->root);
  REQUIRE(known->second == signed_one->root, "two roots of size ", signed_one->size);
  return absl::OkStatus();
}

absl::Status GroupOnDisk::CompareRoots(EventStore& store) {
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

absl::Status GroupOnDisk::Verify() {
  disk().SetFault(nullptr);
  REQUIRE_ASSIGN(auto store, OpenStore());
  REQUIRE_ASSIGN(auto ledger, OpenLedger(*store));
  if (absl::Status status = GoOn(*ledger, *store); !status.ok()) return status;
  ledger->SettleDue();
  ledger->Flush();
  for (const std::string& words : deeds_.ErasedWords()) {
    const auto files = test::FilesWith(folder_, words);
    REQUIRE(files.empty(), words, ", which is erased, is still in ", files[0]);
  }
  if (absl::Status status = VerifyRecord(*store, Deeds::kAssembly); !status.ok()) return status;
  return CompareRoots(*store);
}

}  // namespace assent::faults
