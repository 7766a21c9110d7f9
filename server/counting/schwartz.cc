#include "server/counting/schwartz.h"

#include <algorithm>
#include <utility>

namespace assent::counting {
namespace {

absl::int128 PowerOfTen(int places) {
  absl::int128 power = 1;
  for (int i = 0; i < places; ++i) power *= 10;
  return power;
}

// left, right: votes. Whether left >= right × threshold, or > if strictly.
bool Reaches(int64_t left, int64_t right, const Threshold& threshold, bool strictly) {
  const absl::int128 scaled = absl::int128(left) * PowerOfTen(threshold.places);
  const absl::int128 needed = threshold.digits * right;
  return strictly ? scaled > needed : scaled >= needed;
}

// A.6.3: false if it does not defeat the default option by its majority.
bool HasMajority(const DebianProblem& problem, int option) {
  const int64_t votes = problem.matrix[option][problem.default_option];
  const int64_t against = problem.matrix[problem.default_option][option];
  const bool reached = Reaches(votes, against, problem.majority[option], problem.strictly);
  return reached && votes > against;
}

bool Weaker(const Defeat& a, const Defeat& b) {
  return a.votes != b.votes ? a.votes < b.votes : a.against > b.against;
}

// Options that stay, and why the others do not.
std::vector<bool> Stay(const DebianProblem& problem, DebianResult& result) {
  const int count = static_cast<int>(problem.matrix.size());
  std::vector<bool> stay(count, true);
  for (int option = 0; option < count && problem.default_option >= 0; ++option) {
    if (option == problem.default_option) continue;
    const int64_t votes = problem.matrix[option][problem.default_option];
    const bool quorum = Reaches(votes, 1, problem.quorum, false);
    stay[option] = quorum && HasMajority(problem, option);
    if (!stay[option]) result.dropped.push_back({option, !quorum});
  }
  return stay;
}

}  // namespace

DebianResult CountDebian(const DebianProblem& problem) {
  DebianResult result;
  const int count = static_cast<int>(problem.matrix.size());
  const std::vector<bool> stay = Stay(problem, result);
  for (const Defeat& defeat : Defeats(problem.matrix)) {
    if (stay[defeat.winner] && stay[defeat.loser]) result.defeats.push_back(defeat);
  }
  std::vector<Defeat> defeats = result.defeats;
  while (true) {
    const std::vector<bool> in = SchwartzSet(count, defeats);
    DebianResult::Round round;
    for (int option = 0; option < count; ++option) {
      if (stay[option] && in[option]) round.schwartz.push_back(option);
    }
    std::vector<Defeat> within;
    for (const Defeat& defeat : defeats) {
      if (in[defeat.winner] && in[defeat.loser]) within.push_back(defeat);
    }
    if (within.empty()) {
      result.winners = round.schwartz;
      result.rounds.push_back(std::move(round));
      return result;
    }
    const Defeat weakest = *std::min_element(within.begin(), within.end(), Weaker);
    const auto is_weakest = [&](const Defeat& defeat) {
      return in[defeat.winner] && in[defeat.loser] && !Weaker(weakest, defeat);
    };
    for (const Defeat& defeat : within) {
      if (is_weakest(defeat)) round.weakest.push_back(defeat);
    }
    defeats.erase(std::remove_if(defeats.begin(), defeats.end(), is_weakest), defeats.end());
    result.rounds.push_back(std::move(round));
  }
}

}  // namespace assent::counting
