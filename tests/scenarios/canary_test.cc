// The lane has to catch seeded bugs: worlds that are broken in one place, run
// through scenarios that pass in a sound one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/base/build_id.h"
#include "server/ledger/replies.h"
#include "server/ledger/snapshots.h"
#include "tests/scenarios/runner/engines.h"
#include "tests/scenarios/runner/naive.h"
#include "tests/scenarios/runner/runner.h"
#include "tests/scenarios/runner/syntax.h"
#include "tests/support/forwarding_store.h"

namespace assent::scenario {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kHoldCarries[] =
    "assembly pod members=(ana,bo,cy) rule=quick_default\n"
    "propose 1 by=ana \"Sundays\"\n"
    "call 1\n"
    "agree 1 by=bo\n"
    "block 1 by=cy principle=\"Rest\" \"alone\"\n"
    "amend 1 by=ana \"Mornings\"\n"
    "call 1\n"
    "agree 1 by=(ana,bo)\n"
    "outcome 1\n----\nBLOCKED\n";

constexpr char kHalf[] =
    "assembly club members=4 rule=absolute_majority\n"
    "propose 1 by=m1 \"Sundays\"\n"
    "call 1\n"
    "agree 1 by=(m1,m2)\n"
    "outcome 1\n----\nNOT_ADOPTED\n";

Report RunText(absl::string_view content, const MakeEngine& engine) {
  const absl::StatusOr<File> file = ParseFile("f.txt", content);
  EXPECT_TRUE(file.ok()) << file.status();
  return RunFile(*file, engine, {});
}

MakeEngine Broken(Inspector bug, bool rebuild = false) {
  CoreOptions options;
  options.inspectors.push_back(std::move(bug));
  options.rebuild_after_every_act = rebuild;
  return CoreEngine(std::move(options));
}

// A new text drops the holds: counts as if the rule said RESET.
absl::Status DropHolds(const Seen& seen) {
  for (auto& [number, proposal] : seen.state.proposals) {
    if (proposal.view.revision() > 1) proposal.positions.NewText(/*holds_carry=*/false);
  }
  return absl::OkStatus();
}

// The first position counts for two voices.
absl::Status CountTwice(const Seen& seen) {
  for (auto& [number, proposal] : seen.state.proposals) {
    if (proposal.positions.voices() < 3 ||
        proposal.positions.at(0).stance == v1::STANCE_UNSPECIFIED)
      continue;
    proposal.positions.Set(2, proposal.positions.at(0));
  }
  return absl::OkStatus();
}

TEST(Canary, SoundWorldsPass) {
  EXPECT_THAT(RunText(kHoldCarries, CoreEngine()).failures, IsEmpty());
  EXPECT_THAT(RunText(kHalf, CoreEngine()).failures, IsEmpty());
}

TEST(Canary, HoldsDroppedWithANewTextAreSeen) {
  EXPECT_THAT(RunText(kHoldCarries, Broken(DropHolds)).failures, Not(IsEmpty()));
}

TEST(Canary, APositionCountedTwiceIsSeen) {
  EXPECT_THAT(RunText(kHalf, Broken(CountTwice)).failures, Not(IsEmpty()));
}

TEST(Canary, AStateThatTheLogDoesNotGiveAgainIsSeen) {
  // A field of a document that no event set.
  const Inspector forge = [](const Seen& seen) {
    for (auto& [number, proposal] : seen.state.proposals) proposal.view.set_electorate_size(2);
    return absl::OkStatus();
  };
  const std::string content = absl::StrCat(kHalf, "\nagree 1 by=m3\nagree 1 by=m4\n");
  const Report report = RunText(content, Broken(forge, /*rebuild=*/true));
  ASSERT_THAT(report.failures, Not(IsEmpty()));
}

TEST(Canary, WhatAnInspectorFindsFailsTheScenario) {
  const Inspector complain = [](const Seen&) {
    return absl::InternalError("it is not as it should be");
  };
  const Report report = RunText(kHalf, Broken(complain));
  ASSERT_THAT(report.failures, Not(IsEmpty()));
  EXPECT_THAT(report.failures[0], HasSubstr("after \"assembly\": it is not as it should be"));
}

// Forgets the first voice once two have answered: what comes out depends on the
// order in which they speak.
absl::Status ForgetTheFirst(const Seen& seen) {
  for (auto& [number, proposal] : seen.state.proposals) {
    if (proposal.positions.answered() == 2) proposal.positions.Clear(0);
  }
  return absl::OkStatus();
}

TEST(Canary, AWorldInWhichOrderMattersIsSeenByShuffling) {
  const std::string content =
      "assembly club members=5 rule=absolute_majority\n"
      "propose 1 by=m1 \"Sundays\"\n"
      "call 1\n"
      "agree 1 by=m1..m3\n"
      "outcome 1\n----\n";
  const auto failures = [&](absl::string_view outcome, const MakeEngine& engine) {
    size_t count = 0;
    const absl::StatusOr<File> file = ParseFile("f.txt", absl::StrCat(content, outcome, "\n"));
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      RunOptions options;
      options.shuffle = true;
      options.seed = seed;
      count += RunFile(*file, engine, options).failures.size();
    }
    return count;
  };
  EXPECT_EQ(failures("ADOPTED", CoreEngine()), 0);
  // In the order as written, m1 is forgotten.
  EXPECT_THAT(RunText(absl::StrCat(content, "NOT_ADOPTED\n"), Broken(ForgetTheFirst)).failures,
              IsEmpty());
  EXPECT_GT(failures("NOT_ADOPTED", Broken(ForgetTheFirst)), 0);
}

TEST(Canary, ACountThatDiffersFromTheSlowOneIsSeen) {
  const auto compared = std::make_shared<int64_t>(0);
  CoreOptions sound;
  sound.inspectors = {CompareWithNaiveTally(compared)};
  const std::string content = absl::StrCat(kHalf, "\nagree 1 by=m3\ndecide 1\n");
  EXPECT_THAT(RunText(content, CoreEngine(sound)).failures, IsEmpty());
  EXPECT_GT(*compared, 3);

  CoreOptions broken;
  broken.inspectors = {CountTwice, CompareWithNaiveTally(compared)};
  const Report report = RunText(kHalf, CoreEngine(broken));
  ASSERT_THAT(report.failures, Not(IsEmpty()));
  EXPECT_THAT(report.failures[0], HasSubstr("slow"));
}

// How many outcomes the naive lane compares over all scenarios: a change that makes it skip most of
// them is no longer a check, and would stay green.
TEST(Canary, TheSlowCountComparesMostOfWhatIsAsked) {
  const auto compared = std::make_shared<int64_t>(0);
  CoreOptions options;
  options.inspectors = {CompareWithNaiveTally(compared)};
  int files = 0;
  int with_any = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios")) {
    if (entry.path().extension() != ".txt" || entry.path().stem() == "CMakeLists") continue;
    std::ifstream stream(entry.path());
    const std::string content(std::istreambuf_iterator<char>(stream), {});
    const absl::StatusOr<File> file = ParseFile(entry.path().string(), content);
    ASSERT_TRUE(file.ok()) << file.status();
    const int64_t before = *compared;
    RunFile(*file, CoreEngine(options), {});
    ++files;
    with_any += *compared > before ? 1 : 0;
  }
  EXPECT_GT(*compared, 1000);
  EXPECT_GT(with_any, files / 3) << "of " << files << " files";
  RecordProperty("compared", std::to_string(*compared));
  RecordProperty("files", with_any);
}

// A ledger behind this that forgets which requests it has seen.
void ForgetRequestId(google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  request.GetReflection()->ClearField(&request, field);
}

// Drops the answers to requests, so that only the ledger's memory has them.
class DropsReplies final : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    for (storage::AppendRequest& append : batch) {
      std::erase_if(append.documents, [](const storage::DocumentWrite& write) {
        return absl::StartsWith(write.key, ledger::kReplyPrefix);
      });
    }
    ForwardingStore::Append(std::move(batch), std::move(done));
  }
};

TEST(Canary, ALedgerThatForgetsRequestIdsIsSeenBySendingTwice) {
  EXPECT_THAT(RunText(kHalf, LedgerEngine({.twice = true})).failures, IsEmpty());
  EXPECT_THAT(RunText(kHalf, LedgerEngine({.meddle = ForgetRequestId})).failures, IsEmpty());
  const Report report = RunText(kHalf, LedgerEngine({.twice = true, .meddle = ForgetRequestId}));
  ASSERT_THAT(report.failures, Not(IsEmpty()));
  EXPECT_THAT(report.failures[0], HasSubstr("two different answers"));
}

TEST(Canary, AStoreThatDropsRepliesIsSeenBySendingTwice) {
  const auto broken = [] { return std::make_unique<DropsReplies>(storage::NewMemoryStore()); };
  EXPECT_THAT(RunText(kHalf, LedgerEngine({.new_store = broken})).failures, IsEmpty());
  // A ledger knows for a while what it has answered; a new one asks the store.
  EXPECT_THAT(RunText(kHalf, LedgerEngine({.twice = true, .restart = true})).failures, IsEmpty());
  const Report report =
      RunText(kHalf, LedgerEngine({.twice = true, .restart = true, .new_store = broken}));
  ASSERT_THAT(report.failures, Not(IsEmpty()));
  EXPECT_THAT(report.failures[0], HasSubstr("sent again behind another act"));
}

// Keeps the log without the texts that its leaves commit to.
class DropsOpenings final : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    for (storage::AppendRequest& append : batch) {
      for (storage::Entry& entry : append.entries) entry.openings.clear();
    }
    ForwardingStore::Append(std::move(batch), std::move(done));
  }
};

// Only a ledger that reads its log again needs what is dropped here.
TEST(Canary, ALogThatDoesNotHoldEverythingIsSeenByStartingAnew) {
  constexpr char kText[] =
      "assembly pod members=(ana,bo) rule=quick_default\n"
      "propose 1 by=ana \"Sundays\" \"We cook.\"\n"
      "call 1\n"
      "agree 1 by=bo\n"
      "show 1 text\n----\ntext: We cook.\n";
  const auto broken = [] { return std::make_unique<DropsOpenings>(storage::NewMemoryStore()); };
  EXPECT_THAT(RunText(kText, LedgerEngine({.restart = true})).failures, IsEmpty());
  EXPECT_THAT(RunText(kText, LedgerEngine({.new_store = broken})).failures, IsEmpty());
  EXPECT_THAT(RunText(kText, LedgerEngine({.restart = true, .new_store = broken})).failures,
              Not(IsEmpty()));
}

// Keeps snapshots from which the newest proposal is missing, and that are sound otherwise.
class ForgetsAProposal final : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    for (storage::AppendRequest& append : batch) {
      for (storage::DocumentWrite& write : append.documents) {
        if (absl::StartsWith(write.key, ledger::kSnapshotPrefix) && write.value) Forge(write);
      }
    }
    ForwardingStore::Append(std::move(batch), std::move(done));
  }

 private:
  // A piece first: it holds all of a small state. Then the head, made anew for the forged one.
  void Forge(storage::DocumentWrite& write) {
    if (forged_ && write.key == forged_->head.key) {
      write.value = forged_->head.value;
      return;
    }
    ledger::Replayed replayed;
    if (!assembly::DecodeState(*write.value, replayed.state)) return;
    if (!replayed.state.proposals.empty()) {
      replayed.state.proposals.erase(std::prev(replayed.state.proposals.end()));
    }
    const auto tree = ledger::LogTree::Stored(*this, replayed.state.id,
                                              static_cast<uint64_t>(replayed.state.sequence));
    if (!tree.ok()) return;
    replayed.tree = *tree;
    forged_ = ledger::MakeSnapshot(replayed, base::BuildId());
    write.value = forged_->pieces.front().value;
  }

  std::optional<ledger::Snapshot> forged_;
};

TEST(Canary, ASnapshotThatForgotSomethingIsSeenByStartingFromIt) {
  const auto broken = [] { return std::make_unique<ForgetsAProposal>(storage::NewMemoryStore()); };
  EXPECT_THAT(RunText(kHalf, LedgerEngine({.restart = true, .snapshots = true})).failures,
              IsEmpty());
  EXPECT_THAT(RunText(kHalf, LedgerEngine({.restart = true, .new_store = broken})).failures,
              IsEmpty());
  const Report report =
      RunText(kHalf, LedgerEngine({.restart = true, .snapshots = true, .new_store = broken}));
  EXPECT_THAT(report.failures, Not(IsEmpty()));
}

}  // namespace
}  // namespace assent::scenario
