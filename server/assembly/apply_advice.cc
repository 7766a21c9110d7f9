// Events of advice and of explanations.

#include "server/assembly/apply_internal.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {

void Apply(const Applying& a, const event::v1::AdviceAsked& asked) {
  v1::Advice& advice = *a.p().view.add_advice();
  advice.set_number(asked.number());
  if (!asked.member().empty()) advice.set_member(MemberName(a.state.id, asked.member()));
  advice.set_person(asked.person().content());
  advice.set_question(asked.question().content());
  advice.set_asked_by(a.author_name());
  *advice.mutable_ask_time() = ToProto(a.time);
  a.Touch(DocumentKind::kProposal);
}

void Apply(const Applying& a, const event::v1::AdviceGiven& given) {
  v1::Advice& advice = *a.p().view.mutable_advice(given.number() - 1);
  advice.set_answer(given.answer().content());
  if (advice.member().empty()) advice.set_recorded_by(a.author_name());
  *advice.mutable_answer_time() = ToProto(a.time);
  advice.set_revision(a.p().view.revision());
  a.Touch(DocumentKind::kProposal);
}

void Apply(const Applying& a, const event::v1::UrgencyExplained& explained) {
  v1::UrgentEntry& use = a.state.urgent_uses.at(a.event.proposal());
  use.set_explanation(explained.explanation().content());
  *use.mutable_explain_time() = ToProto(a.time);
  a.TouchDecision(DocumentKind::kUrgent, 0);
}

}  // namespace assent::assembly
