// ImportLog as a stream: who may begin one, how many there are at a time, and what becomes of one
// that breaks off.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "assent/v1/import_service.grpc.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "server/base/entropy.h"
#include "server/base/limits.h"
#include "server/ledger/ledger.h"
#include "server/rpc/rpc_server.h"
#include "server/transparency/bundles.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tiles.h"
#include "storage/memory/memory_store.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

// One upload that is under way.
class Stream {
 public:
  explicit Stream(const std::shared_ptr<grpc::Channel>& channel, const std::string& token = "")
      : caller_(channel, token), stub_(channel) {
    caller_.Prepare(context_);
    writer_ = stub_.ImportLog(&context_, &response_);
  }
  bool Send(const v1::ImportLogRequest& piece) { return writer_->Write(piece); }
  void BreakOff() {
    context_.TryCancel();
    (void)writer_->Finish();
  }
  Answer End() {
    writer_->WritesDone();
    return {writer_->Finish()};
  }
  const v1::ImportLogResponse& response() const { return response_; }

 private:
  const Caller caller_;
  v1::ImportService::Stub stub_;
  grpc::ClientContext context_;
  v1::ImportLogResponse response_;
  std::unique_ptr<grpc::ClientWriter<v1::ImportLogRequest>> writer_;
};

class ImportStream : public testing::Test {
 protected:
  void SetUp() override {
    kitchen_.Called();
    std::map<std::string, std::string> files;
    v1::ExportLogRequest request;
    request.set_parent(kitchen_.name());
    grpc::ClientContext context;
    kitchen_.founder().Prepare(context);
    v1::RecordService::Stub stub(kitchen_.founder().channel());
    const auto reader = stub.ExportLog(&context, request);
    v1::ExportLogResponse piece;
    while (reader->Read(&piece)) files[piece.path()] += piece.content();
    ASSERT_TRUE(reader->Finish().ok());
    pieces_.emplace_back().set_checkpoint(files["checkpoint"]);
    pieces_[0].set_reason("The old disk failed");
    const auto note = transparency::ParseNote(files["checkpoint"]);
    const uint64_t size = transparency::ParseCheckpoint(note->text)->size;
    ASSERT_LT(size, transparency::kTileWidth);
    const transparency::TilePlace all = {transparency::TilePlace::kEntries, 0, size};
    v1::ImportLogRequest& entries = pieces_.emplace_back();
    entries.set_count(static_cast<int32_t>(size));
    entries.set_entries(files[all.Path()]);
    entries.set_openings(files[transparency::OpeningsPath(all)]);
  }
  Answer ImportAll(const std::shared_ptr<grpc::Channel>& channel, const std::string& token = "") {
    Stream stream(channel, token);
    for (const v1::ImportLogRequest& piece : pieces_) {
      if (!stream.Send(piece)) break;
    }
    return stream.End();
  }

  TestServer old_;
  Kitchen kitchen_{old_.Connect(), 3};
  TestServer new_;
  std::vector<v1::ImportLogRequest> pieces_;
};

TEST_F(ImportStream, MembersGoOnWithTheirTokens) {
  ASSERT_TRUE(ImportAll(new_.Connect()).ok());
  const Caller member(new_.Connect(), kitchen_.member(1).token());
  EXPECT_TRUE(kitchen_.Take(member, kitchen_.name() + "/proposals/1", v1::STANCE_AGREE).ok());
  EXPECT_EQ(ImportAll(new_.Connect()).reason(), "ASSEMBLY_EXISTS");
}

TEST_F(ImportStream, WhatBreaksOffLeavesNothing) {
  Stream stream(new_.Connect());
  ASSERT_TRUE(stream.Send(pieces_[0]));
  ASSERT_TRUE(stream.Send(pieces_[1]));
  stream.BreakOff();
  // The server hears of it a little later.
  Answer again;
  for (int i = 0; i < 1000 && !again.ok(); ++i) again = ImportAll(new_.Connect());
  EXPECT_TRUE(again.ok()) << again;
}

TEST_F(ImportStream, APieceThatIsNoneIsNamed) {
  Stream malformed(new_.Connect());
  v1::ImportLogRequest piece = pieces_[0];
  piece.set_count(-1);
  malformed.Send(piece);
  const Answer refused = malformed.End();
  EXPECT_EQ(refused.reason(), "VALUE_INVALID");
  EXPECT_EQ(refused.field(), "count");
  Stream large(new_.Connect());
  piece.set_count(1);
  piece.set_entries(std::string(2 * 1024 * 1024, 'x'));
  large.Send(piece);
  EXPECT_EQ(large.End().reason(), "REQUEST_TOO_LARGE");
  EXPECT_EQ(Stream(new_.Connect()).End().reason(), "REQUEST_MALFORMED");
}

TEST_F(ImportStream, OnlySomeAtATime) {
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < 2; ++i) {
    streams.push_back(std::make_unique<Stream>(new_.Connect()));
    ASSERT_TRUE(streams.back()->Send(pieces_[0]));
  }
  // The server has heard of both, or will have soon.
  Answer third;
  for (int i = 0; i < 1000 && third.reason() != "TOO_MANY_IMPORTS"; ++i) {
    third = Stream(new_.Connect()).End();
  }
  EXPECT_EQ(third.reason(), "TOO_MANY_IMPORTS");
  for (const auto& stream : streams) stream->BreakOff();
  Answer later;
  for (int i = 0; i < 1000 && !later.ok(); ++i) later = ImportAll(new_.Connect());
  EXPECT_TRUE(later.ok());
}

// Two who begin and then send nothing must not keep everybody else from importing.
TEST_F(ImportStream, WhoSendsNothingForTooLongIsCutOff) {
  const auto store = storage::NewMemoryStore();
  const base::SystemClock clock;
  const auto ledger = *ledger::Ledger::Open(*store, clock, base::SystemEntropy());
  rpc::RpcOptions options;
  options.import_pause = absl::Milliseconds(100);
  const auto server = *rpc::RpcServer::Start(*ledger, "127.0.0.1:0", std::move(options));
  const std::string address = absl::StrCat("127.0.0.1:", server->port());
  std::vector<std::unique_ptr<Stream>> silent;
  for (int i = 0; i < rpc::kMaxImports; ++i) {
    silent.push_back(std::make_unique<Stream>(NewChannel(address)));
    ASSERT_TRUE(silent.back()->Send(pieces_[0]));
  }
  Answer later;
  for (int i = 0; i < 100 && !later.ok(); ++i) {
    later = ImportAll(NewChannel(address));
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(later.ok()) << later;
  for (const auto& stream : silent) EXPECT_FALSE(stream->End().ok());
}

TEST_F(ImportStream, WhoMayNotFoundMayNotImport) {
  ChildServer closed(ASSENTD, "memory", {"--found", "off"});
  EXPECT_EQ(ImportAll(NewChannel(closed.address())).reason(), "FOUNDING_OFF");
  const TempDir folder;
  const std::string path = folder.Path("founding");
  ChildServer asks(ASSENTD, "memory", {"--found", "token", "--founding-token-file", path});
  EXPECT_EQ(ImportAll(NewChannel(asks.address())).reason(), "FOUNDING_TOKEN_NEEDED");
}

}  // namespace
}  // namespace assent::test
