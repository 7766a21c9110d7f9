#include "server/ledger/decision_search.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/search/postings.h"
#include "server/search/words.h"

namespace assent::ledger {
namespace {

// A word's postings, newest decisions first.
struct PostingList {
  std::vector<search::Posting> postings;
  bool cut = false;  // there may be more

  // In how many of `all` decisions the word is; where the list was cut, as if
  // it went on as densely as it begins.
  double Decisions(double all) const {
    const double count = static_cast<double>(postings.size());
    if (!cut) return count;
    const double reached = std::max(all - postings.back().decision + 1, count);
    return count * std::max(all / reached, 1.0);
  }
};

absl::StatusOr<PostingList> ReadPostings(storage::EventStore& store, absl::string_view assembly,
                                         absl::string_view word, size_t most) {
  PostingList list;
  const std::string prefix = search::PostingPrefix(word);
  std::string after;
  while (!list.cut) {
    const storage::ReadLimits limits{most - list.postings.size()};
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanDocuments(assembly, prefix, after, limits));
    if (page.empty()) break;
    after = page.back().key;
    for (const storage::Document& document : page) {
      const auto posting = search::ParsePosting(word, document.key, document.value);
      if (posting) list.postings.push_back(*posting);
    }
    list.cut = list.postings.size() >= most;
  }
  return list;
}

// Looks the word up in the best matches, where its list was cut before them.
absl::Status LookUp(storage::EventStore& store, absl::string_view assembly, const std::string& word,
                    int bit, double rarity, int32_t oldest_read,
                    const std::vector<search::Match>& best, search::Ranking& ranking) {
  for (size_t i = 0; i < std::min(best.size(), kMaxLookedUp); ++i) {
    if (best[i].decision >= oldest_read) continue;
    const std::string key = search::PostingKey(word, best[i].decision, 0);
    ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                            store.GetDocument(assembly, key));
    if (!value) continue;
    const auto posting = search::ParsePosting(word, key, *value);
    if (posting) ranking.Add(bit, rarity, search::OccurrencesOf({*posting}));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PostingList>> ReadAll(storage::EventStore& store,
                                                 absl::string_view assembly,
                                                 const std::vector<std::string>& words) {
  std::vector<PostingList> lists;
  for (const std::string& word : words) {
    ASSENT_ASSIGN_OR_RETURN(lists.emplace_back(),
                            ReadPostings(store, assembly, word, kMaxPostings));
  }
  return lists;
}

// Ranks by all words; in what the rarer words found, those that are in very
// many decisions are looked up too.
absl::StatusOr<DecisionsFound> Rank(storage::EventStore& store, absl::string_view assembly,
                                    std::vector<std::string> words, int32_t decisions) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<PostingList> lists, ReadAll(store, assembly, words));
  const double all = std::max(decisions, 1);
  search::Ranking ranking;
  for (size_t i = 0; i < words.size(); ++i) {
    if (lists[i].cut) continue;
    ranking.Add(static_cast<int>(i), search::Rarity(lists[i].Decisions(all), all),
                search::OccurrencesOf(lists[i].postings));
  }
  const std::vector<search::Match> best = ranking.Sorted();
  for (size_t i = 0; i < words.size(); ++i) {
    if (!lists[i].cut) continue;
    const double rarity = search::Rarity(lists[i].Decisions(all), all);
    const int bit = static_cast<int>(i);
    ranking.Add(bit, rarity, search::OccurrencesOf(lists[i].postings));
    ASSENT_RETURN_IF_ERROR(LookUp(store, assembly, words[i], bit, rarity,
                                  lists[i].postings.back().decision, best, ranking));
  }
  DecisionsFound found;
  found.words = std::move(words);
  found.matches = ranking.Sorted();
  return found;
}

// The words of a text, each once, by how often they occur there, the title's
// first; no more than are sampled.
std::vector<std::string> WordsToSample(absl::string_view title, absl::string_view text) {
  std::vector<std::string> words;
  absl::flat_hash_map<std::string, int> counts;
  for (const absl::string_view part : {title, text}) {
    for (std::string& word : search::WordsOf(part).words) {
      if (++counts[word] == 1) words.push_back(std::move(word));
    }
  }
  absl::flat_hash_set<std::string> titled;
  for (std::string& word : search::WordsOf(title).words) titled.insert(std::move(word));
  std::stable_sort(words.begin(), words.end(), [&](const std::string& a, const std::string& b) {
    const bool in_title = titled.contains(a);
    if (in_title != titled.contains(b)) return in_title;
    return counts[a] > counts[b];
  });
  words.resize(std::min(words.size(), kMaxSampledWords));
  return words;
}

}  // namespace

std::vector<std::string> WordsIn(const DecisionsFound& found, const search::Match& match) {
  std::vector<std::string> words;
  for (size_t i = 0; i < found.words.size(); ++i) {
    if ((match.words >> i & 1) != 0) words.push_back(found.words[i]);
  }
  return words;
}

absl::StatusOr<DecisionsFound> FindDecisions(storage::EventStore& store, absl::string_view assembly,
                                             const search::Query& query, int32_t decisions) {
  ASSENT_ASSIGN_OR_RETURN(DecisionsFound found, Rank(store, assembly, query.words, decisions));
  const uint64_t every = (uint64_t{1} << found.words.size()) - 1;
  const auto rest =
      std::stable_partition(found.matches.begin(), found.matches.end(),
                            [&](const search::Match& match) { return match.words == every; });
  found.some_words_only = rest == found.matches.begin() && !found.matches.empty();
  if (!found.some_words_only) found.matches.erase(rest, found.matches.end());
  return found;
}

absl::StatusOr<DecisionsFound> FindResembling(storage::EventStore& store,
                                              absl::string_view assembly, absl::string_view title,
                                              absl::string_view text, int32_t decisions) {
  std::vector<std::pair<double, std::string>> by_number;
  for (std::string& word : WordsToSample(title, text)) {
    ASSENT_ASSIGN_OR_RETURN(const PostingList list,
                            ReadPostings(store, assembly, word, kMaxSampledPostings));
    if (list.postings.empty()) continue;
    by_number.emplace_back(list.Decisions(std::max(decisions, 1)), std::move(word));
  }
  std::stable_sort(by_number.begin(), by_number.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> words;
  for (size_t i = 0; i < std::min(by_number.size(), kMaxTextWords); ++i) {
    words.push_back(std::move(by_number[i].second));
  }
  return Rank(store, assembly, std::move(words), decisions);
}

}  // namespace assent::ledger
