#include "client/cli/parts.h"

namespace assent::cli {

std::shared_ptr<WrittenArgs> AddWritten(Arguments& app, const std::string& what) {
  auto args = std::make_shared<WrittenArgs>();
  Argument message = app.Add("-m,--message", args->message, what);
  app.Add("-F,--file", args->file, "The same from a file; - is standard input").Excludes(message);
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
