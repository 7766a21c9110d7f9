#include "storage/rocksdb/rocksdb_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "storage/contract.h"
#include "storage/listeners.h"
#include "storage/rocksdb/changes.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/log_tail.h"
#include "storage/rocksdb/reader.h"
#include "storage/rocksdb/sequence_cache.h"
#include "storage/rocksdb/settings.h"
#include "storage/rocksdb/status.h"
#include "storage/rocksdb/stop.h"
#include "storage/rocksdb/torn_log.h"
#include "storage/rocksdb/wipe.h"

namespace assent::storage {
namespace {

class RocksDbStore final : public EventStore {
 public:
  RocksDbStore(std::unique_ptr<Folder> folder, std::shared_ptr<Stop> stop,
               std::unique_ptr<rocksdb::DB> db, size_t cached_sequences)
      : folder_(std::move(folder)),
        stop_(std::move(stop)),
        db_(std::move(db)),
        reader_(db_.get()),
        sequences_(cached_sequences) {}

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
  absl::Status Scrub(absl::string_view assembly) override;
  absl::Status Destroy(absl::string_view assembly, uint64_t expected_sequence,
                       std::vector<DocumentWrite> shared_documents) override;
  std::unique_ptr<Subscription> Subscribe(Listener listener) override {
    return listeners_.Add(std::move(listener));
  }
  absl::Status Health() override { return stop_->status(); }

 private:
  enum class Documents { kKeep, kReplace, kDestroyAll };

  // Decides on the batch and writes what is admitted; the statuses are final.
  Admission Write(const std::vector<AppendRequest>& batch, Documents documents)
      ABSL_LOCKS_EXCLUDED(write_mutex_);
  absl::Status WipeOrStop(absl::string_view assembly, Wipe what);
  absl::StatusOr<uint64_t> LastForWriting(absl::string_view assembly)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  const std::unique_ptr<Folder> folder_;  // unlocked last
  const std::shared_ptr<Stop> stop_;
  const std::unique_ptr<rocksdb::DB> db_;
  const Reader reader_;
  Listeners listeners_;
  absl::Mutex write_mutex_;  // held over the sync
  SequenceCache sequences_ ABSL_GUARDED_BY(write_mutex_);
};

absl::StatusOr<uint64_t> RocksDbStore::LastForWriting(absl::string_view assembly) {
  if (std::optional<uint64_t> known = sequences_.Get(assembly)) return *known;
  absl::StatusOr<uint64_t> last = reader_.LastSequence(assembly);
  if (last.ok()) sequences_.Put(assembly, *last);
  return last;
}

// What becomes of a batch when nothing of it is written.
void Refuse(Admission& admission, const absl::Status& reason) {
  admission.heads.clear();
  for (absl::Status& status : admission.statuses) {
    if (status.ok()) status = reason;
  }
}

Admission RocksDbStore::Write(const std::vector<AppendRequest>& batch, Documents documents) {
  absl::MutexLock lock(&write_mutex_);
  Admission admission = Admit(batch, [this](absl::string_view assembly) {
    write_mutex_.AssertHeld();
    return LastForWriting(assembly);
  });
  if (absl::Status stopped = stop_->status(); !stopped.ok()) {
    Refuse(admission, stopped);
    return admission;
  }
  Changes changes;
  bool any = false;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (!admission.statuses[i].ok()) continue;
    if (documents != Documents::kKeep) changes.DropDocuments(batch[i].assembly);
    if (documents == Documents::kDestroyAll) {
      changes.DropLog(batch[i].assembly);
      sequences_.Put(batch[i].assembly, 0);
    }
    changes.Add(batch[i]);
    any = true;
  }
  if (!any) return admission;
  changes.Add(admission.heads);
  if (rocksdb::Status written = changes.WriteTo(*db_); !written.ok()) {
    Refuse(admission, stop_->Set(written));
    return admission;
  }
  for (const auto& [assembly, sequence] : admission.heads) sequences_.Put(assembly, sequence);
  return admission;
}

void RocksDbStore::Append(std::vector<AppendRequest> batch, AppendDone done) {
  Admission admission = Write(batch, Documents::kKeep);
  listeners_.Notify(admission.heads);
  std::move(done)(std::move(admission.statuses));
}

absl::Status RocksDbStore::ReplaceDocuments(absl::string_view assembly, uint64_t expected_sequence,
                                            std::vector<Document> documents,
                                            std::vector<DocumentWrite> shared_documents) {
  std::vector<AppendRequest> batch;
  batch.push_back(ReplacementAppend(assembly, expected_sequence, std::move(documents),
                                    std::move(shared_documents)));
  return Write(batch, Documents::kReplace).statuses[0];
}

absl::Status RocksDbStore::ReplaceOpenings(absl::string_view assembly, uint64_t sequence,
                                           std::string openings) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  if (sequence == 0) return NoSuchEntry(assembly, sequence);
  absl::MutexLock lock(&write_mutex_);
  if (absl::Status stopped = stop_->status(); !stopped.ok()) return stopped;
  absl::StatusOr<std::vector<Entry>> row =
      reader_.ReadLog(assembly, sequence - 1, {.max_items = 1});
  if (!row.ok()) return row.status();
  if (row->empty()) return NoSuchEntry(assembly, sequence);
  row->front().openings = std::move(openings);
  AppendRequest anew;
  anew.assembly = std::string(assembly);
  anew.entries = *std::move(row);
  Changes changes;
  changes.Add(anew);
  if (rocksdb::Status written = changes.WriteTo(*db_); !written.ok()) return stop_->Set(written);
  return absl::OkStatus();
}

absl::Status RocksDbStore::Scrub(absl::string_view assembly) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  return WipeOrStop(assembly, Wipe::kContent);
}

// RocksDB (with the assertions that Debian's build has) stops the program where it is to begin a
// new log for the second time after the disk has refused the first.
absl::Status RocksDbStore::WipeOrStop(absl::string_view assembly, Wipe what) {
  if (absl::Status stopped = stop_->status(); !stopped.ok()) return stopped;
  absl::Status wiped = WipeFiles(*db_, assembly, what);
  if (!wiped.ok()) stop_->Set(rocksdb::Status::IOError(std::string(wiped.message()))).IgnoreError();
  return wiped;
}

absl::Status RocksDbStore::Destroy(absl::string_view assembly, uint64_t expected_sequence,
                                   std::vector<DocumentWrite> shared_documents) {
  std::vector<AppendRequest> batch;
  batch.push_back(ReplacementAppend(assembly, expected_sequence, {}, std::move(shared_documents)));
  if (absl::Status dropped = Write(batch, Documents::kDestroyAll).statuses[0]; !dropped.ok()) {
    return dropped;
  }
  return WipeOrStop(assembly, Wipe::kEverything);
}

absl::StatusOr<std::vector<Entry>> RocksDbStore::ReadLog(absl::string_view assembly,
                                                         uint64_t after_sequence,
                                                         const ReadLimits& limits) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  return reader_.ReadLog(assembly, after_sequence, limits);
}

absl::StatusOr<uint64_t> RocksDbStore::LastSequence(absl::string_view assembly) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  return reader_.LastSequence(assembly);
}

absl::StatusOr<std::vector<AssemblyHead>> RocksDbStore::ListAssemblies(absl::string_view after,
                                                                       size_t limit) {
  return reader_.ListAssemblies(after, limit);
}

absl::StatusOr<std::optional<std::string>> RocksDbStore::GetDocument(absl::string_view assembly,
                                                                     absl::string_view key) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  return reader_.Get(absl::StrCat(format::DocumentPrefix(assembly), key));
}

absl::StatusOr<std::vector<Document>> RocksDbStore::ScanDocuments(absl::string_view assembly,
                                                                  absl::string_view prefix,
                                                                  absl::string_view after_key,
                                                                  const ReadLimits& limits) {
  if (absl::Status status = CheckAssembly(assembly); !status.ok()) return status;
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  return reader_.Scan(format::DocumentPrefix(assembly), prefix, after_key, limits);
}

absl::StatusOr<std::optional<std::string>> RocksDbStore::GetSharedDocument(absl::string_view key) {
  return reader_.Get(absl::StrCat(format::SharedDocumentPrefix(), key));
}

absl::StatusOr<std::vector<Document>> RocksDbStore::ScanSharedDocuments(absl::string_view prefix,
                                                                        absl::string_view after_key,
                                                                        const ReadLimits& limits) {
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  return reader_.Scan(format::SharedDocumentPrefix(), prefix, after_key, limits);
}

// Without what a disk has not taken whole of what was last written, if that is what it takes.
absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenDb(const rocksdb::Options& settings,
                                                    const std::string& folder) {
  rocksdb::DB* db = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(settings, folder, &db);
  if (status.IsCorruption()) {
    const absl::StatusOr<std::vector<CutEnd>> torn = CutOffTornEnds(settings.env, folder);
    if (!torn.ok()) return torn.status();
    if (!torn->empty()) status = rocksdb::DB::Open(settings, folder, &db);
    if (!status.ok()) PutBack(settings.env, *torn);
  }
  if (!status.ok()) return FromOpening(status, folder);
  return std::unique_ptr<rocksdb::DB>(db);
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventStore>> OpenRocksDbStore(const std::string& folder,
                                                             const RocksDbOptions& options) {
  rocksdb::Env* env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  absl::StatusOr<std::unique_ptr<Folder>> claimed = Folder::Claim(env, folder);
  if (!claimed.ok()) return claimed.status();
  if (absl::Status tails = CheckLogTails(env, folder); !tails.ok()) return tails;
  auto stop = std::make_shared<Stop>();
  rocksdb::Options settings = Settings(options, (*claimed)->is_new());
  settings.listeners.push_back(stop);
  absl::StatusOr<std::unique_ptr<rocksdb::DB>> db = OpenDb(settings, folder);
  if (!db.ok()) return db.status();
  if ((*claimed)->is_new()) {
    if (absl::Status made = (*claimed)->MarkReady(); !made.ok()) return made;
  }
  return std::make_unique<RocksDbStore>(*std::move(claimed), std::move(stop), *std::move(db),
                                        options.cached_sequences);
}

}  // namespace assent::storage
