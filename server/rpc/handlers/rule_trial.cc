#include "server/rpc/handlers/rule_trial.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/checks.h"
#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
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

using CharterRule = std::optional<v1::DecisionRule>;

// The rule of the charter that was asked for; none was: nothing.
absl::StatusOr<CharterRule> FindInState(const std::string& assembly,
                                        const v1::TryRuleRequest& request, Context& context) {
  const auto find = [&](const assembly::State& state, int32_t,
                        absl::Time) -> absl::StatusOr<CharterRule> {
    if (request.source_case() != v1::TryRuleRequest::kRuleId) return CharterRule();
    for (const v1::DecisionRule& rule : state.view.charter().rules()) {
      if (rule.id() == request.rule_id()) return CharterRule(rule);
    }
    return refusal::NotFound("rule");
  };
  return context.Await(context.ledger().Inspect(context.AccessTo(assembly), find));
}

absl::StatusOr<v1::DecisionRule> RuleOnTrial(const v1::TryRuleRequest& request, CharterRule found) {
  switch (request.source_case()) {
    case v1::TryRuleRequest::kRule:
      ASSENT_RETURN_IF_ERROR(rules::CheckRule(request.rule()));
      ASSENT_RETURN_IF_ERROR(assembly::CheckStrings(request.rule(), "rule"));
      return request.rule();
    case v1::TryRuleRequest::kPreset: {
      ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule* preset,
                              rules::RequirePreset(request.preset()));
      return *preset;
    }
    case v1::TryRuleRequest::kRuleId:
      return *std::move(found);
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

// Goes through the outlines of decisions, newest first, and tries the rule on
// each. Stops where the page is full, enough were looked at, or nothing newer than
// `since` is left; then `after` is behind the last one that was looked at.
class Trying {
 public:
  Trying(const v1::TryRuleRequest& request, const v1::DecisionRule& rule, const v1::Phase& phase,
         absl::Time since, size_t size)
      : rule_(rule),
        phase_(phase),
        language_(rules::LanguageOf(request.language_code())),
        since_(since),
        size_(size) {}

  // Returns whether to go on behind these.
  absl::StatusOr<bool> Try(const std::vector<storage::Document>& documents,
                           v1::TryRuleResponse& response) {
    for (const storage::Document& document : documents) {
      if (static_cast<size_t>(response.differing_size()) >= size_ ||
          response.looked_at() >= kMaxDecisionsTried) {
        more_ = true;
        return false;
      }
      ASSENT_ASSIGN_OR_RETURN(const v1::Decision decision,
                              ParseDocument<v1::Decision>(document.value));
      if (assembly::ToTime(decision.decide_time()) < since_) return false;  // all others are older
      rules::AddTrial(rules::TryOn(decision, rule_, phase_, language_), response);
      after_ = document.key;
    }
    return !documents.empty();
  }

  const std::string& after() const { return after_; }
  // Whether there are others to look at.
  bool more() const { return more_; }
  void StartAfter(std::string key) { after_ = std::move(key); }

 private:
  const v1::DecisionRule& rule_;
  const v1::Phase& phase_;
  const rules::Language language_;
  const absl::Time since_;
  const size_t size_;
  std::string after_;
  bool more_ = false;
};

}  // namespace

absl::StatusOr<v1::TryRuleResponse> TryRule(const v1::TryRuleRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const absl::Time since, Since(request));
  ASSENT_ASSIGN_OR_RETURN(CharterRule found, FindInState(parent.assembly, request, context));
  ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule rule, RuleOnTrial(request, std::move(found)));
  ASSENT_ASSIGN_OR_RETURN(const v1::Phase* phase, rules::RequirePhase(rule, request.phase()));

  v1::TryRuleResponse response;
  const std::string prefix(assembly::kOutlinePrefix);
  Trying trying(request, rule, *phase, since, page.size);
  trying.StartAfter(page.cursor.empty() ? "" : prefix + page.cursor);
  for (bool on = true; on;) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> documents,
                            context.store().ScanDocuments(parent.assembly, prefix, trying.after(),
                                                          {.max_items = 1024}));
    ASSENT_ASSIGN_OR_RETURN(on, trying.Try(documents, response));
  }
  if (trying.more()) {
    response.set_next_page_token(page.NextToken(trying.after().substr(prefix.size())));
  }
  response.set_phase(phase->name());
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
