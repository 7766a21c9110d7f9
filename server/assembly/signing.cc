#include "server/assembly/signing.h"

#include <algorithm>
#include <string>

#include "server/assembly/canonical.h"
#include "server/assembly/errors.h"
#include "server/assembly/hidden.h"

namespace assent::assembly {
namespace {

ProposalState* SubjectProposal(State& state, absl::string_view subject) {
  const auto found = state.proposals.find(ProposalIn(subject));
  return found == state.proposals.end() ? nullptr : &found->second;
}

// The rule is frozen when its proposal is introduced: it is hashed once.
std::string RuleHash(Act& act, ProposalState* p) {
  if (p == nullptr || p->view.state() == v1::Proposal::STATE_DRAFT) return "";
  if (p->rule_hash.empty()) p->rule_hash = act.notary().Hash(CanonicalBytes(p->rule()));
  return p->rule_hash;
}

}  // namespace

absl::Status CheckSigning(Act& act, absl::string_view subject, bool gives_key) {
  const v1::Signing rule = act.state().view.charter().signing();
  if (act.signed_act() == nullptr) {
    const bool first_key = gives_key && act.actor().keys.empty();
    return rule == v1::SIGNING_REQUIRED && !first_key ? error::SignatureRequired()
                                                      : absl::OkStatus();
  }
  if (rule == v1::SIGNING_OFF) return error::SigningOff();
  ProposalState* const p = SubjectProposal(act.state(), subject);
  return CheckNextSigned(act.state(), act.signed_act()->payload, act.actor_index(),
                         ProposalIn(subject), RuleHash(act, p));
}

absl::Status CheckSignedStance(const Act& act, const v1::TakePositionRequest& request) {
  if (act.signed_act() == nullptr) return absl::OkStatus();
  const auto found = act.state().proposals.find(ProposalIn(request.parent()));
  if (found == act.state().proposals.end()) return absl::OkStatus();
  const auto& texts = act.signed_act()->payload.texts();
  const bool committed = std::any_of(texts.begin(), texts.end(),
                                     [](const auto& text) { return text.field() == kStanceField; });
  const bool hidden = Hides(found->second) && request.stance() != v1::STANCE_BLOCK;
  if (committed == hidden) return absl::OkStatus();
  return error::ActMalformed(
      "stance", hidden ? "positions are hidden until the close: commit to it, do not show it"
                       : "positions are open here, and blocks everywhere: sign it as it is");
}

}  // namespace assent::assembly
