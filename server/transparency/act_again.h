// An act that its member has signed, decided again: what a log says of it has to be what
// the request, as it was signed, does to the assembly as it was. So an entry cannot say
// anything, in any of its fields, that its author has not signed.
//
// Texts are outside of what is signed, and may have been erased since: something stands
// for each, and what an entry commits to is compared with what the member committed to.
// Whoever changes what a request does, or refuses what once was taken, changes how signed
// logs are read: logs that were founded before keep the way that they had (the version of
// the rule semantics).
//
// Refusals are kDataLoss, without the name of an entry unless it is another than the
// bearer. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_ACT_AGAIN_H_
#define ASSENT_SERVER_TRANSPARENCY_ACT_AGAIN_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/assembly/signed_act.h"
#include "server/assembly/state.h"
#include "server/transparency/comparable.h"

namespace assent::transparency {

// An act in the order of a log.
struct LoggedEntries {
  // Those of one moment, from the first that the act may have written.
  absl::Span<const OpenedEntry> entries;
  size_t bearer = 0;  // which of them has the envelope
};

// Applies to `state` what the act wrote, and returns how many of the entries that were.
// The signature has been looked at. After a refusal `state` is good for nothing more.
absl::StatusOr<size_t> DecideAgain(assembly::State& state, const LoggedEntries& log,
                                   const assembly::SignedAct& act);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_ACT_AGAIN_H_
