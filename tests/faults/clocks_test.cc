// The machine's clock jumps by hours and days, back and forth, while calls are open, while the
// server is down, and under it. Entries never run backwards and never lie in the future of any
// clock that was read; and what came of it all is what comes of the same acts on a server whose
// clock is right: entry by entry, deadline by deadline.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/entropy.h"
#include "server/transparency/replay.h"
#include "storage/memory/memory_store.h"
#include "tests/contract/helpers.h"
#include "tests/faults/deeds.h"
#include "tests/faults/size.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/status_matchers.h"

namespace assent::faults {
namespace {

using event::v1::Event;

// A group on a server in memory, with a clock that the test sets.
class TimedGroup {
 public:
  explicit TimedGroup(uint32_t seed) : deeds_(seed) { Restart(); }

  void Restart() {
    ledger_.reset();
    ledger::Options options;
    options.clock_poll = absl::InfiniteDuration();
    options.replies_kept = absl::Hours(24 * 365);
    ledger_ = *ledger::Ledger::Open(*store_, clock_, base::SystemEntropy(), options);
  }
  void SetClock(absl::Time now) {
    clock_.Set(now);
    latest_ = std::max(latest_, now);
  }
  absl::Time now() const { return clock_.Now(); }
  absl::Time latest() const { return latest_; }
  ledger::Ledger& ledger() { return *ledger_; }
  storage::EventStore& store() { return *store_; }
  Deeds& deeds() { return deeds_; }

  std::vector<Event> Events() {
    ledger_->Flush();
    std::vector<Event> events;
    const auto log = ReadWholeLog(*store_, Deeds::kAssembly).value();
    for (const storage::Entry& entry : log) {
      events.push_back(transparency::OpenEntry(entry.leaf, entry.openings).value());
    }
    return events;
  }

 private:
  test::SimulatedClock clock_;
  absl::Time latest_ = test::SimulatedClock::DefaultStart();
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<ledger::Ledger> ledger_;
  Deeds deeds_;
};

absl::Duration Jump(std::mt19937& random) {
  switch (random() % 12) {
    case 0:
      return absl::Hours(1);
    case 1:
      return absl::Hours(-1);
    case 2:
      return absl::Hours(24);
    case 3:
      return absl::Hours(-24);
    default:
      return absl::Minutes(random() % 180);
  }
}

// Steps of a group whose clock jumps: deeds, restarts, deadlines that are looked for, readers.
absl::Status Live(TimedGroup& group, int steps) {
  if (absl::Status status = group.deeds().Gather(group.ledger()); !status.ok()) return status;
  std::mt19937& random = group.deeds().random();
  for (int step = 0; step < steps; ++step) {
    group.SetClock(group.now() + Jump(random));
    switch (random() % 8) {
      case 0:
        group.ledger().SettleDue();
        break;
      case 1:
        group.Restart();
        break;
      case 2:
        REQUIRE(group.ledger().Authorize(group.deeds().As(0)).response.ok());
        break;
      default:
        if (absl::Status status = group.deeds().Act(group.ledger(), 1); !status.ok()) return status;
    }
  }
  // Long after everything has fallen due.
  group.SetClock(group.latest() + absl::Hours(24 * 400));
  group.ledger().SettleDue();
  group.ledger().Flush();
  return absl::OkStatus();
}

absl::Status CheckTimes(const std::vector<Event>& events, absl::Time latest) {
  int64_t last = 0;
  for (const Event& event : events) {
    REQUIRE(event.time_us() >= last, "entry ", event.sequence(), " is earlier than the one before");
    REQUIRE(event.time_us() <= absl::ToUnixMicros(latest), "entry ", event.sequence(),
            " is later than any clock was");
    last = event.time_us();
  }
  return absl::OkStatus();
}

// What an entry says of when, what, and what came of it; not of ids, which are drawn.
std::string Said(const Event& event) {
  std::string said = absl::StrCat(event.sequence(), " ", event.time_us(), " ", event.body_case(),
                                  " proposal ", event.proposal());
  if (event.has_outcome_reached())
    absl::StrAppend(&said, " ", event.outcome_reached().ShortDebugString());
  if (event.has_decision_made()) {
    absl::StrAppend(&said, " ", event.decision_made().state());
  }
  return said;
}

// The same acts on a server whose clock is right (`late` by so much, for the canary).
absl::Status CompareWithARightClock(TimedGroup& jumping, const std::vector<Event>& events,
                                    uint32_t seed, absl::Duration late) {
  TimedGroup right(seed);
  if (absl::Status status = right.deeds().Gather(right.ledger()); !status.ok()) return status;
  for (const Deed& deed : jumping.deeds().all()) {
    if (!deed.status.ok()) continue;
    const Event& event = events[static_cast<size_t>(deed.sequence) - 1];
    right.SetClock(absl::FromUnixMicros(event.time_us()) + late);
    const absl::Status done = right.deeds().DoAlso(right.ledger(), deed);
    REQUIRE(done.ok(), "entry ", deed.sequence, " is refused: ", done.ToString());
  }
  right.SetClock(jumping.now());
  right.ledger().SettleDue();
  const std::vector<Event> others = right.Events();
  for (size_t i = 0; i < events.size() && i < others.size(); ++i) {
    REQUIRE(Said(events[i]) == Said(others[i]), Said(events[i]), " here, there ", Said(others[i]));
  }
  REQUIRE(events.size() == others.size(), events.size(), " entries here, there ", others.size());
  return absl::OkStatus();
}

absl::Status JumpAbout(uint32_t seed, int steps, absl::Duration late, size_t& entries) {
  TimedGroup group(seed);
  if (absl::Status status = Live(group, steps); !status.ok()) return status;
  const std::vector<Event> events = group.Events();
  entries += events.size();
  if (absl::Status status = CheckTimes(events, group.latest()); !status.ok()) return status;
  if (absl::Status status = group.deeds().CompareDeeds(group.store()); !status.ok()) return status;
  if (absl::Status status = VerifyRecord(group.store(), Deeds::kAssembly); !status.ok()) {
    return status;
  }
  return CompareWithARightClock(group, events, seed, late);
}

constexpr int kSteps = 400;

TEST(Clocks, ThatJumpChangeNoOutcome) {
  const int groups = SizeOf("ASSENT_FAULT_CLOCKS", 10);
  size_t entries = 0;
  for (uint32_t seed = FirstSeed(); seed < FirstSeed() + groups; ++seed) {
    ASSENT_ASSERT_OK(JumpAbout(seed, kSteps, absl::ZeroDuration(), entries))
        << "ASSENT_FAULT_SEED=" << seed;
  }
  std::printf("%d groups, %d steps each, %zu entries\n", groups, kSteps, entries);
  EXPECT_GT(entries, static_cast<size_t>(groups) * kSteps / 4);
}

TEST(ClocksCanary, AServerThatIsLateByAnHourIsNoticed) {
  size_t entries = 0;
  EXPECT_FALSE(JumpAbout(1, kSteps, absl::Hours(1), entries).ok());
}

TEST(ClocksCanary, TimesThatRunBackwardsOrAheadAreNoticed) {
  TimedGroup group(1);
  ASSENT_ASSERT_OK(Live(group, 100));
  std::vector<Event> events = group.Events();
  ASSENT_ASSERT_OK(CheckTimes(events, group.latest()));
  EXPECT_FALSE(CheckTimes(events, absl::FromUnixMicros(events.back().time_us() - 1)).ok());
  events.back().set_time_us(events[events.size() - 2].time_us() - 1);
  EXPECT_FALSE(CheckTimes(events, group.latest()).ok());
}

}  // namespace
}  // namespace assent::faults
