// Every mutation of the API is handled alike: the ledger decides it for the assembly that its name
// or parent leads to. Founding leads to none: the ledger finds the id.

#ifndef ASSENT_SERVER_RPC_HANDLERS_ACT_H_
#define ASSENT_SERVER_RPC_HANDLERS_ACT_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "server/rpc/context.h"
#include "server/rpc/route.h"

namespace assent::rpc {

template <typename Request>
absl::StatusOr<ledger::ResponseOf<Request>> Act(const Request& request, Context& context) {
  std::string assembly;
  if constexpr (HasName<Request> || HasParent<Request>) {
    ASSENT_ASSIGN_OR_RETURN(assembly, AssemblyOf(request));
  }
  return context.Await(context.ledger().Perform(context.AccessTo(std::move(assembly)), request));
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_ACT_H_
