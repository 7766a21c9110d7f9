// The ledger's own refusals; see ledger.h.

#ifndef ASSENT_SERVER_LEDGER_REFUSALS_H_
#define ASSENT_SERVER_LEDGER_REFUSALS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "assent/v1/access.pb.h"

namespace assent::ledger::error {

absl::Status TokenMissing();
absl::Status AssemblyNotFound();
absl::Status ScopeMissing(v1::Token::Scope scope);
absl::Status RequestIdInvalid();
absl::Status RequestIdReused();
absl::Status Overloaded();
// `reason` is the store's.
absl::Status StoreUnavailable(const absl::Status& reason);
// A status that only a mistake of ours or damage can bring.
absl::Status WriteRefused(const absl::Status& reason);
absl::Status Contended();
absl::Status DecidedElsewhere();
absl::Status AssemblyDamaged(const std::string& assembly, const absl::Status& reason);
// `reason`: which entry does not verify, and how.
absl::Status AssemblyReadOnly(const std::string& assembly, const std::string& reason);
absl::Status SequenceNotReached(int64_t sequence);
// Of a log that is imported; `reason`: which entry does not verify, and how; `field`: of what came
// with it.
absl::Status LogNotVerified(const absl::Status& reason, absl::string_view field = "entries");
absl::Status LogHidesPositions(int32_t proposal);
absl::Status ShuttingDown();

}  // namespace assent::ledger::error

#endif  // ASSENT_SERVER_LEDGER_REFUSALS_H_
