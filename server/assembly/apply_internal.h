// Shared by the files of Apply(): one overload for each event body.

#ifndef ASSENT_SERVER_ASSEMBLY_APPLY_INTERNAL_H_
#define ASSENT_SERVER_ASSEMBLY_APPLY_INTERNAL_H_

#include <string>

#include "absl/time/time.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/documents.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// An event being applied: where, by whom, when.
struct Applying {
  State& state;
  const event::v1::Event& event;
  Touched* touched;         // may be null
  absl::Time time;          // of the event
  int32_t author = -1;      // member index; -1: nobody
  ProposalState* proposal;  // null: the event is about the assembly

  // Expects an event about a proposal that exists.
  ProposalState& p() const;
  ConcernState& concern(int32_t number) const;
  BlockState& block(int32_t number) const;
  AmendmentState& amendment(int32_t number) const;
  const std::string& author_name() const;  // resource name; "" for nobody
  int32_t member(const std::string& id) const;
  // The voice for which a member speaks; -1: none.
  int32_t VoiceOf(int32_t member) const;
  // Likewise, the one of `unit`; empty: the one that stands first.
  int32_t VoiceOf(int32_t member, const std::string& unit) const;

  void Touch(DocumentKind kind, int64_t part = 0) const;
  // The same for an assembly's own documents.
  void TouchAssembly(DocumentKind kind, int64_t part = 0) const;
  // The same for a notice, as in DocumentKind::kNotice.
  void TouchNotice(int32_t place, int64_t id) const;
  // The same for a decision, whose proposal may be forgotten; puts the entry on
  // its trail.
  void TouchDecision(DocumentKind kind, int64_t part) const;
};

// Takes the electorate: all members as of now, less the exclusions.
void TakeElectorate(const Applying& a, const event::v1::Electorate& electorate);
// A member more, or one less, in the electorates that are taken live.
void JoinLiveElectorates(State& state, int32_t member);
void LeaveElectorates(const Applying& a, int32_t member);
// Sets a voice's position, and takes note of its reason.
void SetPosition(const Applying& a, int32_t voice, VoicePosition position,
                 const std::string& reason);
void ClearPosition(const Applying& a, int32_t voice);
// What was left before the call: is kept, goes with its member or is taken back, is
// shown as far as it is about the current text, becomes positions as the call opens.
void KeepAdvance(const Applying& a, const event::v1::PositionTaken& taken);
void DropAdvance(const Applying& a, int32_t member);
void ShowAdvance(const Applying& a);
void OpenAdvance(const Applying& a);
// Puts the support and the findings that a block has, or an amendment's votes,
// into its view.
void ShowSupport(const Applying& a, BlockState& block);
void ShowVotes(AmendmentState& amendment);
// Where the decision of a.p() stands from now on, or that it never was.
void StartStanding(const Applying& a, const event::v1::DecisionMade& made);
void TakeBackStanding(const Applying& a);
// Why what it does by itself stays undone.
void ShowObstacle(const Applying& a, const std::string& obstacle);
// The end that the proposal has come to falls.
void TakeBackDecision(const Applying& a);
// The member is one no more: what they said in open proposals goes with them.
void RemoveMember(const Applying& a, int32_t member);
// Likewise: they go from the meetings that are open, and how warm they were
// towards open proposals.
void LeaveMeetings(const Applying& a, int32_t member);
void DropTemperature(const Applying& a, int32_t member);
// The proposal of this event is parked, or comes back: what reminds its blockers and
// lets them lapse stands still meanwhile.
void StopClocks(const Applying& a);
void RunClocks(const Applying& a);
// A phase has begun: whoever holds it by an objection has the time to speak up that the
// rule gives to blockers.
void BeginObjections(const Applying& a);
// The author says something on the proposal: as a blocker they are not silent.
void NoteSpoken(const Applying& a);
// A proposal was adopted, an amendment taken into its text, a concern settled:
// notes the blocks that this releases.
void NoteAdopted(const Applying& a);
void NoteTaken(const Applying& a, int32_t amendment);
void NoteSettled(const Applying& a, int32_t concern);
// Takes note of what members may do about the decision that has just been made,
// or forgets the decision.
void RememberDecision(const Applying& a);
void ForgetDecision(const Applying& a);
// Gives every position of the proposal's book to `touched`.
void TouchPositions(const Applying& a);

// A new token, as of this event; the one that somebody comes in with; and the end of all
// that a member has.
void GiveToken(const Applying& a, TokenState token);
void GiveFirstToken(const Applying& a, int32_t member, const std::string& hash);
void EndTokens(const Applying& a, int32_t member);

// A new signing key, as of this event, and the end of all that a member has.
void GiveKey(const Applying& a, DeviceKeyState key);
void EndKeys(const Applying& a, int32_t member);
// The one that somebody comes in with who applied; 0: they did not apply.
void GiveKeyOfApplication(const Applying& a, int32_t member, int32_t application);

void Apply(const Applying& a, const event::v1::AssemblyFounded& founded);
void Apply(const Applying& a, const event::v1::InvitationCreated& created);
void Apply(const Applying& a, const event::v1::InvitationRevoked& revoked);
void Apply(const Applying& a, const event::v1::MemberJoined& joined);
void Apply(const Applying& a, const event::v1::MemberUpdated& updated);
void Apply(const Applying& a, const event::v1::MemberLeft& left);
void Apply(const Applying& a, const event::v1::CharterChanged& changed);
void Apply(const Applying& a, const event::v1::RuleEnded& ended);
void Apply(const Applying& a, const event::v1::LogKeyRotated& rotated);
void Apply(const Applying& a, const event::v1::ForkDeclared& declared);
void Apply(const Applying& a, const event::v1::TextsErased& erased);
void Apply(const Applying& a, const event::v1::MemberRemoved& removed);
void Apply(const Applying& a, const event::v1::AdmissionGranted& granted);
void Apply(const Applying& a, const event::v1::RoleGiven& given);
void Apply(const Applying& a, const event::v1::RoleTurned& turned);
void Apply(const Applying& a, const event::v1::PoolMoved& moved);

void Apply(const Applying& a, const event::v1::OptionAdded& added);
void Apply(const Applying& a, const event::v1::OptionWithdrawn& withdrawn);
void Apply(const Applying& a, const event::v1::NominationAccepted& accepted);
void Apply(const Applying& a, const event::v1::ElectionOpened& opened);
void Apply(const Applying& a, const event::v1::BallotCast& cast);
void Apply(const Applying& a, const event::v1::BallotsOpened& opened);
void Apply(const Applying& a, const event::v1::ElectionCounted& counted);
// All ballots go, as the text is another one; that of one voice; and the phase in which
// they were counted asks again.
void DropBallots(const Applying& a);
void DropBallot(const Applying& a, int32_t voice);
void AskForCountAgain(const Applying& a);

void Apply(const Applying& a, const event::v1::ProposalDrafted& drafted);
void Apply(const Applying& a, const event::v1::DraftUpdated& updated);
void Apply(const Applying& a, const event::v1::ProposalIntroduced& introduced);
void Apply(const Applying& a, const event::v1::StateEntered& entered);
void Apply(const Applying& a, const event::v1::PhaseStarted& started);
void Apply(const Applying& a, const event::v1::PhaseExtended& extended);
void Apply(const Applying& a, const event::v1::PhaseStartSupported& supported);
void Apply(const Applying& a, const event::v1::OutcomeReached& reached);
void Apply(const Applying& a, const event::v1::SenseDeclared& declared);
void Apply(const Applying& a, const event::v1::FacilitationTaken& taken);
void Apply(const Applying& a, const event::v1::FacilitatorObjected& objected);
// Whoever leaves objects to nobody's facilitating any more, nor is objected to.
void DropFacilitatorObjections(const Applying& a, int32_t member);
void Apply(const Applying& a, const event::v1::MeetingRecorded& recorded);
void Apply(const Applying& a, const event::v1::WithdrawalAnnounced& announced);
void Apply(const Applying& a, const event::v1::ProposalTakenOver& taken);
void Apply(const Applying& a, const event::v1::DecisionMade& made);
void Apply(const Applying& a, const event::v1::EffectFailed& failed);
void Apply(const Applying& a, const event::v1::EffectsDone& done);
void Apply(const Applying& a, const event::v1::SilentVoicesLeft& left);
void Apply(const Applying& a, const event::v1::DeclarationAppealed& appealed);
void Apply(const Applying& a, const event::v1::AppealJudged& judged);
void Apply(const Applying& a, const event::v1::AppealSettled& settled);

void Apply(const Applying& a, const event::v1::RevisionMade& made);
void Apply(const Applying& a, const event::v1::AmendmentProposed& proposed);
void Apply(const Applying& a, const event::v1::AmendmentMoved& moved);
void Apply(const Applying& a, const event::v1::AmendmentVoted& voted);

void Apply(const Applying& a, const event::v1::PositionTaken& taken);
void Apply(const Applying& a, const event::v1::PositionsOpened& opened);
void Apply(const Applying& a, const event::v1::PositionWithdrawn& withdrawn);
void Apply(const Applying& a, const event::v1::PositionStruck& struck);

void Apply(const Applying& a, const event::v1::UnitsConfirmed& confirmed);
void Apply(const Applying& a, const event::v1::SpokeNamed& named);
void Apply(const Applying& a, const event::v1::MandateGiven& given);
void Apply(const Applying& a, const event::v1::MandateConfirmed& confirmed);
// The units of a member have changed, or they have left.
void SettleUnits(const Applying& a, int32_t member);
// A text has come: mandates are void, or go on with an editorial one.
void RenewMandates(const Applying& a, bool editorial);

void Apply(const Applying& a, const event::v1::ConcernRaised& raised);
void Apply(const Applying& a, const event::v1::ConcernAnswered& answered);
void Apply(const Applying& a, const event::v1::ConcernMoved& moved);
void Apply(const Applying& a, const event::v1::ConcernHolderChanged& changed);
void Apply(const Applying& a, const event::v1::BlockSupported& supported);
void Apply(const Applying& a, const event::v1::BlockChallenged& challenged);
void Apply(const Applying& a, const event::v1::BlockJudged& judged);
void Apply(const Applying& a, const event::v1::BlockTested& tested);
void Apply(const Applying& a, const event::v1::BlockMoved& moved);
void Apply(const Applying& a, const event::v1::BlockerReminded& reminded);
void Apply(const Applying& a, const event::v1::BlockerAnswered& answered);
void Apply(const Applying& a, const event::v1::DutyMet& met);

void Apply(const Applying& a, const event::v1::TokenCreated& created);
void Apply(const Applying& a, const event::v1::TokenRevoked& revoked);
void Apply(const Applying& a, const event::v1::DeviceKeyAdded& added);
void Apply(const Applying& a, const event::v1::DeviceKeyRevoked& revoked);
void Apply(const Applying& a, const event::v1::ApplicationMade& made);
void Apply(const Applying& a, const event::v1::ApplicationSupported& supported);
void Apply(const Applying& a, const event::v1::ApplicationObjected& objected);
void Apply(const Applying& a, const event::v1::ApplicationSettled& settled);
void Apply(const Applying& a, const event::v1::EndingAnnounced& announced);
void Apply(const Applying& a, const event::v1::EndingCancelled& cancelled);

void Apply(const Applying& a, const event::v1::ReviewCame& came);
void Apply(const Applying& a, const event::v1::ReaffirmationProposed& proposed);
void Apply(const Applying& a, const event::v1::KeepingObjected& objected);
void Apply(const Applying& a, const event::v1::DecisionReaffirmed& reaffirmed);
void Apply(const Applying& a, const event::v1::DecisionEnded& ended);

void Apply(const Applying& a, const event::v1::MeetingPlanned& planned);
void Apply(const Applying& a, const event::v1::MeetingOpened& opened);
void Apply(const Applying& a, const event::v1::MeetingClosed& closed);
void Apply(const Applying& a, const event::v1::AgendaItemAdded& added);
void Apply(const Applying& a, const event::v1::AgendaItemPulled& pulled);
void Apply(const Applying& a, const event::v1::AgendaItemStarted& started);
void Apply(const Applying& a, const event::v1::AgendaItemClosed& closed);
void Apply(const Applying& a, const event::v1::AttendanceChanged& changed);
void Apply(const Applying& a, const event::v1::HandRaised& raised);
void Apply(const Applying& a, const event::v1::HandLowered& lowered);
void Apply(const Applying& a, const event::v1::SpeakerCalled& called);
void Apply(const Applying& a, const event::v1::RoundStarted& started);
void Apply(const Applying& a, const event::v1::TemperatureTaken& taken);
void Apply(const Applying& a, const event::v1::TemperatureRecorded& recorded);

void Apply(const Applying& a, const event::v1::AdviceAsked& asked);
void Apply(const Applying& a, const event::v1::AdviceGiven& given);
void Apply(const Applying& a, const event::v1::UrgencyExplained& explained);

void Apply(const Applying& a, const event::v1::DissentWritten& written);
void Apply(const Applying& a, const event::v1::ActionPointMoved& moved);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_APPLY_INTERNAL_H_
