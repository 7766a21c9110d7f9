#ifndef ASSENT_TESTS_E2E_CHILD_SERVER_H_
#define ASSENT_TESTS_E2E_CHILD_SERVER_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace assent::test {

// What a program left behind.
struct Ended {
  int exit_code = -1;  // -1: a signal ended it
  std::string out;
  std::string err;
};

// Runs a program to its end.
Ended RunProgram(const std::vector<std::string>& command);

// assentd as a process of its own, on a free port of 127.0.0.1. Killed, if it still runs, when the
// object goes. Not thread-safe.
class ChildServer {
 public:
  // `store` as for --store; `more` arguments. Waits until it serves; stops the test program if it
  // does not.
  ChildServer(const std::string& assentd, const std::string& store,
              const std::vector<std::string>& more = {"--no-rate-limits"});
  // The same; null if it ends instead.
  static std::unique_ptr<ChildServer> Try(const std::string& assentd, const std::string& store);
  ~ChildServer();
  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  const std::string& address() const { return address_; }
  pid_t pid() const { return pid_; }
  // kill -9, as if the machine had lost the process at this moment.
  void Kill();
  // SIGHUP.
  void HangUp();
  // SIGTERM; waits, and returns the exit code.
  int Stop();

 private:
  ChildServer() = default;
  // False: it does not serve, having said `line`.
  bool Begin(const std::vector<std::string>& command, std::string& line);
  int End(int signal);

  pid_t pid_ = -1;
  int out_ = -1;
  std::string address_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_E2E_CHILD_SERVER_H_
