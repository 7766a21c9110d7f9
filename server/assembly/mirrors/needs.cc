#include "server/assembly/mirrors/needs.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "server/assembly/change_awaited.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/mirrors/needs_decided.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/roles.h"
#include "server/assembly/sponsors.h"
#include "server/assembly/steering.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"

namespace assent::assembly {
namespace {

using Kind = v1::Need::Kind;

bool AsksFor(const v1::BlockPolicy& policy, bool (v1::BlockTest::*has)() const) {
  return std::any_of(policy.validation().begin(), policy.validation().end(),
                     [&](const v1::BlockTest& test) { return (test.*has)(); });
}

// What one proposal asks of one member.
class Asking {
 public:
  Asking(const State& state, const ProposalState& p, int32_t member, absl::Time now,
         std::vector<v1::Need>& needs)
      : state_(state),
        p_(p),
        member_(member),
        me_(state.members[member]),
        now_(now),
        brings_(IsProposer(p, me_)),
        needs_(needs) {
    const auto voice = p.voice_of.find(member);
    if (voice == p.voice_of.end()) return;
    const bool others =
        SpeaksThroughSpoke(p, voice->second) && SpokeOfVoice(state, p, voice->second) != member;
    if (!others) voice_ = voice->second;
  }

  void AskAll() {
    AskSponsor();
    if (p_.view.state() == v1::Proposal::STATE_DRAFT) return AskDraft();
    AskRecorded();
    AskPresence();
    AskAppeal();
    if (p_.decision) return;
    AskAdvice();
    AskPosition();
    for (const auto& [number, block] : p_.blocks) AskBlock(number, block);
    for (size_t i = 0; i < p_.concerns.size(); ++i) {
      AskConcern(static_cast<int32_t>(i) + 1, p_.concerns[i]);
    }
    for (size_t i = 0; i < p_.amendments.size(); ++i) {
      AskAmendment(static_cast<int32_t>(i) + 1, p_.amendments[i]);
    }
    AskRoad();
  }

 private:
  void Ask(Kind kind, int32_t part, absl::Time due, absl::string_view sentence) {
    v1::Need& need = needs_.emplace_back();
    need.set_kind(kind);
    need.set_proposal(p_.view.name());
    need.set_title(p_.view.title());
    need.set_part(part);
    if (due != absl::InfiniteFuture()) *need.mutable_due_time() = ToProto(due);
    need.set_sentence(std::string(sentence));
  }

  bool IsMe(const std::string& name) const { return name == me_.view.name(); }
  // What ends next: the discussion or the phase.
  absl::Time End() const { return IsBeforeCall(p_) ? p_.discussion_end : p_.phase_end; }

  // Their name is only asked for: until they have said so, they do not bring it.
  void AskSponsor() {
    if (p_.decision || !IsAsked(p_, me_)) return;
    Ask(v1::Need::KIND_SPONSOR, 0, absl::InfiniteFuture(),
        absl::StrCat(HandleOf(p_.view.proposer()),
                     " asks you to bring this, too: say that you do, or that you do not"));
  }

  void AskDraft() {
    if (!brings_) return;
    const std::string waits = HandlesAsked(state_, p_);
    const char* const sentence = "your draft is not introduced: introduce it, or change it";
    Ask(v1::Need::KIND_DRAFT, 0, absl::InfiniteFuture(),
        waits.empty() ? sentence
                      : absl::StrCat("your draft is not introduced: ", waits,
                                     " have not said whether they bring it, too"));
  }

  std::string HandleOf(const std::string& name) const {
    const auto found = state_.member_by_id.find(LastSegment(name));
    return found == state_.member_by_id.end() ? "somebody"
                                              : state_.members[found->second].view.handle();
  }

  // Who has given a position themselves is present on their own word.
  void AskPresence() {
    const auto found = p_.presence.find(member_);
    if (found == p_.presence.end() || found->second.by == member_ || voice_ < 0) return;
    if (p_.positions.at(voice_).counts) return;
    const absl::Time until = Contestable();
    if (until <= now_) return;
    Ask(v1::Need::KIND_RECORDED_PRESENCE, 0, until,
        absl::StrCat(state_.members[found->second.by].view.handle(),
                     " put you on record as present: say that you are, or strike it"));
  }

  // Until when what others recorded may be contested, or would if it closed on time.
  absl::Time Contestable() const {
    const bool closed = p_.decision || p_.view.state() == v1::Proposal::STATE_PROVISIONAL;
    return closed ? ContestableUntil(p_) : p_.phase_end + kContestWithin;
  }

  // Until two days after the close.
  void AskRecorded() {
    const int32_t voice = RecordedVoiceOf(p_, member_);
    if (voice < 0) return;
    const VoicePosition& position = p_.positions.at(voice);
    if (position.recorded_by < 0 || position.member != member_ || !position.counts) return;
    const absl::Time until = Contestable();
    if (until <= now_) return;
    Ask(v1::Need::KIND_RECORDED_POSITION, 0, until,
        absl::StrCat(state_.members[position.recorded_by].view.handle(),
                     " recorded a position for you: contest it if it is not yours"));
  }

  void AskAppeal() {
    if (!p_.appeal || voice_ < 0 || IsMe(p_.declared_by)) return;
    if (p_.appeal->findings.count(voice_) > 0) return;
    Ask(v1::Need::KIND_APPEAL, 0, p_.appeal->settles,
        "what was declared is appealed: say whether it stands");
  }

  void AskPosition() {
    if (!TakesPositions(p_)) return;
    for (const int32_t voice : VoicesOfMember(p_, member_)) {
      if (HasAnswered(voice) || !MaySpeak(voice)) continue;
      return AskWhereTheyStand();
    }
  }

  bool ChoosesRoads() const { return IsRunning(p_) && p_.current_phase().has_roads(); }

  // Whoever blocks goes on blocking, and has yet to rank the roads.
  bool HasAnswered(int32_t voice) const {
    return ChoosesRoads() ? p_.ballots.count(voice) > 0 : p_.positions.at(voice).counts;
  }

  // Whether a position for this voice waits for them; else it may be something else
  // that their unit has to do first.
  bool MaySpeak(int32_t voice) {
    if (!SpeaksThroughSpoke(p_, voice)) return true;
    const UnitState* const unit = FindUnit(state_, UnitOfVoice(p_, voice));
    if (unit == nullptr || unit->members.count(member_) == 0) return false;
    if (unit->spoke < 0) {
      Ask(v1::Need::KIND_NAME_SPOKE, 0, p_.phase_end,
          absl::StrCat("nobody speaks for ", UnitOfVoice(p_, voice),
                       ": say whom you would have speak"));
      return false;
    }
    if (!ChoosesRoads() && !AskMandate(UnitOfVoice(p_, voice), *unit)) return false;
    return unit->spoke == member_;
  }

  // Whether the unit's spoke has a mandate for the current text, or needs none.
  bool AskMandate(absl::string_view name, const UnitState& unit) {
    if (!p_.rule().electorate().spokes().mandate_required() || unit.members.size() == 1) {
      return true;
    }
    const MandateState* const mandate = MandateOf(p_, name);
    if (mandate != nullptr && mandate->view.in_force()) return true;
    const bool waits = mandate != nullptr && mandate->needs_confirming &&
                       mandate->view.revision() == p_.view.revision();
    if (!waits) {
      Ask(v1::Need::KIND_GIVE_MANDATE, 0, p_.phase_end,
          absl::StrCat("say what the spoke of ", name, " may say on revision ",
                       p_.view.revision()));
    } else if (!IsMe(mandate->view.given_by()) && unit.spoke != member_) {
      Ask(v1::Need::KIND_CONFIRM_MANDATE, 0, p_.phase_end,
          absl::StrCat("a mandate for the spoke of ", name, " waits: confirm it if you share it"));
    }
    return false;
  }

  void AskWhereTheyStand() {
    const v1::Phase& phase = p_.current_phase();
    if (phase.may() == v1::Phase::MAY_HOLDS_ONLY) {
      return Ask(v1::Need::KIND_OBJECTION_WINDOW, 0, p_.phase_end,
                 "it passes unless somebody holds it: say so if you must");
    }
    if (ChoosesRoads()) {
      return Ask(v1::Need::KIND_POSITION, 0, p_.phase_end,
                 "say how to go on: rank the roads that the rule may take");
    }
    const bool assent = phase.silence() == v1::Phase::SILENCE_ASSENT;
    Ask(v1::Need::KIND_POSITION, 0, p_.phase_end,
        absl::StrCat("say where you stand on revision ", p_.view.revision(),
                     assent ? "; silence counts as agreement" : ""));
  }

  void AskBlock(int32_t number, const BlockState& block) {
    if (!IsOpen(block)) return;
    const bool tested = block.view.state() == v1::Block::STATE_UNDER_TEST;
    const absl::Time until = std::min(block.test_until, p_.phase_end);
    if (AnswererOf(state_, p_, number) != member_) {
      if (tested) AskJudge(number, block, until);
      return;
    }
    if (tested) {
      Ask(v1::Need::KIND_BLOCK_UNDER_TEST, number, until,
          "your block is being tested: make its case");
    }
    AskDuty(number, block);
    const absl::Time answer = block.lapse != absl::InfiniteFuture() ? block.lapse : block.nag;
    if (answer == absl::InfiniteFuture()) {
      if (block.answered <= p_.resolving_since) AskHolder(number);
      return;
    }
    Ask(v1::Need::KIND_ANSWER_NAG, number, answer,
        block.lapse != absl::InfiniteFuture()
            ? "your block lapses unless you say that it still stands"
            : "you block: say that it still stands, or let it go");
  }

  // Nothing lapses under this rule, nor is anything else asked of them: all the same the
  // others can only guess what would meet a hold whose holder says nothing.
  void AskHolder(int32_t number) {
    if (p_.view.state() != v1::Proposal::STATE_RESOLVING) return;
    if (p_.current_phase().block().has_duty()) return;
    Ask(v1::Need::KIND_ANSWER_NAG, number, p_.phase_end,
        "what you hold is being worked on: say what would meet it, or let it go");
  }

  // What the rule asks of blockers while their block is resolved.
  void AskDuty(int32_t number, const BlockState& block) {
    if (p_.view.state() != v1::Proposal::STATE_RESOLVING || !OwesDuty(p_, block, member_)) return;
    const v1::BlockDuty& duty = p_.current_phase().block().duty();
    const char* const what = !duty.counter_proposal() ? "there is a meeting"
                             : duty.meetings() == 0
                                 ? "you bring another way"
                                 : "there is a meeting and you bring another way";
    Ask(v1::Need::KIND_DUTY, number, std::min(p_.duty_due, p_.phase_end),
        absl::StrCat("your block lapses unless ", what, ", or you say that it still stands"));
  }

  void AskJudge(int32_t number, const BlockState& block, absl::Time until) {
    const v1::BlockPolicy& policy = BlockPhase(p_).block();
    const v1::Challenge& challenge = block.view.challenge();
    const bool logic = AsksFor(policy, &v1::BlockTest::has_logic) &&
                       challenge.logic() == v1::LOGIC_RESULT_UNSPECIFIED;
    const bool attempt = AsksFor(policy, &v1::BlockTest::has_attempt_made) &&
                         challenge.attempt() == v1::ATTEMPT_RESULT_UNSPECIFIED;
    if (IsMe(p_.view.facilitator()) && !IsMe(challenge.challenger()) && (logic || attempt)) {
      Ask(v1::Need::KIND_JUDGE_BLOCK, number, until,
          "you facilitate: say whether this block passes the rule's test");
    }
    if (voice_ < 0 || voice_ == block.voice) return;
    const bool ballot = AsksFor(policy, &v1::BlockTest::has_invalidate) ||
                        AsksFor(policy, &v1::BlockTest::has_group_accepts);
    const bool support = AsksFor(policy, &v1::BlockTest::has_supporters) ||
                         AsksFor(policy, &v1::BlockTest::has_second);
    if (ballot && block.findings.count(voice_) == 0) {
      Ask(v1::Need::KIND_JUDGE_BLOCK, number, until, "say whether you find this block valid");
    } else if (support && block.supporters.count(member_) == 0) {
      Ask(v1::Need::KIND_JUDGE_BLOCK, number, until,
          "this block needs others behind it: support it if you share it");
    }
  }

  void AskAdvice() {
    for (const v1::Advice& advice : p_.view.advice()) {
      if (!IsMe(advice.member()) || advice.has_answer_time()) continue;
      Ask(v1::Need::KIND_GIVE_ADVICE, advice.number(), End(),
          "you are asked for advice: say what you know; it binds nobody");
    }
  }

  void AskQuestion(int32_t number, const ConcernState& question) {
    if (!brings_ || question.view.state() != v1::Concern::STATE_OPEN) return;
    Ask(v1::Need::KIND_ANSWER_QUESTION, number, End(),
        "somebody asks what your proposal means: answer, or say why you do not");
  }

  // Whoever holds it by an objection is asked what whoever blocks is; once it is
  // answered, they are asked about the answer.
  void AskObjector(int32_t number, const ConcernState& concern) {
    if (!MayFallSilent(p_, concern)) return;
    const absl::Time answer = concern.lapse != absl::InfiniteFuture() ? concern.lapse : concern.nag;
    if (answer != absl::InfiniteFuture()) {
      return Ask(v1::Need::KIND_ANSWER_NAG, number, answer,
                 "you hold this proposal: say that it still stands, or let it go");
    }
    if (concern.view.state() == v1::Concern::STATE_OPEN) AskHolder(number);
  }

  void AskConcern(int32_t number, const ConcernState& concern) {
    if (!IsOpen(concern)) return;
    if (IsQuestion(concern)) return AskQuestion(number, concern);
    if (concern.holder == member_) {
      AskObjector(number, concern);
      if (concern.view.state() != v1::Concern::STATE_ANSWERED) return;
      return Ask(v1::Need::KIND_CONCERN_ANSWERED, number, End(),
                 "your concern was answered: say whether that meets it");
    }
    if (concern.holder < 0) {
      if (concern.adopt_by == absl::InfiniteFuture()) return;
      return Ask(v1::Need::KIND_ADOPT_CONCERN, number, concern.adopt_by,
                 "its holder has left: adopt this concern if you share it");
    }
    if (brings_ && concern.view.state() == v1::Concern::STATE_OPEN) {
      Ask(v1::Need::KIND_ANSWER_CONCERN, number, End(),
          "a concern about your proposal has no answer");
    }
  }

  // Who accepts an amendment: the proposer, or of an amendment of an amendment
  // the author of the latter.
  bool Accepts(const v1::Amendment& amendment) const {
    if (amendment.amends().empty()) return IsMe(p_.view.proposer());
    return std::any_of(p_.amendments.begin(), p_.amendments.end(), [&](const auto& amended) {
      return amended.view.name() == amendment.amends() && IsMe(amended.view.author());
    });
  }

  void AskAmendment(int32_t number, const AmendmentState& amendment) {
    const v1::Amendment& view = amendment.view;
    const bool mine = IsMe(view.author());
    const bool editorial = view.kind() == v1::Amendment::KIND_EDITORIAL;
    switch (view.state()) {
      case v1::Amendment::STATE_OPEN:
        if (editorial && !mine) AskObjection(number, amendment);
        if (!editorial && Accepts(view)) {
          Ask(v1::Need::KIND_AMENDMENT, number, End(), "accept this amendment, or decline it");
        }
        return;
      case v1::Amendment::STATE_ACCEPTED:
        if (brings_ && !mine && !amendment.accepted.contains(member_))
          AskCoProposer(number, amendment);
        return;
      case v1::Amendment::STATE_VOTING:
        if (p_.electorate_taken && voice_ < 0) return;
        if (amendment.votes.count(VoiceName(p_.rule(), me_)) > 0) return;
        return Ask(v1::Need::KIND_AMENDMENT_VOTE, number, amendment.settles,
                   "vote for or against this amendment");
      default:
        return;
    }
  }

  void AskCoProposer(int32_t number, const AmendmentState& amendment) {
    if (!NeedsEveryProposer(p_)) return AskObjection(number, amendment);
    Ask(v1::Need::KIND_AMENDMENT, number, amendment.settles,
        "the proposer accepts this change: accept it too, or object");
  }

  void AskObjection(int32_t number, const AmendmentState& amendment) {
    Ask(v1::Need::KIND_OBJECTION_WINDOW, number, amendment.settles,
        "this change stands unless somebody objects");
  }

  // Or what has to come before a call.
  void AskCall() {
    if (!brings_) return;
    const absl::Status callable = CheckCallable(p_, now_);
    const std::string reason = base::ReasonOf(callable);
    const char* const sentence =
        callable.ok() ? "your proposal may be called for consensus"
        : reason == "DISCUSSION_NOT_OPENED"
            ? "the discussion of your proposal comes before a call: open it"
        : reason == "CONCERNS_NOT_LISTED"
            ? "concerns about your proposal come before a call: go on to them"
            : nullptr;
    if (sentence != nullptr) Ask(v1::Need::KIND_CALL, 0, p_.discussion_end, sentence);
  }

  void AskRoad() {
    if (p_.withdraws != absl::InfiniteFuture()) return;
    if (IsBeforeCall(p_)) return AskCall();
    AskStart();
    if (!IsRunning(p_) || ChangeAwaited(p_, now_).number != 0) return;
    const v1::Phase& phase = p_.current_phase();
    const bool declares = Declares(phase.judged());
    if (!brings_ && !declares && !IsMe(p_.view.facilitator())) return;
    const bool asks = phase.kind() == v1::Phase::KIND_CALL ||
                      phase.kind() == v1::Phase::KIND_VOTE ||
                      phase.kind() == v1::Phase::KIND_SIGN_OFF;
    if (!asks || phase.has_roads()) return;
    // Whether its rule is met is as hidden as the positions are.
    if (Hides(p_)) {
      if (!MayCloseHidden(p_, now_)) return;
      return Ask(v1::Need::KIND_DECIDE, 0, p_.phase_end, "its positions may be opened and counted");
    }
    const ProposalEvaluation evaluation(state_, p_, p_.phase, now_);
    if (evaluation.adopts()) {
      return Ask(v1::Need::KIND_DECIDE, 0, p_.phase_end, "its rule is met: it may be decided");
    }
    if (evaluation.outcome() != v1::OUTCOME_FACILITATOR_MAY_DECLARE || !declares) return;
    const bool in_role = phase.judged().by() == v1::Judged::BY_ROLE;
    Ask(v1::Need::KIND_DECLARE, 0, p_.phase_end,
        in_role ? "the group has come to no result: you may decide it in your role, and owe an "
                  "explanation"
                : "every issue is addressed: declare the sense of the group");
  }

  bool Declares(const v1::Judged& judged) const {
    switch (judged.by()) {
      case v1::Judged::BY_ROLE:
        return HasRole(state_, judged.role(), member_);
      case v1::Judged::BY_PROPOSER:
        return IsMe(p_.view.proposer());
      default:
        return IsMe(p_.view.facilitator()) && !JudgesOwn(state_, p_, member_);
    }
  }

  void AskStart() {
    if (p_.view.state() != v1::Proposal::STATE_BLOCKED || !MayStart(state_, p_, member_)) return;
    const bool vote = p_.phases(p_.startable).start() == v1::Phase::START_VOTE;
    Ask(v1::Need::KIND_START, 0, p_.phase_end,
        vote ? "the next phase starts if enough of you want it: say whether you do"
             : "it waits for its next phase to be started");
  }

  const State& state_;
  const ProposalState& p_;
  const int32_t member_;
  const Member& me_;
  const absl::Time now_;
  const bool brings_;
  int32_t voice_ = -1;
  std::vector<v1::Need>& needs_;
};

}  // namespace

namespace {

void AskUnits(const State& state, int32_t member, std::vector<v1::Need>& needs) {
  for (size_t i = 0; i < state.members.size(); ++i) {
    const v1::Member& other = state.members[i].view;
    if (!other.has_waiting_units()) continue;
    if (!MayConfirmUnits(state, static_cast<int32_t>(i), member)) continue;
    const std::string units = absl::StrJoin(UnitsOf(other.waiting_units()), ", ");
    v1::Need& need = needs.emplace_back();
    need.set_kind(v1::Need::KIND_CONFIRM_UNITS);
    need.set_sentence(absl::StrCat(other.handle(), " says that they belong to ",
                                   units.empty() ? "no unit but their own" : units,
                                   ": confirm it if it is so"));
  }
}

}  // namespace

std::vector<v1::Need> NeedsOf(const State& state, int32_t member, absl::Time now) {
  std::vector<v1::Need> needs;
  for (const auto& [number, proposal] : state.proposals) {
    Asking(state, proposal, member, now, needs).AskAll();
  }
  AskDecided(state, member, now, needs);
  AskUnits(state, member, needs);
  // Proposals are in order of their numbers, and their parts, too.
  const auto urgency = [](const v1::Need& need) {
    const absl::Time due = need.has_due_time() ? ToTime(need.due_time()) : absl::InfiniteFuture();
    return std::make_pair(due, need.kind());
  };
  std::stable_sort(needs.begin(), needs.end(),
                   [&](const v1::Need& a, const v1::Need& b) { return urgency(a) < urgency(b); });
  return needs;
}

}  // namespace assent::assembly
