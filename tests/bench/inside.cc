#include "tests/bench/inside.h"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "tests/bench/crowd.h"

namespace assent::bench {
namespace {

constexpr std::array<v1::Stance, 3> kStances = {v1::STANCE_AGREE, v1::STANCE_ABSTAIN,
                                                v1::STANCE_DISAGREE};
// Targets of performance.md: µs, µs, bytes.
constexpr double kDecideTarget = 1.5;
constexpr double kEvaluateTarget = 1;
constexpr double kBytesTarget = 64;

size_t HeapBytes() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// Microseconds that each of `count` calls of `once` took.
template <typename Once>
double EachTakes(int count, Once once) {
  const absl::Time start = absl::Now();
  for (int i = 0; i < count; ++i) once(i);
  return absl::ToDoubleMicroseconds(absl::Now() - start) / count;
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureInside(const InsidePlan& plan) {
  ASSENT_ASSIGN_OR_RETURN(const auto crowd,
                          Crowd::Gather("crowd", "simple_majority", plan.members));
  v1::TakePositionRequest position;
  position.set_parent("assemblies/crowd/proposals/1");
  // A text of a position is beyond what it takes itself: none here.
  std::mt19937 dice(20261130);
  absl::Status failed;
  const auto take = [&](int32_t member, v1::Stance stance) {
    position.set_stance(stance);
    const auto taken = crowd->Do(member, position);
    if (!taken.ok()) failed = taken.status();
  };
  // One stays silent, so that nothing closes.
  const size_t before = HeapBytes();
  for (int32_t member = 1; member < plan.members; ++member) take(member, v1::STANCE_AGREE);
  const size_t after = HeapBytes();
  ASSENT_RETURN_IF_ERROR(failed);
  std::vector<double> decides;
  std::vector<double> evaluates;
  int64_t seen = 0;
  for (int round = 0; round < plan.rounds; ++round) {
    decides.push_back(EachTakes(plan.positions, [&](int i) {
      take(1 + static_cast<int32_t>(dice() % static_cast<uint32_t>(plan.members - 1)),
           kStances[static_cast<size_t>(i) % kStances.size()]);
    }));
    evaluates.push_back(EachTakes(plan.positions, [&](int) {
      const assembly::ProposalEvaluation evaluation(crowd->state(), crowd->proposal(), 0,
                                                    crowd->now());
      seen += evaluation.outcome();
    }));
  }
  ASSENT_RETURN_IF_ERROR(failed);
  if (seen == 0) return absl::InternalError("nothing was evaluated");
  // What the electorate takes for each voice was there before the first position.
  const double voice = sizeof(assembly::VoicePosition);
  const double bytes =
      voice + (static_cast<double>(after) - static_cast<double>(before)) / plan.members;
  return std::vector<Metric>{
      AtMost("decide_apply_1m", Median(std::move(decides)), "us", kDecideTarget),
      AtMost("evaluate_1m", Median(std::move(evaluates)), "us", kEvaluateTarget),
      AtMost("bytes_per_position", bytes, "bytes", kBytesTarget)};
}

}  // namespace assent::bench
