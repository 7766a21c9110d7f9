// Small words for the checks: making appends, waiting for their statuses, and
// saying what was wrong. Thread-safe, being without state.

#ifndef ASSENT_TESTS_CONTRACT_HELPERS_H_
#define ASSENT_TESTS_CONTRACT_HELPERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/event_store.h"

// Ends the check, which returns absl::Status, unless `condition` holds. What
// follows it is said too.
#define REQUIRE(condition, ...)                                                               \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      return absl::InternalError(                                                             \
          absl::StrCat(__FILE__, ":", __LINE__, ": not so: " #condition " ", ##__VA_ARGS__)); \
    }                                                                                         \
  } while (false)

// Assigns the value of a StatusOr, or ends the check.
#define REQUIRE_ASSIGN(left, expression) REQUIRE_ASSIGN_(REQUIRE_NAME_(__LINE__), left, expression)
#define REQUIRE_ASSIGN_(name, left, expression) \
  auto name = (expression);                     \
  REQUIRE(name.ok(), name.status().ToString()); \
  left = *std::move(name)
#define REQUIRE_NAME_(line) REQUIRE_JOIN_(required_, line)
#define REQUIRE_JOIN_(a, b) a##b

namespace assent::storage::contract {

// An entry whose leaf is `text`; its hash is 32 bytes that follow from both
// arguments, its openings are "opening of " and the text.
Entry MakeEntry(uint64_t sequence, absl::string_view text);

// An append of one entry for each text, numbered on from `expected`.
AppendRequest MakeAppend(absl::string_view assembly, uint64_t expected,
                         const std::vector<std::string>& texts);

// Append() that waits for its statuses.
std::vector<absl::Status> AppendAll(EventStore& store, std::vector<AppendRequest> batch);
absl::Status AppendOne(EventStore& store, AppendRequest append);

// The leaves of the whole log, read a few at a time.
absl::StatusOr<std::vector<std::string>> Leaves(EventStore& store, absl::string_view assembly);

// "key=value" of all documents of an assembly, in order.
absl::StatusOr<std::vector<std::string>> AllDocuments(EventStore& store,
                                                      absl::string_view assembly);

}  // namespace assent::storage::contract

namespace assent::storage {
bool operator==(const Entry& a, const Entry& b);
}  // namespace assent::storage

#endif  // ASSENT_TESTS_CONTRACT_HELPERS_H_
