#include "server/counting/spending.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/base/limits.h"

namespace assent::counting {
namespace {

constexpr int kPlaces = 6;

int64_t VotersOf(const ShareProblem& problem) {
  return std::accumulate(problem.weight.begin(), problem.weight.end(), int64_t{0});
}

std::vector<int64_t> VotesOf(const ShareProblem& problem) {
  std::vector<int64_t> votes;
  for (const std::vector<int32_t>& supporters : problem.supporters) {
    int64_t sum = 0;
    for (const int32_t ballot : supporters) sum += problem.weight[ballot];
    votes.push_back(sum);
  }
  return votes;
}

int64_t IncrementOf(const BudgetProblem& problem, int64_t voters) {
  if (problem.increment > 0) return problem.increment;
  int64_t increment = problem.unit;
  while (problem.budget / voters / increment > kMostSpendingSteps) increment *= 10;
  return increment;
}

// The money of all voters and the costs, times `scale`, stay exact with this endowment.
bool Fits(const ShareProblem& problem, int64_t voters, int64_t endowment, int64_t scale) {
  if (absl::int128(voters) * endowment > kMostAmount) return false;
  return std::all_of(problem.cost.begin(), problem.cost.end(),
                     [scale](int64_t cost) { return absl::int128(cost) * scale <= kMostAmount; });
}

absl::Status TooLarge() {
  return absl::InvalidArgumentError(
      "budget and costs are too large to be shared exactly: give them in a larger unit");
}

// Units × scale as text of the currency.
std::string Money(Big amount, const Big& denominator, int64_t unit, int64_t scale) {
  Big divisor = denominator;
  divisor *= unit;
  divisor *= scale;
  return Decimal(amount, divisor, kPlaces);
}

// What was bought, with the fractions told as decimals.
void Tell(SharesRun& run, const ShareProblem& shares, int64_t unit, int64_t scale,
          BudgetOutcome& outcome) {
  const Chain& chain = run.Exact();
  for (size_t i = 0; i < run.purchases().size(); ++i) {
    const SharePurchase& bought = run.purchases()[i];
    BudgetPurchase purchase;
    purchase.project = bought.project;
    purchase.tied = bought.tied;
    purchase.by_lot = bought.by_lot;
    const Big& payment = chain.numerator(static_cast<int>(i));
    purchase.payment = Money(payment, chain.denominator(), unit, scale);
    Big cost = chain.denominator();
    cost *= shares.cost[bought.project];
    purchase.effective_votes = Decimal(cost, payment, kPlaces);
    outcome.purchases.push_back(std::move(purchase));
  }
}

// Whether nothing that is not bought would fit.
bool Exhaustive(const BudgetProblem& problem, const SharesRun& run) {
  std::vector<bool> bought(problem.shares.cost.size());
  for (const SharePurchase& purchase : run.purchases()) bought[purchase.project] = true;
  for (size_t c = 0; c < bought.size(); ++c) {
    if (problem.shares.cost[c] <= 0) continue;  // Free is bought in any case, or has no supporter.
    if (!bought[c] && run.total_cost() + problem.shares.cost[c] <= problem.budget) return false;
  }
  return true;
}

// How many projects have supporters and a cost.
size_t SupportedOf(const ShareProblem& shares, absl::Span<const int64_t> votes) {
  size_t supported = 0;
  for (size_t c = 0; c < votes.size(); ++c) {
    if (votes[c] > 0 && shares.cost[c] > 0) ++supported;
  }
  return supported;
}

absl::StatusOr<BudgetOutcome> AddOneByOne(const BudgetProblem& problem, int64_t voters,
                                          absl::Span<const int64_t> votes) {
  BudgetOutcome outcome;
  outcome.increment = IncrementOf(problem, voters);
  // The first is whole in the currency: equalshares.net, option "integral".
  int64_t endowment = problem.budget / voters / outcome.increment * outcome.increment;
  SharesRun run(problem.shares, votes);
  if (!Fits(problem.shares, voters, endowment, 1)) return TooLarge();
  run.Run(endowment);
  const size_t supported = SupportedOf(problem.shares, votes);
  // Once all are bought that anybody supports, more money changes nothing.
  while (run.purchases().size() < supported && !Exhaustive(problem, run)) {
    if (outcome.increments >= kMostIncrements) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "after ", kMostIncrements, " increments the budget is not used: use a larger increment"));
    }
    if (!Fits(problem.shares, voters, endowment + outcome.increment, 1)) return TooLarge();
    run.Run(endowment + outcome.increment);
    if (run.total_cost() > problem.budget) break;
    endowment += outcome.increment;
    ++outcome.increments;
  }
  run.Run(endowment);
  outcome.spent = run.total_cost();
  outcome.endowment = Money(Big(endowment), Big(1), problem.unit, 1);
  Tell(run, problem.shares, problem.unit, 1, outcome);
  return outcome;
}

// budget / voters each: whole where everything is multiplied by the voters.
absl::StatusOr<BudgetOutcome> ShareOnce(const BudgetProblem& problem, int64_t voters,
                                        absl::Span<const int64_t> votes) {
  if (!Fits(problem.shares, voters, problem.budget, voters)) return TooLarge();
  ShareProblem scaled = problem.shares;
  for (int64_t& cost : scaled.cost) cost *= voters;
  SharesRun run(scaled, votes);
  run.Run(problem.budget);
  BudgetOutcome outcome;
  outcome.spent = run.total_cost() / voters;
  outcome.endowment = Money(Big(problem.budget), Big(1), problem.unit, voters);
  Tell(run, scaled, problem.unit, voters, outcome);
  return outcome;
}

// Buys more, in the order of `support`, while it fits.
void BuyBySupport(const BudgetProblem& problem, absl::Span<const int64_t> support,
                  BudgetOutcome& outcome) {
  const ShareProblem& shares = problem.shares;
  std::vector<bool> bought(shares.cost.size());
  for (const BudgetPurchase& purchase : outcome.purchases) bought[purchase.project] = true;
  std::vector<int32_t> order(shares.cost.size());
  std::iota(order.begin(), order.end(), 0);
  const auto same = [&](int32_t a, int32_t b) {
    return support[a] == support[b] && shares.cost[a] == shares.cost[b];
  };
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    if (support[a] != support[b]) return support[a] > support[b];
    if (shares.cost[a] != shares.cost[b]) return shares.cost[a] < shares.cost[b];
    return shares.lot[a] < shares.lot[b];
  });
  for (const int32_t project : order) {
    if (bought[project] || support[project] <= 0) continue;
    if (outcome.spent + shares.cost[project] > problem.budget) continue;
    BudgetPurchase purchase;
    purchase.project = project;
    // Those of the same support and cost that are not bought yet.
    for (const int32_t other : order) {
      if (other != project && !bought[other] && same(other, project))
        purchase.tied.push_back(other);
    }
    purchase.by_lot = !purchase.tied.empty();
    if (purchase.by_lot) purchase.tied.push_back(project);
    std::sort(purchase.tied.begin(), purchase.tied.end());
    bought[project] = true;
    outcome.spent += shares.cost[project];
    outcome.purchases.push_back(std::move(purchase));
  }
}

// What costs nothing and is supported comes first: the rule divides by costs.
void TakeFree(const ShareProblem& shares, absl::Span<const int64_t> votes, BudgetOutcome& outcome) {
  std::vector<BudgetPurchase> free;
  for (size_t c = 0; c < votes.size(); ++c) {
    if (shares.cost[c] > 0 || votes[c] == 0) continue;
    BudgetPurchase purchase;
    purchase.project = static_cast<int32_t>(c);
    purchase.payment = Decimal(Big(), Big(1), kPlaces);
    purchase.effective_votes = Decimal(Big(votes[c]), Big(1), kPlaces);
    free.push_back(std::move(purchase));
  }
  outcome.purchases.insert(outcome.purchases.begin(), free.begin(), free.end());
}

}  // namespace

absl::StatusOr<BudgetOutcome> ShareBudget(const BudgetProblem& problem) {
  const int64_t voters = VotersOf(problem.shares);
  if (voters == 0) return BudgetOutcome();
  const std::vector<int64_t> votes = VotesOf(problem.shares);
  const bool adds =
      problem.completion == Completion::kAdd1 || problem.completion == Completion::kAdd1u;
  absl::StatusOr<BudgetOutcome> outcome =
      adds ? AddOneByOne(problem, voters, votes) : ShareOnce(problem, voters, votes);
  if (!outcome.ok()) return outcome;
  TakeFree(problem.shares, votes, *outcome);
  if (problem.completion == Completion::kNone || problem.completion == Completion::kAdd1) {
    return outcome;
  }
  const size_t before = outcome->purchases.size();
  BuyBySupport(problem, votes, *outcome);
  for (size_t i = before; i < outcome->purchases.size(); ++i)
    outcome->purchases[i].completed = true;
  return outcome;
}

BudgetOutcome SpendGreedily(const BudgetProblem& problem, absl::Span<const int64_t> support) {
  BudgetOutcome outcome;
  BuyBySupport(problem, support, outcome);
  return outcome;
}

}  // namespace assent::counting
