// What every event store must do, as checks that return OK or the first thing
// that was wrong. They are functions and not GoogleTest cases so that they can
// also be run on stores that are broken on purpose, which they must catch:
// tests/storage/canary_test.cc. A new backend is named in
// tests/storage/contract_test.cc and nowhere else.

#ifndef ASSENT_TESTS_CONTRACT_EVENT_STORE_CONTRACT_H_
#define ASSENT_TESTS_CONTRACT_EVENT_STORE_CONTRACT_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "storage/event_store.h"

namespace assent::storage::contract {

// A store under test, new and empty.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual EventStore& store() = 0;
  // Closes and opens the store anew; false if it is not meant to outlive that.
  virtual bool Reopen() = 0;
};

using MakeBackend = std::function<std::unique_ptr<Backend>()>;

struct Check {
  const char* name;
  absl::Status (*run)(Backend& backend);
};

// All of them; the parts below, one after another.
std::vector<Check> AllChecks();

std::vector<Check> AppendChecks();
std::vector<Check> DocumentChecks();
std::vector<Check> ReadChecks();
std::vector<Check> ConcurrencyChecks();
std::vector<Check> DestroyChecks();

}  // namespace assent::storage::contract

#endif  // ASSENT_TESTS_CONTRACT_EVENT_STORE_CONTRACT_H_
