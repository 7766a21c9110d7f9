// Single transferable vote as Scottish councils are elected: SSI 2007/42, schedule 1, rules 45 to
// 52 (now SSI 2011/399).
//
//   quota           floor(valid papers / (seats + 1)) + 1, fixed
//   transfer value  surplus × value when received / the candidate's total, five decimals, the rest
//                   cut off; all papers of the candidate move
//   order           the largest surplus first; without one, whoever has the fewest votes is
//   excluded ties            the last stage at which they differ; then the lot last vacancies  as
//   many continuing as seats are open: they are elected
//
// Numbers are votes × 10^5; products have 128 bits.

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/papers.h"
#include "server/counting/transferable.h"

namespace assent::counting {
namespace {

constexpr int kPlaces = 5;
constexpr int64_t kOne = 100'000;

// Papers of one kind, and what each is worth where it lies.
struct Parcel {
  size_t paper = 0;
  size_t next = 0;  // place in the paper behind whom it lies with
  int64_t value = kOne;
};

class ScottishCount {
 public:
  ScottishCount(const Papers& papers, const Standing& standing, int seats, Result& result)
      : papers_(papers),
        standing_(standing),
        seats_(static_cast<size_t>(seats)),
        quota_((papers.valid / (seats + 1) + 1) * kOne),
        fate_(standing.candidates.size(), Fate::kContinuing),
        votes_(standing.candidates.size()),
        pile_(standing.candidates.size()),
        result_(result) {}

  void Count() {
    for (size_t paper = 0; paper < papers_.size(); ++paper) Give({paper, 0, kOne});
    Finish("first preferences", {});
    while (elected_.size() < seats_ && !FillLastSeats()) {
      if (!TransferSurplus()) Exclude();
    }
    for (const int who : elected_) result_.winners.push_back(standing_.candidates[who]);
    result_.unfilled = static_cast<int>(seats_ - elected_.size());
    result_.figures.emplace_back("quota", Decimal(quota_, kPlaces));
    result_.figures.emplace_back("valid", Text(papers_.valid));
  }

 private:
  // To the next on it who continues; nobody: it is exhausted.
  void Give(Parcel parcel) {
    const auto names = papers_.At(parcel.paper);
    while (parcel.next < names.size()) {
      const int32_t who = names[parcel.next++];
      if (fate_[who] != Fate::kContinuing) continue;
      votes_[who] += parcel.value * papers_.count[parcel.paper];
      pile_[who].push_back(parcel);
      return;
    }
  }

  // Those who tie now, by the last stage at which they differed; then by lot.
  int BreakTie(std::vector<int> tied, bool highest) {
    const std::vector<int> all = tied;
    std::string broken_by = "an earlier stage";
    for (auto stage = stages_.rbegin(); tied.size() > 1 && stage != stages_.rend(); ++stage) {
      tied = Extreme(tied, *stage, highest);
    }
    int chosen = tied.front();
    if (tied.size() > 1) {
      broken_by = "lot";
      chosen = FirstInLot(tied, standing_);
    }
    result_.ties.push_back({.round = static_cast<int>(result_.rounds.size()),
                            .tied = standing_.Names(all),
                            .chosen = standing_.Names({chosen}),
                            .broken_by = std::move(broken_by)});
    return chosen;
  }

  bool TransferSurplus() {
    std::vector<int> over;
    for (const int who : elected_) {
      if (votes_[who] > quota_) over.push_back(who);
    }
    if (over.empty()) return false;
    std::sort(over.begin(), over.end());
    over = Extreme(over, votes_, /*highest=*/true);
    const int who = over.size() > 1 ? BreakTie(over, /*highest=*/true) : over.front();
    const int64_t total = votes_[who];
    const int64_t surplus = total - quota_;
    votes_[who] = quota_;
    const std::vector<Parcel> moving = std::exchange(pile_[who], {});
    for (Parcel parcel : moving) {
      parcel.value =
          static_cast<int64_t>(absl::int128(surplus) * absl::int128(parcel.value) / total);
      Give(parcel);
    }
    Finish("surplus", {who});
    return true;
  }

  void Exclude() {
    std::vector<int> low = Extreme(Continuing(fate_), votes_, /*highest=*/false);
    const int who = low.size() > 1 ? BreakTie(low, /*highest=*/false) : low.front();
    fate_[who] = Fate::kExcluded;
    votes_[who] = 0;
    const std::vector<Parcel> moving = std::exchange(pile_[who], {});
    for (const Parcel& parcel : moving) Give(parcel);
    Finish("excluded", {who});
  }

  void Elect(std::vector<int> who, Round& round) {
    // The order in which they are told: more votes first, at the last stage at which they differ.
    const auto ahead = [&](int a, int b) {
      if (votes_[a] != votes_[b]) return votes_[a] > votes_[b];
      for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
        if ((*stage)[a] != (*stage)[b]) return (*stage)[a] > (*stage)[b];
      }
      return standing_.lot[a] < standing_.lot[b];
    };
    std::sort(who.begin(), who.end(), ahead);
    for (const int one : who) {
      fate_[one] = Fate::kElected;
      elected_.push_back(one);
      round.elected.push_back(standing_.candidates[one]);
    }
  }

  bool FillLastSeats() {
    const std::vector<int> continuing = Continuing(fate_);
    if (elected_.size() + continuing.size() > seats_) return false;
    Elect(continuing, result_.rounds.back());
    return true;
  }

  // A stage is over: what everybody has, and who has reached the quota.
  void Finish(std::string what, const std::vector<int>& who) {
    Round round;
    round.what = std::move(what);
    round.candidates = standing_.Names(who);
    std::vector<int> reached;
    int64_t held = 0;
    for (size_t one = 0; one < fate_.size(); ++one) {
      held += votes_[one];
      round.totals.emplace_back(standing_.candidates[one], Decimal(votes_[one], kPlaces));
      if (fate_[one] == Fate::kContinuing && votes_[one] >= quota_) {
        reached.push_back(static_cast<int>(one));
      }
    }
    if (!stages_.empty()) round.transfers = Gains(stages_.back(), votes_, kPlaces, standing_);
    // What was cut off behind the fifth decimal is not with anybody either.
    round.figures.emplace_back("quota", Decimal(quota_, kPlaces));
    round.figures.emplace_back("exhausted", Decimal(papers_.valid * kOne - held, kPlaces));
    Elect(std::move(reached), round);
    stages_.push_back(votes_);
    result_.rounds.push_back(std::move(round));
  }

  const Papers& papers_;
  const Standing& standing_;
  const size_t seats_;
  const int64_t quota_;
  std::vector<Fate> fate_;
  std::vector<int64_t> votes_;
  std::vector<std::vector<Parcel>> pile_;
  std::vector<std::vector<int64_t>> stages_;  // the votes at the end of each
  std::vector<int> elected_;                  // in order
  Result& result_;
};

}  // namespace

absl::StatusOr<Result> CountScottishStv(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const Papers papers,
                          PapersOf(election, standing, options.overvote.value_or(Overvote::kRefuse),
                                   options.stop_at_skipped));
  Result result;
  ScottishCount(papers, standing, SeatsOf(election, options), result).Count();
  return result;
}

}  // namespace assent::counting
