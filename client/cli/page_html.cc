#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/page.h"
#include "client/cli/visible.h"

namespace assent::cli {
namespace {

// On paper: margins, no part of a quotation or a row torn apart, no heading left
// alone at the foot of a page.
constexpr char kStyle[] = R"(
body { font: 1rem/1.5 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem;
       color: #111; background: #fff; }
h1, h2, h3 { font-family: system-ui, sans-serif; line-height: 1.25; }
h2 { margin-top: 2rem; border-bottom: 1px solid #767676; }
blockquote { margin: 0.5rem 0 1rem; padding-left: 1rem; border-left: 3px solid #767676;
             white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #767676; padding: 0.25rem 0.5rem; text-align: left;
         vertical-align: top; overflow-wrap: anywhere; }
@page { margin: 2cm; }
@media print {
  body { font-size: 11pt; max-width: none; margin: 0; padding: 0; }
  h1, h2, h3 { break-after: avoid; }
  blockquote, li, tr { break-inside: avoid; }
  thead { display: table-header-group; }
}
)";

std::string Escaped(absl::string_view visible) {
  return absl::StrReplaceAll(
      visible, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string Line(absl::string_view text) { return Escaped(VisibleLine(text)); }

class HtmlPage final : public Page {
 public:
  void Title(absl::string_view text) override {
    title_ = Line(text);
    Element("h1", title_);
  }
  void Heading(absl::string_view text) override { Element("h2", Line(text)); }
  void Subheading(absl::string_view text) override { Element("h3", Line(text)); }
  void Strong(absl::string_view strong, absl::string_view rest) override {
    const std::string more = Line(rest);
    Element("p",
            absl::StrCat("<strong>", Line(strong), "</strong>", more.empty() ? "" : " ", more));
  }
  void Paragraph(absl::string_view text) override { Element("p", Line(text)); }
  void Lead(absl::string_view text) override { Element("p", absl::StrCat(Line(text), ":")); }
  void Bullet(absl::string_view text) override {
    if (!listing_) absl::StrAppend(&body_, "<ul>\n");
    listing_ = true;
    absl::StrAppend(&body_, "<li>", Line(text), "</li>\n");
  }
  void Quote(absl::string_view text) override {
    Element("blockquote", Escaped(VisibleText(absl::StripAsciiWhitespace(text))));
  }
  void Table(const std::vector<std::string>& header,
             const std::vector<std::vector<std::string>>& rows) override {
    EndList();
    absl::StrAppend(&body_, "<table>\n<thead>");
    Row("th scope=\"col\"", "th", header);
    absl::StrAppend(&body_, "</thead>\n<tbody>");
    for (const std::vector<std::string>& row : rows) Row("td", "td", row);
    absl::StrAppend(&body_, "</tbody>\n</table>\n");
  }
  void Gap() override { EndList(); }
  std::string Text() override {
    EndList();
    return absl::StrCat(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n<title>",
        title_, "</title>\n<style>", kStyle, "</style>\n</head>\n<body>\n<main>\n", body_,
        "</main>\n</body>\n</html>\n");
  }

 private:
  void EndList() {
    if (listing_) absl::StrAppend(&body_, "</ul>\n");
    listing_ = false;
  }
  // `inner` is escaped.
  void Element(absl::string_view name, absl::string_view inner) {
    EndList();
    absl::StrAppend(&body_, "<", name, ">", inner, "</", name, ">\n");
  }
  void Row(absl::string_view open, absl::string_view name, const std::vector<std::string>& cells) {
    absl::StrAppend(&body_, "<tr>");
    for (const std::string& cell : cells) {
      absl::StrAppend(&body_, "<", open, ">", Line(cell), "</", name, ">");
    }
    absl::StrAppend(&body_, "</tr>\n");
  }

  std::string title_;
  std::string body_;
  bool listing_ = false;
};

}  // namespace

std::unique_ptr<Page> NewHtmlPage() { return std::make_unique<HtmlPage>(); }

}  // namespace assent::cli
