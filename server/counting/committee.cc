#include "server/counting/committee.h"

#include <numeric>
#include <utility>

#include "server/counting/loads.h"
#include "server/counting/shares.h"

namespace assent::counting {
namespace {

constexpr int kPlaces = 6;

std::vector<int> Named(const std::vector<int32_t>& places, const Standing& standing) {
  return standing.Names(std::vector<int>(places.begin(), places.end()));
}

void AddTie(const std::vector<int32_t>& tied, int who, bool by_lot, const Standing& standing,
            Result& result) {
  if (tied.empty()) return;
  result.ties.push_back({.round = static_cast<int>(result.rounds.size()) - 1,
                         .tied = Named(tied, standing),
                         .chosen = {standing.candidates[who]},
                         .broken_by = by_lot ? "lot" : "more votes"});
}

Round RoundOf(const std::string& what, int who, const std::string& figure, const std::string& value,
              const Standing& standing) {
  Round round;
  round.what = what;
  round.candidates = {standing.candidates[who]};
  round.figures = {{figure, value}};
  return round;
}

// numerator / (denominator × voters), as seats.
std::string Seats(const Big& numerator, const Big& denominator, int64_t voters) {
  Big divisor = denominator;
  divisor *= voters;
  return Decimal(numerator, divisor, kPlaces);
}

// A seat costs as many parts as there are voters, and each voter has as many as there are seats:
// seats / voters, without a fraction.
void BuySeats(const ShareProblem& problem, const Approvals& approvals, int64_t voters, int seats,
              const Standing& standing, Loads& loads, Result& result) {
  SharesRun run(problem, approvals.votes);
  run.Run(seats);
  const Chain& chain = run.Exact();
  for (size_t i = 0; i < run.purchases().size(); ++i) {
    const SharePurchase& bought = run.purchases()[i];
    const std::string payment =
        Seats(chain.numerator(static_cast<int>(i)), chain.denominator(), voters);
    loads.elected[bought.project] = true;
    result.winners.push_back(standing.candidates[bought.project]);
    result.rounds.push_back(
        RoundOf("elected by equal shares", bought.project, "payment", payment, standing));
    AddTie(bought.tied, bought.project, bought.by_lot, standing, result);
  }
  StartFrom(run, loads);
}

}  // namespace

Result ElectCommittee(const Approvals& approvals, const Standing& standing, int seats,
                      bool shares_first) {
  Result result;
  const size_t candidates = standing.candidates.size();
  const int64_t voters =
      std::accumulate(approvals.weight.begin(), approvals.weight.end(), int64_t{0});
  Loads loads;
  loads.of_ballot.assign(approvals.weight.size(), -1);
  loads.elected.assign(candidates, false);
  if (shares_first && voters > 0) {
    const ShareProblem problem = {.weight = approvals.weight,
                                  .supporters = approvals.supporters,
                                  .cost = std::vector<int64_t>(candidates, voters),
                                  .lot = standing.lot};
    BuySeats(problem, approvals, voters, seats, standing, loads, result);
  }
  const LoadsProblem problem = {.weight = approvals.weight,
                                .supporters = approvals.supporters,
                                .lot = standing.lot,
                                .seats = seats,
                                .seat_load = std::max<int64_t>(1, voters)};
  for (const LoadsRound& round : FillByLoads(problem, loads)) {
    const std::string load = Seats(loads.chain.numerator(round.chain_index),
                                   loads.chain.denominator(), problem.seat_load);
    result.winners.push_back(standing.candidates[round.candidate]);
    result.rounds.push_back(
        RoundOf("elected by least load", round.candidate, "load", load, standing));
    AddTie(round.tied, round.candidate, true, standing, result);
  }
  result.unfilled = seats - static_cast<int>(result.winners.size());
  return result;
}

}  // namespace assent::counting
