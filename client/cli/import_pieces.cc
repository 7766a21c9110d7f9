#include "client/cli/import_pieces.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/transparency/bundles.h"

namespace assent::cli {
namespace {

using transparency::kTileWidth;
using transparency::TilePlace;

absl::Status Broken(absl::string_view path, const absl::Status& why) {
  return absl::DataLossError(absl::StrCat(path, ": ", std::string(why.message())));
}

void Add(absl::string_view entry, absl::string_view openings, v1::ImportLogRequest& piece) {
  piece.set_count(piece.count() + 1);
  transparency::AddEntry(entry, *piece.mutable_entries());
  transparency::AddOpenings(openings, *piece.mutable_openings());
}

}  // namespace

absl::Status CutIntoPieces(uint64_t size, transparency::FileReader file_at,
                           absl::FunctionRef<bool(const v1::ImportLogRequest&)> send) {
  v1::ImportLogRequest piece;
  for (uint64_t at = 0; at < size; at += kTileWidth) {
    const TilePlace place = {TilePlace::kEntries, at / kTileWidth, std::min(size - at, kTileWidth)};
    ASSENT_ASSIGN_OR_RETURN(const std::string bundle, file_at(place.Path()));
    const auto entries = transparency::EntriesOf(bundle, place.width);
    if (!entries.ok()) return Broken(place.Path(), entries.status());
    const std::string path = transparency::OpeningsPath(place);
    ASSENT_ASSIGN_OR_RETURN(const std::string beside, file_at(path));
    const auto openings = transparency::OpeningsOf(beside, place.width);
    if (!openings.ok()) return Broken(path, openings.status());
    for (size_t i = 0; i < entries->size(); ++i) {
      Add((*entries)[i], (*openings)[i], piece);
      if (piece.entries().size() + piece.openings().size() < kMaxImportPieceBytes) continue;
      if (!send(piece)) return absl::OkStatus();
      piece.Clear();
    }
  }
  if (piece.count() > 0) send(piece);
  return absl::OkStatus();
}

}  // namespace assent::cli
