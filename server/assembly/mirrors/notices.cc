#include "server/assembly/mirrors/notices.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/substitute.h"
#include "server/assembly/canonical.h"
#include "server/assembly/documents.h"
#include "server/assembly/holds.h"
#include "server/assembly/mirrors/notices_decided.h"
#include "server/assembly/mirrors/notifier.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

using event::v1::Event;
// Whom the events of one proposal may concern.
class Circle {
 public:
  explicit Circle(const Applying& a) : state_(a.state), p_(a.p()) {}

  Members Voices() const {
    Members voices;
    for (const auto& [member, voice] : p_.voice_of) voices.insert(member);
    return voices;
  }
  // Those whose position is one that `is` says yes to.
  template <typename Is>
  Members Speakers(Is is) const {
    Members speakers;
    for (int32_t voice = 0; voice < p_.positions.voices(); ++voice) {
      const VoicePosition& position = p_.positions.at(voice);
      if (position.stance != v1::STANCE_UNSPECIFIED && is(position)) {
        speakers.insert(position.member);
      }
    }
    return speakers;
  }
  Members Silent() const {
    Members silent;
    for (const auto& [member, first] : p_.voice_of) {
      for (const int32_t voice : VoicesOfMember(p_, member)) {
        if (!p_.positions.at(voice).counts) silent.insert(member);
      }
    }
    return silent;
  }
  Members Named(const std::string& name) const { return assembly::Named(state_, name); }
  Members Bringers() const {
    Members bringers = Named(p_.view.proposer());
    for (const std::string& name : p_.view.co_proposers()) bringers.merge(Named(name));
    return bringers;
  }
  Members Holders() const {
    Members holders;
    for (const ConcernState& concern : p_.concerns) {
      const bool block = concern.view.block();
      const bool holds = block || concern.view.kind() == v1::Concern::KIND_OBJECTION;
      if (holds && !concern.view.hold_ended() && IsOpen(concern)) holders.insert(concern.holder);
    }
    return holders;
  }
  // Those whose objection stands although it has passed are among them.
  Members Dissenters() const {
    Members dissenters = Speakers([](const VoicePosition& position) {
      return position.counts &&
             (position.stance == v1::STANCE_STAND_ASIDE || position.stance == v1::STANCE_DISAGREE ||
              position.stance == v1::STANCE_BLOCK);
    });
    if (!IsInForce(p_.view.state())) return dissenters;
    for (const int32_t number : SustainedObjections(p_)) {
      dissenters.insert(p_.concerns[number - 1].holder);
    }
    return dissenters;
  }
  Members Holder(int32_t concern) const { return {p_.concerns[concern - 1].holder}; }
  Members Tasked() const {
    Members tasked;
    for (const v1::ActionPoint& point : p_.view.action_points()) {
      tasked.merge(Named(point.member()));
    }
    return tasked;
  }

 private:
  const State& state_;
  const ProposalState& p_;
};

Members Joined(Members a, Members b) {
  a.merge(b);
  return a;
}

void OnPhase(const Applying& a, const Circle& circle, Notifier& notifier) {
  const v1::Phase& phase = a.p().current_phase();
  if (phase.kind() == v1::Phase::KIND_RESOLVING || a.event.phase_started().restart()) return;
  const bool holds_only = phase.may() == v1::Phase::MAY_HOLDS_ONLY;
  notifier.Tell(v1::Notice::KIND_CALLED, 0, holds_only ? circle.Silent() : circle.Voices(),
                a.p().phase_end);
}

// The urgent way has its price: section 6, F13. It is over, and not explained.
void OnUrgentEnd(const Applying& a, const Circle& circle, Notifier& notifier) {
  const auto use = a.state.urgent_uses.find(a.p().number);
  if (use == a.state.urgent_uses.end() || use->second.has_explain_time()) return;
  notifier.Tell(v1::Notice::KIND_EXPLANATION_OWED, 0, circle.Named(use->second.member()),
                ToTime(use->second.explain_by_time()));
}

void OnAdvice(const Applying& a, const Circle& circle, Notifier& notifier) {
  const v1::Proposal& view = a.p().view;
  if (a.event.has_advice_asked()) {
    const v1::Advice& advice = view.advice(a.event.advice_asked().number() - 1);
    return notifier.Tell(v1::Notice::KIND_ADVICE_ASKED, advice.number(),
                         circle.Named(advice.member()));
  }
  const v1::Advice& advice = view.advice(a.event.advice_given().number() - 1);
  notifier.Tell(v1::Notice::KIND_ADVICE_GIVEN, advice.number(),
                Joined(circle.Named(advice.asked_by()), circle.Bringers()));
}

void OnRevision(const Applying& a, const Circle& circle, Notifier& notifier) {
  const event::v1::RevisionMade& made = a.event.revision_made();
  if (made.amendment() != 0) {
    notifier.Tell(v1::Notice::KIND_AMENDMENT_SETTLED, made.amendment(),
                  circle.Named(a.amendment(made.amendment()).view.author()));
  }
  // For the exact text: an editorial change makes it void, too.
  Members left;
  for (const auto& [member, advance] : a.p().advance) {
    if (advance.view.revision() == made.number() - 1) left.insert(member);
  }
  notifier.Tell(v1::Notice::KIND_ADVANCE_VOID, 0, std::move(left));
  if (made.editorial()) return;
  notifier.Tell(v1::Notice::KIND_CONSENT_LAPSED, 0,
                circle.Speakers([&](const VoicePosition& position) {
                  return !position.counts && position.revision == made.number() - 1;
                }));
  notifier.Tell(v1::Notice::KIND_HOLD_CARRIED, 0,
                circle.Speakers([](const VoicePosition& position) {
                  return position.counts && position.stance == v1::STANCE_BLOCK;
                }));
}

// Section 6, F20: a new text goes back to the units.
void OnTextOfUnits(const Applying& a, const Circle& circle, Notifier& notifier) {
  if (a.event.revision_made().editorial() || !a.p().rule().electorate().has_spokes()) return;
  Members members;
  for (const int32_t member : circle.Voices()) {
    for (const int32_t voice : VoicesOfMember(a.p(), member)) {
      if (SpeaksThroughSpoke(a.p(), voice)) members.insert(member);
    }
  }
  notifier.Tell(v1::Notice::KIND_BACK_TO_UNITS, 0, std::move(members));
}

void OnMandate(const Applying& a, Notifier& notifier) {
  const event::v1::MandateGiven& given = a.event.mandate_given();
  const UnitState* const unit = FindUnit(a.state, given.unit());
  if (!given.needs_confirming() || unit == nullptr) return;
  Members others(unit->members);
  others.erase(unit->spoke);
  notifier.Tell(v1::Notice::KIND_MANDATE_WAITS, 0, std::move(others));
}

// Of the assembly: units that wait, and spokes that have changed with this event.
void NotifyUnits(const Applying& a, Notifier& notifier) {
  if (a.event.has_member_updated() && a.event.member_updated().units_wait()) {
    Members may;
    for (size_t i = 0; i < a.state.members.size(); ++i) {
      const int32_t other = static_cast<int32_t>(i);
      if (MayConfirmUnits(a.state, a.author, other)) may.insert(other);
    }
    notifier.Tell(v1::Notice::KIND_UNITS_WAIT, 0, std::move(may));
  }
  Members told;
  for (const auto& [name, unit] : a.state.units) {
    if (unit.changed != a.event.sequence() || unit.members.size() < 2) continue;
    told.insert(unit.members.begin(), unit.members.end());
  }
  notifier.TellOf(0, v1::Notice::KIND_SPOKE_CHANGED, 0, std::move(told));
}

bool TouchesUnits(const Event& event) {
  switch (event.body_case()) {
    case Event::kMemberUpdated:
    case Event::kMemberLeft:
    case Event::kMemberRemoved:
    case Event::kUnitsConfirmed:
    case Event::kSpokeNamed:
    case Event::kRoleGiven:
    case Event::kRoleTurned:
    case Event::kMeetingRecorded:
    case Event::kMeetingClosed:
      return true;
    default:
      return false;
  }
}

void OnAmendment(const Applying& a, const Circle& circle, Notifier& notifier) {
  const event::v1::AmendmentMoved& moved = a.event.amendment_moved();
  const AmendmentState& amendment = a.amendment(moved.number());
  notifier.Tell(v1::Notice::KIND_AMENDMENT_SETTLED, moved.number(),
                circle.Named(amendment.view.author()));
  if (moved.state() == v1::Amendment::STATE_VOTING) {
    notifier.Tell(v1::Notice::KIND_AMENDMENT_VOTE, moved.number(), circle.Voices(),
                  amendment.settles);
  }
}

// Transition 23: whoever dissented is asked for their words, as much as for their voice;
// whoever has ended it, too.
void InviteDissent(const Applying& a, const Circle& circle, Notifier& notifier) {
  if (a.event.decision_made().state() != v1::Proposal::STATE_ADOPTED) return;
  notifier.TellAll(v1::Notice::KIND_DISSENT_INVITED, circle.Dissenters(), a.time + kDissentInvited);
}

// It tells whoever facilitated, and those who bring it, that somebody else may.
void OnFacilitatorObjected(const Applying& a, const Circle& circle, Notifier& notifier) {
  const event::v1::FacilitatorObjected& objected = a.event.facilitator_objected();
  if (objected.end()) return;
  notifier.Tell(v1::Notice::KIND_FACILITATOR_OBJECTED, 0,
                Joined(circle.Bringers(), {a.member(objected.facilitator())}));
}

// Their name is only asked for: they are told.
void OnAsked(const Applying& a, const google::protobuf::RepeatedPtrField<std::string>& asked,
             Notifier& notifier) {
  Members told;
  for (const std::string& id : asked) told.insert(a.member(id));
  notifier.Tell(v1::Notice::KIND_SPONSOR_ASKED, 0, std::move(told));
}

void OnEnd(const Circle& circle, Notifier& notifier) {
  notifier.Tell(v1::Notice::KIND_ENDED, 0,
                Joined(Joined(circle.Bringers(), circle.Dissenters()), circle.Tasked()));
}

// A phase has begun to wait for somebody to start it.
void OnStartAwaited(const Applying& a, Notifier& notifier) {
  if (a.author >= 0) return;  // a voice for its start
  Members starters;
  for (size_t i = 0; i < a.state.members.size(); ++i) {
    const int32_t member = static_cast<int32_t>(i);
    if (MayStart(a.state, a.p(), member)) starters.insert(starters.end(), member);
  }
  notifier.Tell(v1::Notice::KIND_START_AWAITED, 0, std::move(starters), a.p().phase_end);
}

// Those who would have been admitted are not here; whoever would have got a role,
// or been removed, is.
void OnEffectFailed(const Applying& a, const Circle& circle, Notifier& notifier) {
  const v1::Proposal& view = a.p().view;
  Members told = Joined(Joined(circle.Bringers(), circle.Dissenters()), circle.Tasked());
  told.merge(circle.Named(view.membership_change().remove()));
  for (const std::string& name : view.role_change().members()) told.merge(circle.Named(name));
  notifier.Tell(v1::Notice::KIND_EFFECT_FAILED, 0, std::move(told));
}

void OnChallenge(const Applying& a, const Circle& circle, Notifier& notifier) {
  const int32_t concern = a.event.block_challenged().concern();
  const absl::Time until = std::min(a.block(concern).test_until, a.p().phase_end);
  const Members holder = circle.Holder(concern);
  notifier.Tell(v1::Notice::KIND_BLOCK_CHALLENGED, concern, holder, until);
  Members judges = circle.Voices();
  for (const int32_t member : holder) judges.erase(member);
  notifier.Tell(v1::Notice::KIND_JUDGE_BLOCK, concern, judges, until);
}

// The concern that holds the proposal, the oldest of several; 0: stand-asides or those who
// are against it do.
int32_t FirstHold(const ProposalState& p) {
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    const int32_t number = static_cast<int32_t>(i) + 1;
    const auto block = p.blocks.find(number);
    const bool blocks = block != p.blocks.end() && IsOpen(block->second);
    if (blocks || Holds(p.concerns[i], BlockPhase(p))) return number;
  }
  return 0;
}

void OnOutcome(const Applying& a, const Circle& circle, Notifier& notifier) {
  if (a.event.has_outcome_reached() &&
      a.event.outcome_reached().replaces() != v1::OUTCOME_UNSPECIFIED) {
    notifier.Tell(v1::Notice::KIND_OUTCOME_REPLACED, 0, circle.Voices());
  }
  if (a.p().view.state() == v1::Proposal::STATE_BLOCKED) {
    notifier.Tell(v1::Notice::KIND_BLOCKED, FirstHold(a.p()),
                  Joined(Joined(circle.Bringers(), circle.Holders()), circle.Voices()));
  }
}

// Whoever is put on record as present, or as gone, by somebody else.
void OnAttendance(const Applying& a, Notifier& notifier) {
  const event::v1::AttendanceChanged& changed = a.event.attendance_changed();
  Members told;
  for (const auto& change : changed.changes()) told.insert(a.member(change.member()));
  notifier.TellOf(0, v1::Notice::KIND_PRESENCE_RECORDED, changed.meeting(), std::move(told));
}

// At a meeting that is on record as such, they have been told already.
void OnMeeting(const Applying& a, Notifier& notifier) {
  if (a.event.meeting_recorded().meeting() != 0) return;
  Members told;
  for (const std::string& id : a.event.meeting_recorded().present()) told.insert(a.member(id));
  notifier.Tell(v1::Notice::KIND_PRESENCE_RECORDED, 0, std::move(told));
}

void OnState(const Applying& a, const Circle& circle, Notifier& notifier) {
  if (a.event.state_entered().return_time_us() != 0) {
    notifier.Tell(v1::Notice::KIND_PARKED, 0, Joined(circle.Bringers(), circle.Holders()),
                  a.p().returns);
  } else {
    OnOutcome(a, circle, notifier);
  }
}

void OnBlock(const Applying& a, const Circle& circle, Notifier& notifier) {
  const event::v1::BlockMoved& moved = a.event.block_moved();
  if (IsOpen(a.block(moved.concern()))) return;
  notifier.Tell(v1::Notice::KIND_BLOCK_ENDED, moved.concern(), circle.Holder(moved.concern()));
}

void OnConcern(const Applying& a, const Circle& circle, Notifier& notifier) {
  const int32_t number = a.event.concern_raised().number();
  notifier.Tell(IsQuestion(a.concern(number)) ? v1::Notice::KIND_QUESTION_ASKED
                                              : v1::Notice::KIND_CONCERN_RAISED,
                number, circle.Bringers());
}

void OnAnswer(const Applying& a, int32_t number, const Circle& circle, Notifier& notifier) {
  notifier.Tell(IsQuestion(a.concern(number)) ? v1::Notice::KIND_QUESTION_ANSWERED
                                              : v1::Notice::KIND_CONCERN_ANSWERED,
                number, circle.Holder(number));
}

// Whoever raised it hears that it has found a voice: a guest above all.
void OnAdopted(const Applying& a, const Circle& circle, Notifier& notifier) {
  const int32_t number = a.event.concern_holder_changed().number();
  if (a.event.concern_holder_changed().hold_ended()) {  // its holder was silent too long
    return notifier.Tell(v1::Notice::KIND_BLOCK_ENDED, number, circle.Holder(number));
  }
  notifier.Tell(v1::Notice::KIND_CONCERN_ADOPTED, number,
                circle.Named(a.concern(number).view.author()));
}

// Of a block, or of an objection that has no block.
void OnReminded(const Applying& a, int32_t number, const Circle& circle, Notifier& notifier) {
  const auto block = a.p().blocks.find(number);
  const absl::Time lapse =
      block == a.p().blocks.end() ? a.concern(number).lapse : block->second.lapse;
  notifier.Tell(v1::Notice::KIND_BLOCK_REMINDED, number, circle.Holder(number), lapse);
}

void OnHolds(const Applying& a, const Circle& circle, Notifier& notifier) {
  const Event& event = a.event;
  switch (event.body_case()) {
    case Event::kConcernRaised:
      return OnConcern(a, circle, notifier);
    case Event::kConcernAnswered:
      return OnAnswer(a, event.concern_answered().number(), circle, notifier);
    case Event::kConcernMoved:
      if (event.concern_moved().state() != v1::Concern::STATE_DECLINED) return;
      return OnAnswer(a, event.concern_moved().number(), circle, notifier);
    case Event::kConcernHolderChanged:
      if (!event.concern_holder_changed().holder().empty()) return OnAdopted(a, circle, notifier);
      if (event.concern_holder_changed().adopt_by_time_us() == 0) return;
      return notifier.Tell(v1::Notice::KIND_CONCERN_ORPHANED,
                           event.concern_holder_changed().number(), circle.Voices(),
                           a.concern(event.concern_holder_changed().number()).adopt_by);
    case Event::kBlockChallenged:
      return OnChallenge(a, circle, notifier);
    case Event::kBlockMoved:
      return OnBlock(a, circle, notifier);
    case Event::kBlockerReminded:
      return OnReminded(a, event.blocker_reminded().concern(), circle, notifier);
    default:
      return;
  }
}

// One for each kind: $0 is the proposal or decision, $1 the part of it.
struct NoticeSentence {
  v1::Notice::Kind kind;
  const char* sentence;
};
constexpr NoticeSentence kSentences[] = {
    {v1::Notice::KIND_CALLED, "positions on proposal $0 are asked for"},
    {v1::Notice::KIND_CONSENT_LAPSED,
     "the text of proposal $0 changed: what you said of the old one counts no more"},
    {v1::Notice::KIND_ADVICE_ASKED, "somebody asks for your advice on proposal $0"},
    {v1::Notice::KIND_ADVICE_GIVEN, "advice on proposal $0 was given"},
    {v1::Notice::KIND_RULE_ENDED,
     "a rule of the charter has ended by itself, and another took its place"},
    {v1::Notice::KIND_EXPLANATION_OWED,
     "proposal $0 has come to its end, the urgent way or by what you declared in a role: explain "
     "why it could not wait"},
    {v1::Notice::KIND_ADVANCE_VOID,
     "the text of proposal $0 changed: what you left in advance was for the old one and is void"},
    {v1::Notice::KIND_HOLD_CARRIED,
     "the text of proposal $0 changed: your block holds the new one, too, until you say "
     "otherwise"},
    {v1::Notice::KIND_BLOCK_CHALLENGED, "your block $1 of proposal $0 is being tested"},
    {v1::Notice::KIND_JUDGE_BLOCK, "block $1 of proposal $0 is being tested: say what you find"},
    {v1::Notice::KIND_BLOCK_REMINDED,
     "you hold proposal $0 (concern $1): say that it still stands, or let it go"},
    {v1::Notice::KIND_BLOCK_ENDED,
     "what you held proposal $0 by has ended; your concern $1 stays on record"},
    {v1::Notice::KIND_CONCERN_ANSWERED,
     "your concern $1 about proposal $0 was answered: say whether that meets it"},
    {v1::Notice::KIND_CONCERN_RAISED, "somebody raised concern $1 about your proposal $0"},
    {v1::Notice::KIND_UNITS_WAIT,
     "somebody says that they belong to other units: confirm it if it is so"},
    {v1::Notice::KIND_SPOKE_CHANGED, "your unit has another spoke, or none"},
    {v1::Notice::KIND_MANDATE_WAITS,
     "a mandate of your unit on proposal $0 waits: confirm it if you share it"},
    {v1::Notice::KIND_BACK_TO_UNITS, "the text of proposal $0 changed: it goes back to your unit"},
    {v1::Notice::KIND_QUESTION_ASKED, "somebody asks question $1 about your proposal $0"},
    {v1::Notice::KIND_QUESTION_ANSWERED,
     "your question $1 about proposal $0 was answered, or declined with a reason"},
    {v1::Notice::KIND_AMENDMENT_BROUGHT, "somebody brought amendment $1 to your proposal $0"},
    {v1::Notice::KIND_AMENDMENT_SETTLED,
     "your amendment $1 to proposal $0 has come to another state"},
    {v1::Notice::KIND_POSITION_RECORDED,
     "somebody recorded a position on proposal $0 for you: contest it if it is not yours"},
    {v1::Notice::KIND_DISSENT_INVITED,
     "you did not go along with decision $0: write what you have to say about it; it is shown "
     "with the decision"},
    {v1::Notice::KIND_FACILITATOR_OBJECTED,
     "somebody objects to who facilitates proposal $0: somebody else can take it on"},
    {v1::Notice::KIND_ENDED, "proposal $0 has come to its end"},
    {v1::Notice::KIND_SPONSOR_ASKED,
     "somebody asks you to bring proposal $0, too: say whether you do"},
    {v1::Notice::KIND_SPONSOR_ANSWERED,
     "somebody has said whether they bring proposal $0 with you"},
    {v1::Notice::KIND_CONCERN_ORPHANED,
     "nobody holds concern $1 about proposal $0 any more: adopt it if you share it"},
    {v1::Notice::KIND_OUTCOME_REPLACED,
     "proposal $0 has another outcome, because a position or a presence that somebody recorded was "
     "contested"},
    {v1::Notice::KIND_PARKED, "proposal $0 was parked until its return date"},
    {v1::Notice::KIND_AMENDMENT_VOTE, "amendment $1 to proposal $0 is voted on"},
    {v1::Notice::KIND_APPEALED,
     "what was declared of proposal $0 is appealed: say whether it stands"},
    {v1::Notice::KIND_APPEAL_SETTLED, "the appeal about proposal $0 is settled"},
    {v1::Notice::KIND_REVIEW_DUE,
     "the review of decision $0 is due: keep it, or propose what takes its place"},
    {v1::Notice::KIND_KEEPING, "decision $0 is kept as it is unless somebody objects"},
    {v1::Notice::KIND_KEEPING_OBJECTED, "somebody objects to keeping decision $0 as it is"},
    {v1::Notice::KIND_DECISION_ENDED, "decision $0 holds no more"},
    {v1::Notice::KIND_ROLE_TURNED, "it is your turn in the role that decision $0 gives"},
    {v1::Notice::KIND_PRESENCE_RECORDED,
     "somebody put you on record as present when proposal $0 was talked about: strike it if it is "
     "not so"},
    {v1::Notice::KIND_APPLIED, "somebody asks to become a member (application $1)"},
    {v1::Notice::KIND_REENTRY_ASKED,
     "somebody says they are a member who lost every token (application $1, and perhaps "
     "further ones for the same member): make sure that it is them before you vouch"},
    {v1::Notice::KIND_REENTRY_ANNOUNCED,
     "a member who lost every token comes back in (application $1) unless somebody objects"},
    {v1::Notice::KIND_APPLICATION_REFUSED,
     "somebody objected to application $1, which you vouched for"},
    {v1::Notice::KIND_ENDING,
     "decision $0 ends the assembly: export what you want to keep, then its data are "
     "destroyed"},
    {v1::Notice::KIND_ROLE_VACANT, "nobody has the role of decision $0 any more: propose who does"},
    {v1::Notice::KIND_EFFECT_FAILED,
     "decision $0 was taken, and what it would have done stays undone: something came in "
     "between"},
    {v1::Notice::KIND_START_AWAITED, "proposal $0 waits for its next phase to be started"},
    {v1::Notice::KIND_CONCERN_ADOPTED, "somebody adopted your concern $1 about proposal $0"},
};

const char* SentenceOf(v1::Notice::Kind kind) {
  for (const NoticeSentence& one : kSentences) {
    if (one.kind == kind) return one.sentence;
  }
  return "";
}

}  // namespace

void Notify(const Applying& a) {
  const Event& event = a.event;
  Notifier notifier(a);
  NotifyDecided(a, notifier);
  if (event.has_attendance_changed()) return OnAttendance(a, notifier);
  if (TouchesUnits(event)) NotifyUnits(a, notifier);
  if (a.proposal == nullptr) return;
  const Circle circle(a);
  switch (event.body_case()) {
    case Event::kPositionTaken:
      if (event.position_taken().recorded_for().empty()) return;
      return notifier.Tell(v1::Notice::KIND_POSITION_RECORDED, 0,
                           {a.member(event.position_taken().recorded_for())});
    case Event::kMeetingRecorded:
      return OnMeeting(a, notifier);
    case Event::kProposalDrafted:
      return OnAsked(a, event.proposal_drafted().asked(), notifier);
    case Event::kDraftUpdated:
      return OnAsked(a, event.draft_updated().asked(), notifier);
    case Event::kSponsorAnswered:
      return notifier.Tell(v1::Notice::KIND_SPONSOR_ANSWERED, 0, circle.Bringers());
    case Event::kPhaseStarted:
      return OnPhase(a, circle, notifier);
    case Event::kRevisionMade:
      OnTextOfUnits(a, circle, notifier);
      return OnRevision(a, circle, notifier);
    case Event::kMandateGiven:
      return OnMandate(a, notifier);
    case Event::kAdviceAsked:
    case Event::kAdviceGiven:
      return OnAdvice(a, circle, notifier);
    case Event::kAmendmentProposed:
      return notifier.Tell(v1::Notice::KIND_AMENDMENT_BROUGHT, event.amendment_proposed().number(),
                           circle.Bringers());
    case Event::kAmendmentMoved:
      return OnAmendment(a, circle, notifier);
    case Event::kOutcomeReached:
      return OnOutcome(a, circle, notifier);
    case Event::kStateEntered:
      return OnState(a, circle, notifier);
    case Event::kPhaseStartSupported:
      return OnStartAwaited(a, notifier);
    case Event::kEffectFailed:
      return OnEffectFailed(a, circle, notifier);
    case Event::kDecisionMade:
      OnUrgentEnd(a, circle, notifier);
      InviteDissent(a, circle, notifier);
      return OnEnd(circle, notifier);
    case Event::kFacilitatorObjected:
      return OnFacilitatorObjected(a, circle, notifier);
    default:
      return OnHolds(a, circle, notifier);
  }
}

std::string NoticePrefix(int32_t place) {
  if (place == 0) return "notice/";
  return absl::StrFormat("notice_to/%08d/", place);
}

std::string NoticeKey(int32_t place, int64_t id) {
  return absl::StrFormat("%s%016d/%d", NoticePrefix(place), id / kIdsPerEntry, id % kIdsPerEntry);
}

std::string NoticeKeysAfter(int64_t sequence) { return absl::StrFormat("%016d/~", sequence); }

namespace {

v1::NoticeDocument DocumentOf(const State& state, const StoredNotice& stored) {
  v1::NoticeDocument document;
  v1::Notice& notice = *document.mutable_notice();
  notice.set_kind(stored.kind);
  if (stored.kind == v1::Notice::KIND_PRESENCE_RECORDED && stored.proposal == 0) {
    notice.set_meeting(MeetingName(state.id, stored.part));
  } else {
    if (stored.proposal != 0) notice.set_proposal(ProposalName(state.id, stored.proposal));
    notice.set_part(stored.part);
  }
  notice.set_sequence(stored.id / kIdsPerEntry);
  *notice.mutable_time() = ToProto(absl::FromUnixMicros(stored.time_us));
  if (stored.due_us != 0) {
    *notice.mutable_due_time() = ToProto(absl::FromUnixMicros(stored.due_us));
  }
  return document;
}

}  // namespace

std::optional<std::string> NoticeValue(const State& state, int32_t place, int64_t id) {
  const Outbox& outbox = state.book.outbox;
  if (place == 0) {
    const CommonNotice* const common = outbox.common.Find(id);
    if (common == nullptr) return std::nullopt;
    v1::NoticeDocument document = DocumentOf(state, *common);
    document.mutable_places()->Add(common->places.begin(), common->places.end());
    document.set_all_but(common->all_but);
    if (common->all_but) document.set_joined(common->joined);
    return CanonicalBytes(document);
  }
  const auto own = outbox.of.find(place - 1);
  const StoredNotice* const stored = own == outbox.of.end() ? nullptr : own->second.Find(id);
  if (stored == nullptr) return std::nullopt;
  v1::NoticeDocument document = DocumentOf(state, *stored);
  document.add_places(place);
  return CanonicalBytes(document);
}

bool IsFor(const v1::NoticeDocument& document, int32_t member) {
  const auto& places = document.places();
  const bool named = std::binary_search(places.begin(), places.end(), member + 1);
  return document.all_but() ? !named && member < document.joined() : named;
}

namespace {

// Which concern, and on what principle: transition 12.
std::string BlockedSentence(const v1::Notice& notice, absl::string_view principle) {
  std::string sentence =
      absl::StrCat("proposal ", std::string(LastSegment(notice.proposal())), " is blocked");
  if (notice.part() == 0) return absl::StrCat(sentence, ": too many do not go along");
  absl::StrAppend(&sentence, " by concern ", notice.part());
  if (!principle.empty()) absl::StrAppend(&sentence, ", resting on \"", principle, "\"");
  return sentence;
}

}  // namespace

std::string BlockKeyOf(const v1::NoticeDocument& document) {
  const v1::Notice& notice = document.notice();
  int32_t proposal = 0;
  const bool blocked = notice.kind() == v1::Notice::KIND_BLOCKED && notice.part() != 0 &&
                       absl::SimpleAtoi(LastSegment(notice.proposal()), &proposal);
  return blocked ? PartKey("block", proposal, notice.part()) : "";
}

v1::Notice ShowNotice(const v1::NoticeDocument& document, absl::string_view principle) {
  v1::Notice notice = document.notice();
  if (!notice.meeting().empty()) {
    notice.set_sentence(absl::StrCat("somebody put on record whether you are at meeting ",
                                     std::string(LastSegment(notice.meeting())),
                                     ": say it yourself if it is not so"));
    return notice;
  }
  if (notice.kind() == v1::Notice::KIND_BLOCKED) {
    notice.set_sentence(BlockedSentence(notice, principle));
    return notice;
  }
  notice.set_sentence(absl::Substitute(SentenceOf(notice.kind()),
                                       std::string(LastSegment(notice.proposal())), notice.part()));
  return notice;
}

}  // namespace assent::assembly
