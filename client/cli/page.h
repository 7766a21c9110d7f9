// A document as minutes are written: titles, paragraphs, lists, quotations and
// tables, without saying how it will look. Everything that it is given is text,
// never markup, and is made visible (visible.h): no caller can forget to.

#ifndef ASSENT_CLIENT_CLI_PAGE_H_
#define ASSENT_CLIENT_CLI_PAGE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::cli {

class Page {
 public:
  virtual ~Page() = default;

  virtual void Title(absl::string_view text) = 0;  // once, first
  virtual void Heading(absl::string_view text) = 0;
  virtual void Subheading(absl::string_view text) = 0;
  // A line that begins with something that stands out, and a blank before the rest.
  virtual void Strong(absl::string_view strong, absl::string_view rest) = 0;
  virtual void Paragraph(absl::string_view text) = 0;
  // Says what follows: "Statement of @bo".
  virtual void Lead(absl::string_view text) = 0;
  virtual void Bullet(absl::string_view text) = 0;
  // Somebody's own words; their lines stay.
  virtual void Quote(absl::string_view text) = 0;
  // Every row has as many cells as the header.
  virtual void Table(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows) = 0;
  // What follows is another part.
  virtual void Gap() = 0;

  // The whole document; nothing is added after it.
  virtual std::string Text() = 0;
};

// Markdown, in which quotations are block quotes.
std::unique_ptr<Page> NewMarkdownPage();
// One HTML page that holds its own style and loads nothing, to be read on a
// screen and to be printed.
std::unique_ptr<Page> NewHtmlPage();

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_PAGE_H_
