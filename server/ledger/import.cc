#include "server/ledger/import.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "assent/event/v1/event.pb.h"
#include "google/protobuf/arena.h"
#include "server/assembly/act.h"
#include "server/assembly/errors.h"
#include "server/assembly/settle.h"
#include "server/base/limits.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/deadlines.h"
#include "server/ledger/derived.h"
#include "server/ledger/log_tree.h"
#include "server/ledger/refusals.h"
#include "server/transparency/bundles.h"
#include "server/transparency/hash.h"
#include "server/transparency/replay.h"
#include "server/transparency/tlog/tiles.h"

namespace assent::ledger {
namespace {

constexpr absl::string_view kUnfinishedPrefix = "importing/";

// One synced batch: large enough that the sync costs little, small enough that two of
// them are no burden.
constexpr size_t kPageEntries = 2048;
constexpr size_t kPageBytes = 4 * 1024 * 1024;

storage::DocumentWrite Unfinished(absl::string_view assembly, bool begins) {
  return {absl::StrCat(kUnfinishedPrefix, assembly),
          begins ? std::make_optional<std::string>() : std::nullopt};
}

absl::Status TakeBack(storage::EventStore& store, const std::string& assembly) {
  ASSENT_ASSIGN_OR_RETURN(const uint64_t last, store.LastSequence(assembly));
  return store.Destroy(assembly, last, {Unfinished(assembly, /*begins=*/false)});
}

// Documents that many entries in a row change, and that need nothing but the state as it
// is: one write a page is enough. Proposals do not wait: their documents are as of the last entry
// that touches them, and what is said of one in later entries would show in them.
bool MayWait(const assembly::DocumentRef& ref) {
  using assembly::DocumentKind;
  switch (ref.kind) {
    case DocumentKind::kAssembly:
    case DocumentKind::kMember:
    case DocumentKind::kPosition:
    case DocumentKind::kBallot:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<bool> IsImporting(storage::EventStore& store, absl::string_view assembly) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> unfinished,
                          store.GetSharedDocument(absl::StrCat(kUnfinishedPrefix, assembly)));
  return unfinished.has_value();
}

absl::Status TakeBackImports(storage::EventStore& store) {
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanSharedDocuments(kUnfinishedPrefix, "", {.max_items = 100}));
    if (page.empty()) return absl::OkStatus();
    for (const storage::Document& document : page) {
      const std::string assembly = document.key.substr(kUnfinishedPrefix.size());
      ASSENT_RETURN_IF_ERROR(TakeBack(store, assembly));
      base::Log(base::Severity::kInfo, "import_taken_back", {{"assembly", assembly}});
    }
  }
}

absl::StatusOr<std::unique_ptr<Import>> Import::Begin(storage::EventStore& store,
                                                      const base::Clock& clock,
                                                      transparency::Notary& notary,
                                                      absl::string_view checkpoint,
                                                      std::string reason, Done done) {
  absl::StatusOr<transparency::Note> note = transparency::ParseNote(checkpoint);
  if (!note.ok()) return error::LogNotVerified(note.status(), "checkpoint");
  absl::StatusOr<transparency::Checkpoint> parsed = transparency::ParseCheckpoint(note->text);
  if (!parsed.ok()) return error::LogNotVerified(parsed.status(), "checkpoint");
  if (reason.empty() || reason.size() > assembly::kMaxReasonBytes) {
    return assembly::error::ReasonRequired("reason");
  }
  return std::unique_ptr<Import>(new Import(store, clock, notary, *std::move(note),
                                            *std::move(parsed), std::move(reason),
                                            std::move(done)));
}

Import::Import(storage::EventStore& store, const base::Clock& clock, transparency::Notary& notary,
               transparency::Note note, transparency::Checkpoint checkpoint, std::string reason,
               Done done)
    : store_(store),
      clock_(clock),
      notary_(notary),
      note_(std::move(note)),
      checkpoint_(std::move(checkpoint)),
      reason_(std::move(reason)),
      done_(std::move(done)) {}

Import::~Import() {
  replaying_.AwaitIdle();
  writing_.AwaitIdle();
  if (!claimed_ || finished_) return;
  const absl::Status status = TakeBack(store_, replayed_.state.id);
  if (status.ok()) return;
  base::Log(base::Severity::kError, "import_not_taken_back",
            {{"assembly", replayed_.state.id}, {"reason", status.message()}});
}

// Some entries that are open, and the bytes that they point into.
struct Import::Piece {
  struct One {
    absl::string_view leaf;
    absl::string_view openings;
    std::string leaf_hash;
    event::v1::Event* event;
  };

  // `first`: the number of its first entry. kDataLoss.
  absl::Status Open(uint64_t first, uint64_t count) {
    ASSENT_ASSIGN_OR_RETURN(const auto leaves, transparency::EntriesOf(entries, count));
    ASSENT_ASSIGN_OR_RETURN(const auto beside, transparency::OpeningsOf(openings, count));
    all.reserve(count);
    for (size_t i = 0; i < leaves.size(); ++i) {
      auto* const event = google::protobuf::Arena::CreateMessage<event::v1::Event>(&arena);
      const absl::Status opened = transparency::OpenEntryInto(leaves[i], beside[i], *event);
      if (!opened.ok()) {
        return absl::DataLossError(
            absl::StrCat("entry ", first + i, ": ", std::string(opened.message())));
      }
      all.push_back({leaves[i], beside[i], transparency::LeafHash(leaves[i]), event});
    }
    return absl::OkStatus();
  }

  std::string entries;
  std::string openings;
  google::protobuf::Arena arena;
  std::vector<One> all;
};

absl::Status Import::Add(uint64_t count, absl::string_view entries, absl::string_view openings) {
  if (count > checkpoint_.size - opened_) {
    return error::LogNotVerified(
        absl::DataLossError("there are more entries than were signed for"));
  }
  auto piece = std::make_shared<Piece>();
  piece->entries = std::string(entries);
  piece->openings = std::string(openings);
  const absl::Status opened = piece->Open(opened_ + 1, count);
  // What is wrong with an earlier entry is what is wrong with the log.
  ASSENT_RETURN_IF_ERROR(AwaitReplayed());
  if (!opened.ok()) return error::LogNotVerified(opened);
  opened_ += count;
  const bool taken = replaying_.Submit([this, piece = std::move(piece)] { Replay(*piece); });
  return taken ? absl::OkStatus() : error::Overloaded();
}

absl::Status Import::AwaitReplayed() {
  replaying_.AwaitIdle();
  absl::MutexLock lock(&mutex_);
  return replay_;
}

void Import::Replay(const Piece& piece) {
  absl::Status status = ReplayAll(piece);
  absl::MutexLock lock(&mutex_);
  replay_ = std::move(status);
}

absl::Status Import::ReplayAll(const Piece& piece) {
  for (const Piece::One& one : piece.all) {
    const uint64_t sequence = replayed_.tree.size() + 1;
    assembly::Touched touched;
    const absl::Status replayed =
        transparency::ReplayOpened({sequence, one.leaf, /*leaf_hash=*/"", one.openings}, *one.event,
                                   replayed_.state, &touched);
    if (!replayed.ok()) return error::LogNotVerified(replayed);
    if (!claimed_) ASSENT_RETURN_IF_ERROR(Claim());
    page_bytes_ += one.leaf.size() + one.openings.size();
    page_.entries.push_back({sequence, std::string(one.leaf), one.leaf_hash,
                             std::string(one.openings), replayed_.tree.Append(one.leaf_hash)});
    Follow(touched);
    if (page_.entries.size() < kPageEntries && page_bytes_ < kPageBytes) continue;
    ASSENT_RETURN_IF_ERROR(HandOver());
  }
  return absl::OkStatus();
}

absl::Status Import::Claim() {
  const std::string& id = replayed_.state.id;
  const absl::StatusOr<uint64_t> last = store_.LastSequence(id);
  if (!last.ok()) return error::StoreUnavailable(last.status());
  if (*last > 0) return assembly::error::AssemblyExists();
  page_.assembly = id;
  page_.shared_documents.push_back(Unfinished(id, /*begins=*/true));
  claimed_ = true;
  return absl::OkStatus();
}

void Import::Follow(const assembly::Touched& touched) {
  assembly::Touched now;
  for (const assembly::DocumentRef& ref : touched) (MayWait(ref) ? later_ : now).insert(ref);
  if (!replayed_.state.ended.empty()) {  // they are forgotten with a later entry
    now.merge(later_);
    later_.clear();
  }
  WriteDocuments(now);
}

void Import::WriteDocuments(const assembly::Touched& touched) {
  for (storage::DocumentWrite& write : DerivedWrites(replayed_.state, touched)) {
    page_bytes_ += write.key.size() + (write.value ? write.value->size() : 0);
    page_.documents.push_back(std::move(write));
  }
}

absl::Status Import::HandOver() {
  WriteDocuments(later_);
  later_.clear();
  ASSENT_RETURN_IF_ERROR(AwaitWritten());
  storage::AppendRequest next;
  next.entries.reserve(kPageEntries);
  next.documents.reserve(2 * kPageEntries);
  next.assembly = page_.assembly;
  next.expected_sequence = replayed_.tree.size();
  auto page = std::make_shared<std::vector<storage::AppendRequest>>();
  page->push_back(std::exchange(page_, std::move(next)));
  page_bytes_ = 0;
  const bool taken = writing_.Submit([this, page] {
    store_.Append(std::move(*page), [this](std::vector<absl::Status> statuses) {
      absl::MutexLock lock(&mutex_);
      written_ = std::move(statuses[0]);
    });
  });
  return taken ? absl::OkStatus() : error::Overloaded();
}

absl::Status Import::AwaitWritten() {
  writing_.AwaitIdle();
  absl::MutexLock lock(&mutex_);
  if (written_.ok()) return absl::OkStatus();
  if (absl::IsAborted(written_)) {  // somebody else writes under this id
    claimed_ = false;
    return assembly::error::AssemblyExists();
  }
  return absl::IsUnavailable(written_) ? error::StoreUnavailable(written_)
                                       : error::WriteRefused(written_);
}

absl::Status Import::CheckSigned() {
  const assembly::State& state = replayed_.state;
  if (replayed_.tree.size() != checkpoint_.size) {
    return error::LogNotVerified(
        absl::DataLossError(absl::StrCat("the checkpoint is of ", checkpoint_.size,
                                         " entries, and ", replayed_.tree.size(), " came")));
  }
  if (checkpoint_.size == 0 || checkpoint_.origin != state.origin ||
      replayed_.tree.Root() != checkpoint_.root) {
    return error::LogNotVerified(
        absl::DataLossError("these entries are not the ones that the checkpoint was signed for"));
  }
  const absl::StatusOr<transparency::VerifierKey> key =
      transparency::ParseVerifierKey(state.view.log_key());
  if (!key.ok()) return error::LogNotVerified(key.status());
  const auto verified = transparency::VerifyNote(note_, {*key});
  if (!verified.ok()) return error::LogNotVerified(verified.status(), "checkpoint");
  if (!verified->empty()) return absl::OkStatus();
  return error::LogNotVerified(absl::DataLossError("no signature is of the key that the log names"),
                               "checkpoint");
}

// What is hidden is beside the log of the server that took it, and in no export: here it
// could never be opened.
absl::Status Import::CheckNothingHidden() {
  for (const auto& [number, proposal] : replayed_.state.proposals) {
    if (!proposal.hidden.empty()) return error::LogHidesPositions(number);
  }
  return absl::OkStatus();
}

void Import::GoOn() {
  assembly::State& state = replayed_.state;
  assembly::Act act(state, notary_, /*actor=*/-1, clock_.Now());
  event::v1::Event fork;
  fork.mutable_fork_declared()->mutable_reason()->set_content(reason_);
  fork.mutable_fork_declared()->set_from_size(static_cast<int64_t>(checkpoint_.size));
  act.Emit(0, std::move(fork));
  event::v1::Event rotation;
  rotation.mutable_log_key_rotated()->set_log_key(act.NewLogKey());
  act.Emit(0, std::move(rotation));
  uint64_t sequence = replayed_.tree.size();
  for (assembly::SealedEntry& entry : act.entries()) {
    std::string subtrees = replayed_.tree.Append(entry.leaf_hash);
    page_.entries.push_back({++sequence, std::move(entry.leaf), std::move(entry.leaf_hash),
                             std::move(entry.openings), std::move(subtrees)});
  }
  Follow(act.touched());
  page_.documents.push_back({std::string(kLogKeyDocument), *act.log_key_seed()});
  page_.shared_documents.push_back(DueDocument(state.id, assembly::NextMoment(state)));
  page_.shared_documents.push_back(Unfinished(state.id, /*begins=*/false));
}

absl::StatusOr<Imported> Import::Finish() {
  ASSENT_RETURN_IF_ERROR(AwaitReplayed());
  ASSENT_RETURN_IF_ERROR(CheckSigned());
  ASSENT_RETURN_IF_ERROR(CheckNothingHidden());
  GoOn();
  ASSENT_RETURN_IF_ERROR(HandOver());
  ASSENT_RETURN_IF_ERROR(AwaitWritten());
  finished_ = true;
  const assembly::State& state = replayed_.state;
  std::move(done_)(state.id, assembly::NextMoment(state));
  return Imported{state.view, static_cast<int64_t>(checkpoint_.size), state.sequence};
}

}  // namespace assent::ledger
