// Files of this user: where they lie, reading them, and writing them so that
// nobody else can read them and a crash leaves the old or the new one, never
// half of it.

#ifndef ASSENT_CLIENT_CLI_FILES_H_
#define ASSENT_CLIENT_CLI_FILES_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::cli {

// $XDG_CONFIG_HOME/assent, or ~/.config/assent; likewise $XDG_STATE_HOME and
// ~/.local/state. Relative values of the variables are ignored, as XDG asks.
std::string ConfigFolder();
std::string StateFolder();

// The whole of a file; "-": standard input. At most 4 MiB, which is more than
// any message of ours may hold. kNotFound, kPermissionDenied or kUnknown.
absl::StatusOr<std::string> ReadFileOrStdin(const std::string& path);

// Creates the folder (0700) with those above it, and in it the file (0600), in
// the place of an old one.
absl::Status WritePrivateFile(const std::string& path, absl::string_view content);

// Waits until no other process holds the lock on `path`, a file that is made if
// there is none, and holds it until the result goes.
absl::StatusOr<std::shared_ptr<void>> LockFile(const std::string& path);

// OK if `path` belongs to this user and nobody else may read or write it.
// kNotFound if there is none; kPermissionDenied says how to mend it.
absl::Status CheckPrivate(const std::string& path);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_FILES_H_
