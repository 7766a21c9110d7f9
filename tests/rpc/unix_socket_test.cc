// assentd on a socket in the file system: who may open it, what becomes of one that was left
// behind, and that the same is served there as on a port.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/e2e/child_server.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;

class UnixSocket : public testing::Test {
 protected:
  std::string address() const { return "unix:" + path_; }
  // The later --listen is the one that holds.
  std::vector<std::string> Here() const { return {"--no-rate-limits", "--listen", address()}; }
  Ended Refused(const std::string& listen) const {
    return RunProgram({ASSENTD, "--store", "memory", "--listen", listen});
  }

  const TempDir folder_;
  const std::string path_ = folder_.Path("socket");
};

TEST_F(UnixSocket, ServesWhoeverMayOpenItAndNobodyElseMay) {
  const mode_t before = umask(022);
  const ChildServer server(ASSENTD, "memory", Here());
  umask(before);
  EXPECT_EQ(server.address(), address());
  Kitchen kitchen(NewChannel(address()), 2);
  const std::string proposal = kitchen.Called();
  const Answer answer = kitchen.Take(kitchen.member(1), proposal, v1::STANCE_AGREE);
  EXPECT_TRUE(answer.ok()) << answer;
  struct stat socket {};
  ASSERT_EQ(lstat(path_.c_str(), &socket), 0);
  EXPECT_TRUE(S_ISSOCK(socket.st_mode));
  EXPECT_EQ(socket.st_mode & 077, 0U) << "others may open it";
}

TEST_F(UnixSocket, IsNotTakenFromAServerThatServesThere) {
  const ChildServer server(ASSENTD, "memory", Here());
  const Ended second = Refused(address());
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr("another program does; stop it, or choose another path"));
  EXPECT_NO_FATAL_FAILURE(Kitchen(NewChannel(address()), 1));
}

TEST_F(UnixSocket, ThatWasLeftBehindIsUsedAgain) {
  {
    ChildServer server(ASSENTD, "memory", Here());
    server.Kill();
  }
  struct stat socket {};
  EXPECT_EQ(lstat(path_.c_str(), &socket), 0) << "a kill leaves it";
  const ChildServer server(ASSENTD, "memory", Here());
  EXPECT_NO_FATAL_FAILURE(Kitchen(NewChannel(address()), 1));
}

TEST_F(UnixSocket, DoesNotTakeThePlaceOfAFile) {
  std::ofstream(path_) << "minutes of 1987";
  const Ended refused = Refused(address());
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("a file lies there"));
  std::string kept;
  std::getline(std::ifstream(path_), kept);
  EXPECT_EQ(kept, "minutes of 1987");
}

TEST_F(UnixSocket, HasAPathThatFits) {
  for (const std::string& path : {std::string(), std::string(108, 'a')}) {
    const Ended refused = Refused("unix:" + path);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("at most 107 bytes"));
  }
}

}  // namespace
}  // namespace assent::test
