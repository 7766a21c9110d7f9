#include "server/assembly/mirrors/accounts.h"

#include <map>
#include <string>
#include <utility>

#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

// By place, from 1.
using Activities = std::map<int32_t, v1::Activity>;

// The activities of the proposal, and how to add to them.
class Doers {
 public:
  explicit Doers(const State& state) : state_(state) {}

  // `member` is an index; of nobody nothing is counted.
  v1::Activity& Of(int32_t member) { return member < 0 ? nobody_ : by_place_[member + 1]; }
  // By resource name.
  v1::Activity& Of(const std::string& name) {
    const auto found = state_.member_by_id.find(LastSegment(name));
    return Of(found == state_.member_by_id.end() ? -1 : found->second);
  }
  const Activities& all() const { return by_place_; }

 private:
  const State& state_;
  Activities by_place_;
  v1::Activity nobody_;
};

void CountWords(const ProposalState& p, Doers& doers) {
  for (const ConcernState& concern : p.concerns) {
    if (!IsQuestion(concern)) {
      v1::Activity& raised = doers.Of(concern.view.author());
      raised.set_concerns(raised.concerns() + 1);
    }
    for (const v1::Answer& answer : concern.view.answers()) {
      if (answer.author() == concern.view.author()) continue;  // how it was met, in their own words
      v1::Activity& answered = doers.Of(answer.author());
      answered.set_answers(answered.answers() + 1);
    }
  }
  for (const AmendmentState& amendment : p.amendments) {
    v1::Activity& brought = doers.Of(amendment.view.author());
    brought.set_amendments(brought.amendments() + 1);
    if (amendment.view.state() != v1::Amendment::STATE_INCORPORATED) continue;
    brought.set_amendments_adopted(brought.amendments_adopted() + 1);
  }
}

void CountPositions(const State& state, const ProposalState& p, Doers& doers) {
  if (state.view.member_count() > kMaxCountedByMember) return;
  for (int32_t voice = 0; voice < p.positions.voices(); ++voice) {
    const VoicePosition& position = p.positions.at(voice);
    if (!position.counts) continue;
    v1::Activity& whose = doers.Of(position.member);
    if (position.recorded_by < 0) {
      whose.set_positions(whose.positions() + 1);
      continue;
    }
    whose.set_recorded(whose.recorded() + 1);
    v1::Activity& writer = doers.Of(position.recorded_by);
    writer.set_recorded_others(writer.recorded_others() + 1);
  }
}

void CountDeeds(const ProposalState& p, Doers& doers) {
  v1::Activity& proposer = doers.Of(p.view.proposer());
  proposer.set_proposed(proposer.proposed() + 1);
  for (const std::string& name : p.view.co_proposers()) {
    if (name == p.view.proposer()) continue;  // who took it over
    v1::Activity& other = doers.Of(name);
    other.set_proposed(other.proposed() + 1);
  }
  for (const int32_t member : p.book.facilitators) {
    v1::Activity& facilitator = doers.Of(member);
    facilitator.set_facilitated(facilitator.facilitated() + 1);
  }
  for (const v1::BlockEntry& block : p.book.blocks) {
    v1::Activity& blocker = doers.Of(block.member());
    blocker.set_blocks(blocker.blocks() + 1);
  }
}

// The way it was taken: each is counted in one.
void CountWay(const ProposalState& p, v1::AccountTotals& totals) {
  if (p.urgent) return totals.set_urgent(1);
  if (p.passed_phase < 0) return totals.set_ordinary(1);
  const v1::Phase& phase = p.phases(p.passed_phase);
  if (p.through_block && phase.kind() == v1::Phase::KIND_VOTE) return totals.set_fallback(1);
  if (phase.has_judged()) return totals.set_judged(1);
  if (phase.silence() == v1::Phase::SILENCE_ASSENT) return totals.set_lazy(1);
  totals.set_ordinary(1);
}

// Whether somebody said that how the group came here is what is wrong.
bool IsAboutProcess(const ProposalState& p) {
  for (const ConcernState& concern : p.concerns) {
    if (concern.view.about_process()) return true;
  }
  for (int32_t voice = 0; voice < p.positions.voices(); ++voice) {
    if (p.positions.at(voice).counts && p.positions.at(voice).about_process) return true;
  }
  return false;
}

void CountEnd(const ProposalState& p, v1::AccountTotals& totals) {
  const v1::Decision& decision = *p.decision;
  totals.set_ended(1);
  totals.set_blocked(p.book.blocks.empty() ? 0 : 1);
  totals.set_blocks(static_cast<int32_t>(p.book.blocks.size()));
  totals.set_process(IsAboutProcess(p) ? 1 : 0);
  if (decision.has_tally()) {
    totals.set_counted(1);
    totals.set_voices(decision.electorate_size());
    totals.set_answers(p.positions.answered());
  }
  if (decision.state() != v1::Proposal::STATE_ADOPTED) return;
  totals.set_taken(1);
  CountWay(p, totals);
  const bool units = p.rule().electorate().basis() == v1::Electorate::BASIS_UNITS;
  const bool in_role = p.passed_phase >= 0 && !p.declared_by.empty() &&
                       p.phases(p.passed_phase).judged().by() == v1::Judged::BY_ROLE;
  totals.set_delegated(units || in_role ? 1 : 0);
  const bool nobody = p.positions.answered() == 0 && p.attendance.empty();
  totals.set_unattended(nobody ? 1 : 0);
  const bool dissent = decision.tally().outcome() == v1::OUTCOME_ADOPTED_WITH_DISSENT;
  totals.set_dissented(dissent ? 1 : 0);
}

bool IsNothing(const v1::Activity& activity) {
  for (const ActivityField& field : kActivityFields) {
    if ((activity.*field.get)() != 0) return false;
  }
  return true;
}

void AddActivities(const google::protobuf::RepeatedPtrField<v1::MemberActivity>& part,
                   int32_t times, v1::Account& sum) {
  google::protobuf::RepeatedPtrField<v1::MemberActivity> merged;
  auto& old = *sum.mutable_activities();
  int a = 0;
  int b = 0;
  while (a < old.size() || b < part.size()) {
    const bool from_old = b == part.size() || (a < old.size() && old[a].place() <= part[b].place());
    v1::MemberActivity& line = *merged.Add();
    line.set_place(from_old ? old[a].place() : part[b].place());
    if (from_old) line.mutable_activity()->Swap(old[a++].mutable_activity());
    if (b < part.size() && part[b].place() == line.place()) {
      AddActivity(part[b++].activity(), times, *line.mutable_activity());
    }
    if (IsNothing(line.activity())) merged.RemoveLast();
  }
  old.Swap(&merged);
}

}  // namespace

int32_t MonthOf(absl::Time time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, absl::UTCTimeZone());
  return static_cast<int32_t>(month.year()) * 100 + month.month();
}

int32_t MonthBefore(int32_t month) { return month % 100 == 1 ? month - 89 : month - 1; }

void AddActivity(const v1::Activity& part, int32_t times, v1::Activity& sum) {
  for (const ActivityField& field : kActivityFields) {
    (sum.*field.set)((sum.*field.get)() + times * (part.*field.get)());
  }
}

void AddTotals(const v1::AccountTotals& part, int32_t times, v1::AccountTotals& sum) {
  sum.set_ended(sum.ended() + times * part.ended());
  sum.set_taken(sum.taken() + times * part.taken());
  sum.set_urgent(sum.urgent() + times * part.urgent());
  sum.set_fallback(sum.fallback() + times * part.fallback());
  sum.set_judged(sum.judged() + times * part.judged());
  sum.set_lazy(sum.lazy() + times * part.lazy());
  sum.set_ordinary(sum.ordinary() + times * part.ordinary());
  sum.set_unattended(sum.unattended() + times * part.unattended());
  sum.set_dissented(sum.dissented() + times * part.dissented());
  sum.set_counted(sum.counted() + times * part.counted());
  sum.set_voices(sum.voices() + times * part.voices());
  sum.set_answers(sum.answers() + times * part.answers());
  sum.set_blocked(sum.blocked() + times * part.blocked());
  sum.set_blocks(sum.blocks() + times * part.blocks());
  sum.set_delegated(sum.delegated() + times * part.delegated());
  sum.set_process(sum.process() + times * part.process());
  sum.set_terms_begun(sum.terms_begun() + times * part.terms_begun());
  sum.set_terms_again(sum.terms_again() + times * part.terms_again());
  sum.set_terms_ended(sum.terms_ended() + times * part.terms_ended());
  sum.set_term_days(sum.term_days() + times * part.term_days());
}

void AddAccount(const v1::Account& part, int32_t times, v1::Account& sum) {
  AddTotals(part.totals(), times, *sum.mutable_totals());
  AddActivities(part.activities(), times, sum);
}

namespace {

void AddLines(const Doers& doers, v1::Account& account) {
  for (const auto& [place, activity] : doers.all()) {
    if (IsNothing(activity)) continue;
    v1::MemberActivity& line = *account.add_activities();
    line.set_place(place);
    *line.mutable_activity() = activity;
  }
}

}  // namespace

v1::Account AccountOf(const State& state, const MeetingState& meeting) {
  v1::Account account;
  Doers doers(state);
  for (size_t i = 0; i < meeting.people.size(); ++i) {
    const v1::Attendee& attendee = meeting.view.attendees(static_cast<int>(i));
    doers.Of(meeting.people[i]).set_turns(attendee.turns());
  }
  AddLines(doers, account);
  return account;
}

v1::Account AccountOf(const State& state, const ProposalState& proposal) {
  v1::Account account;
  Doers doers(state);
  CountDeeds(proposal, doers);
  CountWords(proposal, doers);
  CountPositions(state, proposal, doers);
  if (proposal.decision) CountEnd(proposal, *account.mutable_totals());
  AddLines(doers, account);
  return account;
}

OpenAccount AccountOfOpen(const State& state) {
  OpenAccount open;
  for (const auto& [number, proposal] : state.proposals) {
    if (proposal.decision || proposal.view.state() == v1::Proposal::STATE_DRAFT) continue;
    AddAccount(AccountOf(state, proposal), 1, open.account);
    ++open.proposals;
  }
  for (const auto& [number, meeting] : state.meetings) {
    if (meeting.is_open()) AddAccount(AccountOf(state, meeting), 1, open.account);
  }
  return open;
}

}  // namespace assent::assembly
