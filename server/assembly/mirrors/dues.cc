#include "server/assembly/mirrors/dues.h"

#include <algorithm>
#include <string>

#include "absl/strings/string_view.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/retention.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"

namespace assent::assembly {
namespace {

// What is said of each kind.
const char* SentenceOf(v1::Due::Kind kind) {
  switch (kind) {
    case v1::Due::KIND_DISCUSSION_END:
      return "the discussion ends: it lapses unless it is called for consensus";
    case v1::Due::KIND_PHASE_END:
      return "the phase ends, and its outcome is worked out";
    case v1::Due::KIND_RETURN:
      return "it comes back from where it was parked";
    case v1::Due::KIND_WITHDRAWAL:
      return "it is withdrawn unless somebody takes it over";
    case v1::Due::KIND_NAG:
      return "whoever holds it is reminded";
    case v1::Due::KIND_LAPSE:
      return "it holds no more unless its holder says that it still stands";
    case v1::Due::KIND_TEST_END:
      return "the test of the block is over";
    case v1::Due::KIND_ADOPT_BY:
      return "the hold ends unless somebody adopts the concern";
    case v1::Due::KIND_AMENDMENT:
      return "the amendment is settled";
    case v1::Due::KIND_SILENCE:
      return "voices that have been silent too long leave the electorate";
    case v1::Due::KIND_EFFECT:
      return "what was decided takes effect";
    case v1::Due::KIND_CALL_FROM:
      return "it may be called for consensus from then on";
    case v1::Due::KIND_DECIDE_FROM:
      return "it may be decided from then on";
    case v1::Due::KIND_APPEAL_END:
      return "the appeal is settled by what the voices have found";
    case v1::Due::KIND_RELEASE:
      return "the block ends by itself";
    case v1::Due::KIND_DUTY:
      return "what the rule asks of blockers is looked at";
    case v1::Due::KIND_REVIEW:
      return "the decision is looked at again";
    case v1::Due::KIND_SUNSET:
      return "the decision ends unless it is renewed";
    case v1::Due::KIND_KEEP_END:
      return "the decision is kept as it is unless somebody objects";
    case v1::Due::KIND_TERM_END:
      return "the term ends, and the next of the rota has the role";
    case v1::Due::KIND_RULE_END:
      return "the rule ends, and another of the charter takes its place";
    case v1::Due::KIND_APPLICATION_EFFECT:
      return "the application takes effect unless somebody objects";
    case v1::Due::KIND_APPLICATION_END:
      return "the application expires unless enough members vouch for it";
    case v1::Due::KIND_ENDING:
      return "the assembly ends, and its data are destroyed";
    case v1::Due::KIND_TEXTS_EXPIRE:
      return "its texts are erased, as the charter says of what has ended: keep an export of what "
             "you need";
    default:
      return "";
  }
}

// The moments of one proposal.
class Moments {
 public:
  Moments(const State& state, const ProposalState& p, absl::Time now, std::vector<v1::Due>& dues)
      : state_(state), p_(p), now_(now), dues_(dues) {}

  void AddAll() {
    if (p_.appeal) Add(v1::Due::KIND_APPEAL_END, p_.appeal->settles);
    if (p_.decision) return Add(v1::Due::KIND_EFFECT, p_.effect_due);
    AddPark();
    Add(v1::Due::KIND_WITHDRAWAL, p_.withdraws);
    Add(v1::Due::KIND_SILENCE, p_.silence_due);
    for (size_t i = 0; i < p_.amendments.size(); ++i) {
      Add(v1::Due::KIND_AMENDMENT, p_.amendments[i].settles, static_cast<int32_t>(i) + 1);
    }
    for (size_t i = 0; i < p_.concerns.size(); ++i) {
      const ConcernState& concern = p_.concerns[i];
      Add(v1::Due::KIND_ADOPT_BY, concern.adopt_by, static_cast<int32_t>(i) + 1);
      if (!MayFallSilent(p_, concern)) continue;
      Add(v1::Due::KIND_NAG, concern.nag, static_cast<int32_t>(i) + 1, concern.view.holder());
      Add(v1::Due::KIND_LAPSE, concern.lapse, static_cast<int32_t>(i) + 1, concern.view.holder());
    }
    for (const auto& [number, block] : p_.blocks) AddBlock(number, block);
    AddStage();
  }

 private:
  void Add(v1::Due::Kind kind, absl::Time time, int32_t part = 0, absl::string_view member = "") {
    if (time == absl::InfiniteFuture()) return;
    v1::Due& due = dues_.emplace_back();
    due.set_kind(kind);
    due.set_proposal(p_.view.name());
    due.set_title(p_.view.title());
    due.set_part(part);
    *due.mutable_due_time() = ToProto(time);
    due.set_member(std::string(member));
    due.set_state(p_.view.state());
    due.set_sentence(SentenceOf(kind));
  }

  // A minimum time that ends before everything does.
  bool IsAhead(absl::Time min, absl::Time end) const { return min > now_ && min < end; }

  void AddPark() {
    const int32_t by = p_.book.parked_by;
    Add(v1::Due::KIND_RETURN, p_.returns, 0, by < 0 ? "" : state_.members[by].view.name());
    if (p_.returns != absl::InfiniteFuture()) dues_.back().set_reason(p_.book.parked_for);
  }

  void AddBlock(int32_t number, const BlockState& block) {
    Add(v1::Due::KIND_NAG, block.nag, number, block.view.holder());
    Add(v1::Due::KIND_LAPSE, block.lapse, number, block.view.holder());
    Add(v1::Due::KIND_TEST_END, block.test_until, number, block.view.holder());
    Add(v1::Due::KIND_RELEASE, block.release, number, block.view.holder());
  }

  // What belongs to where the proposal is; nothing of it while it is parked.
  void AddStage() {
    if (IsBeforeCall(p_)) {
      Add(v1::Due::KIND_DISCUSSION_END, p_.discussion_end);
      if (IsAhead(p_.discussion_min, p_.discussion_end))
        Add(v1::Due::KIND_CALL_FROM, p_.discussion_min);
    }
    if (p_.view.state() == v1::Proposal::STATE_BLOCKED && p_.phase_end != absl::InfiniteFuture()) {
      Add(v1::Due::KIND_PHASE_END, p_.phase_end);
      dues_.back().set_sentence("without enough voices for going on, it is rejected");
    }
    if (IsRunning(p_)) {
      Add(v1::Due::KIND_PHASE_END, p_.phase_end);
      if (p_.view.state() == v1::Proposal::STATE_RESOLVING) Add(v1::Due::KIND_DUTY, p_.duty_due);
      if (IsAhead(p_.phase_min, p_.phase_end)) Add(v1::Due::KIND_DECIDE_FROM, p_.phase_min);
    }
  }

  const State& state_;
  const ProposalState& p_;
  const absl::Time now_;
  std::vector<v1::Due>& dues_;
};

void AddDue(v1::Due::Kind kind, absl::Time time, v1::Due due, std::vector<v1::Due>& dues) {
  if (time == absl::InfiniteFuture()) return;
  due.set_kind(kind);
  *due.mutable_due_time() = ToProto(time);
  due.set_sentence(SentenceOf(kind));
  dues.push_back(std::move(due));
}

// The moments of the decisions in force, and of the roles.
void AddStandings(const State& state, std::vector<v1::Due>& dues) {
  for (const auto& [time, number] : state.standing_due) {
    const StandingState& standing = state.standings.at(number);
    v1::Due due;
    due.set_proposal(ProposalName(state.id, number));
    due.set_title(standing.title);
    due.set_state(standing.state);
    AddDue(v1::Due::KIND_REVIEW, standing.review, due, dues);
    AddDue(v1::Due::KIND_SUNSET, standing.sunset, due, dues);
    if (standing.keeper >= 0) due.set_member(state.members[standing.keeper].view.name());
    AddDue(v1::Due::KIND_KEEP_END, standing.keep_until, due, dues);
  }
  for (const auto& [id, role] : state.roles) {
    v1::Due due;
    due.set_title(id);
    due.set_member(role.view.member());
    AddDue(v1::Due::KIND_TERM_END, role.ends, due, dues);
  }
  for (const v1::DecisionRule& rule : state.view.charter().rules()) {
    if (!rule.has_sunset()) continue;
    v1::Due due;
    due.set_title(rule.id());
    AddDue(v1::Due::KIND_RULE_END, ToTime(rule.sunset().end_time()), due, dues);
  }
}

// The moments of who asks to be let in, and of the assembly itself.
void AddAccess(const State& state, std::vector<v1::Due>& dues) {
  for (const auto& [time, number] : state.application_due) {
    const ApplicationState& application = state.applications[number - 1];
    v1::Due due;
    due.set_title(application.view.handle());
    due.set_part(number);
    AddDue(v1::Due::KIND_APPLICATION_EFFECT, application.effect, due, dues);
    AddDue(v1::Due::KIND_APPLICATION_END, application.expires, due, dues);
  }
  AddDue(v1::Due::KIND_ENDING, state.ends, {}, dues);
}

// The next of what loses its texts; what it was about is forgotten.
void AddExpiries(const State& state, absl::Time now, std::vector<v1::Due>& dues) {
  for (const EndedTexts& ended : state.ended_texts) {
    const absl::Time expiry = ExpiryOf(state, ended);
    if (expiry > now + kExpiryNotice) return;
    v1::Due due;
    due.set_proposal(ended.meeting == 0 ? ProposalName(state.id, ended.proposal)
                                        : MeetingName(state.id, ended.meeting));
    AddDue(v1::Due::KIND_TEXTS_EXPIRE, expiry, due, dues);
    if (ended.meeting != 0) {
      dues.back().set_sentence("the texts of this meeting are erased, as the charter says of what "
                               "has ended: keep an export of what you need");
    }
  }
}

}  // namespace

std::vector<v1::Due> DuesOf(const State& state, absl::Time now) {
  std::vector<v1::Due> dues;
  for (const auto& [number, proposal] : state.proposals) {
    if (proposal.view.state() == v1::Proposal::STATE_DRAFT) continue;
    Moments(state, proposal, now, dues).AddAll();
  }
  AddStandings(state, dues);
  AddAccess(state, dues);
  AddExpiries(state, now, dues);
  std::stable_sort(dues.begin(), dues.end(), [](const v1::Due& a, const v1::Due& b) {
    return ToTime(a.due_time()) < ToTime(b.due_time());
  });
  return dues;
}

}  // namespace assent::assembly
