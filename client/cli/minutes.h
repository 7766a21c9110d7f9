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
#include "assent/v1/entry.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
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
};

// Reads all of it from the server.
absl::StatusOr<Minutes> GatherMinutes(Session& session, const std::string& proposal);

// As Markdown. Texts of members stand in it as quotations; what would act on a
// terminal is made visible.
std::string MarkdownOf(const Minutes& minutes, const Reader& reader);

// As one JSON object with a key for each part, in one line.
std::string JsonOf(const Minutes& minutes);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MINUTES_H_
