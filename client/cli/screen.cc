#include "client/cli/screen.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/visible.h"
#include "server/base/check.h"

namespace assent::cli {
namespace {

constexpr int kLabelWidth = 13;
constexpr int kNarrowest = 12;  // of a column that gives way
constexpr absl::string_view kGap = "  ";
constexpr absl::string_view kIndent = "  ";

}  // namespace

std::string Screen::Styled(absl::string_view text, Style style) const {
  if (!color_ || style == Style::kPlain) return std::string(text);
  const char* code = "1";
  if (style == Style::kGood) code = "32";
  if (style == Style::kBad) code = "1;31";
  if (style == Style::kDim) code = "2";
  return absl::StrCat("\x1b[", code, "m", text, "\x1b[0m");
}

void Screen::Title(absl::string_view text) { Line(text, /*bold=*/true); }

void Screen::Heading(absl::string_view text) {
  if (!text_.empty()) absl::StrAppend(&text_, "\n");
  Line(text, /*bold=*/true);
}

void Screen::Line(absl::string_view text, bool bold) {
  absl::StrAppend(&text_, Styled(VisibleLine(text), bold ? Style::kBold : Style::kPlain), "\n");
}

void Screen::Field(absl::string_view label, absl::string_view value) {
  if (value.empty()) return;
  absl::StrAppend(&text_, Styled(Pad(absl::StrCat(label, " "), kLabelWidth), Style::kDim),
                  VisibleLine(value), "\n");
}

void Screen::Item(absl::string_view text, int depth) {
  absl::StrAppend(&text_, std::string(depth * kIndent.size(), ' '), VisibleLine(text), "\n");
}

void Screen::Condition(bool holds, bool decides, absl::string_view sentence) {
  const std::string mark = holds     ? Styled("met    ", Style::kGood)
                           : decides ? Styled("not met", Style::kBad)
                                     : Styled("note   ", Style::kDim);
  absl::StrAppend(&text_, kIndent, mark, kGap, VisibleLine(sentence), "\n");
}

void Screen::Text(absl::string_view text) {
  const int room = width_ == 0 ? 0 : std::max(width_ - 2, kNarrowest);
  for (const std::string& line : Wrap(VisibleText(absl::StripAsciiWhitespace(text)), room)) {
    absl::StrAppend(&text_, line.empty() ? "" : kIndent, line, "\n");
  }
}

void Screen::Table(const std::vector<std::string>& header,
                   const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::vector<std::string>> visible;
  std::vector<int> widths;
  for (const std::string& cell : header) widths.push_back(Width(cell));
  for (const std::vector<std::string>& row : rows) {
    ASSENT_CHECK(row.size() == header.size(), "a row has as many cells as the header");
    visible.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      visible.back().push_back(VisibleLine(row[i]));
      widths[i] = std::max(widths[i], Width(visible.back()[i]));
    }
  }
  int before_last = 0;
  for (size_t i = 0; i + 1 < widths.size(); ++i) before_last += widths[i] + 2;
  if (width_ > 0)
    widths.back() = std::min(widths.back(), std::max(width_ - before_last, kNarrowest));
  Row(header, widths, Style::kDim);
  for (const std::vector<std::string>& row : visible) Row(row, widths, Style::kPlain);
}

void Screen::Row(const std::vector<std::string>& cells, const std::vector<int>& widths,
                 Style style) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = Clip(cells[i], widths[i]);
    const bool last = i + 1 == cells.size();
    absl::StrAppend(&line, last ? cell : Pad(cell, widths[i]), last ? "" : kGap);
  }
  absl::StrAppend(&text_, Styled(absl::StripTrailingAsciiWhitespace(line), style), "\n");
}

}  // namespace assent::cli
