#include "server/rules/evaluate_tally.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/check_rule.h"
#include "server/rules/evaluate.h"
#include "server/rules/explain.h"
#include "server/rules/presets.h"
#include "server/rules/to_proto.h"

namespace assent::rules {
namespace {

absl::StatusOr<const v1::DecisionRule*> RuleOf(const v1::EvaluateTallyRequest& request) {
  switch (request.source_case()) {
    case v1::EvaluateTallyRequest::kPreset:
      return RequirePreset(request.preset());
    case v1::EvaluateTallyRequest::kRule:
      ASSENT_RETURN_IF_ERROR(CheckRule(request.rule()));
      return &request.rule();
    case v1::EvaluateTallyRequest::SOURCE_NOT_SET:
      break;
  }
  return base::RefuseField("preset", "RULE_MISSING", "name a preset, or give a rule");
}

}  // namespace

absl::StatusOr<v1::EvaluateTallyResponse> EvaluateTally(const v1::EvaluateTallyRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule* rule, RuleOf(request));
  ASSENT_ASSIGN_OR_RETURN(const v1::Phase* phase, RequirePhase(*rule, request.phase()));
  if (!request.has_counts()) {
    return base::RefuseField("counts", "COUNTS_MISSING", "say at least how many members there are");
  }
  ASSENT_RETURN_IF_ERROR(CheckCounts(request.counts(), "counts"));
  const CountedSituation counted(request.counts());
  const Evaluation evaluation = Evaluate(*rule, *phase, counted.situation());

  const Language language = LanguageOf(request.language_code());
  v1::EvaluateTallyResponse response;
  *response.mutable_tally() = ToProto(evaluation, *phase, counted.situation());
  *response.mutable_tally()->mutable_counts() = request.counts();
  AddSentences(language, *response.mutable_tally());
  response.set_headline(HeadlineOf(response.tally(), language));
  return response;
}

absl::StatusOr<const v1::DecisionRule*> RequirePreset(absl::string_view id) {
  if (const v1::DecisionRule* rule = FindPreset(id)) return rule;
  const std::string nearest = NearestPreset(id);
  if (nearest.empty()) {
    return base::Refuse(
        absl::StatusCode::kNotFound, "PRESET_NOT_FOUND",
        "there is no preset of that name; `assent rules` (ListPresets) names them all");
  }
  return base::Refuse(absl::StatusCode::kNotFound, "PRESET_NOT_FOUND",
                      absl::StrCat("there is no preset of that name; did you mean ", nearest, "?"),
                      {{"suggestion", nearest}});
}

absl::StatusOr<const v1::Phase*> RequirePhase(const v1::DecisionRule& rule,
                                              absl::string_view phase) {
  int number = 0;
  if (phase.empty()) return &FirstAsking(rule);
  if (!absl::SimpleAtoi(phase, &number)) number = 0;
  std::vector<std::string> names;
  for (const v1::Phase& candidate : rule.phases()) {
    if (candidate.name() == phase) return &candidate;
    // A choice among roads is no count of positions; it goes by its name.
    if (candidate.has_roads()) continue;
    if (--number == 0) return &candidate;
    names.push_back(candidate.name());
  }
  const std::string known = absl::StrJoin(names, ", ");
  return base::RefuseField(
      "phase", "PHASE_UNKNOWN",
      absl::StrCat("the rule has the phases ", known, "; name one, or give its number from 1"),
      {{"phases", known}});
}

absl::StatusOr<v1::ListPresetsResponse> PageOfPresets(const v1::ListPresetsRequest& request) {
  if (request.page_size() < 0) {
    return base::RefuseField("page_size", "PAGE_SIZE_NEGATIVE", "a page has at least one preset");
  }
  const auto presets = ListPresets();
  auto next = presets.begin();
  if (!request.page_token().empty()) {
    // The token is the id of the preset that the page starts with.
    std::string id;
    const bool readable = absl::WebSafeBase64Unescape(request.page_token(), &id);
    next = std::find_if(presets.begin(), presets.end(),
                        [&](const v1::DecisionRule* rule) { return rule->id() == id; });
    if (!readable || next == presets.end()) {
      return base::RefuseField("page_token", "PAGE_TOKEN_INVALID",
                               "use the next_page_token of the page before, unchanged");
    }
  }
  const int size = request.page_size() == 0 ? kDefaultObstaclesPage
                                            : std::min<int>(request.page_size(), kMaxObstaclesPage);
  v1::ListPresetsResponse response;
  for (; next != presets.end() && response.presets_size() < size; ++next) {
    *response.add_presets() = **next;
  }
  if (next != presets.end()) {
    response.set_next_page_token(absl::WebSafeBase64Escape((*next)->id()));
  }
  return response;
}

}  // namespace assent::rules
