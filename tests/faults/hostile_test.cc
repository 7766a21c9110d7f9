// Somebody floods assentd with HTTP/2 that is not meant well (attacks.h), from four addresses,
// while a member goes on with their work beside it: the server stays alive, serves that member each
// time within some seconds, and takes less than 64 MiB for it. Directly, where gRPC 1.51 can; the
// rest, and those once more, behind the proxy that deploy/proxy ships.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/faults/attacks.h"
#include "tests/faults/raw_http2.h"
#include "tests/faults/shipped_proxy.h"
#include "tests/faults/resident.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

constexpr int kAttackers = 4;
constexpr int64_t kMaxGrowth = 64 * 1024 * 1024;
// For one deed of the member, with as many tries as it takes.
constexpr absl::Duration kPatience = absl::Seconds(5);

struct Findings {
  int served = 0;
  absl::Duration slowest;
  std::string not_served;  // the last answer to a deed that came to nothing
  int64_t before = 0;      // bytes
  int64_t most = 0;
};

absl::Status Judge(const Findings& found) {
  REQUIRE(found.most > 0, "the server is gone");
  REQUIRE(found.not_served.empty(), "a member was not served: ", found.not_served);
  REQUIRE(found.served > 0, "nobody tried anything");
  const int64_t growth = found.most - found.before;
  REQUIRE(kSanitized || growth < kMaxGrowth, "it took ", growth >> 20, " MiB");
  return absl::OkStatus();
}

// One member's work: a position, again and again, and now and then on a new connection.
class Member {
 public:
  Member(const std::string& address, std::string token, std::string proposal)
      : address_(address), caller_(test::NewChannel(address), token), proposal_(proposal) {}

  void Work(const std::atomic<bool>& stops, Findings& found) {
    for (int deed = 0; !stops; ++deed) {
      if (deed % 16 == 15) caller_ = test::Caller(test::NewChannel(address_), caller_.token());
      DoOne(deed, found);
      absl::SleepFor(absl::Milliseconds(10));
    }
  }

  void Do(int deeds, Findings& found) {
    for (int deed = 0; deed < deeds; ++deed) DoOne(deed, found);
  }

 private:
  void DoOne(int deed, Findings& found) {
    const absl::Time start = absl::Now();
    v1::TakePositionRequest request;
    request.set_parent(proposal_);
    request.set_stance(deed % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_RESERVATIONS);
    request.set_reason(std::string(2000, 'r'));
    v1::TakePositionResponse response;
    test::Answer answer = caller_.Call(request, &response);
    while (!answer.ok() && absl::Now() < start + kPatience) {
      absl::SleepFor(absl::Milliseconds(20));
      answer = caller_.Call(request, &response);
    }
    const absl::Duration took = absl::Now() - start;
    found.slowest = std::max(found.slowest, took);
    if (answer.ok() && took < kPatience) {
      ++found.served;
    } else {
      found.not_served = absl::StrCat(answer.ToString(), " after ", absl::FormatDuration(took));
    }
  }

  const std::string address_;
  test::Caller caller_;
  const std::string proposal_;
};

Findings Suffer(const Attack& attack, const Target& target, pid_t server, Member& member,
                absl::Duration how_long) {
  Findings found;
  found.before = ResidentBytes(server);
  std::atomic<bool> stops = false;
  std::thread work([&] { member.Work(stops, found); });
  const absl::Time end = absl::Now() + how_long;
  std::vector<std::thread> attackers;
  for (int i = 0; i < kAttackers; ++i) {
    attackers.emplace_back([&, i] {
      Target own = target;
      own.from = absl::StrCat("127.0.0.", 2 + i);
      attack.run(own, FirstSeed() + i, end);
    });
  }
  while (absl::Now() < end) {
    found.most = std::max(found.most, ResidentBytes(server));
    absl::SleepFor(absl::Milliseconds(10));
  }
  for (std::thread& attacker : attackers) attacker.join();
  stops = true;
  work.join();
  if (ResidentBytes(server) == 0) found.most = 0;
  return found;
}

// One attack, on assentd itself or on the proxy in front of it.
absl::Status Bear(const Attack& attack, bool behind_proxy) {
  const absl::Duration how_long =
      absl::Milliseconds(SizeOf("ASSENT_FAULT_HOSTILE_MILLISECONDS", 500));
  const test::TempDir folder;
  const test::ChildServer server(ASSENTD, "rocksdb:" + folder.Path("store"));
  std::optional<ShippedProxy> proxy;
  if (behind_proxy) proxy.emplace(server.address(), folder.Path(""));
  const std::string& address = behind_proxy ? proxy->address() : server.address();
  test::Kitchen kitchen(test::NewChannel(server.address()), 3);
  const std::string proposal = kitchen.Called();
  const Target target{address, kitchen.name(), proposal, kitchen.member(1).token()};
  Findings warm;
  Member(server.address(), kitchen.founder().token(), proposal).Do(200, warm);
  Member member(address, kitchen.founder().token(), proposal);
  const int64_t before = behind_proxy ? ResidentBytes(proxy->pid()) : 0;
  const Findings found = Suffer(attack, target, server.pid(), member, how_long);
  std::printf("%s: %d deeds served beside it, the slowest %s; memory from %lld to %lld MB",
              attack.name, found.served, absl::FormatDuration(found.slowest).c_str(),
              static_cast<long long>(found.before >> 20), static_cast<long long>(found.most >> 20));
  if (behind_proxy) {
    std::printf(", of the proxy from %lld to %lld", static_cast<long long>(before >> 20),
                static_cast<long long>(ResidentBytes(proxy->pid()) >> 20));
  }
  std::printf("\n");
  return Judge(found);
}

std::vector<Attack> BorneByGrpc() {
  std::vector<Attack> borne = AllAttacks();
  std::erase_if(borne, [](const Attack& attack) { return !attack.borne_by_grpc; });
  return borne;
}

constexpr auto kNameOf = [](const auto& each) { return std::string(each.param.name); };

class HostileDirectly : public testing::TestWithParam<Attack> {};
TEST_P(HostileDirectly, IsBorne) { ASSENT_EXPECT_OK(Bear(GetParam(), false)); }
INSTANTIATE_TEST_SUITE_P(All, HostileDirectly, testing::ValuesIn(BorneByGrpc()), kNameOf);

class HostileBehindTheProxy : public testing::TestWithParam<Attack> {};
TEST_P(HostileBehindTheProxy, IsBorne) { ASSENT_EXPECT_OK(Bear(GetParam(), true)); }
INSTANTIATE_TEST_SUITE_P(All, HostileBehindTheProxy, testing::ValuesIn(AllAttacks()), kNameOf);

// Clients that have asked and take nothing are given no more, others are, and they have no say in
// when a server stops.
TEST(HostileClients, WhoTakeNothingGetNoMoreAndDoNotHoldUpAStop) {
  const test::TempDir folder;
  test::ChildServer server(ASSENTD, "rocksdb:" + folder.Path("store"));
  test::Kitchen kitchen(test::NewChannel(server.address()), 2);
  const std::string proposal = kitchen.Called();
  const Target target{server.address(), kitchen.name(), proposal, kitchen.member(1).token()};
  Findings warm;
  Member(server.address(), kitchen.founder().token(), proposal).Do(200, warm);
  const std::vector<http2::Connection> silent = ConnectionsThatTakeNothing(target);
  v1::ListEntriesRequest read;
  read.set_parent(kitchen.name());
  read.set_page_size(1000);
  v1::ListEntriesResponse page;
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (kitchen.member(1).Call(read, &page).reason() != "ANSWERS_UNREAD") {
    ASSERT_LT(absl::Now(), end) << "they are given whatever they ask for";
  }
  EXPECT_TRUE(kitchen.founder().Call(read, &page).ok());
  const absl::Time start = absl::Now();
  EXPECT_EQ(server.Stop(), 0);
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
}

// --- Canaries

// A server of the kind that the lane is there for: it keeps whatever it is sent.
class Hoarder {
 public:
  Hoarder() : thread_([this] { Work(); }) {}
  ~Hoarder() {
    stops_ = true;
    thread_.join();
    for (const int each : connections_) close(each);
  }
  std::string address() const { return listener_.address(); }

 private:
  void Work() {
    char bytes[65'536];
    while (!stops_) {
      const int more = listener_.Accept();
      if (more >= 0) connections_.push_back(more);
      ssize_t count = 0;
      for (const int each : connections_) {
        while ((count = recv(each, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
          hoard_.append(bytes, static_cast<size_t>(count));
        }
      }
    }
  }

  const http2::Listener listener_;
  std::vector<int> connections_;
  std::string hoard_;
  std::atomic<bool> stops_ = false;
  std::thread thread_;
};

TEST(HostileCanary, AServerThatKeepsWhatItIsSentIsNoticed) {
  if (kSanitized) GTEST_SKIP() << "memory is not bounded there";
  const test::TempDir folder;
  const test::ChildServer server(ASSENTD, "rocksdb:" + folder.Path("store"));
  test::Kitchen kitchen(test::NewChannel(server.address()), 2);
  Member member(server.address(), kitchen.founder().token(), kitchen.Called());
  const Hoarder hoarder;
  const Target target{hoarder.address(), kitchen.name(), "", kitchen.member(1).token()};
  const Findings found = Suffer(AllAttacks()[2], target, getpid(), member, absl::Seconds(1));
  EXPECT_THAT(Judge(found),
              test::StatusIs(absl::StatusCode::kInternal, testing::HasSubstr("it took")));
}

TEST(HostileCanary, AServerThatIsGoneOrServesNobodyIsNoticed) {
  Findings good;
  good.served = 1;
  good.before = good.most = 1;
  ASSENT_EXPECT_OK(Judge(good));
  Findings gone = good;
  gone.most = 0;
  EXPECT_FALSE(Judge(gone).ok());
  Findings deaf = good;
  deaf.not_served = "UNAVAILABLE";
  EXPECT_FALSE(Judge(deaf).ok());
  Findings idle = good;
  idle.served = 0;
  EXPECT_FALSE(Judge(idle).ok());
}

}  // namespace
}  // namespace assent::faults
