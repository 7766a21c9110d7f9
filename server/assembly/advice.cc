// Asking experts and affected people, and explaining what was urgent: what people
// say that no rule counts and nothing waits for (decision-rules.md, F13 and F15).

#include <utility>

#include "server/assembly/act.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

absl::StatusOr<v1::AskAdviceResponse> Decide(Act& act, const v1::AskAdviceRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  constexpr TextBounds kPersonBounds = {kMaxPersonBytes, kMaxPersonCharacters, false, false};
  ASSENT_RETURN_IF_ERROR(CheckText(request.person(), "person", kPersonBounds));
  ASSENT_RETURN_IF_ERROR(CheckText(request.question(), "question", kStatementBounds));
  if (request.member().empty() == request.person().empty()) {
    return error::ValueInvalid("member", "either a member or guest, or a person outside");
  }
  if (p->view.advice_size() >= kMaxAdvice) return error::TooMany("advice", kMaxAdvice);
  Event event;
  event::v1::AdviceAsked& asked = *event.mutable_advice_asked();
  asked.set_number(p->view.advice_size() + 1);
  if (request.person().empty()) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, request.member(), "member"));
    if (member == act.actor_index()) return error::NotYourself();
    asked.set_member(act.state().members[member].id);
  } else {
    asked.mutable_person()->set_content(request.person());
  }
  asked.mutable_question()->set_content(request.question());
  act.Emit(p->number, std::move(event));
  v1::AskAdviceResponse response;
  *response.mutable_advice() = *p->view.advice().rbegin();
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::GiveAdviceResponse> Decide(Act& act, const v1::GiveAdviceRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.answer(), "answer", kStatementBounds));
  if (request.number() < 1 || request.number() > p->view.advice_size()) {
    return error::AdviceNotFound();
  }
  const v1::Advice& advice = p->view.advice(request.number() - 1);
  const v1::Member& me = act.actor().view;
  const bool mine = advice.member().empty() ? !me.guest() : advice.member() == me.name();
  if (!mine) return error::NotAsked();
  if (advice.has_answer_time()) return error::AdviceGiven();
  Event event;
  event::v1::AdviceGiven& given = *event.mutable_advice_given();
  given.set_number(request.number());
  given.mutable_answer()->set_content(request.answer());
  act.Emit(p->number, std::move(event));
  v1::GiveAdviceResponse response;
  *response.mutable_advice() = p->view.advice(request.number() - 1);
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::ExplainUrgencyResponse> Decide(Act& act,
                                                  const v1::ExplainUrgencyRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name,
                          ParseName(request.name(), kProposalPattern, "name"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.explanation(), "explanation", kStatementBounds));
  const auto use = act.state().urgent_uses.find(name.number);
  const bool owed = use != act.state().urgent_uses.end() && !use->second.has_explain_time() &&
                    use->second.member() == act.actor().view.name();
  if (!owed) return error::NoExplanationOwed();
  Event event;
  event.mutable_urgency_explained()->mutable_explanation()->set_content(request.explanation());
  act.Emit(name.number, std::move(event));
  v1::ExplainUrgencyResponse response;
  *response.mutable_entry() = act.state().urgent_uses.at(name.number);
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
