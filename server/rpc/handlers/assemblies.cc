#include "absl/time/time.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"
#include "server/rpc/route.h"

namespace assent::rpc {

v1::Assembly ViewAssembly(const assembly::State& state) {
  v1::Assembly view = state.view;
  view.set_sequence(state.sequence);
  return view;
}

absl::StatusOr<v1::GetAssemblyResponse> GetAssembly(const v1::GetAssemblyRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts name,
                          assembly::ParseName(request.name(), "assemblies/{assembly}", "name"));
  return context.Await(
      context.ledger().Inspect(context.AccessTo(name.assembly),
                               [](const assembly::State& state, int32_t,
                                  absl::Time) -> absl::StatusOr<v1::GetAssemblyResponse> {
                                 v1::GetAssemblyResponse response;
                                 *response.mutable_assembly() = ViewAssembly(state);
                                 response.set_sequence(state.sequence);
                                 return response;
                               }));
}

absl::StatusOr<v1::ListPoolMovementsResponse> ListPoolMovements(
    const v1::ListPoolMovementsRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  // The decisions that moved it, in order: a list in memory, as the pools are.
  ASSENT_ASSIGN_OR_RETURN(
      const Numbers numbers,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [&](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<Numbers> {
            const auto pool = state.pools.find(request.pool());
            if (pool == state.pools.end()) return refusal::NotFound("pool");
            return Numbers{.last = state.last_proposal, .only = pool->second.moved_by};
          })));
  v1::ListPoolMovementsResponse response;
  const auto keep = [](v1::PoolMovement&) { return true; };
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      NumberedPage<v1::PoolMovement>(context.store(), parent.assembly, "movement", numbers,
                                     {page, keep, *response.mutable_movements()}));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
