#include "server/assembly/steering.h"

#include <algorithm>

#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/views.h"

namespace assent::assembly {

absl::Status CheckMaySteer(const State& state, const ProposalState& proposal, int32_t member) {
  const bool listed = !proposal.electorate_taken || proposal.voice_of.contains(member);
  if (listed || IsProposer(proposal, state.members[member])) return absl::OkStatus();
  const bool others =
      std::any_of(proposal.voice_of.begin(), proposal.voice_of.end(),
                  [&](const auto& entry) { return IsMember(state.members[entry.first]); });
  return others ? error::NotInElectorate() : absl::OkStatus();
}

bool JudgesOwn(const State& state, const ProposalState& p, int32_t member) {
  if (!IsProposer(p, state.members[member])) return false;
  return std::any_of(p.voice_of.begin(), p.voice_of.end(), [&](const auto& entry) {
    const Member& other = state.members[entry.first];
    return IsMember(other) && !IsProposer(p, other);
  });
}

}  // namespace assent::assembly
