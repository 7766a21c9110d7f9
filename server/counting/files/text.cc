#include "server/counting/files/text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"

namespace assent::counting::files {
namespace {

bool Blank(char letter) { return letter == ' ' || letter == '\t'; }

}  // namespace

std::vector<Piece> LinesOf(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::vector<Piece> lines;
  int number = 1;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back({line, number++, 1});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const size_t more = lead < 0x80 ? 0 : lead < 0xC2 ? 4 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (more == 4 || lead > 0xF4 || at + more >= text.size()) return false;
    for (size_t i = 1; i <= more; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return false;
    }
    at += more + 1;
  }
  return true;
}

std::string FromLatin1(std::string_view text) {
  std::string converted;
  converted.reserve(text.size() + text.size() / 8);
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x80) converted += static_cast<char>(0xC0 | (byte >> 6));
    converted += byte < 0x80 ? letter : static_cast<char>(0x80 | (byte & 0x3F));
  }
  return converted;
}

Piece Part(const Piece& piece, size_t offset, size_t length) {
  return {piece.text.substr(offset, length), piece.line, piece.column + static_cast<int>(offset)};
}

Piece From(const Piece& piece, size_t offset) {
  return Part(piece, std::min(offset, piece.text.size()), std::string_view::npos);
}

Piece Trimmed(Piece piece) {
  while (!piece.text.empty() && Blank(piece.text.front())) piece = From(piece, 1);
  while (!piece.text.empty() && Blank(piece.text.back())) piece.text.remove_suffix(1);
  return piece;
}

std::vector<Piece> Split(const Piece& piece, char separator) {
  std::vector<Piece> pieces;
  size_t start = 0;
  while (true) {
    const size_t end = piece.text.find(separator, start);
    pieces.push_back(Part(piece, start, end == std::string_view::npos ? end : end - start));
    if (end == std::string_view::npos) return pieces;
    start = end + 1;
  }
}

absl::Status ErrorAt(const Piece& piece, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", piece.line, ", column ", piece.column,
                                                 ": ",
                                                 absl::string_view(what.data(), what.size())));
}

absl::StatusOr<int64_t> NumberAt(const Piece& piece, int64_t low, int64_t high,
                                 std::string_view what) {
  const Piece number = Trimmed(piece);
  int64_t value = 0;
  const absl::string_view text(number.text.data(), number.text.size());
  if (!absl::SimpleAtoi(text, &value) || value < low || value > high) {
    return ErrorAt(
        number, absl::StrCat("\"", text, "\" is no ", absl::string_view(what.data(), what.size()),
                             ": write ", low, " to ", high));
  }
  return value;
}

absl::StatusOr<int64_t> CountAt(const Piece& piece) {
  Piece number = Trimmed(piece);
  const size_t point = number.text.find('.');
  if (point != std::string_view::npos && point > 0 &&
      number.text.find_first_not_of('0', point + 1) == std::string_view::npos) {
    number.text = number.text.substr(0, point);
  }
  return NumberAt(number, 0, kMostBallots, "number of ballots");
}

int PlacesOf(std::string_view amount) {
  const size_t point = amount.find_first_of(".,");
  if (point == std::string_view::npos) return 0;
  size_t end = amount.size();
  while (end > point + 1 && amount[end - 1] == '0') --end;
  return static_cast<int>(end - point - 1);
}

absl::StatusOr<int64_t> AmountAt(const Piece& piece, int places, std::string_view what) {
  const Piece amount = Trimmed(piece);
  int64_t value = 0;
  int behind = -1;  // digits behind the point; -1: no point yet
  bool fits = amount.text.find_first_of("0123456789") != std::string_view::npos;
  // Nobody knows whether 1,200 is more than a thousand.
  const size_t comma = amount.text.find(',');
  if (comma != std::string_view::npos && amount.text.size() - comma == 4) fits = false;
  for (const char letter : amount.text) {
    if ((letter == '.' || letter == ',') && behind < 0) {
      behind = 0;
      continue;
    }
    if (!absl::ascii_isdigit(static_cast<unsigned char>(letter))) fits = false;
    if (behind >= places) {
      fits = fits && letter == '0';
      continue;
    }
    if (behind >= 0) ++behind;
    if (value > kMostAmount / 10) fits = false;
    if (fits) value = value * 10 + (letter - '0');
  }
  for (int i = std::max(behind, 0); i < places && fits; ++i) {
    fits = value <= kMostAmount / 10;
    value *= 10;
  }
  if (fits) return value;
  return ErrorAt(amount,
                 absl::StrCat("\"", absl::string_view(amount.text.data(), amount.text.size()),
                              "\" is no ", absl::string_view(what.data(), what.size()),
                              ": write an amount like 1200 or 1200.50"));
}

}  // namespace assent::counting::files
