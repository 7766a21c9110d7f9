// Logs that somebody brings. A first line "bytes": the log of a life (life.h), with damage done to
// it, three bytes each: the place in its stream, and what is written there. A number: the life's
// first so many entries and then an event, as text, its texts in the clear, all of it signed by the
// log's own key, as whoever runs a server could.
//
// All or nothing: a log is refused by name and nothing of it is kept, or each of its entries is
// kept as it came, with what follows from them and with those that say where it goes on. A log that
// was damaged is never taken. What a member can verify can be brought.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/assembly/names.h"
#include "server/assembly/settle.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/ledger/import.h"
#include "server/ledger/rebuild.h"
#include "server/transparency/bundles.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tiles.h"
#include "server/transparency/tlog/tree.h"
#include "server/transparency/verify.h"
#include "storage/memory/memory_store.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/life.h"
#include "tests/fuzz/text_form.h"

namespace assent::fuzz {
namespace {

using assembly::SealedEntry;

constexpr storage::ReadLimits kAll{1 << 20, 1 << 30};

// What an export brings.
struct Brought {
  uint64_t count = 0;
  std::string entries;
  std::string openings;
  std::string checkpoint;
};

Brought SignedExport(const std::vector<SealedEntry>& log) {
  Brought brought;
  transparency::Frontier tree;
  for (const SealedEntry& entry : log) {
    tree.Append(entry.leaf_hash);
    transparency::AddEntry(entry.leaf, brought.entries);
    transparency::AddOpenings(entry.openings, brought.openings);
  }
  brought.count = log.size();
  const assembly::State& state = TheLife().states.back();
  const auto key =
      transparency::ParseVerifierKey(transparency::LogVerifierKey(state.origin, state.log_key));
  Require(key.ok(), key.status().ToString());
  transparency::Note note;
  note.text = transparency::Checkpoint{state.origin, log.size(), tree.Root()}.ToString();
  note.signatures.push_back(transparency::SignNote(note.text, *key, TheLife().log_seed));
  brought.checkpoint = note.ToString();
  return brought;
}

// A clock that stands still, after the life.
class Standing final : public base::Clock {
 public:
  absl::Time Now() const override { return TheLife().states.back().last_time + absl::Hours(1); }
};

// The id that it is kept under.
absl::StatusOr<std::string> Bring(storage::EventStore& store, const Brought& brought) {
  const Standing clock;
  CountingNotary chance(1000);
  transparency::Notary notary([&](absl::Span<uint8_t> bytes) {
    const std::string drawn = chance.Draw(bytes.size());
    std::copy(drawn.begin(), drawn.end(), bytes.begin());
  });
  auto import = ledger::Import::Begin(store, clock, notary, brought.checkpoint, "it goes on here",
                                      [](const std::string&, absl::Time) {});
  if (!import.ok()) return import.status();
  ASSENT_RETURN_IF_ERROR((*import)->Add(brought.count, brought.entries, brought.openings));
  ASSENT_ASSIGN_OR_RETURN(const ledger::Imported imported, (*import)->Finish());
  return assembly::AssemblyOf(imported.assembly.name(), "name");
}

void RequireRefused(const absl::Status& status) {
  const std::string reason(base::ReasonOf(status));
  Require(reason == "LOG_NOT_VERIFIED" || reason == "LOG_HIDES_POSITIONS", status.ToString());
  Require(!status.message().empty(), "refused without a word");
}

void RequireNothing(storage::EventStore& store) {
  Require(store.ListAssemblies("", 1)->empty(), "entries are left of what was refused");
  Require(store.ScanDocuments(kAssembly, "", "", kAll)->empty(), "documents are left");
  Require(store.ScanSharedDocuments("", "", kAll)->empty(), "shared documents are left");
}

void RequireWhole(storage::EventStore& store, const std::string& assembly,
                  const std::vector<SealedEntry>& log) {
  const auto entries = store.ReadLog(assembly, 0, kAll);
  Require(entries.ok() && entries->size() == log.size() + 2, "another number of entries");
  for (size_t i = 0; i < log.size(); ++i) {
    Require((*entries)[i].leaf == log[i].leaf && (*entries)[i].openings == log[i].openings,
            absl::StrCat("entry ", i + 1, " is not kept as it came"));
  }
  const auto different = ledger::CompareDocuments(store, assembly);
  Require(different.ok(), different.status().ToString());
  Require(different->empty(),
          absl::StrCat("it does not follow from the log: ", absl::StrJoin(*different, ", ")));
}

absl::Status Verify(const std::vector<SealedEntry>& log, transparency::Verification& verification) {
  uint64_t sequence = 0;
  for (const SealedEntry& entry : log) {
    const absl::Status added =
        verification.Add({++sequence, entry.leaf, entry.leaf_hash, entry.openings});
    if (!added.ok()) return added;
  }
  return verification.Finish();
}

bool IsOfNobody(const SealedEntry& entry) {
  event::v1::Event event;
  return event.ParseFromString(entry.leaf) && !event.author().empty() &&
         !TheLife().states.back().member_by_id.contains(event.author());
}

void LookAtLog(std::vector<SealedEntry> log) {
  const auto store = storage::NewMemoryStore();
  const absl::StatusOr<std::string> kept = Bring(*store, SignedExport(log));
  if (kept.ok()) return RequireWhole(*store, *kept, log);
  const absl::Status& status = kept.status();
  RequireRefused(status);
  RequireNothing(*store);
  if (base::ReasonOf(status) == "LOG_HIDES_POSITIONS") return;
  // The seeded mistake: whoever verifies passes over what is said in the name of nobody.
  if (IsCanary() && IsOfNobody(log.back())) log.pop_back();
  transparency::Verification verification(/*assembly=*/"");
  const absl::Status verified = Verify(log, verification);
  // Signed by the key that the life has, and not by one that the event names.
  const assembly::State& last = TheLife().states.back();
  if (verified.ok() && verification.state().log_key != last.log_key) return;
  Require(absl::IsDataLoss(verified),
          absl::StrCat("it verifies, and yet: ", status.ToString(), verified.ToString()));
}

// One byte of one of them.
char& ByteAt(Brought& brought, size_t place) {
  for (std::string* const part : {&brought.checkpoint, &brought.openings, &brought.entries}) {
    if (place < part->size()) return (*part)[place];
    place -= part->size();
  }
  return ByteAt(brought, place);
}

void LookAtDamaged(absl::string_view damage) {
  // What is hidden at the end of the life cannot be brought.
  const auto& all = TheLife().entries;
  static const Brought* const sound = new Brought(SignedExport({all.begin(), all.begin() + 43}));
  Brought brought = *sound;
  for (; damage.size() >= 3; damage.remove_prefix(3)) {
    const size_t place =
        static_cast<size_t>(static_cast<uint8_t>(damage[0])) << 8 | static_cast<uint8_t>(damage[1]);
    ByteAt(brought, place) = damage[2];
  }
  const bool same = brought.checkpoint == sound->checkpoint &&
                    brought.openings == sound->openings && brought.entries == sound->entries;
  const auto store = storage::NewMemoryStore();
  const absl::Status status = Bring(*store, brought).status();
  Require(status.ok() == same, absl::StrCat("damaged: ", !same, ", and yet: ", status.ToString()));
  if (status.ok()) return;
  RequireRefused(status);
  RequireNothing(*store);
}

void LookAtForged(size_t place, event::v1::Event event) {
  const size_t before = place % TheLife().states.size();
  const auto forged = SealedAfter(TheLife().states[before], std::move(event));
  if (!forged) return;
  const auto& all = TheLife().entries;
  std::vector<SealedEntry> log(all.begin(), all.begin() + static_cast<ptrdiff_t>(before));
  log.push_back(*forged);
  LookAtLog(std::move(log));
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  const absl::string_view what = input.Line();
  size_t place = 0;
  assent::event::v1::Event event;
  if (what == "bytes") {
    LookAtDamaged(input.rest());
  } else if (absl::SimpleAtoi(what, &place) && ReadText(input.rest(), event)) {
    LookAtForged(place, std::move(event));
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  return assent::fuzz::MutatePlacedEvent(data, size, most, seed);
}
