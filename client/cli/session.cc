#include "client/cli/session.h"

#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/files.h"
#include "client/cli/names.h"
#include "client/cli/visible.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

constexpr absl::string_view kClearScreen = "\x1b[H\x1b[2J\x1b[3J";

std::string ContextNames(const Contexts& contexts) {
  return absl::StrJoin(contexts.by_name, ", ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, entry.first);
  });
}

}  // namespace

absl::StatusOr<const Contexts*> Session::contexts() {
  if (!contexts_.has_value()) {
    ASSENT_ASSIGN_OR_RETURN(contexts_, LoadContexts());
  }
  return &*contexts_;
}

absl::StatusOr<const Context*> Session::context() {
  ASSENT_ASSIGN_OR_RETURN(const Contexts* contexts, this->contexts());
  std::string name = common_.context;
  if (const char* wanted = std::getenv("ASSENT_CONTEXT"); name.empty() && wanted != nullptr) {
    name = wanted;
  }
  if (name.empty()) name = contexts->current;
  const auto found = contexts->by_name.find(name);
  if (found != contexts->by_name.end()) return &found->second;
  if (contexts->by_name.empty()) {
    return absl::InvalidArgumentError(
        "you are in no assembly yet; found one (assent found NAME --as HANDLE) or join one "
        "(assent join --as HANDLE)");
  }
  if (name.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "say in which assembly, with assent context use NAME: ", ContextNames(*contexts)));
  }
  return absl::NotFoundError(
      absl::StrCat("there is no context \"", name, "\"; there are ", ContextNames(*contexts)));
}

absl::StatusOr<std::string> Session::assembly() {
  ASSENT_ASSIGN_OR_RETURN(const Context* context, this->context());
  return AssemblyName(context->assembly);
}

absl::StatusOr<const Connection*> Session::connection() {
  if (connection_ == nullptr) {
    ASSENT_ASSIGN_OR_RETURN(const Context* context, this->context());
    const std::string& server = common_.server.empty() ? context->server : common_.server;
    const std::string& ca = common_.ca.empty() ? context->ca : common_.ca;
    ASSENT_ASSIGN_OR_RETURN(connection_,
                            Connection::Open(server, context->token, common_.plaintext, ca));
  }
  return connection_.get();
}

absl::StatusOr<std::unique_ptr<Connection>> Session::Anonymous(std::string& address,
                                                               const std::string& token) {
  address = common_.server;
  std::string ca = common_.ca;
  if (address.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const Contexts* contexts, this->contexts());
    const auto current = contexts->by_name.find(contexts->current);
    const bool none = current == contexts->by_name.end();
    address = none ? std::string(kDefaultServer) : current->second.server;
    if (!none && ca.empty()) ca = current->second.ca;
  }
  return Connection::Open(address, token, common_.plaintext, ca);
}

void Session::KnowMember(absl::string_view name, absl::string_view handle) {
  handles_[std::string(name)] = std::string(handle);
}

absl::Status Session::Put(absl::string_view text) {
  const bool page = !common_.no_pager && !common_.no_input && !watching_;
  return WriteOut(terminal_, text, page);
}

absl::Status Session::PutForPeople(Paint paint) {
  Screen screen(terminal_);
  Scene scene(screen, reader());
  paint(scene);
  return Put(absl::StrCat(watching_ ? kClearScreen : "", screen.text()));
}

absl::Status Session::Show(const google::protobuf::Message& message, Paint paint) {
  if (for_people()) return PutForPeople(paint);
  const Format format = watching_ ? Format::kJsonLines : common_.format;
  if (format == Format::kJson) return Put(PrettyJson(message) + "\n");
  if (format == Format::kJsonLines) return Put(CompactJson(message) + "\n");
  return ShowAll(*message.GetDescriptor(), {&message}, paint);
}

absl::Status Session::ShowAll(const google::protobuf::Descriptor& type, const Messages& messages,
                              Paint paint) {
  if (for_people()) return PutForPeople(paint);
  if (common_.format == Format::kJson && !watching_) return Put(PrettyJson(messages) + "\n");
  if (common_.format == Format::kCsv && !watching_) {
    const std::string csv = Csv(type, messages);
    return Put(terminal_.output ? VisibleText(csv) : csv);
  }
  std::string lines;
  for (const google::protobuf::Message* message : messages) {
    absl::StrAppend(&lines, CompactJson(*message), "\n");
  }
  return Put(lines);
}

absl::Status Session::ShowRows(const std::vector<std::string>& header,
                               const std::vector<std::vector<std::string>>& rows) {
  if (for_people()) return PutForPeople([&](Scene& scene) { scene.screen.Table(header, rows); });
  if (common_.format == Format::kCsv) return Put(CsvOfRows(header, rows));
  const bool lines = common_.format == Format::kJsonLines;
  std::vector<std::string> objects;
  for (const std::vector<std::string>& row : rows) objects.push_back(JsonOfRow(header, row));
  return Put(lines ? absl::StrCat(absl::StrJoin(objects, "\n"), "\n")
                   : absl::StrCat("[", absl::StrJoin(objects, ",\n "), "]\n"));
}

absl::Status Session::ShowText(absl::string_view text) { return Put(text); }

void Session::Note(absl::string_view text) const { Say(text); }

void Session::Next(absl::string_view command) const {
  if (for_people() && !watching_ && !common_.dry_run && !command.empty())
    Say(absl::StrCat("next: ", command));
}

void Session::SettleDrafts(bool sent) {
  for (const std::string& path : drafts_) {
    if (sent) {
      ::unlink(path.c_str());
    } else {
      Note(absl::StrCat("your text is kept; send it again with -F ", path));
    }
  }
  drafts_.clear();
}

}  // namespace assent::cli
