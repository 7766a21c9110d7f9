// The services of the API; fill.h says which handler answers which method.

#ifndef ASSENT_SERVER_RPC_SERVICES_H_
#define ASSENT_SERVER_RPC_SERVICES_H_

#include <memory>
#include <vector>

#include "server/rpc/driver.h"
#include "server/rpc/service.h"
#include "server/rpc/watches.h"

namespace assent::rpc {

// All services of assent.v1. Driver and watches outlive them.
std::vector<std::unique_ptr<Service>> MakeServices(Driver& driver, Watches& watches,
                                                   Uploads& uploads);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_SERVICES_H_
