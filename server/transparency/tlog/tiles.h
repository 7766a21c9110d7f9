// The files of an exported log (C2SP tlog-tiles). Pure.
//
//   tile/L/N        256 hashes of level L, or with .p/W the first W of them; a hash of
//                   level 0 is a leaf's, one of level L + 1 the root of a full tile
//   tile/entries/N  256 entries, each behind its length in 16 bits, big-endian
//
// N is written in groups of three digits, all but the last with an x before it:
// 1234067 is x001/x234/067.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_TILES_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_TILES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::transparency {

inline constexpr int kTileHeight = 8;
inline constexpr uint64_t kTileWidth = 1 << kTileHeight;

// One tile or bundle of entries, by its place and how much is in it.
struct TilePlace {
  int level = 0;  // kEntries: a bundle
  uint64_t index = 0;
  uint64_t width = kTileWidth;  // 1 to kTileWidth

  static constexpr int kEntries = -1;
  std::string Path() const;
};

// The place that a path names; nullopt if no tile is called that.
std::optional<TilePlace> ParseTilePath(absl::string_view path);

// All tiles of a tree of `size` leaves, bundles first, then level by level; the last of each
// level may be partial.
std::vector<TilePlace> TilesOf(uint64_t size);

// Adds an entry to a bundle; expects at most kMaxEntryBytes.
void AddEntry(absl::string_view entry, std::string& bundle);
// The entries of a bundle, in place. kDataLoss if the bytes are none, or have another
// number of entries than `width`.
absl::StatusOr<std::vector<absl::string_view>> EntriesOf(absl::string_view bundle, uint64_t width);

// The tile at that level and index in a tree of `size` leaves; nullopt: there is none.
std::optional<TilePlace> PlaceIn(uint64_t size, int level, uint64_t index);

// The first `width` hashes or entries of a tile: logs keep the partial tiles of earlier
// checkpoints, or drop them once there is more. kDataLoss if there are fewer.
absl::StatusOr<std::string> BeginningOf(absl::string_view tile, int level, uint64_t width);

// Reads a file of the export; kNotFound if it is not there.
using FileReader = absl::FunctionRef<absl::StatusOr<std::string>(const std::string& path)>;

// Builds the tree of `size` leaves from the bundles and compares with it every tile.
// Returns its root. kDataLoss names the entry or tile that is missing or wrong. Memory:
// a tile a level.
absl::StatusOr<std::string> CheckTiles(uint64_t size, FileReader file_at);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_TILES_H_
