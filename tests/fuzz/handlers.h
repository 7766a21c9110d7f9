// The methods of the API by the type of their requests, as server/rpc runs them (driver.h), but for
// metadata, at_least_sequence and the bounds on calls: what is left when gRPC is.

#ifndef ASSENT_TESTS_FUZZ_HANDLERS_H_
#define ASSENT_TESTS_FUZZ_HANDLERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/ledger/ledger.h"

namespace assent::fuzz {

// Whether there is a handler for requests of that type; for streams see streams.h.
bool HasHandler(const google::protobuf::Descriptor& request);

// What a request is about: its `name`, or its `parent`; "": it has neither.
std::string SubjectOf(const google::protobuf::Message& request);

// Whether whoever calls wants to see something and nothing else.
bool OnlyReads(const google::protobuf::Descriptor& request);

// The bytes of the answer, once it may be shown. `token`: empty for nobody's.
absl::StatusOr<std::string> Call(ledger::Ledger& ledger, const std::string& token,
                                 const google::protobuf::Message& request);

}  // namespace assent::fuzz

#endif  // ASSENT_TESTS_FUZZ_HANDLERS_H_
