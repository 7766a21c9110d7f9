// 64 people give their position on one proposal while it closes: each is counted or refused, never
// both, never neither, never twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/e2e/caught.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/lying_proxy.h"
#include "tests/e2e/test_server.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

constexpr int kPeople = 64;

using Connect = std::function<std::shared_ptr<grpc::Channel>()>;

// Who is in the log with a position on proposal 1, and how often before and after its decision.
struct Logged {
  std::map<std::string, int> before;
  int after = 0;
  bool decided = false;
};

Logged ReadLog(const Kitchen& kitchen) {
  Logged logged;
  v1::ListEntriesRequest request;
  request.set_parent(kitchen.name());
  request.set_proposal(1);
  request.set_page_size(1000);
  v1::ListEntriesResponse response;
  EXPECT_TRUE(kitchen.founder().Call(request, &response).ok());
  for (const v1::Entry& entry : response.entries()) {
    if (entry.type() == "decision_made") logged.decided = true;
    if (entry.type() != "position_taken") continue;
    if (logged.decided) ++logged.after;
    ++logged.before[entry.author()];
  }
  return logged;
}

// Everybody answers `proposal` over a channel of their own, and the founder ends it once half of
// them have; returns what they were told.
std::vector<Answer> AnswerWhileItCloses(const Kitchen& kitchen, const std::string& proposal,
                                        const Connect& connect) {
  std::vector<Answer> answers(kPeople);
  absl::BlockingCounter half(kPeople / 2);
  absl::Notification ending;
  std::vector<std::thread> people;
  for (int i = 0; i < kPeople; ++i) {
    people.emplace_back([&, i] {
      const Caller caller(connect(), kitchen.member(i).token());
      if (i >= kPeople / 2) ending.WaitForNotification();
      answers[i] = kitchen.Take(caller, proposal, v1::STANCE_AGREE);
      if (i < kPeople / 2) half.DecrementCount();
    });
  }
  half.Wait();
  ending.Notify();
  bool closed = false;
  while (!closed && !::testing::Test::HasFailure()) {
    v1::DecideProposalRequest decide;
    decide.set_name(proposal);
    v1::DecideProposalResponse decided;
    const Answer answer = kitchen.founder().Call(decide, &decided);
    // The last answer closes the call too.
    closed = answer.ok() || answer.reason() == "PROPOSAL_ENDED";
    EXPECT_TRUE(closed || answer.reason() == "OUTCOME_NOT_REACHED") << answer;
  }
  for (std::thread& person : people) person.join();
  return answers;
}

void ExpectEachIsCountedOrRefused(const Kitchen& kitchen, const std::vector<Answer>& answers) {
  const Logged logged = ReadLog(kitchen);
  int counted = 0;
  for (const Answer& answer : answers) {
    if (answer.ok()) {
      ++counted;
    } else {
      EXPECT_NE(answer.reason(), "") << answer;
    }
  }
  EXPECT_EQ(logged.after, 0);
  EXPECT_EQ(static_cast<int>(logged.before.size()), counted);
  for (const auto& [author, times] : logged.before) EXPECT_EQ(times, 1) << author;
  v1::GetDecisionRequest get;
  get.set_name("assemblies/kitchen/decisions/1");
  v1::GetDecisionResponse got;
  EXPECT_TRUE(kitchen.founder().Call(get, &got).ok());
  EXPECT_EQ(got.decision().tally().counts().agree(), counted);
  EXPECT_GE(counted, kPeople / 2);
}

TEST(Crowd, OfSixtyFourPeopleEachIsCountedOrRefusedWhileTheProposalCloses) {
  const TempDir folder;
  TestServer server(RocksDbFolder{folder.Path("store")});
  Kitchen kitchen(server.Connect(), kPeople);
  const std::string proposal = kitchen.Called();
  ExpectEachIsCountedOrRefused(
      kitchen, AnswerWhileItCloses(kitchen, proposal, [&] { return server.Connect(); }));
}

grpc::Status Refusal() {
  google::rpc::ErrorInfo info;
  info.set_reason("MADE_UP");
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  return grpc::Status(grpc::StatusCode::ABORTED, "made up", status.SerializeAsString());
}

// What the crowd would notice, were one of its positions not treated as it is told.
struct Lie {
  const char* name;
  void (*tell)(std::atomic<int>& positions, Lies& lies);
};

const Lie kLies[] = {
    {"OneIsLost",
     [](std::atomic<int>& positions, Lies& lies) {
       lies.times = [&](const std::string&) { return positions++ == 20 ? 0 : 1; };
     }},
    {"OneIsWrittenTwice",
     [](std::atomic<int>& positions, Lies& lies) {
       lies.times = [&](const std::string&) { return positions++ == 20 ? 2 : 1; };
     }},
    {"OneIsRefusedAndCounted",
     [](std::atomic<int>& positions, Lies& lies) {
       lies.end = [&](const grpc::Status& end) { return positions++ == 20 ? Refusal() : end; };
     }},
};

class CrowdCanary : public ::testing::TestWithParam<Lie> {};

TEST_P(CrowdCanary, IsCaught) {
  TestServer server;
  Kitchen kitchen(server.Connect(), kPeople);
  const std::string proposal = kitchen.Called();
  std::atomic<int> positions = 0;
  Lies lies;
  GetParam().tell(positions, lies);
  const LyingProxy proxy(server.Connect(), lies);
  const std::vector<Answer> answers =
      AnswerWhileItCloses(kitchen, proposal, [&] { return proxy.Connect(); });
  EXPECT_GT(FailuresOf([&] { ExpectEachIsCountedOrRefused(kitchen, answers); }), 0);
}

INSTANTIATE_TEST_SUITE_P(All, CrowdCanary, ::testing::ValuesIn(kLies),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace assent::test
