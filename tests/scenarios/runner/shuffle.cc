#include "tests/scenarios/runner/shuffle.h"

#include <algorithm>
#include <iterator>

namespace assent::scenario {
namespace {

constexpr const char* kStances[] = {"agree",   "reserve",  "stand-aside",
                                    "abstain", "disagree", "more-discussion"};
constexpr const char* kOthers[] = {"support",      "find-valid", "find-invalid", "vote-for",
                                   "vote-against", "warm",       "lukewarm",     "cold"};

// Beside them, what stays within its proposal, so that it does not matter to another one; on the
// same, the second would get another number.
constexpr const char* kWithin[] = {"block", "concern", "object", "ask"};

template <typename List>
bool IsOneOf(const List& list, const std::string& verb) {
  return std::find(std::begin(list), std::end(list), verb) != std::end(list);
}

bool StaysWithin(const std::string& verb) {
  return IsOneOf(kStances, verb) || IsOneOf(kOthers, verb) || IsOneOf(kWithin, verb);
}

bool Commute(const Step& a, const Step& b, bool mixed) {
  if (a.actor == b.actor || a.line->words.empty() || b.line->words.empty()) return false;
  if (!a.line->refusal.empty() || !b.line->refusal.empty()) return false;
  const std::string& verb = a.line->verb;
  if (a.line->words[0] != b.line->words[0]) return StaysWithin(verb) && StaysWithin(b.line->verb);
  if (a.line->words != b.line->words) return false;
  if (verb == b.line->verb) return IsOneOf(kStances, verb) || IsOneOf(kOthers, verb);
  return mixed && IsOneOf(kStances, verb) && IsOneOf(kStances, b.line->verb);
}

}  // namespace

size_t Commuting(const std::vector<Step>& steps, size_t from, bool mixed) {
  size_t to = from + 1;
  for (; to < steps.size(); ++to) {
    const bool all =
        std::all_of(steps.begin() + from, steps.begin() + to,
                    [&](const Step& earlier) { return Commute(earlier, steps[to], mixed); });
    if (!all) break;
  }
  return to - from;
}

}  // namespace assent::scenario
