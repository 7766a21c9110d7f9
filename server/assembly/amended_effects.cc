// What an amendment has a proposal do that acts: no text says one thing while another is
// done.

#include "absl/strings/str_cat.h"
#include "server/assembly/effects.h"
#include "server/assembly/errors.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"

namespace assent::assembly {
namespace {

bool SaysEffect(const v1::CreateAmendmentRequest& request) {
  return request.has_charter_change() || request.has_membership_change() ||
         request.has_role_change() || request.has_pool_change();
}

// Whether it does something that a text could say otherwise.
bool IsSpecific(const v1::Proposal& proposal) {
  return proposal.has_charter_change() || proposal.has_membership_change() ||
         proposal.has_role_change() || proposal.has_pool_change();
}

absl::string_view DirectionOf(v1::PoolChange::Kind kind) {
  return kind == v1::PoolChange::KIND_ALLOCATION ? " out of " : " into ";
}

std::string InWords(const v1::Proposal& proposal) {
  if (proposal.has_pool_change()) {
    const v1::PoolChange& change = proposal.pool_change();
    return absl::StrCat("moves ", change.amount(), DirectionOf(change.kind()), change.pool());
  }
  if (proposal.has_role_change()) {
    return absl::StrCat("settles who has the role ", proposal.role_change().role());
  }
  if (proposal.has_charter_change()) return "changes the charter as it was brought";
  return proposal.membership_change().remove().empty() ? "lets somebody in" : "removes a member";
}

// What it asks for, as a proposal would: of a pool and a role, what it leaves out stays.
v1::CreateProposalRequest Wanted(const v1::Proposal& now,
                                 const v1::CreateAmendmentRequest& request) {
  v1::CreateProposalRequest wanted;
  wanted.set_kind(now.kind());
  if (request.has_charter_change()) *wanted.mutable_charter_change() = request.charter_change();
  if (request.has_membership_change()) {
    *wanted.mutable_membership_change() = request.membership_change();
  }
  if (request.has_role_change()) {
    *wanted.mutable_role_change() = now.role_change();
    if (!request.role_change().members().empty()) wanted.mutable_role_change()->clear_members();
    wanted.mutable_role_change()->MergeFrom(request.role_change());
  }
  if (request.has_pool_change()) {
    *wanted.mutable_pool_change() = now.pool_change();
    wanted.mutable_pool_change()->MergeFrom(request.pool_change());
  }
  return wanted;
}

void Write(const event::v1::ProposalDrafted& drafted, event::v1::AmendedEffect& effect) {
  if (drafted.has_charter_change()) *effect.mutable_charter_change() = drafted.charter_change();
  if (drafted.has_membership_change()) {
    *effect.mutable_membership_change() = drafted.membership_change();
  }
  if (drafted.has_role_change()) *effect.mutable_role_change() = drafted.role_change();
  if (drafted.has_pool_change()) *effect.mutable_pool_change() = drafted.pool_change();
  if (drafted.has_party()) effect.mutable_party()->set_content(drafted.party().content());
}

}  // namespace

absl::Status AddAmendedEffect(Act& act, const ProposalState& p,
                              const v1::CreateAmendmentRequest& request,
                              event::v1::AmendmentProposed& proposed) {
  const bool says = SaysEffect(request);
  if (proposed.kind() == v1::Amendment::KIND_EDITORIAL) {
    return says ? error::ValueInvalid("kind", "an editorial change leaves what is done as it is")
                : absl::OkStatus();
  }
  if (!IsSpecific(p.view) && !says) return absl::OkStatus();
  if (says == request.keeps_effect()) return error::EffectUnsaid(InWords(p.view));
  if (!says) return absl::OkStatus();
  event::v1::ProposalDrafted drafted;
  drafted.set_kind(p.view.kind());
  ASSENT_RETURN_IF_ERROR(AddEffects(act, Wanted(p.view, request), drafted));
  v1::Proposal after;
  after.set_kind(p.view.kind());
  *after.mutable_rule() = p.rule();
  ShowEffects(act.state().id, drafted, after);
  // Who decides was settled with whom it is about.
  const bool removes = !p.view.membership_change().remove().empty();
  if (SubjectOf(after) != SubjectOf(p.view) ||
      removes != !after.membership_change().remove().empty()) {
    return error::SubjectStays();
  }
  ASSENT_RETURN_IF_ERROR(CheckEffects(act.state(), act.notary(), after));
  Write(drafted, *proposed.mutable_effect());
  return absl::OkStatus();
}

void ShowAmendedEffect(const std::string& assembly, const event::v1::AmendedEffect& effect,
                       AmendmentState& amendment) {
  event::v1::ProposalDrafted drafted;
  if (effect.has_charter_change()) *drafted.mutable_charter_change() = effect.charter_change();
  if (effect.has_membership_change()) {
    *drafted.mutable_membership_change() = effect.membership_change();
  }
  if (effect.has_role_change()) *drafted.mutable_role_change() = effect.role_change();
  if (effect.has_pool_change()) *drafted.mutable_pool_change() = effect.pool_change();
  *drafted.mutable_party() = effect.party();
  v1::Proposal shown;
  ShowEffects(assembly, drafted, shown);
  TakeEffect(shown, amendment.view);
  amendment.changes_effect = true;
}

}  // namespace assent::assembly
