// Refusals with a name. A refusal is an absl::Status that carries, beside its
// code and its sentence, a stable reason in UPPER_SNAKE, the field of the
// request that is at fault (if one is), and words that a program may want to
// read without parsing the sentence. They travel as a payload of the status;
// server/rpc turns them into google.rpc.ErrorInfo and BadRequest, the command
// line into its exit code and hint.
//
// A sentence says what is wrong and what to do. It never repeats a secret or
// a text that somebody wrote.
//
// Thread-safe: there is no state.

#ifndef ASSENT_SERVER_BASE_REFUSAL_H_
#define ASSENT_SERVER_BASE_REFUSAL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assent::base {

// Key and value, in the order given. Keys are unique and lowerCamelCase.
using RefusalMetadata = std::vector<std::pair<std::string, std::string>>;

// A refusal. `code` must not be kOk and `reason` must not be empty: a caller
// that breaks this is stopped.
absl::Status Refuse(absl::StatusCode code, absl::string_view reason, absl::string_view sentence,
                    const RefusalMetadata& metadata = {});

// A refusal because of one field: kInvalidArgument. `field` is its path in the
// request ("counts.valid_blocks", "rule.phases[1].quorum.count").
absl::Status RefuseField(absl::string_view field, absl::string_view reason,
                         absl::string_view sentence, const RefusalMetadata& metadata = {});

// What a refusal carries; empty for a status that is none.
std::string ReasonOf(const absl::Status& status);
std::string FieldOf(const absl::Status& status);
RefusalMetadata MetadataOf(const absl::Status& status);

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_REFUSAL_H_
