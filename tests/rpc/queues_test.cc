// More threads that take calls than this machine would have by itself (server/rpc/call_queue.h).
// That all is served then as otherwise, say other tests of this folder, which ctest runs once more
// with three of them (CMakeLists.txt); here is that there are so many.
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

int64_t ThreadsWith(const std::string& queues) {
  ChildServer server(ASSENTD, "memory", {"--queues", queues});
  const Kitchen kitchen(NewChannel(server.address()), 2);  // what starts with the first call has
  const std::filesystem::directory_iterator threads(absl::StrCat("/proc/", server.pid(), "/task"));
  const int64_t count = std::distance(begin(threads), end(threads));
  EXPECT_EQ(server.Stop(), 0);
  return count;
}

TEST(Queues, AreAsManyThreadsAsAreAskedFor) {
  const int64_t one = ThreadsWith("1");
  EXPECT_GE(ThreadsWith("16"), one + 12);  // gRPC's own come and go
}

TEST(Queues, OfAnImpossibleNumberAreRefused) {
  EXPECT_EQ(RunProgram({ASSENTD, "--store", "memory", "--queues", "-1"}).exit_code, 2);
  EXPECT_EQ(RunProgram({ASSENTD, "--store", "memory", "--queues", "65"}).exit_code, 2);
}

}  // namespace
}  // namespace assent::test
