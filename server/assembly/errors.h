// Every refusal of an assembly, each with a name: a code, a stable reason and a
// sentence that says what to do (server/base/refusal.h).

#ifndef ASSENT_SERVER_ASSEMBLY_ERRORS_H_
#define ASSENT_SERVER_ASSEMBLY_ERRORS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/v1/tally.pb.h"

namespace assent::assembly::error {

// Bad input. `field` is its path in the request.
absl::Status FieldRequired(absl::string_view field);
absl::Status ValueInvalid(absl::string_view field, absl::string_view rule);
absl::Status TextTooLong(absl::string_view field, size_t characters);
absl::Status TextNotClean(absl::string_view field);
absl::Status TextNotComposed(absl::string_view field);
absl::Status HandleInvalid(absl::string_view field);
absl::Status AssemblyIdInvalid();
absl::Status TooMany(absl::string_view field, int64_t most);
absl::Status RuleUnknown(absl::string_view field, absl::string_view rule,
                         absl::string_view nearest);
absl::Status RuleNotInCharter(absl::string_view rule);
absl::Status CharterTooLarge();
absl::Status CharterRuleApplies(absl::string_view rule);
absl::Status RuleTooLenient(absl::string_view rule, absl::string_view changed);
absl::Status TimeZoneUnknown(absl::string_view field);
absl::Status MemberUnknown(absl::string_view field, absl::string_view member);

// Founding and membership.
absl::Status AssemblyExists();
absl::Status HandleTaken();
absl::Status InvitationInvalid();
absl::Status InvitationClosed();
absl::Status TooManyInvitations();
absl::Status NotYourself();
absl::Status GuestsNotWelcome();
absl::Status GuestsOnlySpeak();
absl::Status RoleOfGuest(absl::string_view handle);
absl::Status NoLongerAMember();
absl::Status AdmissionNeeded();
absl::Status NoAdmission();
absl::Status AlreadyInvited();

// Tokens and applications: errors_access.cc.
absl::Status ScopeTooWide();
absl::Status TooManyTokens();
absl::Status TokenNotFound();
absl::Status TokenEnded();
absl::Status KeyInvalid();
absl::Status KeyTaken();
absl::Status KeyNeedsKey();
absl::Status KeyNotFound();
absl::Status KeyEnded();
absl::Status TooManyKeys();
// Signed acts: signed_act.h. `what` says what is wrong, and what to do.
absl::Status SignatureInvalid();
absl::Status SignatureRequired();
absl::Status AccessNeedsKey();
absl::Status SigningOff();
absl::Status ActMalformed(absl::string_view field, absl::string_view what);
absl::Status ActOutOfOrder(int64_t acts);
absl::Status ActStale();
absl::Status RuleChanged();
absl::Status NobodyCanApply();
absl::Status TooManyApplications();
absl::Status ApplicationNotFound();
absl::Status ApplicationClosed();
absl::Status OwnApplication();
absl::Status VouchingNotAsked();
absl::Status ObjectionNotKnown();
// `until`: when its data are destroyed.
absl::Status AlreadyEnding(absl::string_view until);

// Things that are not there.
absl::Status MemberNotFound();
absl::Status InvitationNotFound();
absl::Status ProposalNotFound();
absl::Status AmendmentNotFound();
absl::Status ConcernNotFound();
absl::Status BlockNotFound();

// Drafts and stages.
absl::Status NotADraft();
absl::Status StillADraft();
absl::Status NotTheProposer();
absl::Status EtagMismatch();
absl::Status ProposalEnded();
absl::Status NotInThisState(absl::string_view state, absl::string_view instead);
absl::Status TooManyOpenProposals();
absl::Status UrgentNotAllowed();
absl::Status DecisionUnknown(absl::string_view field);
absl::Status ReopenedTooEarly(absl::string_view from);
absl::Status ReopeningNeeds(bool new_information, int32_t members);
absl::Status CounteredNotOpen();
absl::Status SponsorsNeeded(int64_t needed, int64_t sponsors);
absl::Status DiscussionNotOver(absl::string_view until);
absl::Status DiscussionNotOpened();
absl::Status ConcernsNotListed();
absl::Status ConcernsUnsettled(int32_t first, int64_t count);
absl::Status EditorialPending(int32_t amendment);
absl::Status AmendmentPending(int32_t amendment);
absl::Status WithdrawalPending();
absl::Status CannotTakeOver();
absl::Status ReturnTimeInvalid();
absl::Status NotParked();

// Common pools. Amounts in the pool's unit.
absl::Status PoolUnknown(absl::string_view pool);
absl::Status PoolOverdrawn(int64_t balance, absl::string_view unit);
absl::Status ReturnTooLarge(int64_t left, absl::string_view unit);

// Decisions in force, and what was declared.
absl::Status DecisionNotFound();
absl::Status NotInForce(int32_t decision);
absl::Status ReviewNotDue(absl::string_view when);
absl::Status AlreadyKeeping(absl::string_view until);
absl::Status NobodyKeeps();
absl::Status NothingToAppeal();
absl::Status AlreadyAppealed();
absl::Status NoAppeal();
absl::Status OwnDeclaration();

// Phases.
absl::Status NotCalled();
absl::Status NotInAdvance(absl::string_view why);
absl::Status PhaseNotStartable();
absl::Status NoExtension();
absl::Status ExtensionUsed();
absl::Status ExtensionTooLong(absl::string_view most);
absl::Status NotTheFacilitator();
absl::Status NotJudged();
// Only whoever has the role, or a seat of it, declares.
absl::Status RoleDeclares(absl::string_view role);
absl::Status NotForARole();
absl::Status NobodyTookPart();

// Meetings.
absl::Status MeetingNotFound();
absl::Status AgendaItemNotFound();
absl::Status MeetingNotOpen();
absl::Status MeetingAlreadyOpen();
absl::Status MeetingClosed();
absl::Status TooManyMeetings();
absl::Status TooManyItems();
absl::Status MeetingFull();
absl::Status NotOnConsentAgenda();
absl::Status ConsentAgendaEmpty();
absl::Status AgendaItemUnderWay();
absl::Status NotAtTheMeeting(absl::string_view handle);
absl::Status OwnAttendanceStands(absl::string_view handle);
absl::Status NoHandUp();
absl::Status NobodyWaits();
absl::Status NobodyThere();
absl::Status RoundUnderWay();

// Amendments.
absl::Status NotAmendable(absl::string_view state);
absl::Status TextFrozen();
absl::Status RoundsUsed();
absl::Status AmendmentDegree();
absl::Status AmendmentClosed();
absl::Status AmendmentStale();
absl::Status NotTheAuthor();
absl::Status TooManyAmendments();
absl::Status VoteNotOpen(absl::string_view from);
absl::Status VoteNotOver(absl::string_view until);

// Concerns.
absl::Status ConcernClosed();
absl::Status NotTheHolder();
absl::Status ConcernHeld();
absl::Status TooManyConcerns();
absl::Status TooManyAnswers();
absl::Status QuestionsOpen(int32_t first);
absl::Status QuestionIsNoConcern();
absl::Status NotAQuestion();

// Positions.
absl::Status InvalidPosition(absl::string_view field, absl::string_view stance);
absl::Status ReasonRequired(absl::string_view field);
absl::Status BlockNeedsPrinciple();
absl::Status BlockNeedsTenure();
absl::Status AlreadyBlocking(int32_t concern);
absl::Status HoldsOnly();
absl::Status HandsAreSeen();
absl::Status HiddenUntilClose();
absl::Status RevisionMismatch(int32_t current);
absl::Status NotInElectorate();
absl::Status NoPosition();
absl::Status RecordedBlock();
absl::Status RecordingRefused(absl::string_view handle);
absl::Status OwnPositionStands(absl::string_view handle);
absl::Status NotPresent(absl::string_view handle);
absl::Status PresenceUnsaid();
absl::Status NotRecorded();
absl::Status ContestTooLate();

// Units, and who speaks for them.
absl::Status NotYourUnit();
absl::Status NotTheSpoke(absl::string_view unit, absl::string_view spoke);
absl::Status UnitHasNoSpoke(absl::string_view unit);
absl::Status MandateMissing(absl::string_view unit);
absl::Status SpokeMustRotate(absl::string_view handle);
absl::Status TwoOffices(absl::string_view handle);
absl::Status NoMandateAsked();
absl::Status MandateNotFound();
absl::Status OwnMandate();
absl::Status NoUnitsWait();
absl::Status NotYoursToConfirm();

// Blocks.
absl::Status BlockEnded();
absl::Status OwnBlock();
absl::Status OwnChallenge();
absl::Status OwnProposal();
absl::Status NoValidityTest();
absl::Status AlreadyChallenged();
absl::Status NotChallenged();
absl::Status TestNotOver(absl::string_view until);
absl::Status NoReleaseCondition();
absl::Status NoConditionalRelease();

// Decisions.
absl::Status ActionPointNotFound();
absl::Status NotADissenter();
absl::Status AdviceNotFound();
absl::Status NotAsked();
absl::Status AdviceGiven();
absl::Status NoExplanationOwed();
absl::Status ActionPointUnchanged();

// The rule does not let the phase close: carries every condition of the tally
// that does not hold, as metadata `condition.{i}.kind` and `.sentence`.
absl::Status OutcomeNotReached(const v1::Tally& tally);

// Who runs a proposal: errors_running.cc.
absl::Status SubjectRecused(absl::string_view handle);
absl::Status FacilitatorPresent(absl::string_view handle);
absl::Status FacilitatorObjected(absl::string_view handle, absl::string_view objector);
absl::Status FacilitatorByDecision(absl::string_view handle);
absl::Status FacilitatorObjectionUsed(absl::string_view handle);
absl::Status NoFacilitatorObjection();
absl::Status NoFacilitator();
absl::Status OwnFacilitation();
absl::Status UrgentNotParked();
absl::Status UrgentNeedsScope();
absl::Status EffectUnsaid(absl::string_view effect);
absl::Status SubjectStays();
absl::Status ParkingObjected(absl::string_view handle);

}  // namespace assent::assembly::error

#endif  // ASSENT_SERVER_ASSEMBLY_ERRORS_H_
