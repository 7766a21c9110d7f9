#include "tests/contract/event_store_contract.h"

namespace assent::storage::contract {

std::vector<Check> AllChecks() {
  std::vector<Check> all;
  for (const std::vector<Check>& part :
       {AppendChecks(), DocumentChecks(), ReadChecks(), ConcurrencyChecks(), DestroyChecks()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace assent::storage::contract
