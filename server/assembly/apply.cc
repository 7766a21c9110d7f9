#include "server/assembly/apply.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/apply_presence.h"
#include "server/assembly/due.h"
#include "server/assembly/mirrors/reflect.h"
#include "server/assembly/retention.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/check.h"

namespace assent::assembly {

ProposalState& Applying::p() const {
  ASSENT_CHECK(proposal != nullptr, "an event about a proposal that is not open");
  return *proposal;
}

ConcernState& Applying::concern(int32_t number) const {
  ASSENT_CHECK(number >= 1 && number <= static_cast<int32_t>(p().concerns.size()));
  return p().concerns[number - 1];
}

BlockState& Applying::block(int32_t number) const {
  const auto found = p().blocks.find(number);
  ASSENT_CHECK(found != p().blocks.end());
  return found->second;
}

AmendmentState& Applying::amendment(int32_t number) const {
  ASSENT_CHECK(number >= 1 && number <= static_cast<int32_t>(p().amendments.size()));
  return p().amendments[number - 1];
}

const std::string& Applying::author_name() const {
  static const std::string* const kNobody = new std::string();
  return author < 0 ? *kNobody : state.members[author].view.name();
}

int32_t Applying::member(const std::string& id) const {
  const auto found = state.member_by_id.find(id);
  ASSENT_CHECK(found != state.member_by_id.end(), "an event names a member who never joined");
  return found->second;
}

int32_t Applying::VoiceOf(int32_t member) const {
  const auto found = p().voice_of.find(member);
  return found == p().voice_of.end() ? -1 : found->second;
}

int32_t Applying::VoiceOf(int32_t member, const std::string& unit) const {
  if (unit.empty()) return VoiceOf(member);
  for (const int32_t voice : VoicesOfMember(p(), member)) {
    if (UnitOfVoice(p(), voice) == unit) return voice;
  }
  return -1;
}

void Applying::Touch(DocumentKind kind, int64_t part) const {
  if (touched != nullptr) touched->insert({kind, p().number, part});
}

void Applying::TouchDecision(DocumentKind kind, int64_t part) const {
  if (touched == nullptr) return;
  touched->insert({kind, event.proposal(), part});
}

void Applying::TouchAssembly(DocumentKind kind, int64_t part) const {
  if (touched != nullptr) touched->insert({kind, 0, part});
}

void Applying::TouchNotice(int32_t place, int64_t id) const {
  if (touched != nullptr) touched->insert({DocumentKind::kNotice, place, id});
}

namespace {

using Body = event::v1::Event;

void ApplyElectionBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kOptionAdded:
      return Apply(a, event.option_added());
    case Body::kOptionWithdrawn:
      return Apply(a, event.option_withdrawn());
    case Body::kNominationAccepted:
      return Apply(a, event.nomination_accepted());
    case Body::kElectionOpened:
      return Apply(a, event.election_opened());
    case Body::kBallotCast:
      return Apply(a, event.ballot_cast());
    case Body::kBallotsOpened:
      return Apply(a, event.ballots_opened());
    case Body::kElectionCounted:
      return Apply(a, event.election_counted());
    default:
      ASSENT_CHECK(false, absl::StrCat("unknown event body ", event.body_case()));
  }
}

void ApplyRecordBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kLogKeyRotated:
      return Apply(a, event.log_key_rotated());
    case Body::kForkDeclared:
      return Apply(a, event.fork_declared());
    case Body::kTextsErased:
      return Apply(a, event.texts_erased());
    case Body::kTextsExpired:
      return Apply(a, event.texts_expired());
    default:
      return ApplyElectionBody(a);
  }
}

void ApplyUnitBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kUnitsConfirmed:
      return Apply(a, event.units_confirmed());
    case Body::kSpokeNamed:
      return Apply(a, event.spoke_named());
    case Body::kMandateGiven:
      return Apply(a, event.mandate_given());
    case Body::kMandateConfirmed:
      return Apply(a, event.mandate_confirmed());
    default:
      return ApplyRecordBody(a);
  }
}

void ApplyAccessBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kTokenCreated:
      return Apply(a, event.token_created());
    case Body::kTokenRevoked:
      return Apply(a, event.token_revoked());
    case Body::kDeviceKeyAdded:
      return Apply(a, event.device_key_added());
    case Body::kDeviceKeyRevoked:
      return Apply(a, event.device_key_revoked());
    case Body::kApplicationMade:
      return Apply(a, event.application_made());
    case Body::kApplicationSupported:
      return Apply(a, event.application_supported());
    case Body::kApplicationObjected:
      return Apply(a, event.application_objected());
    case Body::kApplicationSettled:
      return Apply(a, event.application_settled());
    case Body::kEndingAnnounced:
      return Apply(a, event.ending_announced());
    case Body::kEndingCancelled:
      return Apply(a, event.ending_cancelled());
    default:
      return ApplyUnitBody(a);
  }
}

void ApplyStandingBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kReviewCame:
      return Apply(a, event.review_came());
    case Body::kReaffirmationProposed:
      return Apply(a, event.reaffirmation_proposed());
    case Body::kKeepingObjected:
      return Apply(a, event.keeping_objected());
    case Body::kDecisionReaffirmed:
      return Apply(a, event.decision_reaffirmed());
    case Body::kDecisionEnded:
      return Apply(a, event.decision_ended());
    default:
      return ApplyAccessBody(a);
  }
}

void ApplyMeetingBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kMeetingPlanned:
      return Apply(a, event.meeting_planned());
    case Body::kMeetingOpened:
      return Apply(a, event.meeting_opened());
    case Body::kMeetingClosed:
      return Apply(a, event.meeting_closed());
    case Body::kAgendaItemAdded:
      return Apply(a, event.agenda_item_added());
    case Body::kAgendaItemPulled:
      return Apply(a, event.agenda_item_pulled());
    case Body::kAgendaItemStarted:
      return Apply(a, event.agenda_item_started());
    case Body::kAgendaItemClosed:
      return Apply(a, event.agenda_item_closed());
    case Body::kAttendanceChanged:
      return Apply(a, event.attendance_changed());
    case Body::kHandRaised:
      return Apply(a, event.hand_raised());
    case Body::kHandLowered:
      return Apply(a, event.hand_lowered());
    case Body::kSpeakerCalled:
      return Apply(a, event.speaker_called());
    case Body::kRoundStarted:
      return Apply(a, event.round_started());
    case Body::kTemperatureTaken:
      return Apply(a, event.temperature_taken());
    case Body::kTemperatureRecorded:
      return Apply(a, event.temperature_recorded());
    default:
      return ApplyStandingBody(a);
  }
}

void ApplyAssemblyBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kAssemblyFounded:
      return Apply(a, event.assembly_founded());
    case Body::kInvitationCreated:
      return Apply(a, event.invitation_created());
    case Body::kInvitationRevoked:
      return Apply(a, event.invitation_revoked());
    case Body::kMemberJoined:
      return Apply(a, event.member_joined());
    case Body::kMemberUpdated:
      return Apply(a, event.member_updated());
    case Body::kMemberLeft:
      return Apply(a, event.member_left());
    case Body::kCharterChanged:
      return Apply(a, event.charter_changed());
    case Body::kMemberRemoved:
      return Apply(a, event.member_removed());
    case Body::kAdmissionGranted:
      return Apply(a, event.admission_granted());
    case Body::kRoleGiven:
      return Apply(a, event.role_given());
    case Body::kRoleTurned:
      return Apply(a, event.role_turned());
    case Body::kPoolMoved:
      return Apply(a, event.pool_moved());
    case Body::kRuleEnded:
      return Apply(a, event.rule_ended());
    default:
      return ApplyMeetingBody(a);
  }
}

void ApplyDecisionBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kDissentWritten:
      return Apply(a, event.dissent_written());
    case Body::kActionPointMoved:
      return Apply(a, event.action_point_moved());
    case Body::kAdviceAsked:
      return Apply(a, event.advice_asked());
    case Body::kAdviceGiven:
      return Apply(a, event.advice_given());
    case Body::kUrgencyExplained:
      return Apply(a, event.urgency_explained());
    default:
      return ApplyAssemblyBody(a);
  }
}

void ApplyHoldBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kConcernRaised:
      return Apply(a, event.concern_raised());
    case Body::kConcernAnswered:
      return Apply(a, event.concern_answered());
    case Body::kConcernMoved:
      return Apply(a, event.concern_moved());
    case Body::kConcernHolderChanged:
      return Apply(a, event.concern_holder_changed());
    case Body::kBlockSupported:
      return Apply(a, event.block_supported());
    case Body::kBlockChallenged:
      return Apply(a, event.block_challenged());
    case Body::kBlockJudged:
      return Apply(a, event.block_judged());
    case Body::kBlockTested:
      return Apply(a, event.block_tested());
    case Body::kBlockMoved:
      return Apply(a, event.block_moved());
    case Body::kBlockerReminded:
      return Apply(a, event.blocker_reminded());
    case Body::kBlockerAnswered:
      return Apply(a, event.blocker_answered());
    case Body::kDutyMet:
      return Apply(a, event.duty_met());
    default:
      return ApplyDecisionBody(a);
  }
}

void ApplyTextBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kRevisionMade:
      return Apply(a, event.revision_made());
    case Body::kAmendmentProposed:
      return Apply(a, event.amendment_proposed());
    case Body::kAmendmentMoved:
      return Apply(a, event.amendment_moved());
    case Body::kAmendmentVoted:
      return Apply(a, event.amendment_voted());
    case Body::kPositionTaken:
      return Apply(a, event.position_taken());
    case Body::kPositionWithdrawn:
      return Apply(a, event.position_withdrawn());
    case Body::kPositionsOpened:
      return Apply(a, a.event.positions_opened());
    case Body::kPositionStruck:
      return Apply(a, event.position_struck());
    default:
      return ApplyHoldBody(a);
  }
}

void ApplyBody(const Applying& a) {
  const Body& event = a.event;
  switch (event.body_case()) {
    case Body::kProposalDrafted:
      return Apply(a, event.proposal_drafted());
    case Body::kDraftUpdated:
      return Apply(a, event.draft_updated());
    case Body::kProposalIntroduced:
      return Apply(a, event.proposal_introduced());
    case Body::kStateEntered:
      return Apply(a, event.state_entered());
    case Body::kPhaseStarted:
      return Apply(a, event.phase_started());
    case Body::kPhaseExtended:
      return Apply(a, event.phase_extended());
    case Body::kPhaseStartSupported:
      return Apply(a, event.phase_start_supported());
    case Body::kOutcomeReached:
      return Apply(a, event.outcome_reached());
    case Body::kSenseDeclared:
      return Apply(a, event.sense_declared());
    case Body::kFacilitationTaken:
      return Apply(a, event.facilitation_taken());
    case Body::kFacilitatorObjected:
      return Apply(a, event.facilitator_objected());
    case Body::kSponsorAnswered:
      return Apply(a, event.sponsor_answered());
    case Body::kPresenceSaid:
      return Apply(a, event.presence_said());
    case Body::kMeetingRecorded:
      return Apply(a, event.meeting_recorded());
    case Body::kWithdrawalAnnounced:
      return Apply(a, event.withdrawal_announced());
    case Body::kProposalTakenOver:
      return Apply(a, event.proposal_taken_over());
    case Body::kDecisionMade:
      return Apply(a, event.decision_made());
    case Body::kEffectFailed:
      return Apply(a, event.effect_failed());
    case Body::kSilentVoicesLeft:
      return Apply(a, event.silent_voices_left());
    case Body::kEffectsDone:
      return Apply(a, event.effects_done());
    case Body::kDeclarationAppealed:
      return Apply(a, event.declaration_appealed());
    case Body::kAppealJudged:
      return Apply(a, event.appeal_judged());
    case Body::kAppealSettled:
      return Apply(a, event.appeal_settled());
    default:
      return ApplyTextBody(a);
  }
}

ProposalState* FindProposal(State& state, const event::v1::Event& event) {
  if (event.proposal() == 0) return nullptr;
  if (event.has_proposal_drafted()) {
    ASSENT_CHECK(event.proposal() == state.last_proposal + 1, "proposals count without gaps");
    ProposalState& proposal = state.proposals[event.proposal()];
    proposal.number = event.proposal();
    return &proposal;
  }
  const auto found = state.proposals.find(event.proposal());
  return found == state.proposals.end() ? nullptr : &found->second;
}

// Whether the proposal's own document changes: positions, holds and votes have
// documents of their own, so that an act costs the same in a long text.
bool ChangesProposal(const Body& event) {
  const int body = event.body_case();
  return body < Body::kAmendmentProposed ||
         (body >= Body::kEffectsDone && body <= Body::kAppealSettled) ||
         body == Body::kTemperatureTaken || body == Body::kTemperatureRecorded ||
         (body >= Body::kOptionAdded && body <= Body::kElectionCounted && !event.has_ballot_cast());
}

// Positions are what a proposal gets most of: only those that block bring times
// of their own.
bool MovesDeadlines(const Body& event) {
  if (event.has_ballot_cast()) return false;
  return !event.has_position_taken() || event.position_taken().stance() == v1::STANCE_BLOCK;
}

// Whether the text of the proposal, or where it stands, is another from here on.
bool MovesProposal(const Body& event) {
  switch (event.body_case()) {
    case Body::kDraftUpdated:
    case Body::kProposalIntroduced:
    case Body::kStateEntered:
    case Body::kPhaseStarted:
    case Body::kOutcomeReached:
    case Body::kDecisionMade:
    case Body::kRevisionMade:
      return true;
    default:
      return false;
  }
}

void TakeNote(const Applying& a) {
  if (a.proposal != nullptr && MovesProposal(a.event)) a.proposal->moved = a.event.sequence();
  if (a.author >= 0) {
    a.state.members[a.author].last_act = a.time;
  }
  a.state.view.set_sequence(a.event.sequence());
  if (a.touched != nullptr && a.event.proposal() != 0) {
    a.touched->insert({DocumentKind::kTrail, a.event.proposal(), a.event.sequence()});
  }
  if (a.proposal == nullptr) return;
  a.proposal->view.set_sequence(a.event.sequence());
  if (MovesDeadlines(a.event)) KeepDue(a.state, *a.proposal);
  if (ChangesProposal(a.event)) a.Touch(DocumentKind::kProposal);
}

}  // namespace

void Apply(State& state, const event::v1::Event& event, Touched* touched) {
  ASSENT_CHECK(event.sequence() == state.sequence + 1, "a gap in the log");
  Applying a{
      state, event, touched, absl::FromUnixMicros(event.time_us()), -1, FindProposal(state, event)};
  ASSENT_CHECK(a.time >= state.last_time, "time runs backwards in the log");
  state.sequence = event.sequence();
  state.last_time = a.time;
  if (!event.author().empty()) a.author = a.member(event.author());
  ApplyBody(a);
  TakeNote(a);
  Reflect(a);
}

}  // namespace assent::assembly
