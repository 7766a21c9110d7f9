// Documents: puts and deletes, whose they are, scans, and replacing them all.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/contract/event_store_contract.h"
#include "tests/contract/helpers.h"

namespace assent::storage::contract {
namespace {

using Texts = std::vector<std::string>;

AppendRequest MakeDocuments(absl::string_view assembly, std::vector<DocumentWrite> documents) {
  AppendRequest append;
  append.assembly = std::string(assembly);
  append.documents = std::move(documents);
  return append;
}

absl::Status LaterWritesOfAKeyStay(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest append = MakeDocuments(
      "a", {{"twice", "1"}, {"twice", "2"}, {"gone", "1"}, {"gone", std::nullopt}, {"empty", ""}});
  append.shared_documents = {
      {"gone", "1"}, {"gone", std::nullopt}, {"back", std::nullopt}, {"back", "1"}};
  REQUIRE(AppendOne(store, append).ok());
  REQUIRE_ASSIGN(const Texts documents, AllDocuments(store, "a"));
  REQUIRE(documents == Texts({"empty=", "twice=2"}));
  REQUIRE_ASSIGN(const auto empty, store.GetDocument("a", "empty"));
  REQUIRE(empty == "", "an empty document is there");
  REQUIRE_ASSIGN(const auto gone, store.GetDocument("a", "gone"));
  REQUIRE(!gone.has_value());
  REQUIRE_ASSIGN(const auto shared, store.ScanSharedDocuments("", "", {}));
  REQUIRE(shared.size() == 1 && shared[0].key == "back" && shared[0].value == "1");
  REQUIRE(
      AppendOne(store, MakeDocuments("a", {{"twice", std::nullopt}, {"no", std::nullopt}})).ok());
  REQUIRE_ASSIGN(const Texts left, AllDocuments(store, "a"));
  REQUIRE(left == Texts({"empty="}));
  return absl::OkStatus();
}

// Ids that a careless key would run into one another.
absl::Status AssembliesAreKeptApart(Backend& backend) {
  EventStore& store = backend.store();
  const Texts ids = {"a", "aa", "a\x01", "a\xff", "b", "\xff", "\xff\xff", "D", "a/b", "a/"};
  for (const std::string& id : ids) {
    AppendRequest append = MakeAppend(id, 0, {"log of " + id});
    append.documents = {{"key", id}, {"a", id}, {std::string("\0", 1), id}, {"\xff", id}};
    append.shared_documents = {{id, id}};
    REQUIRE(AppendOne(store, append).ok());
  }
  for (const std::string& id : ids) {
    REQUIRE_ASSIGN(const Texts leaves, Leaves(store, id));
    REQUIRE(leaves == Texts({"log of " + id}), id);
    REQUIRE_ASSIGN(const auto documents, store.ScanDocuments(id, "", "", {}));
    REQUIRE(documents.size() == 4, id, " has ", documents.size());
    for (const Document& document : documents) REQUIRE(document.value == id, id);
    REQUIRE_ASSIGN(const auto shared, store.GetSharedDocument(id));
    REQUIRE(shared == id);
  }
  return absl::OkStatus();
}

absl::StatusOr<Texts> Keys(absl::StatusOr<std::vector<Document>> page) {
  if (!page.ok()) return page.status();
  Texts keys;
  for (Document& document : *page) keys.push_back(std::move(document.key));
  return keys;
}

absl::Status ScansAreOrderedByBytesWithinThePrefix(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest append = MakeAppend("a", 0, {"1"});
  const Texts keys = {std::string("\0", 1),
                      "p",
                      std::string("p\0", 2),
                      "p/1",
                      "p/10",
                      "p/2",
                      "p\xff",
                      "q",
                      "\xff",
                      "\xff\xff"};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    append.documents.push_back({*key, "a"});
    append.shared_documents.push_back({*key, "s"});
  }
  REQUIRE(AppendOne(store, append).ok());
  REQUIRE_ASSIGN(const Texts all, Keys(store.ScanDocuments("a", "", "", {})));
  REQUIRE(all == keys);
  REQUIRE_ASSIGN(const Texts p, Keys(store.ScanDocuments("a", "p", "", {})));
  REQUIRE(p == Texts(keys.begin() + 1, keys.begin() + 7));
  REQUIRE_ASSIGN(const Texts after, Keys(store.ScanDocuments("a", "p/", "p/1", {})));
  REQUIRE(after == Texts({"p/10", "p/2"}));
  REQUIRE_ASSIGN(const Texts before, Keys(store.ScanDocuments("a", "p/", "a", {})));
  REQUIRE(before == Texts({"p/1", "p/10", "p/2"}));
  REQUIRE_ASSIGN(const Texts behind, Keys(store.ScanDocuments("a", "p/", "q", {})));
  REQUIRE(behind.empty());
  REQUIRE_ASSIGN(const Texts high, Keys(store.ScanSharedDocuments("\xff", "", {})));
  REQUIRE(high == Texts({"\xff", "\xff\xff"}));
  REQUIRE_ASSIGN(const Texts shared, Keys(store.ScanSharedDocuments("p/", "p/1", {})));
  REQUIRE(shared == Texts({"p/10", "p/2"}));
  return absl::OkStatus();
}

absl::Status ScansKeepTheirLimits(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest append = MakeAppend("a", 0, {"1"});
  for (const char* key : {"k1", "k2", "k3"})
    append.documents.push_back({key, std::string(98, 'v')});
  REQUIRE(AppendOne(store, append).ok());
  const auto count = [&](ReadLimits limits) {
    return store.ScanDocuments("a", "", "", limits).value().size();
  };
  REQUIRE(count({.max_items = 2}) == 2);
  REQUIRE(count({.max_items = 3}) == 3);
  REQUIRE(count({.max_bytes = 200}) == 2);
  REQUIRE(count({.max_bytes = 199}) == 1);
  REQUIRE(count({.max_bytes = 0}) == 1, "a read always gets on");
  REQUIRE(absl::IsInvalidArgument(store.ScanDocuments("a", "", "", {.max_items = 0}).status()));
  REQUIRE(absl::IsInvalidArgument(store.ScanSharedDocuments("", "", {.max_items = 0}).status()));
  return absl::OkStatus();
}

absl::Status ReplacingDocumentsLeavesOnlyTheNewOnes(Backend& backend) {
  EventStore& store = backend.store();
  for (const char* id : {"a", "aa"}) {
    AppendRequest append = MakeAppend(id, 0, {"1"});
    append.documents = {{"old", "1"}, {"both", "1"}, {"\xff\xff", "1"}};
    append.shared_documents = {{"shared", "1"}, {"kept", "1"}};
    REQUIRE(AppendOne(store, append).ok());
  }
  REQUIRE(store.ReplaceDocuments("a", 1, {{"both", "2"}, {"new", "2"}}, {{"shared", "2"}}).ok());
  REQUIRE_ASSIGN(const Texts a, AllDocuments(store, "a"));
  REQUIRE(a == Texts({"both=2", "new=2"}));
  REQUIRE_ASSIGN(const Texts aa, AllDocuments(store, "aa"));
  REQUIRE(aa == Texts({"both=1", "old=1", "\xff\xff=1"}), "another assembly's stay");
  REQUIRE_ASSIGN(const auto shared, store.GetSharedDocument("shared"));
  REQUIRE(shared == "2");
  REQUIRE_ASSIGN(const auto kept, store.GetSharedDocument("kept"));
  REQUIRE(kept == "1");
  REQUIRE_ASSIGN(const Texts leaves, Leaves(store, "a"));
  REQUIRE(leaves == Texts({"1"}), "the log stays");
  REQUIRE(AppendOne(store, MakeAppend("a", 1, {"2"})).ok());
  return absl::OkStatus();
}

absl::Status ReplacingAtTheWrongSequenceChangesNothing(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest append = MakeAppend("a", 0, {"1"});
  append.documents = {{"old", "1"}};
  REQUIRE(AppendOne(store, append).ok());
  for (const uint64_t wrong : {uint64_t{0}, uint64_t{2}}) {
    REQUIRE(absl::IsAborted(store.ReplaceDocuments("a", wrong, {{"new", "2"}}, {{"s", "2"}})));
  }
  REQUIRE(absl::IsInvalidArgument(store.ReplaceDocuments("a", 1, {{"", "2"}}, {})));
  REQUIRE_ASSIGN(const Texts documents, AllDocuments(store, "a"));
  REQUIRE(documents == Texts({"old=1"}));
  REQUIRE_ASSIGN(const auto shared, store.GetSharedDocument("s"));
  REQUIRE(!shared.has_value());
  return absl::OkStatus();
}

// What is erased is beside one entry, and stays away.
absl::Status OpeningsAreReplacedAndNothingElse(Backend& backend) {
  AppendRequest append = MakeAppend("a", 0, {"1", "2", "3", "4"});
  append.documents = {{"key", "value"}};
  REQUIRE(AppendOne(backend.store(), append).ok());
  REQUIRE(AppendOne(backend.store(), MakeAppend("b", 0, {"1", "2"})).ok());
  std::vector<Entry> expected = append.entries;
  expected[3].openings = "less";
  REQUIRE(backend.store().ReplaceOpenings("a", 4, "less").ok());
  REQUIRE(backend.store().ReplaceOpenings("a", 1, "").ok());
  expected[0].openings = "";
  for (const uint64_t none : {uint64_t{0}, uint64_t{5}}) {
    REQUIRE(absl::IsNotFound(backend.store().ReplaceOpenings("a", none, "x")));
  }
  REQUIRE(absl::IsNotFound(backend.store().ReplaceOpenings("c", 1, "x")));
  REQUIRE(backend.store().Scrub("a").ok());
  REQUIRE(backend.store().Scrub("c").ok(), "there is nothing to do");
  for (int round = 0; round < 2; ++round) {
    REQUIRE_ASSIGN(const std::vector<Entry> log, backend.store().ReadLog("a", 0, {}));
    REQUIRE(log == expected);
    REQUIRE_ASSIGN(const std::vector<Entry> other, backend.store().ReadLog("b", 0, {}));
    REQUIRE(other == MakeAppend("b", 0, {"1", "2"}).entries);
    REQUIRE_ASSIGN(const Texts documents, AllDocuments(backend.store(), "a"));
    REQUIRE(documents == Texts({"key=value"}));
    if (!backend.Reopen()) break;
  }
  REQUIRE(AppendOne(backend.store(), MakeAppend("a", 4, {"5"})).ok());
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> DocumentChecks() {
  return {
      {"LaterWritesOfAKeyStay", LaterWritesOfAKeyStay},
      {"AssembliesAreKeptApart", AssembliesAreKeptApart},
      {"ScansAreOrderedByBytesWithinThePrefix", ScansAreOrderedByBytesWithinThePrefix},
      {"ScansKeepTheirLimits", ScansKeepTheirLimits},
      {"ReplacingDocumentsLeavesOnlyTheNewOnes", ReplacingDocumentsLeavesOnlyTheNewOnes},
      {"ReplacingAtTheWrongSequenceChangesNothing", ReplacingAtTheWrongSequenceChangesNothing},
      {"OpeningsAreReplacedAndNothingElse", OpeningsAreReplacedAndNothingElse},
  };
}

}  // namespace assent::storage::contract
