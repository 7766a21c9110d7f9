#include "server/counting/prepare.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"

namespace assent::counting {
namespace {

absl::Status NoSuchCandidate(const Election& election, int who) {
  return absl::InvalidArgumentError(absl::StrCat(
      "there is no candidate ", who + 1, ": name one of 1 to ", election.candidates.size()));
}

absl::Status AtMost(int64_t number, int64_t most, std::string_view what) {
  if (number <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "there are ", number, " ", absl::string_view(what.data(), what.size()), ": at most ", most));
}

absl::Status CheckBallot(const Election& election, const Ballot& ballot, std::vector<int64_t>& seen,
                         int64_t number) {
  const auto name = [&](int who) {
    if (who < 0 || who >= static_cast<int>(election.candidates.size())) {
      return NoSuchCandidate(election, who);
    }
    if (seen[who] == number) {
      return absl::InvalidArgumentError(absl::StrCat("ballot ", number, " names ",
                                                     election.candidates[who].id,
                                                     " twice: name everybody once"));
    }
    seen[who] = number;
    return absl::OkStatus();
  };
  if (ballot.count < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("ballot ", number, " was cast less than 0 times"));
  }
  for (const auto& group : ballot.ranking) {
    for (const int32_t who : group) ASSENT_RETURN_IF_ERROR(name(who));
  }
  const int64_t most = election.highest_score > 0 ? election.highest_score : kMostPoints;
  int64_t spent = 0;
  for (const auto& [who, points] : ballot.scores) {
    ASSENT_RETURN_IF_ERROR(name(who));
    if (points < 0 || points > most) {
      return absl::InvalidArgumentError(
          absl::StrCat("ballot ", number, " has ", points, " points: give 0 to ", most));
    }
    spent += points;
  }
  if (election.points_each > 0 && spent > election.points_each) {
    return absl::InvalidArgumentError(absl::StrCat("ballot ", number, " spends ", spent,
                                                   " points: it has ", election.points_each));
  }
  return absl::OkStatus();
}

// Groups as levels: who shares one, best first; those in none are the last level.
int LevelsOf(const Ballot& ballot, const Standing& standing) {
  size_t named = 0;
  int levels = 0;
  for (const auto& group : ballot.ranking) {
    size_t here = 0;
    for (const int32_t who : group) here += standing.place[who] >= 0 ? 1 : 0;
    if (here > 0) ++levels;
    named += here;
  }
  return levels + (named < standing.candidates.size() ? 1 : 0);
}

absl::StatusOr<std::vector<int32_t>> ApprovedBy(const Election& election, const Ballot& ballot,
                                                const Standing& standing, bool all_ranked) {
  std::vector<int32_t> approved;
  const auto approve = [&](int32_t who) {
    if (standing.place[who] >= 0) approved.push_back(standing.place[who]);
  };
  for (const auto& [who, points] : ballot.scores) {
    if (points > 0) approve(who);
  }
  const bool ranking = election.kind == BallotKind::kRankings;
  if (ranking && !all_ranked && LevelsOf(ballot, standing) > 2) {
    return absl::InvalidArgumentError(
        "a ranking with more than two levels does not say who is approved: give approvals, or "
        "count "
        "it with a method for rankings");
  }
  for (const auto& group : ballot.ranking) {
    for (const int32_t who : group) approve(who);
    if (ranking && !all_ranked && !approved.empty()) break;
  }
  std::sort(approved.begin(), approved.end());
  return approved;
}

// Per standing candidate: the higher, the more preferred.
void LevelsInto(const Ballot& ballot, const Standing& standing, std::vector<int64_t>& level) {
  std::fill(level.begin(), level.end(), 0);
  auto rank = static_cast<int64_t>(ballot.ranking.size());
  for (const auto& group : ballot.ranking) {
    for (const int32_t who : group) {
      if (standing.place[who] >= 0) level[standing.place[who]] = rank;
    }
    --rank;
  }
  for (const auto& [who, points] : ballot.scores) {
    if (standing.place[who] >= 0) level[standing.place[who]] = points;
  }
}

}  // namespace

std::vector<int> Standing::Names(const std::vector<int>& standing) const {
  std::vector<int> names;
  for (const int who : standing) names.push_back(candidates[who]);
  return names;
}

absl::Status CheckElection(const Election& election) {
  ASSENT_RETURN_IF_ERROR(
      AtMost(static_cast<int64_t>(election.candidates.size()), kMostCandidates, "candidates"));
  ASSENT_RETURN_IF_ERROR(AtMost(election.seats, kMostSeats, "seats"));
  ASSENT_RETURN_IF_ERROR(AtMost(static_cast<int64_t>(election.ballots.size()), kMostDistinctBallots,
                                "different ballots"));
  std::vector<int64_t> seen(election.candidates.size());
  int64_t number = 0;
  int64_t cast = 0;
  for (const Ballot& ballot : election.ballots) {
    ASSENT_RETURN_IF_ERROR(CheckBallot(election, ballot, seen, ++number));
    if (ballot.count > kMostBallots - cast) {
      return absl::InvalidArgumentError(
          absl::StrCat("there are more ballots than can be counted: at most ", kMostBallots));
    }
    cast += ballot.count;
  }
  return absl::OkStatus();
}

absl::StatusOr<Standing> StandingOf(const Election& election, const Options& options) {
  ASSENT_RETURN_IF_ERROR(CheckElection(election));
  ASSENT_RETURN_IF_ERROR(AtMost(options.seats, kMostSeats, "seats"));
  Standing standing;
  const int count = static_cast<int>(election.candidates.size());
  for (int who = 0; who < count; ++who) {
    const bool stands = !election.candidates[who].withdrawn;
    standing.place.push_back(stands ? static_cast<int>(standing.candidates.size()) : -1);
    if (stands) standing.candidates.push_back(who);
  }
  std::vector<bool> drawn(count);
  standing.lot.resize(standing.candidates.size());
  int32_t next = 0;
  const auto draw = [&](int who) {
    drawn[who] = true;
    if (standing.place[who] >= 0) standing.lot[standing.place[who]] = next++;
  };
  for (const int who : options.lot_order.empty() ? election.lot_order : options.lot_order) {
    if (who < 0 || who >= count) return NoSuchCandidate(election, who);
    if (drawn[who]) {
      return absl::InvalidArgumentError(
          absl::StrCat("the lot has ", election.candidates[who].id, " twice: name everybody once"));
    }
    draw(who);
  }
  for (int who = 0; who < count; ++who) {
    if (!drawn[who]) draw(who);
  }
  return standing;
}

int SeatsOf(const Election& election, const Options& options) {
  return std::max(1, options.seats > 0 ? options.seats : election.seats);
}

absl::StatusOr<Approvals> ApprovalsOf(const Election& election, const Standing& standing,
                                      bool all_ranked) {
  std::map<std::vector<int32_t>, int64_t> merged;
  for (const Ballot& ballot : election.ballots) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<int32_t> approved,
                            ApprovedBy(election, ballot, standing, all_ranked));
    if (ballot.count > 0) merged[approved] += ballot.count;
  }
  Approvals approvals;
  approvals.supporters.resize(standing.candidates.size());
  approvals.votes.resize(standing.candidates.size());
  for (const auto& [approved, count] : merged) {
    for (const int32_t who : approved) {
      approvals.supporters[who].push_back(static_cast<int32_t>(approvals.weight.size()));
      approvals.votes[who] += count;
    }
    approvals.weight.push_back(count);
  }
  return approvals;
}

absl::StatusOr<Matrix> MatrixOf(const Election& election, const Standing& standing) {
  const size_t count = standing.candidates.size();
  const auto pairs = static_cast<int64_t>(count * count);
  if (static_cast<int64_t>(election.ballots.size()) > kMostPairs / std::max<int64_t>(1, pairs)) {
    return absl::ResourceExhaustedError(absl::StrCat(
        election.ballots.size(), " different ballots and ", count,
        " candidates have too many pairs to compare: at most ", kMostPairs / pairs,
        " different ballots of so many candidates, or a method that does not compare pairs"));
  }
  Matrix matrix(count, std::vector<int64_t>(count));
  std::vector<int64_t> level(count);
  for (const Ballot& ballot : election.ballots) {
    LevelsInto(ballot, standing, level);
    for (size_t i = 0; i < count; ++i) {
      for (size_t j = 0; j < count; ++j) {
        if (level[i] > level[j]) matrix[i][j] += ballot.count;
      }
    }
  }
  return matrix;
}

Matrix FullMatrix(const Matrix& matrix, const Election& election, const Standing& standing) {
  const size_t count = election.candidates.size();
  Matrix full(count, std::vector<int64_t>(count));
  for (size_t i = 0; i < matrix.size(); ++i) {
    for (size_t j = 0; j < matrix.size(); ++j) {
      full[standing.candidates[i]][standing.candidates[j]] = matrix[i][j];
    }
  }
  return full;
}

void ElectFromTiers(const std::vector<std::vector<int>>& tiers, const Standing& standing, int seats,
                    Result& result) {
  for (std::vector<int> tier : tiers) {
    std::sort(tier.begin(), tier.end());
    result.ranking.push_back(standing.Names(tier));
    const size_t open = static_cast<size_t>(seats) - result.winners.size();
    if (open == 0) continue;
    const std::vector<int> tied = standing.Names(tier);
    std::sort(tier.begin(), tier.end(),
              [&](int a, int b) { return standing.lot[a] < standing.lot[b]; });
    std::vector<int> chosen = standing.Names(tier);
    chosen.resize(std::min(open, chosen.size()));
    result.winners.insert(result.winners.end(), chosen.begin(), chosen.end());
    if (tied.size() > 1) {
      result.ties.push_back({.round = std::max(0, static_cast<int>(result.rounds.size()) - 1),
                             .tied = tied,
                             .chosen = chosen,
                             .broken_by = "lot"});
    }
  }
  result.unfilled = seats - static_cast<int>(result.winners.size());
}

std::string Text(int64_t number) { return absl::StrCat(number); }

}  // namespace assent::counting
