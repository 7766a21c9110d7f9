// Random appends to a few assemblies, with a book of what was sent, what was
// acknowledged and what a listener heard, to compare a store with after it was
// cut off. One thread at a time.

#ifndef ASSENT_TESTS_STORAGE_WORKLOAD_H_
#define ASSENT_TESTS_STORAGE_WORKLOAD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/event_store.h"

namespace assent::storage {

class Workload {
 public:
  explicit Workload(uint32_t seed) : random_(seed), logs_(kAssemblies) {}

  // Appends one batch to several assemblies. OK, or the first refusal.
  absl::Status AppendBatch(EventStore& store);

  // Counts what this subscription hears as acknowledged.
  std::unique_ptr<Subscription> Listen(EventStore& store);

  // Whether the store shows everything acknowledged and nothing that was not
  // sent, append by append, with documents and heads that fit. What it shows
  // beyond what was acknowledged counts as acknowledged afterwards, unless
  // `exactly`: then it must show nothing beyond.
  absl::Status Compare(EventStore& store, bool exactly);

  std::mt19937& random() { return random_; }
  size_t acknowledged() const;

 private:
  static constexpr size_t kAssemblies = 5;
  using Texts = std::vector<std::string>;

  struct Log {
    std::vector<Texts> appends;  // as sent, the acknowledged ones first
    uint64_t entries = 0;        // in all of them
    size_t acknowledged = 0;
    uint64_t heard = 0;  // a sequence
  };

  AppendRequest NextAppend(size_t assembly);
  absl::Status CompareLog(EventStore& store, size_t assembly, bool exactly);

  std::mt19937 random_;
  std::vector<Log> logs_;
};

}  // namespace assent::storage

#endif  // ASSENT_TESTS_STORAGE_WORKLOAD_H_
