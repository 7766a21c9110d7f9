#include "tests/contract/helpers.h"

#include <utility>

#include "absl/synchronization/notification.h"

namespace assent::storage::contract {

Entry MakeEntry(uint64_t sequence, absl::string_view text) {
  Entry entry;
  entry.sequence = sequence;
  entry.leaf = std::string(text);
  entry.leaf_hash = absl::StrCat("hash ", sequence, " ", text);
  entry.leaf_hash.resize(kLeafHashBytes, '\0');
  entry.openings = absl::StrCat("opening of ", text);
  for (uint64_t n = sequence; n != 0 && n % 2 == 0; n /= 2) entry.subtrees += entry.leaf_hash;
  return entry;
}

AppendRequest MakeAppend(absl::string_view assembly, uint64_t expected,
                         const std::vector<std::string>& texts) {
  AppendRequest append;
  append.assembly = std::string(assembly);
  append.expected_sequence = expected;
  for (const std::string& text : texts) append.entries.push_back(MakeEntry(++expected, text));
  return append;
}

std::vector<absl::Status> AppendAll(EventStore& store, std::vector<AppendRequest> batch) {
  std::vector<absl::Status> result;
  absl::Notification finished;
  store.Append(std::move(batch), [&](std::vector<absl::Status> statuses) {
    result = std::move(statuses);
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

absl::Status AppendOne(EventStore& store, AppendRequest append) {
  std::vector<AppendRequest> batch;
  batch.push_back(std::move(append));
  std::vector<absl::Status> statuses = AppendAll(store, std::move(batch));
  if (statuses.size() != 1) return absl::InternalError("one append, but not one status");
  return statuses[0];
}

absl::StatusOr<std::vector<std::string>> Leaves(EventStore& store, absl::string_view assembly) {
  std::vector<std::string> leaves;
  while (true) {
    absl::StatusOr<std::vector<Entry>> page =
        store.ReadLog(assembly, leaves.size(), {.max_items = 100});
    if (!page.ok()) return page.status();
    if (page->empty()) return leaves;
    for (Entry& entry : *page) leaves.push_back(std::move(entry.leaf));
  }
}

absl::StatusOr<std::vector<std::string>> AllDocuments(EventStore& store,
                                                      absl::string_view assembly) {
  std::vector<std::string> all;
  std::string after;
  while (true) {
    absl::StatusOr<std::vector<Document>> page =
        store.ScanDocuments(assembly, "", after, {.max_items = 3});
    if (!page.ok()) return page.status();
    if (page->empty()) return all;
    for (const Document& each : *page) all.push_back(absl::StrCat(each.key, "=", each.value));
    after = page->back().key;
  }
}

}  // namespace assent::storage::contract

namespace assent::storage {

bool operator==(const Entry& a, const Entry& b) {
  return a.sequence == b.sequence && a.leaf == b.leaf && a.leaf_hash == b.leaf_hash &&
         a.openings == b.openings && a.subtrees == b.subtrees;
}

}  // namespace assent::storage
