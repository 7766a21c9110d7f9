// Texts that other people wrote, made fit for a terminal. A server's answer may
// hold escape sequences or marks that turn the direction of writing, with which
// a line can be made to look like another one: both are shown, never sent.
//
// Pure and thread-safe.

#ifndef ASSENT_CLIENT_CLI_VISIBLE_H_
#define ASSENT_CLIENT_CLI_VISIBLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::cli {

// Whether a code point acts on a terminal or on the order of the text instead
// of being seen: what the server takes in no text (server/base/unseen.h).
bool IsUnseen(int32_t code_point);

// `text` with such code points written as \u{202E}, and bytes that are not
// UTF-8 as \x{FF}. Line breaks stay, tabs become spaces.
std::string VisibleText(absl::string_view text);

// The same in one line: line breaks become spaces.
std::string VisibleLine(absl::string_view text);

// Columns that a visible text takes on a terminal: 2 for a wide character, 0
// for a combining one.
int Width(absl::string_view text);

// At most `width` columns, the last being an ellipsis if something was cut.
std::string Clip(absl::string_view text, int width);

// Filled up with spaces to `width` columns.
std::string Pad(absl::string_view text, int width);

// Broken between words into lines of at most `width` columns; a longer word
// stays whole. Line breaks of the text stay. 0: no limit.
std::vector<std::string> Wrap(absl::string_view text, int width);

// Calls f(code_point, bytes) for each code point in turn; -1 for a byte that
// is not UTF-8.
template <typename F>
void ForEachCodePoint(absl::string_view text, F f);

// The first code point of `text`, which is not empty, and its length in bytes.
struct CodePoint {
  int32_t value = -1;
  int bytes = 1;
};
CodePoint FirstCodePoint(absl::string_view text);

template <typename F>
void ForEachCodePoint(absl::string_view text, F f) {
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    f(first.value, text.substr(0, first.bytes));
    text.remove_prefix(first.bytes);
  }
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_VISIBLE_H_
