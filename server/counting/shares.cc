#include "server/counting/shares.h"

#include <algorithm>
#include <limits>

#include "absl/numeric/bits.h"
#include "absl/numeric/int128.h"

namespace assent::counting {
namespace {

constexpr int32_t kNothingPaid = 0;
constexpr int32_t kNothingLeft = 1;
// Money of all and costs stay below 2^61 parts, so that sums of them fit.
constexpr int kBits = 61;
// More than what two divisions of doubles can be off, relative; only skips what is surely worse.
constexpr double kSlack = 1e-9;

int64_t CeilDivide(int64_t a, int64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

int Sign(absl::int128 value) { return value < 0 ? -1 : (value > 0 ? 1 : 0); }

}  // namespace

SharesRun::SharesRun(const ShareProblem& problem, absl::Span<const int64_t> votes)
    : problem_(problem), votes_(votes.begin(), votes.end()) {
  const size_t projects = problem.cost.size();
  std::vector<std::vector<int32_t>> approved(problem.weight.size());
  for (size_t c = 0; c < projects; ++c) {
    for (const int32_t ballot : problem.supporters[c])
      approved[ballot].push_back(static_cast<int32_t>(c));
  }
  neighbours_.resize(projects);
  std::vector<size_t> seen(projects, projects);
  for (size_t c = 0; c < projects; ++c) {
    for (const int32_t ballot : problem.supporters[c]) {
      for (const int32_t other : approved[ballot]) {
        if (seen[other] != c) neighbours_[c].push_back(other);
        seen[other] = c;
      }
    }
  }
}

void SharesRun::Reset(int64_t endowment) {
  endowment_ = endowment;
  int64_t voters = 0;
  for (const int64_t weight : problem_.weight) voters += weight;
  int64_t most = std::max<int64_t>(1, voters * endowment);
  for (const int64_t cost : problem_.cost) most = std::max(most, cost);
  shift_ = kBits - absl::bit_width(static_cast<uint64_t>(most));
  if (shift_ < 0) shift_ = 0;
  const size_t ballots = problem_.weight.size();
  money_.assign(ballots, endowment << shift_);
  rounded_.assign(ballots, 0);
  history_.assign(ballots, kNothingPaid);
  histories_.assign(2, History());
  price_.assign(problem_.cost.size(), Price());
  remaining_.clear();
  purchases_.clear();
  rounds_.clear();
  total_cost_ = 0;
  chain_ = Chain();
}

void SharesRun::Run(int64_t endowment) {
  Reset(endowment);
  for (size_t c = 0; c < problem_.cost.size(); ++c) {
    if (votes_[c] == 0 || problem_.cost[c] <= 0) continue;
    remaining_.push_back(static_cast<int32_t>(c));
    price_[c].key =
        1.0 / static_cast<double>(votes_[c]) * static_cast<double>(int64_t{1} << shift_);
  }
  while (BuyNext()) {
  }
}

bool SharesRun::Evaluate(int32_t project) {
  Price& price = price_[project];
  if (!price.stale) return true;
  const int64_t cost = problem_.cost[project];
  if (price.touched) {
    if (!EvaluateTouched(project)) return false;
  } else {
    if (absl::int128(votes_[project]) * endowment_ < cost) return false;
    const int64_t parts = cost << shift_;
    price.low = parts / votes_[project];
    price.high = CeilDivide(parts, votes_[project]);
    price.all_rich = true;
  }
  price.stale = false;
  price.key = static_cast<double>(price.low) / static_cast<double>(cost);
  return true;
}

bool SharesRun::EvaluateTouched(int32_t project) {
  supporters_.clear();
  bool some_have_nothing = false;
  int64_t money = 0;
  int64_t rounded = 0;
  for (const int32_t ballot : problem_.supporters[project]) {
    if (history_[ballot] == kNothingLeft) {
      some_have_nothing = true;
      continue;
    }
    const Supporter supporter = {money_[ballot], problem_.weight[ballot], rounded_[ballot]};
    money += supporter.money * supporter.weight;
    rounded += supporter.rounded * supporter.weight;
    supporters_.push_back(supporter);
  }
  const int64_t cost = problem_.cost[project] << shift_;
  if (money + rounded < cost) return false;
  if (money < cost) {
    // Just enough, or just not: only the fractions tell.
    ExactPrice exact = PriceExactly(project);
    if (!exact.affordable) return false;
    Big divisor = chain_.denominator();
    divisor *= exact.rich;
    exact.numerator *= int64_t{1} << shift_;
    Price& price = price_[project];
    price.low = static_cast<int64_t>(exact.numerator.Quotient(divisor));
    price.high = price.low + 1;
    price.all_rich = false;
    return true;
  }
  Split(project, some_have_nothing);
  return true;
}

void SharesRun::Split(int32_t project, bool some_have_nothing) {
  int64_t owed = problem_.cost[project] << shift_;
  int64_t rich = 0;
  int64_t rounded = 0;  // of the poor
  for (const Supporter& supporter : supporters_) rich += supporter.weight;
  size_t left = supporters_.size();
  const size_t all = left;
  // λ as if all paid it, then without those that cannot, until all can: it only grows.
  while (true) {
    const int64_t price = CeilDivide(owed, rich);
    size_t kept = 0;
    for (size_t i = 0; i < left; ++i) {
      const Supporter supporter = supporters_[i];
      if (supporter.money >= price) {
        supporters_[kept++] = supporter;
      } else {
        owed -= supporter.money * supporter.weight;
        rich -= supporter.weight;
        rounded += supporter.rounded * supporter.weight;
      }
    }
    if (kept == left) break;
    left = kept;
  }
  Price& price = price_[project];
  price.high = CeilDivide(owed, rich);
  // Whoever is taken for poor pays at most what they have at most, the others at most λ.
  price.low = std::max<int64_t>(0, owed - rounded) / rich;
  price.all_rich = left == all && !some_have_nothing;
}

int SharesRun::Order(int32_t a, int32_t b) {
  const Price& left = price_[a];
  const Price& right = price_[b];
  if (left.all_rich && right.all_rich) return Sign(absl::int128(votes_[b]) - votes_[a]);
  const absl::int128 cost_a = problem_.cost[a];
  const absl::int128 cost_b = problem_.cost[b];
  if (cost_b * left.high < cost_a * right.low) return -1;
  if (cost_b * left.low > cost_a * right.high) return 1;
  return OrderExactly(a, b);
}

int SharesRun::OrderExactly(int32_t a, int32_t b) {
  ExactPrice left = PriceExactly(a);
  ExactPrice right = PriceExactly(b);
  left.numerator *= right.rich;
  left.numerator *= problem_.cost[b];
  right.numerator *= left.rich;
  right.numerator *= problem_.cost[a];
  return Compare(left.numerator, right.numerator);
}

Big SharesRun::MoneyExactly(int32_t history) const {
  if (history == kNothingLeft) return Big();
  Big money = chain_.denominator();
  money *= endowment_;
  for (; history != kNothingPaid; history = histories_[history].parent) {
    money -= chain_.numerator(histories_[history].round);
  }
  return money;
}

std::vector<Chain::Term> SharesRun::Paid(int32_t history, absl::int128& whole) const {
  std::vector<Chain::Term> terms;
  whole = history == kNothingLeft ? 0 : endowment_;
  if (history == kNothingLeft) return terms;
  for (; history != kNothingPaid; history = histories_[history].parent) {
    terms.push_back({histories_[history].round, 1});
  }
  return terms;
}

SharesRun::ExactPrice SharesRun::PriceExactly(int32_t project) {
  MakeChain();
  std::vector<int64_t> weights(histories_.size());
  ExactPrice price;
  price.rich = 0;
  for (const int32_t ballot : problem_.supporters[project]) {
    weights[history_[ballot]] += problem_.weight[ballot];
    price.rich += problem_.weight[ballot];
  }
  std::vector<std::pair<Big, int64_t>> groups;
  for (size_t history = 0; history < weights.size(); ++history) {
    if (weights[history] == 0) continue;
    groups.emplace_back(MoneyExactly(static_cast<int32_t>(history)), weights[history]);
  }
  std::sort(groups.begin(), groups.end(),
            [](const auto& a, const auto& b) { return Compare(a.first, b.first) < 0; });
  price.numerator = chain_.denominator();
  price.numerator *= problem_.cost[project];
  for (auto& [money, weight] : groups) {
    Big if_all_pay = money;
    if_all_pay *= price.rich;
    if (Compare(if_all_pay, price.numerator) >= 0) {
      price.affordable = true;
      return price;
    }
    money *= weight;
    price.numerator -= money;
    price.rich -= weight;
  }
  return price;
}

void SharesRun::MakeChain() {
  while (chain_.size() < rounds_.size()) {
    const Round& round = rounds_[chain_.size()];
    std::vector<int64_t> times(chain_.size());
    for (const auto& [history, voters] : round.poor_histories) {
      for (int32_t h = history; h != kNothingPaid; h = histories_[h].parent)
        times[histories_[h].round] += voters;
    }
    std::vector<Chain::Term> terms;
    for (size_t i = 0; i < times.size(); ++i) {
      if (times[i] != 0) terms.push_back({static_cast<int>(i), times[i]});
    }
    const absl::int128 whole = absl::int128(round.cost) - absl::int128(round.poor) * endowment_;
    chain_.Append(chain_.Sum(whole, terms), round.rich);
  }
}

const Chain& SharesRun::Exact() {
  MakeChain();
  return chain_;
}

bool SharesRun::BuyNext() {
  std::sort(remaining_.begin(), remaining_.end(), [this](int32_t a, int32_t b) {
    return price_[a].key != price_[b].key ? price_[a].key < price_[b].key : a < b;
  });
  std::vector<int32_t> best;
  double best_key = 0;
  size_t kept = 0;
  for (size_t i = 0; i < remaining_.size(); ++i) {
    const int32_t project = remaining_[i];
    // λ only grows: what was worse than the best is worse.
    const bool worse = !best.empty() && price_[project].key * (1 - kSlack) > best_key;
    if (!worse && !Evaluate(project)) continue;
    remaining_[kept++] = project;
    if (worse) continue;
    const int order = best.empty() ? -1 : Order(project, best.front());
    if (order < 0) {
      best = {project};
      best_key =
          static_cast<double>(price_[project].high) / static_cast<double>(problem_.cost[project]);
    } else if (order == 0) {
      best.push_back(project);
    }
  }
  remaining_.resize(kept);
  if (best.empty()) return false;
  SharePurchase purchase;
  if (best.size() > 1) purchase.tied = best;
  purchase.project = best.front();
  Choose(purchase);
  remaining_.erase(std::find(remaining_.begin(), remaining_.end(), purchase.project));
  Pay(purchase.project);
  total_cost_ += problem_.cost[purchase.project];
  purchases_.push_back(std::move(purchase));
  return true;
}

void SharesRun::Choose(SharePurchase& purchase) const {
  // Lower cost, then more votes, then the lot: equalshares.net.
  const auto same = [this](int32_t a, int32_t b) {
    return problem_.cost[a] == problem_.cost[b] && votes_[a] == votes_[b];
  };
  const auto before = [this, &same](int32_t a, int32_t b) {
    if (same(a, b)) return problem_.lot[a] < problem_.lot[b];
    return problem_.cost[a] != problem_.cost[b] ? problem_.cost[a] < problem_.cost[b]
                                                : votes_[a] > votes_[b];
  };
  for (const int32_t project : purchase.tied) {
    if (before(project, purchase.project)) purchase.project = project;
  }
  std::sort(purchase.tied.begin(), purchase.tied.end());
  purchase.by_lot = std::any_of(purchase.tied.begin(), purchase.tied.end(), [&](int32_t project) {
    return project != purchase.project && same(project, purchase.project);
  });
}

int SharesRun::AgainstPrice(int32_t ballot, int32_t project, Exactly& exactly) {
  const Price& price = price_[project];
  const int64_t money = money_[ballot];
  const int64_t at_most = money + rounded_[ballot];
  if (at_most < price.low) return -1;
  if (money > price.high) return 1;
  if (money == at_most && price.low == price.high && money == price.low) return 0;
  const int32_t history = history_[ballot];
  const auto [known, is_new] = exactly.against.try_emplace(history, 0);
  if (is_new) {
    if (!exactly.price) exactly.price = PriceExactly(project);
    Big all_pay = MoneyExactly(history);
    all_pay *= exactly.price->rich;
    known->second = Compare(all_pay, exactly.price->numerator);
  }
  return known->second;
}

void SharesRun::Pay(int32_t project) {
  const std::vector<int32_t>& supporters = problem_.supporters[project];
  Round round;
  round.cost = problem_.cost[project];
  Exactly exactly;
  std::vector<int64_t> poor(histories_.size());
  std::vector<int> has(supporters.size());  // all of them before anybody pays
  for (size_t i = 0; i < supporters.size(); ++i) {
    const int32_t history = history_[supporters[i]];
    const int64_t weight = problem_.weight[supporters[i]];
    if (history == kNothingLeft) continue;
    has[i] = AgainstPrice(supporters[i], project, exactly);
    (has[i] < 0 ? round.poor : round.rich) += weight;
    if (has[i] < 0) poor[history] += weight;
  }
  for (size_t i = 0; i < supporters.size(); ++i) TakeFrom(supporters[i], has[i], price_[project]);
  for (size_t history = 0; history < poor.size(); ++history) {
    if (poor[history] != 0) {
      round.poor_histories.emplace_back(static_cast<int32_t>(history), poor[history]);
    }
  }
  rounds_.push_back(std::move(round));
  for (const int32_t other : neighbours_[project]) {
    price_[other].stale = price_[other].touched = true;
  }
}

void SharesRun::TakeFrom(int32_t ballot, int has, const Price& price) {
  if (has <= 0) {
    money_[ballot] = 0;
    rounded_[ballot] = 0;
    history_[ballot] = kNothingLeft;
    return;
  }
  const int64_t most = money_[ballot] + rounded_[ballot] - price.low;
  money_[ballot] = std::max<int64_t>(0, money_[ballot] - price.high);
  rounded_[ballot] = most - money_[ballot];
  history_[ballot] = AfterPaying(history_[ballot]);
}

int32_t SharesRun::AfterPaying(int32_t history) {
  const auto round = static_cast<int32_t>(rounds_.size());
  if (histories_[history].child_round != round) {
    histories_[history].child_round = round;
    histories_[history].child = static_cast<int32_t>(histories_.size());
    histories_.push_back({.parent = history, .round = round});
  }
  return histories_[history].child;
}

}  // namespace assent::counting
