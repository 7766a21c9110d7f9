#include "server/ledger/erasures.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/event/v1/text.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/assembly/canonical.h"
#include "server/base/status_macros.h"
#include "server/transparency/replay.h"
#include "server/transparency/text_owners.h"

namespace assent::ledger {
namespace {

using event::v1::Event;
using transparency::TextOwner;

constexpr absl::string_view kPrefix = "erase/";
constexpr absl::string_view kFoundingPrefix = "founding/";
constexpr storage::ReadLimits kPage{4096, 4 * 1024 * 1024};
// A disk that refuses now may be there again in a minute.
constexpr absl::Duration kTryAgain = absl::Minutes(1);

// What a log has said so far.
struct Found {
  transparency::TextOwners owners;
  std::map<uint64_t, TextOwner> texts;                          // that are there, by entry
  std::map<TextOwner, uint64_t> expired;                        // by which entry
  std::map<uint64_t, absl::flat_hash_set<int32_t>> by_authors;  // indexes, by entry
  int64_t newest = 0;
};

absl::Status Look(const storage::Entry& entry, Found& found) {
  ASSENT_ASSIGN_OR_RETURN(const Event event, transparency::OpenEntry(entry.leaf, ""));
  if (event.has_texts_expired()) {
    found.expired[{event.proposal(), event.texts_expired().meeting()}] = entry.sequence;
  } else if (event.has_texts_erased()) {
    const event::v1::TextsErased& erased = event.texts_erased();
    found.by_authors[static_cast<uint64_t>(erased.entry())].insert(erased.indexes().begin(),
                                                                   erased.indexes().end());
  } else {
    const TextOwner owner = found.owners.Next(event);
    if (!entry.openings.empty()) found.texts[entry.sequence] = owner;
    return absl::OkStatus();
  }
  found.newest = static_cast<int64_t>(entry.sequence);
  return absl::OkStatus();
}

// What stays beside an entry of which its author has erased some.
absl::Status AddErasedByAuthor(storage::EventStore& store, const std::string& assembly,
                               uint64_t sequence, const absl::flat_hash_set<int32_t>& indexes,
                               std::vector<Going>& going) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> row,
                          store.ReadLog(assembly, sequence - 1, {.max_items = 1}));
  if (row.empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(std::string staying, Without(row.front().openings, indexes));
  if (staying != row.front().openings) going.push_back({sequence, std::move(staying)});
  return absl::OkStatus();
}

}  // namespace

storage::DocumentWrite ErasureDocument(absl::string_view assembly,
                                       std::optional<int64_t> sequence) {
  storage::DocumentWrite document{absl::StrCat(kPrefix, assembly), std::nullopt};
  if (sequence) document.value = absl::StrCat(*sequence);
  return document;
}

bool ErasesTexts(absl::string_view leaf) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream bytes(reinterpret_cast<const uint8_t*>(leaf.data()),
                                               static_cast<int>(leaf.size()));
  int number = 0;  // of the last field, which is what happened
  for (uint32_t tag = bytes.ReadTag(); tag != 0; tag = bytes.ReadTag()) {
    number = WireFormatLite::GetTagFieldNumber(tag);
    if (!WireFormatLite::SkipField(&bytes, tag)) break;
  }
  return number == Event::kTextsErasedFieldNumber || number == Event::kTextsExpiredFieldNumber;
}

absl::StatusOr<std::string> Without(absl::string_view openings,
                                    const absl::flat_hash_set<int32_t>& indexes) {
  event::v1::Openings there;
  if (!there.ParseFromArray(openings.data(), static_cast<int>(openings.size()))) {
    return absl::DataLossError("the bytes beside it are no openings");
  }
  event::v1::Openings staying;
  for (const event::v1::Opening& opening : there.openings()) {
    if (!indexes.contains(opening.index())) *staying.add_openings() = opening;
  }
  return staying.openings().empty() ? std::string() : assembly::CanonicalBytes(staying);
}

absl::StatusOr<Erased> FindErased(storage::EventStore& store, const std::string& assembly) {
  Found found;
  uint64_t last = 0;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> page,
                            store.ReadLog(assembly, last, kPage));
    if (page.empty()) break;
    for (const storage::Entry& entry : page) ASSENT_RETURN_IF_ERROR(Look(entry, found));
    last = page.back().sequence;
  }
  Erased erased;
  erased.newest = found.newest;
  for (const auto& [sequence, owner] : found.texts) {
    const auto expired = found.expired.find(owner);
    const auto by_author = found.by_authors.find(sequence);
    if (expired != found.expired.end() && sequence < expired->second) {
      erased.entries.push_back({sequence, ""});
    } else if (by_author != found.by_authors.end()) {
      ASSENT_RETURN_IF_ERROR(
          AddErasedByAuthor(store, assembly, sequence, by_author->second, erased.entries));
    }
  }
  return erased;
}

absl::StatusOr<std::vector<storage::DocumentWrite>> WithoutFoundings(storage::EventStore& store,
                                                                     absl::string_view assembly) {
  std::vector<storage::DocumentWrite> writes;
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanSharedDocuments(kFoundingPrefix, after, {}));
    if (page.empty()) return writes;
    for (const storage::Document& document : page) {
      if (document.value == assembly) writes.push_back({document.key, std::nullopt});
    }
    after = page.back().key;
  }
}

absl::Status Erasures::Read(storage::EventStore& store) {
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanSharedDocuments(kPrefix, after, {}));
    if (page.empty()) return absl::OkStatus();
    for (const storage::Document& document : page) {
      int64_t sequence = 0;
      if (!absl::SimpleAtoi(document.value, &sequence)) {
        return absl::DataLossError(
            absl::StrCat("the shared document ", document.key, " is not the number of an entry"));
      }
      Note(document.key.substr(kPrefix.size()), sequence);
    }
    after = page.back().key;
  }
}

void Erasures::Note(const std::string& assembly, int64_t sequence) {
  absl::MutexLock lock(&mutex_);
  waiting_[assembly].sequences.insert(sequence);
}

std::optional<int64_t> Erasures::Newest(const std::string& assembly) const {
  absl::MutexLock lock(&mutex_);
  const auto waiting = waiting_.find(assembly);
  if (waiting == waiting_.end()) return std::nullopt;
  return *waiting->second.sequences.rbegin();
}

void Erasures::Drop(const std::string& assembly, int64_t from, int64_t up_to) {
  const auto waiting = waiting_.find(assembly);
  if (waiting == waiting_.end()) return;
  std::set<int64_t>& sequences = waiting->second.sequences;
  sequences.erase(sequences.lower_bound(from), sequences.upper_bound(up_to));
  if (sequences.empty()) waiting_.erase(waiting);
}

bool Erasures::Done(const std::string& assembly, int64_t sequence) {
  absl::MutexLock lock(&mutex_);
  Drop(assembly, 0, sequence);
  return !waiting_.contains(assembly);
}

void Erasures::TakeBack(const std::string& assembly, int64_t sequence) {
  {
    absl::MutexLock lock(&mutex_);
    Drop(assembly, sequence, sequence);
  }
  Tell(assembly, absl::OkStatus());
}

bool Erasures::Begin(const std::string& assembly) {
  absl::MutexLock lock(&mutex_);
  if (!waiting_.contains(assembly)) return false;
  const auto [pass, fresh] = passes_.try_emplace(assembly, false);
  if (!fresh) pass->second = true;
  return fresh;
}

bool Erasures::End(const std::string& assembly) {
  absl::MutexLock lock(&mutex_);
  return passes_.extract(assembly).mapped();
}

void Erasures::WhenGone(const std::string& assembly, Told told) {
  {
    absl::MutexLock lock(&mutex_);
    const auto waiting = waiting_.find(assembly);
    if (waiting != waiting_.end()) {
      asking_[assembly].push_back({*waiting->second.sequences.rbegin(), std::move(told)});
      return;
    }
  }
  std::move(told)(absl::OkStatus());
}

void Erasures::Tell(const std::string& assembly, const absl::Status& status) {
  std::vector<Asking> tell;
  {
    absl::MutexLock lock(&mutex_);
    const auto asking = asking_.find(assembly);
    if (asking == asking_.end()) return;
    const auto waiting = waiting_.find(assembly);
    const int64_t first = waiting == waiting_.end() ? std::numeric_limits<int64_t>::max()
                                                    : *waiting->second.sequences.begin();
    std::vector<Asking> later;
    for (Asking& one : asking->second) {
      (!status.ok() || one.up_to < first ? tell : later).push_back(std::move(one));
    }
    later.empty() ? (void)asking_.erase(asking) : (void)(asking->second = std::move(later));
  }
  for (Asking& one : tell) std::move(one.told)(status);
}

std::vector<std::string> Erasures::TakeDue(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> due;
  for (auto& [assembly, waiting] : waiting_) {
    if (waiting.again > now) continue;
    due.push_back(assembly);
    waiting.again = now + kTryAgain;
  }
  return due;
}

Erasures::Turn::Turn(Erasures& erasures, const std::string& assembly)
    : erasures_(erasures), assembly_(assembly) {
  absl::MutexLock lock(&erasures_.mutex_);
  const auto free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(erasures_.mutex_) {
    return !erasures_.turns_.contains(assembly_);
  };
  erasures_.mutex_.Await(absl::Condition(&free));
  erasures_.turns_.insert(assembly_);
}

Erasures::Turn::~Turn() {
  absl::MutexLock lock(&erasures_.mutex_);
  erasures_.turns_.erase(assembly_);
}

}  // namespace assent::ledger
