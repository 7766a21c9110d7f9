// What somebody looks for: words, and phrases in double quotes. Pure.

#ifndef ASSENT_SERVER_SEARCH_QUERY_H_
#define ASSENT_SERVER_SEARCH_QUERY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::search {

struct Query {
  // Each once, in their order; those of the phrases too.
  std::vector<std::string> words;
  // Two or more words that have to follow one another.
  std::vector<std::vector<std::string>> phrases;
};

// A quote that is not closed goes to the end. No words: there were none.
Query ParseQuery(absl::string_view text);

// Whether `words` (in the order of a text) has the phrase.
bool HasPhrase(const std::vector<std::string>& words, const std::vector<std::string>& phrase);

// Whether each phrase of the query stands in one of the texts.
bool HasPhrases(const Query& query, const std::vector<std::string>& texts);

}  // namespace assent::search

#endif  // ASSENT_SERVER_SEARCH_QUERY_H_
