// A server that shows what it likes of a log whose key it has, before a client that knows
// something of it: from an invitation, or from what it has seen before.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "server/base/check.h"
#include "server/transparency/notary.h"
#include "server/transparency/replay.h"
#include "tests/cli/run_program.h"
#include "tests/transparency/signed_walk.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using transparency::KeyType;
using transparency::Row;
using transparency::VerifierKey;
using transparency::Walked;

std::string OriginOf(const std::vector<Row>& rows) {
  return transparency::OpenEntry(rows[0].leaf, "")->origin();
}
std::string KeyOf(const std::vector<Row>& rows) {
  const event::v1::Event founding = *transparency::OpenEntry(rows[0].leaf, "");
  return transparency::LogVerifierKey(founding.origin(), founding.assembly_founded().log_key());
}

// Serves the record of `rows`, whatever they are.
class LyingServer final : public v1::RecordService::Service, public v1::EntryService::Service {
 public:
  LyingServer() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<v1::RecordService::Service*>(this));
    builder.RegisterService(static_cast<v1::EntryService::Service*>(this));
    server_ = builder.BuildAndStart();
    ASSENT_CHECK(server_ != nullptr && port > 0);
    address = absl::StrCat("127.0.0.1:", port);
  }

  std::string address;
  std::vector<Row> rows;
  std::string seed;  // of the key that signs
  std::string leaf;  // what it says an entry is; empty: what it is
  std::vector<v1::Cosignature> cosignatures;

 private:
  struct Tree {
    std::map<std::pair<int, uint64_t>, std::string> nodes;
    transparency::Frontier frontier;
    absl::StatusOr<std::string> At(int level, uint64_t index) const {
      return nodes.at({level, index});
    }
  };
  Tree Grown() const {
    Tree tree;
    for (const Row& row : rows) {
      tree.frontier.Append(transparency::LeafHash(row.leaf),
                           [&](int level, uint64_t at, const std::string& hash) {
                             tree.nodes[{level, at}] = hash;
                           });
    }
    return tree;
  }
  std::map<std::string, std::string> Files() const {
    const std::string key =
        transparency::LogVerifierKey(OriginOf(rows), transparency::PublicKeyOf(seed));
    auto files = transparency::ExportOf(rows, OriginOf(rows), key, seed);
    files["key"] = KeyOf(rows) + "\n";
    return files;
  }

  grpc::Status GetCheckpoint(grpc::ServerContext*, const v1::GetCheckpointRequest*,
                             v1::GetCheckpointResponse* response) override {
    response->mutable_checkpoint()->set_note(Files().at("checkpoint"));
    return grpc::Status::OK;
  }
  grpc::Status GetInclusionProof(grpc::ServerContext*, const v1::GetInclusionProofRequest* request,
                                 v1::GetInclusionProofResponse* response) override {
    const Tree tree = Grown();
    const auto proof = transparency::InclusionProof(
        static_cast<uint64_t>(request->index()), rows.size(),
        [&](int level, uint64_t index) { return tree.At(level, index); });
    for (const std::string& hash : *proof) response->add_hashes(hash);
    response->set_leaf_hash(tree.nodes.at({0, static_cast<uint64_t>(request->index())}));
    response->set_size(static_cast<int64_t>(rows.size()));
    return grpc::Status::OK;
  }
  grpc::Status GetConsistencyProof(grpc::ServerContext*,
                                   const v1::GetConsistencyProofRequest* request,
                                   v1::GetConsistencyProofResponse* response) override {
    const Tree tree = Grown();
    const auto proof = transparency::ConsistencyProof(
        static_cast<uint64_t>(request->old_size()), rows.size(),
        [&](int level, uint64_t index) { return tree.At(level, index); });
    for (const std::string& hash : *proof) response->add_hashes(hash);
    return grpc::Status::OK;
  }
  grpc::Status ListEntries(grpc::ServerContext*, const v1::ListEntriesRequest* request,
                           v1::ListEntriesResponse* response) override {
    v1::Entry& entry = *response->add_entries();
    entry.set_sequence(request->after_sequence() + 1);
    entry.set_leaf(leaf.empty() ? rows.at(static_cast<size_t>(request->after_sequence())).leaf
                                : leaf);
    return grpc::Status::OK;
  }
  grpc::Status ListCosignatures(grpc::ServerContext*, const v1::ListCosignaturesRequest*,
                                v1::ListCosignaturesResponse* response) override {
    for (const v1::Cosignature& one : cosignatures) *response->add_cosignatures() = one;
    response->set_threshold(1);
    return grpc::Status::OK;
  }
  grpc::Status ExportLog(grpc::ServerContext*, const v1::ExportLogRequest*,
                         grpc::ServerWriter<v1::ExportLogResponse>* writer) override {
    for (const auto& [path, content] : Files()) {
      v1::ExportLogResponse piece;
      piece.set_path(path);
      piece.set_content(content);
      writer->Write(piece);
    }
    return grpc::Status::OK;
  }

  std::unique_ptr<grpc::Server> server_;
};

class Lies : public testing::Test {
 protected:
  Lies() {
    program_.WriteConfig(
        absl::StrCat("current = \"kitchen\"\n[contexts.kitchen]\nserver = \"", server_.address,
                     "\"\nassembly = \"walk\"\nhandle = \"ana\"\ntoken = \"x\"\n"));
    server_.rows = walked_.rows;
    server_.seed = walked_.log_seed;
    Pin();
  }

  // What an invitation leaves behind.
  void Pin() {
    const std::string origin = OriginOf(walked_.rows);
    const std::string folder = program_.Path("state/assent/record");
    std::filesystem::create_directories(folder + "/of");
    WriteAll(folder + "/of/kitchen", origin + "\n");
    WriteAll(absl::StrCat(folder, "/", absl::BytesToHexString(transparency::Sha256({origin}))),
             absl::StrCat("origin ", origin, "\ngenesis ",
                          absl::BytesToHexString(transparency::LeafHash(walked_.rows[0].leaf)),
                          "\nkey 0 ", KeyOf(walked_.rows), "\n\n"));
  }
  std::vector<std::string> Evidence() {
    std::vector<std::string> found;
    std::error_code error;
    for (const auto& file :
         std::filesystem::directory_iterator(program_.Path("state/assent/evidence"), error)) {
      found.push_back(ReadAll(file.path()));
    }
    return found;
  }
  Ran Prove() { return program_.Run({"log", "prove", "2"}); }
  // The last entry is another one, and no less sound.
  void ForkLast() {
    event::v1::Event last = *transparency::OpenEntry(server_.rows.back().leaf, "");
    last.set_time_us(last.time_us() + 1);
    server_.rows.back().leaf = assembly::CanonicalBytes(last);
  }
  void ExpectChanged(const Ran& ran, absl::string_view why) {
    EXPECT_NE(ran.exit_code, 0);
    EXPECT_THAT(ran.err, HasSubstr("THE RECORD WAS CHANGED"));
    EXPECT_THAT(ran.err, HasSubstr(std::string(why)));
    ASSERT_EQ(Evidence().size(), 1u);
    EXPECT_THAT(Evidence()[0], HasSubstr("\u2014 "));
  }
  void ExpectAnotherLog(const Ran& ran) {
    EXPECT_NE(ran.exit_code, 0);
    EXPECT_THAT(ran.err, HasSubstr("ANOTHER LOG"));
    EXPECT_THAT(ran.err, Not(HasSubstr("THE RECORD WAS CHANGED")));
    EXPECT_TRUE(Evidence().empty());
  }

  LyingServer server_;
  Program program_;
  const Walked walked_ = transparency::WalkUnder("quick_default", 5, 0);
};

TEST_F(Lies, AnHonestOneIsBelieved) {
  const Ran ran = Prove();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  server_.rows = transparency::WalkUnder("quick_default", 5, 10).rows;  // it has grown
  const Ran grown = Prove();
  EXPECT_EQ(grown.exit_code, 0) << grown.err;
  const Ran verified = program_.Run({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
}

TEST_F(Lies, AnotherLogThanTheInvitationWasForIsSeenAtOnce) {
  const Walked other = transparency::WalkUnder("quick_default", 6, 0);
  server_.rows = other.rows;
  server_.seed = other.log_seed;
  ExpectAnotherLog(Prove());
  ExpectAnotherLog(program_.Run({"verify"}));
  // Of the same name and key, with another beginning.
  server_.rows = walked_.rows;
  server_.seed = walked_.log_seed;
  event::v1::Event founding = *transparency::OpenEntry(server_.rows[0].leaf, "");
  founding.set_time_us(founding.time_us() - 1);
  server_.rows[0].leaf = assembly::CanonicalBytes(founding);
  ExpectAnotherLog(Prove());
  ExpectAnotherLog(program_.Run({"verify"}));
}

TEST_F(Lies, ACheckpointByAnotherKeyIsNone) {
  ASSERT_EQ(Prove().exit_code, 0);
  server_.seed = std::string(32, 'z');
  const Ran ran = Prove();
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("not signed"));
  EXPECT_TRUE(Evidence().empty());
}

TEST_F(Lies, TwoHistoriesOfOneSizeAreEvidence) {
  ASSERT_EQ(Prove().exit_code, 0);
  ForkLast();
  ExpectChanged(Prove(), "two histories");
}

TEST_F(Lies, AHistoryThatDoesNotFollowIsEvidence) {
  server_.rows.pop_back();
  ASSERT_EQ(Prove().exit_code, 0);
  const Row last = walked_.rows.back();
  ForkLast();
  server_.rows.push_back(last);
  ExpectChanged(Prove(), "cannot show");
}

TEST_F(Lies, AHistoryThatGoesBackIsEvidence) {
  ASSERT_EQ(Prove().exit_code, 0);
  server_.rows.pop_back();
  ExpectChanged(Prove(), "and now it has");
}

TEST_F(Lies, AnEntryThatIsNotInTheLogIsNotProven) {
  server_.leaf = "another entry";
  const Ran ran = Prove();
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("does not prove"));
}

// --- Witnesses ---

class LyingWitnesses : public Lies {
 protected:
  // The cosignature of member `who` of the walk, by a key of that seed, over the first
  // `size` entries of `rows`.
  v1::Cosignature By(int who, const std::string& seed, const std::vector<Row>& rows, size_t size) {
    transparency::Frontier tree;
    for (size_t i = 0; i < size && i < rows.size(); ++i) {
      tree.Append(transparency::LeafHash(rows[i].leaf));
    }
    const std::string origin = OriginOf(rows);
    const VerifierKey key = {absl::StrCat(origin, "/", IdOf(who)), KeyType::kCosignature,
                             transparency::PublicKeyOf(seed)};
    const std::string text = transparency::Checkpoint{origin, size, tree.Root()}.ToString();
    transparency::Note line;
    line.signatures.push_back(transparency::CosignNote(text, key, seed, 1'800'000'000));
    v1::Cosignature one;
    one.set_member(absl::StrCat("assemblies/walk/members/", IdOf(who)));
    one.set_key(key.ToString());
    one.set_size(static_cast<int64_t>(size));
    one.set_line(line.ToString().substr(1));
    one.set_in_log(true);  // as the server says
    return one;
  }
  // The founder, and then those who joined.
  std::string IdOf(int who) {
    for (const Row& row : walked_.rows) {
      const event::v1::Event event = *transparency::OpenEntry(row.leaf, "");
      if (event.has_device_key_added() && who-- == 0) return event.author();
    }
    return "";
  }
  size_t size() const { return walked_.rows.size(); }
};

TEST_F(LyingWitnesses, AnHonestOneCounts) {
  server_.cosignatures = {By(1, transparency::SeedOf(1), walked_.rows, size())};
  const Ran ran = program_.Run({"verify"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("1 member"));
}

TEST_F(LyingWitnesses, CannotBeInvented) {
  server_.cosignatures = {By(1, std::string(32, 'y'), walked_.rows, size()),
                          // a member's own key, in another member's name
                          By(2, transparency::SeedOf(1), walked_.rows, size())};
  const Ran ran = program_.Run({"verify"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("0 members; 2 by keys that the log does not name"));
}

TEST_F(LyingWitnesses, WhoHasSeenMoreIsNotPassedOver) {
  server_.cosignatures = {By(1, transparency::SeedOf(1), walked_.rows, size())};
  server_.rows.pop_back();
  const Ran ran = program_.Run({"verify"});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("SHOWS LESS"));
}

TEST_F(LyingWitnesses, WhoHasSeenAnotherHistoryIsEvidence) {
  server_.cosignatures = {By(1, transparency::SeedOf(1), walked_.rows, size())};
  ForkLast();
  const Ran ran = program_.Run({"verify"});
  ExpectChanged(ran, "has cosigned another record");
  EXPECT_THAT(Evidence()[0], HasSubstr(server_.cosignatures[0].line()));
}

}  // namespace
}  // namespace assent::test
