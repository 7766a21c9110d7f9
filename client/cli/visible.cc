#include "client/cli/visible.h"

#include <utf8proc.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/unseen.h"

namespace assent::cli {
namespace {

constexpr absl::string_view kTab = "    ";

std::string Shown(int32_t code_point, absl::string_view bytes) {
  if (code_point >= 0) return absl::StrFormat("\\u{%04X}", code_point);
  return absl::StrFormat("\\x{%02X}", static_cast<unsigned char>(bytes[0]));
}

}  // namespace

CodePoint FirstCodePoint(absl::string_view text) {
  utf8proc_int32_t value = -1;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (bytes <= 0) return {};
  return {value, static_cast<int>(bytes)};
}

bool IsUnseen(int32_t code_point) { return base::IsUnseen(code_point); }

std::string VisibleText(absl::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  ForEachCodePoint(text, [&](int32_t code_point, absl::string_view bytes) {
    if (code_point == '\n') {
      visible.push_back('\n');
    } else if (code_point == '\t') {
      absl::StrAppend(&visible, kTab);
    } else if (code_point < 0 || IsUnseen(code_point)) {
      absl::StrAppend(&visible, Shown(code_point, bytes));
    } else {
      absl::StrAppend(&visible, bytes);
    }
  });
  return visible;
}

std::string VisibleLine(absl::string_view text) {
  return absl::StrReplaceAll(VisibleText(absl::StripAsciiWhitespace(text)), {{"\n", " "}});
}

int Width(absl::string_view text) {
  int width = 0;
  ForEachCodePoint(text, [&](int32_t code_point, absl::string_view) {
    width += code_point < 0 ? 1 : utf8proc_charwidth(code_point);
  });
  return width;
}

std::string Clip(absl::string_view text, int width) {
  if (Width(text) <= width) return std::string(text);
  std::string clipped;
  int used = 0;
  bool full = false;
  ForEachCodePoint(text, [&](int32_t, absl::string_view bytes) {
    const int columns = Width(bytes);
    full = full || used + columns > width - 1;
    if (full) return;
    absl::StrAppend(&clipped, bytes);
    used += columns;
  });
  return absl::StrCat(clipped, "…");
}

std::string Pad(absl::string_view text, int width) {
  const int missing = width - Width(text);
  return absl::StrCat(text, std::string(missing > 0 ? missing : 0, ' '));
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (width <= 0 || Width(line) <= width) {
      lines.emplace_back(line);
      continue;
    }
    std::string current;
    for (absl::string_view word : absl::StrSplit(line, ' ')) {
      const bool fits = current.empty() || Width(current) + 1 + Width(word) <= width;
      if (!fits) lines.push_back(std::exchange(current, ""));
      absl::StrAppend(&current, current.empty() ? "" : " ", word);
    }
    lines.push_back(current);
  }
  return lines;
}

}  // namespace assent::cli
