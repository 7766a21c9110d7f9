// Where an event has texts. The descriptors of all events are looked through
// once; after that an event without texts (most of them) costs next to nothing.

#ifndef ASSENT_SERVER_TRANSPARENCY_TEXTS_H_
#define ASSENT_SERVER_TRANSPARENCY_TEXTS_H_

#include "absl/functional/function_ref.h"
#include "assent/event/v1/event.pb.h"
#include "assent/event/v1/text.pb.h"

namespace assent::transparency {

// Calls `visit` for each Text that is present in `event`, the empty ones too,
// in the order of field numbers and, within a repeated field, of its elements.
// The n-th call is about text n - 1 of the leaf (Opening.index). Thread-safe.
void ForEachText(event::v1::Event& event, absl::FunctionRef<void(event::v1::Text&)> visit);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TEXTS_H_
