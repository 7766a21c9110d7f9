// Several threads at once, and listeners.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/synchronization/mutex.h"
#include "tests/contract/event_store_contract.h"
#include "tests/contract/helpers.h"

namespace assent::storage::contract {
namespace {

using Texts = std::vector<std::string>;

constexpr int kWriters = 4;
constexpr int kActsOfEach = 50;

// Appends `text` wherever the log ends, however often somebody is faster.
absl::Status AppendWithRetry(EventStore& store, const std::string& text) {
  while (true) {
    REQUIRE_ASSIGN(const uint64_t last, store.LastSequence("a"));
    AppendRequest append = MakeAppend("a", last, {text, text + " too"});
    append.documents = {{"last", absl::StrCat(last + 2)}, {"act " + text, text}};
    const absl::Status status = AppendOne(store, append);
    if (!absl::IsAborted(status)) return status;
  }
}

absl::Status WriteActs(EventStore& store, int writer) {
  for (int act = 0; act < kActsOfEach; ++act) {
    absl::Status status = AppendWithRetry(store, absl::StrCat(writer, ".", act));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Runs the writers and, until they are done, `meanwhile` on this thread.
absl::Status RunWriters(EventStore& store, absl::Status (*meanwhile)(EventStore&)) {
  std::atomic<int> running = kWriters;
  std::vector<absl::Status> results(kWriters);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      results[writer] = WriteActs(store, writer);
      --running;
    });
  }
  absl::Status seen;
  while (running > 0 && seen.ok()) seen = meanwhile(store);
  for (std::thread& writer : writers) writer.join();
  for (const absl::Status& result : results) REQUIRE(result.ok(), result.ToString());
  return seen;
}

absl::Status EveryRacingAppendLandsExactlyOnce(Backend& backend) {
  EventStore& store = backend.store();
  absl::Status ran = RunWriters(store, [](EventStore&) {
    std::this_thread::yield();
    return absl::OkStatus();
  });
  if (!ran.ok()) return ran;
  Texts expected;
  for (int writer = 0; writer < kWriters; ++writer) {
    for (int act = 0; act < kActsOfEach; ++act) {
      expected.push_back(absl::StrCat(writer, ".", act));
      expected.push_back(absl::StrCat(writer, ".", act, " too"));
    }
  }
  REQUIRE_ASSIGN(Texts leaves, Leaves(store, "a"));
  for (size_t i = 0; i + 1 < leaves.size(); i += 2) {
    REQUIRE(leaves[i + 1] == leaves[i] + " too", "an append stays together");
  }
  std::sort(leaves.begin(), leaves.end());
  std::sort(expected.begin(), expected.end());
  REQUIRE(leaves == expected, leaves.size(), " leaves of ", expected.size());
  REQUIRE_ASSIGN(const auto documents, AllDocuments(store, "a"));
  REQUIRE(documents.size() == kWriters * kActsOfEach + 1);
  return absl::OkStatus();
}

// Log, head and document are written together; whichever is read first, the
// others are at least as far.
absl::Status SeesWholeAppends(EventStore& store) {
  REQUIRE_ASSIGN(const auto document, store.GetDocument("a", "last"));
  uint64_t by_document = 0;
  REQUIRE(!document || absl::SimpleAtoi(*document, &by_document));
  REQUIRE_ASSIGN(const uint64_t last, store.LastSequence("a"));
  REQUIRE(last >= by_document && last % 2 == 0, last);
  REQUIRE_ASSIGN(const std::vector<Entry> tail,
                 store.ReadLog("a", last >= 2 ? last - 2 : 0, {.max_items = 100'000}));
  REQUIRE(tail.size() % 2 == 0 && (last == 0 || tail.size() >= 2), tail.size());
  return absl::OkStatus();
}

absl::Status ReadersSeeWholeAppends(Backend& backend) {
  return RunWriters(backend.store(), SeesWholeAppends);
}

// What a listener heard, and whether the store could already show it then.
class Ear {
 public:
  explicit Ear(EventStore& store) : store_(store) {}

  std::unique_ptr<Subscription> Listen() {
    return store_.Subscribe([this](absl::string_view assembly, uint64_t last) {
      const absl::StatusOr<uint64_t> shown = store_.LastSequence(assembly);
      absl::MutexLock lock(&mutex_);
      heard_.push_back(absl::StrCat(assembly, "@", last));
      if (!shown.ok() || *shown < last) too_early_ = true;
    });
  }

  Texts Heard() {
    absl::MutexLock lock(&mutex_);
    std::sort(heard_.begin(), heard_.end());
    return std::exchange(heard_, {});
  }

  bool too_early() {
    absl::MutexLock lock(&mutex_);
    return too_early_;
  }

 private:
  EventStore& store_;
  absl::Mutex mutex_;
  Texts heard_ ABSL_GUARDED_BY(mutex_);
  bool too_early_ ABSL_GUARDED_BY(mutex_) = false;
};

// A backend may call its listeners after `done`; an append to an assembly of
// its own, heard, says that what came before it was heard too.
Texts HeardSoFar(EventStore& store, Ear& ear, int& marks) {
  const std::string mark = absl::StrCat("~mark ", ++marks);
  if (!AppendOne(store, MakeAppend(mark, 0, {"mark"})).ok()) return {"no mark"};
  Texts heard;
  while (heard.empty() || heard.back() != mark + "@1") {
    for (std::string& each : ear.Heard()) heard.push_back(std::move(each));
    std::sort(heard.begin(), heard.end());
  }
  heard.pop_back();
  return heard;
}

absl::Status ListenersHearWhatIsDurable(Backend& backend) {
  EventStore& store = backend.store();
  Ear ear(store);
  int marks = 0;
  std::unique_ptr<Subscription> subscription = ear.Listen();
  AppendAll(store, {MakeAppend("a", 0, {"1", "2"}), MakeAppend("a", 2, {"3"}),
                    MakeAppend("b", 0, {"1"}), MakeAppend("c", 5, {"6"})});
  REQUIRE(HeardSoFar(store, ear, marks) == Texts({"a@3", "b@1"}), "refused appends are not heard");
  AppendRequest documents = MakeAppend("a", 3, {});
  documents.documents = {{"key", "value"}};
  REQUIRE(AppendOne(store, documents).ok());
  REQUIRE(store.ReplaceDocuments("a", 3, {}, {}).ok());
  REQUIRE(HeardSoFar(store, ear, marks).empty(), "documents are not events");
  REQUIRE(!ear.too_early(), "a listener was told of what no read shows");
  return absl::OkStatus();
}

absl::Status ListenersHearNothingOnceUnsubscribed(Backend& backend) {
  EventStore& store = backend.store();
  Ear gone(store);
  Ear stays(store);
  int marks = 0;
  std::unique_ptr<Subscription> first = gone.Listen();
  std::unique_ptr<Subscription> second = stays.Listen();
  REQUIRE(AppendOne(store, MakeAppend("a", 0, {"1"})).ok());
  REQUIRE(HeardSoFar(store, stays, marks) == Texts({"a@1"}));
  first.reset();
  gone.Heard();
  REQUIRE(AppendOne(store, MakeAppend("a", 1, {"2"})).ok());
  REQUIRE(HeardSoFar(store, stays, marks) == Texts({"a@2"}));
  REQUIRE(gone.Heard().empty());
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> ConcurrencyChecks() {
  return {
      {"EveryRacingAppendLandsExactlyOnce", EveryRacingAppendLandsExactlyOnce},
      {"ReadersSeeWholeAppends", ReadersSeeWholeAppends},
      {"ListenersHearWhatIsDurable", ListenersHearWhatIsDurable},
      {"ListenersHearNothingOnceUnsubscribed", ListenersHearNothingOnceUnsubscribed},
  };
}

}  // namespace assent::storage::contract
