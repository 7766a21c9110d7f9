#include "server/assembly/units.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {
namespace {

template <typename Says>
std::vector<std::string> Listed(const Says& says) {
  std::vector<std::string> units;
  const auto add = [&](const std::string& unit) {
    if (unit.empty() || std::find(units.begin(), units.end(), unit) != units.end()) return;
    units.push_back(unit);
  };
  add(says.unit());
  for (const std::string& unit : says.further_units()) add(unit);
  return units;
}

bool Contains(const std::vector<std::string>& units, absl::string_view unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

bool CountsUnits(const v1::DecisionRule& rule) {
  return rule.electorate().basis() == v1::Electorate::BASIS_UNITS;
}

// Whether a rule of the charter, or one that an open proposal is decided by, gives
// each unit a voice, and who names none a voice of their own (`own`) or none.
bool AnyRuleCountsUnits(const State& state, bool own) {
  const auto counts = [own](const v1::DecisionRule& rule) {
    return CountsUnits(rule) && rule.electorate().unit_required() != own;
  };
  const auto& rules = state.view.charter().rules();
  return std::any_of(rules.begin(), rules.end(), counts) ||
         std::any_of(state.proposals.begin(), state.proposals.end(), [&](const auto& one) {
           return !one.second.decision && counts(one.second.rule());
         });
}

// How many voices there are more, once the member has moved. `own`: whoever names
// no unit has a voice of their own.
int Growth(const State& state, const std::vector<std::string>& now,
           const std::vector<std::string>& target, bool own) {
  int more = own ? (target.empty() ? 1 : 0) - (now.empty() ? 1 : 0) : 0;
  for (const std::string& unit : target) more += FindUnit(state, unit) == nullptr ? 1 : 0;
  for (const std::string& unit : now) {
    const bool alone = state.units.at(unit).members.size() == 1;
    more -= alone && !Contains(target, unit) ? 1 : 0;
  }
  return more;
}

}  // namespace

std::vector<std::string> UnitsOf(const v1::Member& member) { return Listed(member); }
std::vector<std::string> UnitsOf(const v1::UnitChange& change) { return Listed(change); }

absl::string_view UnitOfVoice(const ProposalState& proposal, int32_t voice) {
  const std::string& name = proposal.voice_names[voice];
  return absl::StartsWith(name, "~") ? absl::string_view(name).substr(1) : absl::string_view();
}

int32_t VotesOfVoice(const ProposalState& proposal, absl::string_view voice_name) {
  const v1::Electorate& electorate = proposal.rule().electorate();
  if (electorate.basis() != v1::Electorate::BASIS_UNITS) return 1;
  if (absl::ConsumePrefix(&voice_name, "~")) {
    const auto stated = proposal.unit_weights.find(std::string(voice_name));
    if (stated != proposal.unit_weights.end()) return stated->second;
  }
  return std::max(electorate.unit_weight(), 1);
}

std::vector<int32_t> VoicesOfMember(const ProposalState& proposal, int32_t member) {
  const auto first = proposal.voice_of.find(member);
  if (first == proposal.voice_of.end()) return {};
  std::vector<int32_t> voices = {first->second};
  const auto further = proposal.further_voices.find(member);
  if (further != proposal.further_voices.end()) {
    voices.insert(voices.end(), further->second.begin(), further->second.end());
  }
  return voices;
}

std::string UnitToName(const ProposalState& proposal, int32_t member, int32_t voice) {
  const bool several = proposal.further_voices.count(member) > 0;
  return several ? std::string(UnitOfVoice(proposal, voice)) : std::string();
}

const UnitState* FindUnit(const State& state, absl::string_view unit) {
  const auto found = state.units.find(std::string(unit));
  return found == state.units.end() ? nullptr : &found->second;
}

bool Belongs(const State& state, absl::string_view unit, int32_t member) {
  const UnitState* const found = FindUnit(state, unit);
  return found != nullptr && found->members.count(member) > 0;
}

UnitsWait WaitOf(const State& state, int32_t member, const std::vector<std::string>& target) {
  const bool voice = IsMember(state.members[member]);  // guests have none
  const bool with_own = AnyRuleCountsUnits(state, /*own=*/true);
  const bool without = AnyRuleCountsUnits(state, /*own=*/false);
  if (!voice || !(with_own || without)) return UnitsWait::kNothing;
  const std::vector<std::string> now = UnitsOf(state.members[member].view);
  for (const std::string& unit : target) {
    if (!Contains(now, unit) && FindUnit(state, unit) != nullptr) return UnitsWait::kMember;
  }
  const bool grows = (with_own && Growth(state, now, target, /*own=*/true) > 0) ||
                     (without && Growth(state, now, target, /*own=*/false) > 0);
  return grows ? UnitsWait::kOutsider : UnitsWait::kNothing;
}

namespace {

// Whether the member is in none of the units that the change is about.
bool IsOutside(const State& state, const std::set<std::string>& about, int32_t member) {
  const std::vector<std::string> units = UnitsOf(state.members[member].view);
  return std::none_of(units.begin(), units.end(),
                      [&](const std::string& unit) { return about.count(unit) > 0; });
}

}  // namespace

bool MayConfirmUnits(const State& state, int32_t member, int32_t other) {
  const v1::Member& view = state.members[member].view;
  if (other == member || !IsMember(state.members[other])) return false;
  const std::vector<std::string> now = UnitsOf(view);
  const std::vector<std::string> target = UnitsOf(view.waiting_units());
  std::set<std::string> about(now.begin(), now.end());
  for (const std::string& unit : target) {
    if (!Contains(now, unit) && FindUnit(state, unit) != nullptr) {
      return Belongs(state, unit, other);
    }
    about.insert(unit);
  }
  if (IsOutside(state, about, other)) return true;
  for (size_t i = 0; i < state.members.size(); ++i) {
    const int32_t one = static_cast<int32_t>(i);
    if (one != member && IsMember(state.members[i]) && IsOutside(state, about, one)) return false;
  }
  return true;  // nobody is outside
}

bool SpeaksThroughSpoke(const ProposalState& proposal, int32_t voice) {
  return proposal.rule().electorate().has_spokes() && !UnitOfVoice(proposal, voice).empty();
}

int32_t SpokeOfVoice(const State& state, const ProposalState& proposal, int32_t voice) {
  const UnitState* const unit = FindUnit(state, UnitOfVoice(proposal, voice));
  return unit == nullptr ? -1 : unit->spoke;
}

int32_t AnswererOf(const State& state, const ProposalState& proposal, int32_t concern) {
  const auto block = proposal.blocks.find(concern);
  if (block != proposal.blocks.end() && block->second.voice >= 0 &&
      SpeaksThroughSpoke(proposal, block->second.voice)) {
    return SpokeOfVoice(state, proposal, block->second.voice);
  }
  return proposal.concerns[concern - 1].holder;
}

int32_t RotationOf(const State& state) {
  int32_t least = 0;
  for (const v1::DecisionRule& rule : state.view.charter().rules()) {
    const int32_t meetings = rule.electorate().spokes().rotate_after_meetings();
    if (meetings > 0 && (least == 0 || meetings < least)) least = meetings;
  }
  return least;
}

bool MustRotate(const State& state, const UnitState& unit, int32_t member) {
  if (unit.members.size() < 2) return false;
  if (unit.resting == member) return true;
  const int32_t rotation = RotationOf(state);
  return rotation > 0 && unit.spoke == member && unit.meetings >= rotation;
}

bool HasOtherOffice(const State& state, absl::string_view unit, int32_t member) {
  for (const auto& [name, other] : state.units) {
    if (name != unit && other.spoke == member) return true;
  }
  const std::string& name = state.members[member].view.name();
  return std::any_of(state.roles.begin(), state.roles.end(),
                     [&](const auto& role) { return role.second.view.member() == name; });
}

namespace {

// Whom more than half of those who belong name; -1: nobody. Who is alone speaks for
// themselves.
int32_t ChosenBy(const UnitState& unit) {
  if (unit.members.size() == 1) return *unit.members.begin();
  std::map<int32_t, size_t> named;
  for (const auto& [member, whom] : unit.choices) ++named[whom];
  for (const auto& [whom, times] : named) {
    if (whom >= 0 && times * 2 > unit.members.size()) return whom;
  }
  return -1;
}

void SetSpoke(UnitState& unit, int32_t spoke, absl::Time time, int64_t sequence) {
  if (unit.spoke == spoke) return;
  unit.spoke = spoke;
  unit.since = spoke < 0 ? absl::InfinitePast() : time;
  unit.meetings = 0;
  unit.changed = sequence;
  if (spoke >= 0 && spoke != unit.resting) unit.resting = -1;
}

}  // namespace

// First those go whom their unit, a role or a rota no longer lets speak; then the
// others come, so that who speaks for one unit already does not take a second.
void RefreshSpokes(State& state, absl::Time time, int64_t sequence) {
  for (auto& [name, unit] : state.units) {
    if (unit.spoke < 0) continue;
    if (ChosenBy(unit) != unit.spoke || HasOtherOffice(state, name, unit.spoke)) {
      SetSpoke(unit, -1, time, sequence);
    }
  }
  for (auto& [name, unit] : state.units) {
    const int32_t chosen = ChosenBy(unit);
    if (unit.spoke >= 0 || chosen < 0) continue;
    if (MustRotate(state, unit, chosen) || HasOtherOffice(state, name, chosen)) continue;
    SetSpoke(unit, chosen, time, sequence);
  }
}

void CountSpokeMeetings(State& state, const std::set<int32_t>& present, absl::Time time,
                        int64_t sequence) {
  for (auto& [name, unit] : state.units) {
    if (unit.spoke < 0) continue;
    if (MustRotate(state, unit, unit.spoke)) {
      unit.resting = unit.spoke;
      for (auto choice = unit.choices.begin(); choice != unit.choices.end();) {
        choice = choice->second == unit.resting ? unit.choices.erase(choice) : std::next(choice);
      }
      SetSpoke(unit, -1, time, sequence);
    } else if (present.count(unit.spoke) > 0) {
      ++unit.meetings;
    }
  }
  RefreshSpokes(state, time, sequence);
}

void MoveToUnits(State& state, int32_t member, const std::vector<std::string>& units) {
  for (auto unit = state.units.begin(); unit != state.units.end();) {
    UnitState& one = unit->second;
    if (!Contains(units, unit->first) && one.members.erase(member) > 0) {
      one.choices.erase(member);
      for (auto choice = one.choices.begin(); choice != one.choices.end();) {
        choice = choice->second == member ? one.choices.erase(choice) : std::next(choice);
      }
      if (one.resting == member) one.resting = -1;
    }
    unit = one.members.empty() ? state.units.erase(unit) : std::next(unit);
  }
  for (const std::string& unit : units) state.units[unit].members.insert(member);
}

const MandateState* MandateOf(const ProposalState& proposal, absl::string_view unit) {
  for (const MandateState& mandate : proposal.mandates) {
    if (mandate.unit == unit) return &mandate;
  }
  return nullptr;
}

bool IsMandated(const State& state, const ProposalState& proposal, int32_t voice,
                v1::Stance stance) {
  const bool asked = proposal.rule().electorate().spokes().mandate_required();
  const absl::string_view name = UnitOfVoice(proposal, voice);
  if (!asked || name.empty()) return true;
  const UnitState* const unit = FindUnit(state, name);
  if (unit != nullptr && unit->members.size() == 1) return true;  // nobody to check back with
  const MandateState* const mandate = MandateOf(proposal, name);
  if (mandate == nullptr || !mandate->view.in_force()) return false;
  const auto& stances = mandate->view.stances();
  return std::find(stances.begin(), stances.end(), stance) != stances.end();
}

bool MayEndHold(const State& state, const ProposalState& proposal, int32_t voice) {
  for (int stance = v1::STANCE_UNSPECIFIED + 1; stance < v1::Stance_ARRAYSIZE; ++stance) {
    if (stance == v1::STANCE_BLOCK) continue;
    if (IsMandated(state, proposal, voice, static_cast<v1::Stance>(stance))) return true;
  }
  return false;
}

v1::Unit ViewUnit(const State& state, absl::string_view name, const UnitState& unit) {
  v1::Unit view;
  view.set_name(absl::StrCat(AssemblyName(state.id), "/units/", name));
  const auto called = [&](int32_t member) { return state.members[member].view.name(); };
  for (const int32_t member : unit.members) view.add_members(called(member));
  if (unit.spoke >= 0) {
    view.set_spoke(called(unit.spoke));
    *view.mutable_spoke_time() = ToProto(unit.since);
    view.set_spoke_meetings(unit.meetings);
  }
  for (const v1::UnitWeight& stated : state.view.charter().unit_weights()) {
    if (stated.unit() == name) view.set_weight(stated.weight());
  }
  for (const auto& [member, whom] : unit.choices) {
    if (whom < 0) continue;
    v1::SpokeChoice& choice = *view.add_choices();
    choice.set_member(called(member));
    choice.set_spoke(called(whom));
  }
  return view;
}

}  // namespace assent::assembly
