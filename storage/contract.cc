#include "storage/contract.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace assent::storage {
namespace {

absl::Status OutOfBounds(absl::string_view what, size_t size, size_t most) {
  return absl::InvalidArgumentError(
      absl::StrCat("storage: ", what, " has ", size, " bytes; allowed are 1 to ", most));
}

absl::Status CheckEntry(const Entry& entry, uint64_t sequence) {
  if (entry.sequence != sequence) {
    return absl::InvalidArgumentError(absl::StrCat("storage: an entry is numbered ", entry.sequence,
                                                   ", at a place where ", sequence, " follows"));
  }
  if (entry.leaf.empty() || entry.leaf.size() > kMaxLeafBytes) {
    return OutOfBounds("a leaf", entry.leaf.size(), kMaxLeafBytes);
  }
  if (entry.leaf_hash.size() != kLeafHashBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "storage: a leaf hash has ", entry.leaf_hash.size(), " bytes, not ", kLeafHashBytes));
  }
  if (entry.subtrees.size() % kLeafHashBytes != 0 ||
      entry.subtrees.size() > kMaxSubtrees * kLeafHashBytes) {
    return absl::InvalidArgumentError(absl::StrCat("storage: the hashes of subtrees have ",
                                                   entry.subtrees.size(), " bytes together"));
  }
  return absl::OkStatus();
}

absl::Status CheckWrites(const std::vector<DocumentWrite>& writes, size_t& bytes) {
  for (const DocumentWrite& write : writes) {
    if (absl::Status status = CheckKey(write.key); !status.ok()) return status;
    bytes += write.key.size() + (write.value ? write.value->size() : 0);
  }
  return absl::OkStatus();
}

absl::Status Outrun(const AppendRequest& append, uint64_t last) {
  return absl::AbortedError(absl::StrCat("storage: the log of ", append.assembly, " ends at ", last,
                                         ", the append expects ", append.expected_sequence));
}

// What a batch does to one log while its appends are looked at in turn.
struct Progress {
  absl::StatusOr<uint64_t> last;
  bool refused = false;
};

absl::Status AdmitOne(const AppendRequest& append, const Progress& progress) {
  if (absl::Status status = CheckAppend(append); !status.ok()) return status;
  if (!progress.last.ok()) return progress.last.status();
  if (progress.refused) {
    return absl::AbortedError(absl::StrCat("storage: an earlier append of this batch to ",
                                           append.assembly, ", under this one, was refused"));
  }
  if (append.expected_sequence != *progress.last) return Outrun(append, *progress.last);
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckAssembly(absl::string_view assembly) {
  if (assembly.empty() || assembly.size() > kMaxAssemblyIdBytes) {
    return OutOfBounds("an assembly id", assembly.size(), kMaxAssemblyIdBytes);
  }
  if (assembly.find('\0') != absl::string_view::npos) {
    return absl::InvalidArgumentError("storage: an assembly id holds a zero byte");
  }
  return absl::OkStatus();
}

absl::Status CheckKey(absl::string_view key) {
  if (key.empty() || key.size() > kMaxKeyBytes) {
    return OutOfBounds("a document key", key.size(), kMaxKeyBytes);
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(const ReadLimits& limits) {
  if (limits.max_items > 0) return absl::OkStatus();
  return absl::InvalidArgumentError("storage: a read is limited to 0 items");
}

absl::Status CheckAppend(const AppendRequest& append) {
  if (absl::Status status = CheckAssembly(append.assembly); !status.ok()) return status;
  uint64_t sequence = append.expected_sequence;
  size_t bytes = 0;
  for (const Entry& entry : append.entries) {
    if (absl::Status status = CheckEntry(entry, ++sequence); !status.ok()) return status;
    bytes += EntryBytes(entry);
  }
  for (const auto* writes : {&append.documents, &append.shared_documents}) {
    if (absl::Status status = CheckWrites(*writes, bytes); !status.ok()) return status;
  }
  if (bytes > kMaxAppendBytes) return OutOfBounds("an append", bytes, kMaxAppendBytes);
  return absl::OkStatus();
}

Admission Admit(const std::vector<AppendRequest>& batch,
                absl::FunctionRef<absl::StatusOr<uint64_t>(absl::string_view)> last_sequence) {
  Admission admission;
  admission.statuses.reserve(batch.size());
  absl::flat_hash_map<absl::string_view, Progress> logs;
  for (const AppendRequest& append : batch) {
    auto [log, is_new] = logs.try_emplace(append.assembly);
    Progress& progress = log->second;
    if (is_new) progress.last = last_sequence(append.assembly);
    absl::Status status = AdmitOne(append, progress);
    progress.refused |= !status.ok();
    if (status.ok() && !append.entries.empty()) {
      progress.last = append.expected_sequence + append.entries.size();
      admission.heads[append.assembly] = *progress.last;
    }
    admission.statuses.push_back(std::move(status));
  }
  return admission;
}

AppendRequest ReplacementAppend(absl::string_view assembly, uint64_t expected_sequence,
                                std::vector<Document> documents,
                                std::vector<DocumentWrite> shared_documents) {
  AppendRequest append;
  append.assembly = std::string(assembly);
  append.expected_sequence = expected_sequence;
  append.documents.reserve(documents.size());
  for (Document& document : documents) {
    append.documents.push_back({std::move(document.key), std::move(document.value)});
  }
  append.shared_documents = std::move(shared_documents);
  return append;
}

absl::Status NoSuchEntry(absl::string_view assembly, uint64_t sequence) {
  return absl::NotFoundError(absl::StrCat("storage: ", assembly, " has no entry ", sequence));
}

size_t EntryBytes(const Entry& entry) {
  return entry.leaf.size() + entry.leaf_hash.size() + entry.openings.size() + entry.subtrees.size();
}

bool ReadBudget::Take(size_t bytes) {
  if (items_ >= limits_.max_items) return false;
  if (items_ > 0 && bytes_ + bytes > limits_.max_bytes) return false;
  ++items_;
  bytes_ += bytes;
  return true;
}

}  // namespace assent::storage
