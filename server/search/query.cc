#include "server/search/query.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "server/base/limits.h"
#include "server/search/words.h"

namespace assent::search {

Query ParseQuery(absl::string_view text) {
  Query query;
  const std::string plain =
      absl::StrReplaceAll(text, {{"“", "\""}, {"”", "\""}, {"„", "\""}, {"«", "\""}, {"»", "\""}});
  bool quoted = false;
  for (const absl::string_view part : absl::StrSplit(plain, '"')) {
    std::vector<std::string> words = WordsOf(part).words;
    for (const std::string& word : words) {
      const bool known =
          std::find(query.words.begin(), query.words.end(), word) != query.words.end();
      if (!known && query.words.size() < kMaxQueryWords) query.words.push_back(word);
    }
    if (quoted && words.size() > 1) query.phrases.push_back(std::move(words));
    quoted = !quoted;
  }
  return query;
}

bool HasPhrase(const std::vector<std::string>& words, const std::vector<std::string>& phrase) {
  return std::search(words.begin(), words.end(), phrase.begin(), phrase.end()) != words.end();
}

bool HasPhrases(const Query& query, const std::vector<std::string>& texts) {
  std::vector<std::vector<std::string>> words;
  for (const std::string& text : texts) words.push_back(WordsOf(text).words);
  return std::all_of(query.phrases.begin(), query.phrases.end(), [&](const auto& phrase) {
    return std::any_of(words.begin(), words.end(),
                       [&](const auto& text) { return HasPhrase(text, phrase); });
  });
}

}  // namespace assent::search
