#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/parts.h"

namespace assent::cli {
namespace {

// Contexts are no messages of the API: each is one row of plain words.
absl::Status ListContexts(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const Contexts contexts, LoadContexts());
  const std::vector<std::string> header = {"name", "current", "server", "assembly", "handle"};
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, context] : contexts.by_name) {
    rows.push_back({name, name == contexts.current ? "yes" : "no", context.server, context.assembly,
                    context.handle});
  }
  return session.ShowRows(header, rows);
}

Define OnContext(std::function<absl::Status(Session&, Contexts&, const std::string&)> change) {
  return [change](Arguments& app) -> Action {
    auto name = std::make_shared<std::string>();
    app.Add("NAME", *name, "The context's name").Required();
    return [=](Session& session) -> absl::Status {
      absl::Status status;
      ASSENT_RETURN_IF_ERROR(
          UpdateContexts([&](Contexts& contexts) { status = change(session, contexts, *name); }));
      return status;
    };
  };
}

absl::Status Unknown(const std::string& name) {
  return absl::NotFoundError(absl::StrCat("there is no context \"", name, "\""));
}

absl::Status Use(Session& session, Contexts& contexts, const std::string& name) {
  if (contexts.by_name.count(name) == 0) return Unknown(name);
  contexts.current = name;
  session.Note(absl::StrCat("now in ", name));
  return absl::OkStatus();
}

absl::Status Remove(Session& session, Contexts& contexts, const std::string& name) {
  if (contexts.by_name.count(name) == 0) return Unknown(name);
  if (!session.common().yes) {
    if (!session.MayAsk())
      return absl::InvalidArgumentError("its token is lost with it: needs --yes");
    ASSENT_ASSIGN_OR_RETURN(
        const std::string answer,
        Ask(absl::StrCat("forget ", name, " with its token, for good? [y/N] ")));
    if (answer != "y" && answer != "yes") return absl::UnknownError("kept");
  }
  contexts.by_name.erase(name);
  if (contexts.current == name) contexts.current.clear();
  return absl::OkStatus();
}

struct AddArgs {
  std::string name, assembly, handle, file;
};

// A membership from elsewhere: its token, like every secret, from a file or
// typed unseen.
absl::Status Add(Session& session, const AddArgs& args) {
  ASSENT_RETURN_IF_ERROR(CheckContextName(args.name));
  if (args.file.empty() && !session.MayAsk()) {
    return absl::InvalidArgumentError("give the token with -F FILE (- is standard input)");
  }
  Context context;
  if (!session.common().server.empty()) context.server = session.common().server;
  context.assembly = args.assembly;
  context.handle = std::string(absl::StripPrefix(args.handle, "@"));
  ASSENT_ASSIGN_OR_RETURN(const std::string token, args.file.empty()
                                                       ? Ask("token: ", /*secret=*/true)
                                                       : ReadFileOrStdin(args.file));
  context.token = std::string(absl::StripAsciiWhitespace(token));
  bool taken = false;
  ASSENT_RETURN_IF_ERROR(UpdateContexts([&](Contexts& contexts) {
    taken = !contexts.by_name.emplace(args.name, context).second;
    if (contexts.current.empty()) contexts.current = args.name;
  }));
  if (!taken) return absl::OkStatus();
  return absl::AlreadyExistsError(absl::StrCat("there is a context \"", args.name, "\" already"));
}

Action DefineAdd(Arguments& app) {
  auto args = std::make_shared<AddArgs>();
  app.Add("NAME", args->name, "What the context is to be called").Required();
  app.Add("--assembly", args->assembly, "The assembly's short name").Required();
  app.Add("--as", args->handle, "Your handle there");
  app.Add("-F,--file", args->file, "Where the token is; - is standard input");
  return [args](Session& session) { return Add(session, *args); };
}

}  // namespace

std::vector<Verb> ContextVerbs() {
  return {
      {"context list",
       kGroupTool,
       "The memberships that this computer knows.",
       {"assent context list"},
       {},
       [](Arguments&) -> Action { return ListContexts; }},
      {"context use",
       kGroupTool,
       "Act in another membership from now on.",
       {"assent context use street-kitchen"},
       {},
       OnContext(Use)},
      {"context add",
       kGroupTool,
       "Add a membership whose token you have.",
       {"assent context add kitchen --assembly kitchen --server 127.0.0.1:7878 -F token.txt"},
       {},
       DefineAdd},
      {"context remove",
       kGroupTool,
       "Forget a membership and its token.",
       {"assent context remove street-kitchen"},
       {},
       OnContext(Remove)},
  };
}

}  // namespace assent::cli
