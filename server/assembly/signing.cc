#include "server/assembly/signing.h"

#include <algorithm>
#include <string>

#include "server/assembly/canonical.h"
#include "server/assembly/errors.h"
#include "server/assembly/hidden.h"
#include "server/assembly/keys.h"

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

namespace {

absl::Status CheckUnsigned(const Act& act, v1::Signing rule, ActKind kind) {
  const std::vector<int32_t>& mine = act.actor().keys;
  // The first key comes with a token alone; that a further one is signed is its own refusal.
  const bool gives_key = kind == ActKind::kGivesKey;
  if (gives_key && (mine.empty() || rule != v1::SIGNING_REQUIRED)) return absl::OkStatus();
  if (rule == v1::SIGNING_REQUIRED) return error::SignatureRequired();
  const bool has_key = std::any_of(mine.begin(), mine.end(),
                                   [&](int32_t index) { return Signs(act.state().keys[index]); });
  const bool asked = rule != v1::SIGNING_OFF && kind == ActKind::kAccess && has_key;
  return asked ? error::AccessNeedsKey() : absl::OkStatus();
}

}  // namespace

absl::Status CheckSigning(Act& act, absl::string_view subject, ActKind kind) {
  const v1::Signing rule = act.state().view.charter().signing();
  if (act.signed_act() == nullptr) return CheckUnsigned(act, rule, kind);
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
