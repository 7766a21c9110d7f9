#include "server/search/rank.h"

#include <algorithm>
#include <cmath>

namespace assent::search {
namespace {

constexpr double kSaturation = 1.2;    // k1
constexpr double kLengthShare = 0.75;  // b

}  // namespace

double Rarity(double with, double all) {
  return std::log(1 + (std::max(all - with, 0.0) + 0.5) / (with + 0.5));
}

double Weight(double in_title, double elsewhere, double length) {
  const double f = kTitleWeight * in_title + elsewhere;
  const double norm = 1 - kLengthShare + kLengthShare * length / kUsualLength;
  return (kSaturation + 1) * f / (f + kSaturation * norm);
}

std::vector<Occurrence> OccurrencesOf(absl::Span<const Posting> postings) {
  std::vector<Occurrence> occurrences;
  for (size_t i = 0; i < postings.size();) {
    Posting sum;
    sum.decision = postings[i].decision;
    for (; i < postings.size() && postings[i].decision == sum.decision; ++i) {
      sum.in_title += postings[i].in_title;
      sum.elsewhere += postings[i].elsewhere;
      sum.length += postings[i].length;
    }
    occurrences.push_back({sum.decision, Weight(sum.in_title, sum.elsewhere, sum.length)});
  }
  return occurrences;
}

void Ranking::Add(int word, double rarity, absl::Span<const Occurrence> occurrences) {
  for (const Occurrence& occurrence : occurrences) {
    Match& match = matches_[occurrence.decision];
    match.decision = occurrence.decision;
    match.score += rarity * occurrence.weight;
    match.words |= uint64_t{1} << word;
  }
}

std::vector<Match> Ranking::Sorted() const {
  std::vector<Match> sorted;
  sorted.reserve(matches_.size());
  for (const auto& [decision, match] : matches_) sorted.push_back(match);
  std::sort(sorted.begin(), sorted.end(), [](const Match& a, const Match& b) {
    return a.score != b.score ? a.score > b.score : a.decision > b.decision;
  });
  return sorted;
}

}  // namespace assent::search
