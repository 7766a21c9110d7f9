// Many at once: every act is counted or refused, none is lost, none counts
// twice; the log, the documents and the answers say the same.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/base/refusal.h"
#include "server/ledger/rebuild.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/ledger/club.h"
#include "tests/support/temp_dir.h"

namespace assent::ledger {
namespace {

constexpr int kMembers = 64;
// With somebody who says nothing: a call in which everybody has answered is over.
constexpr int kWithASilentOne = kMembers + 1;

// What one member was answered.
struct Answer {
  int member;
  absl::StatusOr<v1::TakePositionResponse> response;
};

// Every member gives `times` positions; one more thread decides meanwhile.
std::vector<Answer> EverybodyAtOnce(Club& club, int times, bool decide) {
  std::vector<std::vector<Answer>> answers(kMembers);
  std::vector<std::thread> threads;
  for (int member = 0; member < kMembers; ++member) {
    threads.emplace_back([&, member] {
      for (int i = 0; i < times; ++i) {
        const v1::Stance stance = i % 2 == 0 ? v1::STANCE_RESERVATIONS : v1::STANCE_AGREE;
        answers[member].push_back({member, club.Say(member, stance)});
      }
    });
  }
  if (decide) {
    threads.emplace_back([&] {
      // Until it is decided, by this or by the last position.
      while (base::ReasonOf(club.Decide().status()) == "OUTCOME_NOT_REACHED") {
        std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<Answer> all;
  for (auto& one : answers) std::move(one.begin(), one.end(), std::back_inserter(all));
  return all;
}

// The sequence numbers of positions in the log, with the stance.
std::map<int64_t, v1::Stance> PositionsInLog(storage::EventStore& store) {
  std::map<int64_t, v1::Stance> positions;
  for (const event::v1::Event& event : EventsOf(store)) {
    if (event.has_position_taken()) positions[event.sequence()] = event.position_taken().stance();
  }
  return positions;
}

int64_t SequenceOfDecision(storage::EventStore& store) {
  for (const event::v1::Event& event : EventsOf(store)) {
    if (event.has_outcome_reached() || event.has_decision_made()) return event.sequence();
  }
  return -1;
}

// Canary: fails if `answers` and the log differ in a single position.
testing::AssertionResult AnswersAreTheLog(const std::vector<Answer>& answers,
                                          const std::map<int64_t, v1::Stance>& log) {
  std::map<int64_t, v1::Stance> answered;
  for (const Answer& answer : answers) {
    if (!answer.response.ok()) continue;
    const int64_t sequence = answer.response->position().sequence();
    if (!answered.emplace(sequence, answer.response->position().stance()).second) {
      return testing::AssertionFailure() << "two were told that entry " << sequence << " is theirs";
    }
  }
  if (answered == log) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << answered.size() << " were told that they count, the log has " << log.size();
}

class ConcurrencyTest : public testing::TestWithParam<bool> {
 protected:
  ConcurrencyTest() {
    store_ =
        GetParam() ? *storage::OpenRocksDbStore(folder_.Path("store")) : storage::NewMemoryStore();
    ledger_ = OpenLedger(*store_, clock_);
  }

  void ExpectDocumentsFollowFromTheLog() {
    const auto differences = CompareDocuments(*store_, kKitchen);
    ASSENT_ASSERT_OK(differences);
    EXPECT_THAT(*differences, testing::IsEmpty());
  }

  test::TempDir folder_;
  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_P(ConcurrencyTest, APositionOnAClosingProposalIsCountedOrRefused) {
  Club club(*ledger_, "quick_default", kMembers);
  club.OpenCall();
  const std::vector<Answer> answers = EverybodyAtOnce(club, 1, /*decide=*/true);
  const auto log = PositionsInLog(*store_);
  EXPECT_TRUE(AnswersAreTheLog(answers, log));
  const int64_t decided = SequenceOfDecision(*store_);
  ASSERT_GT(decided, 0);
  for (const auto& [sequence, stance] : log) EXPECT_LT(sequence, decided);
  for (const Answer& answer : answers) {
    if (answer.response.ok()) continue;
    EXPECT_NE(base::ReasonOf(answer.response.status()), "");
  }
  ExpectDocumentsFollowFromTheLog();
}

TEST_P(ConcurrencyTest, OfManyPositionsTheLastOneStaysAndAllAreOnRecord) {
  Club club(*ledger_, "mutual_aid_default", kWithASilentOne);
  club.OpenCall();
  const std::vector<Answer> answers = EverybodyAtOnce(club, 7, /*decide=*/false);
  for (const Answer& answer : answers) ASSENT_EXPECT_OK(answer.response);
  EXPECT_TRUE(AnswersAreTheLog(answers, PositionsInLog(*store_)));
  std::vector<std::optional<v1::Stance>> expected(kMembers, v1::STANCE_RESERVATIONS);
  expected.push_back(std::nullopt);
  EXPECT_EQ(club.Positions(), expected);
  ExpectDocumentsFollowFromTheLog();
}

TEST_P(ConcurrencyTest, ALostPositionWouldBeNoticed) {
  Club club(*ledger_, "mutual_aid_default", kWithASilentOne);
  club.OpenCall();
  std::vector<Answer> answers = EverybodyAtOnce(club, 1, /*decide=*/false);
  auto log = PositionsInLog(*store_);
  ASSERT_TRUE(AnswersAreTheLog(answers, log));
  log.erase(log.begin());
  EXPECT_FALSE(AnswersAreTheLog(answers, log));
  answers.push_back(answers.front());
  EXPECT_FALSE(AnswersAreTheLog(answers, PositionsInLog(*store_)));
}

// Decision 3: if another server was faster, the state catches up and decides
// again.
TEST_P(ConcurrencyTest, TwoServersOnOneStoreDecideAsOne) {
  Club club(*ledger_, "mutual_aid_default", kWithASilentOne);
  club.OpenCall();
  const std::unique_ptr<Ledger> other = OpenLedger(*store_, clock_);
  Club there = club;
  there.MoveTo(*other);
  std::vector<Answer> here_answers;
  std::vector<Answer> there_answers;
  std::thread at_the_other([&] { there_answers = EverybodyAtOnce(there, 2, false); });
  here_answers = EverybodyAtOnce(club, 2, false);
  at_the_other.join();
  size_t counted = 0;
  for (Answer& answer : there_answers) here_answers.push_back(std::move(answer));
  for (const Answer& answer : here_answers) {
    if (answer.response.ok()) {
      ++counted;
    } else {
      EXPECT_EQ(base::ReasonOf(answer.response.status()), "CONTENDED");
    }
  }
  EXPECT_GT(counted, size_t{kMembers});
  EXPECT_TRUE(AnswersAreTheLog(here_answers, PositionsInLog(*store_)));
  EXPECT_EQ(club.Positions(), there.Positions());
  EXPECT_EQ(club.Sequence(), there.Sequence());
  ExpectDocumentsFollowFromTheLog();
}

INSTANTIATE_TEST_SUITE_P(Stores, ConcurrencyTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "rocksdb" : "memory"; });

}  // namespace
}  // namespace assent::ledger
