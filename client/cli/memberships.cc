#include "client/cli/memberships.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/contexts.h"
#include "client/cli/files.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

// The name of the context that a new membership gets: the one asked for, which
// must be new, or else the assembly's id, with the handle if that is taken.
absl::StatusOr<std::string> NewContextName(const Common& common, const std::string& assembly,
                                           const std::string& handle) {
  ASSENT_ASSIGN_OR_RETURN(const Contexts contexts, LoadContexts());
  if (common.context.empty()) {
    const bool taken = contexts.by_name.count(assembly) > 0;
    return contexts.FreeName(taken ? absl::StrCat(assembly, "-", handle) : assembly);
  }
  ASSENT_RETURN_IF_ERROR(CheckContextName(common.context));
  if (contexts.by_name.count(common.context) > 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "there is a context \"", common.context,
        "\" already, and its token would be lost; choose another name with --context"));
  }
  return common.context;
}

}  // namespace

absl::StatusOr<std::string> Remember(Session& session, const std::string& server,
                                     const std::string& assembly, const std::string& handle,
                                     const std::string& token) {
  Context context;
  context.server = server;
  context.assembly = assembly;
  context.handle = handle;
  context.token = token;
  context.ca = session.common().ca;
  ASSENT_ASSIGN_OR_RETURN(const std::string name,
                          NewContextName(session.common(), context.assembly, context.handle));
  ASSENT_RETURN_IF_ERROR(UpdateContexts([&](Contexts& contexts) {
    contexts.by_name[name] = context;
    contexts.current = name;
  }));
  session.Note(absl::StrCat("you are @", context.handle, " in ", context.assembly,
                            "; this is now the context \"", name, "\" in ", ContextsPath()));
  return name;
}

absl::StatusOr<std::string> FoundingToken(const std::string& file) {
  if (file.empty()) return std::string();
  ASSENT_ASSIGN_OR_RETURN(const std::string text, ReadFileOrStdin(file));
  return std::string(absl::StripAsciiWhitespace(text));
}

absl::Status CheckMayRemember(const Session& session) {
  ASSENT_RETURN_IF_ERROR(NewContextName(session.common(), "new", "me").status());
  return UpdateContexts([](Contexts&) {});
}

}  // namespace assent::cli
