#include "server/rules/strictness.h"

#include <algorithm>
#include <array>
#include <optional>

#include "google/protobuf/util/message_differencer.h"
#include "server/base/limits.h"
#include "server/rules/evaluate.h"

namespace assent::rules {
namespace {

constexpr int64_t kAllTalliesUpTo = 4;
// And in larger groups, where thresholds by number have been reached.
constexpr std::array<int64_t, 19> kPairsOf = {5,  6,  7,  8,  9,  10, 11, 12,  13, 14,
                                              15, 16, 17, 18, 19, 20, 50, 200, 500};

constexpr std::array<v1::Stance, 7> kStances = {
    v1::STANCE_AGREE,    v1::STANCE_RESERVATIONS, v1::STANCE_STAND_ASIDE,    v1::STANCE_ABSTAIN,
    v1::STANCE_DISAGREE, v1::STANCE_BLOCK,        v1::STANCE_MORE_DISCUSSION};

// Whose units the charter gives the most votes that there are: those who give a stance,
// or those who are silent (STANCE_UNSPECIFIED). Of all others the rule says it.
using Heavy = std::optional<v1::Stance>;

VoteCounts Weighed(const v1::DecisionRule& rule, const StanceCounts& given, int64_t members,
                   Heavy heavy) {
  const int64_t ordinary = std::max(rule.electorate().unit_weight(), 1);
  const auto weigh = [&](v1::Stance stance, int64_t voices) {
    return voices * (heavy == stance ? kMaxUnitWeight : ordinary);
  };
  VoteCounts votes;
  int64_t silent = members;
  for (const v1::Stance stance : kStances) {
    silent -= given[stance];
    votes.given[stance] = weigh(stance, given[stance]);
    votes.members += votes.given[stance];
  }
  votes.members += weigh(v1::STANCE_UNSPECIFIED, silent);
  votes.valid_blocks = votes.given[v1::STANCE_BLOCK];
  return votes;
}

bool MayAdopt(const v1::DecisionRule& rule, const v1::Phase& phase, const StanceCounts& given,
              int64_t members, Heavy heavy) {
  Situation situation;
  situation.given = given;
  situation.members = members;
  if (phase.weighted()) situation.votes = Weighed(rule, given, members, heavy);
  situation.positions_checked = true;  // what one rule lets people say counts in the other, too
  situation.valid_blocks = given[v1::STANCE_BLOCK];
  switch (Evaluate(rule, phase, situation).outcome) {
    case v1::OUTCOME_ADOPTED:
    case v1::OUTCOME_ADOPTED_WITH_DISSENT:
    case v1::OUTCOME_FACILITATOR_MAY_DECLARE:
      return true;
    default:
      return false;
  }
}

// A phase of one rule, and the first of another that asks for positions.
struct Pair {
  const v1::DecisionRule& rule;
  const v1::Phase& phase;
  const v1::DecisionRule& other;

  bool Fits(const StanceCounts& given, int64_t members, Heavy heavy) const {
    return !MayAdopt(rule, phase, given, members, heavy) ||
           MayAdopt(other, FirstAsking(other), given, members, heavy);
  }

  bool Fits(const StanceCounts& given, int64_t members) const {
    if (!Fits(given, members, std::nullopt)) return false;
    if (!phase.weighted() && !FirstAsking(other).weighted()) return true;
    return Fits(given, members, v1::STANCE_UNSPECIFIED) &&
           std::all_of(kStances.begin(), kStances.end(),
                       [&](v1::Stance stance) { return Fits(given, members, stance); });
  }
};

// Whether the phase is never the more lenient one, over all ways in which the voices
// from stance `next` on can share out what is left of `members`.
bool NeverMoreLenient(const Pair& pair, size_t next, int64_t left, int64_t members,
                      StanceCounts& given) {
  if (next == kStances.size()) return pair.Fits(given, members);
  for (int64_t count = 0; count <= left; ++count) {
    given[kStances[next]] = count;
    if (!NeverMoreLenient(pair, next + 1, left - count, members, given)) return false;
  }
  given[kStances[next]] = 0;
  return true;
}

bool NeverMoreLenientInPairs(const Pair& pair, int64_t members) {
  for (const v1::Stance stance : kStances) {
    for (int64_t agree = 0; agree <= members; ++agree) {
      for (const int64_t rest : {members - agree, int64_t{0}}) {  // the others speak, or are silent
        StanceCounts given{};
        given[stance] = rest;
        given[v1::STANCE_AGREE] = agree;
        if (!pair.Fits(given, members)) return false;
      }
    }
  }
  return true;
}

bool PhaseAsStrict(const Pair& pair) {
  StanceCounts given{};
  for (int64_t members = 1; members <= kAllTalliesUpTo; ++members) {
    if (!NeverMoreLenient(pair, 0, members, members, given)) return false;
  }
  return std::all_of(kPairsOf.begin(), kPairsOf.end(),
                     [&](int64_t members) { return NeverMoreLenientInPairs(pair, members); });
}

// Whether positions are counted in it: windows and resolving adopt what was counted
// before.
bool Counts(const v1::Phase& phase) {
  return !phase.has_roads() &&
         (phase.kind() == v1::Phase::KIND_CALL || phase.kind() == v1::Phase::KIND_SIGN_OFF ||
          phase.kind() == v1::Phase::KIND_VOTE);
}

// Who is present with an attribute is not in a tally.
bool AsksForComposition(const v1::DecisionRule& rule) {
  return std::any_of(rule.phases().begin(), rule.phases().end(),
                     [](const v1::Phase& phase) { return phase.quorum().composition_size() > 0; });
}

// Who may speak is not in a tally either: what one rule asks of those who speak for
// units, a stricter one asks as well.
bool SpokesAsStrict(const v1::DecisionRule& rule, const v1::DecisionRule& other) {
  if (!other.electorate().has_spokes()) return true;
  const v1::Spokes& mine = rule.electorate().spokes();
  const v1::Spokes& theirs = other.electorate().spokes();
  const bool rotates = theirs.rotate_after_meetings() == 0 ||
                       (mine.rotate_after_meetings() > 0 &&
                        mine.rotate_after_meetings() <= theirs.rotate_after_meetings());
  return rule.electorate().has_spokes() && rotates &&
         (mine.mandate_required() || !theirs.mandate_required());
}

// The rule without what people call it.
v1::DecisionRule Substance(const v1::DecisionRule& rule) {
  v1::DecisionRule substance = rule;
  substance.clear_id();
  substance.clear_version();
  substance.clear_title();
  substance.clear_source();
  substance.clear_notes();
  return substance;
}

}  // namespace

bool AsStrictAs(const v1::DecisionRule& rule, const v1::DecisionRule& other) {
  using google::protobuf::util::MessageDifferencer;
  if (MessageDifferencer::Equals(Substance(rule), Substance(other))) return true;
  if (!SpokesAsStrict(rule, other)) return false;
  if (AsksForComposition(rule) || AsksForComposition(other)) return false;
  const auto strict = [&](const v1::Phase& phase) {
    return !Counts(phase) || PhaseAsStrict({rule, phase, other});
  };
  return std::all_of(rule.phases().begin(), rule.phases().end(), strict) &&
         std::all_of(rule.urgent().phases().begin(), rule.urgent().phases().end(), strict);
}

}  // namespace assent::rules
