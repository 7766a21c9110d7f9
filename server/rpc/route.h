// Which assembly a request is about: every request about one has its resource name in `name` or in
// `parent`, as the API's conventions say. Pure.

#ifndef ASSENT_SERVER_RPC_ROUTE_H_
#define ASSENT_SERVER_RPC_ROUTE_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/assembly/names.h"

namespace assent::rpc {

template <typename Request>
concept HasName = requires(const Request& request) {
  request.name();
};
template <typename Request>
concept HasParent = requires(const Request& request) {
  request.parent();
};

// The resource name in the request; "" if it names none.
template <typename Request>
std::string ResourceNameOf(const Request& request) {
  if constexpr (HasName<Request>) {
    return request.name();
  } else if constexpr (HasParent<Request>) {
    return request.parent();
  } else {
    return "";
  }
}

// The assembly's id; NAME_INVALID with the field.
template <typename Request>
requires HasName<Request> || HasParent<Request> absl::StatusOr<std::string> AssemblyOf(
    const Request& request) {
  return assembly::AssemblyOf(ResourceNameOf(request), HasName<Request> ? "name" : "parent");
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_ROUTE_H_
