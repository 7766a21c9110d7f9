// The refusals of this room, each with its name: of calls that are malformed before any rule looks
// at them, and of a server that cannot take them now. server/assembly/errors.h has those of the
// rules. See server/base/refusal.h for what a refusal carries.

#ifndef ASSENT_SERVER_RPC_REFUSALS_H_
#define ASSENT_SERVER_RPC_REFUSALS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assent::rpc::refusal {

// UNAUTHENTICATED.
absl::Status TokenMissing();    // no `authorization` metadata
absl::Status TokenMalformed();  // not `Bearer TOKEN`, or several

// INVALID_ARGUMENT.
absl::Status RequestMalformed();  // not a message of that type, or text that is not UTF-8
absl::Status RequestTooLarge();

// INVALID_ARGUMENT, each with its field.
absl::Status PageSizeNegative();
absl::Status PageTokenInvalid();
absl::Status FilterInvalid(absl::string_view what, absl::string_view allowed);
absl::Status OrderByInvalid(absl::string_view allowed);
absl::Status SequenceNegative(absl::string_view field);
// A watch asks to resume behind the end of the log.
absl::Status SequenceAhead(absl::string_view field, int64_t last);
absl::Status NumberNegative(absl::string_view field);

// INVALID_ARGUMENT, of the record's proofs.
absl::Status SizeInvalid(absl::string_view field, int64_t most);
absl::Status CosignatureInvalid(absl::string_view why);
// FAILED_PRECONDITION.
absl::Status CheckpointUnknown();
absl::Status TooManyCosigners(int most);
absl::Status TooManyWitnesses(int most);

// NOT_FOUND: `type` is what people call it ("proposal").
absl::Status NotFound(absl::string_view type);

// UNAVAILABLE.
absl::Status Draining();

// RESOURCE_EXHAUSTED.
absl::Status TooManyCalls();
absl::Status AnswersUnread();
absl::Status TooManyReads();
absl::Status TooManyWatchers();
absl::Status TooManyImports();
absl::Status ReadsTooFast();
absl::Status TooManyActs();
absl::Status TooManyReentries();
absl::Status TooManyFoundings();
absl::Status TooManyFailures();

// PERMISSION_DENIED.
absl::Status FoundingOff();
absl::Status FoundingTokenNeeded();

// DEADLINE_EXCEEDED and CANCELLED: the caller no longer waits.
absl::Status DeadlineExceeded();
absl::Status Cancelled();

}  // namespace assent::rpc::refusal

#endif  // ASSENT_SERVER_RPC_REFUSALS_H_
