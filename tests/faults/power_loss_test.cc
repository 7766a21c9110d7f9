// The power is cut while a group is at work: at random places, over and over on one store, and once
// at every single change of the disk that a scripted life makes. What was acknowledged is there
// afterwards, once; what was shown is where it was; the log goes on, verifies, and has the roots
// that were signed.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/faults/group_on_disk.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

// One life, to the cut after `operations` changes of the disk or to the end of its rounds.
absl::Status LiveToTheCut(GroupOnDisk& group, int operations, int rounds, bool& cut) {
  cut = false;
  group.disk().SetFault([&cut, left = operations](storage::Operation, const std::string&) mutable {
    cut |= left-- <= 0;
    return cut;
  });
  absl::Status status = group.Live(rounds, cut);
  group.disk().SetFault(nullptr);
  return status;
}

// Many cuts of one group. OK, or the first that was not survived.
absl::Status Cycles(GroupOnDisk& group, int count) {
  for (int cycle = 0; cycle < count; ++cycle) {
    bool cut = false;
    const int operations = 1 + static_cast<int>(group.deeds().random()() % 250);
    absl::Status status = LiveToTheCut(group, operations, 1000, cut);
    if (status.ok() && !cut) status = absl::InternalError("the power was never cut");
    // Every third cut takes only the process: the machine still holds what was not synced.
    if (status.ok()) group.Crash(cycle % 3 != 2);
    if (status.ok() && cycle % 8 == 7) status = group.Verify();
    if (!status.ok()) {
      return absl::InternalError(absl::StrCat("cycle ", cycle, ": ", status.ToString()));
    }
  }
  return group.Verify();
}

constexpr int kCyclesOfOneStore = 25;

TEST(PowerLoss, TakesNothingThatWasAcknowledgedAndDoublesNothing) {
  const int cycles = SizeOf("ASSENT_FAULT_POWER_CYCLES", 100);
  int64_t acknowledged = 0;
  int64_t with_signature = 0;
  uint32_t seed = FirstSeed();
  for (int done = 0; done < cycles; done += kCyclesOfOneStore, ++seed) {
    const test::TempDir folder;
    GroupOnDisk group(folder.Path("store"), seed);
    ASSENT_ASSERT_OK(Cycles(group, kCyclesOfOneStore)) << "ASSENT_FAULT_SEED=" << seed;
    acknowledged += group.deeds().acknowledged();
    with_signature += group.deeds().acknowledged_signed();
  }
  std::printf("%d cuts survived, %lld deeds acknowledged, %lld of them signed, seeds %u to %u\n",
              cycles, static_cast<long long>(acknowledged), static_cast<long long>(with_signature),
              FirstSeed(), seed - 1);
  EXPECT_GT(acknowledged, 5 * cycles);
  EXPECT_GT(with_signature, cycles / 4);
}

// The same life again and again, each time a little longer.
TEST(PowerLoss, AtEverySingleChangeOfTheDisk) {
  const int rounds = SizeOf("ASSENT_FAULT_POWER_ROUNDS", 10, 10);  // fewer erase nothing
  int cuts = 0;
  size_t erased = 0;
  bool cut = true;
  for (int operation = 0; cut; ++operation) {
    const test::TempDir folder;
    GroupOnDisk group(folder.Path("store"), FirstSeed());
    ASSENT_ASSERT_OK(LiveToTheCut(group, operation, rounds, cut)) << "operation " << operation;
    group.Crash(operation % 2 == 0);
    ASSENT_ASSERT_OK(group.Verify()) << "operation " << operation;
    cuts += cut;
    erased += group.deeds().ErasedWords().size();
  }
  std::printf("%d places of a life of %d rounds, %zu texts erased\n", cuts, rounds, erased);
  EXPECT_GT(erased, 0);
  EXPECT_GT(cuts, 2 * rounds) << "a life changes the disk more often than this";
}

TEST(PowerLossCanary, ADiskThatOnlySaysThatItSyncsIsNoticed) {
  const test::TempDir folder;
  GroupOnDisk group(folder.Path("store"), 1);
  group.disk().IgnoreSyncs();
  EXPECT_FALSE(Cycles(group, 60).ok());
}

TEST(PowerLossCanary, AnAcknowledgementOfWhatTheDiskRefusedIsNoticed) {
  const test::TempDir folder;
  GroupOnDisk group(folder.Path("store"), 1, Broken::kAcknowledges);
  EXPECT_FALSE(Cycles(group, 20).ok());
}

TEST(PowerLossCanary, AnActThatIsDoneTwiceIsNoticed) {
  const test::TempDir folder;
  GroupOnDisk group(folder.Path("store"), 1, Broken::kForgetsReplies);
  EXPECT_FALSE(Cycles(group, 40).ok());
}

}  // namespace
}  // namespace assent::faults
