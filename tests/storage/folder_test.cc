// Folders that the RocksDB backend must not open, each with its error and a
// sentence that helps; and those that it must.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "rocksdb/db.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::storage {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using test::StatusIs;
using testing::AllOf;
using testing::HasSubstr;

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class StoreFolder : public testing::Test {
 protected:
  // A store with one entry, closed again.
  void MakeStore() {
    ASSENT_ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(path_));
    ASSENT_ASSERT_OK(contract::AppendOne(*store, contract::MakeAppend("a", 0, {"1"})));
  }

  absl::Status Open(const std::string& path) { return OpenRocksDbStore(path).status(); }

  const test::TempDir temp_;
  const std::string path_ = temp_.Path("store");
};

TEST_F(StoreFolder, IsMadeWithThoseAboveIt) {
  const std::string deep = temp_.Path("not/yet/there");
  ASSENT_EXPECT_OK(Open(deep));
  EXPECT_EQ(Read(deep + "/ASSENT"), "Assent store\nformat 1\nstate ready\n");
  ASSENT_EXPECT_OK(Open(deep + "/"));
}

TEST_F(StoreFolder, MayBeEmptyOrANewFileSystem) {
  fs::create_directories(path_ + "/lost+found");
  ASSENT_EXPECT_OK(Open(path_));
}

TEST_F(StoreFolder, NeedsAName) { EXPECT_THAT(Open(""), StatusIs(StatusCode::kInvalidArgument)); }

TEST_F(StoreFolder, IsNotAFile) {
  Write(path_, "a file");
  EXPECT_THAT(Open(path_), StatusIs(StatusCode::kFailedPrecondition,
                                    AllOf(HasSubstr(path_), HasSubstr("is a file"))));
  EXPECT_FALSE(Open(path_ + "/below").ok());
  EXPECT_EQ(Read(path_), "a file");
}

TEST_F(StoreFolder, WithOtherThingsInItIsLeftAlone) {
  fs::create_directory(path_);
  Write(path_ + "/holiday.jpg", "picture");
  EXPECT_THAT(Open(path_), StatusIs(StatusCode::kFailedPrecondition,
                                    AllOf(HasSubstr("not an Assent store"), HasSubstr("Name a"))));
  EXPECT_EQ(std::distance(fs::directory_iterator(path_), {}), 1);
}

TEST_F(StoreFolder, OfAnotherRocksDbIsLeftAlone) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, path_, &db).ok());
  delete db;
  const auto files = std::distance(fs::directory_iterator(path_), {});
  EXPECT_THAT(Open(path_), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("not an Assent")));
  EXPECT_EQ(std::distance(fs::directory_iterator(path_), {}), files);
}

TEST_F(StoreFolder, InANewerFormatIsLeftToANewerAssentd) {
  MakeStore();
  Write(path_ + "/ASSENT", "Assent store\nformat 2\nand what we cannot know\n");
  EXPECT_THAT(Open(path_), StatusIs(StatusCode::kFailedPrecondition,
                                    AllOf(HasSubstr("format 2"), HasSubstr("newer"))));
}

TEST_F(StoreFolder, WithADamagedMarkerIsDataLoss) {
  MakeStore();
  for (const char* text : {"", "Assent store", "Assent store\nformat 0\nstate ready\n",
                           "Assent store\nformat 1\nstate steady\n", "Assent store\nformat 1\n",
                           "Assent store\nformat x\nstate ready\n", "Bssent store\nformat 1\n"}) {
    Write(path_ + "/ASSENT", text);
    EXPECT_THAT(Open(path_), StatusIs(StatusCode::kDataLoss, HasSubstr("backup"))) << text;
  }
}

TEST_F(StoreFolder, InUseByThisProcessIsRefused) {
  ASSENT_ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(path_));
  EXPECT_THAT(Open(path_), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("in use")));
  store.reset();
  ASSENT_EXPECT_OK(Open(path_));
}

// Runs `action` in another process; whether it returned true.
template <typename Action>
bool InAnotherProcess(Action action) {
  const pid_t child = fork();
  if (child == 0) _exit(action() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(StoreFolder, InUseByAnotherProcessIsRefused) {
  ASSENT_ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(path_));
  // The child has the lock in its copy of RocksDB's table of locks, too; that
  // it refuses before anything runs in the background is what makes this safe.
  EXPECT_TRUE(InAnotherProcess([this] {
    const absl::Status status = Open(path_);
    return absl::IsFailedPrecondition(status);
  }));
}

TEST_F(StoreFolder, ThatMayNotBeWrittenIsPermissionDenied) {
  fs::create_directory(path_);
  const std::string below = temp_.Path("new");
  for (const std::string& folder : {path_, temp_.path()}) chmod(folder.c_str(), 0555);
  // Root may write everywhere, so it becomes somebody else.
  EXPECT_TRUE(InAnotherProcess([&] {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) return false;
    return absl::IsPermissionDenied(Open(path_)) && absl::IsPermissionDenied(Open(below));
  }));
  for (const std::string& folder : {temp_.path(), path_}) chmod(folder.c_str(), 0755);
}

// A first start that was cut off is simply done again.
TEST_F(StoreFolder, WhoseMakingWasCutOffIsMade) {
  fs::create_directory(path_);
  Write(path_ + "/ASSENT-LOCK", "");
  Write(path_ + "/ASSENT.draft", "Ass");
  ASSENT_EXPECT_OK(Open(path_));
  fs::remove_all(path_);
  fs::create_directory(path_);
  Write(path_ + "/ASSENT", "Assent store\nformat 1\nstate creating\n");
  Write(path_ + "/MANIFEST-000001", "half");
  MakeStore();
  EXPECT_EQ(Read(path_ + "/ASSENT"), "Assent store\nformat 1\nstate ready\n");
}

}  // namespace
}  // namespace assent::storage
