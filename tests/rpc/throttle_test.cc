// How often: at each limit and one past it, that it fills again, and what a caller is told.
#include "server/rpc/throttle.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "absl/strings/str_cat.h"
#include "assent/v1/entry_service.pb.h"
#include "server/base/limits.h"
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
constexpr char kOtherPeer[] = "ipv4:192.0.2.8:40123";

EntryRules Small() {
  EntryRules rules;
  rules.acts = {.per_second = 1, .burst = 3};
  rules.foundings = {.per_second = 0.5, .burst = 2};
  rules.failures = {.per_second = 1, .burst = 2};
  rules.strangers = {.per_second = 1, .burst = 2};
  rules.reentries = {.per_second = 1, .burst = 2};
  rules.reads = {.per_second = 1, .burst = 2};
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

TEST_F(ThrottleTest, ReadsAreCountedByToken) {
  ASSENT_EXPECT_OK(throttle_.Read("ana", clock_.Now()));
  ASSENT_EXPECT_OK(throttle_.Read("ana", clock_.Now()));
  EXPECT_THAT(throttle_.Read("ana", clock_.Now()), HasReason("READS_TOO_FAST"));
  ASSENT_EXPECT_OK(throttle_.Read("bo", clock_.Now()));
  ASSENT_EXPECT_OK(Act("ana")) << "whoever reads too fast may act";
  clock_.Advance(absl::Seconds(1));
  ASSENT_EXPECT_OK(throttle_.Read("ana", clock_.Now()));
}

TEST_F(ThrottleTest, FoundingsAreCountedForTheWholeServer) {
  ASSENT_EXPECT_OK(throttle_.Found("", clock_.Now()));
  ASSENT_EXPECT_OK(throttle_.Found("whatever", clock_.Now()));
  EXPECT_THAT(throttle_.Found("", clock_.Now()), HasReason("TOO_MANY_FOUNDINGS"));
  clock_.Advance(absl::Seconds(2));
  ASSENT_EXPECT_OK(throttle_.Found("", clock_.Now()));
}

TEST_F(ThrottleTest, AnAddressThatFailsOftenIsToldToWait) {
  ASSENT_EXPECT_OK(throttle_.Fail(kPeer, clock_.Now()));
  ASSENT_EXPECT_OK(throttle_.Fail(kSamePeer, clock_.Now()));
  EXPECT_THAT(throttle_.Fail(kPeer, clock_.Now()), HasReason("TOO_MANY_FAILURES"));
  ASSENT_EXPECT_OK(throttle_.Fail(kOtherPeer, clock_.Now()));
  clock_.Advance(absl::Seconds(1));
  ASSENT_EXPECT_OK(throttle_.Fail(kPeer, clock_.Now()));
}

TEST_F(ThrottleTest, StrangersAreCountedByAddress) {
  ASSENT_EXPECT_OK(throttle_.Knock(kPeer, clock_.Now()));
  ASSENT_EXPECT_OK(throttle_.Knock(kSamePeer, clock_.Now()));
  EXPECT_THAT(throttle_.Knock(kPeer, clock_.Now()), HasReason("TOO_MANY_ACTS"));
  ASSENT_EXPECT_OK(throttle_.Knock(kOtherPeer, clock_.Now()));
}

// Whoever asks again and again for one member, holds off neither others nor who asks elsewhere.
TEST_F(ThrottleTest, ReentriesAreCountedByAddressAndMember) {
  const auto reenter = [&](const char* peer, const char* parent, const char* handle) {
    return throttle_.Reenter(peer, parent, handle, clock_.Now());
  };
  ASSENT_EXPECT_OK(reenter(kPeer, "assemblies/kitchen", "bo"));
  ASSENT_EXPECT_OK(reenter(kSamePeer, "assemblies/kitchen", "bo"));
  EXPECT_THAT(reenter(kPeer, "assemblies/kitchen", "bo"), HasReason("TOO_MANY_REENTRIES"));
  ASSENT_EXPECT_OK(reenter(kPeer, "assemblies/kitchen", "cy"));
  ASSENT_EXPECT_OK(reenter(kPeer, "assemblies/garden", "bo"));
  ASSENT_EXPECT_OK(reenter(kOtherPeer, "assemblies/kitchen", "bo"));
}

// What limits.h promises: one address never fills what one member has.
TEST(Throttled, OneAddressCannotFillTheReentriesOfAMember) {
  SimulatedClock clock;
  Throttle throttle(EntryRules{});
  std::deque<absl::Time> open;  // each gives way after kReentryStands
  for (int minute = 0; minute < 24 * 60; ++minute) {
    while (!open.empty() && open.front() + assembly::kReentryStands <= clock.Now()) {
      open.pop_front();
    }
    ASSERT_LT(open.size(), static_cast<size_t>(assembly::kMaxOpenReentries)) << minute;
    if (throttle.Reenter(kPeer, "assemblies/kitchen", "bo", clock.Now()).ok()) {
      open.push_back(clock.Now());
    }
    clock.Advance(absl::Minutes(1));
  }
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

TEST(Throttled, WhoReadsWithoutEndIsToldToWait) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry = EntryRules::Unlimited();
  serve.entry.reads = {.per_second = 0.001, .burst = 3};
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 2);
  v1::GetMemberRequest read;
  read.set_name(kitchen.name() + "/members/-");
  v1::GetMemberResponse member;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(kitchen.founder().Call(read, &member).ok());
  const Answer refused = kitchen.founder().Call(read, &member);
  EXPECT_EQ(refused.reason(), "READS_TOO_FAST");
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_GT(refused.Get<google::rpc::RetryInfo>().retry_delay().seconds(), 0);
  EXPECT_TRUE(kitchen.member(1).Call(read, &member).ok());
}

// A made-up token is no way around: whoever joins is counted by where they come from.
TEST(Throttled, WhoGuessesInvitationsWithANewTokenEachTimeIsCounted) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry = EntryRules::Unlimited();
  serve.entry.strangers = {.per_second = 0.001, .burst = 3};
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
  v1::CreateInvitationRequest invite;
  invite.set_parent(kitchen.name());
  v1::CreateInvitationResponse invited;
  ASSERT_TRUE(kitchen.founder().Call(invite, &invited).ok());
  accept.set_secret(invited.secret());
  const Answer in = kitchen.founder().As("").Call(accept, &accepted);
  EXPECT_TRUE(in.ok()) << "whoever guesses from the same address keeps nobody out: " << in;
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

// Behind a proxy everybody comes from one address: who has a token that opens is let in, whatever
// strangers do from there.
TEST(Throttled, AStrangersFailuresKeepNoMemberOut) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.entry.failures = {.per_second = 0.001, .burst = 3};
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 2);
  v1::GetMemberRequest read;
  read.set_name(kitchen.name() + "/members/-");
  v1::GetMemberResponse member;
  v1::UpdateMemberRequest away;
  away.set_name(read.name());
  away.set_away(true);
  v1::UpdateMemberResponse updated;
  const Caller stranger = kitchen.founder().As("assent_nobodys");
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(stranger.Call(read, &member).reason(),
              i < 3 ? "ASSEMBLY_NOT_FOUND" : "TOO_MANY_FAILURES");
    const Answer let_in = kitchen.member(1).Call(read, &member);
    EXPECT_TRUE(let_in.ok()) << let_in;
    const Answer acted = kitchen.member(1).Call(away, &updated);
    EXPECT_TRUE(acted.ok()) << acted;
  }
  EXPECT_EQ(stranger.Call(away, &updated).reason(), "TOO_MANY_FAILURES");
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
