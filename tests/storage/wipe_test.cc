// What is destroyed is gone from every file of the store's folder, not only from what can be read.
// That the search finds anything at all is shown by what stays.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/support/files_with.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::storage {
namespace {

using test::FilesWith;

// 64 bytes, different for each seed.
std::string Mark(uint64_t seed) {
  std::string mark;
  for (int i = 0; i < 64; ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    mark.push_back(static_cast<char>('!' + (seed >> 40) % 90));
  }
  return mark;
}

AppendRequest Marked(const std::string& assembly, uint64_t seed) {
  AppendRequest append = contract::MakeAppend(assembly, 0, {"1", "2", "3"});
  append.entries[0].leaf = Mark(seed);
  append.entries[1].openings = Mark(seed + 1);
  append.documents = {{"k", Mark(seed + 2)}};
  return append;
}

TEST(Wipe, WhatIsDestroyedIsInNoFile) {
  const test::TempDir folder;
  for (const bool reopened : {false, true}) {
    const std::string path = folder.Path(reopened ? "reopened" : "fresh");
    auto store = *OpenRocksDbStore(path, {.compress = false});
    ASSENT_ASSERT_OK(contract::AppendOne(*store, Marked("gone", 10)));
    ASSENT_ASSERT_OK(contract::AppendOne(*store, Marked("stays", 20)));
    if (reopened) {  // what was in the log is in tables
      store.reset();
      store = *OpenRocksDbStore(path, {.compress = false});
    }
    for (uint64_t seed : {10, 11, 12}) EXPECT_FALSE(FilesWith(path, Mark(seed)).empty()) << seed;
    ASSENT_ASSERT_OK(store->Destroy("gone", 3, {}));
    for (uint64_t seed : {10, 11, 12}) {
      EXPECT_EQ(FilesWith(path, Mark(seed)), std::vector<std::string>()) << seed;
    }
    for (uint64_t seed : {20, 21, 22}) EXPECT_FALSE(FilesWith(path, Mark(seed)).empty()) << seed;
    store.reset();
    for (uint64_t seed : {10, 11, 12}) {
      EXPECT_EQ(FilesWith(path, Mark(seed)), std::vector<std::string>()) << seed;
    }
  }
}

}  // namespace
}  // namespace assent::storage
