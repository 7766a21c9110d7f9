// Events of a proposal's road.

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/effects.h"
#include "server/assembly/elections.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/retention.h"
#include "server/assembly/rivals.h"
#include "server/assembly/road.h"
#include "server/assembly/sponsors.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/check.h"
#include "server/base/limits.h"
#include "server/rules/explain.h"

namespace assent::assembly {
namespace {

// Puts a time into an optional timestamp field, or takes it out.
template <typename Mutable, typename Clear>
void SetOrClear(absl::Time time, Mutable mutable_field, Clear clear) {
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) {
    clear();
  } else {
    *mutable_field() = ToProto(time);
  }
}

void SetPhaseTimes(ProposalState& p, absl::Time start, absl::Time min, absl::Time end) {
  p.phase_start = start;
  p.phase_min = min;
  p.phase_end = end;
  v1::Proposal& view = p.view;
  SetOrClear(
      start, [&] { return view.mutable_phase_start_time(); },
      [&] { view.clear_phase_start_time(); });
  SetOrClear(
      min, [&] { return view.mutable_phase_min_time(); }, [&] { view.clear_phase_min_time(); });
  SetOrClear(
      end, [&] { return view.mutable_phase_end_time(); }, [&] { view.clear_phase_end_time(); });
}

void SetDiscussionTimes(ProposalState& p, absl::Time min, absl::Time end) {
  p.discussion_min = min;
  p.discussion_end = end;
  v1::Proposal& view = p.view;
  SetOrClear(
      min, [&] { return view.mutable_discussion_min_time(); },
      [&] { view.clear_discussion_min_time(); });
  SetOrClear(
      end, [&] { return view.mutable_discussion_end_time(); },
      [&] { view.clear_discussion_end_time(); });
}

void SetReturns(ProposalState& p, absl::Time time) {
  p.returns = time;
  SetOrClear(
      time, [&] { return p.view.mutable_return_time(); }, [&] { p.view.clear_return_time(); });
}

void SetWithdraws(ProposalState& p, absl::Time time) {
  p.withdraws = time;
  SetOrClear(
      time, [&] { return p.view.mutable_withdraw_time(); }, [&] { p.view.clear_withdraw_time(); });
}

void SetEtag(const Applying& a) { a.p().view.set_etag(absl::StrCat("e", a.event.sequence())); }

void AddRevision(const Applying& a, const event::v1::Text& text) {
  ProposalState& p = a.p();
  v1::Revision revision;
  revision.set_name(PartName(p.view.name(), "revisions", 1));
  revision.set_title(p.view.title());
  revision.set_text(text.content());
  revision.set_commitment(text.commitment());
  revision.set_author(a.author_name());
  *revision.mutable_create_time() = ToProto(a.time);
  p.revisions.assign(1, std::move(revision));
  p.view.set_revision(1);
  a.Touch(DocumentKind::kRevision, 1);
}

}  // namespace

void Apply(const Applying& a, const event::v1::ProposalDrafted& drafted) {
  ProposalState& p = a.p();
  a.state.last_proposal = p.number;
  p.created = a.time;
  v1::Proposal& view = p.view;
  view.set_name(ProposalName(a.state.id, p.number));
  view.set_kind(drafted.kind());
  view.set_state(v1::Proposal::STATE_DRAFT);
  view.set_title(drafted.title().content());
  view.set_text(drafted.text().content());
  view.set_proposer(a.author_name());
  for (const std::string& id : drafted.co_proposers()) {
    view.add_co_proposers(MemberName(a.state.id, id));
  }
  for (const std::string& id : drafted.asked()) AskToSponsor(view, MemberName(a.state.id, id));
  view.set_introduces_when_sponsored(drafted.introduce());
  view.set_urgent_reason(drafted.urgent_reason().content());
  view.set_urgent_scope(drafted.urgent_scope().content());
  for (const event::v1::ActionPoint& point : drafted.action_points()) {
    v1::ActionPoint& added = *view.add_action_points();
    added.set_task(point.task().content());
    if (!point.member().empty()) added.set_member(MemberName(a.state.id, point.member()));
    if (point.due_time_us() != 0) {
      *added.mutable_due_time() = ToProto(absl::FromUnixMicros(point.due_time_us()));
    }
  }
  view.set_rule_id(drafted.rule_id());
  if (drafted.reopens() != 0) view.set_reopens(DecisionName(a.state.id, drafted.reopens()));
  view.set_new_information(drafted.new_information().content());
  ShowEffects(a.state.id, drafted, view);
  view.set_publish_certificate(drafted.publish_certificate());
  *view.mutable_create_time() = ToProto(a.time);
  AddRevision(a, drafted.text());
  SetEtag(a);
}

void Apply(const Applying& a, const event::v1::DraftUpdated& updated) {
  v1::Proposal& view = a.p().view;
  if (updated.has_title()) view.set_title(updated.title().content());
  if (!updated.rule_id().empty()) view.set_rule_id(updated.rule_id());
  if (updated.has_text()) {
    view.set_text(updated.text().content());
    AddRevision(a, updated.text());
  }
  for (const std::string& id : updated.asked()) AskToSponsor(view, MemberName(a.state.id, id));
  a.p().revisions[0].set_title(view.title());
  a.Touch(DocumentKind::kRevision, 1);
  SetEtag(a);
}

namespace {

// Whoever brings a counter-proposal has done what a blocker may have to.
void NoteCounter(const Applying& a) {
  int32_t countered = 0;
  if (!absl::SimpleAtoi(LastSegment(a.p().view.counters()), &countered)) return;
  const auto found = a.state.proposals.find(countered);
  if (found == a.state.proposals.end()) return;
  for (size_t i = 0; i < a.state.members.size(); ++i) {
    if (IsProposer(a.p(), a.state.members[i])) {
      found->second.countered_by.insert(static_cast<int32_t>(i));
    }
  }
}

}  // namespace

void Apply(const Applying& a, const event::v1::ProposalIntroduced& introduced) {
  ProposalState& p = a.p();
  NoteCounter(a);
  *p.view.mutable_rule() = introduced.rule();
  p.view.set_rule_id(introduced.rule().id());
  p.view.set_state(v1::Proposal::STATE_INTRODUCED);
  p.view.clear_introduces_when_sponsored();
  p.introduced = a.time;
  *p.view.mutable_introduce_time() = ToProto(a.time);
  if (introduced.has_urgent_reason()) {
    p.urgent = true;
    p.view.set_urgent_reason(introduced.urgent_reason().content());
    p.view.set_urgent_scope(introduced.has_urgent_scope() ? introduced.urgent_scope().content()
                                                          : introduced.rule().urgent().scope());
  }
  SetDiscussionTimes(p, FromMicros(introduced.discussion_min_time_us(), absl::InfinitePast()),
                     FromMicros(introduced.discussion_end_time_us(), absl::InfiniteFuture()));
  for (const v1::UnitWeight& stated : a.state.view.charter().unit_weights()) {
    p.unit_weights[stated.unit()] = stated.weight();
  }
  if (introduced.has_electorate()) TakeElectorate(a, introduced.electorate());
}

namespace {

// From now on a live electorate loses who is silent, unless it does already.
void NoticeToTheSilent(ProposalState& p, absl::Time now) {
  const v1::Electorate& electorate = p.rule().electorate();
  if (electorate.snapshot() != v1::Electorate::SNAPSHOT_LIVE || !electorate.has_active_within()) {
    return;
  }
  p.silence_due = std::min(p.silence_due, now + ToDuration(electorate.active_within()));
}

}  // namespace

namespace {

// Whoever leaves resolving before its time comes back to what is left of it, as
// long as the text is the same.
void LeaveResolving(ProposalState& p, absl::Time now) {
  if (p.view.state() != v1::Proposal::STATE_RESOLVING) return;
  p.resolved_in = p.phase;
  p.resolved_revision = p.blocked_revision;
  p.resolved_meetings = p.meetings;
  p.resolving_left = std::max(p.phase_end - now, absl::ZeroDuration());
}

}  // namespace

namespace {

void SetParkingObjector(const Applying& a, int32_t member) {
  ProposalState& p = a.p();
  p.parking_objector = member;
  member < 0 ? p.view.clear_parking_objector()
             : p.view.set_parking_objector(a.state.members[member].view.name());
}

// Transition 30: whoever brings it back before its date objects to its being parked,
// for as long as it stays in the stage that it comes back to. `again`: it stays in it.
void NoteParking(const Applying& a, bool parks, bool again) {
  ProposalState& p = a.p();
  if (IsParked(p)) {
    if (a.author >= 0) SetParkingObjector(a, a.author);
  } else if (!again && !(parks && a.author >= 0)) {
    SetParkingObjector(a, -1);
  }
}

// What somebody parks goes on later with what is left of its time.
void KeepTimeLeft(const Applying& a, bool parks) {
  ProposalState& p = a.p();
  // A road that leads here was taken by the last who ranked, and its phase is over.
  const bool over = IsRunning(p) && p.current_phase().has_roads() && p.ballots_opened == 0;
  const bool kept = parks && a.author >= 0 && IsRunning(p) && !over;
  p.phase_left = kept ? p.phase_end - a.time : absl::InfiniteDuration();
  p.phase_min_left =
      kept ? std::max(p.phase_min - a.time, absl::ZeroDuration()) : absl::InfiniteDuration();
}

// When a blocked proposal ends by itself: what was decided urgently expires on its date
// although it is held (transition 28); any other when what comes next is voted on.
absl::Time EndOfBlocked(const ProposalState& p, absl::Time now) {
  const bool dated = p.phase >= 0 && StopsUntilItsDate(p.current_phase());
  return dated ? std::max(p.ratify_by, now) : absl::InfiniteFuture();
}

}  // namespace

void Apply(const Applying& a, const event::v1::StateEntered& entered) {
  ProposalState& p = a.p();
  LeaveResolving(p, a.time);
  const bool was_parked = IsParked(p);
  // Nobody is asked any more, until a new notice.
  if (entered.state() != v1::Proposal::STATE_BLOCKED) p.silence_due = absl::InfiniteFuture();
  const bool parks = entered.state() == v1::Proposal::STATE_TABLED ||
                     entered.state() == v1::Proposal::STATE_REFERRED;
  NoteParking(a, parks, /*again=*/false);
  KeepTimeLeft(a, parks);
  if (parks) p.parked_from = p.view.state();
  p.view.set_state(entered.state());
  if (parks && !was_parked) StopClocks(a);
  if (was_parked && !parks) RunClocks(a);
  if (!entered.reason().content().empty()) p.view.set_state_reason(entered.reason().content());
  SetReturns(p, FromMicros(entered.return_time_us(), absl::InfiniteFuture()));
  switch (entered.state()) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      p.blocked_in = -1;
      p.startable = -1;
      p.start_voices.clear();
      p.without_quorum.clear();
      p.passed_tally.reset();  // what was counted before leads nowhere any more
      p.stopped_tally.reset();
      p.passed_phase = -1;
      SetPhaseTimes(p, absl::InfinitePast(), absl::InfinitePast(), absl::InfiniteFuture());
      if (entered.discussion_end_time_us() != 0) {
        SetDiscussionTimes(p, p.discussion_min, FromMicros(entered.discussion_end_time_us(), {}));
      }
      break;
    case v1::Proposal::STATE_BLOCKED:
      if (p.blocked_in < 0) {
        p.blocked_in = p.phase;
        p.blocked_revision = p.view.revision();
      }
      NoticeToTheSilent(p, a.time);
      SetPhaseTimes(p, p.phase_start, absl::InfinitePast(), EndOfBlocked(p, a.time));
      break;
    default:
      break;
  }
  if (!parks) BeginObjections(a);
}

namespace {

v1::Proposal::State StateOf(const v1::Phase& phase, bool through_block) {
  switch (phase.kind()) {
    case v1::Phase::KIND_RESOLVING:
      return v1::Proposal::STATE_RESOLVING;
    case v1::Phase::KIND_LATE_WINDOW:
    case v1::Phase::KIND_RATIFY:
      return v1::Proposal::STATE_PROVISIONAL;
    case v1::Phase::KIND_VOTE:
      return through_block ? v1::Proposal::STATE_FALLBACK : v1::Proposal::STATE_CALLED;
    default:
      return v1::Proposal::STATE_CALLED;
  }
}

}  // namespace

namespace {

// What the phase asks of blockers is looked at: when a span for a meeting is over,
// with the day on which it ends, and when all of it has to be done.
void StartDuty(const Applying& a, const v1::Phase& phase) {
  ProposalState& p = a.p();
  p.resolving_since = p.duty_since = a.event.sequence();
  p.duty_due = absl::InfiniteFuture();
  if (phase.kind() != v1::Phase::KIND_RESOLVING || !phase.block().has_duty()) return;
  const v1::BlockDuty& duty = phase.block().duty();
  if (duty.has_every()) p.duty_due = a.time + ToDuration(duty.every()) + absl::Hours(24);
  if (duty.has_within()) p.duty_due = std::min(p.duty_due, a.time + ToDuration(duty.within()));
}

}  // namespace

void Apply(const Applying& a, const event::v1::PhaseStarted& started) {
  ProposalState& p = a.p();
  LeaveResolving(p, a.time);
  const bool opens = IsBeforeCall(p);
  if (started.has_electorate()) TakeElectorate(a, started.electorate());
  const v1::Phase& phase = p.phases(started.index());
  const bool again = started.restart() && p.phase == started.index();
  const bool votes = phase.kind() == v1::Phase::KIND_VOTE && !again;
  const bool ratifies = phase.kind() == v1::Phase::KIND_RATIFY && !again;
  NoteParking(a, /*parks=*/false, again && IsRunning(p));
  KeepTimeLeft(a, /*parks=*/false);
  // Also by way of a choice among roads, which is a vote itself.
  const bool forked =
      p.view.state() == v1::Proposal::STATE_FALLBACK && p.current_phase().has_roads();
  if (votes) p.through_block = p.blocked_in >= 0 || forked;
  // A vote asks anew, and so do a call after a discussion and the ratification of
  // what a few decided in a hurry.
  if (votes || ratifies || opens) {
    TouchPositions(a);
    p.positions.AskAnew();
  }
  if (phase.kind() != v1::Phase::KIND_RESOLVING) p.blocked_in = -1;
  if (!started.restart()) p.extensions.clear();
  p.phase = started.index();
  StartDuty(a, phase);
  p.startable = -1;
  p.start_voices.clear();
  p.meetings = ResolvesOn(p, started.index()) ? p.resolved_meetings : 0;
  p.hides = p.rule().positions().hide_until_close() && phase.may() != v1::Phase::MAY_HOLDS_ONLY &&
            phase.kind() != v1::Phase::KIND_RESOLVING;
  const bool was_parked = IsParked(p);
  p.view.set_phase(phase.name());
  p.view.set_state(StateOf(phase, p.through_block));
  p.view.clear_state_reason();
  if (was_parked) RunClocks(a);
  SetReturns(p, absl::InfiniteFuture());
  NoticeToTheSilent(p, a.time);
  SetPhaseTimes(p, a.time, FromMicros(started.min_time_us(), absl::InfinitePast()),
                FromMicros(started.end_time_us(), absl::InfiniteFuture()));
  if (phase.kind() == v1::Phase::KIND_RATIFY) p.ratify_by = p.phase_end;
  if (opens) OpenAdvance(a);
  if (AsksForBallots(phase)) AskForCountAgain(a);
  if (!started.restart()) CloseRivalBallots(a);
  BeginObjections(a);
}

void Apply(const Applying& a, const event::v1::PhaseExtended& extended) {
  ProposalState& p = a.p();
  if (a.author >= 0) ++p.extensions[a.author];
  SetPhaseTimes(p, p.phase_start, p.phase_min, absl::FromUnixMicros(extended.end_time_us()));
  const bool ratifies = p.phase >= 0 && p.current_phase().kind() == v1::Phase::KIND_RATIFY;
  if (ratifies) p.ratify_by = p.phase_end;
}

void Apply(const Applying& a, const event::v1::PhaseStartSupported& supported) {
  ProposalState& p = a.p();
  if (a.author < 0 || p.startable != supported.index()) p.start_voices.clear();
  p.startable = supported.index();
  if (a.author >= 0) p.start_voices.insert(a.VoiceOf(a.author));
  if (supported.end_time_us() == 0) return;
  SetPhaseTimes(p, p.phase_start, absl::InfinitePast(),
                absl::FromUnixMicros(supported.end_time_us()));
}

namespace {

// The evaluation that an event puts on record: as of now, or, if it replaces
// one, as of the close that it goes back to. Before its minimum time a phase
// closes only because all have answered.
v1::Tally TallyOf(const Applying& a, const event::v1::OutcomeReached& reached) {
  const ProposalState& p = a.p();
  const bool again = reached.replaces() != v1::OUTCOME_UNSPECIFIED;
  if (again) return TallyOfClose(a.state, p);
  const auto min_time = a.time < p.phase_min ? ProposalEvaluation::MinTime::kSkipped
                                             : ProposalEvaluation::MinTime::kCounts;
  return ProposalEvaluation(a.state, p, reached.index(), a.time, min_time).ToTally("");
}

// What followed from the outcome that this one replaces falls: the end, if it
// has come to one, and the phase that came after.
void TakeBack(const Applying& a, const event::v1::OutcomeReached& reached) {
  ProposalState& p = a.p();
  if (p.decision) TakeBackDecision(a);
  if (Adopts(reached.replaces()) && Adopts(reached.outcome())) return;
  p.phase = reached.index();
  p.view.set_phase(p.current_phase().name());
  p.view.set_state(StateOf(p.current_phase(), p.through_block));
}

}  // namespace

namespace {

// Whether as many said the same, of v1::Counts or v1::Votes.
template <typename Message>
bool SaidTheSame(const Message& one, const Message& other) {
  return one.agree() == other.agree() && one.reservations() == other.reservations() &&
         one.stand_aside() == other.stand_aside() && one.abstain() == other.abstain() &&
         one.disagree() == other.disagree() && one.block() == other.block() &&
         one.more_discussion() == other.more_discussion();
}

// Whether both counted the same voices, and as many votes.
bool SameVoices(const v1::Counts& one, const v1::Counts& other) {
  return SaidTheSame(one, other) && SaidTheSame(one.votes(), other.votes());
}

// A window has passed: what was asked for before it is counted with the positions
// of today, for a block that came and went may have left a stand-aside, and an objection
// that is tolerated is dissent. Where that would not adopt, since somebody has left, the
// count of the window stands.
void Confirm(const Applying& a, v1::Tally window) {
  ProposalState& p = a.p();
  p.stopped_tally.reset();
  v1::Tally today =
      ProposalEvaluation(a.state, p, p.passed_phase, a.time, ProposalEvaluation::MinTime::kSkipped)
          .ToTally("");
  const bool same = SameVoices(today.counts(), p.passed_tally->counts());
  if (same && (!Adopts(today.outcome()) || today.outcome() == p.passed_tally->outcome())) return;
  p.passed_tally = Adopts(today.outcome()) ? std::move(today) : std::move(window);
}

void KeepTally(const Applying& a, const event::v1::OutcomeReached& reached, v1::Tally tally) {
  ProposalState& p = a.p();
  const bool asks = p.phases(reached.index()).may() != v1::Phase::MAY_HOLDS_ONLY;
  if (!asks && p.passed_tally) {
    if (Adopts(reached.outcome())) return Confirm(a, std::move(tally));
    p.stopped_tally = std::move(tally);
    return;
  }
  p.stopped_tally.reset();
  p.passed_tally = std::move(tally);
  p.passed_phase = reached.index();
  if (reached.replaces() != v1::OUTCOME_UNSPECIFIED) return;
  p.passed_time = a.time;
  p.passed_end = p.phase_end;
}

// How to go on has been asked, where everybody stands has not. The ballots stay to be seen.
void CloseRoads(const Applying& a) {
  TouchPositions(a);
  a.p().positions.AskAnew();
  a.p().ballots_opened = 0;
}

}  // namespace

void TakeBackDecision(const Applying& a) {
  ProposalState& p = a.p();
  TakeBackStanding(a);
  a.state.decided.erase(p.number);
  a.state.ended.erase({p.forget, p.number});
  KeepOpen(a.state, p.forget, p.number);
  p.forget = p.effect_due = absl::InfiniteFuture();
  ForgetDecision(a);
  p.view.clear_decision();
  p.view.clear_tally();
}

void Apply(const Applying& a, const event::v1::OutcomeReached& reached) {
  ProposalState& p = a.p();
  v1::Tally tally = TallyOf(a, reached);
  p.view.set_state_reason(rules::HeadlineOf(tally));
  const bool adopts = Adopts(reached.outcome());
  const bool again = reached.replaces() != v1::OUTCOME_UNSPECIFIED;
  if (again) TakeBack(a, reached);
  if (!adopts && !again) ++p.failures[reached.index()];
  if (reached.outcome() == v1::OUTCOME_NO_QUORUM) ++p.without_quorum[reached.index()];
  KeepTally(a, reached, std::move(tally));
  SetPhaseTimes(p, p.phase_start, absl::InfinitePast(), absl::InfiniteFuture());
  if (p.phases(reached.index()).has_roads()) CloseRoads(a);
  if (reached.outcome() != v1::OUTCOME_BLOCKED) return;
  for (const auto& [concern, block] : p.blocks) {
    if (IsOpen(block)) p.stopped_by[reached.index()].insert(concern);
  }
  if (p.blocked_in < 0) {
    p.blocked_in = reached.index();
    p.blocked_revision = p.view.revision();
  }
  p.view.set_state(v1::Proposal::STATE_BLOCKED);
}

void Apply(const Applying& a, const event::v1::SenseDeclared& declared) {
  ProposalState& p = a.p();
  p.view.set_state_reason(declared.reason().content());
  p.passed_tally = ProposalEvaluation(a.state, p, p.phase, a.time).ToTally("");
  p.passed_tally->set_outcome(DeclaredOutcome(p, declared.adopted()));
  p.stopped_tally.reset();
  p.passed_phase = p.phase;
  p.passed_time = a.time;
  p.passed_end = p.phase_end;
  p.declared_by = a.author_name();
  p.appeal_until = FromMicros(declared.appeal_time_us(), absl::InfinitePast());
  p.appeal.reset();  // that was of what was declared before
  p.view.clear_appeal();
}

void Apply(const Applying& a, const event::v1::WithdrawalAnnounced& announced) {
  SetWithdraws(a.p(), absl::FromUnixMicros(announced.withdraw_time_us()));
}

void Apply(const Applying& a, const event::v1::ProposalTakenOver&) {
  a.p().view.set_proposer(a.author_name());
  SetWithdraws(a.p(), absl::InfiniteFuture());
}

namespace {

// Something else has decided since: what was declared leads nowhere any more, and
// cannot be appealed.
void ForgetDeclaration(ProposalState& p) {
  p.declared_by.clear();
  p.appeal_until = absl::InfinitePast();
  if (p.appeal) p.view.clear_appeal();
  p.appeal.reset();
}

bool DecidesQuestion(v1::Proposal::State state) {
  return state == v1::Proposal::STATE_ADOPTED || state == v1::Proposal::STATE_REJECTED ||
         state == v1::Proposal::STATE_LAPSED;
}

// Amendments that nobody settled end with their proposal.
void OvertakeAmendments(const Applying& a) {
  for (size_t i = 0; i < a.p().amendments.size(); ++i) {
    AmendmentState& amendment = a.p().amendments[i];
    switch (amendment.view.state()) {
      case v1::Amendment::STATE_OPEN:
      case v1::Amendment::STATE_ACCEPTED:
      case v1::Amendment::STATE_VOTING:
        amendment.view.set_state(v1::Amendment::STATE_OVERTAKEN);
        amendment.view.clear_settle_time();
        amendment.settles = absl::InfiniteFuture();
        a.Touch(DocumentKind::kAmendment, static_cast<int64_t>(i) + 1);
        break;
      default:
        break;
    }
  }
}

}  // namespace

void Apply(const Applying& a, const event::v1::DecisionMade& made) {
  ProposalState& p = a.p();
  if (!made.declared()) ForgetDeclaration(p);
  // What was counted on the way to something else led to no withdrawal.
  const bool counted = made.outcome() != v1::OUTCOME_UNSPECIFIED;
  const v1::Tally* const tally = TallyFor(p, made.outcome());
  if (tally != nullptr && counted) *p.view.mutable_tally() = *tally;
  p.view.set_state(made.state());
  SetPhaseTimes(p, p.phase_start, absl::InfinitePast(), absl::InfiniteFuture());
  SetReturns(p, absl::InfiniteFuture());
  SetWithdraws(p, absl::InfiniteFuture());
  p.startable = -1;
  TakeChosenText(a);
  OvertakeAmendments(a);
  v1::Decision decision = MakeDecision(a.state, p);
  *decision.mutable_decide_time() = ToProto(a.time);
  decision.set_sequence(a.event.sequence());
  if (made.review_time_us() != 0) {
    *decision.mutable_review_time() = ToProto(absl::FromUnixMicros(made.review_time_us()));
  }
  if (made.sunset_time_us() != 0) {
    *decision.mutable_sunset_time() = ToProto(absl::FromUnixMicros(made.sunset_time_us()));
  }
  if (made.effect_time_us() != 0) {
    p.effect_due = absl::FromUnixMicros(made.effect_time_us());
    *decision.mutable_effect_time() = ToProto(p.effect_due);
  }
  if (made.state() == v1::Proposal::STATE_ADOPTED) {
    StartStanding(a, made);
    NoteAdopted(a);
  }
  p.view.set_decision(decision.name());
  p.decision = std::move(decision);
  if (p.rule().has_reopen() && DecidesQuestion(made.state())) {
    a.state.decided[p.number] = {a.time, p.rule().reopen(),
                                 WordingOf(p.view.title(), p.view.text())};
  }
  const auto first = a.state.released.lower_bound({p.number, 0});
  a.state.released.erase(first, a.state.released.lower_bound({p.number + 1, 0}));
  p.forget = std::max({a.time, ContestableUntil(p), p.appeal_until});
  a.state.ended.insert({p.forget, p.number});
  if (made.state() != v1::Proposal::STATE_ADOPTED) KeepUntilExpiry(a.state, p.forget, p.number);
  RememberDecision(a);
}

}  // namespace assent::assembly
