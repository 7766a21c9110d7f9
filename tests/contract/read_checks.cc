// Reading logs and listing assemblies.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/contract/event_store_contract.h"
#include "tests/contract/helpers.h"

namespace assent::storage::contract {
namespace {

using Texts = std::vector<std::string>;

absl::Status LogsAreReadFromAPoint(Backend& backend) {
  EventStore& store = backend.store();
  REQUIRE(AppendOne(store, MakeAppend("a", 0, {"1", "2", "3"})).ok());
  for (uint64_t after : {0, 1, 2, 3, 4}) {
    REQUIRE_ASSIGN(const std::vector<Entry> log, store.ReadLog("a", after, {}));
    REQUIRE(log.size() == (after < 3 ? 3 - after : 0), "after ", after);
    for (const Entry& entry : log) REQUIRE(entry == MakeEntry(++after, entry.leaf));
  }
  REQUIRE_ASSIGN(const std::vector<Entry> none, store.ReadLog("a", ~uint64_t{0}, {}));
  REQUIRE(none.empty());
  return absl::OkStatus();
}

absl::Status LogsAreReadWithinLimits(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest append = MakeAppend("a", 0, {"1", "2", "3"});
  for (Entry& entry : append.entries) {
    entry.leaf = std::string(50, 'l');
    entry.openings = std::string(50 - entry.subtrees.size(), 'o');  // with the hashes: 132 bytes
  }
  REQUIRE(AppendOne(store, append).ok());
  const auto count = [&](ReadLimits limits) {
    return store.ReadLog("a", 0, limits).value().size();
  };
  REQUIRE(count({.max_items = 1}) == 1);
  REQUIRE(count({.max_items = 2}) == 2);
  REQUIRE(count({.max_items = 4}) == 3);
  REQUIRE(count({.max_bytes = 396}) == 3);
  REQUIRE(count({.max_bytes = 395}) == 2);
  REQUIRE(count({.max_bytes = 0}) == 1, "a read always gets on");
  REQUIRE(absl::IsInvalidArgument(store.ReadLog("a", 0, {.max_items = 0}).status()));
  return absl::OkStatus();
}

absl::Status AssembliesAreListedByTheirBytes(Backend& backend) {
  EventStore& store = backend.store();
  AppendRequest without_log;
  without_log.assembly = "aaa";
  without_log.documents = {{"key", "value"}};
  REQUIRE(AppendOne(store, without_log).ok());
  uint64_t entries = 0;
  const Texts ids = {"\x01", "a", "a\x01", "aa", "b", "\xff"};
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    REQUIRE(AppendOne(store, MakeAppend(*id, 0, Texts(++entries, "entry"))).ok());
  }
  REQUIRE_ASSIGN(const std::vector<AssemblyHead> all, store.ListAssemblies("", 100));
  REQUIRE(all.size() == ids.size(), all.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    REQUIRE(all[i].assembly == ids[i]);
    REQUIRE(all[i].last_sequence == ids.size() - i);
  }
  std::string after;
  for (const std::string& id : ids) {
    REQUIRE_ASSIGN(const std::vector<AssemblyHead> page, store.ListAssemblies(after, 1));
    REQUIRE(page.size() == 1 && page[0].assembly == id);
    after = id;
  }
  REQUIRE_ASSIGN(const std::vector<AssemblyHead> none, store.ListAssemblies(after, 1));
  REQUIRE(none.empty());
  return absl::OkStatus();
}

absl::Status ReadsRefuseIdsThatCannotBe(Backend& backend) {
  EventStore& store = backend.store();
  for (const std::string& id :
       {std::string(), std::string("a\0b", 3), std::string(kMaxAssemblyIdBytes + 1, 'a')}) {
    REQUIRE(absl::IsInvalidArgument(store.ReadLog(id, 0, {}).status()));
    REQUIRE(absl::IsInvalidArgument(store.LastSequence(id).status()));
    REQUIRE(absl::IsInvalidArgument(store.GetDocument(id, "key").status()));
    REQUIRE(absl::IsInvalidArgument(store.ScanDocuments(id, "", "", {}).status()));
    REQUIRE(absl::IsInvalidArgument(store.ReplaceDocuments(id, 0, {}, {})));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> ReadChecks() {
  return {
      {"LogsAreReadFromAPoint", LogsAreReadFromAPoint},
      {"LogsAreReadWithinLimits", LogsAreReadWithinLimits},
      {"AssembliesAreListedByTheirBytes", AssembliesAreListedByTheirBytes},
      {"ReadsRefuseIdsThatCannotBe", ReadsRefuseIdsThatCannotBe},
  };
}

}  // namespace assent::storage::contract
