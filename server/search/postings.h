// Postings: where a word occurs, one document of the store each, so that what
// is added never rewrites what is there.
//
//   term/{word}/{m}        in decision 99999999 - m, eight digits: newest first
//   term/{word}/{m}/{k}    in statement k on that decision
//
// Value: three numbers as base-128 varints: how often it stands in the title,
// how often elsewhere, and how many words the whole has. Pure.

#ifndef ASSENT_SERVER_SEARCH_POSTINGS_H_
#define ASSENT_SERVER_SEARCH_POSTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"

namespace assent::search {

struct Posting {
  int32_t decision = 0;
  int32_t statement = 0;  // 0: the decision itself
  uint32_t in_title = 0;
  uint32_t elsewhere = 0;
  uint32_t length = 0;
};

// What is indexed together: a decision, or a statement on it.
struct Indexed {
  int32_t decision = 0;
  int32_t statement = 0;
  std::string title;
  std::vector<std::string> texts;
};

std::string PostingPrefix(absl::string_view word);
std::string PostingKey(absl::string_view word, int32_t decision, int32_t statement);
// `key` begins with PostingPrefix(word). nullopt: this is no posting.
std::optional<Posting> ParsePosting(absl::string_view word, absl::string_view key,
                                    absl::string_view value);

// Its postings, by key.
absl::btree_map<std::string, std::string> PostingsOf(const Indexed& indexed);

}  // namespace assent::search

#endif  // ASSENT_SERVER_SEARCH_POSTINGS_H_
