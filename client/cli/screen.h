// A page for people, as text: headings, labelled values, lists, tables. It
// makes whatever it is given visible (visible.h), so that no caller can forget
// to. Colours only repeat what the words say. Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_SCREEN_H_
#define ASSENT_CLIENT_CLI_SCREEN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/terminal.h"

namespace assent::cli {

class Screen {
 public:
  explicit Screen(const Terminal& terminal) : width_(terminal.width), color_(terminal.color) {}

  // A line in bold.
  void Title(absl::string_view text);
  // A heading, with an empty line before it.
  void Heading(absl::string_view text);
  // "rule      mutual_aid_default"; nothing if `value` is empty.
  void Field(absl::string_view label, absl::string_view value);
  // One line, indented by two spaces for each step of depth.
  void Item(absl::string_view text, int depth = 1);
  // "  met      quorum: …", "  not met  …", or "  note     …" for what is not
  // met and decides nothing.
  void Condition(bool holds, bool decides, absl::string_view sentence);
  // A long text, wrapped to the terminal, indented by two spaces.
  void Text(absl::string_view text);
  // One line as it is, in bold if told.
  void Line(absl::string_view text, bool bold = false);
  // Columns wide enough for their content; the last one gives way where the
  // terminal is too narrow. Every row has as many cells as the header.
  void Table(const std::vector<std::string>& header,
             const std::vector<std::vector<std::string>>& rows);

  const std::string& text() const { return text_; }

 private:
  enum class Style { kPlain, kBold, kGood, kBad, kDim };
  std::string Styled(absl::string_view text, Style style) const;
  void Row(const std::vector<std::string>& cells, const std::vector<int>& widths, Style style);

  const int width_;  // 0: no limit
  const bool color_;
  std::string text_;
};

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_SCREEN_H_
