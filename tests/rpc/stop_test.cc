// Whatever hangs, a stop ends: the process goes after the time that is given, and not before what
// stops in time has stopped.
#include "server/stop.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/options.h"
#include "server/rpc/rpc_server.h"
#include "storage/memory/memory_store.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/forwarding_store.h"

namespace assent::test {
namespace {

// Its reads of the log never come back, once it is told so.
class StuckStore final : public ForwardingStore {
 public:
  StuckStore() : ForwardingStore(storage::NewMemoryStore()) {}
  absl::StatusOr<std::vector<storage::Entry>> ReadLog(absl::string_view assembly, uint64_t after,
                                                      const storage::ReadLimits& limits) override {
    if (stuck_.HasBeenNotified()) {
      if (!met_.HasBeenNotified()) met_.Notify();
      never_.WaitForNotification();
    }
    return ForwardingStore::ReadLog(assembly, after, limits);
  }
  void Stick() { stuck_.Notify(); }
  void AwaitOneThatIsStuck() { met_.WaitForNotification(); }

 private:
  absl::Notification stuck_;
  absl::Notification met_;
  absl::Notification never_;
};

// A server with a watch that waits for such a disk.
[[noreturn]] void StopWithAStuckStream() {
  StuckStore store;
  const base::SystemClock clock;
  const auto ledger = *ledger::Ledger::Open(store, clock, base::SystemEntropy());
  auto server = *rpc::RpcServer::Start(*ledger, "127.0.0.1:0", {});
  const auto channel = NewChannel(absl::StrCat("127.0.0.1:", server->port()));
  const Kitchen kitchen(channel, 1);
  store.Stick();
  grpc::ClientContext context;
  kitchen.founder().Prepare(context);
  v1::WatchEntriesRequest request;
  request.set_parent(kitchen.name());
  const auto watch = v1::EntryService::NewStub(channel)->WatchEntries(&context, request);
  store.AwaitOneThatIsStuck();
  StopWithin(absl::Seconds(2), [&] { server.reset(); });
  _exit(0);  // it was not stuck: the test has to see that
}

TEST(StopDeathTest, AStuckStreamDoesNotHoldItUp) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(StopWithAStuckStream(), testing::ExitedWithCode(kExitFailed), "not_stopped");
}

TEST(Stop, ReturnsWhenAllHasStopped) {
  bool stopped = false;
  const absl::Time start = absl::Now();
  StopWithin(absl::Minutes(1), [&] { stopped = true; });
  EXPECT_TRUE(stopped);
  EXPECT_LT(absl::Now() - start, absl::Seconds(30));
}

}  // namespace
}  // namespace assent::test
