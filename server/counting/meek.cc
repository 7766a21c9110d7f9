// Single transferable vote by Meek's method, as the Proportional Representation Foundation's
// Reference Meek Rule has it (prfound.org): nine decimals; what a candidate keeps of a ballot is
// weight × keep factor, rounded up; quota = votes / (seats + 1), cut off, + 10^-9, anew in each
// iteration; iterations end when the surplus is below 10^-6, does not shrink any more, or somebody
// is elected; who ties for defeat are all within the whole surplus of the lowest.
//
// A ballot's weight is used up at the first hopeful candidate on it: so ballots that name the same
// elected candidates before the same hopeful one are counted as one. They hang in a tree: under the
// root the first candidate who is not defeated, and under each elected one who comes next. A ballot
// moves only when whom it hangs at is elected or defeated, and an iteration costs as much as the
// tree has nodes, however many ballots there are. Rounding is per ballot as the rule wants it:
// equal paths round alike.
//
// Numbers are votes × 10^9; products have 128 bits.

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/papers.h"
#include "server/counting/transferable.h"

namespace assent::counting {
namespace {

constexpr int kPlaces = 9;
constexpr int64_t kOne = 1'000'000'000;
constexpr int64_t kOmega = 1'000;  // 10^-6
constexpr int32_t kNone = -1;

// For numbers from 0.
int64_t MultiplyUp(int64_t a, int64_t b) {
  return static_cast<int64_t>(
      (absl::uint128(static_cast<uint64_t>(a)) * static_cast<uint64_t>(b) + (kOne - 1)) / kOne);
}

int64_t DivideUp(int64_t a, int64_t b) {
  return static_cast<int64_t>(
      (absl::uint128(static_cast<uint64_t>(a)) * kOne + static_cast<uint64_t>(b - 1)) /
      static_cast<uint64_t>(b));
}

// Ballots of one kind: what comes next on them is at `next` of Papers::order, up to `end`. Held by
// value, so that moving them goes through memory in order.
struct Hanging {
  size_t next = 0;
  size_t end = 0;
  int64_t count = 0;
};

struct Node {
  int32_t who = kNone;
  int32_t parent = kNone;
  int64_t through = 0;  // ballots that come here
  std::vector<Hanging> here;
};

class MeekCount {
 public:
  MeekCount(const Papers& papers, const Standing& standing, int seats, Result& result)
      : papers_(papers),
        standing_(standing),
        seats_(static_cast<size_t>(seats)),
        fate_(standing.candidates.size(), Fate::kContinuing),
        keep_(standing.candidates.size(), kOne),
        votes_(standing.candidates.size()),
        cached_(standing.candidates.size(), kNone),
        nodes_of_(standing.candidates.size()),
        result_(result) {}

  void Count() {
    nodes_.push_back({});
    for (size_t paper = 0; paper < papers_.size(); ++paper) {
      Hang({papers_.start[paper], papers_.start[paper + 1], papers_.count[paper]}, 0);
    }
    std::vector<int> defeated;
    while (elected_.size() < seats_ && elected_.size() + Continuing(fate_).size() > seats_) {
      const bool some = Iterate(defeated);
      defeated.clear();
      if (some) continue;
      defeated.push_back(Lowest());
      Defeat(defeated.front());
    }
    FillLastSeats(defeated);
    for (const int who : elected_) result_.winners.push_back(standing_.candidates[who]);
    result_.unfilled = static_cast<int>(seats_ - elected_.size());
    for (const int who : elected_) {
      result_.figures.emplace_back(absl::StrCat("keep factor of ", standing_.candidates[who] + 1),
                                   Decimal(keep_[who], kPlaces));
    }
  }

 private:
  // The node under `parent` for this candidate. Papers are hung under one parent after the other,
  // so the last answer for a candidate mostly is the next.
  int32_t ChildOf(int32_t parent, int32_t who) {
    const int32_t last = cached_[who];
    if (last != kNone && nodes_[last].parent == parent) return last;
    const auto [child, is_new] = children_.try_emplace({parent, who}, 0);
    if (is_new) {
      child->second = static_cast<int32_t>(nodes_.size());
      nodes_.push_back({who, parent, 0, {}});
      nodes_of_[who].push_back(child->second);
    }
    cached_[who] = child->second;
    return child->second;
  }

  void Hang(Hanging ballots, int32_t under) {
    while (ballots.next < ballots.end) {
      const int32_t who = papers_.order[ballots.next++];
      if (fate_[who] == Fate::kExcluded) continue;
      const int32_t at = ChildOf(under, who);
      nodes_[at].through += ballots.count;
      if (fate_[who] == Fate::kContinuing) {
        nodes_[at].here.push_back(ballots);
        return;
      }
      under = at;  // goes on below somebody who was elected
    }
  }

  // What hangs at `from` hangs below `under` from now on.
  void Rehang(int32_t from, int32_t under) {
    const std::vector<Hanging> moving = std::exchange(nodes_[from].here, {});
    for (const Hanging& ballots : moving) Hang(ballots, under);
  }

  void Defeat(int who) {
    fate_[who] = Fate::kExcluded;
    keep_[who] = 0;
    for (const int32_t at : nodes_of_[who]) {
      nodes_[at].who = kNone;  // nothing comes here any more
      Rehang(at, nodes_[at].parent);
    }
  }

  void Elect(int who) {
    fate_[who] = Fate::kElected;
    elected_.push_back(who);
    for (const int32_t at : nodes_of_[who]) Rehang(at, at);
  }

  // Children come behind their parents, so one pass over the nodes is one over all ballots.
  void Distribute() {
    std::fill(votes_.begin(), votes_.end(), 0);
    weight_.assign(nodes_.size(), 0);
    weight_[0] = kOne;
    for (size_t at = 1; at < nodes_.size(); ++at) {
      const Node& node = nodes_[at];
      if (node.who == kNone) continue;
      const int64_t weight = weight_[node.parent];
      const int64_t kept =
          fate_[node.who] == Fate::kElected ? MultiplyUp(weight, keep_[node.who]) : weight;
      votes_[node.who] += kept * node.through;
      weight_[at] = weight - kept;
    }
    int64_t all = 0;
    for (const int64_t votes : votes_) all += votes;
    quota_ = all / static_cast<int64_t>(seats_ + 1) + 1;
    surplus_ = 0;
    for (const int who : elected_) surplus_ += votes_[who] - quota_;
  }

  // One round's iterations, until somebody is elected (true) or somebody has to be defeated.
  bool Iterate(const std::vector<int>& defeated) {
    std::optional<int64_t> before;
    while (true) {
      Distribute();
      std::vector<int> reached;
      for (const int who : Continuing(fate_)) {
        if (votes_[who] >= quota_) reached.push_back(who);
      }
      for (const int who : reached) surplus_ += votes_[who] - quota_;
      surplus_ = std::max<int64_t>(surplus_, 0);
      const bool stands_still = surplus_ < kOmega || (before.has_value() && surplus_ >= *before);
      if (!reached.empty() || stands_still) {
        Tell(defeated);
        ElectAll(std::move(reached));
        return !result_.rounds.back().elected.empty();
      }
      before = surplus_;
      for (const int who : elected_) keep_[who] = KeepNext(who);
    }
  }

  // Nobody keeps more of a ballot than there is: whom the others leave less than a quota, when
  // these keep more than before, keeps all.
  int64_t KeepNext(int who) const {
    const int64_t product = MultiplyUp(keep_[who], quota_);
    return product >= votes_[who] ? kOne : DivideUp(product, votes_[who]);
  }

  void ElectAll(std::vector<int> who) {
    std::sort(who.begin(), who.end(), [&](int a, int b) {
      return votes_[a] != votes_[b] ? votes_[a] > votes_[b] : standing_.lot[a] < standing_.lot[b];
    });
    for (const int one : who) {
      if (elected_.size() == seats_) return;
      Elect(one);
      result_.rounds.back().elected.push_back(standing_.candidates[one]);
    }
  }

  int Lowest() {
    const std::vector<int> hopeful = Continuing(fate_);
    const int64_t low = votes_[Extreme(hopeful, votes_, /*highest=*/false).front()];
    std::vector<int> tied;
    for (const int who : hopeful) {
      if (votes_[who] <= low + surplus_) tied.push_back(who);
    }
    return DrawLot(tied, standing_, result_.rounds.size() - 1, result_);
  }

  void FillLastSeats(const std::vector<int>& defeated) {
    if (elected_.size() == seats_) return;
    Distribute();
    surplus_ = std::max<int64_t>(surplus_, 0);
    Tell(defeated);
    result_.rounds.back().what = "last seats";
    ElectAll(Continuing(fate_));
  }

  void Tell(const std::vector<int>& defeated) {
    Round round;
    round.what = defeated.empty() ? "counted" : "excluded";
    round.candidates = standing_.Names(defeated);
    int64_t held = 0;
    for (size_t who = 0; who < fate_.size(); ++who) {
      if (fate_[who] == Fate::kExcluded) continue;
      held += votes_[who];
      round.totals.emplace_back(standing_.candidates[who], Decimal(votes_[who], kPlaces));
    }
    round.transfers = Gains(told_, votes_, kPlaces, standing_);
    told_ = votes_;
    round.figures.emplace_back("quota", Decimal(quota_, kPlaces));
    round.figures.emplace_back("surplus", Decimal(surplus_, kPlaces));
    round.figures.emplace_back("exhausted",
                               Decimal((papers_.valid + papers_.blank) * kOne - held, kPlaces));
    result_.rounds.push_back(std::move(round));
  }

  const Papers& papers_;
  const Standing& standing_;
  const size_t seats_;
  std::vector<Fate> fate_;
  std::vector<int64_t> keep_;
  std::vector<int64_t> votes_;
  std::vector<int64_t> told_;  // the votes of the last round
  int64_t quota_ = 0;
  int64_t surplus_ = 0;
  std::vector<Node> nodes_;  // [0] is the root; parents before children
  std::vector<int64_t> weight_;
  absl::flat_hash_map<std::pair<int32_t, int32_t>, int32_t> children_;  // of (parent, candidate)
  std::vector<int32_t> cached_;                 // per candidate; see ChildOf
  std::vector<std::vector<int32_t>> nodes_of_;  // per candidate
  std::vector<int> elected_;
  Result& result_;
};

}  // namespace

absl::StatusOr<Result> CountMeek(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const Papers papers,
                          PapersOf(election, standing, options.overvote.value_or(Overvote::kRefuse),
                                   options.stop_at_skipped));
  Result result;
  MeekCount(papers, standing, SeatsOf(election, options), result).Count();
  return result;
}

}  // namespace assent::counting
