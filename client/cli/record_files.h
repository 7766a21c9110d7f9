// An exported record on its way: from a server, a folder or one file, and into
// one. All of it is held in memory.
//
// A bundle is one file: the line "assent record 1", then for each file of the
// export its path, a space, its size in bytes, a line break, and so many bytes.

#ifndef ASSENT_CLIENT_CLI_RECORD_FILES_H_
#define ASSENT_CLIENT_CLI_RECORD_FILES_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/session.h"

namespace assent::cli {

// By path.
class RecordFiles {
 public:
  // Everything that the caller may read. Errors: the server's.
  static absl::StatusOr<RecordFiles> FromServer(Session& session);
  // A folder, or a bundle. kNotFound; kDataLoss if it is neither.
  static absl::StatusOr<RecordFiles> FromDisk(const std::string& path);

  absl::StatusOr<std::string> At(const std::string& path) const;
  absl::Status WriteFolder(const std::string& folder) const;
  std::string Bundle() const;

  std::map<std::string, std::string>& files() { return files_; }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RECORD_FILES_H_
