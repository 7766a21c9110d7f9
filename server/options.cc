#include "server/options.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "server/base/status_macros.h"

namespace assent {
namespace {

constexpr char kDefaultListen[] = "127.0.0.1:7878";
constexpr char kExamples[] = R"(Examples:
  assentd
  assentd --store rocksdb:/srv/assent --listen 127.0.0.1:7878
  assentd --store memory --listen 127.0.0.1:0    # forgets everything; any free port
  assentd rebuild --store rocksdb:/srv/assent    # while no server runs on it
  assentd restored --reason "disk failed, backup of Monday" --store rocksdb:/srv/assent)";

absl::StatusOr<StoreChoice> ParseStore(absl::string_view text) {
  if (text == "memory") return MemoryStore{};
  if (absl::ConsumePrefix(&text, "rocksdb:") && !text.empty()) {
    return RocksDbFolder{std::string(text)};
  }
  if (text.empty()) {
    return absl::InvalidArgumentError(
        "no home folder is known: say with --store rocksdb:DIR where the record lies");
  }
  return absl::InvalidArgumentError("--store is `rocksdb:DIR` or `memory`");
}

absl::StatusOr<Task> MakeTask(const std::string& store, const std::string& listen, bool rebuild,
                              bool listen_given) {
  ASSENT_ASSIGN_OR_RETURN(StoreChoice choice, ParseStore(store));
  if (!rebuild) {
    ASSENT_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(listen));
    return Serve{std::move(choice), std::move(address)};
  }
  if (listen_given)
    return absl::InvalidArgumentError("rebuild does not listen: leave --listen out");
  if (!std::holds_alternative<RocksDbFolder>(choice)) {
    return absl::InvalidArgumentError("rebuild works on a record on disk: --store rocksdb:DIR");
  }
  return RebuildDocuments{std::get<RocksDbFolder>(std::move(choice))};
}

// The same for a store that was brought back from a backup.
absl::StatusOr<Task> MakeRestored(const std::string& store, const std::string& reason) {
  ASSENT_ASSIGN_OR_RETURN(StoreChoice choice, ParseStore(store));
  if (!std::holds_alternative<RocksDbFolder>(choice)) {
    return absl::InvalidArgumentError("restored works on a record on disk: --store rocksdb:DIR");
  }
  return DeclareRestored{std::get<RocksDbFolder>(std::move(choice)), reason};
}

// What CLI11 finds; its exceptions end here. Nothing: go on.
std::optional<Exit> Parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return Exit{app.exit(error) == 0 ? 0 : kExitUsage};
  }
}

}  // namespace

Task ParseTask(int argc, const char* const* argv, const std::string& data_home) {
  std::string store = data_home.empty() ? "" : absl::StrCat("rocksdb:", data_home, "/assent/store");
  std::string listen = kDefaultListen;
  CLI::App app(
      "The decision service for groups without bosses: keeps the record, answers over gRPC.",
      "assentd");
  app.footer(kExamples);
  app.set_version_flag("--version", "assentd " ASSENT_VERSION);
  app.add_option("--store", store, "Where the record lies: rocksdb:DIR or memory")
      ->capture_default_str();
  CLI::Option* const listen_option =
      app.add_option("--listen", listen, "HOST:PORT, on this machine; port 0 takes any free one")
          ->capture_default_str();
  app.add_subcommand("serve", "Serve until SIGTERM or SIGINT (this is the default)")->fallthrough();
  CLI::App* const rebuild =
      app.add_subcommand("rebuild", "Work out everything beside the logs anew from the logs")
          ->fallthrough();
  std::string reason;
  CLI::App* const restored =
      app.add_subcommand("restored",
                         "Tell every assembly that its record goes on from an older copy, so that "
                         "members see why what they know is not there")
          ->fallthrough();
  restored->add_option("--reason", reason, "What happened, for the members")->required();
  app.require_subcommand(0, 1);
  if (const std::optional<Exit> exit = Parse(app, argc, argv)) return *exit;

  absl::StatusOr<Task> task =
      restored->parsed() ? MakeRestored(store, reason)
                         : MakeTask(store, listen, rebuild->parsed(), listen_option->count() > 0);
  if (task.ok()) return *std::move(task);
  std::fprintf(stderr, "assentd: %s\n", std::string(task.status().message()).c_str());
  return Exit{kExitUsage};
}

std::string DataHome() {
  const char* const data_home = std::getenv("XDG_DATA_HOME");
  // The XDG specification says to ignore a relative path.
  if (data_home != nullptr && data_home[0] == '/') return data_home;
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return absl::StrCat(home, "/.local/share");
  return "";
}

std::string NameOf(const StoreChoice& store) {
  if (const auto* rocksdb = std::get_if<RocksDbFolder>(&store)) {
    return absl::StrCat("rocksdb:", rocksdb->folder);
  }
  return "memory";
}

}  // namespace assent
