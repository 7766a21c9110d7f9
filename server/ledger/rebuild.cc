#include "server/ledger/rebuild.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/documents.h"
#include "server/assembly/settle.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/assembly/state.h"
#include "server/base/status_macros.h"
#include "server/ledger/deadlines.h"
#include "server/ledger/derived.h"
#include "server/ledger/log_tree.h"
#include "server/ledger/refusals.h"
#include "server/ledger/replies.h"
#include "server/ledger/snapshots.h"
#include "server/transparency/replay.h"

namespace assent::ledger {
namespace {

using Documents = std::map<std::string, std::string>;

constexpr storage::ReadLimits kPage{4096, 4 * 1024 * 1024};

// What follows from a log.
struct Derived {
  int64_t sequence = 0;
  Documents documents;
  storage::DocumentWrite due;
  bool other_snapshot = false;
};

bool IsKept(absl::string_view key) {
  return absl::StartsWith(key, kReplyPrefix) || absl::StartsWith(key, kReplyTimePrefix) ||
         absl::StartsWith(key, kRecordPrefix);
}

// After each entry, because an ended proposal is forgotten with a later one.
void Write(const assembly::State& state, const assembly::Touched& touched, Documents& documents) {
  for (storage::DocumentWrite& write : DerivedWrites(state, touched)) {
    if (write.value.has_value()) {
      documents[std::move(write.key)] = *std::move(write.value);
    } else {
      documents.erase(write.key);
    }
  }
}

// Whether the log leads to the state of that snapshot. A state in memory forgets what has ended as
// time goes by, that of a log only with its next entry: what may be forgotten is not compared.
bool IsStateAt(assembly::State snapshot, assembly::State logged) {
  const absl::Time late = logged.last_time + absl::Hours(24 * 365 * 1000);
  for (assembly::State* const state : {&snapshot, &logged}) assembly::Forget(*state, late);
  return assembly::EncodeState(snapshot) == assembly::EncodeState(logged);
}

// `snapshot`: a state to compare with on the way; null: none.
absl::StatusOr<Derived> Derive(storage::EventStore& store, const std::string& assembly,
                               const assembly::State* snapshot = nullptr) {
  Derived derived;
  assembly::State state;
  state.id = assembly;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> page,
                            store.ReadLog(assembly, static_cast<uint64_t>(state.sequence), kPage));
    if (page.empty()) break;
    for (const storage::Entry& entry : page) {
      assembly::Touched touched;
      const absl::Status replayed = transparency::ReplayEntry(
          {entry.sequence, entry.leaf, entry.leaf_hash, entry.openings}, state, &touched);
      if (!replayed.ok()) return error::AssemblyDamaged(assembly, replayed);
      Write(state, touched, derived.documents);
      if (snapshot == nullptr || snapshot->sequence != state.sequence) continue;
      derived.other_snapshot = !IsStateAt(*snapshot, state);
    }
  }
  derived.sequence = state.sequence;
  derived.due = DueDocument(assembly, assembly::NextMoment(state));
  return derived;
}

absl::StatusOr<Documents> Stored(storage::EventStore& store, const std::string& assembly) {
  Documents documents;
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(std::vector<storage::Document> page,
                            store.ScanDocuments(assembly, "", after, kPage));
    if (page.empty()) return documents;
    after = page.back().key;
    for (storage::Document& document : page) {
      documents[std::move(document.key)] = std::move(document.value);
    }
  }
}

}  // namespace

absl::Status RebuildOne(storage::EventStore& store, const std::string& assembly,
                        int64_t& sequence) {
  ASSENT_ASSIGN_OR_RETURN(Derived derived, Derive(store, assembly));
  ASSENT_ASSIGN_OR_RETURN(const Documents stored, Stored(store, assembly));
  std::vector<storage::Document> documents;
  documents.reserve(derived.documents.size());
  for (auto& [key, value] : derived.documents) documents.push_back({key, std::move(value)});
  for (const auto& [key, value] : stored) {
    if (IsKept(key)) documents.push_back({key, value});
  }
  sequence = derived.sequence;
  return store.ReplaceDocuments(assembly, static_cast<uint64_t>(sequence), std::move(documents),
                                {std::move(derived.due)});
}

namespace {

void CompareDue(const Derived& derived, const std::optional<std::string>& stored,
                std::vector<std::string>& differences) {
  if (stored != derived.due.value) differences.push_back(absl::StrCat(derived.due.key, " differs"));
}

}  // namespace

absl::Status Rebuild(storage::EventStore& store,
                     absl::FunctionRef<void(absl::string_view, int64_t)> done) {
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::AssemblyHead> page,
                            store.ListAssemblies(after, kPage.max_items));
    if (page.empty()) return absl::OkStatus();
    for (const storage::AssemblyHead& head : page) {
      int64_t sequence = 0;
      ASSENT_RETURN_IF_ERROR(RebuildOne(store, head.assembly, sequence));
      done(head.assembly, sequence);
    }
    after = page.back().assembly;
  }
}

absl::StatusOr<std::vector<std::string>> CompareDocuments(storage::EventStore& store,
                                                          absl::string_view assembly,
                                                          absl::string_view build) {
  const std::string id(assembly);
  ASSENT_ASSIGN_OR_RETURN(const Replayed snapshot, LoadSnapshot(store, id, build));
  ASSENT_ASSIGN_OR_RETURN(const Derived derived, Derive(store, id, &snapshot.state));
  ASSENT_ASSIGN_OR_RETURN(const Documents stored, Stored(store, id));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> due,
                          store.GetSharedDocument(derived.due.key));
  std::vector<std::string> differences;
  CompareDue(derived, due, differences);
  if (derived.other_snapshot) differences.push_back("snapshot differs");
  for (const auto& [key, value] : derived.documents) {
    const auto found = stored.find(key);
    if (found == stored.end()) {
      differences.push_back(absl::StrCat(key, " is missing"));
    } else if (found->second != value) {
      differences.push_back(absl::StrCat(key, " differs"));
    }
  }
  for (const auto& [key, value] : stored) {
    if (absl::StartsWith(key, kSnapshotPrefix)) continue;  // it may be there, or not
    if (!IsKept(key) && derived.documents.count(key) == 0) {
      differences.push_back(absl::StrCat(key, " is one too many"));
    }
  }
  return differences;
}

}  // namespace assent::ledger
