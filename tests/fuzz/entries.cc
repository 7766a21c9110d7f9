// Entries of logs, as they are stored and exported. A first line "row": a row of the store;
// "bytes": a leaf behind its length, and the openings beside it. A number: after so many entries of
// a life (life.h), and then an event as text that may come next, its texts in the clear; what it
// leaves out of its place is filled in.
//
// What is opened and sealed again has the same bytes; an opening that was damaged is refused, and
// no text that was erased is missed. An event is refused by the number of its entry and leaves the
// state as it was, or applies; what it leads to can be shown, kept, and settled.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/act.h"
#include "server/assembly/canonical.h"
#include "server/assembly/settle.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/base/limits.h"
#include "server/transparency/hash.h"
#include "server/transparency/replay.h"
#include "server/transparency/texts.h"
#include "storage/rocksdb/format.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/life.h"
#include "tests/fuzz/text_form.h"

namespace assent::fuzz {
namespace {

using assembly::SealedEntry;
using assembly::State;
using event::v1::Event;
using event::v1::Text;

void RequireDamaged(const absl::Status& status) {
  Require(absl::IsDataLoss(status) && !status.message().empty(), status.ToString());
}

void LookAtRow(absl::string_view bytes) {
  const auto number = storage::format::DecodeSequence(bytes);
  if (number.ok()) {
    Require(storage::format::EncodeSequence(*number) == bytes, "another number");
  } else {
    RequireDamaged(number.status());
  }
  const auto entry = storage::format::DecodeEntry(7, bytes);
  if (!entry.ok()) return RequireDamaged(entry.status());
  Require(entry->sequence == 7, "it stands at another place");
  Require(storage::format::EncodeEntry(*entry) == bytes, "what was read is written otherwise");
}

// Seals with the salts that the texts have, in their order.
SealedEntry SealedAgain(Event event) {
  std::vector<std::string> salts;
  transparency::ForEachText(event, [&](Text& text) {
    if (text.content().empty()) return;
    salts.push_back(text.salt());
    // The seeded mistake: whoever seals a text leaves out what cannot be seen.
    if (IsCanary()) std::erase_if(*text.mutable_content(), absl::ascii_iscntrl);
  });
  size_t next = 0;
  transparency::Notary notary([&](absl::Span<uint8_t> bytes) {
    const std::string& salt = salts.at(next++);
    std::copy(salt.begin(), salt.end(), bytes.begin());
  });
  return notary.Seal(event, {});
}

// Whether every text that it commits to has been opened.
bool IsOpen(Event& event) {
  bool open = true;
  transparency::ForEachText(event, [&](Text& text) {
    open = open && text.commitment().empty() == text.content().empty();
  });
  return open;
}

void RequireFits(Event& event) {
  transparency::ForEachText(event, [&](Text& text) {
    Require(text.content().empty() == text.salt().empty(), "a salt without a text");
    if (text.content().empty()) return;
    Require(transparency::Commitment(text.salt(), text.content()) == text.commitment(),
            "a text that the entry does not commit to");
  });
}

// No other bytes say the same, or more.
void LookAtDamage(const SealedEntry& entry) {
  if (entry.openings.empty()) return;
  // Where it is damaged has to do with nothing else.
  const auto dice = static_cast<size_t>(static_cast<uint8_t>(entry.leaf_hash[0])) << 8 |
                    static_cast<uint8_t>(entry.leaf_hash[1]);
  std::string damaged = entry.openings;
  char& byte = damaged[dice % damaged.size()];
  byte = static_cast<char>(byte ^ (1 << (dice % 8)));
  RequireDamaged(transparency::OpenEntry(entry.leaf, damaged).status());
  damaged = entry.openings.substr(0, dice % entry.openings.size());
  const auto cut = transparency::OpenEntry(entry.leaf, damaged);
  if (!cut.ok()) RequireDamaged(cut.status());
}

void LookAtBytes(absl::string_view leaf, absl::string_view openings) {
  auto event = transparency::OpenEntry(leaf, openings);
  if (!event.ok()) return RequireDamaged(event.status());
  RequireFits(*event);
  const auto bare = transparency::OpenEntry(leaf, "");
  Require(bare.ok(), "it cannot do without its texts");
  if (assembly::CanonicalBytes(*bare) != leaf || leaf.size() > kMaxLeafBytes) return;
  if (!IsOpen(*event)) return;
  const SealedEntry again = SealedAgain(*event);
  Require(again.leaf == leaf && again.openings == openings, "what was opened is sealed otherwise");
}

// What it leads to: it is kept and read again, and goes on when something falls due.
void GoOn(State& state, const assembly::Touched& touched) {
  for (const assembly::DocumentRef& ref : touched) {
    if (!assembly::Holds(state, ref)) continue;
    Require(!assembly::DocumentKey(state, ref).empty(), "a document without a name");
    (void)assembly::DocumentValue(state, ref);
  }
  const std::string bytes = assembly::EncodeState(state);
  State read;
  Require(assembly::DecodeState(bytes, read), "its snapshot cannot be read");
  Require(assembly::EncodeState(read) == bytes, "its snapshot is another state");
  CountingNotary notary(1000);
  for (int i = 0; i < 3; ++i) {
    const absl::Time due = assembly::NextMoment(state);
    if (due == absl::InfiniteFuture() || assembly::HasEnded(state, due)) return;
    assembly::Act act(state, notary, -1, due);
    assembly::Settle(act);
  }
}

void LookAtNext(const State& before, const SealedEntry& entry) {
  const transparency::LogEntry next = {static_cast<uint64_t>(before.sequence) + 1, entry.leaf,
                                       entry.leaf_hash, entry.openings};
  State state = before;
  const absl::Status check = transparency::CheckEntry(next, state);
  // Copying and writing states takes most of the time: of what is refused, some is compared.
  const bool compares = !check.ok() && entry.leaf_hash[2] % 8 == 0;
  const std::string checked = compares ? assembly::EncodeState(state) : "";
  assembly::Touched touched;
  const absl::Status replayed = transparency::ReplayEntry(next, state, &touched);
  Require(check == replayed, absl::StrCat(check.ToString(), " is not ", replayed.ToString()));
  if (!replayed.ok()) {
    RequireDamaged(replayed);
    Require(absl::StartsWith(replayed.message(), absl::StrCat("entry ", next.sequence, ": ")),
            replayed.ToString());
    if (compares) {
      Require(assembly::EncodeState(state) == checked, "what was refused has changed something");
    }
    return;
  }
  Require(state.sequence == before.sequence + 1, "it counts otherwise");
  State erased = before;
  const absl::Status without =
      transparency::ReplayEntry({next.sequence, entry.leaf, entry.leaf_hash, ""}, erased, nullptr);
  Require(without.ok(), absl::StrCat("without its texts: ", without.ToString()));
  GoOn(state, touched);
}

void LookAtEvent(size_t place, Event event) {
  const State& before = TheLife().states[place % TheLife().states.size()];
  const std::optional<SealedEntry> entry = SealedAfter(before, std::move(event));
  if (!entry) return;
  LookAtBytes(entry->leaf, entry->openings);
  LookAtDamage(*entry);
  LookAtNext(before, *entry);
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  const absl::string_view what = input.Line();
  size_t place = 0;
  assent::event::v1::Event event;
  if (what == "row") {
    LookAtRow(input.rest());
  } else if (what == "bytes") {
    const absl::string_view leaf = input.Piece();
    LookAtBytes(leaf, input.rest());
  } else if (absl::SimpleAtoi(what, &place) && ReadText(input.rest(), event)) {
    LookAtEvent(place, std::move(event));
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  return assent::fuzz::MutatePlacedEvent(data, size, most, seed);
}
