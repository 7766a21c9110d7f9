// What this user's command line knows of servers and assemblies. A context is
// one membership: a server, an assembly, who one is there, and the token that
// proves it. They lie in config.toml in the configuration folder (mode 0600;
// a file that others can read is refused, for the tokens in it):
//
//   current = "kitchen"
//
//   [contexts.kitchen]
//   server = "127.0.0.1:7878"
//   assembly = "kitchen"
//   handle = "ana"
//   token = "…"
//
// Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_CONTEXTS_H_
#define ASSENT_CLIENT_CLI_CONTEXTS_H_

#include <map>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::cli {

// Where assentd listens unless told otherwise.
inline constexpr absl::string_view kDefaultServer = "127.0.0.1:7878";

struct Context {
  std::string server{kDefaultServer};
  std::string assembly;  // id
  std::string handle;
  std::string token;
  std::string ca;  // PEM file of who vouches for the server; empty: the system's
};

struct Contexts {
  std::string current;  // name; empty: none
  std::map<std::string, Context> by_name;

  // `wanted` if it is not in use, or else with a number behind it.
  std::string FreeName(absl::string_view wanted) const;
};

// The path of the file.
std::string ContextsPath();

// None at all if there is no file. kPermissionDenied if others can read it,
// kInvalidArgument if it is not what this program writes.
absl::StatusOr<Contexts> LoadContexts();

// Reads the file, changes what it says and writes it back; another process
// that does the same waits, so that no token is lost.
absl::Status UpdateContexts(absl::FunctionRef<void(Contexts&)> change);

// Whether a context may be called so: letters, digits, ".", "_", "-", "@"; at
// most 100. kInvalidArgument.
absl::Status CheckContextName(absl::string_view name);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_CONTEXTS_H_
