#include "server/transparency/bundles.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace assent::transparency {
namespace {

constexpr size_t kLengthBytes = 4;

size_t LengthAt(absl::string_view bundle) {
  size_t length = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) length = length << 8 | static_cast<uint8_t>(bundle[i]);
  return length;
}

}  // namespace

std::string OpeningsPath(const TilePlace& bundle) {
  const std::string path = bundle.Path();
  return absl::StrCat("openings/", absl::StripPrefix(path, "tile/entries/"));
}

void AddOpenings(absl::string_view openings, std::string& bundle) {
  for (size_t i = kLengthBytes; i-- > 0;) {
    bundle.push_back(static_cast<char>(openings.size() >> (8 * i) & 0xff));
  }
  bundle.append(openings.data(), openings.size());
}

absl::StatusOr<std::vector<absl::string_view>> OpeningsOf(absl::string_view bundle,
                                                          uint64_t width) {
  std::vector<absl::string_view> openings;
  while (!bundle.empty()) {
    if (bundle.size() < kLengthBytes) return absl::DataLossError("openings break off");
    const size_t length = LengthAt(bundle);
    bundle.remove_prefix(kLengthBytes);
    if (bundle.size() < length) return absl::DataLossError("openings break off");
    openings.push_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  if (openings.size() != width) {
    return absl::DataLossError(absl::StrCat("there are openings of ", openings.size(),
                                            " entries and should be of ", width));
  }
  return openings;
}

}  // namespace assent::transparency
