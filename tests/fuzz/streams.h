// The streams of the API by the type of their requests: what server/rpc/stream.h and upload.h ask
// of those that know assemblies, without what is gRPC's.

#ifndef ASSENT_TESTS_FUZZ_STREAMS_H_
#define ASSENT_TESTS_FUZZ_STREAMS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/ledger/ledger.h"

namespace assent::fuzz {

// Whether requests of that type open a stream of the server's.
bool IsStream(const google::protobuf::Descriptor& request);

struct Heard {
  std::vector<std::string> messages;  // as bytes
  absl::Status status;                // OK: nothing is left to say by now
};
Heard Listen(ledger::Ledger& ledger, const std::string& token,
             const google::protobuf::Message& request);

// An upload of this one piece.
absl::StatusOr<std::string> Upload(ledger::Ledger& ledger, const v1::ImportLogRequest& piece);

}  // namespace assent::fuzz

#endif  // ASSENT_TESTS_FUZZ_STREAMS_H_
