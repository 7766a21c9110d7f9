#include "server/transparency/tlog/tiles.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/check.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {
namespace {

constexpr size_t kLengthBytes = 2;

// Of the entry that a bundle begins with; expects its two bytes.
size_t LengthAt(absl::string_view bundle) {
  return static_cast<size_t>(static_cast<uint8_t>(bundle[0])) << 8 |
         static_cast<uint8_t>(bundle[1]);
}

// "x001/x234/067".
std::string InGroups(uint64_t index) {
  std::string path = absl::StrFormat("%03d", index % 1000);
  while ((index /= 1000) > 0) path = absl::StrFormat("x%03d/%s", index % 1000, path);
  return path;
}

// Compares the hashes of one level, as they come, with the tiles of the export.
class Row {
 public:
  explicit Row(int level) : level_(level) {}

  absl::Status Add(absl::string_view hash, FileReader file_at) {
    absl::StrAppend(&hashes_, hash);
    if (hashes_.size() < kTileWidth * kHashBytes) return absl::OkStatus();
    return Compare(file_at);
  }

  // The hashes that have come since the last full tile.
  absl::Status Compare(FileReader file_at) {
    if (hashes_.empty()) return absl::OkStatus();
    const TilePlace place = {level_, index_, hashes_.size() / kHashBytes};
    absl::StatusOr<std::string> tile = file_at(place.Path());
    if (!tile.ok()) return absl::DataLossError(tile.status().message());
    if (*tile != hashes_) {
      return absl::DataLossError(absl::StrCat(place.Path(), " is not of these entries"));
    }
    hashes_.clear();
    ++index_;
    return absl::OkStatus();
  }

 private:
  const int level_;
  uint64_t index_ = 0;
  std::string hashes_;
};

// The tree while it grows, with a row for each level of tiles.
class Growing {
 public:
  explicit Growing(FileReader file_at) : file_at_(file_at) {}

  absl::Status Add(absl::string_view entry) {
    absl::Status status;
    tree_.Append(LeafHash(entry), [&](int level, uint64_t, const std::string& hash) {
      if (level % kTileHeight != 0 || !status.ok()) return;
      const size_t row = static_cast<size_t>(level / kTileHeight);
      if (row == rows_.size()) rows_.emplace_back(static_cast<int>(row));
      status = rows_[row].Add(hash, file_at_);
    });
    return status;
  }

  absl::StatusOr<std::string> Finish() {
    for (Row& row : rows_) ASSENT_RETURN_IF_ERROR(row.Compare(file_at_));
    return tree_.Root();
  }

 private:
  const FileReader file_at_;
  Frontier tree_;
  std::vector<Row> rows_;
};

void AddLevel(int level, uint64_t size, std::vector<TilePlace>& tiles) {
  const uint64_t full = size / kTileWidth;
  for (uint64_t index = 0; index < full; ++index) tiles.push_back({level, index, kTileWidth});
  if (size % kTileWidth != 0) tiles.push_back({level, full, size % kTileWidth});
}

}  // namespace

std::string TilePlace::Path() const {
  const std::string row = level == kEntries ? "entries" : absl::StrCat(level);
  const std::string path = absl::StrCat("tile/", row, "/", InGroups(index));
  return width == kTileWidth ? path : absl::StrCat(path, ".p/", width);
}

std::optional<TilePlace> ParseTilePath(absl::string_view path) {
  std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (parts.size() < 3 || parts[0] != "tile") return std::nullopt;
  TilePlace place;
  if (parts[1] == "entries") {
    place.level = TilePlace::kEntries;
  } else if (!absl::SimpleAtoi(parts[1], &place.level)) {
    return std::nullopt;
  }
  if (parts[1] != "entries" && (place.level < 0 || place.level > kMaxTileLevel))
    return std::nullopt;
  parts.erase(parts.begin(), parts.begin() + 2);
  if (parts.size() > 1 && absl::ConsumeSuffix(&parts[parts.size() - 2], ".p")) {
    const bool number = absl::SimpleAtoi(parts.back(), &place.width);
    if (!number || place.width < 1 || place.width >= kTileWidth) return std::nullopt;
    parts.pop_back();
  }
  for (absl::string_view group : parts) {
    uint64_t number = 0;
    absl::ConsumePrefix(&group, "x");
    if (!absl::SimpleAtoi(group, &number)) return std::nullopt;
    place.index = place.index * 1000 + number;
  }
  // There is one way to write each.
  if (place.Path() != path) return std::nullopt;
  return place;
}

std::vector<TilePlace> TilesOf(uint64_t size) {
  std::vector<TilePlace> tiles;
  AddLevel(TilePlace::kEntries, size, tiles);
  for (int level = 0; size > 0; ++level, size /= kTileWidth) AddLevel(level, size, tiles);
  return tiles;
}

void AddEntry(absl::string_view entry, std::string& bundle) {
  ASSENT_CHECK(entry.size() <= kMaxEntryBytes, "an entry that no tile can hold");
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 0xff));
  bundle.append(entry.data(), entry.size());
}

absl::StatusOr<std::vector<absl::string_view>> EntriesOf(absl::string_view bundle, uint64_t width) {
  std::vector<absl::string_view> entries;
  while (!bundle.empty()) {
    if (bundle.size() < kLengthBytes) return absl::DataLossError("a bundle breaks off");
    const size_t length = LengthAt(bundle);
    bundle.remove_prefix(kLengthBytes);
    if (bundle.size() < length) return absl::DataLossError("a bundle breaks off");
    entries.push_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  if (entries.size() != width) {
    return absl::DataLossError(
        absl::StrCat("a bundle has ", entries.size(), " entries and should have ", width));
  }
  return entries;
}

std::optional<TilePlace> PlaceIn(uint64_t size, int level, uint64_t index) {
  if (level < TilePlace::kEntries || level >= 64 / kTileHeight) return std::nullopt;
  const uint64_t there = level == TilePlace::kEntries ? size : size >> (level * kTileHeight);
  if (index > there / kTileWidth) return std::nullopt;
  const uint64_t width = std::min(there - index * kTileWidth, kTileWidth);
  if (width == 0) return std::nullopt;
  return TilePlace{level, index, width};
}

absl::StatusOr<std::string> BeginningOf(absl::string_view tile, int level, uint64_t width) {
  size_t bytes = width * kHashBytes;
  if (level == TilePlace::kEntries) {
    bytes = 0;
    for (uint64_t i = 0; i < width && bytes + kLengthBytes <= tile.size(); ++i) {
      bytes += kLengthBytes + LengthAt(tile.substr(bytes));
    }
    const bool whole = bytes <= tile.size() && EntriesOf(tile.substr(0, bytes), width).ok();
    if (!whole) bytes = tile.size() + 1;
  }
  if (bytes > tile.size()) return absl::DataLossError("a tile has less in it than its name says");
  return std::string(tile.substr(0, bytes));
}

absl::StatusOr<std::string> CheckTiles(uint64_t size, FileReader file_at) {
  Growing growing(file_at);
  for (uint64_t at = 0; at < size; at += kTileWidth) {
    const TilePlace place = {TilePlace::kEntries, at / kTileWidth, std::min(size - at, kTileWidth)};
    absl::StatusOr<std::string> bundle = file_at(place.Path());
    if (!bundle.ok()) return absl::DataLossError(bundle.status().message());
    absl::StatusOr<std::vector<absl::string_view>> entries = EntriesOf(*bundle, place.width);
    if (!entries.ok()) {
      return absl::DataLossError(absl::StrCat(place.Path(), ": ", entries.status().message()));
    }
    for (const absl::string_view entry : *entries) ASSENT_RETURN_IF_ERROR(growing.Add(entry));
  }
  return growing.Finish();
}

}  // namespace assent::transparency
