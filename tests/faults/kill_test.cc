// assentd is killed (SIGKILL) while eight clients act as fast as they are answered, and started
// again, over and over on one folder: nothing that was acknowledged is lost, nothing is there
// twice, the log goes on and verifies, as do the chains of those who sign. The clients' histories,
// with pauses and with the restarts between, fit the one order of the log.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/test_server.h"
#include "tests/faults/crowd_of_clients.h"
#include "tests/faults/deeds.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

namespace fs = std::filesystem;
using test::ChildServer;

// Below it, a kill would hardly ever meet anything.
constexpr double kRequiredActsPerSecond = 200;

struct Killing {
  int cycles = 0;
  CrowdOfClients::Options clients;
  // Canary: a machine that had not yet written what it acknowledged. Bytes off the end of the
  // newest log.
  int lost_bytes = 0;
};

void TakeOffTheEnd(const std::string& folder, int bytes) {
  fs::path newest;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() == ".log" && file.path() > newest) newest = file.path();
  }
  const auto size = fs::file_size(newest);
  fs::resize_file(newest, size - std::min<uintmax_t>(size, bytes));
}

// OK, or what did not hold. `acts_per_second`: acknowledged, while there was a server.
absl::Status KillAgainAndAgain(const Killing& killing, double& acts_per_second) {
  const test::TempDir temp;
  const std::string folder = temp.Path("store");
  auto server = std::make_unique<ChildServer>(ASSENTD, "rocksdb:" + folder);
  CrowdOfClients crowd(test::NewChannel(server->address()), killing.clients);
  std::mt19937 random(killing.clients.seed);
  absl::Duration served;
  for (int cycle = 0; cycle < killing.cycles; ++cycle) {
    const absl::Time start = absl::Now();
    crowd.Start(server->address());
    absl::SleepFor(absl::Milliseconds(50 + random() % 350));
    server->Kill();
    served += absl::Now() - start;
    crowd.Stop();
    if (killing.lost_bytes > 0) TakeOffTheEnd(folder, killing.lost_bytes);
    server = ChildServer::Try(ASSENTD, "rocksdb:" + folder);
    REQUIRE(server != nullptr, "it does not start again after kill ", cycle);
    const absl::Status read = crowd.ReadOn(test::NewChannel(server->address()));
    REQUIRE(read.ok(), "after kill ", cycle, ": ", read.ToString());
  }
  // What the last kill left open is answered now.
  crowd.Start(server->address());
  absl::SleepFor(absl::Milliseconds(300));
  crowd.Stop();
  REQUIRE(crowd.refused() == 0, crowd.last_refusal());
  if (absl::Status status = crowd.ReadOn(test::NewChannel(server->address())); !status.ok()) {
    return status;
  }
  if (absl::Status status = crowd.Check(); !status.ok()) return status;
  REQUIRE(server->Stop() == 0);
  acts_per_second = static_cast<double>(crowd.acknowledged()) / absl::ToDoubleSeconds(served);
  std::printf("%d kills, %lld acts acknowledged, %lld of them signed, %.0f a second\n",
              killing.cycles, static_cast<long long>(crowd.acknowledged()),
              static_cast<long long>(crowd.acknowledged_signed()), acts_per_second);
  REQUIRE(crowd.acknowledged_signed() > killing.cycles || killing.clients.signing == 0);
  REQUIRE_ASSIGN(const auto store, storage::OpenRocksDbStore(folder));
  REQUIRE_ASSIGN(const auto log, ReadWholeLog(*store, "kitchen"));
  for (size_t i = 0; i < crowd.leaf_hashes().size(); ++i) {
    REQUIRE(i < log.size() && log[i].leaf_hash == crowd.leaf_hashes()[i], "entry ", i + 1,
            " was read, and is another one");
  }
  return VerifyRecord(*store, "kitchen");
}

TEST(Kill, LosesAndDoublesNothing) {
  double acts_per_second = 0;
  const uint32_t seed = FirstSeed();
  ASSENT_ASSERT_OK(
      KillAgainAndAgain({SizeOf("ASSENT_FAULT_KILLS", 25), {.seed = seed}}, acts_per_second))
      << "ASSENT_FAULT_SEED=" << seed;
  if (!kSanitized) {
    EXPECT_GE(acts_per_second, kRequiredActsPerSecond);
  }
}

TEST(Kill, HistoriesOfClientsWhoPauseFitTheOrderOfTheLog) {
  double acts_per_second = 0;
  const uint32_t seed = FirstSeed();
  const int cycles = SizeOf("ASSENT_FAULT_HISTORIES", 8);
  ASSENT_ASSERT_OK(KillAgainAndAgain({cycles, {.seed = seed, .pauses = true}}, acts_per_second))
      << "ASSENT_FAULT_SEED=" << seed;
}

TEST(KillCanary, AServerThatLosesWhatItAcknowledgedIsNoticed) {
  double acts_per_second = 0;
  const absl::Status status = KillAgainAndAgain({6, {.signing = 0}, 2000}, acts_per_second);
  EXPECT_THAT(status, test::StatusIs(
                          absl::StatusCode::kInternal,
                          testing::AnyOf(testing::HasSubstr("lost"), testing::HasSubstr("another"),
                                         testing::HasSubstr("the log ended"))));
}

TEST(KillCanary, AnActThatIsDoneTwiceIsNoticed) {
  double acts_per_second = 0;
  const absl::Status status =
      KillAgainAndAgain({20, {.signing = 0, .forgets_ids = true}}, acts_per_second);
  EXPECT_THAT(status, test::StatusIs(absl::StatusCode::kInternal, testing::HasSubstr("twice")));
}

TEST(KillCanary, AServerThatLosesWhatWasSignedIsNoticed) {
  double acts_per_second = 0;
  const absl::Status status =
      KillAgainAndAgain({6, {.signing = CrowdOfClients::kClients}, 2000}, acts_per_second);
  EXPECT_THAT(status, test::StatusIs(absl::StatusCode::kInternal,
                                     testing::HasSubstr("the server knows of")));
}

}  // namespace
}  // namespace assent::faults
