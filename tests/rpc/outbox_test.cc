// Answers that nobody reads: a client that opens no window for what it asks. gRPC's clients always
// do, so these are bytes (tests/faults/raw_http2.h has the hostile kind); here is what the server
// counts, with calls that stand for them.
#include "server/rpc/outbox.h"

#include <gtest/gtest.h>

#include <deque>

#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "server/base/limits.h"

namespace assent::rpc {
namespace {

// All of them come from nowhere, and so from one caller.
TEST(Outbox, KeepsSoMuchForACallerAndNotAByteMore) {
  Outbox outbox;
  grpc::ServerContext first;
  grpc::ServerContext second;
  EXPECT_FALSE(outbox.Add(first, kMaxUnreadOfACaller + 1));
  EXPECT_TRUE(outbox.Add(first, kMaxUnreadOfACaller));
  EXPECT_FALSE(outbox.Add(second, 1));
  outbox.Remove(first);
  EXPECT_TRUE(outbox.Add(second, 1));
  outbox.Remove(second);
}

}  // namespace
}  // namespace assent::rpc
