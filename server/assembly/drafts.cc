#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "server/assembly/charter.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/effects.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_presence.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/sponsors.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rules/evaluate.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

// Whom the request asks to bring it too, each once and not the actor.
absl::StatusOr<std::vector<int32_t>> AskedIn(const Act& act, const Names& names) {
  if (names.size() > kMaxCoProposers) return error::TooMany("co_proposers", kMaxCoProposers);
  std::vector<int32_t> asked;
  for (const std::string& name : names) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, name, "co_proposers"));
    if (!IsMember(act.state().members[member])) {
      return error::MemberUnknown("co_proposers", "a guest does not propose");
    }
    const bool named = std::find(asked.begin(), asked.end(), member) != asked.end();
    if (member != act.actor_index() && !named) asked.push_back(member);
  }
  return asked;
}

absl::Status AddCoProposers(const Act& act, const v1::CreateProposalRequest& request,
                            event::v1::ProposalDrafted& drafted) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<int32_t> asked, AskedIn(act, request.co_proposers()));
  for (const int32_t member : asked) drafted.add_asked(act.state().members[member].id);
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

// Of a decision by resource name; 0: none.
int32_t NumberOf(const std::string& name) {
  int32_t number = 0;
  return absl::SimpleAtoi(LastSegment(name), &number) ? number : 0;
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

// Whether that decision is the one that is raised again: it is named, or has the same words.
bool Raises(const Reopening& reopening, int32_t number, const DecidedQuestion& decided) {
  if (number == reopening.decision) return true;
  // Words that were erased are like no others.
  return decided.wording == reopening.wording && decided.wording != WordingOf("", "");
}

// Transition 36: a decided question is raised again as its rule allows that.
absl::Status CheckReopening(const Act& act, const Reopening& reopening) {
  for (const auto& [number, decided] : act.state().decided) {
    if (!Raises(reopening, number, decided)) continue;
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
  // Blanks as well: whoever verifies what was signed sees that there is a text, and not which.
  if (request.urgent_reason().empty()) {
    return request.urgent_scope().empty()
               ? absl::OkStatus()
               : error::ValueInvalid("urgent_scope", "it goes with `urgent_reason`");
  }
  const bool stated = !absl::StripAsciiWhitespace(request.urgent_scope()).empty();
  ASSENT_RETURN_IF_ERROR(CheckText(request.urgent_scope(), "urgent_scope", kPrincipleBounds));
  return stated || !rule.urgent().scope().empty() ? absl::OkStatus() : error::UrgentNeedsScope();
}

// `waits`: handles of those who were asked and have not answered.
absl::Status CheckSponsors(const Act& act, const v1::DecisionRule& rule, int64_t sponsors,
                           const std::string& waits) {
  const int64_t needed = SponsorsNeededUnder(act.state(), rule, act.now());
  if (sponsors >= needed) return absl::OkStatus();
  return waits.empty() ? error::SponsorsNeeded(needed, sponsors)
                       : error::SponsorsUnanswered(needed, sponsors, waits);
}

// Whether the rule lets it be introduced with so many who bring it beside the proposer.
absl::Status CheckBringers(const Act& act, const v1::DecisionRule& rule, Reopening reopening,
                           int64_t sponsors, const std::string& waits) {
  ASSENT_RETURN_IF_ERROR(CheckSponsors(act, rule, sponsors, waits));
  reopening.bringers = sponsors + 1;
  return CheckReopening(act, reopening);
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

// Whether the draft is introduced with this act; `drafted` says if it is to be later, once
// enough of those who are asked bring it too. Nobody has said so yet.
absl::StatusOr<bool> IntroducedAtOnce(const Act& act, const v1::CreateProposalRequest& request,
                                      const v1::DecisionRule& rule,
                                      event::v1::ProposalDrafted& drafted) {
  if (!request.introduce()) return false;
  const Reopening reopening = {drafted.reopens(), WordingOf(request.title(), request.text()),
                               drafted.has_new_information(), /*bringers=*/1};
  const absl::Status now = CheckBringers(act, rule, reopening, 0, "");
  if (now.ok()) return true;
  // Whoever reads the log without its texts has to see why it waits: a question that
  // others have to raise, too, is named, and not only worded as it was.
  Reopening as_named = reopening;
  as_named.wording = 0;
  if (CheckBringers(act, rule, as_named, 0, "").ok()) return now;
  ASSENT_RETURN_IF_ERROR(CheckBringers(act, rule, reopening, drafted.asked_size(), ""));
  drafted.set_introduce(true);
  if (!request.urgent_reason().empty()) {
    drafted.mutable_urgent_reason()->set_content(request.urgent_reason());
  }
  if (!request.urgent_scope().empty()) {
    drafted.mutable_urgent_scope()->set_content(request.urgent_scope());
  }
  return false;
}

// The rule under which the draft goes if it is introduced now. Refused as an introduction
// is where it may not be.
absl::StatusOr<v1::DecisionRule> CheckIntroducible(Act& act, const ProposalState& p) {
  const v1::Charter& charter = act.state().view.charter();
  // The charter may have another rule for its changes since the draft was written.
  const bool bound = IsBound(charter, p.view.kind());
  const std::string rule_id = bound ? charter.charter_rule() : p.view.rule_id();
  const v1::DecisionRule* const rule = FindRule(charter, rule_id);
  if (rule == nullptr) return error::RuleNotInCharter(rule_id);
  v1::Proposal wanted = p.view;
  wanted.set_rule_id(rule_id);
  ASSENT_RETURN_IF_ERROR(CheckEffects(act.state(), act.notary(), wanted));
  ASSENT_RETURN_IF_ERROR(CheckUrgent(*rule, p.view.urgent_reason()));
  ASSENT_ASSIGN_OR_RETURN(const int32_t reopens, ReopenedBy(act, p.view.reopens()));
  const Reopening reopening = {reopens, WordingOf(p.view.title(), p.view.text()),
                               !p.view.new_information().empty(), /*bringers=*/1};
  ASSENT_RETURN_IF_ERROR(
      CheckBringers(act, *rule, reopening, Sponsors(act.state(), p), HandlesAsked(act.state(), p)));
  return *rule;
}

}  // namespace

int64_t SponsorsToReopen(const State& state, const ProposalState& p) {
  int64_t needed = 0;
  for (const auto& [number, decided] : state.decided) {
    const v1::ReopenPolicy& policy = decided.reopen;
    const Reopening reopening = {NumberOf(p.view.reopens()),
                                 WordingOf(p.view.title(), p.view.text()),
                                 !p.view.new_information().empty(), /*bringers=*/1};
    const bool news = policy.new_information() && reopening.new_information;
    if (!Raises(reopening, number, decided) || news) continue;
    needed = std::max<int64_t>(needed, policy.members() - 1);
  }
  return needed;
}

void IntroduceWhenSponsored(Act& act, ProposalState& p) {
  const bool waits =
      p.view.state() == v1::Proposal::STATE_DRAFT && p.view.introduces_when_sponsored();
  if (!waits) return;
  const absl::StatusOr<v1::DecisionRule> rule = CheckIntroducible(act, p);
  if (!rule.ok()) return;
  const AsRule as_rule(act, act.now());
  Introduce(act, p, *rule, p.view.urgent_reason(), p.view.urgent_scope());
}

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
  ASSENT_ASSIGN_OR_RETURN(const bool at_once, IntroducedAtOnce(act, request, rule, drafted));

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
  if (at_once) Introduce(act, p, rule, request.urgent_reason(), request.urgent_scope());

  v1::CreateProposalResponse response;
  *response.mutable_proposal() = p.view;
  response.set_sequence(state.sequence);
  return response;
}

namespace {

// Those who bring a draft change and introduce it; whoever is asked to sees it.
absl::Status CheckDraft(const Act& act, const ProposalState& p) {
  if (p.view.state() != v1::Proposal::STATE_DRAFT) return error::NotADraft();
  return CheckProposer(act, p);
}

// Asks whom the request names; and where it changes what they said yes to, those who
// bring it beside its author.
absl::Status AskAgain(const Act& act, const ProposalState& p, const v1::UpdateDraftRequest& request,
                      event::v1::DraftUpdated& updated) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<int32_t> asked, AskedIn(act, request.co_proposers()));
  const State& state = act.state();
  const bool changes = request.has_title() || request.has_text() || request.has_rule_id();
  std::set<std::string> all(p.view.co_proposers().begin(), p.view.co_proposers().end());
  all.insert(p.view.asked_co_proposers().begin(), p.view.asked_co_proposers().end());
  for (const std::string& name : p.view.co_proposers()) {
    if (changes && name != act.actor().view.name())
      updated.add_asked(std::string(LastSegment(name)));
  }
  for (const int32_t member : asked) {
    const std::string& name = state.members[member].view.name();
    if (name == p.view.proposer() || !all.insert(name).second) continue;
    updated.add_asked(state.members[member].id);
  }
  return all.size() > kMaxCoProposers ? error::TooMany("co_proposers", kMaxCoProposers)
                                      : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::UpdateDraftResponse> Decide(Act& act, const v1::UpdateDraftRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckDraft(act, *p));
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
  ASSENT_RETURN_IF_ERROR(AskAgain(act, *p, request, updated));
  act.Emit(p->number, std::move(event));
  v1::UpdateDraftResponse response;
  *response.mutable_proposal() = p->view;
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::IntroduceProposalResponse> Decide(Act& act,
                                                     const v1::IntroduceProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckDraft(act, *p));
  ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule rule, CheckIntroducible(act, *p));
  Introduce(act, *p, rule, p->view.urgent_reason(), p->view.urgent_scope());
  v1::IntroduceProposalResponse response;
  *response.mutable_proposal() = p->view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
