// How well a decision fits some words: BM25 (Robertson and Zaragoza, "The
// Probabilistic Relevance Framework", 2009) with k1 = 1.2, b = 0.75 and a fixed
// usual length, so that nothing about the whole index has to be kept. A rank
// decides nothing; so it may be a floating-point number. Pure.

#ifndef ASSENT_SERVER_SEARCH_RANK_H_
#define ASSENT_SERVER_SEARCH_RANK_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "server/search/postings.h"

namespace assent::search {

// A word in the title counts as so many elsewhere.
inline constexpr double kTitleWeight = 4;
// Words in a decision of usual length.
inline constexpr double kUsualLength = 100;

// ln(1 + (all - with + 0.5) / (with + 0.5)): what a word is worth that `with`
// of `all` decisions have. 0 to ln(2 all + 2).
double Rarity(double with, double all);

// 2.2 f / (f + 1.2 (0.25 + 0.75 length / kUsualLength)), below 2.2, where f
// counts the word in the title kTitleWeight times.
double Weight(double in_title, double elsewhere, double length);

// How often a word occurs in one decision, with the statements on it.
struct Occurrence {
  int32_t decision = 0;
  double weight = 0;
};

// One word's postings, in the order of their keys, by decision.
std::vector<Occurrence> OccurrencesOf(absl::Span<const Posting> postings);

// A decision that was found, and by which words, as bits in their order.
struct Match {
  int32_t decision = 0;
  double score = 0;
  uint64_t words = 0;
};

// Adds up what words bring.
class Ranking {
 public:
  // `word` is the bit's number, below 64; each word is added once.
  void Add(int word, double rarity, absl::Span<const Occurrence> occurrences);
  // Best first; of equals the newer.
  std::vector<Match> Sorted() const;
  bool empty() const { return matches_.empty(); }

 private:
  absl::flat_hash_map<int32_t, Match> matches_;
};

}  // namespace assent::search

#endif  // ASSENT_SERVER_SEARCH_RANK_H_
