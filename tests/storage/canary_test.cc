// Each broken store must fail the check that guards against it. Were one to
// pass, the contract suite would no longer prove what it claims.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "storage/memory/memory_store.h"
#include "tests/contract/event_store_contract.h"
#include "tests/storage/broken_stores.h"

namespace assent::storage {
namespace {

template <typename Store>
class BrokenBackend final : public contract::Backend {
 public:
  EventStore& store() override { return store_; }
  bool Reopen() override { return false; }

 private:
  Store store_;
};

// Opens a new store each time, and claims that it is the old one.
class LosesEverything final : public contract::Backend {
 public:
  EventStore& store() override { return *store_; }
  bool Reopen() override {
    store_ = NewMemoryStore();
    return true;
  }

 private:
  std::unique_ptr<EventStore> store_ = NewMemoryStore();
};

template <typename Backend>
std::unique_ptr<contract::Backend> Make() {
  return std::make_unique<Backend>();
}

struct Canary {
  const char* broken;
  std::unique_ptr<contract::Backend> (*make)();
  const char* caught_by;
};

const Canary kCanaries[] = {
    {"ForgetsRefusals", Make<BrokenBackend<ForgetsRefusals>>, "AppendsBehindARefusedOneAreAborted"},
    {"IgnoresExpectedSequence", Make<BrokenBackend<IgnoresExpectedSequence>>,
     "WrongSequenceIsAbortedAndChangesNothing"},
    {"IgnoresExpectedSequence", Make<BrokenBackend<IgnoresExpectedSequence>>,
     "OfTwoFoundingsOneIsRefused"},
    {"ChecksTooEarly", Make<BrokenBackend<ChecksTooEarly>>, "EveryRacingAppendLandsExactlyOnce"},
    {"TearsAppends", Make<BrokenBackend<TearsAppends>>, "ReadersSeeWholeAppends"},
    {"KeepsHalfOfRefused", Make<BrokenBackend<KeepsHalfOfRefused>>,
     "WrongSequenceIsAbortedAndChangesNothing"},
    {"MixesAssemblies", Make<BrokenBackend<MixesAssemblies>>, "AssembliesAreKeptApart"},
    {"TellsTooEarly", Make<BrokenBackend<TellsTooEarly>>, "ListenersHearWhatIsDurable"},
    {"DestroysDocumentsOnly", Make<BrokenBackend<DestroysDocumentsOnly>>, "WhatIsDestroyedIsGone"},
    {"LosesEverything", Make<LosesEverything>, "EverythingIsThereAfterReopening"},
};

class ContractCanary : public testing::TestWithParam<Canary> {};

// What depends on how threads meet gets several tries; sound stores never fail.
TEST_P(ContractCanary, IsCaught) {
  const std::vector<contract::Check> checks = contract::AllChecks();
  const auto check = std::find_if(checks.begin(), checks.end(), [](const contract::Check& each) {
    return std::string(each.name) == GetParam().caught_by;
  });
  ASSERT_NE(check, checks.end());
  bool caught = false;
  for (int round = 0; round < 100 && !caught; ++round) {
    caught = !check->run(*GetParam().make()).ok();
  }
  EXPECT_TRUE(caught) << GetParam().broken << " passes " << GetParam().caught_by;
}

INSTANTIATE_TEST_SUITE_P(All, ContractCanary, testing::ValuesIn(kCanaries), [](const auto& each) {
  return std::string(each.param.broken) + "_" + each.param.caught_by;
});

}  // namespace
}  // namespace assent::storage
