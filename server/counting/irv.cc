// Instant runoff: whoever has the fewest votes goes out, one at a time, until somebody has more
// than half of the ballots that still name somebody. Where nobody is on any ballot, nobody is
// elected: there is no half to have, and no vote that a lot could stand for. What becomes of
// overvotes and places left empty is in Options; somebody named twice is refused before
// (CheckElection).

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/papers.h"
#include "server/counting/transferable.h"

namespace assent::counting {
namespace {

class RunoffCount {
 public:
  RunoffCount(const Papers& papers, const Standing& standing, Result& result)
      : papers_(papers),
        standing_(standing),
        fate_(standing.candidates.size(), Fate::kContinuing),
        votes_(standing.candidates.size()),
        pile_(standing.candidates.size()),
        next_(papers.size()),
        result_(result) {}

  void Count() {
    for (size_t paper = 0; paper < papers_.size(); ++paper) Give(paper);
    std::string what = "first preferences";
    std::vector<int> out;
    while (true) {
      Tell(std::move(what), out);
      const std::vector<int> in = Continuing(fate_);
      if (in.empty() || papers_.valid == 0) break;
      const std::vector<int> first = Extreme(in, votes_, /*highest=*/true);
      if (in.size() == 1 || 2 * votes_[first.front()] > continuing_) {
        Elect(first.front());
        break;
      }
      out = {Lowest(in)};
      Exclude(out.front());
      what = "excluded";
    }
    result_.unfilled = result_.winners.empty() ? 1 : 0;
  }

 private:
  void Give(size_t paper) {
    const auto names = papers_.At(paper);
    while (next_[paper] < names.size()) {
      const int32_t who = names[next_[paper]++];
      if (fate_[who] != Fate::kContinuing) continue;
      votes_[who] += papers_.count[paper];
      pile_[who].push_back(paper);
      return;
    }
  }

  int Lowest(const std::vector<int>& in) {
    return DrawLot(Extreme(in, votes_, /*highest=*/false), standing_, result_.rounds.size(),
                   result_);
  }

  void Exclude(int who) {
    fate_[who] = Fate::kExcluded;
    votes_[who] = 0;
    const std::vector<size_t> moving = std::exchange(pile_[who], {});
    for (const size_t paper : moving) Give(paper);
  }

  void Elect(int who) {
    result_.winners = standing_.Names({who});
    result_.rounds.back().elected = result_.winners;
  }

  void Tell(std::string what, const std::vector<int>& out) {
    Round round;
    round.what = std::move(what);
    round.candidates = standing_.Names(out);
    continuing_ = 0;
    for (const int who : Continuing(fate_)) {
      continuing_ += votes_[who];
      round.totals.emplace_back(standing_.candidates[who], Text(votes_[who]));
    }
    round.transfers = Gains(before_, votes_, 0, standing_);
    before_ = votes_;
    round.figures.emplace_back("continuing", Text(continuing_));
    round.figures.emplace_back("exhausted", Text(papers_.valid + papers_.blank - continuing_));
    result_.rounds.push_back(std::move(round));
  }

  const Papers& papers_;
  const Standing& standing_;
  std::vector<Fate> fate_;
  std::vector<int64_t> votes_;
  std::vector<int64_t> before_;  // in the last round that was told
  std::vector<std::vector<size_t>> pile_;
  std::vector<size_t> next_;  // per paper, the place behind whom it lies with
  int64_t continuing_ = 0;
  Result& result_;
};

}  // namespace

absl::StatusOr<Result> CountIrv(const Election& election, const Options& options) {
  if (options.seats > 1) {
    return absl::InvalidArgumentError(
        "irv fills one seat: count several with scottish-stv or meek");
  }
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(
      const Papers papers,
      PapersOf(election, standing, options.overvote.value_or(Overvote::kExhaust),
               options.stop_at_skipped));
  Result result;
  RunoffCount(papers, standing, result).Count();
  return result;
}

}  // namespace assent::counting
