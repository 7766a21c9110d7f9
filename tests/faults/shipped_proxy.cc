#include "tests/faults/shipped_proxy.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/base/check.h"
#include "tests/faults/raw_http2.h"

extern char** environ;

namespace assent::faults {
namespace {

constexpr char kHaproxy[] = "/usr/sbin/haproxy";

// The shipped file, with these two lines otherwise; each is there once.
std::string Configuration(const std::string& listens, const std::string& server) {
  std::ifstream shipped(ASSENT_PROXY);
  std::ostringstream made;
  int changed = 0;
  for (std::string line; std::getline(shipped, line);) {
    if (line.rfind("  bind ", 0) == 0) {
      line = absl::StrCat("  bind ", listens, " proto h2");
      ++changed;
    } else if (const size_t at = line.find("127.0.0.1:7878"); at != line.npos && line[0] != '#') {
      line.replace(at, sizeof("127.0.0.1:7878") - 1, server);
      ++changed;
    }
    made << line << '\n';
  }
  ASSENT_CHECK(changed == 2, absl::StrCat("lines to change in ", ASSENT_PROXY, ": ", changed));
  return made.str();
}

}  // namespace

ShippedProxy::ShippedProxy(const std::string& server, const std::string& folder)
    : address_(http2::Listener().address()) {
  std::string file = absl::StrCat(folder, "/haproxy.cfg");
  std::ofstream(file) << Configuration(address_, server);
  std::string program = kHaproxy;
  std::string foreground = "-db";
  std::string flag = "-f";
  char* const arguments[] = {program.data(), foreground.data(), flag.data(), file.data(), nullptr};
  const int failed = posix_spawn(&pid_, kHaproxy, nullptr, nullptr, arguments, environ);
  ASSENT_CHECK(failed == 0, "there is no haproxy: deploy/install test");
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (!http2::Connection(address_).open()) {
    ASSENT_CHECK(absl::Now() < end, "haproxy does not listen");
    absl::SleepFor(absl::Milliseconds(10));
  }
}

ShippedProxy::~ShippedProxy() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace assent::faults
