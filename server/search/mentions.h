// Decisions that a text names: "decision 17", "decisions/17", "#17", and the
// same in other languages. Pure.

#ifndef ASSENT_SERVER_SEARCH_MENTIONS_H_
#define ASSENT_SERVER_SEARCH_MENTIONS_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::search {

// Their numbers, from 1, each once, ascending. No more than kMaxMentions: the
// lowest.
std::vector<int32_t> MentionedDecisions(absl::string_view text);

}  // namespace assent::search

#endif  // ASSENT_SERVER_SEARCH_MENTIONS_H_
