// What the program knows of logs, and what it says of records and receipts that do not fit:
// exports and receipts made here, so that whoever has a log's key can lie in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/transparency/notary.h"
#include "server/transparency/replay.h"
#include "tests/cli/run_program.h"
#include "tests/transparency/signed_walk.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using transparency::Files;
using transparency::Row;

const std::string kForeignSeed(32, 'm');

class RecordMemory : public testing::Test {
 protected:
  RecordMemory() {
    const event::v1::Event founding = *transparency::OpenEntry(walked_.rows[0].leaf, "");
    origin_ = founding.origin();
    key_ = transparency::LogVerifierKey(origin_, founding.assembly_founded().log_key());
  }

  // The export of these entries, as a folder.
  std::string Export(const std::vector<Row>& rows, const std::string& name) {
    return ExportBy(rows, name, key_, walked_.log_seed);
  }
  std::string ExportBy(const std::vector<Row>& rows, const std::string& name,
                       const std::string& key, const std::string& seed) {
    const std::string folder = program_.Path(name);
    for (const auto& [path, content] : transparency::ExportOf(rows, origin_, key, seed)) {
      const std::filesystem::path file = absl::StrCat(folder, "/", path);
      std::filesystem::create_directories(file.parent_path());
      WriteAll(file, content);
    }
    return folder;
  }
  // What an invitation leaves here.
  void Pin(const std::string& genesis_hash) {
    WriteAll(MemoryPath(),
             absl::StrCat("origin ", origin_, "\ngenesis ", absl::BytesToHexString(genesis_hash),
                          "\nkey 0 ", key_, "\n\n"));
  }
  void Pin() { Pin(transparency::LeafHash(walked_.rows[0].leaf)); }
  std::string MemoryPath() {
    const std::string folder = program_.Path("state/assent/record");
    std::filesystem::create_directories(folder);
    return absl::StrCat(folder, "/", absl::BytesToHexString(transparency::Sha256({origin_})));
  }
  std::string Memory() {
    return std::filesystem::exists(MemoryPath()) ? ReadAll(MemoryPath()) : "";
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
  // The same log with another last entry, so that it still verifies; signed by its key.
  std::vector<Row> Fork() {
    std::vector<Row> rows = walked_.rows;
    while (!transparency::OpenEntry(rows.back().leaf, "")->envelope().empty()) rows.pop_back();
    event::v1::Event last = *transparency::OpenEntry(rows.back().leaf, "");
    last.set_time_us(last.time_us() + 1);
    rows.back().leaf = assembly::CanonicalBytes(last);
    return rows;
  }

  Program program_;
  const transparency::Walked walked_ = transparency::WalkUnder("quick_default", 5, 0);
  std::string origin_;
  std::string key_;
};

TEST_F(RecordMemory, WhatLiesOnADiskIsOnlyRememberedOfALogThatIsKnown) {
  const std::string folder = Export(walked_.rows, "export");
  Ran ran = program_.Run({"verify", folder});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("sound in itself"));
  EXPECT_EQ(Memory(), "");
  Pin();
  ran = program_.Run({"verify", folder});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, Not(HasSubstr("sound in itself")));
  EXPECT_THAT(Memory(), HasSubstr(ReadAll(folder + "/checkpoint")));
  EXPECT_EQ(program_.Run({"verify", folder, "--vkey", key_}).exit_code, 0);
}

// Anybody can put a key of their own into the first entry of somebody's record.
TEST_F(RecordMemory, ALogOfTheSameNameAccusesNobody) {
  std::vector<Row> rows = walked_.rows;
  event::v1::Event founding = *transparency::OpenEntry(rows[0].leaf, "");
  const std::string foreign = transparency::PublicKeyOf(kForeignSeed);
  founding.mutable_assembly_founded()->set_log_key(foreign);
  rows[0].leaf = assembly::CanonicalBytes(founding);
  // What members signed is of the true log: it is left out.
  rows.resize(3);
  const std::string forged =
      ExportBy(rows, "forged", transparency::LogVerifierKey(origin_, foreign), kForeignSeed);
  EXPECT_EQ(program_.Run({"verify", forged}).exit_code, 0) << "it is sound in itself";
  EXPECT_EQ(Memory(), "") << "and nobody believes it";
  EXPECT_NE(program_.Run({"verify", forged, "--vkey", key_}).exit_code, 0);
  Pin();
  ASSERT_EQ(program_.Run({"verify", Export(walked_.rows, "export")}).exit_code, 0);
  const std::string before = Memory();
  const Ran ran = program_.Run({"verify", forged});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("ANOTHER LOG"));
  EXPECT_THAT(ran.err, Not(HasSubstr("THE RECORD WAS CHANGED")));
  EXPECT_TRUE(Evidence().empty());
  EXPECT_EQ(Memory(), before);
}

TEST_F(RecordMemory, TwoHistoriesThatTheLogSignedAreEvidence) {
  Pin();
  ASSERT_EQ(program_.Run({"verify", Export(walked_.rows, "export")}).exit_code, 0);
  const std::string fork = Export(Fork(), "fork");
  const Ran against =
      program_.Run({"verify", program_.Path("export"), "--against", fork + "/checkpoint"});
  EXPECT_NE(against.exit_code, 0);
  EXPECT_THAT(against.err, HasSubstr("THE RECORD WAS CHANGED"));
  ASSERT_EQ(Evidence().size(), 1u);
  EXPECT_THAT(Evidence()[0], HasSubstr(ReadAll(fork + "/checkpoint")));
  EXPECT_THAT(Evidence()[0], HasSubstr(ReadAll(program_.Path("export") + "/checkpoint")));
}

TEST_F(RecordMemory, WhatAnEarlierVersionRememberedIsRead) {
  const std::string folder = Export(walked_.rows, "export");
  const std::string old = program_.Path("state/assent/record");
  std::filesystem::create_directories(old);
  WriteAll(absl::StrCat(old, "/", origin_),
           absl::StrCat(absl::BytesToHexString(std::string(32, 'g')), "\n",
                        ReadAll(folder + "/checkpoint")));
  EXPECT_THAT(program_.Run({"verify", folder}).err, HasSubstr("ANOTHER LOG"));
  WriteAll(absl::StrCat(old, "/", origin_),
           absl::StrCat(absl::BytesToHexString(transparency::LeafHash(walked_.rows[0].leaf)), "\n",
                        ReadAll(folder + "/checkpoint")));
  const Ran ran = program_.Run({"verify", folder});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(Memory(), HasSubstr(key_));
}

// --- Receipts ---

class Receipts : public RecordMemory {
 protected:
  Receipts() {
    WriteAll(program_.Path("entry"), walked_.rows[kIndex].leaf);
    receipt_ = ReceiptOf(walked_.rows, kIndex);
  }

  transparency::Receipt ReceiptOf(const std::vector<Row>& rows, uint64_t index) {
    std::map<std::pair<int, uint64_t>, std::string> nodes;
    transparency::Frontier tree;
    for (const Row& row : rows) {
      tree.Append(transparency::LeafHash(row.leaf),
                  [&](int level, uint64_t at, const std::string& hash) {
                    nodes[{level, at}] = hash;
                  });
    }
    transparency::Receipt receipt;
    receipt.index = index;
    receipt.proof = *transparency::InclusionProof(
        index, rows.size(), [&](int level, uint64_t at) -> absl::StatusOr<std::string> {
          return nodes.at({level, at});
        });
    receipt.checkpoint.text =
        transparency::Checkpoint{origin_, rows.size(), tree.Root()}.ToString();
    Sign(receipt, walked_.log_seed);
    return receipt;
  }
  void Sign(transparency::Receipt& receipt, const std::string& seed) {
    const auto key = *transparency::ParseVerifierKey(
        transparency::LogVerifierKey(origin_, transparency::PublicKeyOf(seed)));
    receipt.checkpoint.signatures = {transparency::SignNote(receipt.checkpoint.text, key, seed)};
  }
  Ran Verify(const transparency::Receipt& receipt, std::vector<std::string> more) {
    const std::string file = program_.Path("receipt");
    WriteAll(file, receipt.ToString());
    more.insert(more.begin(), {"verify", file});
    return program_.Run(more);
  }
  Ran Offline(const transparency::Receipt& receipt) {
    return Verify(receipt, {"--entry", program_.Path("entry"), "--vkey", key_});
  }

  static constexpr uint64_t kIndex = 4;
  transparency::Receipt receipt_;
};

TEST_F(Receipts, ProveAnEntryUnderTheKeyThatIsKnown) {
  Ran ran = Offline(receipt_);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("5"));
  ran = Verify(receipt_, {"--entry", program_.Path("entry")});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("nothing is known here"));
  Pin();
  ran = Verify(receipt_, {"--entry", program_.Path("entry")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const std::string folder = Export(walked_.rows, "export");
  ran = Verify(receipt_, {"--record", folder});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(Receipts, WithAnythingElseInThemAreRefused) {
  const auto refused = [&](const char* what,
                           const std::function<void(transparency::Receipt&)>& change,
                           bool sign_anew = false) {
    transparency::Receipt receipt = receipt_;
    change(receipt);
    if (sign_anew) Sign(receipt, kForeignSeed);
    EXPECT_NE(Offline(receipt).exit_code, 0) << what;
  };
  const auto checkpoint = [&](const std::function<void(transparency::Checkpoint&)>& change) {
    return [&, change](transparency::Receipt& receipt) {
      transparency::Checkpoint one = *transparency::ParseCheckpoint(receipt.checkpoint.text);
      change(one);
      receipt.checkpoint.text = one.ToString();
    };
  };
  refused("index", [](auto& r) { r.index += 1; });
  refused("a hash", [](auto& r) { r.proof[0][0] ^= 1; });
  refused("a hash less", [](auto& r) { r.proof.pop_back(); });
  refused("size", checkpoint([](auto& c) { c.size += 1; }));
  refused("root", checkpoint([](auto& c) { c.root[0] ^= 1; }));
  refused("origin", checkpoint([](auto& c) { c.origin = "evil.example/other-log"; }));
  refused("signature", [](auto& r) { r.checkpoint.signatures[0].signature[0] ^= 1; });
  refused("no signature", [](auto& r) { r.checkpoint.signatures[0].name = "nobody"; });
  refused(
      "another's key", [](auto&) {}, /*sign_anew=*/true);
  // Made up from the leaf alone, and random bytes where a signature should be.
  refused("a forgery", [&](auto& r) {
    r.index = 0;
    r.proof = {std::string(32, 'r')};
    r.checkpoint.text =
        transparency::Checkpoint{
            origin_, 2,
            transparency::NodeHash(transparency::LeafHash(walked_.rows[kIndex].leaf), r.proof[0])}
            .ToString();
    r.checkpoint.signatures[0].signature = std::string(64, 'r');
  });
  // Another entry than the one that the member has.
  WriteAll(program_.Path("entry"), walked_.rows[kIndex - 1].leaf);
  refused("entry", [](auto&) {});
}

TEST_F(Receipts, OfAnotherHistoryAreEvidence) {
  Pin();
  const std::string folder = Export(walked_.rows, "export");
  ASSERT_EQ(program_.Run({"verify", folder}).exit_code, 0);
  const transparency::Receipt other = ReceiptOf(Fork(), kIndex);
  const Ran ran = Verify(other, {"--record", folder});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("THE RECORD WAS CHANGED"));
  ASSERT_EQ(Evidence().size(), 1u);
  EXPECT_THAT(Evidence()[0], HasSubstr(other.checkpoint.ToString()));
}

}  // namespace
}  // namespace assent::test
