#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/assembly/documents.h"
#include "server/assembly/memory.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/memory.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

// How far its action points have come. Their documents have no task: the
// decision has it.
absl::Status JoinActions(storage::EventStore& store, absl::string_view assembly, int32_t number,
                         v1::Decision& decision) {
  for (int k = 0; k < decision.action_points_size(); ++k) {
    ASSENT_ASSIGN_OR_RETURN(
        std::optional<v1::ActionPoint> now,
        LoadDocument<v1::ActionPoint>(store, assembly, assembly::PartKey("action", number, k + 1)));
    if (!now.has_value()) continue;
    v1::ActionPoint& point = *decision.mutable_action_points(k);
    now->set_task(point.task());
    point = *std::move(now);
  }
  return absl::OkStatus();
}

// The numbers of the decisions in force, newest first, as keys of documents: a page of them, and
// the cursor behind it.
absl::StatusOr<std::string> InForcePage(storage::EventStore& store, absl::string_view assembly,
                                        PageItems<v1::Decision> items) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t last, NumberedCursor(items.page()));
  std::string after = last == 0 ? "" : assembly::InForceKey(last);
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::vector<storage::Document> keys,
        store.ScanDocuments(assembly, assembly::kInForcePrefix, after, {.max_items = 256}));
    if (keys.empty()) return "";
    for (const storage::Document& key : keys) {
      if (items.full()) {
        return items.page().NextToken(absl::StrCat(assembly::InForceNumber(after)));
      }
      const int32_t number = assembly::InForceNumber(key.key);
      ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> document,
                              store.GetDocument(assembly, NumberedKey("decision", number)));
      if (!document.has_value()) return DocumentDamaged();
      ASSENT_RETURN_IF_ERROR(items.Add(*document));
      after = key.key;
    }
  }
}

}  // namespace

absl::StatusOr<v1::GetDecisionResponse> GetDecision(const v1::GetDecisionRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts name,
      assembly::ParseName(request.name(), "assemblies/{assembly}/decisions/{decision}", "name"));
  ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Decision> decision,
                          LoadDecision(context.store(), name.assembly, name.number));
  if (!decision.has_value()) return refusal::NotFound("decision");
  ASSENT_RETURN_IF_ERROR(JoinActions(context.store(), name.assembly, name.number, *decision));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<v1::DissentStatement> statements,
                          LoadStatements(context.store(), name.assembly, name.number));
  decision->mutable_dissent_statements()->Add(statements.begin(), statements.end());
  if (decision->has_tally()) Explain(request.language(), *decision->mutable_tally());
  v1::GetDecisionResponse response;
  *response.mutable_decision() = *std::move(decision);
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListDecisionsResponse> ListDecisions(const v1::ListDecisionsRequest& request,
                                                        Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const Filter filter,
                          Filter::Parse(request.filter(), {"in_force", "state", "rule_id"}));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<bool> in_force, filter.Bool("in_force"));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Proposal::State> state,
                          filter.Value<v1::Proposal::State>("state", "STATE_"));
  const std::optional<std::string> rule = filter.Text("rule_id");
  absl::Status trouble;
  const auto keep = [&](v1::Decision& decision) {
    int32_t number = 0;
    if (!absl::SimpleAtoi(assembly::LastSegment(decision.name()), &number)) return false;
    trouble.Update(AddStanding(context.store(), parent.assembly, number, decision));
    if (state.has_value() && StateToday(decision) != *state) return false;
    if (rule.has_value() && decision.rule().id() != *rule) return false;
    if (in_force.has_value() && assembly::IsInForce(StateToday(decision)) != *in_force)
      return false;
    Shorten(decision);
    return true;
  };
  v1::ListDecisionsResponse response;
  response.set_sequence(context.reader().sequence);
  if (in_force == std::optional<bool>(true)) {
    ASSENT_ASSIGN_OR_RETURN(
        *response.mutable_next_page_token(),
        InForcePage(context.store(), parent.assembly, {page, keep, *response.mutable_decisions()}));
    ASSENT_RETURN_IF_ERROR(trouble);
    return response;
  }
  ASSENT_ASSIGN_OR_RETURN(const int32_t last, DecisionsOf(context, parent.assembly));
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                          NumberedPage<v1::Decision>(context.store(), parent.assembly, "decision",
                                                     {.last = last, .only = {}},
                                                     {page, keep, *response.mutable_decisions()}));
  ASSENT_RETURN_IF_ERROR(trouble);
  return response;
}

}  // namespace assent::rpc
