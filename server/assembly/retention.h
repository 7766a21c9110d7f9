// How long texts are kept (`retention_days` of the charter): when what ended loses
// them. The entry that says so is made here; from then on the texts are erased
// wherever the ledger keeps them. Pure.
//
//   end        a proposal: decided otherwise than by being adopted, and neither a hand
//              nor what was declared can be contested any more; a decision: no longer
//              in force; a meeting: closed
//   due        so many days after the end, and not before what the charter shortened
//              has stood for kRetentionNotice

#ifndef ASSENT_SERVER_ASSEMBLY_RETENTION_H_
#define ASSENT_SERVER_ASSEMBLY_RETENTION_H_

#include <cstdint>

#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// A charter that keeps texts less long than before erases none for so long: whoever
// wants to keep an export has the time to make one.
inline constexpr absl::Duration kRetentionNotice = absl::Hours(14 * 24);
// Texts that expire are told of so long before.
inline constexpr absl::Duration kExpiryNotice = absl::Hours(30 * 24);

struct Applying;
void Apply(const Applying& a, const event::v1::TextsExpired& expired);

// When texts of what ended then fall due; infinite: the charter keeps them.
absl::Time ExpiryOf(const State& state, const EndedTexts& ended);
// When the next texts do.
absl::Time NextExpiry(const State& state);
// Says that the texts expire that fall due first. Expects that there are some.
void ExpireTexts(Act& act);

// Takes note of an end.
void KeepUntilExpiry(State& state, absl::Time end, int32_t proposal, int32_t meeting = 0);
// The proposal whose end was that is open again.
void KeepOpen(State& state, absl::Time end, int32_t proposal);
// The charter has changed at `time` from keeping texts for so many days.
void NoteRetention(State& state, int32_t days_before, absl::Time time);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_RETENTION_H_
