#include "server/assembly/sponsors.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_join.h"
#include "server/assembly/answer.h"
#include "server/assembly/charter.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_presence.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/rules/evaluate.h"
#include "server/rules/explain.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

template <typename Names>
bool Has(const Names& names, const Member& member) {
  return std::find(names.begin(), names.end(), member.view.name()) != names.end();
}

const Member* Find(const State& state, const std::string& name) {
  const auto found = state.member_by_id.find(LastSegment(name));
  return found == state.member_by_id.end() ? nullptr : &state.members[found->second];
}

}  // namespace

bool IsAsked(const ProposalState& p, const Member& member) {
  return Has(p.view.asked_co_proposers(), member);
}

bool HasDeclined(const ProposalState& p, const Member& member) {
  return Has(p.view.declined_co_proposers(), member);
}

bool SeesDraft(const ProposalState& p, const Member& member) {
  return IsProposer(p, member) || IsAsked(p, member) || HasDeclined(p, member);
}

int64_t Sponsors(const State& state, const ProposalState& p) {
  const auto& names = p.view.co_proposers();
  return std::count_if(names.begin(), names.end(), [&](const std::string& name) {
    const Member* const member = Find(state, name);
    return member != nullptr && IsMember(*member);
  });
}

std::string HandlesAsked(const State& state, const ProposalState& p) {
  std::vector<std::string> handles;
  for (const std::string& name : p.view.asked_co_proposers()) {
    const Member* const member = Find(state, name);
    if (member != nullptr) handles.push_back(member->view.handle());
  }
  return absl::StrJoin(handles, ", ");
}

int64_t SponsorsNeededUnder(const State& state, const v1::DecisionRule& rule, absl::Time now) {
  if (rule.introduction().sponsors() == 0) return 0;
  return rules::SponsorsNeeded(rule, ElectorateNow(state, rule, "", now).size());
}

v1::Tally DraftTally(const State& state, const ProposalState& p, absl::Time now,
                     absl::string_view language) {
  v1::Tally tally;
  const v1::DecisionRule* const rule = FindRule(state.view.charter(), p.view.rule_id());
  v1::Condition& sponsors = *tally.add_conditions();
  sponsors.set_kind(v1::Condition::KIND_SPONSORS);
  sponsors.set_present(Sponsors(state, p));
  const int64_t by_rule = rule == nullptr ? 0 : SponsorsNeededUnder(state, *rule, now);
  sponsors.set_needed(std::max(by_rule, SponsorsToReopen(state, p)));
  sponsors.set_holds(sponsors.present() >= sponsors.needed());
  sponsors.set_decides(true);
  for (const std::string& name : p.view.asked_co_proposers()) {
    v1::Obstacle& waits = *sponsors.add_obstacles();
    waits.set_member(name);
    const Member* const member = Find(state, name);
    if (member != nullptr) waits.set_handle(member->view.handle());
  }
  tally.set_outcome(v1::OUTCOME_NOT_READY);
  tally.set_revision(p.view.revision());
  *tally.mutable_evaluated_at() = ToProto(now);
  if (!language.empty()) rules::AddSentences(rules::LanguageOf(language), tally);
  return tally;
}

absl::StatusOr<v1::SponsorProposalResponse> Decide(Act& act,
                                                   const v1::SponsorProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, request.name(), "name"));
  const Member& me = act.actor();
  const bool brings = Has(p->view.co_proposers(), me);
  if (!brings && !IsAsked(*p, me) && !HasDeclined(*p, me)) return error::NotAskedToSponsor();
  const bool said = request.decline() ? HasDeclined(*p, me) : brings;
  if (said) return error::SponsorSaidSo();
  Event event;
  event.mutable_sponsor_answered()->set_declines(request.decline());
  act.Emit(p->number, std::move(event));
  IntroduceWhenSponsored(act, *p);
  return Answer<v1::SponsorProposalResponse>(act, *p);
}

}  // namespace assent::assembly
