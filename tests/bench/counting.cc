#include "tests/bench/counting.h"

#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"

namespace assent::bench {
namespace {

// Targets of issue 6: ms, and bytes of a distinct ballot.
constexpr double kMeekMeathTarget = 40;
constexpr double kMeekLargeTarget = 400;
constexpr double kSchulzeTarget = 5;
constexpr double kEqualSharesTarget = 150;
constexpr double kBytesTarget = 200;

size_t HeapBytes() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// Alike on every machine: no distribution of the standard library.
int Below(std::mt19937& dice, int bound) {
  return static_cast<int>(dice() % static_cast<uint32_t>(bound));
}

}  // namespace

counting::Election MakeRankings(std::mt19937& dice, int ballots, int candidates) {
  counting::Election election;
  for (int who = 1; who <= candidates; ++who) {
    election.candidates.push_back({.id = absl::StrCat(who), .name = {}});
  }
  election.ballots.reserve(static_cast<size_t>(ballots));
  for (int i = 0; i < ballots; ++i) {
    std::vector<int32_t> order(static_cast<size_t>(candidates));
    std::iota(order.begin(), order.end(), 0);
    for (int k = candidates - 1; k > 0; --k) std::swap(order[k], order[Below(dice, k + 1)]);
    order.resize(static_cast<size_t>(1 + Below(dice, candidates)));
    std::vector<std::vector<int32_t>> groups;
    for (const int32_t who : order) groups.push_back({who});
    election.ballots.push_back({.count = 1, .ranking = groups, .scores = {}});
  }
  return election;
}

namespace {

// One of `projects`, the first ones more often, as in cities.
int32_t Popular(std::mt19937& dice, int projects) {
  return static_cast<int32_t>(std::min(Below(dice, projects), Below(dice, projects)));
}

// Distinct ballots of voters who approve of 1 to 10 projects; a million to spend.
counting::Election MakeBudget(std::mt19937& dice, int voters, int projects) {
  counting::Election election;
  election.kind = counting::BallotKind::kApprovals;
  election.budget = 1'000'000;
  for (int who = 1; who <= projects; ++who) {
    counting::Candidate project{.id = absl::StrCat(who), .name = {}};
    project.cost = 5'000 + Below(dice, 100'000);
    election.candidates.push_back(std::move(project));
  }
  std::map<std::vector<int32_t>, int64_t> merged;
  for (int i = 0; i < voters; ++i) {
    std::vector<int32_t> approved;
    for (int left = 1 + Below(dice, 10); left > 0; --left)
      approved.push_back(Popular(dice, projects));
    std::sort(approved.begin(), approved.end());
    approved.erase(std::unique(approved.begin(), approved.end()), approved.end());
    ++merged[approved];
  }
  election.ballots.reserve(merged.size());
  for (const auto& [approved, count] : merged) {
    election.ballots.push_back(
        {.count = count, .ranking = counting::Ranking({approved}), .scores = {}});
  }
  return election;
}

// The median milliseconds of a count.
absl::StatusOr<double> Takes(const CountingPlan& plan, const char* method,
                             const counting::Election& election, const counting::Options& options) {
  std::vector<double> times;
  for (int round = 0; round < plan.rounds; ++round) {
    const absl::Time start = absl::Now();
    ASSENT_ASSIGN_OR_RETURN(const counting::Result result,
                            counting::FindMethod(method)(election, options));
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    if (result.winners.empty()) return absl::InternalError("nobody won");
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureCounting(const CountingPlan& plan) {
  std::fprintf(stderr, "counting: ballots from seed %u\n", plan.seed);
  std::mt19937 dice(plan.seed);
  const counting::Election rankings = MakeRankings(dice, 20'000, 5);
  ASSENT_ASSIGN_OR_RETURN(const double schulze, Takes(plan, "schulze", rankings, {}));
  // As large as the count of Meath, 2002.
  const counting::Election meath = MakeRankings(dice, 64'081, 14);
  counting::Options five;
  five.seats = 5;
  ASSENT_ASSIGN_OR_RETURN(const double meek_meath, Takes(plan, "meek", meath, five));
  const size_t empty = HeapBytes();
  const counting::Election large = MakeRankings(dice, 500'000, 20);
  const auto ranking_bytes = static_cast<double>(HeapBytes() - empty);
  counting::Options seven;
  seven.seats = 7;
  ASSENT_ASSIGN_OR_RETURN(const double meek_large, Takes(plan, "meek", large, seven));
  const size_t before = HeapBytes();
  const counting::Election budget = MakeBudget(dice, 6'586, 64);
  const auto bytes = static_cast<double>(HeapBytes() - before);
  counting::Options add1;
  add1.completion = counting::Completion::kAdd1;
  ASSENT_ASSIGN_OR_RETURN(const double shares, Takes(plan, "equal-shares", budget, add1));
  return std::vector<Metric>{
      AtMost("count_meek_64k", meek_meath, "ms", kMeekMeathTarget),
      AtMost("count_meek_500k", meek_large, "ms", kMeekLargeTarget),
      AtMost("count_bytes_per_ranking", ranking_bytes / 500'000, "bytes", kBytesTarget),
      AtMost("count_schulze_20k", schulze, "ms", kSchulzeTarget),
      AtMost("count_equal_shares_6586", shares, "ms", kEqualSharesTarget),
      AtMost("count_bytes_per_ballot", bytes / static_cast<double>(budget.ballots.size()), "bytes",
             kBytesTarget)};
}

}  // namespace assent::bench
