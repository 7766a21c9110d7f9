// Erasing texts, as far as the assembly's rule goes. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_ERASURE_H_
#define ASSENT_SERVER_TRANSPARENCY_ERASURE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/event/v1/event.pb.h"
#include "assent/v1/record_service.pb.h"
#include "server/assembly/act.h"

namespace assent::transparency {

// Records that the actor erases texts of an entry of theirs, opened as far as it can be:
// `indexes`, ascending, are those that are still there. Refused: ERASURE_NOT_ALLOWED, NOT_THE_AUTHOR,
// TEXT_NOT_FOUND, TEXT_NEEDED.
absl::StatusOr<v1::EraseTextResponse> EraseTexts(assembly::Act& act, const event::v1::Event& entry,
                                                 const std::vector<int32_t>& indexes);

namespace error {

absl::Status ErasureNotAllowed();
absl::Status NotTheWriter();
absl::Status TextNotFound();
absl::Status TextNeeded();

}  // namespace error
}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_ERASURE_H_
