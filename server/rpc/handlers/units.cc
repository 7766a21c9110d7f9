#include "server/assembly/units.h"

#include <utility>

#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"

namespace assent::rpc {

absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request,
                                                Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  return context.Await(
      context.ledger().Inspect(context.AccessTo(parent.assembly),
                               [](const assembly::State& state, int32_t,
                                  absl::Time) -> absl::StatusOr<v1::ListUnitsResponse> {
                                 v1::ListUnitsResponse response;
                                 for (const auto& [name, unit] : state.units) {
                                   *response.add_units() = assembly::ViewUnit(state, name, unit);
                                 }
                                 response.set_sequence(state.sequence);
                                 return response;
                               }));
}

// One for each unit at most: they fit one answer.
absl::StatusOr<v1::ListMandatesResponse> ListMandates(const v1::ListMandatesRequest& request,
                                                      Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts parent,
      assembly::ParseName(request.parent(), "assemblies/{assembly}/proposals/{proposal}",
                          "parent"));
  ASSENT_RETURN_IF_ERROR(LoadVisibleProposal(context, parent.assembly, parent.number).status());
  v1::ListMandatesResponse response;
  ASSENT_RETURN_IF_ERROR(ForEachDocument<v1::Mandate>(
      context.store(), parent.assembly, assembly::PartPrefix("mandate", parent.number),
      [&](absl::string_view, v1::Mandate mandate) {
        *response.add_mandates() = std::move(mandate);
      }));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
