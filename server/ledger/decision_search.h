// Finding decisions by their words, from the postings that the store keeps. For
// threads that may wait for the disk. Cost: a bounded number of postings of
// each word, however many decisions there are.
//
// Errors: the store's.

#ifndef ASSENT_SERVER_LEDGER_DECISION_SEARCH_H_
#define ASSENT_SERVER_LEDGER_DECISION_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/search/mentions.h"
#include "server/search/query.h"
#include "server/search/rank.h"
#include "storage/event_store.h"

namespace assent::ledger {

struct DecisionsFound {
  std::vector<std::string> words;  // bit i of a match is word i
  std::vector<search::Match> matches;
  bool some_words_only = false;  // none has all words; these have some
};

// The words that a match has.
std::vector<std::string> WordsIn(const DecisionsFound& found, const search::Match& match);

// Those that have all words, or if none has, some. Best first. `decisions`: how
// many the assembly has, about. Does not look at phrases.
absl::StatusOr<DecisionsFound> FindDecisions(storage::EventStore& store, absl::string_view assembly,
                                             const search::Query& query, int32_t decisions);

// Those that have words in common with a text, by its rarest words. Best first;
// `words` of the result: the rarest first.
absl::StatusOr<DecisionsFound> FindResembling(storage::EventStore& store,
                                              absl::string_view assembly, absl::string_view title,
                                              absl::string_view text, int32_t decisions);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_DECISION_SEARCH_H_
