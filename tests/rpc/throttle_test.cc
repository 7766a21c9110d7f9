// How often: at each limit and one past it, that it fills again, and what a caller is told.
#include "server/rpc/throttle.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "assent/v1/entry_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/status_matchers.h"

namespace assent::test {
namespace {

using rpc::EntryRules;
using rpc::Throttle;

constexpr char kPeer[] = "ipv4:192.0.2.7:40123";
constexpr char kSamePeer[] = "ipv4:192.0.2.7:55555";

EntryRules Small() {
  EntryRules rules;
  rules.acts = {.per_second = 1, .burst = 3};
  rules.foundings = {.per_second = 0.5, .burst = 2};
  rules.failures = {.per_second = 1, .burst = 2};
  return rules;
}

class ThrottleTest : public ::testing::Test {
 protected:
  absl::Status Act(const std::string& token) { return throttle_.Act(token, clock_.Now()); }

  SimulatedClock clock_;
  Throttle throttle_{Small()};
};

TEST_F(ThrottleTest, ATokenActsInABurstAndThenSteadily) {
  for (int i = 0; i < 3; ++i) ASSENT_EXPECT_OK(Act("ana"));
  EXPECT_THAT(Act("ana"), HasReason("TOO_MANY_ACTS"));
  ASSENT_EXPECT_OK(Act("bo"));
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_THAT(Act("ana"), HasReason("TOO_MANY_ACTS"));
  clock_.Advance(absl::Milliseconds(1));
  ASSENT_EXPECT_OK(Act("ana"));
  EXPECT_THAT(Act("ana"), HasReason("TOO_MANY_ACTS"));
  clock_.Advance(absl::Hours(1));
  for (int i = 0; i < 3; ++i) ASSENT_EXPECT_OK(Act("ana"));
  EXPECT_THAT(Act("ana"), HasReason("TOO_MANY_ACTS"));
}

TEST_F(ThrottleTest, AClockThatGoesBackTakesNothing) {
  ASSENT_EXPECT_OK(Act("ana"));
  clock_.Advance(-absl::Hours(1));
  ASSENT_EXPECT_OK(Act("ana"));
  ASSENT_EXPECT_OK(Act("ana"));
  EXPECT_THAT(Act("ana"), HasReason("TOO_MANY_ACTS"));
}

TEST_F(ThrottleTest, FoundingsAreCountedForTheWholeServer) {
  ASSENT_EXPECT_OK(throttle_.Found("", clock_.Now()));
  ASSENT_EXPECT_OK(throttle_.Found("whatever", clock_.Now()));
  EXPECT_THAT(throttle_.Found("", clock_.Now()), HasReason("TOO_MANY_FOUNDINGS"));
  clock_.Advance(absl::Seconds(2));
  ASSENT_EXPECT_OK(throttle_.Found("", clock_.Now()));
}

TEST_F(ThrottleTest, AnAddressThatFailsOftenWaits) {
  ASSENT_EXPECT_OK(throttle_.Try(kPeer, clock_.Now()));
  throttle_.Failed(kPeer, clock_.Now());
  ASSENT_EXPECT_OK(throttle_.Try(kSamePeer, clock_.Now()));
  throttle_.Failed(kSamePeer, clock_.Now());
  EXPECT_THAT(throttle_.Try(kPeer, clock_.Now()), HasReason("TOO_MANY_FAILURES"));
  ASSENT_EXPECT_OK(throttle_.Try("ipv4:192.0.2.8:40123", clock_.Now()));
  clock_.Advance(absl::Seconds(1));
  ASSENT_EXPECT_OK(throttle_.Try(kPeer, clock_.Now()));
}

TEST(Throttled, WhoMayFound) {
  SimulatedClock clock;
  EntryRules rules = EntryRules::Unlimited();
  rules.founding = rpc::Founding::kToken;
  rules.founding_token = "assent_secret";
  Throttle with_token(rules);
  ASSENT_EXPECT_OK(with_token.Found("assent_secret", clock.Now()));
  EXPECT_THAT(with_token.Found("", clock.Now()), HasReason("FOUNDING_TOKEN_NEEDED"));
  rules.founding = rpc::Founding::kOff;
  Throttle off(rules);
  EXPECT_THAT(off.Found("assent_secret", clock.Now()), HasReason("FOUNDING_OFF"));
}

// Whoever is known no more begins with a full bucket: forgetting is never a refusal.
TEST(Throttled, MoreThanIsRememberedRefusesNobody) {
  SimulatedClock clock;
  Throttle throttle(Small());
  for (size_t i = 0; i < rpc::kMaxBuckets + 10; ++i) {
    ASSENT_ASSERT_OK(throttle.Act(absl::StrCat(i), clock.Now()));
  }
}

// Over gRPC: the refusal says when to try again, and reads go on.
TEST(Throttled, ACallerIsToldWhenToTryAgain) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry = Small();
  serve.entry.acts = {.per_second = 0.001, .burst = 3};
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 1);
  v1::UpdateMemberRequest away;
  away.set_name(kitchen.name() + "/members/-");
  away.set_away(true);
  v1::UpdateMemberResponse updated;
  for (int i = 0; i < 3; ++i) {
    const Answer answer = kitchen.founder().Call(away, &updated);
    EXPECT_TRUE(answer.ok()) << answer;
  }
  const Answer refused = kitchen.founder().Call(away, &updated);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.reason(), "TOO_MANY_ACTS");
  EXPECT_GT(refused.Get<google::rpc::RetryInfo>().retry_delay().seconds(), 0);
  v1::GetMemberRequest read;
  read.set_name(away.name());
  v1::GetMemberResponse member;
  EXPECT_TRUE(kitchen.founder().Call(read, &member).ok());
}

// A made-up token is no way around: whoever joins is counted by where they come from.
TEST(Throttled, WhoGuessesInvitationsWithANewTokenEachTimeIsCounted) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry = EntryRules::Unlimited();
  serve.entry.acts = {.per_second = 0.001, .burst = 3};
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 1);
  v1::AcceptInvitationRequest accept;
  accept.set_parent(kitchen.name());
  accept.set_secret("guess");
  accept.set_handle("eve");
  v1::AcceptInvitationResponse accepted;
  for (int i = 0; i < 3; ++i) {
    const Caller guesser = kitchen.founder().As(absl::StrCat("assent_", i));
    EXPECT_NE(guesser.Call(accept, &accepted).reason(), "TOO_MANY_ACTS");
  }
  EXPECT_EQ(kitchen.founder().As("assent_3").Call(accept, &accepted).reason(), "TOO_MANY_ACTS");
}

TEST(Throttled, TokensThatOpenNothingAreCounted) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry.failures = {.per_second = 0.001, .burst = 3};
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 1);
  v1::GetMemberRequest read;
  read.set_name(kitchen.name() + "/members/-");
  v1::GetMemberResponse member;
  const Caller stranger = kitchen.founder().As("assent_nobodys");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stranger.Call(read, &member).reason(), "ASSEMBLY_NOT_FOUND");
  }
  EXPECT_EQ(stranger.Call(read, &member).reason(), "TOO_MANY_FAILURES");
}

TEST(Throttled, WatchesWithTokensThatOpenNothingAreCountedToo) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry.failures = {.per_second = 0.001, .burst = 3};
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 1);
  v1::WatchEntriesRequest watch;
  watch.set_parent(kitchen.name());
  const Caller stranger = kitchen.founder().As("assent_nobodys");
  const auto refused = [&] {
    return stranger.CallRaw("/assent.v1.EntryService/WatchEntries", watch.SerializeAsString());
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refused().reason(), "ASSEMBLY_NOT_FOUND");
  EXPECT_EQ(refused().reason(), "TOO_MANY_FAILURES");
}

}  // namespace
}  // namespace assent::test
