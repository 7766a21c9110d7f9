#include "server/base/ids.h"

#include <array>

namespace assent::base {
namespace {

constexpr absl::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int8_t kNotADigit = -1;

constexpr std::array<int8_t, 256> MakeDigits() {
  std::array<int8_t, 256> digits{};
  digits.fill(kNotADigit);
  for (int8_t value = 0; value < 32; ++value) {
    const char c = kAlphabet[value];
    digits[static_cast<uint8_t>(c)] = value;
    if (c >= 'a') digits[static_cast<uint8_t>(c - 'a' + 'A')] = value;
  }
  for (const char c : {'o', 'O'}) digits[static_cast<uint8_t>(c)] = 0;
  for (const char c : {'i', 'I', 'l', 'L'}) digits[static_cast<uint8_t>(c)] = 1;
  return digits;
}

constexpr std::array<int8_t, 256> kDigits = MakeDigits();

}  // namespace

std::string ToBase32(absl::Span<const uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  uint32_t pending = 0;
  int bits = 0;
  for (const uint8_t byte : bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += kAlphabet[(pending >> (bits - 5)) & 31];
  }
  if (bits > 0) text += kAlphabet[(pending << (5 - bits)) & 31];
  return text;
}

std::optional<std::string> FromBase32(absl::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 5 / 8);
  uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    const int8_t digit = kDigits[static_cast<uint8_t>(c)];
    if (digit == kNotADigit) return std::nullopt;
    pending = (pending << 5) | static_cast<uint32_t>(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((pending >> bits) & 255);
  }
  const bool a_character_too_many = bits >= 5;
  const bool filled_with_zeros = (pending & ((1u << bits) - 1)) == 0;
  if (a_character_too_many || !filled_with_zeros) return std::nullopt;
  return bytes;
}

bool IsId(absl::string_view text) {
  if (text.size() != kIdLength) return false;
  for (const char c : text) {
    if (kAlphabet.find(c) == absl::string_view::npos) return false;
  }
  return true;
}

}  // namespace assent::base
