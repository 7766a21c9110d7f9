#include "tests/cli/run_program.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/base/check.h"

namespace assent::test {
namespace {

void Redirect(const std::string& path, int flags, int descriptor) {
  const int file = ::open(path.c_str(), flags, 0600);
  ASSENT_CHECK(file >= 0 && ::dup2(file, descriptor) == descriptor, path);
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

std::string ReadAll(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

void WriteAll(const std::string& path, const std::string& content, int mode) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << content;
  ASSENT_CHECK(::chmod(path.c_str(), static_cast<mode_t>(mode)) == 0, path);
}

Program::Program() {
  environment_ = {{"HOME", home_.path()},
                  {"XDG_CONFIG_HOME", Path("config")},
                  {"XDG_STATE_HOME", Path("state")},
                  {"PATH", "/usr/bin:/bin"},
                  {"TZ", "UTC"}};
}

void Program::WriteConfig(const std::string& content, int mode) {
  WriteAll(ConfigPath(), content, mode);
}

void Program::Execute(const std::vector<std::string>& arguments) const {
  std::vector<std::string> line = {ASSENT_PROGRAM};
  line.insert(line.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_) variables.push_back(name + "=" + value);
  ::execve(ASSENT_PROGRAM, Pointers(line).data(), Pointers(variables).data());
}

Ran Program::RunOnTerminal(const std::vector<std::string>& arguments, const std::string& prompt,
                           std::string typed) {
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    Execute(arguments);
    ::_exit(127);
  }
  ASSENT_CHECK(child > 0);
  Ran ran;
  char buffer[4096];
  // At the end of the program, reading its terminal fails.
  for (ssize_t bytes = 0; (bytes = ::read(terminal, buffer, sizeof buffer)) > 0;) {
    ran.out.append(buffer, static_cast<size_t>(bytes));
    if (typed.empty() || ran.out.find(prompt) == std::string::npos) continue;
    ASSENT_CHECK(::write(terminal, typed.data(), typed.size()) == ssize_t(typed.size()));
    typed.clear();
  }
  int result = 0;
  ASSENT_CHECK(::waitpid(child, &result, 0) == child);
  ::close(terminal);
  ran.exit_code = WIFEXITED(result) ? WEXITSTATUS(result) : -1;
  return ran;
}

Ran Program::Run(const std::vector<std::string>& arguments, const std::string& input) {
  WriteAll(Path("in"), input);
  const pid_t child = ::fork();
  if (child == 0) {
    Redirect(Path("in"), O_RDONLY, STDIN_FILENO);
    Redirect(Path("out"), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    Redirect(Path("err"), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    Execute(arguments);
    ::_exit(127);
  }
  int result = 0;
  ASSENT_CHECK(child > 0 && ::waitpid(child, &result, 0) == child);
  Ran ran;
  ran.exit_code = WIFEXITED(result) ? WEXITSTATUS(result) : -1;
  ran.out = ReadAll(Path("out"));
  ran.err = ReadAll(Path("err"));
  return ran;
}

}  // namespace assent::test
