#include "server/founding_token.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/base/entropy.h"
#include "server/base/limits.h"
#include "server/transparency/notary.h"

namespace assent {
namespace {

absl::Status Cannot(const char* what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", strerror(errno)));
}

absl::StatusOr<std::string> Make(const std::string& path) {
  const std::string token = transparency::Notary(base::SystemEntropy()).NewToken().text;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return Cannot("make", path);
  const std::string line = absl::StrCat(token, "\n");
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (close(file) != 0 || !written) return Cannot("write", path);
  return token;
}

}  // namespace

absl::StatusOr<std::string> FoundingToken(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? Make(path) : Cannot("read", path);
  struct stat about {};
  std::string text(kMaxFoundingTokenBytes, '\0');
  const bool known = fstat(file, &about) == 0;
  const ssize_t bytes = read(file, text.data(), text.size());
  close(file);
  if (!known || bytes < 0) return Cannot("read", path);
  if ((about.st_mode & 077) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " can be read by others: chmod 600 it, or remove it for a new one"));
  }
  text.resize(static_cast<size_t>(bytes));
  const std::string token(absl::StripAsciiWhitespace(text));
  if (transparency::IsToken(token)) return token;
  return absl::InvalidArgumentError(absl::StrCat(path, " holds no token; remove it for a new one"));
}

}  // namespace assent
