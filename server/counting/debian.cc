// Debian's elections and general resolutions: Constitution A.6. See schwartz.h for the rule.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"

namespace assent::counting {
namespace {

absl::StatusOr<DebianProblem> ProblemOf(const Election& election, const Options& options,
                                        const Standing& standing) {
  DebianProblem problem;
  ASSENT_ASSIGN_OR_RETURN(problem.matrix, MatrixOf(election, standing));
  const int count = static_cast<int>(election.candidates.size());
  const int named = options.default_option >= 0 ? options.default_option : count - 1;
  if (named < 0 || named >= count || standing.place[named] < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("the default option is none that stands: name one of 1 to ", count));
  }
  problem.default_option = standing.place[named];
  problem.quorum = options.quorum;
  problem.strictly = options.strict_majority;
  problem.majority.assign(standing.candidates.size(), {.digits = 1, .places = 0});
  for (const auto& [option, majority] : options.majority) {
    if (option < 0 || option >= count || option == named) {
      return absl::InvalidArgumentError(
          absl::StrCat("option ", option + 1, " cannot need a majority over the default option"));
    }
    if (standing.place[option] >= 0) problem.majority[standing.place[option]] = majority;
  }
  return problem;
}

std::vector<Defeat> Named(const std::vector<Defeat>& defeats, const Standing& standing) {
  std::vector<Defeat> named;
  for (const Defeat& defeat : defeats) {
    named.push_back({standing.candidates[defeat.winner], standing.candidates[defeat.loser],
                     defeat.votes, defeat.against});
  }
  return named;
}

}  // namespace

absl::StatusOr<Result> CountDebian(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  if (election.kind != BallotKind::kRankings) {
    return absl::InvalidArgumentError("debian counts rankings, not approvals or scores");
  }
  ASSENT_ASSIGN_OR_RETURN(const DebianProblem problem, ProblemOf(election, options, standing));
  const DebianResult counted = CountDebian(problem);
  Result result;
  result.matrix = FullMatrix(problem.matrix, election, standing);
  for (const DebianResult::Dropped& dropped : counted.dropped) {
    Round round;
    round.what = dropped.by_quorum ? "dropped by quorum" : "dropped by majority";
    round.candidates = {standing.candidates[dropped.option]};
    round.totals = {
        {round.candidates[0], Text(problem.matrix[dropped.option][problem.default_option])},
        {standing.candidates[problem.default_option],
         Text(problem.matrix[problem.default_option][dropped.option])}};
    result.rounds.push_back(std::move(round));
  }
  Round defeats;
  defeats.what = "defeats";
  defeats.defeats = Named(counted.defeats, standing);
  result.rounds.push_back(std::move(defeats));
  for (const DebianResult::Round& schwartz : counted.rounds) {
    Round round;
    round.what = "schwartz set, weakest defeats dropped";
    if (schwartz.weakest.empty()) round.what = "schwartz set";
    round.candidates = standing.Names(schwartz.schwartz);
    round.defeats = Named(schwartz.weakest, standing);
    result.rounds.push_back(std::move(round));
  }
  // One wins, and a casting vote, here the lot, decides among several (A.6.8).
  ElectFromTiers({counted.winners}, standing, 1, result);
  return result;
}

}  // namespace assent::counting
