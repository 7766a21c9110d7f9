// Phases in which the voices choose by which road the rule goes on (Phase.roads).

#include <algorithm>
#include <array>
#include <set>

#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/rule_checks.h"

namespace assent::rules {
namespace {

// Those that look at pairs and tell ties from results, as server/counting calls them.
constexpr absl::string_view kByPairs[] = {"schulze", "ranked-pairs"};

// What decides something elsewhere, and nothing where a road is chosen.
struct Idle {
  absl::string_view field;
  bool set;
};

std::array<Idle, 11> IdleParts(const v1::Phase& phase) {
  return {{{"may", phase.may() == v1::Phase::MAY_HOLDS_ONLY},
           {"allowed", phase.allowed_size() > 0},
           {"time.min", phase.time().has_min()},
           {"time.close_early_when_passed", phase.time().close_early_when_passed()},
           {"silence", phase.silence() > v1::Phase::SILENCE_NONE},
           {"more_discussion", phase.has_more_discussion()},
           {"block", phase.has_block()},
           {"stand_aside", phase.has_stand_aside()},
           {"support", phase.has_support()},
           {"judged", phase.has_judged()},
           {"count", phase.has_count()}}};
}

absl::Status CheckName(const v1::Road& road, absl::string_view path) {
  if (road.name().empty()) return MissingField(At(path, "name"), "what the ballot calls the road");
  if (road.name().size() > kMaxTitleBytes) {
    return base::RefuseField(At(path, "name"), "RULE_TEXT_TOO_LONG",
                             absl::StrCat("at most ", kMaxTitleBytes, " bytes"));
  }
  return absl::OkStatus();
}

// Nobody has said yet where they stand: what would end the proposal in their name, or
// only waits for holds, comes after a phase in which they are asked.
bool AsksPositions(const Phases& phases, const std::string& name) {
  return std::any_of(phases.begin(), phases.end(), [&](const v1::Phase& phase) {
    const bool asks = phase.kind() == v1::Phase::KIND_CALL ||
                      phase.kind() == v1::Phase::KIND_SIGN_OFF ||
                      phase.kind() == v1::Phase::KIND_VOTE;
    return phase.name() == name && asks && phase.may() != v1::Phase::MAY_HOLDS_ONLY;
  });
}

// Where a road may lead, and beside that, `at_end`, the end of the phase without one.
absl::Status CheckTarget(const Phases& phases, const v1::Next& next, bool at_end,
                         absl::string_view path) {
  switch (next.ending()) {
    case v1::Next::ENDING_UNSPECIFIED:
      if (AsksPositions(phases, next.phase())) return absl::OkStatus();
      break;
    case v1::Next::ENDING_DISCUSSION:
    case v1::Next::ENDING_TABLED:
      return absl::OkStatus();
    case v1::Next::ENDING_REJECTED:
    case v1::Next::ENDING_LAPSED:
      if (at_end) return absl::OkStatus();
      break;
    default:
      break;
  }
  return Contradiction(
      path,
      "a choice among roads decides nothing: it leads to a call, to a vote, back to "
      "discussion or to be tabled");
}

absl::Status CheckTargets(const Phases& phases, const v1::Phase& phase, absl::string_view path) {
  const std::string field = At(path, "roads");
  for (int i = 0; i < phase.roads().options_size(); ++i) {
    ASSENT_RETURN_IF_ERROR(CheckTarget(phases, phase.roads().options(i).next(), /*at_end=*/false,
                                       At(At(field, "options", i), "next")));
  }
  return CheckTarget(phases, phase.on_deadline(), /*at_end=*/true, At(path, "on_deadline"));
}

}  // namespace

absl::Status CheckRoads(const v1::Phase& phase, absl::string_view path) {
  const v1::Roads& roads = phase.roads();
  const std::string field = At(path, "roads");
  if (phase.kind() != v1::Phase::KIND_VOTE) {
    return Contradiction(field, "roads are chosen in a phase of KIND_VOTE");
  }
  for (const Idle& idle : IdleParts(phase)) {
    if (!idle.set) continue;
    return Contradiction(At(path, idle.field),
                         "where roads are chosen nothing but the quorum decides");
  }
  if (!phase.time().has_max()) return MissingField(At(path, "time.max"), "when the phase ends");
  if (std::find(std::begin(kByPairs), std::end(kByPairs), roads.method()) == std::end(kByPairs)) {
    return base::RefuseField(At(field, "method"), "RULE_VALUE_OUT_OF_RANGE",
                             "schulze or ranked-pairs");
  }
  if (roads.options_size() < 2 || roads.options_size() > kMaxParts) {
    return base::RefuseField(At(field, "options"), "RULE_VALUE_OUT_OF_RANGE",
                             absl::StrCat("2 to ", kMaxParts, " roads"));
  }
  std::set<absl::string_view> names;
  for (int i = 0; i < roads.options_size(); ++i) {
    const std::string at = At(field, "options", i);
    ASSENT_RETURN_IF_ERROR(CheckName(roads.options(i), at));
    if (names.insert(roads.options(i).name()).second) continue;
    return base::RefuseField(At(at, "name"), "RULE_NAME_NOT_UNIQUE", "two roads have this name");
  }
  return absl::OkStatus();
}

absl::Status CheckRoadsAmong(const Phases& phases, absl::string_view path) {
  int ballots = 0;
  bool roads = false;
  for (int i = 0; i < phases.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (phases[i].has_roads()) ASSENT_RETURN_IF_ERROR(CheckTargets(phases, phases[i], at));
    roads = roads || phases[i].has_roads();
    ballots += phases[i].has_roads() || phases[i].has_count() ? 1 : 0;
    if (!roads || ballots < 2) continue;
    return Contradiction(at,
                         "a rule has one phase that chooses among roads, and none that counts "
                         "rival texts beside");
  }
  return absl::OkStatus();
}

}  // namespace assent::rules
