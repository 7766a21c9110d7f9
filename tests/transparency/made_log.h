#ifndef ASSENT_TESTS_TRANSPARENCY_MADE_LOG_H_
#define ASSENT_TESTS_TRANSPARENCY_MADE_LOG_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/tiles.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {

// A log of so many entries as an export has it, in memory.
class MadeLog {
 public:
  explicit MadeLog(uint64_t size) : size_(size) {
    std::map<std::pair<int, uint64_t>, std::string> nodes;
    Frontier tree;
    for (uint64_t i = 0; i < size; ++i) {
      tree.Append(LeafHash(Entry(i)), [&](int level, uint64_t index, const std::string& hash) {
        nodes[{level, index}] = hash;
      });
    }
    root_ = tree.Root();
    for (const TilePlace& place : TilesOf(size)) {
      std::string& file = files_[place.Path()];
      for (uint64_t i = 0; i < place.width; ++i) {
        const uint64_t at = place.index * kTileWidth + i;
        if (place.level == TilePlace::kEntries) {
          AddEntry(Entry(at), file);
        } else {
          file += nodes.at({place.level * kTileHeight, at});
        }
      }
    }
  }

  static std::string Entry(uint64_t i) { return absl::StrCat("entry ", i); }
  absl::StatusOr<std::string> Check() const {
    return CheckTiles(size_, [this](const std::string& path) -> absl::StatusOr<std::string> {
      const auto found = files_.find(path);
      if (found == files_.end()) return absl::NotFoundError(absl::StrCat(path, " is missing"));
      return found->second;
    });
  }
  const std::string& root() const { return root_; }
  std::map<std::string, std::string>& files() { return files_; }

 private:
  const uint64_t size_;
  std::string root_;
  std::map<std::string, std::string> files_;
};

}  // namespace assent::transparency

#endif  // ASSENT_TESTS_TRANSPARENCY_MADE_LOG_H_
