// The method of equal shares with one endowment, the inner part of equal-shares: every voter has
// the same money; again and again the project is bought that costs its supporters least for each
// unit of it, when all pay the same, or all that they have left (Peters, Pierczyński, Skowron 2021;
// cost utilities). What a project costs its richer supporters is λ: Σ min(money, λ) = cost, and
// least is λ / cost; cost / λ is called the effective vote count.
//
// Decisions are exact. Money is kept as a whole number of parts with a bound on what was rounded
// off; where the bounds of two values overlap, the fractions themselves are compared (Chain).

#ifndef ASSENT_SERVER_COUNTING_SHARES_H_
#define ASSENT_SERVER_COUNTING_SHARES_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "server/counting/exact.h"

namespace assent::counting {

// Distinct ballots and what they approve. Everything is >= 0, and weights, costs and endowments
// have one unit in which they are whole. At most 2^61 for all voters' money together and for each
// cost.
struct ShareProblem {
  std::vector<int64_t> weight;                   // ballots like this one
  std::vector<std::vector<int32_t>> supporters;  // per project: distinct ballots
  std::vector<int64_t> cost;                     // per project
  std::vector<int32_t> lot;                      // per project: its place in the lot, 0 first
};

struct SharePurchase {
  int32_t project = 0;
  // All that cost as little, where there are several, and whether cost and votes, too, are alike.
  std::vector<int32_t> tied;
  bool by_lot = false;
};

// One run; a value of its own, used by one thread. Run() once, then the rest.
class SharesRun {
 public:
  // Votes are the weights of each project's supporters together. The problem must outlive this.
  SharesRun(const ShareProblem& problem, absl::Span<const int64_t> votes);

  // Starts anew with `endowment` for each voter and buys what can be bought.
  void Run(int64_t endowment);

  const std::vector<SharePurchase>& purchases() const { return purchases_; }
  int64_t total_cost() const { return total_cost_; }

  // The exact λ of each purchase: its entries 0, 1, … Call for the last Run.
  const Chain& Exact();
  // Voters with one history have as much left: whole - Σ terms of the chain.
  int32_t history_of(int32_t ballot) const { return history_[ballot]; }
  std::vector<Chain::Term> Paid(int32_t history, absl::int128& whole) const;
  // Voters that paid all they had, and those that paid λ, at purchase i.
  int64_t poor_at(int i) const { return rounds_[i].poor; }
  int64_t rich_at(int i) const { return rounds_[i].rich; }

 private:
  // Voters that have paid alike have the same money: a tree of payments. The first entry has paid
  // nothing, the second has nothing left.
  struct History {
    int32_t parent = -1;  // what was paid before
    int32_t round = -1;   // and λ of this purchase after it
    int32_t child = -1;   // with λ of child_round
    int32_t child_round = -1;
  };
  struct Round {
    int64_t cost = 0;
    int64_t poor = 0;  // voters that have less than λ and pay it, without those that have nothing
    int64_t rich = 0;  // voters that pay λ
    std::vector<std::pair<int32_t, int64_t>> poor_histories;  // how many of the poor have which
  };
  // What λ of a project lies between, in parts.
  struct Price {
    int64_t low = 0;
    int64_t high = 0;
    double key = 0;         // about low / cost, to sort by: never to decide by
    bool all_rich = false;  // for certain: then λ = cost / votes
    bool stale = true;      // a supporter has paid since
    bool touched = false;   // a supporter has paid ever
  };
  // λ = numerator / (common denominator × rich).
  struct ExactPrice {
    bool affordable = false;
    Big numerator;
    int64_t rich = 1;
  };
  // What the fractions told at a payment.
  struct Exactly {
    std::optional<ExactPrice> price;
    absl::flat_hash_map<int32_t, int> against;  // per history
  };
  struct Supporter {
    int64_t money;
    int64_t weight;
    int64_t rounded;
  };

  void Reset(int64_t endowment);
  // Sets price_[project]; false if its supporters have not enough left.
  bool Evaluate(int32_t project);
  bool EvaluateTouched(int32_t project);
  // The bounds of λ, from supporters_, which have enough together as rounded down.
  void Split(int32_t project, bool some_have_nothing);
  // -1, 0 or 1: the cost for each unit of a compared with that of b.
  int Order(int32_t a, int32_t b);
  int OrderExactly(int32_t a, int32_t b);
  ExactPrice PriceExactly(int32_t project);
  Big MoneyExactly(int32_t history) const;
  void MakeChain();
  bool BuyNext();
  void Choose(SharePurchase& purchase) const;
  void Pay(int32_t project);
  // Whether a voter of this ballot has less than (-1), just (0) or more than (1) λ.
  int AgainstPrice(int32_t ballot, int32_t project, Exactly& exactly);
  void TakeFrom(int32_t ballot, int has, const Price& price);
  int32_t AfterPaying(int32_t history);

  const ShareProblem& problem_;
  const std::vector<int64_t> votes_;
  std::vector<std::vector<int32_t>> neighbours_;  // per project: those that share a supporter
  int64_t endowment_ = 0;
  int shift_ = 0;                 // parts are 2^-shift
  std::vector<int64_t> money_;    // per ballot, in parts, rounded down
  std::vector<int64_t> rounded_;  // per ballot: how many parts more it may be
  std::vector<int32_t> history_;  // per ballot
  std::vector<History> histories_;
  std::vector<Price> price_;  // per project
  std::vector<int32_t> remaining_;
  std::vector<SharePurchase> purchases_;
  std::vector<Round> rounds_;
  int64_t total_cost_ = 0;
  Chain chain_;                        // λ of the first rounds
  std::vector<Supporter> supporters_;  // of Evaluate, kept for its memory
};

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_SHARES_H_
