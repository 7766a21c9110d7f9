// What assentd was asked to do on its command line.

#ifndef ASSENT_SERVER_OPTIONS_H_
#define ASSENT_SERVER_OPTIONS_H_

#include <optional>
#include <string>
#include <variant>

#include "server/listen.h"
#include "server/rpc/throttle.h"
#include "server/tls.h"

namespace assent {

struct MemoryStore {};
struct RocksDbFolder {
  std::string folder;
};
using StoreChoice = std::variant<MemoryStore, RocksDbFolder>;

struct Serve {
  StoreChoice store;
  ListenAddress listen;
  std::optional<TlsFiles> tls = std::nullopt;
  // With `--found token`, its token is still to be read from `founding_token_file`.
  rpc::EntryRules entry = {};
  std::string founding_token_file = "";
  unsigned queues = 0;  // see rpc::RpcOptions
};
struct RebuildDocuments {
  RocksDbFolder store;
};
struct DeclareRestored {
  RocksDbFolder store;
  std::string reason;
};
// Nothing more to do: help or version was shown, or what is wrong was said on stderr.
struct Exit {
  int code = 0;
};
using Task = std::variant<Serve, RebuildDocuments, DeclareRestored, Exit>;

inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

// Reads the command line; shows help, version or what is wrong with it. `data_home` is where the
// record lies unless --store says otherwise; empty: nowhere, --store is then needed.
Task ParseTask(int argc, const char* const* argv, const std::string& data_home);

// ${XDG_DATA_HOME}, else ~/.local/share; empty if neither is known.
std::string DataHome();

// "memory", "rocksdb:/…": what --store takes.
std::string NameOf(const StoreChoice& store);

}  // namespace assent

#endif  // ASSENT_SERVER_OPTIONS_H_
