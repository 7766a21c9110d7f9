// Positions that somebody records for members who are present, and what those
// members can do about them: what RecordPositions and a meeting's consent agenda
// share.

#ifndef ASSENT_SERVER_ASSEMBLY_RAISED_HANDS_H_
#define ASSENT_SERVER_ASSEMBLY_RAISED_HANDS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Whether hands are asked for. NOT_CALLED, HOLDS_ONLY, HANDS_ARE_SEEN.
absl::Status CheckAsksForHands(const ProposalState& proposal);
// Whether this is recorded for anybody: a block is only on a concern of its member's,
// which is another check. INVALID_POSITION. Expects that hands are asked for.
absl::Status CheckRecordable(const ProposalState& proposal, v1::Stance stance);
// A member whose hand is up, and the voice that they have.
struct RecordedVoice {
  int32_t member = -1;
  int32_t voice = -1;
};
// Whether this member's hand may be recorded: never over what they said
// themselves, not against their will, and of a spoke only what is mandated. Whoever
// blocks on what they said before need not be there.
// MEMBER_UNKNOWN (without a voice here), RECORDING_REFUSED, NOT_PRESENT,
// OWN_POSITION_STANDS, MANDATE_MISSING, and those of VoiceOf().
absl::StatusOr<RecordedVoice> CheckMayRecord(const State& state, const ProposalState& proposal,
                                             int32_t member, v1::Stance stance);
// Puts the hand on record, as recorded by the actor.
void RecordHand(Act& act, ProposalState& proposal, const RecordedVoice& whose, v1::Stance stance,
                const std::string& reason);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_RAISED_HANDS_H_
