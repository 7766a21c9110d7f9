#include "server/counting/totals.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/base/status_macros.h"

namespace assent::counting {
namespace {

std::string NameOf(ScoreTie::By by) {
  switch (by) {
    case ScoreTie::By::kHeadToHead:
      return "head to head";
    case ScoreTie::By::kTopScores:
      return "most top scores";
    case ScoreTie::By::kScore:
      return "higher score";
    case ScoreTie::By::kLot:
      break;
  }
  return "lot";
}

int64_t HighestOf(const Election& election) {
  if (election.kind == BallotKind::kApprovals) return 1;
  if (election.highest_score > 0) return election.highest_score;
  int64_t highest = 0;
  for (const Ballot& ballot : election.ballots) {
    for (const auto& [who, points] : ballot.scores) highest = std::max(highest, points);
  }
  return highest;
}

}  // namespace

absl::StatusOr<ScoreTotals> TotalsOf(const Election& election, const Standing& standing) {
  if (election.kind == BallotKind::kRankings) {
    return absl::InvalidArgumentError(
        "rankings have no scores: count them with a method for rankings");
  }
  const int64_t highest = HighestOf(election);
  ScoreTotals totals;
  totals.score.resize(standing.candidates.size());
  totals.top.resize(standing.candidates.size());
  const auto add = [&](int32_t who, int64_t points, int64_t count) {
    const int place = standing.place[who];
    if (place < 0) return;
    totals.score[place] += points * count;
    if (points == highest && highest > 0) totals.top[place] += count;
  };
  for (const Ballot& ballot : election.ballots) {
    for (const auto& [who, points] : ballot.scores) add(who, points, ballot.count);
    for (const auto& group : ballot.ranking) {
      for (const int32_t who : group) add(who, 1, ballot.count);
    }
  }
  ASSENT_ASSIGN_OR_RETURN(totals.preferred, MatrixOf(election, standing));
  totals.lot.assign(standing.lot.begin(), standing.lot.end());
  return totals;
}

Round TotalsRound(const ScoreTotals& totals, const Standing& standing) {
  Round round;
  round.what = "scores";
  for (size_t who = 0; who < totals.score.size(); ++who) {
    round.totals.emplace_back(standing.candidates[who], Text(totals.score[who]));
  }
  return round;
}

void AddTies(const std::vector<ScoreTie>& ties, const Standing& standing, Result& result) {
  for (const ScoreTie& tie : ties) {
    result.ties.push_back({.round = std::max(0, static_cast<int>(result.rounds.size()) - 1),
                           .tied = standing.Names(tie.tied),
                           .chosen = standing.Names(tie.taken),
                           .broken_by = NameOf(tie.by)});
  }
}

}  // namespace assent::counting
