// Positions that somebody records for members who are present, and what those
// members can do about them: what RecordPositions and a meeting's consent agenda
// share.

#ifndef ASSENT_SERVER_ASSEMBLY_RAISED_HANDS_H_
#define ASSENT_SERVER_ASSEMBLY_RAISED_HANDS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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
// blocks on what they said before need not be there. Of everybody else the member
// themselves, or another than the actor, has to have said that they are.
// MEMBER_UNKNOWN (without a voice here), RECORDING_REFUSED, NOT_PRESENT,
// OWN_POSITION_STANDS, PRESENCE_NOT_BORNE_OUT, MANDATE_MISSING, and those of VoiceOf().
absl::StatusOr<RecordedVoice> CheckMayRecord(const Act& act, const ProposalState& proposal,
                                             int32_t member, v1::Stance stance);
// Puts the hand on record, as recorded by the actor.
void RecordHand(Act& act, ProposalState& proposal, const RecordedVoice& whose, v1::Stance stance,
                const std::string& reason);

// A proposal on which something that others have put on record may be contested, also
// one that has come to its end. PROPOSAL_NOT_FOUND, STILL_A_DRAFT, CONTEST_TOO_LATE
// (forgotten since).
absl::StatusOr<ProposalState*> ContestableProposal(Act& act, const std::string& name,
                                                   absl::string_view field);
// Whether there is time for that: until 48 hours after the close. CONTEST_TOO_LATE.
absl::Status CheckContestable(const Act& act, const ProposalState& proposal);
// Something that was counted has been contested: an outcome that stands is worked out
// again. `hold_fell`: a block went with it.
void AfterContest(Act& act, ProposalState& proposal, bool hold_fell);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_RAISED_HANDS_H_
