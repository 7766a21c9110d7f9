// Checks an exported log without a server and without understanding its entries.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/cli/commands/families.h"
#include "client/cli/visible.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/tiles.h"

namespace assent::cli {
namespace {

using transparency::Checkpoint;
using transparency::Note;
using transparency::TilePlace;
using transparency::Verified;
using transparency::VerifierKey;

struct LogCheckArgs {
  std::string folder;
  std::string key;
  std::vector<std::string> witnesses;
};

absl::StatusOr<std::string> ReadFile(const std::string& folder, const std::string& path) {
  std::ifstream file(absl::StrCat(folder, "/", path), std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, " is missing in ", folder));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::StatusOr<std::vector<VerifierKey>> KeysOf(const LogCheckArgs& args) {
  std::vector<VerifierKey> keys;
  ASSENT_ASSIGN_OR_RETURN(keys.emplace_back(), transparency::ParseVerifierKey(args.key));
  if (keys[0].type != transparency::KeyType::kEd25519) {
    return absl::InvalidArgumentError(
        "the log's own key is of type 1; one of type 4 is a witness's");
  }
  for (const std::string& witness : args.witnesses) {
    ASSENT_ASSIGN_OR_RETURN(keys.emplace_back(), transparency::ParseVerifierKey(witness));
    if (keys.back().type == transparency::KeyType::kCosignature) continue;
    return absl::InvalidArgumentError("a witness's key is of type 4; one of type 1 is a log's");
  }
  return keys;
}

// A tile as it was at the checkpoint: the log may have grown since.
absl::StatusOr<std::string> ReadTile(const std::string& folder, const std::string& path) {
  absl::StatusOr<std::string> tile = ReadFile(folder, path);
  const std::optional<TilePlace> place = transparency::ParseTilePath(path);
  if (tile.ok() || !place.has_value()) return tile;
  const auto grown = ReadFile(folder, TilePlace{place->level, place->index}.Path());
  return grown.ok() ? transparency::BeginningOf(*grown, place->level, place->width) : tile;
}

// Tiles of an earlier checkpoint, or of what has grown since, begin as the checked one does.
absl::Status CheckAgain(const std::string& folder, const std::string& path, uint64_t size) {
  const absl::Status strange =
      absl::DataLossError(absl::StrCat(VisibleLine(path), " does not belong to this log"));
  const std::optional<TilePlace> place = transparency::ParseTilePath(path);
  if (!place.has_value()) return strange;
  const std::optional<TilePlace> checked = transparency::PlaceIn(size, place->level, place->index);
  if (!checked.has_value())
    return absl::OkStatus();  // behind the checkpoint, which says nothing of it
  ASSENT_ASSIGN_OR_RETURN(const std::string tile, ReadFile(folder, path));
  ASSENT_ASSIGN_OR_RETURN(const std::string known, ReadTile(folder, checked->Path()));
  const int level = place->level;
  const uint64_t width = std::min(place->width, checked->width);
  const auto whole = transparency::BeginningOf(tile, level, place->width);
  const auto beginning = transparency::BeginningOf(tile, level, width);
  const auto as_checked = transparency::BeginningOf(known, level, width);
  const bool holds = whole.ok() && beginning.ok() && as_checked.ok() && *whole == tile &&
                     *beginning == *as_checked;
  return holds ? absl::OkStatus() : strange;
}

absl::Status CheckOthers(Session& session, const std::string& folder, uint64_t size) {
  std::error_code error;
  const std::filesystem::path tiles = absl::StrCat(folder, "/tile");
  if (!std::filesystem::exists(tiles, error) && !error) return absl::OkStatus();  // an empty log
  for (auto it = std::filesystem::recursive_directory_iterator(tiles, error);
       !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_directory()) continue;
    const std::string path = it->path().lexically_relative(folder);
    if (!transparency::ParseTilePath(path).has_value()) {
      session.Note(absl::StrCat(VisibleLine(path), " is no tile, and was not looked at"));
      continue;
    }
    ASSENT_RETURN_IF_ERROR(CheckAgain(folder, path, size));
  }
  if (!error) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat(VisibleLine(tiles.string()), " cannot be read: ", error.message()));
}

// All of the keys must have signed.
absl::StatusOr<std::vector<Verified>> CheckSignatures(const Note& note,
                                                      const std::vector<VerifierKey>& keys) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<Verified> verified, transparency::VerifyNote(note, keys));
  for (size_t i = 0; i < keys.size(); ++i) {
    // Verified in the order of the keys, and those missing are left out.
    if (i < verified.size() && verified[i].key.ToString() == keys[i].ToString()) continue;
    return absl::DataLossError(absl::StrCat("the checkpoint is not signed by ", keys[i].name));
  }
  return verified;
}

absl::Status LogCheck(Session& session, const LogCheckArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<VerifierKey> keys, KeysOf(args));
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(args.folder, "checkpoint"));
  ASSENT_ASSIGN_OR_RETURN(const Note note, transparency::ParseNote(bytes));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Verified> verified, CheckSignatures(note, keys));
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint checkpoint, transparency::ParseCheckpoint(note.text));
  ASSENT_ASSIGN_OR_RETURN(const std::string root,
                          transparency::CheckTiles(checkpoint.size, [&](const std::string& path) {
                            return ReadTile(args.folder, path);
                          }));
  ASSENT_RETURN_IF_ERROR(CheckOthers(session, args.folder, checkpoint.size));
  if (root != checkpoint.root) {
    return absl::DataLossError("these entries are not the ones that the checkpoint was signed for");
  }
  std::vector<std::vector<std::string>> rows = {
      {"log", VisibleLine(checkpoint.origin)},
      {"entries", absl::StrCat(checkpoint.size)},
      {"root", absl::BytesToHexString(root)},
  };
  for (const Verified& one : verified) {
    const bool witness = one.key.type == transparency::KeyType::kCosignature;
    rows.push_back({witness ? "witness" : "signed by", VisibleLine(one.key.name)});
  }
  return session.ShowRows({"what", "value"}, rows);
}

Action DefineLogCheck(Arguments& app) {
  auto args = std::make_shared<LogCheckArgs>();
  app.Add("FOLDER", args->folder, "With checkpoint and tile/ in it").Required();
  app.Add("--vkey", args->key, "The log's key, as name+id+key").Required();
  app.Add("--witness", args->witnesses,
          "The key of somebody who must have signed, too; repeatable");
  return [args](Session& session) { return LogCheck(session, *args); };
}

}  // namespace

std::vector<Verb> LogCheckVerbs() {
  return {
      {"log check",
       kGroupReading,
       "Checks an exported log of any kind (C2SP tlog-tiles): signatures, every tile, the root.",
       {"assent log check kitchen --vkey kitchen+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4i"},
       {},
       DefineLogCheck},
  };
}

}  // namespace assent::cli
