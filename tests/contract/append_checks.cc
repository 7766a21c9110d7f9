// Appends: order, numbering, atomicity, and who is refused.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/event_store_contract.h"
#include "tests/contract/helpers.h"

namespace assent::storage::contract {
namespace {

using Texts = std::vector<std::string>;

absl::Status NewStoreIsEmpty(Backend& backend) {
  EventStore& store = backend.store();
  REQUIRE_ASSIGN(const uint64_t last, store.LastSequence("nobody"));
  REQUIRE(last == 0);
  REQUIRE_ASSIGN(const std::vector<Entry> log, store.ReadLog("nobody", 0, {}));
  REQUIRE(log.empty());
  REQUIRE_ASSIGN(const auto assemblies, store.ListAssemblies("", 10));
  REQUIRE(assemblies.empty());
  REQUIRE_ASSIGN(const auto document, store.GetDocument("nobody", "key"));
  REQUIRE(!document.has_value());
  REQUIRE_ASSIGN(const auto documents, store.ScanDocuments("nobody", "", "", {}));
  REQUIRE(documents.empty());
  REQUIRE_ASSIGN(const auto shared, store.ScanSharedDocuments("", "", {}));
  REQUIRE(shared.empty());
  return store.Health();
}

absl::Status EntriesComeBackByteForByte(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest append = MakeAppend("a", 0, {"x", std::string("\0\xff\n", 3), "z"});
  append.entries[1].leaf_hash = std::string(kLeafHashBytes, '\0');
  append.entries[1].openings = "";
  append.entries[2].leaf = std::string(kMaxLeafBytes, '\xfe');
  append.entries[2].openings = std::string(100'000, '\0');
  const std::vector<Entry> sent = append.entries;
  REQUIRE(AppendOne(store, append).ok());
  REQUIRE_ASSIGN(const std::vector<Entry> log, store.ReadLog("a", 0, {}));
  REQUIRE(log.size() == sent.size());
  for (size_t i = 0; i < log.size(); ++i) REQUIRE(log[i] == sent[i], "entry ", i + 1);
  return absl::OkStatus();
}

absl::Status LogsGrowInOrder(Backend& backend) {
  EventStore& store = backend.store();
  Texts all;
  for (uint64_t n = 0; n < 300; ++n) {  // so that a number takes more than one byte
    const Texts texts = {absl::StrCat("act ", n)};
    REQUIRE(AppendOne(store, MakeAppend("a", n, texts)).ok());
    all.push_back(texts[0]);
  }
  REQUIRE_ASSIGN(const Texts leaves, Leaves(store, "a"));
  REQUIRE(leaves == all);
  REQUIRE_ASSIGN(const uint64_t last, store.LastSequence("a"));
  REQUIRE(last == 300);
  return absl::OkStatus();
}

// Nothing of a refused append stays, wherever it would have been written.
absl::Status WrongSequenceIsAbortedAndChangesNothing(Backend& backend) {
  EventStore& store = backend.store();
  REQUIRE(AppendOne(store, MakeAppend("a", 0, {"1", "2"})).ok());
  for (const uint64_t wrong : {uint64_t{0}, uint64_t{1}, uint64_t{3}, ~uint64_t{0}}) {
    AppendRequest append = MakeAppend("a", wrong, {"late"});
    append.documents = {{"key", "value"}};
    append.shared_documents = {{"key", "value"}};
    const absl::Status status = AppendOne(store, append);
    REQUIRE(absl::IsAborted(status), "at ", wrong, ": ", status.ToString());
  }
  REQUIRE_ASSIGN(const Texts leaves, Leaves(store, "a"));
  REQUIRE(leaves == Texts({"1", "2"}));
  REQUIRE_ASSIGN(const Texts documents, AllDocuments(store, "a"));
  REQUIRE(documents.empty());
  REQUIRE_ASSIGN(const auto shared, store.GetSharedDocument("key"));
  REQUIRE(!shared.has_value());
  return store.Health();
}

absl::Status OfTwoFoundingsOneIsRefused(Backend& backend) {
  EventStore& store = backend.store();
  const std::vector<absl::Status> statuses =
      AppendAll(store, {MakeAppend("a", 0, {"first"}), MakeAppend("a", 0, {"second"})});
  REQUIRE(statuses.size() == 2);
  REQUIRE(statuses[0].ok(), statuses[0].ToString());
  REQUIRE(absl::IsAborted(statuses[1]), statuses[1].ToString());
  REQUIRE(absl::IsAborted(AppendOne(store, MakeAppend("a", 0, {"third"}))));
  REQUIRE_ASSIGN(const Texts leaves, Leaves(store, "a"));
  REQUIRE(leaves == Texts({"first"}));
  return absl::OkStatus();
}

absl::Status AppendsOfABatchBuildOnEachOther(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest documents_only = MakeAppend("a", 3, {});
  documents_only.documents = {{"key", "3"}};
  const std::vector<absl::Status> statuses =
      AppendAll(store, {MakeAppend("a", 0, {"1", "2"}), MakeAppend("b", 0, {"b1"}),
                        MakeAppend("a", 2, {"3"}), documents_only, MakeAppend("b", 1, {"b2"})});
  REQUIRE(statuses.size() == 5);
  for (const absl::Status& status : statuses) REQUIRE(status.ok(), status.ToString());
  REQUIRE_ASSIGN(const Texts a, Leaves(store, "a"));
  REQUIRE(a == Texts({"1", "2", "3"}));
  REQUIRE_ASSIGN(const Texts b, Leaves(store, "b"));
  REQUIRE(b == Texts({"b1", "b2"}));
  return absl::OkStatus();
}

absl::Status OneRefusedAppendFailsNoOther(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest invalid = MakeAppend("c", 0, {"1"});
  invalid.entries[0].leaf_hash = "short";
  const std::vector<absl::Status> statuses = AppendAll(
      store,
      {MakeAppend("a", 0, {"1"}), MakeAppend("b", 7, {"8"}), invalid, MakeAppend("d", 0, {"1"})});
  REQUIRE(statuses.size() == 4);
  REQUIRE(statuses[0].ok() && statuses[3].ok());
  REQUIRE(absl::IsAborted(statuses[1]), statuses[1].ToString());
  REQUIRE(absl::IsInvalidArgument(statuses[2]), statuses[2].ToString());
  for (const auto& [assembly, last] :
       std::vector<std::pair<std::string, uint64_t>>{{"a", 1}, {"b", 0}, {"c", 0}, {"d", 1}}) {
    REQUIRE_ASSIGN(const uint64_t found, store.LastSequence(assembly));
    REQUIRE(found == last, assembly, " ends at ", found);
  }
  return absl::OkStatus();
}

// The second append was decided on top of the first. That its number happens to
// be where the log ends, because somebody else wrote as many entries, must not
// let it through.
absl::Status AppendsBehindARefusedOneAreAborted(Backend& backend) {
  EventStore& store = backend.store();
  REQUIRE(AppendOne(store, MakeAppend("a", 0, {"1", "2", "3"})).ok());
  const std::vector<absl::Status> statuses =
      AppendAll(store, {MakeAppend("a", 1, {"mine 2", "mine 3"}), MakeAppend("a", 3, {"mine 4"}),
                        MakeAppend("a", 4, {"mine 5"}), MakeAppend("b", 0, {"b1"})});
  REQUIRE(statuses.size() == 4);
  for (int i : {0, 1, 2}) REQUIRE(absl::IsAborted(statuses[i]), statuses[i].ToString());
  REQUIRE(statuses[3].ok(), statuses[3].ToString());
  REQUIRE_ASSIGN(const Texts leaves, Leaves(store, "a"));
  REQUIRE(leaves == Texts({"1", "2", "3"}));
  REQUIRE(AppendOne(store, MakeAppend("a", 3, {"4"})).ok(), "the next batch starts afresh");
  return absl::OkStatus();
}

absl::Status AnEmptyBatchIsAnswered(Backend& backend) {
  REQUIRE(AppendAll(backend.store(), {}).empty());
  return absl::OkStatus();
}

struct Bound {
  const char* what;
  absl::StatusCode expected;
  void (*change)(AppendRequest& append);
};

const Bound kBounds[] = {
    {"empty id", absl::StatusCode::kInvalidArgument, [](auto& a) { a.assembly.clear(); }},
    {"longest id", absl::StatusCode::kOk,
     [](auto& a) { a.assembly = std::string(kMaxAssemblyIdBytes, 'i'); }},
    {"id too long", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.assembly = std::string(kMaxAssemblyIdBytes + 1, 'i'); }},
    {"zero byte in id", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.assembly = std::string("i\0d", 3); }},
    {"empty leaf", absl::StatusCode::kInvalidArgument, [](auto& a) { a.entries[0].leaf.clear(); }},
    {"largest leaf", absl::StatusCode::kOk,
     [](auto& a) { a.entries[0].leaf = std::string(kMaxLeafBytes, 'l'); }},
    {"leaf too large", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.entries[0].leaf = std::string(kMaxLeafBytes + 1, 'l'); }},
    {"short hash", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.entries[0].leaf_hash.pop_back(); }},
    {"long hash", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.entries[0].leaf_hash.push_back('h'); }},
    {"as many subtrees as there can be", absl::StatusCode::kOk,
     [](auto& a) { a.entries[0].subtrees = std::string(kMaxSubtrees * kLeafHashBytes, 's'); }},
    {"one subtree more", absl::StatusCode::kInvalidArgument,
     [](auto& a) {
       a.entries[0].subtrees = std::string((kMaxSubtrees + 1) * kLeafHashBytes, 's');
     }},
    {"half a subtree", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.entries[0].subtrees = std::string(kLeafHashBytes / 2, 's'); }},
    {"wrong number", absl::StatusCode::kInvalidArgument,
     [](auto& a) { a.entries[0].sequence = 2; }},
    {"empty key", absl::StatusCode::kInvalidArgument,
     [](auto& a) {
       a.documents = {{"", "v"}};
     }},
    {"longest key", absl::StatusCode::kOk,
     [](auto& a) {
       a.documents = {{std::string(kMaxKeyBytes, 'k'), "v"}};
     }},
    {"key too long", absl::StatusCode::kInvalidArgument,
     [](auto& a) {
       a.documents = {{std::string(kMaxKeyBytes + 1, 'k'), "v"}};
     }},
    {"shared key too long", absl::StatusCode::kInvalidArgument,
     [](auto& a) {
       a.shared_documents = {{std::string(kMaxKeyBytes + 1, 'k'), std::nullopt}};
     }},
    {"too much", absl::StatusCode::kInvalidArgument,
     [](auto& a) {
       a.documents = {{"k", std::string(kMaxAppendBytes, 'v')}};
     }},
};

absl::Status BoundsHoldAndNotOneByteLess(Backend& backend) {
  int number = 0;
  for (const Bound& bound : kBounds) {
    AppendRequest append = MakeAppend(absl::StrCat("bound ", ++number), 0, {"leaf"});
    bound.change(append);
    const absl::Status status = AppendOne(backend.store(), std::move(append));
    REQUIRE(status.code() == bound.expected, bound.what, ": ", status.ToString());
  }
  return absl::OkStatus();
}

absl::Status EverythingIsThereAfterReopening(Backend& backend) {
  AppendRequest append = MakeAppend("a", 0, {"1", "2"});
  append.documents = {{"key", "value"}};
  append.shared_documents = {{"token", "a/ana"}};
  REQUIRE(AppendOne(backend.store(), append).ok());
  if (!backend.Reopen()) return absl::OkStatus();
  EventStore& store = backend.store();
  REQUIRE_ASSIGN(const Texts leaves, Leaves(store, "a"));
  REQUIRE(leaves == Texts({"1", "2"}));
  REQUIRE_ASSIGN(const Texts documents, AllDocuments(store, "a"));
  REQUIRE(documents == Texts({"key=value"}));
  REQUIRE_ASSIGN(const auto shared, store.GetSharedDocument("token"));
  REQUIRE(shared == "a/ana");
  REQUIRE(absl::IsAborted(AppendOne(store, MakeAppend("a", 1, {"late"}))));
  REQUIRE(AppendOne(store, MakeAppend("a", 2, {"3"})).ok());
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> AppendChecks() {
  return {
      {"NewStoreIsEmpty", NewStoreIsEmpty},
      {"EntriesComeBackByteForByte", EntriesComeBackByteForByte},
      {"LogsGrowInOrder", LogsGrowInOrder},
      {"WrongSequenceIsAbortedAndChangesNothing", WrongSequenceIsAbortedAndChangesNothing},
      {"OfTwoFoundingsOneIsRefused", OfTwoFoundingsOneIsRefused},
      {"AppendsOfABatchBuildOnEachOther", AppendsOfABatchBuildOnEachOther},
      {"OneRefusedAppendFailsNoOther", OneRefusedAppendFailsNoOther},
      {"AppendsBehindARefusedOneAreAborted", AppendsBehindARefusedOneAreAborted},
      {"AnEmptyBatchIsAnswered", AnEmptyBatchIsAnswered},
      {"BoundsHoldAndNotOneByteLess", BoundsHoldAndNotOneByteLess},
      {"EverythingIsThereAfterReopening", EverythingIsThereAfterReopening},
  };
}

}  // namespace assent::storage::contract
