#include "client/cli/contexts.h"

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>

// After the standard headers, which it expects.
#include <toml++/toml.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/cli/files.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

constexpr char kCurrent[] = "current";
constexpr char kContexts[] = "contexts";
constexpr size_t kMaxNameBytes = 100;

// The fields of a context and their keys.
constexpr std::pair<const char*, std::string Context::*> kFields[] = {
    {"server", &Context::server}, {"assembly", &Context::assembly},
    {"handle", &Context::handle}, {"token", &Context::token},
    {"ca", &Context::ca},
};

// toml++ 3.3 leaves ''' in texts of several lines as it is, and could not read that again. Escapes
// it writes soundly, but not in keys: what is no name of a context is not read, so that it cannot
// be lost.
constexpr toml::format_flags kEscaped =
    toml::toml_formatter::default_flags &
    ~(toml::format_flags::allow_literal_strings | toml::format_flags::allow_multi_line_strings);

Context ReadContext(const toml::table& table) {
  Context context;
  for (const auto& [key, field] : kFields) {
    if (const auto value = table[key].value<std::string>()) context.*field = *value;
  }
  return context;
}

absl::StatusOr<Contexts> ReadContexts(const toml::table& file) {
  Contexts contexts;
  contexts.current = file[kCurrent].value_or(std::string());
  const toml::table* named = file[kContexts].as_table();
  if (named == nullptr) return contexts;
  for (const auto& [name, node] : *named) {
    ASSENT_RETURN_IF_ERROR(CheckContextName(std::string(name.str())));
    if (const toml::table* table = node.as_table()) {
      contexts.by_name[std::string(name.str())] = ReadContext(*table);
    }
  }
  return contexts;
}

absl::Status Save(const Contexts& contexts) {
  toml::table named;
  for (const auto& [name, context] : contexts.by_name) {
    toml::table table;
    for (const auto& [key, field] : kFields) {
      if (!(context.*field).empty() || field != &Context::ca) table.insert(key, context.*field);
    }
    named.insert(name, std::move(table));
  }
  toml::table file;
  file.insert(kCurrent, contexts.current);
  file.insert(kContexts, std::move(named));
  std::ostringstream text;
  text << toml::toml_formatter(file, kEscaped) << "\n";
  return WritePrivateFile(ContextsPath(), text.str());
}

}  // namespace

std::string Contexts::FreeName(absl::string_view wanted) const {
  std::string name(wanted);
  for (int number = 2; by_name.count(name) > 0; ++number) {
    name = absl::StrCat(wanted, "-", number);
  }
  return name;
}

std::string ContextsPath() { return absl::StrCat(ConfigFolder(), "/config.toml"); }

absl::StatusOr<Contexts> LoadContexts() {
  const std::string path = ContextsPath();
  const absl::Status is_private = CheckPrivate(path);
  if (absl::IsNotFound(is_private)) return Contexts{};
  ASSENT_RETURN_IF_ERROR(is_private);
  ASSENT_ASSIGN_OR_RETURN(const std::string text, ReadFileOrStdin(path));
  try {
    absl::StatusOr<Contexts> contexts = ReadContexts(toml::parse(text));
    if (contexts.ok()) return contexts;
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", std::string(contexts.status().message())));
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(absl::StrCat(path, ", line ", error.source().begin.line, ": ",
                                                   std::string(error.description())));
  }
}

absl::Status UpdateContexts(absl::FunctionRef<void(Contexts&)> change) {
  ASSENT_ASSIGN_OR_RETURN(const auto lock, LockFile(absl::StrCat(ContextsPath(), ".lock")));
  ASSENT_ASSIGN_OR_RETURN(Contexts contexts, LoadContexts());
  change(contexts);
  return Save(contexts);
}

absl::Status CheckContextName(absl::string_view name) {
  const auto fits = [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-' || c == '@';
  };
  if (!name.empty() && name.size() <= kMaxNameBytes &&
      std::all_of(name.begin(), name.end(), fits)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", absl::CHexEscape(name), "\" is no name for a context: that is of letters, ",
      "digits, dots, dashes, underscores and @, at most ", kMaxNameBytes));
}

}  // namespace assent::cli
