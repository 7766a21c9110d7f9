#include "server/counting/papers.h"

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"

namespace assent::counting {
namespace {

absl::Status RefuseOvervote(int64_t number) {
  return absl::InvalidArgumentError(absl::StrCat(
      "ballot ", number,
      " ranks several alike, for which this rule has no place: say "
      "whether such a ballot ends there (overvote exhaust) or goes on (overvote skip)"));
}

// Appends the ballot's candidates in order.
absl::Status Flatten(const Ballot& ballot, const Standing& standing, Overvote overvote,
                     bool stop_at_skipped, int64_t number, std::vector<int32_t>& order) {
  int32_t place = 0;
  size_t named = 0;
  for (const auto& group : ballot.ranking) {
    const bool marked = place++ == ballot.overvoted;
    if (marked && overvote != Overvote::kSkip) return absl::OkStatus();
    int32_t only = -1;
    int standing_here = 0;
    for (const int32_t who : group) {
      if (standing.place[who] < 0) continue;
      only = standing.place[who];
      ++standing_here;
    }
    named += static_cast<size_t>(standing_here);
    if (standing_here > 1 && named == standing.candidates.size()) return absl::OkStatus();
    if (standing_here == 1) order.push_back(only);
    if (standing_here > 1 && overvote == Overvote::kRefuse) return RefuseOvervote(number);
    if (standing_here > 1 && overvote == Overvote::kExhaust) return absl::OkStatus();
    if (group.empty() && !marked && stop_at_skipped) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Papers> PapersOf(const Election& election, const Standing& standing,
                                Overvote overvote, bool stop_at_skipped) {
  if (election.kind != BallotKind::kRankings) {
    return absl::InvalidArgumentError("this method counts rankings, not approvals or scores");
  }
  Papers papers;
  papers.start.push_back(0);
  int64_t number = 0;
  for (const Ballot& ballot : election.ballots) {
    ASSENT_RETURN_IF_ERROR(
        Flatten(ballot, standing, overvote, stop_at_skipped, ++number, papers.order));
    if (papers.order.size() == papers.start.back() || ballot.count == 0) {
      papers.order.resize(papers.start.back());
      papers.blank += ballot.count;
      continue;
    }
    papers.start.push_back(papers.order.size());
    papers.count.push_back(ballot.count);
    papers.valid += ballot.count;
  }
  return papers;
}

}  // namespace assent::counting
