// Reads JSON (RFC 8259) one value after the other, as somebody who knows what should come. Errors
// are kInvalidArgument with line and column, as in text.h. A value of its own, used by one thread;
// the text must outlive it.

#ifndef ASSENT_SERVER_COUNTING_FILES_JSON_TEXT_H_
#define ASSENT_SERVER_COUNTING_FILES_JSON_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/limits.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {

class JsonText {
 public:
  // Where reading can go on later.
  struct Place {
    size_t at = 0;
    size_t line_start = 0;
    int line = 1;
  };
  // What a string says, and where it stands in the file.
  struct Word {
    std::string text;
    Piece at;
  };

  explicit JsonText(std::string_view text);

  // The letter that the next value begins with, or the sign that comes next; 0 at the end.
  char Next();
  Place place() const { return place_; }
  void GoTo(const Place& place) { place_ = place; }

  // `what` names the value in the error, where something else stands there. The functions read the
  // value behind each key, and each item.
  absl::Status Object(std::string_view what, absl::FunctionRef<absl::Status(const Word& key)> take);
  absl::Status Array(std::string_view what, absl::FunctionRef<absl::Status()> take);
  absl::StatusOr<Word> String(std::string_view what);
  // As it is written, "12.50" or 12.50, for NumberAt and AmountAt: a number, or a string with one.
  absl::StatusOr<Piece> Digits(std::string_view what);
  absl::StatusOr<bool> Bool(std::string_view what);
  // Passes over any value; kMostDepth of them may lie in each other.
  absl::Status Skip();
  // Fails unless nothing comes any more.
  absl::Status End();
  absl::Status ErrorHere(std::string_view what);

 private:
  absl::Status Skip(int depth);
  Piece Here(size_t length = 0) const;
  bool Takes(char sign);
  absl::Status Expect(char sign, std::string_view what);
  // What stands behind a backslash.
  absl::Status Escaped(std::string& text);
  absl::StatusOr<uint32_t> Hex();

  std::string_view text_;
  Place place_;
};

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_JSON_TEXT_H_
