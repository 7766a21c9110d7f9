// The bytes that the RocksDB backend keeps: format 1.
//
//   key  := "L" assembly 0x00 sequence    an entry
//         | "H" assembly                  where that assembly's log ends
//         | "D" assembly 0x00 name        a document of an assembly
//         | "S" name                      a shared document
//
//   entry value    := leaf_hash (32 bytes) subtree_count (1 byte) leaf_length (3 bytes)
//                     subtrees (32 bytes each) leaf openings
//   head value     := sequence
//   document value := the bytes given
//
//   sequence := 8 bytes, big-endian;  leaf_length: big-endian
//
// An assembly id holds no zero byte, so no assembly's keys start with all of
// another's, and keys sort as ids do. A log's keys sort by number. Entry and
// openings share a value, so that an append costs one key for each entry;
// openings are erased by writing the value again without them. A leaf's length
// once had four bytes, the first always 0: such rows read as having no subtrees.
//
// Everything lies in one column family: with several, a torn write-ahead log
// can be older than what one of them has already put into its files, and
// RocksDB then refuses to open.

#ifndef ASSENT_STORAGE_ROCKSDB_FORMAT_H_
#define ASSENT_STORAGE_ROCKSDB_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/event_store.h"

namespace assent::storage::format {

inline constexpr int kFormat = 1;

// The assembly is one that CheckAssembly() accepts.
std::string LogPrefix(absl::string_view assembly);
std::string LogKey(absl::string_view assembly, uint64_t sequence);
std::string HeadPrefix();
std::string HeadKey(absl::string_view assembly);
std::string DocumentPrefix(absl::string_view assembly);
std::string SharedDocumentPrefix();

// The first key behind all that start with `prefix`, which is not empty and
// starts with a byte other than 0xff.
std::string PrefixEnd(absl::string_view prefix);

std::string EncodeSequence(uint64_t sequence);
std::string EncodeEntry(const Entry& entry);

// kDataLoss if the bytes cannot have been written by the functions above.
absl::StatusOr<uint64_t> DecodeSequence(absl::string_view bytes);
absl::StatusOr<Entry> DecodeEntry(uint64_t sequence, absl::string_view value);

}  // namespace assent::storage::format

#endif  // ASSENT_STORAGE_ROCKSDB_FORMAT_H_
