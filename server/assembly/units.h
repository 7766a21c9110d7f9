// Units (households, pods, organisations) that have one voice each, and who speaks
// for them. RefreshSpokes, CountSpokeMeetings and MoveToUnits keep State::units; all else is read
// from the state. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_UNITS_H_
#define ASSENT_SERVER_ASSEMBLY_UNITS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/member.pb.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/stance.pb.h"
#include "assent/v1/unit.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// The units of a member, `unit` first, each once; none: a unit of their own.
std::vector<std::string> UnitsOf(const v1::Member& member);
std::vector<std::string> UnitsOf(const v1::UnitChange& change);

// The unit whose voice this is; "": of one member who is a unit of their own.
absl::string_view UnitOfVoice(const ProposalState& proposal, int32_t voice);
// What a voice of this name is worth in votes, by the weights that are frozen with
// the proposal's rule; 1 under a rule that does not count votes.
int32_t VotesOfVoice(const ProposalState& proposal, absl::string_view voice_name);
// All voices that a member speaks for, the one that stands first in front.
std::vector<int32_t> VoicesOfMember(const ProposalState& proposal, int32_t member);

// What an entry calls the voice that its member speaks with: the unit, where they
// have several voices; "" where they have one.
std::string UnitToName(const ProposalState& proposal, int32_t member, int32_t voice);

// Null: nobody belongs to it.
const UnitState* FindUnit(const State& state, absl::string_view unit);
bool Belongs(const State& state, absl::string_view unit, int32_t member);

// What a change of a member's units waits for.
enum class UnitsWait {
  kNothing,
  kMember,    // one of those who belong to the unit joined confirms
  kOutsider,  // it adds a voice: somebody else confirms
};
// Under rules that count units nobody makes a voice out of nothing, or takes a part
// in the voice of others, by saying so.
UnitsWait WaitOf(const State& state, int32_t member, const std::vector<std::string>& target);
// Whether `other` may confirm what the member says of their units.
bool MayConfirmUnits(const State& state, int32_t member, int32_t other);

// Who speaks for a voice under a rule with spokes: a member index, -1 where the unit
// has named nobody. Expects that the voice is a unit's and the rule has spokes.
int32_t SpokeOfVoice(const State& state, const ProposalState& proposal, int32_t voice);
// Whether the rule lets units speak through spokes only, and the voice is a unit's.
bool SpeaksThroughSpoke(const ProposalState& proposal, int32_t voice);
// Who answers for a block: the unit's spoke of today, or else its holder. -1: nobody.
int32_t AnswererOf(const State& state, const ProposalState& proposal, int32_t concern);

// In how many meetings one after the other somebody speaks for a unit, by the
// charter; 0: as long as it wants.
int32_t RotationOf(const State& state);
// Whether they have spoken their time, and another has to come first.
bool MustRotate(const State& state, const UnitState& unit, int32_t member);
// Whether they speak for another unit, or have a role.
bool HasOtherOffice(const State& state, absl::string_view unit, int32_t member);

// Finds every unit's spoke anew: after a choice, and after whatever changes who
// belongs or what offices there are.
void RefreshSpokes(State& state, absl::Time time, int64_t sequence);
// A meeting was held: who has spoken their time before it makes room.
void CountSpokeMeetings(State& state, const std::set<int32_t>& present, absl::Time time,
                        int64_t sequence);
// Puts the member into the units that they say, and out of all others.
void MoveToUnits(State& state, int32_t member, const std::vector<std::string>& units);

// The unit's mandate, for whatever text; null: none was given.
const MandateState* MandateOf(const ProposalState& proposal, absl::string_view unit);
// Whether the unit of this voice has mandated the stance, where the rule asks for it.
bool IsMandated(const State& state, const ProposalState& proposal, int32_t voice,
                v1::Stance stance);
// Whether the unit of this voice lets a hold of it end: a mandate in force says
// something beside the block. A voice that goes by no mandate is its holder's.
bool MayEndHold(const State& state, const ProposalState& proposal, int32_t voice);

v1::Unit ViewUnit(const State& state, absl::string_view name, const UnitState& unit);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_UNITS_H_
