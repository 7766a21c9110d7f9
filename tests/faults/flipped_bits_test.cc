// One bit flips somewhere in the folder of a server that is not running. Nothing damaged is served
// as good: either assentd refuses to start, or what it cannot vouch for, with a reason; or every
// answer is the same, byte for byte, as before. What `assent verify` makes of an export agrees.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "rocksdb/db.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/transparency/verify_export.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/test_server.h"
#include "tests/faults/deeds.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

namespace fs = std::filesystem;
using Requests = std::vector<std::unique_ptr<google::protobuf::Message>>;

constexpr char kKitchen[] = "assemblies/kitchen";

// What the export of a record comes to, as for `assent verify`.
absl::StatusOr<std::vector<std::string>> VerifiedLeaves(const test::Caller& caller) {
  std::map<std::string, std::string> files;
  grpc::ClientContext context;
  caller.Prepare(context);
  v1::ExportLogRequest request;
  request.set_parent(kKitchen);
  const auto stub = v1::RecordService::NewStub(caller.channel());
  const auto stream = stub->ExportLog(&context, request);
  for (v1::ExportLogResponse piece; stream->Read(&piece);) files[piece.path()] += piece.content();
  const grpc::Status ended = stream->Finish();
  if (!ended.ok()) return absl::DataLossError(ended.error_message());
  const auto verified = transparency::VerifyExport(
      "kitchen", [&](const std::string& path) -> absl::StatusOr<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return absl::NotFoundError("it is missing");
        return found->second;
      });
  if (!verified.ok()) return verified.status();
  return verified->leaf_hashes;
}

template <typename Request>
void Ask(Requests& requests, const std::string& parent) {
  auto request = std::make_unique<Request>();
  request->set_parent(parent);
  requests.push_back(std::move(request));
}

template <typename Request>
void AskFor(Requests& requests, const std::string& name) {
  auto request = std::make_unique<Request>();
  request->set_name(name);
  requests.push_back(std::move(request));
}

// Everything that a member can read here.
Requests Everything(int proposals) {
  Requests all;
  AskFor<v1::GetAssemblyRequest>(all, kKitchen);
  Ask<v1::ListMembersRequest>(all, kKitchen);
  Ask<v1::ListProposalsRequest>(all, kKitchen);
  Ask<v1::ListDecisionsRequest>(all, kKitchen);
  Ask<v1::ListBlockLedgerRequest>(all, kKitchen);
  for (int after = 0; after < 1000; after += 100) {
    auto entries = std::make_unique<v1::ListEntriesRequest>();
    entries->set_parent(kKitchen);
    entries->set_page_size(100);
    entries->set_after_sequence(after);
    all.push_back(std::move(entries));
  }
  for (int number = 1; number <= proposals; ++number) {
    const std::string proposal = absl::StrCat(kKitchen, "/proposals/", number);
    AskFor<v1::GetProposalRequest>(all, proposal);
    Ask<v1::ListPositionsRequest>(all, proposal);
    Ask<v1::ListConcernsRequest>(all, proposal);
    Ask<v1::ListBlocksRequest>(all, proposal);
  }
  return all;
}

class FlippedBits : public testing::Test {
 protected:
  // A folder with files of every kind: some hundred deeds, the first in tables, the last in the log
  // alone.
  void SetUp() override {
    MakeRecord();
    Copy();
    auto server = test::ChildServer::Try(ASSENTD, "rocksdb:" + copy_);
    ASSERT_NE(server, nullptr);
    const test::Caller caller(test::NewChannel(server->address()), token_);
    for (const auto& request : Everything(proposals_)) {
      std::string answer;
      const test::Answer status = Call(caller, *request, answer);
      ASSERT_TRUE(status.ok()) << request->ShortDebugString() << ": " << status;
      answers_.push_back(answer);
    }
    ASSENT_ASSERT_OK_AND_ASSIGN(leaves_, VerifiedLeaves(caller));
    ASSERT_GT(leaves_.size(), 100u);
    ASSERT_LE(leaves_.size(), 1000u) << "or not all entries are read";
  }

  void MakeRecord() {
    Deeds deeds(FirstSeed());
    const base::SystemClock clock;
    for (int life = 0; life < 3; ++life) {
      ASSENT_ASSERT_OK_AND_ASSIGN(
          auto store, storage::OpenRocksDbStore(kept_, {.write_buffer_bytes = 64 * 1024}));
      ASSENT_ASSERT_OK_AND_ASSIGN(auto ledger,
                                  ledger::Ledger::Open(*store, clock, base::SystemEntropy()));
      ASSENT_ASSERT_OK(deeds.Gather(*ledger));
      for (int i = 0; i < 15; ++i) ASSENT_ASSERT_OK(deeds.Act(*ledger, 8));
      ASSENT_ASSERT_OK(ledger->SignCheckpoint(Deeds::kAssembly).status());
    }
    token_ = deeds.As(0).token;
    proposals_ = deeds.proposals();
  }

  // The answer's bytes, without the time at which a tally was looked at.
  static test::Answer Call(const test::Caller& caller, const google::protobuf::Message& request,
                           std::string& answer) {
    test::Answer status = caller.CallRaw(test::PathOf(*request.GetDescriptor()),
                                         request.SerializeAsString(), &answer);
    v1::GetProposalResponse proposal;
    const bool tallied = request.GetDescriptor() == v1::GetProposalRequest::descriptor();
    if (tallied && status.ok() && proposal.ParseFromString(answer)) {
      proposal.mutable_proposal()->mutable_tally()->clear_evaluated_at();
      answer = proposal.SerializeAsString();
    }
    return status;
  }

  void Copy() {
    fs::remove_all(copy_);
    fs::copy(kept_, copy_, fs::copy_options::recursive);
  }

  // Flips a bit of a file of the copy whose name ends like this, each as likely as the others;
  // returns where.
  std::string Flip(std::mt19937& random, const std::string& suffix = "") {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(copy_)) {
      const bool wanted = absl::EndsWith(file.path().string(), suffix);
      if (wanted && file.file_size() > 0) files.push_back(file.path());
    }
    std::sort(files.begin(), files.end());
    const fs::path path = files[random() % files.size()];
    const uint64_t at = random() % fs::file_size(path);
    const int bit = static_cast<int>(random() % 8);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char flipped = static_cast<char>(file.get() ^ (1 << bit));
    file.seekp(static_cast<std::streamoff>(at));
    file.put(flipped);
    return absl::StrCat(path.filename().string(), " byte ", at, " bit ", bit);
  }

  // Whether a server over the copy keeps to it. `noticed`: it has said that something is damaged.
  absl::Status Serve(bool& noticed) {
    noticed = true;
    auto server = test::ChildServer::Try(ASSENTD, "rocksdb:" + copy_);
    if (server == nullptr) {
      const test::Ended ended =
          test::RunProgram({ASSENTD, "--store", "rocksdb:" + copy_, "--listen", "127.0.0.1:0"});
      REQUIRE(ended.exit_code == 1, "it ended with ", ended.exit_code);
      REQUIRE(ended.err.find("assentd: ") != std::string::npos, "no reason: ", ended.err);
      return absl::OkStatus();
    }
    const test::Caller caller(test::NewChannel(server->address()), token_);
    bool differs = false;
    if (absl::Status status = Compare(caller, differs); !status.ok()) return status;
    const auto leaves = VerifiedLeaves(caller);
    REQUIRE(!leaves.ok() || *leaves == leaves_, "another record verifies");
    noticed = differs || !leaves.ok();
    return absl::OkStatus();
  }

  // Every answer is as it was, or an error that says that something is damaged, or of an assembly
  // that says so.
  absl::Status Compare(const test::Caller& caller, bool& differs) {
    v1::GetAssemblyRequest request;
    request.set_name(kKitchen);
    v1::GetAssemblyResponse assembly;
    const bool says_so =
        caller.Call(request, &assembly).ok() && !assembly.assembly().read_only_reason().empty();
    const Requests all = Everything(proposals_);
    for (size_t i = 0; i < all.size(); ++i) {
      std::string answer;
      const test::Answer status = Call(caller, *all[i], answer);
      if (status.ok() && answer == answers_[i]) continue;
      differs = true;
      const std::string what =
          absl::StrCat(all[i]->GetTypeName(), " ", all[i]->ShortDebugString(), ": ");
      REQUIRE(!status.ok() || says_so, what, "another answer than before");
      REQUIRE(status.ok() || !status.reason().empty(), what, status.ToString());
      REQUIRE(status.ok() || status.status.error_code() == grpc::StatusCode::DATA_LOSS || says_so,
              what, status.ToString());
    }
    return absl::OkStatus();
  }

  const test::TempDir temp_;
  const std::string kept_ = temp_.Path("kept");
  const std::string copy_ = temp_.Path("copy");
  std::string token_;
  int proposals_ = 0;
  std::vector<std::string> answers_;
  std::vector<std::string> leaves_;
};

TEST_F(FlippedBits, AreNeverServedAsGood) {
  const int flips = SizeOf("ASSENT_FAULT_FLIPS", 40);
  std::mt19937 random(FirstSeed());
  bool noticed = false;
  Copy();
  ASSENT_ASSERT_OK(Serve(noticed));
  ASSERT_FALSE(noticed) << "nothing is damaged yet";
  int seen = 0;
  for (int flip = 0; flip < flips; ++flip) {
    Copy();
    const std::string where = Flip(random);
    ASSENT_EXPECT_OK(Serve(noticed)) << where << ", flip " << flip << " of seed " << FirstSeed();
    seen += noticed;
  }
  std::printf("%d bits flipped, %d noticed, the others changed nothing\n", flips, seen);
  EXPECT_GT(seen, flips / 8);
}

// The canary: somebody repairs the folder, saves what can be saved, and says nothing.
TEST_F(FlippedBits, CanaryARepairThatKeepsSilentIsNoticed) {
  std::mt19937 random(FirstSeed());
  bool caught = false;
  for (int flip = 0; flip < 20 && !caught; ++flip) {
    Copy();
    Flip(random, ".log");
    ASSERT_TRUE(rocksdb::RepairDB(copy_, rocksdb::Options()).ok());
    bool noticed = false;
    caught = !Serve(noticed).ok();
  }
  EXPECT_TRUE(caught);
}

}  // namespace
}  // namespace assent::faults
