#include "client/cli/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

absl::Status FromErrno(absl::string_view what, const std::string& path) {
  const int error = errno;
  const std::string sentence = absl::StrCat(what, " ", path, ": ", std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(sentence);
  if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(sentence);
  return absl::UnknownError(sentence);
}

std::string XdgFolder(const char* variable, absl::string_view below_home) {
  const char* value = std::getenv(variable);
  if (value != nullptr && value[0] == '/') return absl::StrCat(value, "/assent");
  const char* home = std::getenv("HOME");
  return absl::StrCat(home == nullptr ? "." : home, "/", below_home, "/assent");
}

// A file descriptor that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  bool ok() const { return descriptor_ >= 0; }

 private:
  const int descriptor_;
};

bool WriteAll(int descriptor, absl::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

absl::Status MakePrivateFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty()) return absl::OkStatus();  // of a name without a folder: the current one
  if (std::filesystem::is_directory(folder, error)) return absl::OkStatus();
  std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return FromErrno("cannot create", folder.string());
}

}  // namespace

std::string ConfigFolder() { return XdgFolder("XDG_CONFIG_HOME", ".config"); }

std::string StateFolder() { return XdgFolder("XDG_STATE_HOME", ".local/state"); }

absl::StatusOr<std::string> ReadFileOrStdin(const std::string& path) {
  const File file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) return FromErrno("cannot read", path);
  std::string content;
  char buffer[1 << 14];
  while (true) {
    const ssize_t bytes = ::read(file.get(), buffer, sizeof buffer);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return FromErrno("cannot read", path);
    if (bytes == 0) return content;
    content.append(buffer, static_cast<size_t>(bytes));
    if (content.size() > kMaxFileBytes) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is larger than 4 MiB"));
    }
  }
}

absl::Status WritePrivateFile(const std::string& path, absl::string_view content) {
  ASSENT_RETURN_IF_ERROR(MakePrivateFolder(std::filesystem::path(path).parent_path()));
  const std::string draft = absl::StrCat(path, ".", ::getpid(), ".new");
  const File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.ok()) return FromErrno("cannot write", draft);
  const bool written = ::fchmod(file.get(), 0600) == 0 && WriteAll(file.get(), content) &&
                       ::fsync(file.get()) == 0 && std::rename(draft.c_str(), path.c_str()) == 0;
  if (written) return absl::OkStatus();
  const absl::Status status = FromErrno("cannot write", path);
  ::unlink(draft.c_str());
  return status;
}

absl::StatusOr<std::shared_ptr<void>> LockFile(const std::string& path) {
  ASSENT_RETURN_IF_ERROR(MakePrivateFolder(std::filesystem::path(path).parent_path()));
  auto file = std::make_shared<File>(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file->ok()) return FromErrno("cannot write", path);
  while (::flock(file->get(), LOCK_EX) != 0) {
    if (errno != EINTR) return FromErrno("cannot lock", path);
  }
  return file;
}

absl::Status CheckPrivate(const std::string& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return FromErrno("cannot read", path);
  if (facts.st_uid != ::geteuid()) {
    return absl::PermissionDeniedError(absl::StrCat(path, " belongs to somebody else"));
  }
  if ((facts.st_mode & 077) != 0) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "%s holds access tokens and others may read it (mode %03o); run: chmod 600 %s", path,
        facts.st_mode & 0777, path));
  }
  return absl::OkStatus();
}

}  // namespace assent::cli
