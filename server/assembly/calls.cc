#include "server/assembly/calls.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "server/assembly/answer.h"
#include "server/assembly/change_awaited.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/election_count.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/errors_presence.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/presence.h"
#include "server/assembly/road.h"
#include "server/assembly/roles.h"
#include "server/assembly/steering.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rules/quorum.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// Whether the group has voted one of this member's amendments down, or they took one
// back: a further one of theirs does not hold up a call.
bool WasHeard(const ProposalState& p, const std::string& author) {
  return std::any_of(p.amendments.begin(), p.amendments.end(), [&](const AmendmentState& one) {
    const v1::Amendment::State state = one.view.state();
    const bool over =
        state == v1::Amendment::STATE_REJECTED || state == v1::Amendment::STATE_WITHDRAWN;
    return over && one.view.author() == author &&
           one.view.kind() == v1::Amendment::KIND_SUBSTANTIVE;
  });
}

// Whether a change of this text waits for an answer or is voted on.
bool IsPending(const ProposalState& p, const AmendmentState& one) {
  const v1::Amendment& amendment = one.view;
  return IsOpen(one) && amendment.kind() == v1::Amendment::KIND_SUBSTANTIVE &&
         amendment.amends().empty() && amendment.base_revision() == p.view.revision() &&
         !WasHeard(p, amendment.author());
}

// Before positions are asked for, every concern has been dealt with and the
// text has come to rest.
absl::Status CheckSettled(const ProposalState& p) {
  int32_t first = 0;
  int64_t open = 0;
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    if (p.concerns[i].view.state() != v1::Concern::STATE_OPEN) continue;
    if (IsQuestion(p.concerns[i])) continue;
    if (p.concerns[i].view.block()) continue;  // what a block rests on is dealt with as a block
    if (open++ == 0) first = static_cast<int32_t>(i) + 1;
  }
  if (open > 0) return error::ConcernsUnsettled(first, open);
  for (size_t i = 0; i < p.amendments.size(); ++i) {
    const v1::Amendment& amendment = p.amendments[i].view;
    if (amendment.state() == v1::Amendment::STATE_OPEN &&
        amendment.kind() == v1::Amendment::KIND_EDITORIAL) {
      return error::EditorialPending(static_cast<int32_t>(i) + 1);
    }
    if (IsPending(p, p.amendments[i])) return error::AmendmentPending(static_cast<int32_t>(i) + 1);
  }
  return absl::OkStatus();
}

// How many voices it takes to start a phase, of those present; without a record
// everybody might be. Where those who count as present are fewer than half of the voices,
// or than the phase needs for a quorum, they are no meeting: who writes the record would
// choose whom to ask. An empty base never passes.
int64_t VoicesToStart(const ProposalState& p, const v1::Phase& phase) {
  const int64_t all = p.view.electorate_size();
  const int64_t present = VoicesPresent(p, p.start_voices);
  const int64_t least = std::max(rules::QuorumNeeded(phase.quorum(), all), (all + 1) / 2);
  const bool met = p.attendance_kept && IsMeeting(p, p.attendance, /*recorder=*/-1);
  const int64_t base = met && present >= least ? present : all;
  const v1::Fraction& share = phase.start_share();
  return std::max<int64_t>(
      1, (base * share.numerator() + share.denominator() - 1) / share.denominator());
}

absl::Status CheckMayStart(const Act& act, const ProposalState& p, const v1::Phase& phase) {
  switch (phase.start()) {
    case v1::Phase::START_FACILITATOR:
      return CheckFacilitator(act, p);
    case v1::Phase::START_PROPOSER:
      return CheckProposer(act, p);
    case v1::Phase::START_VOTE:
      return VoiceOfActor(act, p).status();
    default:
      return absl::OkStatus();
  }
}

// Starts the phase, or counts as the actor's voice for that. Returns how many voices
// it takes; 0: it has started.
absl::StatusOr<int64_t> StartOnRequest(Act& act, ProposalState& p, int32_t index) {
  const v1::Phase& phase = p.phases(index);
  ASSENT_RETURN_IF_ERROR(CheckMayStart(act, p, phase));
  if (phase.start() == v1::Phase::START_VOTE) {
    Event event;
    event.mutable_phase_start_supported()->set_index(index);
    act.Emit(p.number, std::move(event));
    const int64_t needed = VoicesToStart(p, phase);
    if (static_cast<int64_t>(p.start_voices.size()) < needed) return needed;
  }
  StartPhase(act, p, index, /*restart=*/false);
  return 0;
}

}  // namespace

namespace {

// Three levels of discussion come before a call only where the rule says so; the
// urgent way and a rule that lets discussion be skipped ask for none.
absl::Status CheckCameBefore(const ProposalState& p) {
  if (p.urgent) return absl::OkStatus();
  const v1::DiscussionPolicy::BeforeCall before = p.rule().discussion().before_call();
  const v1::Proposal::State state = p.view.state();
  if (before == v1::DiscussionPolicy::BEFORE_CALL_CONCERNS &&
      state != v1::Proposal::STATE_CONCERNS) {
    return error::ConcernsNotListed();
  }
  if (before == v1::DiscussionPolicy::BEFORE_CALL_DISCUSSION &&
      state == v1::Proposal::STATE_INTRODUCED) {
    return error::DiscussionNotOpened();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCallable(const ProposalState& p, absl::Time now) {
  switch (p.view.state()) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      break;
    default:
      return error::NotInThisState(StateInWords(p.view.state()), "a call follows the discussion");
  }
  if (p.withdraws != absl::InfiniteFuture()) return error::WithdrawalPending();
  const bool nothing = Chooses(p.view.kind()) && StandingOptions(p.view.election()) == 0;
  if (nothing) return error::OptionsMissing();
  const bool may_skip = p.rule().discussion().may_skip() || p.urgent;
  if (!may_skip && now < p.discussion_min) {
    return error::DiscussionNotOver(TimeInWords(p.discussion_min));
  }
  // Where discussion may not be skipped, questions come before it, and so before a call.
  const int32_t question = FirstOpenQuestion(p);
  if (!may_skip && question != 0 && p.view.state() == v1::Proposal::STATE_INTRODUCED) {
    return error::QuestionsOpen(question);
  }
  ASSENT_RETURN_IF_ERROR(CheckCameBefore(p));
  return CheckSettled(p);
}

absl::StatusOr<v1::CallForConsensusResponse> Decide(Act& act,
                                                    const v1::CallForConsensusRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckCallable(*p, act.now()));
  ASSENT_RETURN_IF_ERROR(StartOnRequest(act, *p, 0).status());
  return Answer<v1::CallForConsensusResponse>(act, *p);
}

namespace {

// Windows in which people who were absent may still speak up run their time. What
// was urgent is ratified as soon as it passes.
bool RunsItsTime(const v1::Phase& phase) {
  return phase.kind() == v1::Phase::KIND_FINAL_COMMENT ||
         phase.kind() == v1::Phase::KIND_LATE_WINDOW;
}

// Resolving ends when its meetings or rounds are used up, or by asking if the
// rule gives it no measure at all.
bool ResolvingIsOver(const ProposalState& p, absl::Time now) {
  const v1::PhaseTime& time = p.current_phase().time();
  // Meetings take the time that the rule gives them: six in a week are not six fortnights.
  const bool met = time.max_meetings() > 0 && p.meetings >= time.max_meetings();
  if (met && now >= p.phase_min) return true;
  if (time.max_rounds() > 0 && p.rounds >= time.max_rounds()) return true;
  return time.max_meetings() == 0 && time.max_rounds() == 0 &&
         p.phase_end == absl::InfiniteFuture();
}

// Whether asking closes the phase with this outcome now, before its end.
bool MayClose(const Act& act, const ProposalState& p, const ProposalEvaluation& evaluation) {
  // How to go on is asked of everybody for as long as the rule gives them.
  if (p.current_phase().has_roads()) return false;
  // What would come of it is not to be found out by asking.
  if (p.hides || AwaitsCount(p)) return MayCloseHidden(p, act.now());
  if (RunsItsTime(p.current_phase()) && p.phase_end != absl::InfiniteFuture()) return false;
  switch (evaluation.outcome()) {
    case v1::OUTCOME_ADOPTED:
    case v1::OUTCOME_ADOPTED_WITH_DISSENT:
    case v1::OUTCOME_RETURN_TO_DISCUSSION:
      return true;
    // Where it would be the end of it, others have the least time to answer and to resolve.
    case v1::OUTCOME_BLOCKED:
      return !StopsUntilItsDate(p.current_phase()) &&
             (act.now() >= p.phase_min || !EndsBlocked(p.current_phase()));
    // Without an end of its own a phase ends when somebody asks, its least time
    // given: on a no, once anybody has answered; on what may still come, once
    // everybody has.
    case v1::OUTCOME_NOT_ADOPTED:
      return p.phase_end == absl::InfiniteFuture() && p.positions.answered() > 0 &&
             act.now() >= p.phase_min;
    case v1::OUTCOME_NOT_READY:
    case v1::OUTCOME_NO_QUORUM:
      return p.phase_end == absl::InfiniteFuture() && AllAnswered(p) &&
             !evaluation.waits_for_holds() && !evaluation.waits_for_answers() &&
             act.now() >= p.phase_min;
    default:
      return false;
  }
}

// What its text is to be is asked before whether all agree to it.
absl::Status CheckNoChangeAwaited(const ProposalState& p, absl::Time now) {
  const int32_t number = ChangeAwaited(p, now).number;
  if (number == 0) return absl::OkStatus();
  const bool editorial = p.amendments[number - 1].view.kind() == v1::Amendment::KIND_EDITORIAL;
  return editorial ? error::EditorialPending(number) : error::AmendmentPending(number);
}

}  // namespace

absl::Status DecideNow(Act& act, ProposalState& p) {
  if (!TakesPositions(p)) return error::NotCalled();
  if (p.withdraws != absl::InfiniteFuture()) return error::WithdrawalPending();
  ASSENT_RETURN_IF_ERROR(CheckNoChangeAwaited(p, act.now()));
  if (p.view.state() == v1::Proposal::STATE_RESOLVING && ResolvingIsOver(p, act.now())) {
    EndResolving(act, p);
    return absl::OkStatus();
  }
  const bool running = IsRunning(p) && p.view.state() != v1::Proposal::STATE_RESOLVING;
  const int64_t before = act.state().sequence;
  // Nor does a test that nobody ends hold final comments for good.
  const bool held = p.view.state() == v1::Proposal::STATE_BLOCKED && p.startable < 0;
  if (running || held) SettleOpenTests(act, p, /*asked=*/true);
  // A test that was settled may have closed the phase; and a command that has
  // done something is not refused.
  const bool settled = act.state().sequence != before;
  if (settled && (p.decision || !IsRunning(p))) return absl::OkStatus();
  act.Weighs(p);
  const ProposalEvaluation evaluation(act.state(), p, DecidingPhase(p), act.now());
  if (!running || !MayClose(act, p, evaluation)) {
    return settled ? absl::OkStatus() : error::OutcomeNotReached(ShownTally(p, evaluation, "en"));
  }
  ClosePhase(act, p, evaluation);
  return absl::OkStatus();
}

absl::Status CheckWouldPass(const Act& act, const ProposalState& p) {
  if (p.withdraws != absl::InfiniteFuture()) return error::WithdrawalPending();
  ASSENT_RETURN_IF_ERROR(CheckNoChangeAwaited(p, act.now()));
  const ProposalEvaluation evaluation(act.state(), p, DecidingPhase(p), act.now());
  const bool passes = evaluation.adopts() && MayClose(act, p, evaluation);
  return passes ? absl::OkStatus() : error::OutcomeNotReached(ShownTally(p, evaluation, "en"));
}

absl::StatusOr<v1::DecideProposalResponse> Decide(Act& act,
                                                  const v1::DecideProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(DecideNow(act, *p));
  return Answer<v1::DecideProposalResponse>(act, *p);
}

namespace {

absl::StatusOr<int32_t> StartablePhase(const ProposalState& p, const std::string& name) {
  if (p.startable < 0 || IsParked(p)) return error::PhaseNotStartable();
  if (!name.empty() && p.phases(p.startable).name() != name) return error::PhaseNotStartable();
  return p.startable;
}

}  // namespace

bool MayStart(const State& state, const ProposalState& p, int32_t member) {
  if (p.startable < 0 || !IsMember(state.members[member])) return false;
  const auto voice = p.voice_of.find(member);
  const Member& who = state.members[member];
  switch (p.phases(p.startable).start()) {
    case v1::Phase::START_PROPOSER:
      return IsProposer(p, who);
    case v1::Phase::START_FACILITATOR:
      return p.view.facilitator().empty() ? voice != p.voice_of.end()
                                          : p.view.facilitator() == who.view.name();
    case v1::Phase::START_VOTE:
      return voice != p.voice_of.end() && p.start_voices.count(voice->second) == 0;
    default:
      return voice != p.voice_of.end();
  }
}

absl::StatusOr<v1::StartPhaseResponse> Decide(Act& act, const v1::StartPhaseRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_ASSIGN_OR_RETURN(const int32_t index, StartablePhase(*p, request.phase()));
  if (IsBeforeCall(*p)) ASSENT_RETURN_IF_ERROR(CheckCallable(*p, act.now()));
  ASSENT_ASSIGN_OR_RETURN(const int64_t needed, StartOnRequest(act, *p, index));
  v1::StartPhaseResponse response;
  response.set_voices_needed(needed);
  if (needed > 0) response.set_voices(static_cast<int64_t>(p->start_voices.size()));
  *response.mutable_proposal() = p->view;
  response.set_sequence(act.state().sequence);
  return response;
}

namespace {

// By how much the running phase may be extended now.
absl::Duration LongestExtension(Act& act, const ProposalState& p) {
  const v1::PhaseTime& time = p.current_phase().time();
  const absl::Duration most =
      ToDuration(time.has_max_extension() ? time.max_extension() : time.max());
  if (!time.has_max_extended()) return most;
  const absl::Time last =
      After(act, p.phase_start, ToDuration(time.max_extended()), time.calendar());
  return std::max(std::min(most, last - p.phase_end), absl::ZeroDuration());
}

}  // namespace

absl::StatusOr<v1::ExtendPhaseResponse> Decide(Act& act, const v1::ExtendPhaseRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kReasonBounds));
  if (!IsRunning(*p)) return error::NotCalled();
  const v1::PhaseTime& time = p->current_phase().time();
  if (time.extensions_per_member() == 0 || p->phase_end == absl::InfiniteFuture()) {
    return error::NoExtension();
  }
  ASSENT_RETURN_IF_ERROR(VoiceOfActor(act, *p).status());
  const auto used = p->extensions.find(act.actor_index());
  if (used != p->extensions.end() && used->second >= time.extensions_per_member()) {
    return error::ExtensionUsed();
  }
  const absl::Duration most = LongestExtension(act, *p);
  const absl::Duration by = request.has_by() ? ToDuration(request.by()) : most;
  const bool valid = !request.has_by() || IsValid(request.by());
  if (!valid || by <= absl::ZeroDuration() || by > most) {
    return error::ExtensionTooLong(absl::FormatDuration(most));
  }
  if (absl::StripAsciiWhitespace(request.reason()).empty()) return error::ReasonRequired("reason");
  Event event;
  event::v1::PhaseExtended& extended = *event.mutable_phase_extended();
  extended.set_end_time_us(ToMicros(After(act, p->phase_end, by, time.calendar())));
  if (!request.reason().empty()) extended.mutable_reason()->set_content(request.reason());
  act.Emit(p->number, std::move(event));
  return Answer<v1::ExtendPhaseResponse>(act, *p);
}

void EndResolvingByMeetings(Act& act, ProposalState& p) {
  const bool resolves = !p.decision && p.view.state() == v1::Proposal::STATE_RESOLVING;
  if (!resolves || p.current_phase().time().max_meetings() == 0 || !ResolvingIsOver(p, act.now()))
    return;
  EndResolving(act, p);
}

absl::StatusOr<v1::RecordMeetingResponse> Decide(Act& act,
                                                 const v1::RecordMeetingRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (request.present_size() > kMaxPresent) return error::TooMany("present", kMaxPresent);
  Event event;
  event::v1::MeetingRecorded& recorded = *event.mutable_meeting_recorded();
  std::set<int32_t> members;
  for (const std::string& name : request.present()) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, name, "present"));
    const Member& one = act.state().members[member];
    const bool own = member == act.actor_index();
    if (!own && p->presence_struck.contains(member)) {
      return error::PresenceStruck(one.view.handle());
    }
    if (!members.insert(member).second) continue;
    recorded.add_present(one.id);
    const bool counts =
        RecordedPresence(act.state(), *p, member, act.actor_index(), act.now()).counts;
    if (!counts) recorded.add_uncounted(one.id);
  }
  // Whoever was there stays on the list, also where it was no meeting.
  recorded.set_counts_as_meeting(request.counts_as_meeting() &&
                                 IsMeeting(*p, members, act.actor_index()));
  act.Emit(p->number, std::move(event));
  EndResolvingByMeetings(act, *p);
  return Answer<v1::RecordMeetingResponse>(act, *p);
}

namespace {

// A smaller body carries on what the group is about; it does not make the group
// another one, nor itself.
absl::Status CheckDeclaresInRole(const Act& act, const ProposalState& p) {
  const std::string& role = p.current_phase().judged().role();
  if (!HasRole(act.state(), role, act.actor_index())) return error::RoleDeclares(role);
  switch (p.view.kind()) {
    case v1::Proposal::KIND_UNSPECIFIED:
    case v1::Proposal::KIND_ORDINARY:
    case v1::Proposal::KIND_RESOURCES:
      return absl::OkStatus();
    default:
      return error::NotForARole();
  }
}

absl::Status CheckDeclarer(const Act& act, const ProposalState& p) {
  const v1::Judged& judged = p.current_phase().judged();
  if (judged.by() == v1::Judged::BY_ROLE) return CheckDeclaresInRole(act, p);
  if (judged.by() != v1::Judged::BY_PROPOSER) {
    ASSENT_RETURN_IF_ERROR(CheckFacilitator(act, p));
    return JudgesOwn(act.state(), p, act.actor_index()) ? error::OwnProposal() : absl::OkStatus();
  }
  return p.view.proposer() == act.actor().view.name() ? absl::OkStatus() : error::NotTheProposer();
}

}  // namespace

absl::StatusOr<v1::DeclareSenseResponse> Decide(Act& act, const v1::DeclareSenseRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kStatementBounds));
  if (!IsRunning(*p)) return error::NotCalled();
  if (!p->current_phase().has_judged()) return error::NotJudged();
  ASSENT_RETURN_IF_ERROR(CheckDeclarer(act, *p));
  ASSENT_RETURN_IF_ERROR(CheckNotSubject(act, *p, act.actor_index()));
  const ProposalEvaluation evaluation(act.state(), *p, p->phase, act.now());
  if (evaluation.outcome() != v1::OUTCOME_FACILITATOR_MAY_DECLARE) {
    return error::OutcomeNotReached(ShownTally(*p, evaluation, "en"));
  }
  // Nobody having taken part adopts nothing.
  const bool in_role = p->current_phase().judged().by() == v1::Judged::BY_ROLE;
  const bool anybody = VoicesPresent(*p) > 0 || in_role;
  if (request.adopted() && !anybody) return error::NobodyTookPart();
  Event event;
  event::v1::SenseDeclared& declared = *event.mutable_sense_declared();
  declared.set_adopted(request.adopted());
  declared.mutable_reason()->set_content(request.reason());
  const v1::Phase& phase = p->current_phase();
  if (phase.judged().has_appeal_within()) {
    const absl::Duration within = ToDuration(phase.judged().appeal_within());
    declared.set_appeal_time_us(ToMicros(act.now() + within));
  }
  if (phase.judged().has_explain_within()) {
    const absl::Duration within = ToDuration(phase.judged().explain_within());
    declared.set_explain_time_us(ToMicros(act.now() + within));
  }
  act.Emit(p->number, std::move(event));
  FollowNext(act, *p, request.adopted() ? phase.on_pass() : phase.on_fail(),
             v1::OUTCOME_FACILITATOR_MAY_DECLARE);
  return Answer<v1::DeclareSenseResponse>(act, *p);
}

}  // namespace assent::assembly
