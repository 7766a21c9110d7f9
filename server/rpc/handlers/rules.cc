#include <string>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "server/assembly/checks.h"
#include "server/assembly/names.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/refusals.h"
#include "server/rules/describe.h"
#include "server/rules/evaluate_tally.h"

namespace assent::rpc {
namespace {

constexpr absl::string_view kPresets = "presets/";

absl::Status RuleNameInvalid() {
  return base::RefuseField(
      "name", "RULE_NAME_INVALID",
      "`name` has to be presets/{preset} or assemblies/{assembly}/rules/{rule}");
}

absl::StatusOr<v1::GetRuleResponse> GetCharterRule(const assembly::NameParts& name,
                                                   Context& context) {
  return context.Await(
      context.ledger().Inspect(context.AccessTo(name.assembly),
                               [&](const assembly::State& state, int32_t,
                                   absl::Time) -> absl::StatusOr<v1::GetRuleResponse> {
                                 for (const v1::DecisionRule& rule : state.view.charter().rules()) {
                                   if (rule.id() != name.id) continue;
                                   v1::GetRuleResponse response;
                                   *response.mutable_rule() = rule;
                                   return response;
                                 }
                                 return refusal::NotFound("rule");
                               }));
}

}  // namespace

absl::StatusOr<v1::ListPresetsResponse> ListPresets(const v1::ListPresetsRequest& request,
                                                    Context&) {
  return rules::PageOfPresets(request);
}

absl::StatusOr<v1::GetRuleResponse> GetRule(const v1::GetRuleRequest& request, Context& context) {
  if (!absl::StartsWith(request.name(), kPresets)) {
    const absl::StatusOr<assembly::NameParts> name =
        assembly::ParseName(request.name(), "assemblies/{assembly}/rules/{rule}", "name");
    if (!name.ok()) return RuleNameInvalid();
    return GetCharterRule(*name, context);
  }
  const std::string id = request.name().substr(kPresets.size());
  if (id.empty() || absl::StrContains(id, '/')) return RuleNameInvalid();
  ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule* const rule, rules::RequirePreset(id));
  v1::GetRuleResponse response;
  *response.mutable_rule() = *rule;
  return response;
}

absl::StatusOr<v1::DescribeRuleResponse> DescribeRule(const v1::DescribeRuleRequest& request,
                                                      Context& context) {
  switch (request.source_case()) {
    case v1::DescribeRuleRequest::kRule:
      ASSENT_RETURN_IF_ERROR(assembly::CheckStrings(request.rule(), "rule"));
      return rules::DescribeChecked(request.rule(), request.language_code());
    case v1::DescribeRuleRequest::kName: {
      v1::GetRuleRequest named;
      named.set_name(request.name());
      ASSENT_ASSIGN_OR_RETURN(const v1::GetRuleResponse found, GetRule(named, context));
      return rules::DescribeChecked(found.rule(), request.language_code());
    }
    case v1::DescribeRuleRequest::SOURCE_NOT_SET:
      break;
  }
  return base::RefuseField("name", "RULE_MISSING", "name a rule, or give one");
}

absl::StatusOr<v1::EvaluateTallyResponse> EvaluateTally(const v1::EvaluateTallyRequest& request,
                                                        Context&) {
  ASSENT_RETURN_IF_ERROR(assembly::CheckStrings(request.rule(), "rule"));
  return rules::EvaluateTally(request);
}

}  // namespace assent::rpc
