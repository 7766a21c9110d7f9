#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/rule_checks.h"

namespace assent::rules {
namespace {

struct Exit {
  std::string field;
  const v1::Next& next;
  bool set;
};

// Where roads are chosen, nothing passes, fails or is blocked.
std::vector<Exit> ExitsOf(const v1::Phase& phase) {
  const Exit deadline{"on_deadline", phase.on_deadline(), phase.has_on_deadline()};
  if (!phase.has_roads()) {
    return {{"on_pass", phase.on_pass(), phase.has_on_pass()},
            {"on_fail", phase.on_fail(), phase.has_on_fail()},
            {"on_blocked", phase.on_blocked(), phase.has_on_blocked()},
            deadline};
  }
  std::vector<Exit> exits;
  for (int i = 0; i < phase.roads().options_size(); ++i) {
    const v1::Road& road = phase.roads().options(i);
    exits.push_back({At(At("roads", "options", i), "next"), road.next(), road.has_next()});
  }
  exits.push_back(deadline);
  return exits;
}

using Index = std::map<absl::string_view, int>;

absl::Status CheckExit(const Exit& exit, const Index& index, absl::string_view path) {
  const std::string field = At(path, exit.field);
  if (exit.next.has_return_after()) {
    ASSENT_RETURN_IF_ERROR(CheckAgain(exit.next.return_after(), At(field, "return_after")));
  }
  if (!exit.set) return MissingField(field, "a phase, or an ending");
  if (exit.next.phase().empty()) {
    if (exit.next.ending() != v1::Next::ENDING_UNSPECIFIED) return absl::OkStatus();
    return MissingField(field, "a phase, or an ending");
  }
  if (exit.next.ending() != v1::Next::ENDING_UNSPECIFIED) {
    return Contradiction(field, "a phase and an ending at once");
  }
  if (index.contains(exit.next.phase())) return absl::OkStatus();
  return base::RefuseField(At(field, "phase"), "RULE_PHASE_UNKNOWN",
                           "the rule has no phase of that name");
}

absl::Status CheckNames(const Phases& phases, absl::string_view path, Index& index) {
  for (int i = 0; i < phases.size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "].name");
    if (!IsName(phases[i].name(), kMaxNameBytes)) {
      return base::RefuseField(field, "RULE_ID_INVALID",
                               "a name starts with a letter a to z and goes on with a to z, 0 to "
                               "9 and _, 31 bytes at most");
    }
    if (!index.emplace(phases[i].name(), i).second) {
      return base::RefuseField(field, "RULE_NAME_NOT_UNIQUE", "two phases have this name");
    }
  }
  return absl::OkStatus();
}

// Whether the step happens without anybody asking for it: into a phase that
// starts by itself, and not because a hold was resolved.
bool ByItself(const v1::Phase& from, const Exit& exit, const v1::Phase& to) {
  const bool resolved = from.kind() == v1::Phase::KIND_RESOLVING && exit.field == "on_pass";
  return !resolved &&
         (to.start() == v1::Phase::START_UNSPECIFIED || to.start() == v1::Phase::START_AUTO ||
          to.start() == v1::Phase::START_SECOND_TIME_ONLY);
}

// Calls f(next phase, its exit) for every exit of phase i that leads to one.
template <typename F>
void ForEachNext(const Phases& phases, const Index& index, int i, F f) {
  for (const Exit& exit : ExitsOf(phases[i])) {
    if (!exit.next.phase().empty()) f(index.at(exit.next.phase()), exit);
  }
}

std::vector<bool> Reachable(const Phases& phases, const Index& index) {
  std::vector<bool> reached(phases.size(), false);
  const std::function<void(int)> visit = [&](int i) {
    if (reached[i]) return;
    reached[i] = true;
    ForEachNext(phases, index, i, [&](int next, const Exit&) { visit(next); });
  };
  visit(0);
  return reached;
}

bool HasCircle(const Phases& phases, const Index& index) {
  enum Mark : uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(phases.size(), kNew);
  const std::function<bool(int)> closes = [&](int i) {
    if (marks[i] != kNew) return marks[i] == kOpen;
    marks[i] = kOpen;
    bool circle = false;
    ForEachNext(phases, index, i, [&](int next, const Exit& exit) {
      circle = circle || (ByItself(phases[i], exit, phases[next]) && closes(next));
    });
    marks[i] = kDone;
    return circle;
  };
  for (int i = 0; i < phases.size(); ++i) {
    if (closes(i)) return true;
  }
  return false;
}

}  // namespace

absl::Status CheckFlow(const Phases& phases, absl::string_view path) {
  if (phases.empty()) return MissingField(path, "at least one phase");
  if (phases.size() > kMaxPhases) {
    return base::RefuseField(path, "RULE_VALUE_OUT_OF_RANGE",
                             absl::StrCat("a rule has at most ", kMaxPhases, " phases"));
  }
  Index index;
  ASSENT_RETURN_IF_ERROR(CheckNames(phases, path, index));
  for (int i = 0; i < phases.size(); ++i) {
    for (const Exit& exit : ExitsOf(phases[i])) {
      ASSENT_RETURN_IF_ERROR(CheckExit(exit, index, absl::StrCat(path, "[", i, "]")));
    }
  }
  const std::vector<bool> reached = Reachable(phases, index);
  bool adopts = false;
  for (int i = 0; i < phases.size(); ++i) {
    if (!reached[i]) {
      return base::RefuseField(absl::StrCat(path, "[", i, "]"), "RULE_PHASE_UNREACHABLE",
                               "no phase leads to this one");
    }
    adopts = adopts ||
             (!phases[i].has_roads() && phases[i].on_pass().ending() == v1::Next::ENDING_ADOPTED);
  }
  if (!adopts) {
    return base::RefuseField(path, "RULE_NEVER_ADOPTS",
                             "on_pass of one phase must lead to ADOPTED");
  }
  if (HasCircle(phases, index)) {
    return base::RefuseField(path, "RULE_CYCLE",
                             "phases lead round in a circle without anybody asking for it");
  }
  return absl::OkStatus();
}

}  // namespace assent::rules
