#include "tests/lives/verdict.h"

#include <map>

#include "absl/strings/str_cat.h"

namespace assent::test {
namespace {

std::string When(absl::Time time) {
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return "-";
  return absl::FormatTime("%Y-%m-%d %H:%M:%E*S", time, absl::UTCTimeZone());
}

std::map<std::string, std::string> Parts(const Verdict& verdict) {
  return {
      {"state", v1::Proposal::State_Name(verdict.state)},
      {"phase", verdict.phase},
      {"outcome", v1::Outcome_Name(verdict.outcome)},
      {"revision", absl::StrCat(verdict.revision)},
      {"voices", absl::StrCat(verdict.voices)},
      {"phase min", When(verdict.phase_min)},
      {"phase end", When(verdict.phase_end)},
      {"discussion min", When(verdict.discussion_min)},
      {"discussion end", When(verdict.discussion_end)},
      {"returns", When(verdict.returns)},
      {"withdraws", When(verdict.withdraws)},
      {"startable", verdict.startable},
      {"blocks", verdict.blocks},
      {"concerns", verdict.concerns},
      {"positions", verdict.positions},
      {"ended", verdict.ended ? "yes" : "no"},
      {"final outcome", v1::Outcome_Name(verdict.final_outcome)},
      {"final phase", verdict.final_phase},
  };
}

}  // namespace

bool IsAsked(v1::Proposal::State state) {
  return state == v1::Proposal::STATE_CALLED || state == v1::Proposal::STATE_BLOCKED ||
         state == v1::Proposal::STATE_RESOLVING || state == v1::Proposal::STATE_FALLBACK ||
         state == v1::Proposal::STATE_PROVISIONAL;
}

bool IsBeforeCall(v1::Proposal::State state) {
  return state == v1::Proposal::STATE_INTRODUCED || state == v1::Proposal::STATE_DISCUSSION ||
         state == v1::Proposal::STATE_CONCERNS;
}

std::string Difference(const Verdict& machine, const Verdict& naive) {
  std::string lines;
  const auto ours = Parts(naive);
  for (const auto& [part, value] : Parts(machine)) {
    if (value == ours.at(part)) continue;
    absl::StrAppend(&lines, "  ", part, ": machine [", value, "] second [", ours.at(part), "]\n");
  }
  return lines;
}

std::string InWords(const Verdict& verdict) {
  std::string lines;
  for (const auto& [part, value] : Parts(verdict)) {
    if (!value.empty() && value != "-") absl::StrAppend(&lines, "  ", part, ": ", value, "\n");
  }
  return lines;
}

}  // namespace assent::test
