// Destroying an assembly.

#include <string>
#include <vector>

#include "tests/contract/event_store_contract.h"
#include "tests/contract/helpers.h"

namespace assent::storage::contract {
namespace {

using Texts = std::vector<std::string>;

AppendRequest WithDocuments(const std::string& assembly, const Texts& texts) {
  AppendRequest append = MakeAppend(assembly, 0, texts);
  append.documents = {{"k", "of " + assembly}, {"l", "of " + assembly}};
  append.shared_documents = {{"due/" + assembly, "1"}};
  return append;
}

absl::Status WhatIsDestroyedIsGone(Backend& backend) {
  REQUIRE(AppendOne(backend.store(), WithDocuments("a", {"1", "2"})).ok());
  REQUIRE(backend.store().Destroy("a", 2, {{"due/a", std::nullopt}}).ok());
  for (int again = 0; again < 2; ++again) {
    EventStore& store = backend.store();
    REQUIRE(store.LastSequence("a").value() == 0);
    REQUIRE(store.ReadLog("a", 0, {}).value().empty());
    REQUIRE(AllDocuments(store, "a").value().empty());
    REQUIRE(!store.GetDocument("a", "k").value().has_value());
    REQUIRE(store.ListAssemblies("", 10).value().empty());
    REQUIRE(!store.GetSharedDocument("due/a").value().has_value());
    if (!backend.Reopen()) break;
  }
  return absl::OkStatus();
}

absl::Status NothingElseIsDestroyed(Backend& backend) {
  EventStore& store = backend.store();
  for (const std::string id : {"a", "aa", "b"}) {
    REQUIRE(AppendOne(store, WithDocuments(id, {"1"})).ok());
  }
  REQUIRE(store.Destroy("a", 1, {}).ok());
  for (const std::string id : {"aa", "b"}) {
    REQUIRE(store.LastSequence(id).value() == 1, id);
    REQUIRE((AllDocuments(store, id).value() == Texts{"k=of " + id, "l=of " + id}), id);
  }
  REQUIRE(store.GetSharedDocument("due/a").value().has_value());
  return absl::OkStatus();
}

absl::Status ALogThatHasGrownIsNotDestroyed(Backend& backend) {
  EventStore& store = backend.store();
  REQUIRE(AppendOne(store, WithDocuments("a", {"1", "2"})).ok());
  REQUIRE(absl::IsAborted(store.Destroy("a", 1, {{"due/a", std::nullopt}})));
  REQUIRE(store.LastSequence("a").value() == 2);
  REQUIRE(AllDocuments(store, "a").value().size() == 2);
  REQUIRE(store.GetSharedDocument("due/a").value().has_value());
  REQUIRE(absl::IsInvalidArgument(store.Destroy("", 0, {})));
  return absl::OkStatus();
}

absl::Status WhatIsDestroyedCanBeFoundedAnew(Backend& backend) {
  EventStore& store = backend.store();
  REQUIRE(AppendOne(store, WithDocuments("a", {"1", "2"})).ok());
  REQUIRE(store.Destroy("a", 2, {}).ok());
  REQUIRE(absl::IsAborted(AppendOne(store, MakeAppend("a", 2, {"3"}))));
  REQUIRE(AppendOne(store, MakeAppend("a", 0, {"new"})).ok());
  REQUIRE((Leaves(store, "a").value() == Texts{"new"}));
  REQUIRE(AllDocuments(store, "a").value().empty());
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> DestroyChecks() {
  return {
      {"WhatIsDestroyedIsGone", WhatIsDestroyedIsGone},
      {"NothingElseIsDestroyed", NothingElseIsDestroyed},
      {"ALogThatHasGrownIsNotDestroyed", ALogThatHasGrownIsNotDestroyed},
      {"WhatIsDestroyedCanBeFoundedAnew", WhatIsDestroyedCanBeFoundedAnew},
  };
}

}  // namespace assent::storage::contract
