// The time zones that the machine knows, by their IANA names. Reads the machine's
// zone data once for each zone; thread-safe.

#ifndef ASSENT_SERVER_BASE_ZONES_H_
#define ASSENT_SERVER_BASE_ZONES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assent::base {

// "Europe/Berlin"; empty: UTC. nullopt: no such zone.
std::optional<absl::TimeZone> FindZone(absl::string_view name);

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_ZONES_H_
