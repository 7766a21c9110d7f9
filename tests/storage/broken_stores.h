// Stores that break the contract on purpose, each in one way, for the canaries:
// a check that passes on all of these proves nothing.

#ifndef ASSENT_TESTS_STORAGE_BROKEN_STORES_H_
#define ASSENT_TESTS_STORAGE_BROKEN_STORES_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/contract.h"
#include "storage/event_store.h"
#include "storage/listeners.h"
#include "storage/memory/memory_store.h"
#include "tests/support/forwarding_store.h"

namespace assent::storage {

// A sound store that the broken ones break; in memory, unless given another.
class BrokenStore : public test::ForwardingStore {
 public:
  explicit BrokenStore(std::unique_ptr<EventStore> sound = NewMemoryStore())
      : ForwardingStore(std::move(sound)) {}

 protected:
  // One append by itself, with its status.
  absl::Status AppendAlone(AppendRequest append) {
    absl::Status result;
    std::vector<AppendRequest> batch;
    batch.push_back(std::move(append));
    sound().Append(std::move(batch),
                   [&](std::vector<absl::Status> statuses) { result = std::move(statuses[0]); });
    return result;
  }
};

// A store that breaks what it does with each append of a batch.
class EachAloneStore : public BrokenStore {
 public:
  void Append(std::vector<AppendRequest> batch, AppendDone done) override {
    std::vector<absl::Status> statuses;
    for (AppendRequest& append : batch) statuses.push_back(AppendEach(std::move(append)));
    std::move(done)(std::move(statuses));
  }

 protected:
  virtual absl::Status AppendEach(AppendRequest append) = 0;
};

// Forgets that what stands behind a refused append was built on it.
class ForgetsRefusals final : public EachAloneStore {
  absl::Status AppendEach(AppendRequest append) override { return AppendAlone(std::move(append)); }
};

// Writes at the end of the log, whatever end its author has seen.
class IgnoresExpectedSequence final : public EachAloneStore {
  absl::Status AppendEach(AppendRequest append) override {
    uint64_t last = sound().LastSequence(append.assembly).value_or(0);
    append.expected_sequence = last;
    for (Entry& entry : append.entries) entry.sequence = ++last;
    return AppendAlone(std::move(append));
  }
};

// Checks the number first and writes later, with room for others in between.
class ChecksTooEarly final : public EachAloneStore {
  absl::Status AppendEach(AppendRequest append) override {
    const uint64_t last = sound().LastSequence(append.assembly).value_or(0);
    if (last != append.expected_sequence) return absl::AbortedError("late");
    // Or two would seldom meet on a machine with little to do.
    std::this_thread::sleep_for(std::chrono::microseconds(20));
    AppendAlone(std::move(append)).IgnoreError();
    return absl::OkStatus();
  }
};

// Writes entry after entry, and the documents in the end.
class TearsAppends final : public EachAloneStore {
  absl::Status AppendEach(AppendRequest append) override {
    for (Entry& entry : append.entries) {
      AppendRequest part;
      part.assembly = append.assembly;
      part.expected_sequence = append.expected_sequence++;
      part.entries.push_back(std::move(entry));
      if (absl::Status status = AppendAlone(std::move(part)); !status.ok()) return status;
    }
    append.entries.clear();
    return AppendAlone(std::move(append));
  }
};

// Keeps the shared documents of appends that it refuses.
class KeepsHalfOfRefused final : public EachAloneStore {
  absl::Status AppendEach(AppendRequest append) override {
    AppendRequest half;
    half.assembly = "~";
    half.shared_documents = append.shared_documents;
    AppendAlone(std::move(half)).IgnoreError();
    return AppendAlone(std::move(append));
  }
};

// Destroys what can be seen in lists, and keeps the log.
class DestroysDocumentsOnly final : public BrokenStore {
 public:
  absl::Status Destroy(absl::string_view assembly, uint64_t expected_sequence,
                       std::vector<DocumentWrite> shared_documents) override {
    return ReplaceDocuments(assembly, expected_sequence, {}, std::move(shared_documents));
  }
};

// Runs assemblies into one another by putting id and key side by side.
class MixesAssemblies final : public BrokenStore {
 public:
  absl::StatusOr<std::vector<Document>> ScanDocuments(absl::string_view assembly,
                                                      absl::string_view prefix,
                                                      absl::string_view after_key,
                                                      const ReadLimits& limits) override {
    auto page = BrokenStore::ScanDocuments(assembly, prefix, after_key, limits);
    const std::string longer = std::string(assembly) + std::string(1, assembly[0]);
    auto more = BrokenStore::ScanDocuments(longer, prefix, after_key, limits);
    if (page.ok() && more.ok()) page->insert(page->end(), more->begin(), more->end());
    return page;
  }
};

// Acknowledges what its disk has refused.
class AcknowledgesRefused final : public BrokenStore {
 public:
  using BrokenStore::BrokenStore;
  void Append(std::vector<AppendRequest> batch, AppendDone done) override {
    BrokenStore::Append(std::move(batch),
                        [&](std::vector<absl::Status> statuses) {  // sound() calls it at once
                          for (absl::Status& status : statuses) {
                            if (absl::IsUnavailable(status)) status = absl::OkStatus();
                          }
                          std::move(done)(std::move(statuses));
                        });
  }
};

// Tells its listeners of an append before it is written.
class TellsTooEarly final : public BrokenStore {
 public:
  void Append(std::vector<AppendRequest> batch, AppendDone done) override {
    Heads heads;
    for (const AppendRequest& append : batch) {
      if (append.entries.empty()) continue;
      heads[append.assembly] = append.expected_sequence + append.entries.size();
    }
    listeners_.Notify(heads);
    BrokenStore::Append(std::move(batch), std::move(done));
  }
  std::unique_ptr<Subscription> Subscribe(Listener listener) override {
    return listeners_.Add(std::move(listener));
  }

 private:
  Listeners listeners_;
};

}  // namespace assent::storage

#endif  // ASSENT_TESTS_STORAGE_BROKEN_STORES_H_
