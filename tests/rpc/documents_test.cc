// Pages of documents at the limits of one answer and of one call.
#include "server/rpc/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "assent/v1/proposal.pb.h"
#include "server/base/limits.h"
#include "storage/memory/memory_store.h"
#include "tests/support/status_matchers.h"

namespace assent::rpc {
namespace {

using test::IsOk;
using test::StatusIs;
using Revisions = google::protobuf::RepeatedPtrField<v1::Revision>;

// A store with `count` revisions of `bytes` each, as revision/00000001/….
std::unique_ptr<storage::EventStore> StoreWith(int count, size_t bytes) {
  auto store = storage::NewMemoryStore();
  storage::AppendRequest append{.assembly = "kitchen",
                                .expected_sequence = 0,
                                .entries = {{1, "leaf", std::string(32, 'h'), "", ""}},
                                .documents = {},
                                .shared_documents = {}};
  v1::Revision revision;
  revision.set_text(std::string(bytes, 't'));
  for (int i = 1; i <= count; ++i) {
    revision.set_name(absl::StrFormat("%d", i));
    append.documents.push_back(
        {absl::StrFormat("revision/00000001/%08d", i), revision.SerializeAsString()});
    append.documents.push_back({absl::StrFormat("revision/%08d", i), revision.SerializeAsString()});
  }
  std::vector<storage::AppendRequest> batch;
  batch.push_back(std::move(append));
  store->Append(std::move(batch), [](std::vector<absl::Status> statuses) {
    EXPECT_THAT(statuses, testing::Each(IsOk()));
  });
  return store;
}

struct Read {
  int pages = 0;
  int items = 0;
  int largest_page = 0;
};

// Reads all pages, by scan or by number, and checks that nothing is missing or comes twice.
Read ReadAll(storage::EventStore& store, size_t size, bool by_number, int count, bool keep) {
  Read read;
  Page page{.size = size, .cursor = "", .query = 7};
  while (true) {
    Revisions items;
    const auto keeps = [&](v1::Revision&) { return keep; };
    const Numbers numbers{.last = count, .only = {}, .descending = false};
    const absl::StatusOr<std::string> token =
        by_number
            ? NumberedPage<v1::Revision>(store, "kitchen", "revision", numbers,
                                         {page, keeps, items})
            : ScanPage<v1::Revision>(store, "kitchen", "revision/00000001/", {page, keeps, items});
    EXPECT_THAT(token, IsOk());
    for (const v1::Revision& item : items) EXPECT_EQ(item.name(), std::to_string(++read.items));
    read.largest_page = std::max(read.largest_page, items.size());
    ++read.pages;
    if (!token.ok() || token->empty() || read.pages > 1000) return read;
    page = *ParsePage(static_cast<int32_t>(size), *token, 7);
  }
}

TEST(Pages, HoldTheirSizeAndTheLastOneHasNoToken) {
  const auto store = StoreWith(10, 1);
  for (const bool by_number : {false, true}) {
    for (const auto& [size, pages] : {std::pair(1, 10), {3, 4}, {5, 2}, {10, 1}, {50, 1}}) {
      const Read read = ReadAll(*store, size, by_number, 10, true);
      EXPECT_EQ(read.items, 10);
      EXPECT_EQ(read.pages, pages) << size;
    }
  }
}

TEST(Pages, EndBeforeTheyOutgrowAnAnswer) {
  constexpr int kCount = 100;
  constexpr size_t kText = 64 * 1024;
  const auto store = StoreWith(kCount, kText);
  for (const bool by_number : {false, true}) {
    const Read read = ReadAll(*store, 1000, by_number, kCount, true);
    EXPECT_EQ(read.items, kCount);
    EXPECT_LE(read.largest_page * kText, kMaxPageBytes + kText);
    EXPECT_EQ(read.pages, 3);
  }
}

TEST(Pages, EndWhenEnoughWasLookedAtInVain) {
  constexpr int kCount = static_cast<int>(kMaxDocumentsExamined) + 1;
  const auto store = StoreWith(kCount, 0);
  for (const bool by_number : {false, true}) {
    const Read read = ReadAll(*store, 50, by_number, kCount, false);
    EXPECT_EQ(read.items, 0);
    EXPECT_EQ(read.pages, 2);
    EXPECT_EQ(ReadAll(*store, 50, by_number, kCount - 1, false).pages, by_number ? 1 : 2);
  }
}

TEST(Pages, ADocumentThatDoesNotParseIsReported) {
  auto store = storage::NewMemoryStore();
  std::vector<storage::AppendRequest> batch;
  batch.push_back({"kitchen",
                   0,
                   {{1, "leaf", std::string(32, 'h'), "", ""}},
                   {{"revision/00000001", "\xff"}},
                   {}});
  store->Append(std::move(batch), [](std::vector<absl::Status>) {});
  EXPECT_THAT(LoadDocument<v1::Revision>(*store, "kitchen", "revision/00000001"),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_FALSE(LoadDocument<v1::Revision>(*store, "kitchen", "revision/00000002")->has_value());
}

}  // namespace
}  // namespace assent::rpc
