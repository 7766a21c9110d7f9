#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

// Only what was adopted can have become something else since.
absl::Status AddStanding(storage::EventStore& store, const std::string& assembly, int32_t number,
                         v1::Decision& decision) {
  if (decision.state() != v1::Proposal::STATE_ADOPTED) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Standing> standing,
                          LoadStanding(store, assembly, number));
  if (standing.has_value()) *decision.mutable_standing() = *std::move(standing);
  return absl::OkStatus();
}

v1::Proposal::State StateToday(const v1::Decision& decision) {
  return decision.has_standing() ? decision.standing().state() : decision.state();
}

}  // namespace

absl::StatusOr<v1::GetDecisionResponse> GetDecision(const v1::GetDecisionRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts name,
      assembly::ParseName(request.name(), "assemblies/{assembly}/decisions/{decision}", "name"));
  ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Decision> decision,
                          LoadDocument<v1::Decision>(context.store(), name.assembly,
                                                     NumberedKey("decision", name.number)));
  if (!decision.has_value()) return refusal::NotFound("decision");
  ASSENT_RETURN_IF_ERROR(AddStanding(context.store(), name.assembly, name.number, *decision));
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
                          Filter::Parse(request.filter(), {"state", "rule_id"}));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Proposal::State> state,
                          filter.Value<v1::Proposal::State>("state", "STATE_"));
  const std::optional<std::string> rule = filter.Text("rule_id");
  ASSENT_ASSIGN_OR_RETURN(
      const int32_t last,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [](const assembly::State& now, int32_t, absl::Time) -> absl::StatusOr<int32_t> {
            return now.last_proposal;
          })));
  absl::Status trouble;
  const auto keep = [&](v1::Decision& decision) {
    int32_t number = 0;
    if (!absl::SimpleAtoi(assembly::LastSegment(decision.name()), &number)) return false;
    trouble.Update(AddStanding(context.store(), parent.assembly, number, decision));
    if (state.has_value() && StateToday(decision) != *state) return false;
    if (rule.has_value() && decision.rule().id() != *rule) return false;
    decision.clear_text();
    decision.clear_rule();
    return true;
  };
  v1::ListDecisionsResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                          NumberedPage<v1::Decision>(context.store(), parent.assembly, "decision",
                                                     {.last = last, .only = {}},
                                                     {page, keep, *response.mutable_decisions()}));
  ASSENT_RETURN_IF_ERROR(trouble);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
