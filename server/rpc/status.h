// From a refusal to what goes over the wire: the one place that knows google.rpc.Status.
//
//   every refusal         ErrorInfo: reason, domain "assent", the refusal's metadata
//   INVALID_ARGUMENT      BadRequest: the field and the sentence
//   FAILED_PRECONDITION   PreconditionFailure: one violation for each condition that stands in the
//                         way, or one for the refusal itself
//   NOT_FOUND             ResourceInfo: type and name
//   UNAVAILABLE,
//   RESOURCE_EXHAUSTED    RetryInfo: when to try again
//
// A refusal brings conditions along as metadata `condition.0.kind`, `condition.0.sentence`,
// `condition.1.kind`, …; those become violations and leave ErrorInfo. Details that would not fit
// into a client's metadata limit are cut from the end (limits.h).
//
// A status without a reason can only come from a mistake of ours: the caller gets INTERNAL with
// reason INTERNAL and no detail, the log gets the code. Storage's own statuses (no reason either)
// are named here: they are the world's fault, not ours.

#ifndef ASSENT_SERVER_RPC_STATUS_H_
#define ASSENT_SERVER_RPC_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace assent::rpc {

inline constexpr char kErrorDomain[] = "assent";

// `resource` is the resource name that the call was about: what is missing, or what is not in the
// state that the call needs; empty: none.
google::rpc::Status ToRpcStatus(const absl::Status& status, absl::string_view resource = "");

grpc::Status ToGrpcStatus(const absl::Status& status, absl::string_view resource = "");

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_STATUS_H_
