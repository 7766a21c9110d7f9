// What is kept beside a log and follows from it. A first line "keys": numbers and a word, of which
// keys of documents are made, and bytes that are taken for keys. "state" or "snapshot" and a
// number: what is kept of a life (life.h) after so many entries, and then the damage done to it,
// three bytes each: the place, and what is written there.
//
// Keys are read as they were written. A state is refused, or read and written again as the same
// one. A snapshot that was damaged is not used, or leads where the log does.

#include "server/assembly/documents.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/base/limits.h"
#include "server/ledger/snapshots.h"
#include "server/search/postings.h"
#include "storage/memory/memory_store.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/life.h"

namespace assent::fuzz {
namespace {

using assembly::State;

constexpr absl::string_view kBuild = "a build";

int32_t Number(absl::string_view line) {
  int32_t number = 0;
  (void)absl::SimpleAtoi(line, &number);
  return number;
}

// A number as decisions and their parts have it.
int32_t Counted(int32_t number) { return 1 + (number & 0x7fffffff) % assembly::kMaxNumber; }

void LookAtKeys(int32_t decision, int32_t part, absl::string_view word) {
  Require(assembly::InForceNumber(assembly::InForceKey(decision)) == decision, "another decision");
  const absl::Time due = absl::FromUnixMicros(int64_t{part} * 1'000'003);
  const auto action = assembly::ParseActionDueKey(assembly::ActionDueKey(due, decision, part));
  Require(action.has_value(), "a key that was written is none");
  Require(action->due == due && action->number == decision && action->part == part,
          "another action point");
  for (const int32_t statement : {0, part}) {
    const std::string key = search::PostingKey(word, decision, statement);
    const auto found = search::ParsePosting(word, key, absl::string_view("\x03\x80\x01\x7f", 4));
    Require(found.has_value(), "a posting that was written is none");
    Require(found->decision == decision && found->statement == statement, "another posting");
    Require(found->in_title == 3 && found->elsewhere == 128 && found->length == 127,
            "other counts");
  }
}

void LookAtAnyKey(absl::string_view key, absl::string_view value) {
  const int32_t number = assembly::InForceNumber(absl::StrCat(assembly::kInForcePrefix, key));
  Require(number >= 0 && number <= assembly::kMaxNumber, "a decision that cannot be");
  const auto action = assembly::ParseActionDueKey(absl::StrCat(assembly::kActionDuePrefix, key));
  if (action) {
    Require(action->number > 0 && action->part > 0, "an action point that cannot be");
  }
  const auto posting =
      search::ParsePosting("word", absl::StrCat(search::PostingPrefix("word"), key), value);
  if (!posting) return;
  Require(posting->decision > 0 && posting->statement >= 0, "a posting of what cannot be");
}

std::string Damaged(std::string bytes, absl::string_view damage) {
  while (damage.size() >= 3 && !bytes.empty()) {
    const size_t at =
        static_cast<size_t>(static_cast<uint8_t>(damage[0])) << 8 | static_cast<uint8_t>(damage[1]);
    bytes[at % bytes.size()] = damage[2];
    damage.remove_prefix(3);
  }
  return bytes;
}

const State& After(int32_t entries) {
  const auto& states = TheLife().states;
  return states[static_cast<uint32_t>(entries) % states.size()];
}

// The seeded mistake: whoever writes a state takes it that nothing happened before 2027.
std::string Encoded(State& state) {
  if (IsCanary() && state.last_time < absl::FromUnixSeconds(1'798'000'000)) {
    state.last_time = absl::FromUnixSeconds(1'798'000'000);
  }
  return assembly::EncodeState(state);
}

void LookAtState(int32_t entries, absl::string_view damage) {
  const std::string bytes = Damaged(assembly::EncodeState(After(entries)), damage);
  State state;
  if (!assembly::DecodeState(bytes, state)) return;
  const std::string once = assembly::EncodeState(state);
  State again;
  Require(assembly::DecodeState(once, again), "a state that was written is none");
  Require(Encoded(again) == once, "it is written otherwise the second time");
}

// A store with all of the life's log, and what leads to its tree.
struct Kept {
  std::unique_ptr<storage::EventStore> store = storage::NewMemoryStore();
  ledger::LogTree tree;
};

Kept& TheStore() {
  static Kept* const kept = [] {
    auto* const made = new Kept;
    storage::AppendRequest all{.assembly = kAssembly};
    for (const assembly::SealedEntry& entry : TheLife().entries) {
      all.entries.push_back({all.entries.size() + 1, entry.leaf, entry.leaf_hash, entry.openings,
                             made->tree.Append(entry.leaf_hash)});
    }
    std::vector<storage::AppendRequest> batch;
    batch.push_back(std::move(all));
    made->store->Append(std::move(batch), [](const std::vector<absl::Status>& statuses) {
      Require(statuses[0].ok(), statuses[0].ToString());
    });
    return made;
  }();
  return *kept;
}

void Write(std::vector<storage::DocumentWrite> documents) {
  std::vector<storage::AppendRequest> batch(1);
  batch[0].assembly = kAssembly;
  batch[0].expected_sequence = TheLife().entries.size();
  batch[0].documents = std::move(documents);
  TheStore().store->Append(std::move(batch), [](const std::vector<absl::Status>& statuses) {
    Require(statuses[0].ok(), statuses[0].ToString());
  });
}

// The head is damaged, or a piece.
void LookAtSnapshot(int32_t entries, absl::string_view damage) {
  const State& state = After(entries);
  ledger::Replayed replayed{state, {}};
  for (int64_t i = 0; i < state.sequence; ++i) {
    (void)replayed.tree.Append(TheLife().entries[static_cast<size_t>(i)].leaf_hash);
  }
  const ledger::Snapshot sound = ledger::MakeSnapshot(replayed, kBuild);
  std::vector<storage::DocumentWrite> written = sound.pieces;
  written.push_back(sound.head);
  const bool head = damage.size() % 2 == 0;
  std::string& value = *(head ? written.back() : written.front()).value;
  value = Damaged(std::move(value), damage);
  Write(written);
  const auto loaded = ledger::LoadSnapshot(*TheStore().store, kAssembly, kBuild);
  Require(loaded.ok(), loaded.status().ToString());
  Require(loaded->state.sequence == 0 ||
              assembly::EncodeState(loaded->state) == assembly::EncodeState(state),
          "a snapshot of what the log does not lead to");
  for (storage::DocumentWrite& write : written) write.value.reset();
  Write(std::move(written));
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  absl::string_view what = input.Line();
  if (what == "keys") {
    const int32_t decision = Counted(Number(input.Line()));
    const int32_t part = Counted(Number(input.Line()));
    const absl::string_view word = input.Line();
    LookAtKeys(decision, part, word);
    LookAtAnyKey(word, input.rest());
  } else if (absl::ConsumePrefix(&what, "state ")) {
    LookAtState(Number(what), input.rest());
  } else if (absl::ConsumePrefix(&what, "snapshot ")) {
    LookAtSnapshot(Number(what), input.rest());
  }
  return 0;
}
