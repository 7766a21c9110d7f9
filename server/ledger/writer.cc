#include "server/ledger/writer.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/notification.h"
#include "server/base/check.h"
#include "server/base/log.h"
#include "server/ledger/refusals.h"

namespace assent::ledger {
namespace {

size_t BytesOf(const storage::AppendRequest& append) {
  size_t bytes = append.assembly.size();
  for (const storage::Entry& entry : append.entries) {
    bytes +=
        entry.leaf.size() + entry.leaf_hash.size() + entry.openings.size() + entry.subtrees.size();
  }
  for (const auto* documents : {&append.documents, &append.shared_documents}) {
    for (const storage::DocumentWrite& document : *documents) {
      bytes += document.key.size() + (document.value ? document.value->size() : 0);
    }
  }
  return bytes;
}

// What callers are told for a status of the store.
absl::Status ForCallers(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return status;
    case absl::StatusCode::kAborted:
      return error::DecidedElsewhere();
    case absl::StatusCode::kUnavailable:
      return error::StoreUnavailable(status);
    default:
      return error::WriteRefused(status);
  }
}

}  // namespace

Write::Write(storage::AppendRequest append, std::shared_ptr<Lineage> lineage)
    : append_(std::move(append)), lineage_(std::move(lineage)), bytes_(BytesOf(append_)) {}

void Write::WhenSettled(absl::AnyInvocable<void(absl::Status) &&> done) {
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    if (!settled()) {
      waiting_.push_back(std::move(done));
      return;
    }
    status = status_;
  }
  std::move(done)(std::move(status));
}

absl::Status AwaitSettled(const std::shared_ptr<Write>& write) {
  if (write == nullptr) return absl::OkStatus();
  absl::Status result;
  absl::Notification settled;
  write->WhenSettled([&](absl::Status status) {
    result = std::move(status);
    settled.Notify();
  });
  settled.WaitForNotification();
  return result;
}

void Write::Settle(const absl::Status& status) {
  Waiting waiting;
  {
    absl::MutexLock lock(&mutex_);
    status_ = status;
    settled_.store(true, std::memory_order_release);
    waiting.swap(waiting_);
  }
  for (auto& done : waiting) std::move(done)(status);
}

Writer::Writer(storage::EventStore& store, const Limits& limits)
    : store_(store), limits_(limits), thread_([this] { Work(); }) {}

Writer::~Writer() {
  {
    absl::MutexLock lock(&mutex_);
    // Callbacks may still decide anew, and count before what they follow on.
    const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return settled_ == added_; };
    mutex_.Await(absl::Condition(&idle));
    ending_ = true;
  }
  thread_.join();
}

absl::Status Writer::Admit() {
  if (pending_.load(std::memory_order_relaxed) >= limits_.max_pending) return error::Overloaded();
  return Health();
}

void Writer::Add(std::shared_ptr<Write> write) {
  absl::Status stopped;
  {
    absl::MutexLock lock(&mutex_);
    ASSENT_CHECK(!ending_, "a write after the end");
    if (stopped_.ok()) {
      ++added_;
      pending_.fetch_add(1, std::memory_order_relaxed);
      queue_.push_back(std::move(write));
      return;
    }
    stopped = stopped_;
  }
  write->lineage_->Break();
  write->Settle(stopped);
}

void Writer::Flush() {
  absl::MutexLock lock(&mutex_);
  const uint64_t target = added_;
  const auto reached = [this, target]()
                           ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return settled_ >= target; };
  mutex_.Await(absl::Condition(&reached));
}

absl::Status Writer::Health() {
  if (!has_stopped_.load(std::memory_order_acquire)) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

void Writer::Work() {
  for (Batch batch = Take(); !batch.empty(); batch = Take()) Commit(batch);
}

Writer::Batch Writer::Take() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || ending_;
  };
  mutex_.Await(absl::Condition(&ready));
  Batch batch;
  size_t bytes = 0;
  while (!queue_.empty() && batch.size() < limits_.max_batch_acts) {
    bytes += queue_.front()->bytes_;
    if (!batch.empty() && bytes > limits_.max_batch_bytes) break;
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void Writer::Commit(const Batch& batch) {
  std::vector<absl::Status> statuses = Append(batch);
  Batch refused;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (statuses[i].ok()) continue;
    batch[i]->lineage_->Break();
    if (absl::IsUnavailable(statuses[i]) && Health().ok()) refused = Stop(statuses[i]);
  }
  // Callbacks may decide anew at once: all that is void has to be known by now.
  for (size_t i = 0; i < batch.size(); ++i) batch[i]->Settle(ForCallers(statuses[i]));
  Settled(batch.size());
  for (const std::shared_ptr<Write>& write : refused) write->Settle(Health());
  Settled(refused.size());
}

std::vector<absl::Status> Writer::Append(const Batch& batch) {
  std::vector<absl::Status> statuses(batch.size(), absl::AbortedError("decided on what is void"));
  std::vector<storage::AppendRequest> appends;
  std::vector<size_t> places;  // of `appends` in the batch
  appends.reserve(batch.size());
  places.reserve(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    if (batch[i]->lineage_->broken()) continue;
    appends.push_back(std::move(batch[i]->append_));
    places.push_back(i);
  }
  if (appends.empty()) return statuses;
  absl::Notification written;
  store_.Append(std::move(appends), [&](std::vector<absl::Status> results) {
    ASSENT_CHECK(results.size() == places.size(), "a status for each append");
    for (size_t i = 0; i < places.size(); ++i) statuses[places[i]] = std::move(results[i]);
    written.Notify();
  });
  written.WaitForNotification();
  return statuses;
}

Writer::Batch Writer::Stop(const absl::Status& reason) {
  absl::MutexLock lock(&mutex_);
  stopped_ = error::StoreUnavailable(reason);
  has_stopped_.store(true, std::memory_order_release);
  base::Log(base::Severity::kError, "writing_stopped",
            {{"code", absl::StatusCodeToString(reason.code())},
             {"reason", absl::string_view(reason.message())}});
  Batch refused(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.end()));
  queue_.clear();
  for (const std::shared_ptr<Write>& write : refused) write->lineage_->Break();
  return refused;
}

void Writer::Settled(size_t writes) {
  absl::MutexLock lock(&mutex_);
  settled_ += writes;
  pending_.fetch_sub(writes, std::memory_order_relaxed);
}

}  // namespace assent::ledger
