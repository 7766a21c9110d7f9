#include "storage/rocksdb/reader.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/contract.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/status.h"

namespace assent::storage {
namespace {

absl::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The keys from `first` to before `end`, in order.
class Range {
 public:
  Range(rocksdb::DB* db, const std::string& first, std::string end)
      : end_(std::move(end)), end_slice_(end_) {
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &end_slice_;
    iterator_.reset(db->NewIterator(options));
    iterator_->Seek(first);
  }
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;

  bool Valid() const { return iterator_->Valid(); }
  void Next() { iterator_->Next(); }
  absl::string_view key() const { return View(iterator_->key()); }
  absl::string_view value() const { return View(iterator_->value()); }

  // Once Valid() is false: whether that was the end or a failure.
  absl::Status status() const { return FromRocksDb(iterator_->status(), "reading a range"); }

 private:
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

absl::Status Missing(absl::string_view assembly, uint64_t sequence) {
  return absl::DataLossError(
      absl::StrCat("storage: entry ", sequence, " of ", assembly, " is missing"));
}

}  // namespace

absl::StatusOr<std::optional<std::string>> Reader::Get(const std::string& key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return FromRocksDb(status, "reading a key");
  return value;
}

absl::StatusOr<uint64_t> Reader::LastSequence(absl::string_view assembly) const {
  absl::StatusOr<std::optional<std::string>> head = Get(format::HeadKey(assembly));
  if (!head.ok()) return head.status();
  return head->has_value() ? format::DecodeSequence(**head) : 0;
}

absl::StatusOr<std::vector<Entry>> Reader::ReadLog(absl::string_view assembly,
                                                   uint64_t after_sequence,
                                                   const ReadLimits& limits) const {
  std::vector<Entry> page;
  const absl::StatusOr<uint64_t> last = LastSequence(assembly);
  if (!last.ok()) return last.status();
  if (after_sequence >= *last) return page;
  ReadBudget budget(limits);
  const std::string prefix = format::LogPrefix(assembly);
  uint64_t sequence = after_sequence + 1;
  Range range(db_, format::LogKey(assembly, sequence), format::PrefixEnd(prefix));
  for (; range.Valid(); range.Next(), ++sequence) {
    absl::StatusOr<uint64_t> found = format::DecodeSequence(range.key().substr(prefix.size()));
    if (!found.ok()) return found.status();
    if (*found != sequence) return Missing(assembly, sequence);
    absl::StatusOr<Entry> entry = format::DecodeEntry(sequence, range.value());
    if (!entry.ok()) return entry.status();
    if (!budget.Take(EntryBytes(*entry))) return page;
    page.push_back(*std::move(entry));
  }
  if (absl::Status status = range.status(); !status.ok()) return status;
  if (sequence <= *last) return Missing(assembly, sequence);
  return page;
}

absl::StatusOr<std::vector<AssemblyHead>> Reader::ListAssemblies(absl::string_view after,
                                                                 size_t limit) const {
  std::vector<AssemblyHead> page;
  const std::string prefix = format::HeadPrefix();
  Range range(db_, absl::StrCat(prefix, after, absl::string_view("\0", 1)),
              format::PrefixEnd(prefix));
  for (; range.Valid() && page.size() < limit; range.Next()) {
    absl::StatusOr<uint64_t> last = format::DecodeSequence(range.value());
    if (!last.ok()) return last.status();
    page.push_back({std::string(range.key().substr(prefix.size())), *last});
  }
  if (absl::Status status = range.status(); !status.ok()) return status;
  return page;
}

absl::StatusOr<std::vector<Document>> Reader::Scan(const std::string& space,
                                                   absl::string_view prefix,
                                                   absl::string_view after_key,
                                                   const ReadLimits& limits) const {
  std::vector<Document> page;
  ReadBudget budget(limits);
  std::string first = after_key < prefix
                          ? absl::StrCat(space, prefix)
                          : absl::StrCat(space, after_key, absl::string_view("\0", 1));
  Range range(db_, std::move(first), format::PrefixEnd(absl::StrCat(space, prefix)));
  for (; range.Valid(); range.Next()) {
    const absl::string_view key = range.key().substr(space.size());
    if (!budget.Take(key.size() + range.value().size())) return page;
    page.push_back({std::string(key), std::string(range.value())});
  }
  if (absl::Status status = range.status(); !status.ok()) return status;
  return page;
}

}  // namespace assent::storage
