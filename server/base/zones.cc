#include "server/base/zones.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace assent::base {
namespace {

// Names become paths below the zone data: nothing that leads out of there.
bool IsZoneName(absl::string_view name) {
  const bool clean = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '_' || c == '-' ||
           c == '+';
  });
  return clean && !name.empty() && name.front() != '/' && name.back() != '/';
}

}  // namespace

std::optional<absl::TimeZone> FindZone(absl::string_view name) {
  if (name.empty()) return absl::UTCTimeZone();
  absl::TimeZone zone;
  if (!IsZoneName(name) || !absl::LoadTimeZone(std::string(name), &zone)) return std::nullopt;
  return zone;
}

}  // namespace assent::base
