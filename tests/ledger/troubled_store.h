// A store in front of another one that goes wrong when it is told to. Thread-safe.

#ifndef ASSENT_TESTS_LEDGER_TROUBLED_STORE_H_
#define ASSENT_TESTS_LEDGER_TROUBLED_STORE_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/event_store.h"

namespace assent::ledger {

class TroubledStore final : public storage::EventStore {
 public:
  explicit TroubledStore(storage::EventStore& sound) : sound_(sound) {}

  // The disk refuses from the next batch on, for good.
  void Refuse() {
    absl::MutexLock lock(&mutex_);
    refusing_ = true;
  }
  // The next batch is refused, as if another server had been faster.
  void AbortNext() {
    absl::MutexLock lock(&mutex_);
    aborting_ = true;
  }
  // From now on, and until the store may be read again, no log can be read.
  void RefuseReads(bool refuse) {
    absl::MutexLock lock(&mutex_);
    refusing_reads_ = refuse;
  }
  // So many more steps of erasures are done, and no further one.
  void RefuseErasingAfter(int steps) {
    absl::MutexLock lock(&mutex_);
    erasing_left_ = steps;
  }
  // From now on erasures wait before their first step, or behind so many, until they are released.
  void HoldErasing(int steps = 0) {
    absl::MutexLock lock(&mutex_);
    holding_erasing_ = true;
    steps_before_hold_ = steps;
  }
  void ReleaseErasing() {
    absl::MutexLock lock(&mutex_);
    holding_erasing_ = false;
  }
  void AwaitHeldErasing() {
    absl::MutexLock lock(&mutex_);
    const auto held = [this] { return erasing_waits_ > 0; };
    mutex_.Await(absl::Condition(&held));
  }
  // How often files were written anew.
  int scrubs() {
    absl::MutexLock lock(&mutex_);
    return scrubs_;
  }
  // From the next batch on, batches wait to be written until Release().
  void Hold() {
    absl::MutexLock lock(&mutex_);
    holding_ = true;
  }
  void Release() {
    absl::MutexLock lock(&mutex_);
    holding_ = false;
  }
  // A slow disk: from now on reads of logs and documents wait until the disk is
  // quick again.
  void HoldReads() {
    absl::MutexLock lock(&mutex_);
    holding_reads_ = true;
  }
  void ReleaseReads() {
    absl::MutexLock lock(&mutex_);
    holding_reads_ = false;
  }
  // The next look-up of a document waits with its answer in hand.
  void HoldAnswer() {
    absl::MutexLock lock(&mutex_);
    hold_answer_ = true;
    answer_released_ = false;
  }
  void ReleaseAnswer() {
    absl::MutexLock lock(&mutex_);
    answer_released_ = true;
  }
  void AwaitHeldAnswer() {
    absl::MutexLock lock(&mutex_);
    const auto held = [this] { return answers_waiting_ > 0; };
    mutex_.Await(absl::Condition(&held));
  }
  // Waits until a read of this assembly is held.
  void AwaitHeldRead(const std::string& assembly = "kitchen") {
    absl::MutexLock lock(&mutex_);
    const auto held = [&] { return held_reads_.count(assembly) > 0; };
    mutex_.Await(absl::Condition(&held));
  }
  // Waits until a batch is held.
  void AwaitHeld() {
    absl::MutexLock lock(&mutex_);
    const auto held = [this] { return held_ > 0; };
    mutex_.Await(absl::Condition(&held));
  }
  std::vector<size_t> batch_sizes() {
    absl::MutexLock lock(&mutex_);
    return batch_sizes_;
  }

  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    absl::Status refusal;
    {
      absl::MutexLock lock(&mutex_);
      ++held_;
      const auto released = [this] { return !holding_; };
      mutex_.Await(absl::Condition(&released));
      --held_;
      if (refusing_) refusal = absl::UnavailableError("no space left");
      if (std::exchange(aborting_, false)) refusal = absl::AbortedError("somebody was faster");
      batch_sizes_.push_back(batch.size());
    }
    if (refusal.ok()) return sound_.Append(std::move(batch), std::move(done));
    std::move(done)(std::vector<absl::Status>(batch.size(), refusal));
  }

  absl::StatusOr<std::vector<storage::Entry>> ReadLog(absl::string_view assembly,
                                                      uint64_t after_sequence,
                                                      const storage::ReadLimits& limits) override {
    if (!BeginRead(assembly)) return absl::UnavailableError("cannot read");
    return sound_.ReadLog(assembly, after_sequence, limits);
  }
  absl::StatusOr<uint64_t> LastSequence(absl::string_view assembly) override {
    return sound_.LastSequence(assembly);
  }
  absl::StatusOr<std::vector<storage::AssemblyHead>> ListAssemblies(absl::string_view after,
                                                                    size_t limit) override {
    return sound_.ListAssemblies(after, limit);
  }
  absl::StatusOr<std::optional<std::string>> GetDocument(absl::string_view assembly,
                                                         absl::string_view key) override {
    BeginRead(assembly);
    auto answer = sound_.GetDocument(assembly, key);
    absl::MutexLock lock(&mutex_);
    if (!std::exchange(hold_answer_, false)) return answer;
    ++answers_waiting_;
    const auto released = [this] { return answer_released_; };
    mutex_.Await(absl::Condition(&released));
    --answers_waiting_;
    return answer;
  }
  absl::StatusOr<std::vector<storage::Document>> ScanDocuments(
      absl::string_view assembly, absl::string_view prefix, absl::string_view after_key,
      const storage::ReadLimits& limits) override {
    BeginRead(assembly);
    return sound_.ScanDocuments(assembly, prefix, after_key, limits);
  }
  absl::StatusOr<std::optional<std::string>> GetSharedDocument(absl::string_view key) override {
    return sound_.GetSharedDocument(key);
  }
  absl::StatusOr<std::vector<storage::Document>> ScanSharedDocuments(
      absl::string_view prefix, absl::string_view after_key,
      const storage::ReadLimits& limits) override {
    return sound_.ScanSharedDocuments(prefix, after_key, limits);
  }
  absl::Status ReplaceDocuments(absl::string_view assembly, uint64_t expected_sequence,
                                std::vector<storage::Document> documents,
                                std::vector<storage::DocumentWrite> shared_documents) override {
    if (!MayErase()) return absl::UnavailableError("no space left");
    return sound_.ReplaceDocuments(assembly, expected_sequence, std::move(documents),
                                   std::move(shared_documents));
  }
  absl::Status ReplaceOpenings(absl::string_view assembly, uint64_t sequence,
                               std::string openings) override {
    if (!MayErase()) return absl::UnavailableError("no space left");
    return sound_.ReplaceOpenings(assembly, sequence, std::move(openings));
  }
  absl::Status Scrub(absl::string_view assembly) override {
    if (!MayErase()) return absl::UnavailableError("no space left");
    {
      absl::MutexLock lock(&mutex_);
      ++scrubs_;
    }
    return sound_.Scrub(assembly);
  }
  absl::Status Destroy(absl::string_view assembly, uint64_t expected_sequence,
                       std::vector<storage::DocumentWrite> shared_documents) override {
    {
      absl::MutexLock lock(&mutex_);
      if (refusing_) return absl::UnavailableError("no space left");
    }
    return sound_.Destroy(assembly, expected_sequence, std::move(shared_documents));
  }
  std::unique_ptr<storage::Subscription> Subscribe(storage::Listener listener) override {
    return sound_.Subscribe(std::move(listener));
  }
  absl::Status Health() override { return sound_.Health(); }

 private:
  bool MayErase() {
    absl::MutexLock lock(&mutex_);
    ++erasing_waits_;
    const auto released = [this] { return !holding_erasing_ || steps_before_hold_ > 0; };
    mutex_.Await(absl::Condition(&released));
    --steps_before_hold_;
    --erasing_waits_;
    return erasing_left_-- > 0;
  }
  // False: it is refused.
  bool BeginRead(absl::string_view assembly) {
    absl::MutexLock lock(&mutex_);
    const auto held = held_reads_.emplace(assembly);
    const auto released = [this] { return !holding_reads_; };
    mutex_.Await(absl::Condition(&released));
    held_reads_.erase(held);
    return !refusing_reads_;
  }

  storage::EventStore& sound_;
  absl::Mutex mutex_;
  bool refusing_ ABSL_GUARDED_BY(mutex_) = false;
  bool aborting_ ABSL_GUARDED_BY(mutex_) = false;
  bool refusing_reads_ ABSL_GUARDED_BY(mutex_) = false;
  bool holding_ ABSL_GUARDED_BY(mutex_) = false;
  int held_ ABSL_GUARDED_BY(mutex_) = 0;
  int erasing_left_ ABSL_GUARDED_BY(mutex_) = 1'000'000;
  bool holding_erasing_ ABSL_GUARDED_BY(mutex_) = false;
  int steps_before_hold_ ABSL_GUARDED_BY(mutex_) = 0;
  int erasing_waits_ ABSL_GUARDED_BY(mutex_) = 0;
  int scrubs_ ABSL_GUARDED_BY(mutex_) = 0;
  bool holding_reads_ ABSL_GUARDED_BY(mutex_) = false;
  std::multiset<std::string> held_reads_ ABSL_GUARDED_BY(mutex_);  // assemblies
  bool hold_answer_ ABSL_GUARDED_BY(mutex_) = false;
  bool answer_released_ ABSL_GUARDED_BY(mutex_) = true;
  int answers_waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<size_t> batch_sizes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::ledger

#endif  // ASSENT_TESTS_LEDGER_TROUBLED_STORE_H_
