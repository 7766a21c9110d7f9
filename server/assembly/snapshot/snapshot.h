// A state as bytes, so that an assembly with a long log opens without replaying
// all of it. A snapshot follows from the log and is never the truth: it may be
// thrown away at any time, and a program of another build does (its rules for
// applying events may be others). Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_SNAPSHOT_SNAPSHOT_H_
#define ASSENT_SERVER_ASSEMBLY_SNAPSHOT_SNAPSHOT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Bytes that hold everything a state holds; equal states give equal bytes.
// Costs about what copying the state does.
std::string EncodeState(const State& state);

// Reads them into `state`. False where they are none; then `state` is worth nothing.
bool DecodeState(absl::string_view bytes, State& state);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SNAPSHOT_SNAPSHOT_H_
