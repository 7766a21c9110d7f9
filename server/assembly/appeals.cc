// Appeals against a declared sense of the group. Whoever has a voice may appeal
// within the time that the rule gives, and the voices judge it: nobody is above
// them.

#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/presence.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// Also reaches a proposal that has come to its end, for as long as what was
// declared of it may be appealed.
absl::StatusOr<ProposalState*> AppealableProposal(Act& act, const std::string& name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kProposalPattern, "name"));
  const auto found = act.state().proposals.find(parts.number);
  if (found != act.state().proposals.end() && found->second.decision) return &found->second;
  return IntroducedProposal(act, name, "name");
}

}  // namespace

absl::StatusOr<v1::AppealDeclarationResponse> Decide(Act& act,
                                                     const v1::AppealDeclarationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, AppealableProposal(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kStatementBounds));
  const auto standing = act.state().standings.find(p->number);
  const bool over = standing != act.state().standings.end() && !standing->second.in_force();
  if (p->declared_by.empty() || act.now() >= p->appeal_until || over) {
    return error::NothingToAppeal();
  }
  if (p->view.has_appeal()) return error::AlreadyAppealed();
  ASSENT_RETURN_IF_ERROR(VoiceOfActor(act, *p).status());
  Event event;
  event::v1::DeclarationAppealed& appealed = *event.mutable_declaration_appealed();
  appealed.mutable_reason()->set_content(request.reason());
  appealed.set_settle_time_us(ToMicros(act.now() + kJudgeAppealWithin));
  act.Emit(p->number, std::move(event));
  return Answer<v1::AppealDeclarationResponse>(act, *p);
}

namespace {

// How many took part in what was declared and may judge it: whoever declared it may not.
int64_t TookPart(const State& state, const ProposalState& p) {
  int64_t others = VoicesPresent(p);
  for (const auto& [member, voice] : p.voice_of) {
    if (state.members[member].view.name() != p.declared_by) continue;
    const bool present = CountsAsPresent(p, member) || p.positions.at(voice).counts;
    if (present) --others;
  }
  return others;
}

}  // namespace

// Silence upholds: it takes more than half of those who took part, lest one voice of
// many undoes what the others agreed to. A few who were there are not to decide over
// all who judge, either: more have to find so than find that it stands.
bool Overturns(const State& state, const ProposalState& p) {
  const v1::Appeal& appeal = p.view.appeal();
  return appeal.overturn_votes() > appeal.uphold_votes() &&
         2 * appeal.overturn_votes() > TookPart(state, p);
}

void SettleAppeal(Act& act, ProposalState& p) {
  const bool overturned = Overturns(act.state(), p);
  Event event;
  event.mutable_appeal_settled()->set_overturned(overturned);
  act.Emit(p.number, std::move(event));
  if (overturned) ReturnTo(act, p, v1::Proposal::STATE_DISCUSSION);
}

absl::StatusOr<v1::JudgeAppealResponse> Decide(Act& act, const v1::JudgeAppealRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, AppealableProposal(act, request.name()));
  if (!p->appeal) return error::NoAppeal();
  ASSENT_RETURN_IF_ERROR(VoiceOfActor(act, *p).status());
  if (p->declared_by == act.actor().view.name()) return error::OwnDeclaration();
  Event event;
  event.mutable_appeal_judged()->set_overturn(request.overturn());
  act.Emit(p->number, std::move(event));
  // Everybody but the one who declared has said.
  const int64_t said = static_cast<int64_t>(p->appeal->findings.size());
  int64_t others = p->view.electorate_size();
  for (const auto& [member, voice] : p->voice_of) {
    if (act.state().members[member].view.name() == p->declared_by) --others;
  }
  if (said >= others) SettleAppeal(act, *p);
  return Answer<v1::JudgeAppealResponse>(act, *p);
}

}  // namespace assent::assembly
