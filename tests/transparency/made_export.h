// Exports of any entries, signed or not.

#ifndef ASSENT_TESTS_TRANSPARENCY_MADE_EXPORT_H_
#define ASSENT_TESTS_TRANSPARENCY_MADE_EXPORT_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/transparency/bundles.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tiles.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {

using Files = std::map<std::string, std::string>;

// What an export is made of.
struct Row {
  std::string leaf;
  std::string openings;
};

// The files of an export of these entries. An empty seed: whoever made it has no
// key, and leaves the checkpoint of another export in its place.
inline Files ExportOf(const std::vector<Row>& rows, const std::string& origin,
                      const std::string& log_key, const std::string& seed,
                      const std::string& old_checkpoint = "") {
  Files files;
  std::map<std::pair<int, uint64_t>, std::string> nodes;
  Frontier tree;
  for (const Row& row : rows) {
    tree.Append(LeafHash(row.leaf), [&](int level, uint64_t index, const std::string& hash) {
      nodes[{level, index}] = hash;
    });
  }
  for (const TilePlace& place : TilesOf(rows.size())) {
    std::string& file = files[place.Path()];
    for (uint64_t i = 0; i < place.width; ++i) {
      const uint64_t at = place.index * kTileWidth + i;
      if (place.level != TilePlace::kEntries) {
        file += nodes.at({place.level * kTileHeight, at});
        continue;
      }
      AddEntry(rows[at].leaf, file);
      AddOpenings(rows[at].openings, files[OpeningsPath(place)]);
    }
  }
  files["key"] = log_key + "\n";
  Note note;
  note.text = Checkpoint{origin, rows.size(), tree.Root()}.ToString();
  if (seed.empty()) {
    // The signature that there was, on whatever the entries have become.
    const auto old = ParseNote(old_checkpoint);
    if (old.ok()) note.signatures = old->signatures;
  } else {
    const auto key = *ParseVerifierKey(log_key);
    note.signatures.push_back(SignNote(note.text, key, seed));
  }
  files["checkpoint"] = note.ToString();
  return files;
}

}  // namespace assent::transparency

#endif  // ASSENT_TESTS_TRANSPARENCY_MADE_EXPORT_H_
