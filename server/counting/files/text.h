// Reading files of ballots: lines with their numbers, and errors that say line and column. Lines
// and columns count from 1, columns in bytes.

#ifndef ASSENT_SERVER_COUNTING_FILES_TEXT_H_
#define ASSENT_SERVER_COUNTING_FILES_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assent::counting::files {

// A piece of a line, and where it is.
struct Piece {
  std::string_view text;
  int line = 1;
  int column = 1;
};

// Lines without their ends (\n or \r\n), and without a byte order mark.
std::vector<Piece> LinesOf(std::string_view text);
// Whether all of it is UTF-8; and what bytes are that are one letter each.
bool IsUtf8(std::string_view text);
std::string FromLatin1(std::string_view text);
// Without blanks around it.
Piece Trimmed(Piece piece);
// The pieces between separators, not trimmed; one where there is no separator.
std::vector<Piece> Split(const Piece& piece, char separator);
Piece From(const Piece& piece, size_t offset);
Piece Part(const Piece& piece, size_t offset, size_t length);

// kInvalidArgument: "line 3, column 7: …".
absl::Status ErrorAt(const Piece& piece, std::string_view what);
// A whole number from `low` to `high`; `what` names it in the error.
absl::StatusOr<int64_t> NumberAt(const Piece& piece, int64_t low, int64_t high,
                                 std::string_view what);
// How many of a ballot there are: a whole number, which some programs write as "2.0" or "2.000".
absl::StatusOr<int64_t> CountAt(const Piece& piece);
// What becomes of a ballot that names somebody again.
enum class Repeated {
  kRefuse,   // the file is not read
  kSkip,     // that name is passed over
  kExhaust,  // the ballot ends before it
};
// "12" or "12.5" or "12,50" × 10^places, which must hold all its digits.
absl::StatusOr<int64_t> AmountAt(const Piece& piece, int places, std::string_view what);
// The digits behind the point of such a number, without zeros at the end.
int PlacesOf(std::string_view amount);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_TEXT_H_
