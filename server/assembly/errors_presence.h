// Refusals of who brings a proposal and who is present, where that is theirs to say.

#ifndef ASSENT_SERVER_ASSEMBLY_ERRORS_PRESENCE_H_
#define ASSENT_SERVER_ASSEMBLY_ERRORS_PRESENCE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assent::assembly::error {

// SPONSORS_NEEDED, too; `waits`: handles of those who were asked and have not answered.
absl::Status SponsorsUnanswered(int64_t needed, int64_t sponsors, absl::string_view waits);
absl::Status NotAskedToSponsor();
absl::Status SponsorSaidSo();
absl::Status NotOnRecord();
absl::Status PresenceStands();
absl::Status PresenceStruck(absl::string_view handle);
absl::Status PresenceNotBorneOut(absl::string_view handle);

}  // namespace assent::assembly::error

#endif  // ASSENT_SERVER_ASSEMBLY_ERRORS_PRESENCE_H_
