#include "server/counting/loads.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace assent::counting {
namespace {

// A load of `sum` / `votes` over the chain's denominator.
struct Offer {
  int32_t candidate = 0;
  Big sum;
  int64_t votes = 0;
};

Offer OfferOf(const LoadsProblem& problem, const Loads& loads, int32_t candidate) {
  Offer offer;
  offer.candidate = candidate;
  std::vector<int64_t> times(loads.chain.size());
  for (const int32_t ballot : problem.supporters[candidate]) {
    offer.votes += problem.weight[ballot];
    if (loads.of_ballot[ballot] >= 0) times[loads.of_ballot[ballot]] += problem.weight[ballot];
  }
  std::vector<Chain::Term> terms;
  for (size_t i = 0; i < times.size(); ++i) {
    if (times[i] != 0) terms.push_back({static_cast<int>(i), times[i]});
  }
  offer.sum = loads.chain.Sum(problem.seat_load, terms);
  return offer;
}

int Order(const Offer& a, const Offer& b) {
  Big left = a.sum;
  Big right = b.sum;
  left *= b.votes;
  right *= a.votes;
  return Compare(left, right);
}

}  // namespace

void StartFrom(SharesRun& run, Loads& loads) {
  loads.chain = run.Exact();
  absl::flat_hash_map<int32_t, int> entries;  // per history
  for (size_t ballot = 0; ballot < loads.of_ballot.size(); ++ballot) {
    const int32_t history = run.history_of(static_cast<int32_t>(ballot));
    const auto [entry, is_new] = entries.try_emplace(history, 0);
    if (is_new) {
      absl::int128 whole = 0;
      const std::vector<Chain::Term> paid = run.Paid(history, whole);
      entry->second = loads.chain.Append(loads.chain.Sum(-whole, paid), 1);
    }
    loads.of_ballot[ballot] = entry->second;
  }
}

std::vector<LoadsRound> FillByLoads(const LoadsProblem& problem, Loads& loads) {
  const auto candidates = static_cast<int32_t>(problem.supporters.size());
  auto filled = std::count(loads.elected.begin(), loads.elected.end(), true);
  std::vector<LoadsRound> rounds;
  while (filled < problem.seats) {
    std::vector<Offer> best;
    for (int32_t candidate = 0; candidate < candidates; ++candidate) {
      if (loads.elected[candidate]) continue;
      Offer offer = OfferOf(problem, loads, candidate);
      if (offer.votes == 0) continue;
      const int order = best.empty() ? -1 : Order(offer, best.front());
      if (order < 0) best.clear();
      if (order <= 0) best.push_back(std::move(offer));
    }
    if (best.empty()) break;
    LoadsRound round;
    const auto first =
        std::min_element(best.begin(), best.end(), [&](const Offer& a, const Offer& b) {
          return problem.lot[a.candidate] < problem.lot[b.candidate];
        });
    round.candidate = first->candidate;
    if (best.size() > 1) {
      for (const Offer& offer : best) round.tied.push_back(offer.candidate);
    }
    round.chain_index = loads.chain.Append(first->sum, first->votes);
    for (const int32_t ballot : problem.supporters[round.candidate]) {
      loads.of_ballot[ballot] = round.chain_index;
    }
    loads.elected[round.candidate] = true;
    ++filled;
    rounds.push_back(std::move(round));
  }
  return rounds;
}

}  // namespace assent::counting
