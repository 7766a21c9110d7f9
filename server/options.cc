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
  assentd --listen 0.0.0.0:7878 --tls-cert fullchain.pem --tls-key key.pem
  assentd --listen unix:/run/assent/socket       # for programs of this account, without a port
  assentd --found token                          # only who has the founding token founds
  assentd rebuild --store rocksdb:/srv/assent    # while no server runs on it
  assentd restored --reason "disk failed, backup of Monday" --store rocksdb:/srv/assent)";

// What the command line holds, as written.
struct Flags {
  std::string store;
  std::string listen = kDefaultListen;
  std::string tls_cert;
  std::string tls_key;
  bool plaintext = false;
  std::string found = "open";
  std::string founding_token_file;
  bool no_rate_limits = false;
  unsigned queues = 0;
};

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

absl::Status AddTls(const Flags& flags, Serve& serve) {
  if (flags.tls_cert.empty() != flags.tls_key.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key go together");
  }
  if (!flags.tls_cert.empty()) {
    serve.tls = TlsFiles{flags.tls_cert, flags.tls_key};
    return absl::OkStatus();
  }
  if (IsLoopback(serve.listen) || flags.plaintext) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "--listen ", flags.listen,
      " can be reached over the network, where everybody on the way could read every token: give "
      "--tls-cert and --tls-key, or put a proxy with TLS in front and listen on 127.0.0.1; "
      "--insecure-plaintext-to-network takes the risk"));
}

absl::Status AddFounding(const Flags& flags, Serve& serve) {
  if (flags.found == "open") return absl::OkStatus();
  serve.entry.founding = flags.found == "off" ? rpc::Founding::kOff : rpc::Founding::kToken;
  if (flags.found == "off") return absl::OkStatus();
  if (flags.found != "token") return absl::InvalidArgumentError("--found is open, token or off");
  serve.founding_token_file = flags.founding_token_file;
  const auto* const rocksdb = std::get_if<RocksDbFolder>(&serve.store);
  if (serve.founding_token_file.empty() && rocksdb != nullptr) {
    serve.founding_token_file = absl::StrCat(rocksdb->folder, ".founding-token");
  }
  return serve.founding_token_file.empty()
             ? absl::InvalidArgumentError("say with --founding-token-file where the token lies")
             : absl::OkStatus();
}

absl::StatusOr<Task> MakeTask(const Flags& flags, bool rebuild, bool listen_given) {
  ASSENT_ASSIGN_OR_RETURN(StoreChoice choice, ParseStore(flags.store));
  if (!rebuild) {
    ASSENT_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(flags.listen));
    Serve serve{std::move(choice), std::move(address)};
    serve.queues = flags.queues;
    if (flags.no_rate_limits) serve.entry = rpc::EntryRules::Unlimited();
    ASSENT_RETURN_IF_ERROR(AddTls(flags, serve));
    ASSENT_RETURN_IF_ERROR(AddFounding(flags, serve));
    return serve;
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
  Flags flags;
  flags.store = data_home.empty() ? "" : absl::StrCat("rocksdb:", data_home, "/assent/store");
  CLI::App app(
      "The decision service for groups without bosses: keeps the record, answers over gRPC.",
      "assentd");
  app.footer(kExamples);
  app.set_version_flag("--version", "assentd " ASSENT_VERSION);
  app.add_option("--store", flags.store, "Where the record lies: rocksdb:DIR or memory")
      ->capture_default_str();
  CLI::Option* const listen_option =
      app.add_option("--listen", flags.listen,
                     "HOST:PORT, on this machine; port 0 takes any free one; or unix:PATH, a "
                     "socket that only your own account opens")
          ->take_last()
          ->capture_default_str();
  app.add_option("--tls-cert", flags.tls_cert,
                 "The certificate and its chain, PEM; SIGHUP reads them anew");
  app.add_option("--tls-key", flags.tls_key, "Its private key, PEM");
  app.add_flag("--insecure-plaintext-to-network", flags.plaintext,
               "Listen beyond this machine without TLS: everybody on the way reads every token");
  app.add_option("--found", flags.found, "Who may found an assembly: open, token or off")
      ->capture_default_str();
  app.add_flag("--no-rate-limits", flags.no_rate_limits,
               "Take acts and foundings as fast as they come: for measurements");
  app.add_option("--queues", flags.queues,
                 "Threads that take calls; 0: one for every four processors, at most four")
      ->check(CLI::Range(0, 64))
      ->take_last()
      ->capture_default_str();
  app.add_option("--founding-token-file", flags.founding_token_file,
                 "Where the token for founding lies; beside the record unless told");
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

  absl::StatusOr<Task> task = restored->parsed()
                                  ? MakeRestored(flags.store, reason)
                                  : MakeTask(flags, rebuild->parsed(), listen_option->count() > 0);
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
