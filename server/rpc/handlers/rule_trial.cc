#include "server/rpc/handlers/rule_trial.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"
#include "server/rules/check_rule.h"
#include "server/rules/evaluate_tally.h"
#include "server/rules/trial.h"

namespace assent::rpc {
namespace {

// What the state says: how many proposals there are, and the rule of the
// charter that was asked for.
struct Found {
  int32_t last_proposal = 0;
  std::optional<v1::DecisionRule> rule;
};

absl::StatusOr<Found> FindInState(const std::string& assembly, const v1::TryRuleRequest& request,
                                  Context& context) {
  const auto find = [&](const assembly::State& state, int32_t,
                        absl::Time) -> absl::StatusOr<Found> {
    Found found{state.last_proposal, std::nullopt};
    if (request.source_case() != v1::TryRuleRequest::kRuleId) return found;
    for (const v1::DecisionRule& rule : state.view.charter().rules()) {
      if (rule.id() == request.rule_id()) found.rule = rule;
    }
    if (!found.rule.has_value()) return refusal::NotFound("rule");
    return found;
  };
  return context.Await(context.ledger().Inspect(context.AccessTo(assembly), find));
}

absl::StatusOr<v1::DecisionRule> RuleOnTrial(const v1::TryRuleRequest& request, Found& found) {
  switch (request.source_case()) {
    case v1::TryRuleRequest::kRule:
      ASSENT_RETURN_IF_ERROR(rules::CheckRule(request.rule()));
      return request.rule();
    case v1::TryRuleRequest::kPreset: {
      ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule* preset,
                              rules::RequirePreset(request.preset()));
      return *preset;
    }
    case v1::TryRuleRequest::kRuleId:
      return *std::move(found.rule);
    case v1::TryRuleRequest::SOURCE_NOT_SET:
      break;
  }
  return base::RefuseField("preset", "RULE_MISSING",
                           "name a preset or a rule of the charter, or give a rule");
}

absl::StatusOr<absl::Time> Since(const v1::TryRuleRequest& request) {
  if (!request.has_since()) return absl::InfinitePast();
  if (assembly::IsValid(request.since())) return assembly::ToTime(request.since());
  return base::RefuseField("since", "TIME_INVALID", "`since` is no time that a calendar has");
}

}  // namespace

absl::StatusOr<v1::TryRuleResponse> TryRule(const v1::TryRuleRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const absl::Time since, Since(request));
  ASSENT_ASSIGN_OR_RETURN(Found found, FindInState(parent.assembly, request, context));
  ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule rule, RuleOnTrial(request, found));
  ASSENT_ASSIGN_OR_RETURN(const v1::Phase* phase, rules::RequirePhase(rule, request.phase()));
  const rules::Language language = rules::LanguageOf(request.language_code());

  v1::TryRuleResponse response;
  ASSENT_ASSIGN_OR_RETURN(int32_t number, NumberedCursor(page));
  const Numbers numbers = {.last = found.last_proposal, .only = {}};
  int examined = 0;
  for (int32_t next = 0; (next = numbers.After(number)) > 0; number = next) {
    const bool full = static_cast<size_t>(response.differing_size()) >= page.size;
    if (full || ++examined > kMaxDecisionsTried) {
      response.set_next_page_token(page.NextToken(std::to_string(number)));
      break;
    }
    ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Decision> decision,
                            LoadDocument<v1::Decision>(context.store(), parent.assembly,
                                                       NumberedKey("decision", next)));
    if (!decision.has_value() || assembly::ToTime(decision->decide_time()) < since) continue;
    rules::AddTrial(rules::TryOn(*decision, rule, *phase, language), response);
  }
  response.set_phase(phase->name());
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
