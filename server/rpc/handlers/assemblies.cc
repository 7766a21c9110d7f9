#include "absl/time/time.h"
#include "server/base/status_macros.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/route.h"

namespace assent::rpc {

v1::Assembly ViewAssembly(const assembly::State& state) {
  v1::Assembly view = state.view;
  view.set_sequence(state.sequence);
  view.set_member_count(static_cast<int64_t>(state.member_by_handle.size()));
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

}  // namespace assent::rpc
