#include "storage/rocksdb/format.h"

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace assent::storage::format {
namespace {

constexpr size_t kSequenceBytes = 8;
constexpr size_t kCountBytes = 1;
constexpr size_t kLeafLengthBytes = 3;

void AppendBigEndian(uint64_t value, size_t bytes, std::string& out) {
  for (size_t left = bytes; left > 0; --left) {
    out.push_back(static_cast<char>(value >> (8 * (left - 1))));
  }
}

uint64_t ReadBigEndian(absl::string_view bytes) {
  uint64_t value = 0;
  for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::string AssemblyPrefix(char kind, absl::string_view assembly) {
  std::string key;
  key.reserve(2 + assembly.size() + kSequenceBytes);
  key.push_back(kind);
  key.append(assembly.data(), assembly.size());
  key.push_back('\0');
  return key;
}

absl::Status CutShort(uint64_t sequence) {
  return absl::DataLossError(absl::StrCat("storage: stored entry ", sequence, " is cut short"));
}

}  // namespace

std::string LogPrefix(absl::string_view assembly) { return AssemblyPrefix('L', assembly); }

std::string LogKey(absl::string_view assembly, uint64_t sequence) {
  std::string key = LogPrefix(assembly);
  AppendBigEndian(sequence, kSequenceBytes, key);
  return key;
}

std::string HeadPrefix() { return "H"; }

std::string HeadKey(absl::string_view assembly) { return absl::StrCat("H", assembly); }

std::string DocumentPrefix(absl::string_view assembly) { return AssemblyPrefix('D', assembly); }

std::string SharedDocumentPrefix() { return "S"; }

std::string PrefixEnd(absl::string_view prefix) {
  std::string end(prefix);
  while (end.back() == '\xff') end.pop_back();
  ++end.back();
  return end;
}

std::string EncodeSequence(uint64_t sequence) {
  std::string bytes;
  AppendBigEndian(sequence, kSequenceBytes, bytes);
  return bytes;
}

std::string EncodeEntry(const Entry& entry) {
  std::string value;
  value.reserve(entry.leaf_hash.size() + kCountBytes + kLeafLengthBytes + entry.subtrees.size() +
                entry.leaf.size() + entry.openings.size());
  value.append(entry.leaf_hash);
  AppendBigEndian(entry.subtrees.size() / kLeafHashBytes, kCountBytes, value);
  AppendBigEndian(entry.leaf.size(), kLeafLengthBytes, value);
  value.append(entry.subtrees);
  value.append(entry.leaf);
  value.append(entry.openings);
  return value;
}

absl::StatusOr<uint64_t> DecodeSequence(absl::string_view bytes) {
  if (bytes.size() != kSequenceBytes) {
    return absl::DataLossError(
        absl::StrCat("storage: a stored sequence number has ", bytes.size(), " bytes"));
  }
  return ReadBigEndian(bytes);
}

absl::StatusOr<Entry> DecodeEntry(uint64_t sequence, absl::string_view value) {
  constexpr size_t kHeaderBytes = kLeafHashBytes + kCountBytes + kLeafLengthBytes;
  if (value.size() < kHeaderBytes) return CutShort(sequence);
  const size_t count = static_cast<unsigned char>(value[kLeafHashBytes]);
  const uint64_t leaf_bytes =
      ReadBigEndian(value.substr(kLeafHashBytes + kCountBytes, kLeafLengthBytes));
  const size_t subtree_bytes = count * kLeafHashBytes;
  const absl::string_view rest = value.substr(kHeaderBytes);
  if (count > kMaxSubtrees || subtree_bytes + leaf_bytes > rest.size()) return CutShort(sequence);
  return Entry{.sequence = sequence,
               .leaf = std::string(rest.substr(subtree_bytes, leaf_bytes)),
               .leaf_hash = std::string(value.substr(0, kLeafHashBytes)),
               .openings = std::string(rest.substr(subtree_bytes + leaf_bytes)),
               .subtrees = std::string(rest.substr(0, subtree_bytes))};
}

}  // namespace assent::storage::format
