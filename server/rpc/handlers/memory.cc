#include "server/rpc/handlers/memory.h"

#include "absl/time/time.h"
#include "server/assembly/documents.h"
#include "server/rpc/documents.h"

namespace assent::rpc {

absl::StatusOr<int32_t> DecisionsOf(Context& context, const std::string& assembly) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly),
      [](const assembly::State& now, int32_t, absl::Time) -> absl::StatusOr<int32_t> {
        return now.last_proposal;
      }));
}

absl::StatusOr<bool> InForce(storage::EventStore& store, absl::string_view assembly,
                             int32_t number) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> marked,
                          store.GetDocument(assembly, assembly::InForceKey(number)));
  return marked.has_value();
}

absl::Status AddStanding(storage::EventStore& store, absl::string_view assembly, int32_t number,
                         v1::Decision& decision) {
  // Only what was adopted can have become something else since.
  if (decision.state() != v1::Proposal::STATE_ADOPTED) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Standing> standing,
                          LoadStanding(store, assembly, number));
  if (standing.has_value()) *decision.mutable_standing() = *std::move(standing);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::Decision>> LoadDecision(storage::EventStore& store,
                                                         absl::string_view assembly,
                                                         int32_t number) {
  ASSENT_ASSIGN_OR_RETURN(
      std::optional<v1::Decision> decision,
      LoadDocument<v1::Decision>(store, assembly, NumberedKey("decision", number)));
  if (decision.has_value()) {
    ASSENT_RETURN_IF_ERROR(AddStanding(store, assembly, number, *decision));
  }
  return decision;
}

absl::StatusOr<std::vector<v1::DissentStatement>> LoadStatements(storage::EventStore& store,
                                                                 absl::string_view assembly,
                                                                 int32_t number) {
  std::vector<v1::DissentStatement> statements;
  ASSENT_RETURN_IF_ERROR(ForEachDocument<v1::DissentStatement>(
      store, assembly, assembly::PartPrefix("dissent", number),
      [&](absl::string_view, v1::DissentStatement statement) {
        statements.push_back(std::move(statement));
      }));
  return statements;
}

}  // namespace assent::rpc
