#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/page.h"
#include "client/cli/visible.h"

namespace assent::cli {
namespace {

class MarkdownPage final : public Page {
 public:
  void Title(absl::string_view text) override { Put("# ", VisibleLine(text), "\n\n"); }
  void Heading(absl::string_view text) override { Put("\n## ", VisibleLine(text), "\n\n"); }
  void Subheading(absl::string_view text) override { Put("### ", VisibleLine(text), "\n\n"); }
  void Strong(absl::string_view strong, absl::string_view rest) override {
    const std::string more = VisibleLine(rest);
    Put("**", VisibleLine(strong), "**", more.empty() ? "" : " ", more, "\n");
  }
  void Paragraph(absl::string_view text) override { Put("\n", VisibleLine(text), "\n"); }
  void Lead(absl::string_view text) override { Put("\n", VisibleLine(text), ":\n\n"); }
  void Bullet(absl::string_view text) override { Put("- ", VisibleLine(text), "\n"); }
  void Quote(absl::string_view text) override {
    for (absl::string_view line :
         absl::StrSplit(VisibleText(absl::StripAsciiWhitespace(text)), '\n')) {
      Put(line.empty() ? ">" : "> ", line, "\n");
    }
  }
  void Table(const std::vector<std::string>& header,
             const std::vector<std::vector<std::string>>& rows) override {
    Row(header);
    Put("|", absl::StrJoin(std::vector<std::string>(header.size(), "---"), "|"), "|\n");
    for (const std::vector<std::string>& row : rows) Row(row);
  }
  void Gap() override { Put("\n"); }
  std::string Text() override { return std::move(out_); }

 private:
  template <typename... Parts>
  void Put(const Parts&... parts) {
    absl::StrAppend(&out_, parts...);
  }
  void Row(const std::vector<std::string>& cells) {
    std::vector<std::string> escaped;
    for (const std::string& cell : cells) {
      escaped.push_back(absl::StrReplaceAll(VisibleLine(cell), {{"|", "\\|"}}));
    }
    Put("| ", absl::StrJoin(escaped, " | "), " |\n");
  }

  std::string out_;
};

}  // namespace

std::unique_ptr<Page> NewMarkdownPage() { return std::make_unique<MarkdownPage>(); }

}  // namespace assent::cli
