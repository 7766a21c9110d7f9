// The disk of a real assentd fills up while eight clients are at work, or its file system turns
// read-only. From then on nothing is acknowledged, all that was can be read,
// and the server's health says so. When there is room again, or the file system is repaired, the
// next server goes on with the same record.

#include "tests/faults/small_disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <random>
#include <string>

#include "absl/time/clock.h"
#include "assent/v1/proposal_service.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/test_server.h"
#include "tests/faults/crowd_of_clients.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

using Serving = grpc::health::v1::HealthCheckResponse;
using test::ChildServer;

enum class Failure { kFull, kReadOnly };

Serving::ServingStatus HealthOf(const ChildServer& server) {
  Serving response;
  const test::Caller anybody(test::NewChannel(server.address()));
  const bool answered = anybody.Call(grpc::health::v1::HealthCheckRequest(), &response).ok();
  return answered ? response.status() : Serving::UNKNOWN;
}

absl::Status Break(SmallDisk& disk, Failure failure, int64_t room) {
  return failure == Failure::kFull ? disk.Fill(room) : disk.TurnReadOnly();
}

// RocksDB has room of its own, taken beforehand: long texts use that up. They are withdrawn, or
// there would be too many open proposals in the end. The last answer.
test::Answer WriteMuch(const ChildServer& server, const CrowdOfClients& crowd) {
  const test::Caller founder(test::NewChannel(server.address()), crowd.founder_token());
  v1::CreateProposalRequest request;
  request.set_parent("assemblies/kitchen");
  request.set_title("A long one");
  request.set_text(std::string(60'000, 'w'));
  test::Answer answer;
  for (int i = 0; i < 20; ++i) {
    v1::CreateProposalResponse response;
    answer = founder.Call(request, &response);
    if (!answer.ok()) continue;
    v1::WithdrawProposalRequest withdraw;
    withdraw.set_name(response.proposal().name());
    v1::WithdrawProposalResponse withdrawn;
    answer = founder.Call(withdraw, &withdrawn);
  }
  return answer;
}

// A server whose disk does not take anything any more.
absl::Status CheckStopped(const ChildServer& server, CrowdOfClients& crowd,
                          absl::Duration patience = absl::Seconds(20)) {
  const absl::Time end = absl::Now() + patience;
  test::Answer last;
  while (HealthOf(server) != Serving::NOT_SERVING) {
    REQUIRE(absl::Now() < end,
            "its health does not say that it takes nothing; what was written was ",
            "answered with ", last.ToString());
    last = WriteMuch(server, crowd);
  }
  crowd.Stop();
  const int64_t acknowledged = crowd.acknowledged();
  crowd.Start(server.address());
  absl::SleepFor(absl::Milliseconds(200));
  crowd.Stop();
  REQUIRE(crowd.acknowledged() == acknowledged, "acknowledged after a failure");
  return crowd.ReadOn(test::NewChannel(server.address()));
}

// One life of a server, to the failure of its disk and beyond.
absl::Status LiveAndRecover(SmallDisk& disk, CrowdOfClients& crowd,
                            std::unique_ptr<ChildServer>& server, Failure failure,
                            std::mt19937& random) {
  const std::string store = "rocksdb:" + disk.Path("store");
  crowd.Start(server->address());
  absl::SleepFor(absl::Milliseconds(50 + random() % 200));
  // An ext4 that gives up in the middle of a sync says yes to some that it then loses, whoever asks
  // (README.md): what is under way goes through first.
  if (failure == Failure::kReadOnly) crowd.Stop();
  absl::Status status = Break(disk, failure, static_cast<int64_t>(random() % 65'536));
  if (failure == Failure::kReadOnly) crowd.Start(server->address());
  if (status.ok()) status = CheckStopped(*server, crowd);
  crowd.Stop();
  if (!status.ok()) return status;
  REQUIRE(server->Stop() == 0, "it does not stop in order");
  // On a disk that is still so: it shows what there is, or says why it cannot.
  server = ChildServer::Try(ASSENTD, store);
  if (server != nullptr) {
    status = crowd.ReadOn(test::NewChannel(server->address()));
    if (!status.ok()) return status;
    server->Kill();
  }
  status = failure == Failure::kFull ? disk.MakeRoom() : disk.Repair();
  if (!status.ok()) return status;
  server = ChildServer::Try(ASSENTD, store);
  REQUIRE(server != nullptr, "it does not start again");
  REQUIRE(HealthOf(*server) == Serving::SERVING);
  const int64_t acknowledged = crowd.acknowledged();
  status = crowd.ReadOn(test::NewChannel(server->address()));
  if (!status.ok()) return status;
  crowd.Start(server->address());
  absl::SleepFor(absl::Milliseconds(200));
  crowd.Stop();
  REQUIRE(crowd.acknowledged() > acknowledged, "it does not go on");
  REQUIRE(crowd.refused() == 0, crowd.last_refusal());
  return crowd.ReadOn(test::NewChannel(server->address()));
}

absl::Status AgainAndAgain(SmallDisk& disk, Failure failure, int rounds) {
  auto server = std::make_unique<ChildServer>(ASSENTD, "rocksdb:" + disk.Path("store"));
  CrowdOfClients crowd(test::NewChannel(server->address()), {.seed = FirstSeed()});
  std::mt19937 random(FirstSeed());
  for (int round = 0; round < rounds; ++round) {
    const absl::Status status = LiveAndRecover(disk, crowd, server, failure, random);
    REQUIRE(status.ok(), "round ", round, ": ", status.ToString());
  }
  std::printf("%d times, %lld acts acknowledged\n", rounds,
              static_cast<long long>(crowd.acknowledged()));
  return crowd.Check();
}

// Null where this process may not mount: said so that nobody takes it for done.
std::unique_ptr<SmallDisk> DiskOrWarning(const test::TempDir& folder, SmallDisk::Kind kind) {
  auto disk = SmallDisk::Make(folder.Path("small"), kind);
  if (disk.ok()) return *std::move(disk);
  std::fprintf(stderr, "NOT TRIED, because a file system cannot be mounted here: %s\n",
               disk.status().ToString().c_str());
  return nullptr;
}

constexpr int kRoundsInCi = 2;

TEST(SmallDisk, ThatIsFullStopsActsAndNothingElse) {
  const test::TempDir folder;
  auto disk = DiskOrWarning(folder, SmallDisk::Kind::kExt4);
  if (disk == nullptr) disk = DiskOrWarning(folder, SmallDisk::Kind::kMemory);
  if (disk == nullptr) GTEST_SKIP() << "no right to mount";
  ASSENT_EXPECT_OK(
      AgainAndAgain(*disk, Failure::kFull, SizeOf("ASSENT_FAULT_SMALL_DISKS", kRoundsInCi)));
}

TEST(SmallDisk, ThatTurnsReadOnlyStopsActsAndNothingElse) {
  const test::TempDir folder;
  const auto disk = DiskOrWarning(folder, SmallDisk::Kind::kExt4);
  if (disk == nullptr) GTEST_SKIP() << "no right to mount, or no loop devices";
  ASSENT_EXPECT_OK(
      AgainAndAgain(*disk, Failure::kReadOnly, SizeOf("ASSENT_FAULT_SMALL_DISKS", kRoundsInCi)));
}

// A server that goes on taking acts where its disk was to fail: here, because it did not.
TEST(SmallDiskCanary, AServerThatGoesOnIsNoticed) {
  const test::TempDir folder;
  const ChildServer server(ASSENTD, "rocksdb:" + folder.Path("store"));
  CrowdOfClients crowd(test::NewChannel(server.address()), {});
  crowd.Start(server.address());
  EXPECT_THAT(CheckStopped(server, crowd, absl::Seconds(1)),
              test::StatusIs(absl::StatusCode::kInternal, testing::HasSubstr("its health")));
}

}  // namespace
}  // namespace assent::faults
