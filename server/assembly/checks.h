// Checks that commands share: texts, names, who may. Each returns a refusal
// that names the field.

#ifndef ASSENT_SERVER_ASSEMBLY_CHECKS_H_
#define ASSENT_SERVER_ASSEMBLY_CHECKS_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/assembly/act.h"
#include "server/assembly/names.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Name patterns of requests.
inline constexpr absl::string_view kAssemblyPattern = "assemblies/{assembly}";
inline constexpr absl::string_view kProposalPattern = "assemblies/{assembly}/proposals/{proposal}";
inline constexpr absl::string_view kMemberPattern = "assemblies/{assembly}/members/{member}";
inline constexpr absl::string_view kInvitationPattern =
    "assemblies/{assembly}/invitations/{invitation}";
inline constexpr absl::string_view kTokenPattern = "assemblies/{assembly}/tokens/{token}";
inline constexpr absl::string_view kDeviceKeyPattern = "assemblies/{assembly}/keys/{key}";
inline constexpr absl::string_view kApplicationPattern =
    "assemblies/{assembly}/applications/{application}";
inline constexpr absl::string_view kAmendmentPattern =
    "assemblies/{assembly}/proposals/{proposal}/amendments/{amendment}";
inline constexpr absl::string_view kDecisionPattern = "assemblies/{assembly}/decisions/{decision}";
inline constexpr absl::string_view kMeetingPattern = "assemblies/{assembly}/meetings/{meeting}";
inline constexpr absl::string_view kActionPointPattern =
    "assemblies/{assembly}/decisions/{decision}/actionPoints/{action_point}";
inline constexpr absl::string_view kConcernPattern =
    "assemblies/{assembly}/proposals/{proposal}/concerns/{concern}";
inline constexpr absl::string_view kBlockPattern =
    "assemblies/{assembly}/proposals/{proposal}/blocks/{block}";

// How much a text may hold. Lines: whether it may have more than one.
struct TextBounds {
  size_t bytes;
  size_t characters;
  bool required;
  bool lines;
};
extern const TextBounds kTitleBounds;
extern const TextBounds kDisplayNameBounds;
extern const TextBounds kLabelBounds;
extern const TextBounds kTaskBounds;
extern const TextBounds kTextBounds;
extern const TextBounds kPrincipleBounds;  // optional
extern const TextBounds kObjectionBounds;  // as a principle, but required
extern const TextBounds kReasonBounds;     // optional
extern const TextBounds kStatementBounds;  // as a reason, but required

// FIELD_REQUIRED, TEXT_TOO_LONG, TEXT_NOT_CLEAN, TEXT_NOT_COMPOSED.
absl::Status CheckText(absl::string_view text, absl::string_view field, const TextBounds& bounds);

// The same of every string in the message and in those within it, of any length and
// in one line, but for the notes of a rule. For charters and rules, which stand in the
// log as they are. Paths start with `path`, those in a rule with "rule", as CheckRule()
// calls them.
absl::Status CheckStrings(const google::protobuf::Message& message, const std::string& path);

// A member who has not left, by resource name (…/members/{id or @handle}), by
// "-" as the last segment for the actor. MEMBER_UNKNOWN.
absl::StatusOr<int32_t> FindMember(const Act& act, absl::string_view name, absl::string_view field);

// An open proposal that the actor may see. NAME_INVALID, PROPOSAL_NOT_FOUND,
// PROPOSAL_ENDED, and for others' drafts PROPOSAL_NOT_FOUND.
absl::StatusOr<ProposalState*> FindProposal(Act& act, int32_t number);
absl::StatusOr<ProposalState*> OpenProposal(Act& act, absl::string_view name,
                                            absl::string_view field);
// The same, introduced: not a draft (STILL_A_DRAFT).
absl::StatusOr<ProposalState*> IntroducedProposal(Act& act, absl::string_view name,
                                                  absl::string_view field);

// A part of an introduced proposal.
struct AmendmentRef {
  ProposalState* proposal;
  AmendmentState* amendment;
  int32_t number;
};
struct ConcernRef {
  ProposalState* proposal;
  ConcernState* concern;
  int32_t number;
};
struct BlockRef {
  ProposalState* proposal;
  BlockState* block;
  int32_t number;
};
absl::StatusOr<AmendmentRef> FindAmendment(Act& act, absl::string_view name);
absl::StatusOr<ConcernRef> FindConcern(Act& act, absl::string_view name);
absl::StatusOr<BlockRef> FindBlock(Act& act, absl::string_view name);

// Whether the member may speak with one of their voices now: under a rule with spokes,
// whether their unit lets them. NOT_THE_SPOKE, UNIT_HAS_NO_SPOKE.
absl::Status CheckSpoke(const State& state, const ProposalState& proposal, int32_t voice,
                        int32_t member);
// The voice for which a member gives a position: that of `unit`, or the first with which
// they may. NOT_IN_ELECTORATE, NOT_YOUR_UNIT and the above.
absl::StatusOr<int32_t> VoiceOf(const State& state, const ProposalState& proposal, int32_t member,
                                absl::string_view unit);
// The voice with which the actor does everything else: whoever has several, acts for the
// unit that stands first. NOT_IN_ELECTORATE and as CheckSpoke().
absl::StatusOr<int32_t> VoiceOfActor(const Act& act, const ProposalState& proposal);

// Whether a hold may be raised with this voice, or one of it be ended by whoever speaks
// for it, so that the voice says `next` then (unspecified: nothing): a spoke holds, and
// ends a hold, as their unit has mandated (5 K). MANDATE_MISSING.
absl::Status CheckMayHold(const State& state, const ProposalState& proposal, int32_t voice);
absl::Status CheckMayEndHold(const State& state, const ProposalState& proposal, int32_t voice,
                             v1::Stance next);

// Whether the actor has belonged, or met, long enough for a block under this
// rule; of another member (an index), who is blocked for. BLOCK_NEEDS_TENURE.
absl::Status CheckBlockTenure(const Act& act, const ProposalState& proposal);
absl::Status CheckBlockTenure(const Act& act, const ProposalState& proposal, int32_t member);

// NOT_THE_FACILITATOR.
absl::Status CheckFacilitator(const Act& act, const ProposalState& proposal);
// Whether the proposal is about the member and its rule keeps them out of it (5 B5):
// they speak and answer, and neither run nor judge it.
bool IsRecused(const ProposalState& proposal, const Member& member);
// SUBJECT_RECUSED.
absl::Status CheckNotSubject(const Act& act, const ProposalState& proposal, int32_t member);

// NOT_THE_PROPOSER.
absl::Status CheckProposer(const Act& act, const ProposalState& proposal);

// "a call for consensus" and so on, for sentences.
std::string StateInWords(v1::Proposal::State state);
// "stand_aside"; "unknown".
std::string StanceInWords(v1::Stance stance);
// "2026-11-22T03:00:00Z".
std::string TimeInWords(absl::Time time);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_CHECKS_H_
