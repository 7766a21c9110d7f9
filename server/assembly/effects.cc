#include "server/assembly/effects.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/charter.h"
#include "server/assembly/checks.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/pools.h"
#include "server/assembly/road.h"
#include "server/assembly/roles.h"
#include "server/assembly/standing.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/strictness.h"

namespace assent::assembly {

using event::v1::Event;

bool HasEffects(const v1::Proposal& proposal) {
  return proposal.kind() != v1::Proposal::KIND_ORDINARY || proposal.replaces_size() > 0;
}

std::string SubjectOf(const v1::Proposal& proposal) {
  if (!proposal.membership_change().remove().empty()) {
    return std::string(LastSegment(proposal.membership_change().remove()));
  }
  const v1::RoleChange& role = proposal.role_change();
  return role.members_size() == 1 ? std::string(LastSegment(role.members(0))) : "";
}

namespace {

absl::Status AddMembership(const Act& act, const v1::CreateProposalRequest& request,
                           event::v1::ProposalDrafted& drafted) {
  const v1::MembershipChange& change = request.membership_change();
  switch (change.change_case()) {
    case v1::MembershipChange::kAdmit:
      ASSENT_RETURN_IF_ERROR(
          CheckText(change.admit(), "membership_change.admit", kDisplayNameBounds));
      drafted.mutable_membership_change()->set_admit("");
      drafted.mutable_party()->set_content(change.admit());
      return absl::OkStatus();
    case v1::MembershipChange::kRemove: {
      ASSENT_ASSIGN_OR_RETURN(const int32_t member,
                              FindMember(act, change.remove(), "membership_change.remove"));
      drafted.mutable_membership_change()->set_remove(act.state().members[member].id);
      return absl::OkStatus();
    }
    default:
      return error::FieldRequired("membership_change");
  }
}

// The decisions that it takes the place of, and the proposal that it is brought
// against.
absl::Status AddLinks(const Act& act, const v1::CreateProposalRequest& request,
                      event::v1::ProposalDrafted& drafted) {
  if (request.replaces_size() > kMaxReplaces) return error::TooMany("replaces", kMaxReplaces);
  for (const std::string& name : request.replaces()) {
    ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kDecisionPattern, "replaces"));
    if (parts.assembly != act.state().id) return error::DecisionUnknown("replaces");
    const auto& known = drafted.replaces();
    if (std::find(known.begin(), known.end(), parts.number) != known.end()) continue;
    drafted.add_replaces(parts.number);
  }
  if (request.repeals() && request.replaces().empty()) return error::FieldRequired("replaces");
  drafted.set_repeals(request.repeals());
  if (request.counters().empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts,
                          ParseName(request.counters(), kProposalPattern, "counters"));
  const auto found = act.state().proposals.find(parts.number);
  const bool open = found != act.state().proposals.end() && !found->second.decision &&
                    found->second.view.state() != v1::Proposal::STATE_DRAFT;
  if (parts.assembly != act.state().id || !open) return error::CounteredNotOpen();
  drafted.set_counters(parts.number);
  return absl::OkStatus();
}

absl::Status CheckKindFits(const v1::CreateProposalRequest& request, v1::Proposal::Kind kind) {
  const auto stray = [&](bool there, v1::Proposal::Kind wanted) { return there && kind != wanted; };
  if (stray(request.has_charter_change(), v1::Proposal::KIND_CHARTER)) {
    return error::ValueInvalid("charter_change", "it goes with the kind CHARTER");
  }
  if (stray(request.has_membership_change(), v1::Proposal::KIND_MEMBERSHIP)) {
    return error::ValueInvalid("membership_change", "it goes with the kind MEMBERSHIP");
  }
  if (stray(request.has_role_change(), v1::Proposal::KIND_ROLE)) {
    return error::ValueInvalid("role_change", "it goes with the kind ROLE");
  }
  if (stray(request.has_pool_change(), v1::Proposal::KIND_RESOURCES)) {
    return error::ValueInvalid("pool_change", "it goes with the kind RESOURCES");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddEffects(const Act& act, const v1::CreateProposalRequest& request,
                        event::v1::ProposalDrafted& drafted) {
  ASSENT_RETURN_IF_ERROR(CheckKindFits(request, drafted.kind()));
  ASSENT_RETURN_IF_ERROR(AddLinks(act, request, drafted));
  switch (drafted.kind()) {
    case v1::Proposal::KIND_CHARTER:
      *drafted.mutable_charter_change() = request.charter_change();
      drafted.mutable_charter_change()->DiscardUnknownFields();
      return absl::OkStatus();
    case v1::Proposal::KIND_MEMBERSHIP:
      return AddMembership(act, request, drafted);
    case v1::Proposal::KIND_ROLE:
      return AddRole(act, request.role_change(), drafted);
    case v1::Proposal::KIND_RESOURCES:
      return AddPool(act, request.pool_change(), drafted);
    case v1::Proposal::KIND_CHOICE:
    case v1::Proposal::KIND_ELECTION:
    case v1::Proposal::KIND_BUDGET:
      return AddElection(request, drafted);
    default:
      return absl::OkStatus();
  }
}

void ShowEffects(const std::string& assembly, const event::v1::ProposalDrafted& drafted,
                 v1::Proposal& view) {
  if (drafted.has_charter_change()) *view.mutable_charter_change() = drafted.charter_change();
  for (const int32_t number : drafted.replaces()) {
    view.add_replaces(DecisionName(assembly, number));
  }
  view.set_repeals(drafted.repeals());
  if (drafted.counters() != 0) view.set_counters(ProposalName(assembly, drafted.counters()));
  if (drafted.has_membership_change()) {
    const std::string& removed = drafted.membership_change().remove();
    v1::MembershipChange& change = *view.mutable_membership_change();
    if (removed.empty()) {
      change.set_admit(drafted.party().content());
    } else {
      change.set_remove(MemberName(assembly, removed));
    }
  }
  if (drafted.has_role_change()) {
    v1::RoleChange& change = *view.mutable_role_change();
    change = drafted.role_change();
    for (std::string& member : *change.mutable_members()) member = MemberName(assembly, member);
  }
  if (drafted.has_election()) *view.mutable_election() = drafted.election();
  if (drafted.has_pool_change()) {
    v1::PoolChange& change = *view.mutable_pool_change();
    change = drafted.pool_change();
    change.set_party(drafted.party().content());
    if (!change.allocation().empty()) {
      change.set_allocation(
          absl::StrCat(AssemblyName(assembly), "/decisions/", change.allocation()));
    }
  }
}

namespace {

// A rule is changed, and a decision ended, under itself or a stricter rule.
absl::Status CheckStrictEnough(const v1::DecisionRule& rule, const v1::DecisionRule& changed) {
  return rules::AsStrictAs(rule, changed) ? absl::OkStatus()
                                          : error::RuleTooLenient(rule.id(), changed.id());
}

absl::Status CheckZone(Notary& notary, const v1::CharterChange& change) {
  return notary.FindZone(change.time_zone()) ? absl::OkStatus()
                                             : error::TimeZoneUnknown("charter_change.time_zone");
}

absl::Status CheckRemoval(const State& state, const v1::MembershipChange& change) {
  if (change.remove().empty()) return absl::OkStatus();
  const auto found = state.member_by_id.find(LastSegment(change.remove()));
  const bool there = found != state.member_by_id.end() &&
                     state.members[found->second].view.state() != v1::Member::STATE_LEFT;
  return there ? absl::OkStatus()
               : error::MemberUnknown("membership_change.remove", LastSegment(change.remove()));
}

// Somebody of the rota is there; nobody named: the role ends.
absl::Status CheckRota(const State& state, const v1::RoleChange& change) {
  for (const std::string& name : change.members()) {
    const auto found = state.member_by_id.find(LastSegment(name));
    if (found != state.member_by_id.end() && IsMember(state.members[found->second])) {
      return absl::OkStatus();
    }
  }
  return change.members().empty()
             ? absl::OkStatus()
             : error::MemberUnknown("role_change.members", LastSegment(change.members(0)));
}

int32_t NumberOf(const std::string& decision) {
  int32_t number = 0;
  return absl::SimpleAtoi(LastSegment(decision), &number) ? number : 0;
}

absl::Status CheckReplaced(const State& state, const v1::Proposal& proposal,
                           const v1::DecisionRule& rule) {
  for (const std::string& name : proposal.replaces()) {
    const auto found = state.standings.find(NumberOf(name));
    if (found == state.standings.end() || !found->second.in_force()) {
      return error::NotInForce(NumberOf(name));
    }
    ASSENT_RETURN_IF_ERROR(CheckStrictEnough(rule, *found->second.rule));
  }
  return absl::OkStatus();
}

// Who belongs, and whether the assembly goes on, is decided by no rule that is easier than
// the one for everything: where the charter has one for such changes, it is that anyway.
absl::Status CheckUsual(const v1::Charter& charter, const v1::DecisionRule& rule) {
  const v1::DecisionRule* const usual = FindRule(charter, charter.default_rule());
  if (usual == nullptr || !charter.charter_rule().empty()) return absl::OkStatus();
  return CheckStrictEnough(rule, *usual);
}

absl::Status CheckEnding(const State& state, const v1::DecisionRule& rule) {
  if (state.ending_decision != 0) return error::AlreadyEnding(TimeInWords(state.ends));
  return CheckUsual(state.view.charter(), rule);
}

absl::Status CheckKind(const State& state, Notary& notary, const v1::Proposal& proposal,
                       const v1::DecisionRule& rule) {
  const v1::Charter& charter = state.view.charter();
  switch (proposal.kind()) {
    case v1::Proposal::KIND_CHARTER:
      ASSENT_RETURN_IF_ERROR(CheckCharterChange(charter, proposal.charter_change()));
      ASSENT_RETURN_IF_ERROR(CheckZone(notary, proposal.charter_change()));
      return CheckMayDecide(charter, proposal.charter_change(), rule);
    case v1::Proposal::KIND_MEMBERSHIP:
      ASSENT_RETURN_IF_ERROR(CheckUsual(charter, rule));
      return CheckRemoval(state, proposal.membership_change());
    case v1::Proposal::KIND_ROLE:
      return CheckRota(state, proposal.role_change());
    case v1::Proposal::KIND_RESOURCES:
      return CheckPool(state, proposal.pool_change());
    case v1::Proposal::KIND_CHOICE:
    case v1::Proposal::KIND_ELECTION:
    case v1::Proposal::KIND_BUDGET:
      return CheckElection(state, proposal, rule);
    case v1::Proposal::KIND_ENDING:
      return CheckEnding(state, rule);
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::Status CheckEffects(const State& state, Notary& notary, const v1::Proposal& proposal) {
  const v1::DecisionRule* const rule =
      proposal.has_rule() ? &proposal.rule() : FindRule(state.view.charter(), proposal.rule_id());
  if (rule == nullptr) return error::RuleNotInCharter(proposal.rule_id());
  ASSENT_RETURN_IF_ERROR(CheckKind(state, notary, proposal, *rule));
  return CheckReplaced(state, proposal, *rule);
}

namespace {

// The rules that a change brings get the version after the one they replace.
v1::CharterChange Versioned(const v1::Charter& charter, v1::CharterChange change) {
  for (v1::DecisionRule& rule : *change.mutable_put_rules()) {
    const v1::DecisionRule* const old = FindRule(charter, rule.id());
    rule.set_version(old == nullptr ? 1 : old->version() + 1);
  }
  return change;
}

void ChangeCharter(Act& act, const ProposalState& p) {
  Event event;
  event::v1::CharterChanged& changed = *event.mutable_charter_changed();
  *changed.mutable_change() = Versioned(act.state().view.charter(), p.view.charter_change());
  changed.set_rule_semantics(kRuleSemantics);
  act.Emit(p.number, std::move(event));
  if (!p.view.charter_change().rotate_log_key()) return;
  Event rotation;
  rotation.mutable_log_key_rotated()->set_log_key(act.NewLogKey());
  act.Emit(p.number, std::move(rotation));
}

void ChangeMembership(Act& act, const ProposalState& p) {
  Event event;
  const std::string removed(LastSegment(p.view.membership_change().remove()));
  if (removed.empty()) {
    event.mutable_admission_granted();
    return act.Emit(p.number, std::move(event));
  }
  const int32_t member = act.state().member_by_id.at(removed);
  HandOverConcerns(act, member);
  event.mutable_member_removed()->set_member(removed);
  act.Emit(p.number, std::move(event));
  SettleAfterLeaving(act, member);
}

void AnnounceEnding(Act& act, const ProposalState& p) {
  const int32_t days = act.state().view.charter().ending_delay_days();
  Event event;
  event.mutable_ending_announced()->set_end_time_us(
      ToMicros(act.event_time() + absl::Hours(24 * (days == 0 ? kDefaultEndingDays : days))));
  act.Emit(p.number, std::move(event));
}

void CarryOutKind(Act& act, ProposalState& p) {
  switch (p.view.kind()) {
    case v1::Proposal::KIND_CHARTER:
      return ChangeCharter(act, p);
    case v1::Proposal::KIND_MEMBERSHIP:
      return ChangeMembership(act, p);
    case v1::Proposal::KIND_ROLE:
      return GiveRole(act, p);
    case v1::Proposal::KIND_RESOURCES:
      return MovePool(act, p, p.view.pool_change());
    case v1::Proposal::KIND_ELECTION:
      return GiveElected(act, p);
    case v1::Proposal::KIND_BUDGET:
      return MovePool(act, p, SpendingOf(p.view));
    case v1::Proposal::KIND_ENDING:
      return AnnounceEnding(act, p);
    default:
      return;
  }
}

}  // namespace

void CarryOut(Act& act, ProposalState& p) {
  const absl::Status fits = CheckEffects(act.state(), act.notary(), p.view);
  Event event;
  if (fits.ok()) {
    for (const std::string& name : p.view.replaces()) {
      const auto standing = act.state().standings.find(NumberOf(name));
      if (standing == act.state().standings.end() || !standing->second.in_force()) continue;
      EndDecision(act, NumberOf(name),
                  p.view.repeals() ? v1::Proposal::STATE_REPEALED : v1::Proposal::STATE_SUPERSEDED,
                  p.number);
    }
    CarryOutKind(act, p);
    if (p.effect_due == absl::InfiniteFuture()) return;
    event.mutable_effects_done();
  } else {
    event.mutable_effect_failed()->set_obstacle(base::ReasonOf(fits));
  }
  act.Emit(p.number, std::move(event));
}

void HandOverConcerns(Act& act, int32_t member) {
  for (auto& [number, p] : act.state().proposals) {
    if (p.decision) continue;
    for (size_t i = 0; i < p.concerns.size(); ++i) {
      const ConcernState& concern = p.concerns[i];
      if (concern.holder != member || !IsOpen(concern) || IsQuestion(concern)) continue;
      Event event;
      event::v1::ConcernHolderChanged& changed = *event.mutable_concern_holder_changed();
      changed.set_number(static_cast<int32_t>(i) + 1);
      changed.set_adopt_by_time_us(ToMicros(act.event_time() + kAdoptWithin));
      act.Emit(number, std::move(event));
    }
  }
}

void SettleAfterLeaving(Act& act, int32_t member) {
  const AsRule as_rule(act, act.event_time());
  TurnRolesOf(act, member);
  // Seconds that have gone with a member, and calls in which everybody who is left
  // has answered.
  for (auto& [number, p] : act.state().proposals) {
    if (p.decision || p.phase < 0) continue;
    std::vector<int32_t> open;
    for (const auto& [concern, block] : p.blocks) {
      if (IsOpen(block)) open.push_back(concern);
    }
    for (const int32_t concern : open) {
      if (!p.decision) TestForSecond(act, p, concern);
    }
    if (p.decision) continue;
    p.blocked_in >= 0 ? OnHoldEnded(act, p) : CloseEarly(act, p);  // stand-asides may hold, too
  }
}

}  // namespace assent::assembly
