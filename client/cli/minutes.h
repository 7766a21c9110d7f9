// The minutes of one proposal: all that the record says of it, as a document
// that a group can file.

#ifndef ASSENT_CLIENT_CLI_MINUTES_H_
#define ASSENT_CLIENT_CLI_MINUTES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/election.pb.h"
#include "assent/v1/entry.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "client/cli/page.h"
#include "client/cli/session.h"

namespace assent::cli {

struct Minutes {
  v1::Proposal proposal;
  std::optional<v1::Decision> decision;  // none before the end
  std::vector<v1::Revision> revisions;
  std::vector<v1::Amendment> amendments;
  std::vector<v1::Concern> concerns;
  std::vector<v1::Position> positions;
  std::vector<v1::Block> blocks;
  std::vector<v1::Entry> entries;
  // Where something is chosen among.
  std::vector<v1::Ballot> ballots;
  std::optional<v1::ElectionResult> result;  // none before the count
};

// Reads all of it from the server.
absl::StatusOr<Minutes> GatherMinutes(Session& session, const std::string& proposal);

// Onto a page. Texts of members stand on it as quotations.
void Write(const Minutes& minutes, const Reader& reader, Page& page);

// What ballots said and what they came to; nothing of a proposal that has no options.
void WriteCount(const Minutes& minutes, const Reader& reader, Page& page);

// The entries of the record about a proposal, oldest first.
absl::Status GatherEntries(Session& session, int proposal, std::vector<v1::Entry>& entries);

// As one JSON object with a key for each part, in one line.
std::string JsonOf(const Minutes& minutes);

// Of any minutes, as Markdown or as an HTML page.
template <typename AnyMinutes>
std::string MarkdownOf(const AnyMinutes& minutes, const Reader& reader) {
  const std::unique_ptr<Page> page = NewMarkdownPage();
  Write(minutes, reader, *page);
  return page->Text();
}
template <typename AnyMinutes>
std::string HtmlOf(const AnyMinutes& minutes, const Reader& reader) {
  const std::unique_ptr<Page> page = NewHtmlPage();
  Write(minutes, reader, *page);
  return page->Text();
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MINUTES_H_
