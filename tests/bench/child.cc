#include "tests/bench/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace assent::bench {
namespace {

constexpr absl::Duration kStartTime = absl::Seconds(30);

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The address in the line that says so; empty: not said yet.
std::string AddressIn(absl::string_view log) {
  for (const absl::string_view line : absl::StrSplit(log, '\n')) {
    if (!absl::StrContains(line, " listening ")) continue;
    for (absl::string_view word : absl::StrSplit(line, ' ')) {
      if (absl::ConsumePrefix(&word, "address=")) return std::string(word);
    }
  }
  return "";
}

absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, words[0], &files, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error == 0) return pid;
  return absl::UnavailableError(absl::StrCat("cannot start ", command[0], ": ", strerror(error)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Child>> Child::Start(const std::vector<std::string>& command,
                                                    const std::string& log) {
  const absl::StatusOr<pid_t> pid = Spawn(command, log);
  if (!pid.ok()) return pid.status();
  std::unique_ptr<Child> child(new Child(*pid));
  const absl::Time deadline = absl::Now() + kStartTime;
  while (!child->Ended() && absl::Now() < deadline) {
    child->address_ = AddressIn(Read(log));
    if (!child->address_.empty()) return child;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::UnavailableError(absl::StrCat(command[0], " did not start:\n", Read(log)));
}

bool Child::Ended() {
  if (pid_ != 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
  return pid_ == 0;
}

// Fields 14 and 15 of proc(5)'s stat, in clock ticks; the name, field 2, ends with the last
// parenthesis.
absl::Duration Child::ProcessorTime() const {
  const std::string stat = Read(absl::StrCat("/proc/", pid_, "/stat"));
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  int64_t user = 0;
  int64_t system = 0;
  fields >> user >> system;
  return absl::Seconds(1) * (user + system) / sysconf(_SC_CLK_TCK);
}

// Field 2 of proc(5)'s statm, in pages.
size_t Child::ResidentBytes() const {
  std::istringstream fields(Read(absl::StrCat("/proc/", pid_, "/statm")));
  size_t size = 0;
  size_t resident = 0;
  fields >> size >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

void Child::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

Child::~Child() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

}  // namespace assent::bench
