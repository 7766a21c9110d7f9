// Runs the contract of tests/contract on every backend.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <tuple>

#include "tests/contract/event_store_contract.h"
#include "tests/storage/backends.h"
#include "tests/support/status_matchers.h"

namespace assent::storage {
namespace {

struct NamedBackend {
  const char* name;
  contract::MakeBackend make;
};

const NamedBackend kBackends[] = {
    {"Memory", [] { return std::make_unique<MemoryBackend>(); }},
    {"RocksDb", [] { return std::make_unique<RocksDbBackend>(); }},
    // So little of everything that flushes, compactions and forgotten
    // sequences happen during the checks.
    {"SmallRocksDb",
     [] {
       return std::make_unique<RocksDbBackend>(RocksDbOptions{
           .cache_bytes = 64 * 1024, .write_buffer_bytes = 64 * 1024, .cached_sequences = 2});
     }},
};

class EventStoreContract
    : public testing::TestWithParam<std::tuple<NamedBackend, contract::Check>> {};

TEST_P(EventStoreContract, Holds) {
  const auto& [backend, check] = GetParam();
  ASSENT_EXPECT_OK(check.run(*backend.make()));
}

INSTANTIATE_TEST_SUITE_P(All, EventStoreContract,
                         testing::Combine(testing::ValuesIn(kBackends),
                                          testing::ValuesIn(contract::AllChecks())),
                         [](const auto& each) {
                           return std::string(std::get<0>(each.param).name) + "_" +
                                  std::get<1>(each.param).name;
                         });

}  // namespace
}  // namespace assent::storage
