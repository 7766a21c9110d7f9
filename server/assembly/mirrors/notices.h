// Notices: who has to be told of an event, because it asks something of them
// or touches what they said. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTICES_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTICES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "assent/v1/need.pb.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Makes the notices of an event that has been applied (reading from `a.proposal`, if
// there is one still); how many are kept says outbox.h.
void Notify(const Applying& a);

// The document of a stored notice. `place`: whose it is, in the order of joining from
// 1; 0: for many.
std::string NoticeKey(int32_t place, int64_t id);
// Where those of a place are, up to the sequence.
std::string NoticePrefix(int32_t place);
// Behind a prefix, all documents of notices about entries up to `sequence` have keys
// below it.
std::string NoticeKeysAfter(int64_t sequence);
// nullopt: dropped.
std::optional<std::string> NoticeValue(const State& state, int32_t place, int64_t id);

// Whether a notice is for the member (an index).
bool IsFor(const v1::NoticeDocument& document, int32_t member);
// The key of the document of the block that it tells of; empty: it tells of none.
std::string BlockKeyOf(const v1::NoticeDocument& document);
// With its sentence. `principle`: what that block rests on; empty where it is not known.
v1::Notice ShowNotice(const v1::NoticeDocument& document, absl::string_view principle);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTICES_H_
