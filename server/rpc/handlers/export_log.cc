#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/ledger/log_tree.h"
#include "server/rpc/handlers/entry_view.h"
#include "server/rpc/handlers/record.h"
#include "server/rpc/refusals.h"
#include "server/transparency/bundles.h"
#include "server/transparency/tlog/tiles.h"

namespace assent::rpc {
namespace {

using transparency::kTileHeight;
using transparency::kTileWidth;
using transparency::TilePlace;

// Who exports what.
struct Exporter {
  std::string member;  // resource name
  std::string log_key;
  std::vector<Cosigned> cosignatures;
};

// Bundles first, each with its openings and the tile of its leaves, then the
// tiles of higher levels, then the checkpoint. Holds one file at a time.
class ExportFeed final : public Feed<v1::ExportLogResponse> {
 public:
  ExportFeed(FeedParts parts, const v1::ExportLogRequest& request)
      : Feed(std::move(parts), 0),
        parent_(assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent")),
        after_entry_(request.after_entry()) {}

  bool ends() const override { return true; }

  void FindNext(GiveNext give) override {
    if (!parent_.ok()) return std::move(give)(parent_.status());
    if (after_entry_ < 0) return std::move(give)(refusal::SequenceNegative("after_entry"));
    if (viewer_.has_value()) return std::move(give)(NextPiece());
    auto kept = KeptCosignatures(ledger().store(), parent_->assembly);
    if (!kept.ok()) return std::move(give)(std::move(kept).status());
    Look<Exporter>(
        [kept = *std::move(kept)](const assembly::State& state, int32_t reader,
                                  absl::Time) -> absl::StatusOr<Exporter> {
          Exporter exporter{state.members[reader].view.name(), state.view.log_key(), kept};
          Mark(state, exporter.cosignatures);
          return exporter;
        },
        [this](Exporter exporter, GiveNext give_first) {
          std::move(give_first)(Begin(std::move(exporter)));
        },
        std::move(give));
  }

 private:
  struct File {
    std::string path;
    std::string content;
  };

  Next Begin(Exporter exporter) {
    const std::string& assembly = parent_->assembly;
    ASSENT_ASSIGN_OR_RETURN(
        checkpoint_, ViewCheckpoint(ledger(), assembly, exporter.log_key, exporter.cosignatures));
    viewer_.emplace(ledger().store(), assembly, std::move(exporter.member), /*show_json=*/false);
    for (const TilePlace& place :
         transparency::TilesOf(static_cast<uint64_t>(checkpoint_.size()))) {
      if (place.level != 0) places_.push_back(place);  // those of leaves come with the bundles
    }
    return NextPiece();
  }

  Next NextPiece() {
    while (files_.empty()) {
      if (places_.empty() && done_) return ledger::Bytes();
      ASSENT_RETURN_IF_ERROR(MakeFiles());
    }
    File& file = files_.front();
    v1::ExportLogResponse piece;
    piece.set_path(file.path);
    piece.set_content(file.content.substr(0, kMaxExportPieceBytes));
    file.content.erase(0, kMaxExportPieceBytes);
    if (file.content.empty()) files_.pop_front();
    return Encode(piece);
  }

  absl::Status MakeFiles() {
    if (places_.empty()) {
      done_ = true;
      files_.push_back({"key", absl::StrCat(checkpoint_.verifier_key(), "\n")});
      files_.push_back({"checkpoint", checkpoint_.note()});
      return absl::OkStatus();
    }
    const TilePlace place = places_.front();
    places_.pop_front();
    return place.level == TilePlace::kEntries ? MakeBundle(place) : MakeTile(place);
  }

  absl::Status MakeBundle(const TilePlace& place) {
    File entries{place.Path(), ""};
    File openings{transparency::OpeningsPath(place), ""};
    File hashes{TilePlace{0, place.index, place.width}.Path(), ""};
    uint64_t after = place.index * kTileWidth;
    const uint64_t end = after + place.width;
    while (after < end) {
      ASSENT_ASSIGN_OR_RETURN(
          const std::vector<storage::Entry> rows,
          ledger().store().ReadLog(parent_->assembly, after, {.max_items = end - after}));
      if (rows.empty()) return refusal::NotFound("entry");
      for (const storage::Entry& row : rows) {
        ASSENT_ASSIGN_OR_RETURN(const bool texts, viewer_->ShowsTexts(row));
        transparency::AddEntry(row.leaf, entries.content);
        transparency::AddOpenings(texts ? row.openings : "", openings.content);
        hashes.content += row.leaf_hash;
        after = row.sequence;
      }
    }
    if (end > static_cast<uint64_t>(after_entry_)) {
      files_.push_back(std::move(entries));
      files_.push_back(std::move(openings));
    }
    files_.push_back(std::move(hashes));
    return absl::OkStatus();
  }

  absl::Status MakeTile(const TilePlace& place) {
    File tile{place.Path(), ""};
    for (uint64_t i = 0; i < place.width; ++i) {
      ASSENT_ASSIGN_OR_RETURN(
          const std::string hash,
          ledger::StoredNode(ledger().store(), parent_->assembly, place.level * kTileHeight,
                             place.index * kTileWidth + i));
      tile.content += hash;
    }
    files_.push_back(std::move(tile));
    return absl::OkStatus();
  }

  const absl::StatusOr<assembly::NameParts> parent_;
  const int64_t after_entry_;
  v1::Checkpoint checkpoint_;
  std::optional<EntryViewer> viewer_;
  std::deque<TilePlace> places_;
  std::deque<File> files_;
  bool done_ = false;
};

}  // namespace

std::shared_ptr<Feed<v1::ExportLogResponse>> MakeExportFeed(FeedParts parts,
                                                            const v1::ExportLogRequest& request) {
  return std::make_shared<ExportFeed>(std::move(parts), request);
}

}  // namespace assent::rpc
