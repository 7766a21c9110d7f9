#include "tests/e2e/child_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "server/base/check.h"

extern char** environ;

namespace assent::test {
namespace {

struct Child {
  pid_t pid;
  int out;  // its stdout
  int err;  // its stderr; -1: this process's
};

// posix_spawn, because a test program has threads, and between fork and exec they are trouble.
Child Spawn(const std::vector<std::string>& command, bool catch_err) {
  int out[2];
  int err[2] = {-1, -1};
  ASSENT_CHECK(pipe2(out, O_CLOEXEC) == 0 && (!catch_err || pipe2(err, O_CLOEXEC) == 0));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  if (catch_err) posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  Child child{-1, out[0], err[0]};
  const int failed =
      posix_spawn(&child.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  ASSENT_CHECK(failed == 0, absl::StrCat("cannot run ", command[0]));
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  if (catch_err) close(err[1]);
  return child;
}

// Reads until `until` was read, or to the end.
std::string ReadUntil(int fd, char until) {
  std::string text;
  char c = 0;
  while (read(fd, &c, 1) == 1 && (until == '\0' || c != until)) text.push_back(c);
  return text;
}

int ExitCode(pid_t pid) {
  int status = 0;
  ASSENT_CHECK(waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// See TestServer.
void AddQueues(std::vector<std::string>& command) {
  const char* const queues = std::getenv("ASSENT_TEST_QUEUES");
  if (queues != nullptr) command.insert(command.end(), {"--queues", queues});
}

}  // namespace

Ended RunProgram(const std::vector<std::string>& command) {
  const Child child = Spawn(command, true);
  Ended ended;
  ended.out = ReadUntil(child.out, '\0');
  ended.err = ReadUntil(child.err, '\0');
  close(child.out);
  close(child.err);
  ended.exit_code = ExitCode(child.pid);
  return ended;
}

ChildServer::ChildServer(const std::string& assentd, const std::string& store,
                         const std::vector<std::string>& more) {
  std::vector<std::string> command = {assentd, "--store", store, "--listen", "127.0.0.1:0"};
  AddQueues(command);
  command.insert(command.end(), more.begin(), more.end());
  std::string line;
  const bool serves = Begin(command, line);
  ASSENT_CHECK(serves, absl::StrCat("assentd said: ", line));
}

std::unique_ptr<ChildServer> ChildServer::Try(const std::string& assentd,
                                              const std::string& store) {
  std::unique_ptr<ChildServer> server(new ChildServer());
  std::string line;
  std::vector<std::string> command = {assentd,    "--store",     store,
                                      "--listen", "127.0.0.1:0", "--no-rate-limits"};
  AddQueues(command);
  if (!server->Begin(command, line)) return nullptr;
  return server;
}

bool ChildServer::Begin(const std::vector<std::string>& command, std::string& line) {
  const Child child = Spawn(command, false);
  pid_ = child.pid;
  out_ = child.out;
  line = ReadUntil(out_, '\n');
  const std::string before = "assentd: serving on ";
  if (line.rfind(before, 0) != 0) return false;
  address_ = line.substr(before.size(), line.find(' ', before.size()) - before.size());
  return true;
}

ChildServer::~ChildServer() {
  Kill();
  close(out_);
}

void ChildServer::Kill() { End(SIGKILL); }

void ChildServer::HangUp() { kill(pid_, SIGHUP); }

int ChildServer::Stop() { return End(SIGTERM); }

int ChildServer::End(int signal) {
  if (pid_ < 0) return -1;
  kill(pid_, signal);
  const int code = ExitCode(pid_);
  pid_ = -1;
  return code;
}

}  // namespace assent::test
