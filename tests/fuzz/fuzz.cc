#include "tests/fuzz/fuzz.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace assent::fuzz {
namespace {

// Of its own: what else is said, thousands of times, is let go (-close_fd_mask).
const int kErrors = dup(STDERR_FILENO);

}  // namespace

void Require(bool holds, absl::string_view what) {
  if (holds) return;
  dprintf(kErrors, "fuzz: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

bool IsCanary() {
  static const bool kCanary = std::getenv("ASSENT_FUZZ_CANARY") != nullptr;
  return kCanary;
}

uint8_t Input::Byte() {
  if (rest_.empty()) return 0;
  const auto byte = static_cast<uint8_t>(rest_[0]);
  rest_.remove_prefix(1);
  return byte;
}

absl::string_view Input::Piece() {
  const size_t high = Byte();
  const size_t length = std::min(high << 8 | Byte(), rest_.size());
  const absl::string_view piece = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return piece;
}

absl::string_view Input::Line() {
  const size_t end = std::min(rest_.find('\n'), rest_.size());
  const absl::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  return line;
}

std::string Framed(absl::string_view piece) {
  piece = piece.substr(0, 0xffff);
  std::string framed;
  framed += static_cast<char>(piece.size() >> 8);
  framed += static_cast<char>(piece.size() & 0xff);
  framed.append(piece.data(), piece.size());
  return framed;
}

}  // namespace assent::fuzz
