// An answer is made once for all who read it, and never shown when it is right no more.

#include "server/ledger/shown.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"

namespace assent::ledger {
namespace {

// Reads of one answer, and how often it was made.
class Reads {
 public:
  explicit Reads(Ledger& ledger) : ledger_(ledger) {}

  std::string Read(const Access& access, absl::Duration right_for = absl::Seconds(1)) {
    const Pending<Bytes> seen = ledger_.Show(
        access, /*what=*/1,
        [&](const assembly::State& state, int32_t reader,
            absl::Time now) -> absl::StatusOr<Ledger::View> {
          ++made_;
          return Ledger::View{std::make_shared<const std::string>(absl::StrCat(
                                  state.sequence, " for ", state.members[reader].view.handle())),
                              now + right_for};
        });
    EXPECT_TRUE(AwaitTicket(ledger_, seen.ticket).ok());
    return seen.response.ok() ? **seen.response : std::string(seen.response.status().message());
  }
  int made() const { return made_; }

 private:
  Ledger& ledger_;
  int made_ = 0;
};

class ShownTest : public testing::Test {
 protected:
  test::SimulatedClock clock_;
  const std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  const std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "simple_majority", 4};
  Reads reads_{*ledger_};
};

TEST_F(ShownTest, OthersGetWhatWasMadeForTheFirst) {
  const std::string first = reads_.Read(club_.As(0));
  EXPECT_EQ(reads_.Read(club_.As(1)), first);
  EXPECT_EQ(reads_.made(), 1);
}

TEST_F(ShownTest, AnActEndsIt) {
  const std::string first = reads_.Read(club_.As(0));
  ASSENT_ASSERT_OK(club_.Propose());
  EXPECT_NE(reads_.Read(club_.As(0)), first);
  EXPECT_EQ(reads_.made(), 2);
}

TEST_F(ShownTest, TimeEndsItAndSoDoesAClockThatIsSetBack) {
  reads_.Read(club_.As(0));
  clock_.Advance(absl::Milliseconds(999));
  reads_.Read(club_.As(0));
  EXPECT_EQ(reads_.made(), 1);
  clock_.Advance(absl::Milliseconds(1));
  reads_.Read(club_.As(0));
  EXPECT_EQ(reads_.made(), 2);
  clock_.Advance(-absl::Milliseconds(2));
  reads_.Read(club_.As(0));
  EXPECT_EQ(reads_.made(), 3);
}

TEST_F(ShownTest, WhatIsOneReadersAloneIsMadeForEach) {
  const std::string first = reads_.Read(club_.As(0), -absl::InfiniteDuration());
  EXPECT_NE(reads_.Read(club_.As(1), -absl::InfiniteDuration()), first);
  EXPECT_EQ(reads_.made(), 2);
}

TEST_F(ShownTest, AStrangerIsRefusedWhateverOthersHaveRead) {
  reads_.Read(club_.As(0));
  const Access stranger{kKitchen, "somebody-elses-token"};
  const auto look = [](const assembly::State&, int32_t, absl::Time) {
    return absl::StatusOr<Ledger::View>(absl::InternalError("not for strangers"));
  };
  EXPECT_TRUE(absl::IsNotFound(ledger_->Show(stranger, 1, look).response.status()));
}

// Two states that know as much of the log are not the same state.
TEST(ShownAnswersTest, AnotherLineageHasItsOwn) {
  Shown shown;
  const absl::Time now = absl::UnixEpoch();
  const Shown::Of one{std::make_shared<const Lineage>(), 7, 1};
  const Shown::Of other{std::make_shared<const Lineage>(), 7, 1};
  shown.Keep(one, now, now + absl::Seconds(1), std::make_shared<const std::string>("one"));
  EXPECT_EQ(shown.Find(other, now), nullptr);
  ASSERT_NE(shown.Find(one, now), nullptr);
  EXPECT_EQ(*shown.Find(one, now), "one");
}

TEST(ShownAnswersTest, ForgetsWhatIsOldAndKeepsNothingLong) {
  Shown shown;
  const absl::Time now = absl::UnixEpoch();
  const Shown::Of of{std::make_shared<const Lineage>(), 7, 1};
  const auto answer = std::make_shared<const std::string>("short");
  shown.Keep(of, now, now + absl::Seconds(1), answer);
  EXPECT_EQ(answer.use_count(), 2);
  shown.Expire(now);
  EXPECT_EQ(answer.use_count(), 2);
  shown.Expire(now + absl::Seconds(1));
  EXPECT_EQ(answer.use_count(), 1);
  shown.Keep(of, now, now + absl::Seconds(1), std::make_shared<const std::string>(64 * 1024, 'x'));
  EXPECT_EQ(shown.Find(of, now), nullptr);
}

}  // namespace
}  // namespace assent::ledger
