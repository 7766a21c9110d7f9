#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "server/assembly/charter.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/effects.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/limits.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/base/status_macros.h"
#include "server/rules/evaluate.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

absl::Status AddCoProposers(const Act& act, const v1::CreateProposalRequest& request,
                            event::v1::ProposalDrafted& drafted) {
  if (request.co_proposers_size() > kMaxCoProposers) {
    return error::TooMany("co_proposers", kMaxCoProposers);
  }
  std::set<int32_t> members;
  for (const std::string& name : request.co_proposers()) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, name, "co_proposers"));
    if (!IsMember(act.state().members[member])) {
      return error::MemberUnknown("co_proposers", "a guest does not propose");
    }
    if (member != act.actor_index() && members.insert(member).second) {
      drafted.add_co_proposers(act.state().members[member].id);
    }
  }
  return absl::OkStatus();
}

absl::Status AddActionPoints(const Act& act, const v1::CreateProposalRequest& request,
                             event::v1::ProposalDrafted& drafted) {
  if (request.action_points_size() > kMaxActionPoints) {
    return error::TooMany("action_points", kMaxActionPoints);
  }
  for (const v1::ActionPoint& point : request.action_points()) {
    ASSENT_RETURN_IF_ERROR(CheckText(point.task(), "action_points.task", kTaskBounds));
    event::v1::ActionPoint& added = *drafted.add_action_points();
    added.mutable_task()->set_content(point.task());
    if (!point.member().empty()) {
      ASSENT_ASSIGN_OR_RETURN(const int32_t member,
                              FindMember(act, point.member(), "action_points.member"));
      added.set_member(act.state().members[member].id);
    }
    if (!point.has_due_time()) continue;
    if (!IsValid(point.due_time())) {
      return error::ValueInvalid("action_points.due_time", "a time in the years 1 to 9999");
    }
    added.set_due_time_us(ToMicros(ToTime(point.due_time())));
  }
  return absl::OkStatus();
}

// Changes of the charter and of who belongs go by the charter's rule for them.
bool GoesByCharterRule(v1::Proposal::Kind kind) {
  return kind == v1::Proposal::KIND_CHARTER || kind == v1::Proposal::KIND_MEMBERSHIP ||
         kind == v1::Proposal::KIND_ENDING;
}

// The rule of a proposal that names none.
std::string DefaultRule(const v1::Charter& charter, v1::Proposal::Kind kind) {
  const bool charter_rule = GoesByCharterRule(kind) && !charter.charter_rule().empty();
  return charter_rule ? charter.charter_rule() : charter.default_rule();
}

// Where the charter has a rule for its own changes, they go by that: those who draft one
// would choose how hard it is.
bool IsBound(const v1::Charter& charter, v1::Proposal::Kind kind) {
  return GoesByCharterRule(kind) && !charter.charter_rule().empty();
}

absl::Status CheckRuleOf(const v1::Charter& charter, v1::Proposal::Kind kind,
                         const std::string& rule) {
  if (FindRule(charter, rule) == nullptr) return error::RuleNotInCharter(rule);
  return rule != charter.charter_rule() && IsBound(charter, kind)
             ? error::CharterRuleApplies(charter.charter_rule())
             : absl::OkStatus();
}

absl::Status AddKind(const Act& act, const v1::CreateProposalRequest& request,
                     event::v1::ProposalDrafted& drafted) {
  const v1::Charter& charter = act.state().view.charter();
  v1::Proposal::Kind kind = request.kind();
  if (kind == v1::Proposal::KIND_UNSPECIFIED) kind = v1::Proposal::KIND_ORDINARY;
  if (!v1::Proposal::Kind_IsValid(kind)) return error::ValueInvalid("kind", "unknown");
  drafted.set_kind(kind);
  ASSENT_RETURN_IF_ERROR(AddEffects(act, request, drafted));
  drafted.set_rule_id(request.rule_id().empty() ? DefaultRule(charter, kind) : request.rule_id());
  return CheckRuleOf(charter, kind, drafted.rule_id());
}

// Whether what the draft wants done could be done as things stand.
absl::Status CheckDraftedEffects(Act& act, const event::v1::ProposalDrafted& drafted) {
  v1::Proposal wanted;
  wanted.set_kind(drafted.kind());
  wanted.set_rule_id(drafted.rule_id());
  ShowEffects(act.state().id, drafted, wanted);
  return CheckEffects(act.state(), act.notary(), wanted);
}

// The decision that a proposal raises again; 0: none.
absl::StatusOr<int32_t> ReopenedBy(const Act& act, const std::string& decision) {
  if (decision.empty()) return 0;
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(decision, kDecisionPattern, "reopens"));
  const auto open = act.state().proposals.find(parts.number);
  const bool ended = parts.number >= 1 && parts.number <= act.state().last_proposal &&
                     (open == act.state().proposals.end() || open->second.decision);
  if (parts.assembly != act.state().id || !ended) return error::DecisionUnknown("reopens");
  return parts.number;
}

// What a proposal brings that raises a decided question again.
struct Reopening {
  int32_t decision;  // by number; 0: not named
  uint64_t wording;
  bool new_information;
  int64_t bringers;  // proposer and co-proposers
};

// Whoever names the decision, or brings the same words without naming it, needs all
// that its rule asks for.
absl::Status CheckOneReopening(const DecidedQuestion& decided, const Reopening& reopening,
                               absl::Time now) {
  const v1::ReopenPolicy& policy = decided.reopen;
  const absl::Time from = decided.time + ToDuration(policy.cooldown());
  if (now < from) return error::ReopenedTooEarly(TimeInWords(from));
  if (!policy.new_information() && policy.members() == 0) return absl::OkStatus();
  const bool enough = policy.members() > 0 && reopening.bringers >= policy.members();
  const bool news = policy.new_information() && reopening.new_information;
  return enough || news ? absl::OkStatus()
                        : error::ReopeningNeeds(policy.new_information(), policy.members());
}

// Transition 36: a decided question is raised again as its rule allows that.
absl::Status CheckReopening(const Act& act, const Reopening& reopening) {
  for (const auto& [number, decided] : act.state().decided) {
    const bool named = number == reopening.decision;
    // Words that were erased are like no others.
    const bool same_words =
        decided.wording == reopening.wording && decided.wording != WordingOf("", "");
    if (!named && !same_words) continue;
    ASSENT_RETURN_IF_ERROR(CheckOneReopening(decided, reopening, act.now()));
  }
  return absl::OkStatus();
}

absl::StatusOr<event::v1::ProposalDrafted> MakeDraft(const Act& act,
                                                     const v1::CreateProposalRequest& request) {
  event::v1::ProposalDrafted drafted;
  ASSENT_RETURN_IF_ERROR(CheckText(request.title(), "title", kTitleBounds));
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kTextBounds));
  ASSENT_RETURN_IF_ERROR(CheckText(request.new_information(), "new_information", kReasonBounds));
  ASSENT_RETURN_IF_ERROR(AddKind(act, request, drafted));
  ASSENT_RETURN_IF_ERROR(AddCoProposers(act, request, drafted));
  ASSENT_RETURN_IF_ERROR(AddActionPoints(act, request, drafted));
  ASSENT_ASSIGN_OR_RETURN(const int32_t reopens, ReopenedBy(act, request.reopens()));
  drafted.set_reopens(reopens);
  drafted.set_publish_certificate(request.publish_certificate());
  drafted.mutable_title()->set_content(request.title());
  drafted.mutable_text()->set_content(request.text());
  if (!request.new_information().empty()) {
    drafted.mutable_new_information()->set_content(request.new_information());
  }
  return drafted;
}

absl::Status CheckUrgent(const v1::DecisionRule& rule, const std::string& reason) {
  if (reason.empty()) return absl::OkStatus();
  ASSENT_RETURN_IF_ERROR(CheckText(reason, "urgent_reason", kReasonBounds));
  const auto& reasons = rule.urgent().reasons();
  const bool named =
      reasons.empty() || std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
  return rule.has_urgent() && named ? absl::OkStatus() : error::UrgentNotAllowed();
}

// H2: shorter notice needs a reason and a scope: the rule's, or one that is stated.
absl::Status CheckUrgentScope(const v1::DecisionRule& rule,
                              const v1::CreateProposalRequest& request) {
  const bool stated = !absl::StripAsciiWhitespace(request.urgent_scope()).empty();
  if (request.urgent_reason().empty()) {
    return stated ? error::ValueInvalid("urgent_scope", "it goes with `urgent_reason`")
                  : absl::OkStatus();
  }
  ASSENT_RETURN_IF_ERROR(CheckText(request.urgent_scope(), "urgent_scope", kPrincipleBounds));
  return stated || !rule.urgent().scope().empty() ? absl::OkStatus() : error::UrgentNeedsScope();
}

absl::Status CheckSponsors(const Act& act, const v1::DecisionRule& rule, int64_t sponsors) {
  if (rule.introduction().sponsors() == 0) return absl::OkStatus();
  const int64_t electorate = ElectorateNow(act.state(), rule, "", act.now()).size();
  const int64_t needed = rules::SponsorsNeeded(rule, electorate);
  return sponsors < needed ? error::SponsorsNeeded(needed, sponsors) : absl::OkStatus();
}

// Presents a draft: its rule is frozen, its electorate taken.
void Introduce(Act& act, ProposalState& p, const v1::DecisionRule& rule,
               const std::string& urgent_reason, const std::string& urgent_scope) {
  Event event;
  event::v1::ProposalIntroduced& introduced = *event.mutable_proposal_introduced();
  *introduced.mutable_rule() = rule;
  introduced.set_rule_semantics(kRuleSemantics);
  if (rule.electorate().snapshot() != v1::Electorate::SNAPSHOT_AT_CALL) {
    *introduced.mutable_electorate() =
        ElectorateNow(act.state(), rule, SubjectOf(p.view), act.now());
  }
  const v1::DiscussionPolicy& discussion = rule.discussion();
  if (discussion.has_min() && urgent_reason.empty()) {
    introduced.set_discussion_min_time_us(ToMicros(act.now() + ToDuration(discussion.min())));
  }
  if (discussion.has_max()) {
    introduced.set_discussion_end_time_us(ToMicros(act.now() + ToDuration(discussion.max())));
  }
  if (!urgent_reason.empty()) introduced.mutable_urgent_reason()->set_content(urgent_reason);
  if (!urgent_scope.empty()) introduced.mutable_urgent_scope()->set_content(urgent_scope);
  act.Emit(p.number, std::move(event));
}

}  // namespace

absl::StatusOr<v1::CreateProposalResponse> Decide(Act& act,
                                                  const v1::CreateProposalRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  State& state = act.state();
  if (state.proposals.size() >= kMaxOpenProposals) return error::TooManyOpenProposals();
  ASSENT_ASSIGN_OR_RETURN(event::v1::ProposalDrafted drafted, MakeDraft(act, request));
  ASSENT_RETURN_IF_ERROR(CheckDraftedEffects(act, drafted));
  const v1::DecisionRule rule = *FindRule(state.view.charter(), drafted.rule_id());
  if (!request.urgent_reason().empty() && !request.introduce()) {
    return error::ValueInvalid("urgent_reason", "it goes with `introduce`");
  }
  ASSENT_RETURN_IF_ERROR(CheckUrgent(rule, request.urgent_reason()));
  ASSENT_RETURN_IF_ERROR(CheckUrgentScope(rule, request));
  if (request.introduce()) {
    ASSENT_RETURN_IF_ERROR(CheckSponsors(act, rule, drafted.co_proposers_size()));
    ASSENT_RETURN_IF_ERROR(
        CheckReopening(act, {drafted.reopens(), WordingOf(request.title(), request.text()),
                             drafted.has_new_information(), drafted.co_proposers_size() + 1}));
  }

  ASSENT_ASSIGN_OR_RETURN(std::vector<event::v1::OptionAdded> options, FirstOptions(act, request));

  const int32_t number = state.last_proposal + 1;
  Event event;
  *event.mutable_proposal_drafted() = std::move(drafted);
  act.Emit(number, std::move(event));
  for (event::v1::OptionAdded& option : options) {
    Event added;
    *added.mutable_option_added() = std::move(option);
    act.Emit(number, std::move(added));
  }
  ProposalState& p = state.proposals.at(number);
  if (request.introduce()) {
    Introduce(act, p, rule, request.urgent_reason(), request.urgent_scope());
  }

  v1::CreateProposalResponse response;
  *response.mutable_proposal() = p.view;
  response.set_sequence(state.sequence);
  return response;
}

absl::StatusOr<v1::UpdateDraftResponse> Decide(Act& act, const v1::UpdateDraftRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, request.name(), "name"));
  if (p->view.state() != v1::Proposal::STATE_DRAFT) return error::NotADraft();
  if (!request.etag().empty() && request.etag() != p->view.etag()) return error::EtagMismatch();
  Event event;
  event::v1::DraftUpdated& updated = *event.mutable_draft_updated();
  if (request.has_title()) {
    ASSENT_RETURN_IF_ERROR(CheckText(request.title(), "title", kTitleBounds));
    updated.mutable_title()->set_content(request.title());
  }
  if (request.has_text()) {
    ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kTextBounds));
    updated.mutable_text()->set_content(request.text());
  }
  if (request.has_rule_id()) {
    ASSENT_RETURN_IF_ERROR(
        CheckRuleOf(act.state().view.charter(), p->view.kind(), request.rule_id()));
    updated.set_rule_id(request.rule_id());
  }
  act.Emit(p->number, std::move(event));
  v1::UpdateDraftResponse response;
  *response.mutable_proposal() = p->view;
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::IntroduceProposalResponse> Decide(Act& act,
                                                     const v1::IntroduceProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, request.name(), "name"));
  if (p->view.state() != v1::Proposal::STATE_DRAFT) return error::NotADraft();
  const v1::Charter& charter = act.state().view.charter();
  // The charter may have another rule for its changes since the draft was written.
  const bool bound = IsBound(charter, p->view.kind());
  const std::string rule_id = bound ? charter.charter_rule() : p->view.rule_id();
  const v1::DecisionRule* const rule = FindRule(charter, rule_id);
  if (rule == nullptr) return error::RuleNotInCharter(rule_id);
  v1::Proposal wanted = p->view;
  wanted.set_rule_id(rule_id);
  ASSENT_RETURN_IF_ERROR(CheckEffects(act.state(), act.notary(), wanted));
  ASSENT_RETURN_IF_ERROR(CheckSponsors(act, *rule, p->view.co_proposers_size()));
  ASSENT_ASSIGN_OR_RETURN(const int32_t reopens, ReopenedBy(act, p->view.reopens()));
  ASSENT_RETURN_IF_ERROR(
      CheckReopening(act, {reopens, WordingOf(p->view.title(), p->view.text()),
                           !p->view.new_information().empty(), p->view.co_proposers_size() + 1}));
  const v1::DecisionRule frozen = *rule;
  Introduce(act, *p, frozen, "", "");
  v1::IntroduceProposalResponse response;
  *response.mutable_proposal() = p->view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
