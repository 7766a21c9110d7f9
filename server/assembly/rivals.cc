#include "server/assembly/rivals.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/assembly/election_count.h"
#include "server/assembly/elections.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

bool IsRival(const AmendmentState& amendment) {
  return amendment.view.state() == v1::Amendment::STATE_RIVAL;
}

bool CountsAnywhere(const ProposalState& p) {
  const auto counts = [](const v1::Phase& phase) { return phase.has_count(); };
  return std::any_of(p.phases().begin(), p.phases().end(), counts);
}

void AddOption(Act& act, ProposalState& p, event::v1::OptionAdded added) {
  added.set_number(p.view.election().options_size() + 1);
  Event event;
  *event.mutable_option_added() = std::move(added);
  act.Emit(p.number, std::move(event));
}

void Withdraw(Act& act, ProposalState& p, int32_t number) {
  Event event;
  event.mutable_option_withdrawn()->set_number(number);
  act.Emit(p.number, std::move(event));
}

// The option that stands for an amendment, by its number; 0: none.
int32_t OptionOf(const ProposalState& p, int32_t amendment) {
  for (const v1::Option& option : p.view.election().options()) {
    const bool stands = option.state() == v1::Option::STATE_STANDING;
    if (stands && option.amendment() == amendment) return option.number();
  }
  return 0;
}

event::v1::OptionAdded OptionFor(const v1::Amendment& amendment, int32_t number) {
  event::v1::OptionAdded added;
  added.mutable_title()->set_content(amendment.title().empty()
                                         ? absl::StrCat("The text of amendment ", number)
                                         : amendment.title());
  added.set_amendment(number);
  return added;
}

}  // namespace

bool BecomesRival(const ProposalState& p, const AmendmentState& amendment) {
  return p.rule().amendment().unfriendly() == v1::AmendmentPolicy::UNFRIENDLY_RIVAL_OPTION &&
         !Chooses(p.view.kind()) && CountsAnywhere(p) && amendment.view.amends().empty() &&
         !amendment.changes_effect;
}

bool CountsRivals(const ProposalState& p, const v1::Phase& phase) {
  return phase.has_count() && AsksForBallots(phase) && !Chooses(p.view.kind()) &&
         std::any_of(p.amendments.begin(), p.amendments.end(), IsRival);
}

void StandRivals(Act& act, ProposalState& p) {
  if (!p.view.has_election()) {
    event::v1::OptionAdded own;
    own.mutable_title()->set_content("The text of the proposal");
    own.set_own_text(true);
    AddOption(act, p, std::move(own));
    event::v1::OptionAdded none;
    none.mutable_title()->set_content(std::string(kNoneOfThese));
    none.set_none_of_these(true);
    AddOption(act, p, std::move(none));
  }
  for (size_t i = 0; i < p.amendments.size(); ++i) {
    const int32_t number = static_cast<int32_t>(i) + 1;
    const int32_t option = OptionOf(p, number);
    const bool rival = IsRival(p.amendments[i]);
    if (rival && option == 0) AddOption(act, p, OptionFor(p.amendments[i].view, number));
    if (!rival && option != 0) Withdraw(act, p, option);
  }
}

void WithdrawRival(Act& act, ProposalState& p, int32_t amendment) {
  const int32_t option = OptionOf(p, amendment);
  if (option != 0 && p.counted == 0) Withdraw(act, p, option);
}

void CloseRivalBallots(const Applying& a) {
  ProposalState& p = a.p();
  if (Chooses(p.view.kind()) || p.ballots_opened == 0) return;
  DropBallots(a);
  p.ballots_opened = 0;
}

void TakeChosenText(const Applying& a) {
  ProposalState& p = a.p();
  const v1::Election& election = p.view.election();
  const bool adopted = p.view.state() == v1::Proposal::STATE_ADOPTED && election.counted() &&
                       election.chosen_size() == 1 && !Chooses(p.view.kind());
  const int32_t chosen = adopted ? election.options(election.chosen(0) - 1).amendment() : 0;
  for (size_t i = 0; i < p.amendments.size(); ++i) {
    v1::Amendment& view = p.amendments[i].view;
    if (!IsRival(p.amendments[i])) continue;
    const int32_t number = static_cast<int32_t>(i) + 1;
    view.set_state(number == chosen ? v1::Amendment::STATE_INCORPORATED
                                    : v1::Amendment::STATE_OVERTAKEN);
    a.Touch(DocumentKind::kAmendment, number);
    if (number != chosen) continue;
    if (!view.title().empty()) p.view.set_title(view.title());
    p.view.set_text(view.text());
    p.view.set_state_reason(absl::StrCat("the text of amendment ", number, " was chosen"));
  }
}

}  // namespace assent::assembly
