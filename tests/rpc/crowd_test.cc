// 64 people give their position on one proposal while it closes: each is counted or refused, never
// both, never neither, never twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "absl/time/clock.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

constexpr int kPeople = 64;

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

TEST(Crowd, OfSixtyFourPeopleEachIsCountedOrRefusedWhileTheProposalCloses) {
  const TempDir folder;
  TestServer server(RocksDbFolder{folder.Path("store")});
  Kitchen kitchen(server.Connect(), kPeople);
  const std::string proposal = kitchen.Called();
  std::vector<Answer> answers(kPeople);
  std::vector<std::thread> people;
  // Some are quicker than the end, some slower.
  bool closed = false;
  for (int i = 0; i < kPeople; ++i) {
    people.emplace_back([&, i] {
      const Caller caller(server.Connect(), kitchen.member(i).token());
      absl::SleepFor(absl::Milliseconds(3 * i));
      answers[i] = kitchen.Take(caller, proposal, v1::STANCE_AGREE);
    });
  }
  while (!closed) {
    v1::DecideProposalRequest decide;
    decide.set_name(proposal);
    v1::DecideProposalResponse decided;
    const Answer answer = kitchen.founder().Call(decide, &decided);
    // The last answer closes the call too.
    closed = answer.ok() || answer.reason() == "PROPOSAL_ENDED";
    EXPECT_TRUE(closed || answer.reason() == "OUTCOME_NOT_REACHED") << answer;
    if (::testing::Test::HasFailure()) break;
  }
  for (std::thread& person : people) person.join();

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
  ASSERT_TRUE(kitchen.founder().Call(get, &got).ok());
  EXPECT_EQ(got.decision().tally().counts().agree(), counted);
  EXPECT_GE(counted, kPeople / 2);
  RecordProperty("counted", counted);
}

}  // namespace
}  // namespace assent::test
