// What an export of ours has beside the files of a C2SP tile log: the openings
// of the texts that its entries commit to. Pure.
//
//   openings/N    for each entry of tile/entries/N, in order: a length in 32
//                 bits, big-endian, and so many bytes of a serialised
//                 event.v1.Openings; length 0: none, erased, or not the reader's
//   key           the log's verifier key and a line break

#ifndef ASSENT_SERVER_TRANSPARENCY_BUNDLES_H_
#define ASSENT_SERVER_TRANSPARENCY_BUNDLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/transparency/tlog/tiles.h"

namespace assent::transparency {

// Where the openings of a bundle of entries lie.
std::string OpeningsPath(const TilePlace& bundle);

// Adds the openings of one entry, of less than 4 GiB, to those of a bundle.
void AddOpenings(absl::string_view openings, std::string& bundle);

// The openings of a bundle, in place. kDataLoss if the bytes are none, or have
// another number of entries than `width`.
absl::StatusOr<std::vector<absl::string_view>> OpeningsOf(absl::string_view bundle, uint64_t width);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_BUNDLES_H_
