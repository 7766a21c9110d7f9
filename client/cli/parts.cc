#include "client/cli/parts.h"

namespace assent::cli {

std::shared_ptr<WrittenArgs> AddWritten(CLI::App& app, const std::string& what) {
  auto args = std::make_shared<WrittenArgs>();
  CLI::Option* message = app.add_option("-m,--message", args->message, what);
  app.add_option("-F,--file", args->file, "The same from a file; - is standard input")
      ->excludes(message);
  return args;
}

absl::StatusOr<std::string> FindConcern(Session& session, const std::string& proposal,
                                        const std::string& typed) {
  return ChildOf(session, proposal, kConcerns, typed);
}

absl::StatusOr<std::string> FindAmendment(Session& session, const std::string& proposal,
                                          const std::string& typed) {
  return ChildOf(session, proposal, kAmendments, typed);
}

absl::StatusOr<std::string> FindBlock(Session& session, const std::string& proposal,
                                      const std::string& typed) {
  return ChildOf(session, proposal, kBlocks, typed);
}

}  // namespace assent::cli
