#include "storage/memory/memory_store.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"
#include "storage/contract.h"
#include "storage/listeners.h"

namespace assent::storage {
namespace {

using Documents = absl::btree_map<std::string, std::string>;

struct Assembly {
  std::vector<Entry> log;  // entry n at place n - 1
  Documents documents;
};

void Write(std::vector<DocumentWrite> writes, Documents& documents) {
  for (DocumentWrite& write : writes) {
    if (write.value) {
      documents.insert_or_assign(std::move(write.key), *std::move(write.value));
    } else {
      documents.erase(write.key);
    }
  }
}

std::optional<std::string> Find(const Documents& documents, absl::string_view key) {
  auto found = documents.find(key);
  if (found == documents.end()) return std::nullopt;
  return found->second;
}

std::vector<Document> Scan(const Documents& documents, absl::string_view prefix,
                           absl::string_view after_key, const ReadLimits& limits) {
  std::vector<Document> page;
  ReadBudget budget(limits);
  auto next = after_key < prefix ? documents.lower_bound(prefix) : documents.upper_bound(after_key);
  for (; next != documents.end() && absl::StartsWith(next->first, prefix); ++next) {
    if (!budget.Take(next->first.size() + next->second.size())) break;
    page.push_back({next->first, next->second});
  }
  return page;
}

class MemoryStore final : public EventStore {
 public:
  void Append(std::vector<AppendRequest> batch, AppendDone done) override;
  absl::StatusOr<std::vector<Entry>> ReadLog(absl::string_view assembly, uint64_t after_sequence,
                                             const ReadLimits& limits) override;
  absl::StatusOr<uint64_t> LastSequence(absl::string_view assembly) override;
  absl::StatusOr<std::vector<AssemblyHead>> ListAssemblies(absl::string_view after,
                                                           size_t limit) override;
  absl::StatusOr<std::optional<std::string>> GetDocument(absl::string_view assembly,
                                                         absl::string_view key) override;
  absl::StatusOr<std::vector<Document>> ScanDocuments(absl::string_view assembly,
                                                      absl::string_view prefix,
                                                      absl::string_view after_key,
                                                      const ReadLimits& limits) override;
  absl::StatusOr<std::optional<std::string>> GetSharedDocument(absl::string_view key) override;
  absl::StatusOr<std::vector<Document>> ScanSharedDocuments(absl::string_view prefix,
                                                            absl::string_view after_key,
                                                            const ReadLimits& limits) override;
  absl::Status ReplaceDocuments(absl::string_view assembly, uint64_t expected_sequence,
                                std::vector<Document> documents,
                                std::vector<DocumentWrite> shared_documents) override;
  absl::Status ReplaceOpenings(absl::string_view assembly, uint64_t sequence,
                               std::string openings) override;
  absl::Status Scrub(absl::string_view assembly) override { return CheckAssembly(assembly); }
  absl::Status Destroy(absl::string_view assembly, uint64_t expected_sequence,
                       std::vector<DocumentWrite> shared_documents) override;
  std::unique_ptr<Subscription> Subscribe(Listener listener) override {
    return listeners_.Add(std::move(listener));
  }
  absl::Status Health() override { return absl::OkStatus(); }

 private:
  const Assembly* Lookup(absl::string_view assembly) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  uint64_t Last(absl::string_view assembly) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Admission AdmitHeld(const std::vector<AppendRequest>& batch) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Takes everything out of the append but the id, to which heads point.
  void Apply(AppendRequest& append) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Listeners listeners_;
  mutable absl::Mutex mutex_;
  absl::btree_map<std::string, Assembly> assemblies_ ABSL_GUARDED_BY(mutex_);
  Documents shared_documents_ ABSL_GUARDED_BY(mutex_);
};

const Assembly* MemoryStore::Lookup(absl::string_view assembly) const {
  auto found = assemblies_.find(assembly);
  return found == assemblies_.end() ? nullptr : &found->second;
}

uint64_t MemoryStore::Last(absl::string_view assembly) const {
  const Assembly* found = Lookup(assembly);
  return found == nullptr ? 0 : found->log.size();
}

void MemoryStore::Apply(AppendRequest& append) {
  Write(std::move(append.shared_documents), shared_documents_);
  if (append.entries.empty() && append.documents.empty()) return;
  Assembly& assembly = assemblies_[append.assembly];
  std::move(append.entries.begin(), append.entries.end(), std::back_inserter(assembly.log));
  Write(std::move(append.documents), assembly.documents);
}

Admission MemoryStore::AdmitHeld(const std::vector<AppendRequest>& batch) const {
  return Admit(batch, [this](absl::string_view assembly) {
    mutex_.AssertReaderHeld();
    return Last(assembly);
  });
}

void MemoryStore::Append(std::vector<AppendRequest> batch, AppendDone done) {
  Admission admission;
  {
    absl::MutexLock lock(&mutex_);
    admission = AdmitHeld(batch);
    for (size_t i = 0; i < batch.size(); ++i) {
      if (admission.statuses[i].ok()) Apply(batch[i]);
    }
  }
  listeners_.Notify(admission.heads);
  std::move(done)(std::move(admission.statuses));
}

absl::Status MemoryStore::ReplaceDocuments(absl::string_view assembly, uint64_t expected_sequence,
                                           std::vector<Document> documents,
                                           std::vector<DocumentWrite> shared_documents) {
  std::vector<AppendRequest> batch;
  batch.push_back(ReplacementAppend(assembly, expected_sequence, std::move(documents),
                                    std::move(shared_documents)));
  absl::MutexLock lock(&mutex_);
  Admission admission = AdmitHeld(batch);
  if (!admission.statuses[0].ok()) return admission.statuses[0];
  if (auto found = assemblies_.find(assembly); found != assemblies_.end()) {
    found->second.documents.clear();
  }
  Apply(batch[0]);
  return absl::OkStatus();
}

absl::Status MemoryStore::ReplaceOpenings(absl::string_view assembly, uint64_t sequence,
                                          std::string openings) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  const auto found = assemblies_.find(assembly);
  const bool there =
      found != assemblies_.end() && sequence >= 1 && sequence <= found->second.log.size();
  if (!there) return NoSuchEntry(assembly, sequence);
  found->second.log[sequence - 1].openings = std::move(openings);
  return absl::OkStatus();
}

absl::Status MemoryStore::Destroy(absl::string_view assembly, uint64_t expected_sequence,
                                  std::vector<DocumentWrite> shared_documents) {
  std::vector<AppendRequest> batch;
  batch.push_back(ReplacementAppend(assembly, expected_sequence, {}, std::move(shared_documents)));
  absl::MutexLock lock(&mutex_);
  Admission admission = AdmitHeld(batch);
  if (!admission.statuses[0].ok()) return admission.statuses[0];
  assemblies_.erase(std::string(assembly));
  Apply(batch[0]);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Entry>> MemoryStore::ReadLog(absl::string_view assembly,
                                                        uint64_t after_sequence,
                                                        const ReadLimits& limits) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  absl::ReaderMutexLock lock(&mutex_);
  std::vector<Entry> page;
  const Assembly* found = Lookup(assembly);
  if (found == nullptr) return page;
  ReadBudget budget(limits);
  for (uint64_t at = after_sequence; at < found->log.size(); ++at) {
    if (!budget.Take(EntryBytes(found->log[at]))) break;
    page.push_back(found->log[at]);
  }
  return page;
}

absl::StatusOr<uint64_t> MemoryStore::LastSequence(absl::string_view assembly) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  absl::ReaderMutexLock lock(&mutex_);
  return Last(assembly);
}

absl::StatusOr<std::vector<AssemblyHead>> MemoryStore::ListAssemblies(absl::string_view after,
                                                                      size_t limit) {
  absl::ReaderMutexLock lock(&mutex_);
  std::vector<AssemblyHead> page;
  for (auto next = assemblies_.upper_bound(after); next != assemblies_.end(); ++next) {
    if (page.size() >= limit) break;
    if (next->second.log.empty()) continue;  // documents without a log do not make an assembly
    page.push_back({next->first, next->second.log.size()});
  }
  return page;
}

absl::StatusOr<std::optional<std::string>> MemoryStore::GetDocument(absl::string_view assembly,
                                                                    absl::string_view key) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  absl::ReaderMutexLock lock(&mutex_);
  const Assembly* found = Lookup(assembly);
  return found == nullptr ? std::nullopt : Find(found->documents, key);
}

absl::StatusOr<std::vector<Document>> MemoryStore::ScanDocuments(absl::string_view assembly,
                                                                 absl::string_view prefix,
                                                                 absl::string_view after_key,
                                                                 const ReadLimits& limits) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  absl::ReaderMutexLock lock(&mutex_);
  const Assembly* found = Lookup(assembly);
  if (found == nullptr) return std::vector<Document>();
  return Scan(found->documents, prefix, after_key, limits);
}

absl::StatusOr<std::optional<std::string>> MemoryStore::GetSharedDocument(absl::string_view key) {
  absl::ReaderMutexLock lock(&mutex_);
  return Find(shared_documents_, key);
}

absl::StatusOr<std::vector<Document>> MemoryStore::ScanSharedDocuments(absl::string_view prefix,
                                                                       absl::string_view after_key,
                                                                       const ReadLimits& limits) {
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  absl::ReaderMutexLock lock(&mutex_);
  return Scan(shared_documents_, prefix, after_key, limits);
}

}  // namespace

std::unique_ptr<EventStore> NewMemoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace assent::storage
