// One call to the disk fails, the first, the second, … of a life, for as many as there are; in each
// way that disks have, and once or from then on. From the failure on nothing is acknowledged; what
// is durable can be read; the health of the server says so to whoever asks over gRPC; and on a
// sound disk all goes on.

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "server/base/refusal.h"
#include "server/rpc/rpc_server.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/test_server.h"
#include "tests/faults/group_on_disk.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

using Health = grpc::health::v1::Health;
using Serving = grpc::health::v1::HealthCheckResponse;
using storage::EventStore;
using storage::Refusal;

// What a server over this ledger says of its health.
Serving::ServingStatus AskHealth(ledger::Ledger& ledger) {
  rpc::RpcOptions options;
  options.entry = rpc::EntryRules::Unlimited();
  const auto server = *rpc::RpcServer::Start(ledger, "127.0.0.1:0", std::move(options));
  const auto stub = Health::NewStub(test::NewChannel(absl::StrCat("127.0.0.1:", server->port())));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  Serving answer;
  const grpc::Status status = stub->Check(&context, {}, &answer);
  return status.ok() ? answer.status() : Serving::UNKNOWN;
}

// A server that has stopped writing: takes nothing more, shows what is durable, and says so.
absl::Status CheckStopped(ledger::Ledger& ledger, EventStore& store, Deeds& deeds) {
  REQUIRE(base::ReasonOf(ledger.Health()) == "STORE_UNAVAILABLE", ledger.Health().ToString());
  REQUIRE(AskHealth(ledger) == Serving::NOT_SERVING, "its health says otherwise");
  const int64_t acknowledged = deeds.acknowledged();
  if (!deeds.gathered()) {
    REQUIRE(absl::IsUnavailable(deeds.Gather(ledger)), "somebody came in after a failure");
    return absl::OkStatus();
  }
  deeds.Act(ledger, 5).IgnoreError();
  REQUIRE(deeds.acknowledged() == acknowledged, "acknowledged after a failure");
  const auto reader = ledger.Authorize(deeds.As(1));
  REQUIRE(reader.response.ok(), reader.response.status().ToString());
  REQUIRE_ASSIGN(const uint64_t last, store.LastSequence(Deeds::kAssembly));
  REQUIRE(reader.response->sequence == static_cast<int64_t>(last), "readers see ",
          reader.response->sequence, " entries, durable are ", last);
  REQUIRE_ASSIGN(const auto documents, store.ScanDocuments(Deeds::kAssembly, "", "", {}));
  REQUIRE(!documents.empty());
  return deeds.CompareLog(store);
}

struct Way {
  const char* name;
  Refusal refusal;
  bool for_good;  // from then on, instead of once
};

// What came of failing every call once.
struct Tally {
  int places = 0;
  int stopped = 0;  // servers that have stopped writing
  int erased = 0;   // texts
};

// A life whose n-th call to the disk fails, and a sound one behind it.
absl::Status LiveThrough(GroupOnDisk& group, const Way& way, int rounds, Tally& tally,
                         bool& failed) {
  failed = false;
  group.disk().SetFault(
      [&failed, &way, left = tally.places](storage::Operation, const std::string&) mutable {
        const bool fails = left == 0 || (way.for_good && left < 0);
        --left;
        failed |= fails;
        return fails;
      },
      way.refusal);
  absl::Status status =
      group.Live(rounds, failed, [&](ledger::Ledger& ledger, EventStore& store) -> absl::Status {
        if (ledger.Health().ok()) return absl::OkStatus();
        ++tally.stopped;
        return CheckStopped(ledger, store, group.deeds());
      });
  if (status.ok()) status = group.Verify();
  tally.erased += static_cast<int>(group.deeds().ErasedWords().size());
  return status;
}

// For every n. OK, or the first failure that was not borne.
absl::Status AtEveryCall(const Way& way, int rounds, Broken broken, Tally& tally) {
  bool failed = true;
  for (; failed; ++tally.places) {
    const test::TempDir folder;
    GroupOnDisk group(folder.Path("store"), FirstSeed(), broken);
    const absl::Status status = LiveThrough(group, way, rounds, tally, failed);
    if (!status.ok()) {
      return absl::InternalError(absl::StrCat("call ", tally.places, ": ", status.ToString()));
    }
  }
  return absl::OkStatus();
}

class FailingCalls : public testing::TestWithParam<Way> {};

TEST_P(FailingCalls, StopWritingAndNothingElse) {
  const int rounds = SizeOf("ASSENT_FAULT_CALL_ROUNDS", 10, 10);  // fewer may erase nothing
  Tally tally;
  ASSENT_EXPECT_OK(AtEveryCall(GetParam(), rounds, Broken::kNot, tally));
  std::printf("%d calls of a life of %d rounds, %d servers that stopped writing, %d texts erased\n",
              tally.places, rounds, tally.stopped, tally.erased);
  EXPECT_GT(tally.stopped, 2 * rounds);
  EXPECT_GT(tally.erased, 0);
}

INSTANTIATE_TEST_SUITE_P(All, FailingCalls,
                         testing::Values(Way{"OneTornWrite", Refusal::kTornWrite, false},
                                         Way{"OneInputOutputError", Refusal::kInputOutput, false},
                                         Way{"OneWithoutSpace", Refusal::kNoSpace, false},
                                         Way{"AllTorn", Refusal::kTornWrite, true},
                                         Way{"AllWithInputOutputErrors", Refusal::kInputOutput,
                                             true},
                                         Way{"AFullDisk", Refusal::kNoSpace, true},
                                         Way{"AReadOnlyDisk", Refusal::kReadOnly, true}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(FailingCallsCanary, AStoreThatAcknowledgesWhatWasRefusedIsNoticed) {
  Tally tally;
  EXPECT_FALSE(
      AtEveryCall({"", Refusal::kInputOutput, false}, 6, Broken::kAcknowledges, tally).ok());
}

}  // namespace
}  // namespace assent::faults
