// What the reads of decisions share. Errors: the store's, DOCUMENT_DAMAGED.

#ifndef ASSENT_SERVER_RPC_HANDLERS_MEMORY_H_
#define ASSENT_SERVER_RPC_HANDLERS_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/dissent.pb.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/context.h"
#include "server/rpc/paging.h"

namespace assent::rpc {

// Where the decision stands today.
inline v1::Proposal::State StateToday(const v1::Decision& decision) {
  return decision.has_standing() ? decision.standing().state() : decision.state();
}

// Says in the decision where it stands today, if it was adopted.
absl::Status AddStanding(storage::EventStore& store, absl::string_view assembly, int32_t number,
                         v1::Decision& decision);

// With its standing. nullopt: there is none of that number.
absl::StatusOr<std::optional<v1::Decision>> LoadDecision(storage::EventStore& store,
                                                         absl::string_view assembly,
                                                         int32_t number);

// Whether it is in force, without reading it.
absl::StatusOr<bool> InForce(storage::EventStore& store, absl::string_view assembly,
                             int32_t number);

// The statements of dissenters on a decision, in the order in which they were first written.
absl::StatusOr<std::vector<v1::DissentStatement>> LoadStatements(storage::EventStore& store,
                                                                 absl::string_view assembly,
                                                                 int32_t number);

// How many decisions the assembly has at most: the number of its newest proposal.
absl::StatusOr<int32_t> DecisionsOf(Context& context, const std::string& assembly);

// Goes through `items` behind the page's cursor, which is a place in them, until `add` has filled
// the page. `add` returns how many bytes it added; 0: nothing. Returns the next page's token.
template <typename Item, typename Add>
absl::StatusOr<std::string> PageOf(const Page& page, const std::vector<Item>& items, Add add) {
  ASSENT_ASSIGN_OR_RETURN(const int64_t begin, NumberCursor(page, 0));
  size_t count = 0;
  size_t bytes = 0;
  for (size_t i = static_cast<size_t>(begin); i < items.size(); ++i) {
    const size_t examined = i - static_cast<size_t>(begin);
    if (count >= page.size || bytes >= kMaxPageBytes || examined >= kMaxDocumentsExamined) {
      return page.NextToken(absl::StrCat(i));
    }
    ASSENT_ASSIGN_OR_RETURN(const size_t added, add(items[i]));
    bytes += added;
    count += added > 0 ? 1 : 0;
  }
  return "";
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_MEMORY_H_
