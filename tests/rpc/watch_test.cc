// Watches over gRPC: what they tell, how they resume, what ends them, and that a slow one delays
// nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "tests/e2e/caught.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/lying_proxy.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

// One open watch.
template <typename Response>
class Reading {
 public:
  template <typename Stub, typename Request>
  Reading(const Caller& caller, Stub stub,
          std::unique_ptr<grpc::ClientReader<Response>> (Stub::element_type::*method)(
              grpc::ClientContext*, const Request&),
          const Request& request, absl::Duration wait = absl::Seconds(60)) {
    caller.Prepare(context_, wait);
    reader_ = ((*stub).*method)(&context_, request);
  }
  ~Reading() {
    if (reader_ == nullptr) return;
    context_.TryCancel();
    Response ignored;
    while (reader_->Read(&ignored)) {
    }
    reader_->Finish();
  }

  // The next message that is no heartbeat; a default one if the stream ended.
  Response Next() {
    Response message;
    while (reader_->Read(&message)) {
      if (!message.heartbeat()) return message;
    }
    ended_ = true;
    return Response();
  }
  // The next message of any kind.
  bool Read(Response& message) { return reader_->Read(&message); }
  bool ended() const { return ended_; }
  Answer Finish() {
    Answer answer{reader_->Finish()};
    reader_ = nullptr;
    return answer;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Response>> reader_;
  bool ended_ = false;
};

class Watching : public ::testing::Test {
 protected:
  using Proposals = Reading<v1::WatchProposalResponse>;
  using Assemblies = Reading<v1::WatchAssemblyResponse>;
  using Entries = Reading<v1::WatchEntriesResponse>;

  std::unique_ptr<Proposals> WatchProposal(const Caller& caller, const std::string& name,
                                           int64_t after = 0) {
    v1::WatchProposalRequest request;
    request.set_name(name);
    request.set_after_sequence(after);
    return std::make_unique<Proposals>(caller, v1::ProposalService::NewStub(caller.channel()),
                                       &v1::ProposalService::Stub::WatchProposal, request);
  }
  std::unique_ptr<Assemblies> WatchAssembly(const Caller& caller, int64_t after = 0) {
    v1::WatchAssemblyRequest request;
    request.set_name(kitchen_.name());
    request.set_after_sequence(after);
    return std::make_unique<Assemblies>(caller, v1::AssemblyService::NewStub(caller.channel()),
                                        &v1::AssemblyService::Stub::WatchAssembly, request);
  }
  std::unique_ptr<Entries> WatchEntries(const Caller& caller, int64_t after = 0,
                                        bool json = false) {
    v1::WatchEntriesRequest request;
    request.set_parent(kitchen_.name());
    request.set_after_sequence(after);
    request.set_show_json(json);
    return std::make_unique<Entries>(caller, v1::EntryService::NewStub(caller.channel()),
                                     &v1::EntryService::Stub::WatchEntries, request);
  }
  int64_t Last() { return server_.LastSequence("kitchen"); }

  // Three at once, forty times each.
  void ManyAct(const std::string& proposal) {
    std::vector<std::thread> actors;
    for (int i = 0; i < 3; ++i) {
      actors.emplace_back([&, i] {
        for (int n = 0; n < 40; ++n) {
          kitchen_.Take(kitchen_.member(i), proposal,
                        n % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
        }
      });
    }
    for (std::thread& actor : actors) actor.join();
  }
  void Adopt(const std::string& proposal) {
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(kitchen_.Take(kitchen_.member(i), proposal, v1::STANCE_AGREE).ok());
    }
    v1::DecideProposalRequest decide;
    decide.set_name(proposal);
    v1::DecideProposalResponse decided;
    ASSERT_TRUE(kitchen_.founder().Call(decide, &decided).ok());
  }

  // From the first to the last, each once and in order.
  void ExpectEveryEntry(Entries& watch) {
    const int64_t last = Last();
    int64_t expected = 1;
    while (expected <= last && !watch.ended()) {
      const v1::WatchEntriesResponse message = watch.Next();
      for (const v1::Entry& entry : message.entries()) {
        EXPECT_EQ(entry.sequence(), expected);
        expected = entry.sequence() + 1;
        EXPECT_EQ(entry.leaf_hash().size(), 32u);
      }
      EXPECT_EQ(message.sequence(), expected - 1);
    }
    EXPECT_EQ(expected, last + 1);
  }
  static void ExpectItsEnd(Proposals& watch) {
    v1::WatchProposalResponse message;
    do {
      message = watch.Next();
    } while (!watch.ended() && message.proposal().state() != v1::Proposal::STATE_ADOPTED);
    EXPECT_EQ(message.proposal().state(), v1::Proposal::STATE_ADOPTED);
  }
  // After the watcher has left.
  template <typename Watch>
  static void ExpectAForeignersEnd(Watch& watch) {
    while (!watch.ended()) watch.Next();
    EXPECT_EQ(watch.Finish().reason(), "ASSEMBLY_NOT_FOUND");
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
};

TEST_F(Watching, AProposalIsShownNowAndAfterEachChangeWithItsTally) {
  const std::string proposal = kitchen_.Called();
  const auto watch = WatchProposal(kitchen_.member(1), proposal);
  EXPECT_EQ(watch->Next().proposal().tally().counts().agree(), 0);
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(0), proposal, v1::STANCE_AGREE).ok());
  const v1::WatchProposalResponse changed = watch->Next();
  EXPECT_EQ(changed.proposal().tally().counts().agree(), 1);
  EXPECT_EQ(changed.sequence(), Last());
  EXPECT_NE(changed.proposal().tally().conditions(0).sentence(), "");
}

TEST_F(Watching, ChangesElsewhereAreNotTold) {
  const std::string proposal = kitchen_.Called();
  const auto watch = WatchProposal(kitchen_.member(1), proposal);
  watch->Next();
  kitchen_.Introduced("another");
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(0), proposal, v1::STANCE_AGREE).ok());
  EXPECT_EQ(watch->Next().proposal().tally().counts().agree(), 1);
}

TEST_F(Watching, AResumedWatchBeginsWithWhatCameSince) {
  const std::string proposal = kitchen_.Called();
  const int64_t seen = Last();
  const auto watch = WatchProposal(kitchen_.member(1), proposal, seen);
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(0), proposal, v1::STANCE_AGREE).ok());
  EXPECT_EQ(watch->Next().proposal().tally().counts().agree(), 1);
  const auto later = WatchProposal(kitchen_.member(1), proposal, seen);
  EXPECT_EQ(later->Next().proposal().tally().counts().agree(), 1);
}

TEST_F(Watching, TheEndOfAProposalIsTold) {
  const std::string proposal = kitchen_.Called();
  const auto watch = WatchProposal(kitchen_.member(1), proposal);
  watch->Next();
  const int64_t before = Last();
  Adopt(proposal);
  ExpectItsEnd(*watch);
  EXPECT_EQ(WatchProposal(kitchen_.member(2), proposal, before)->Next().proposal().state(),
            v1::Proposal::STATE_ADOPTED);
}

TEST_F(Watching, NoEntryIsLeftOutHoweverManyActAtOnce) {
  const auto watch = WatchEntries(kitchen_.member(1));
  ManyAct(kitchen_.Called());
  ExpectEveryEntry(*watch);
  const int64_t last = Last();
  const auto resumed = WatchEntries(kitchen_.member(1), last - 2);
  EXPECT_EQ(resumed->Next().entries(0).sequence(), last - 1);
}

TEST_F(Watching, AnAssemblyIsShownNowAndThenWhatChangesInIt) {
  kitchen_.Introduced("first");
  const std::string draft = kitchen_.Drafted("half-baked");
  const auto watch = WatchAssembly(kitchen_.member(1));
  const v1::WatchAssemblyResponse start = watch->Next();
  EXPECT_EQ(start.assembly().member_count(), 3);
  ASSERT_EQ(start.proposals_size(), 1) << "a draft of somebody else was shown";
  EXPECT_EQ(start.proposals(0).title(), "first");
  EXPECT_EQ(start.proposals(0).text(), "");
  EXPECT_EQ(start.sequence(), Last());
  kitchen_.Introduced("second");
  std::set<std::string> told;
  while (told.count("second") == 0 && !watch->ended()) {
    const v1::WatchAssemblyResponse message = watch->Next();
    EXPECT_FALSE(message.has_assembly());
    for (const v1::Proposal& proposal : message.proposals()) told.insert(proposal.title());
  }
  EXPECT_EQ(told, std::set<std::string>{"second"});
  kitchen_.Join("late");
  v1::WatchAssemblyResponse joined = watch->Next();
  while (!watch->ended() && joined.assembly().member_count() != 4) joined = watch->Next();
  EXPECT_EQ(joined.assembly().member_count(), 4);
}

TEST_F(Watching, AResumedAssemblyWatchTellsEverythingThatChangedSince) {
  kitchen_.Introduced("before");
  const int64_t seen = Last();
  std::set<std::string> expected;
  for (int i = 0; i < 60; ++i) expected.insert(kitchen_.Introduced(absl::StrCat("p", i)));
  const auto watch = WatchAssembly(kitchen_.member(1), seen);
  std::set<std::string> told;
  int64_t sequence = 0;
  while (sequence < Last() && !watch->ended()) {
    const v1::WatchAssemblyResponse message = watch->Next();
    for (const v1::Proposal& proposal : message.proposals()) told.insert(proposal.name());
    sequence = message.sequence();
  }
  EXPECT_EQ(told, expected);
}

TEST_F(Watching, WhoeverLeavesIsToldNothingMore) {
  const auto watch = WatchEntries(kitchen_.member(1), Last());
  const auto proposals = WatchAssembly(kitchen_.member(1), Last());
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kitchen_.name());
  v1::LeaveAssemblyResponse left;
  ASSERT_TRUE(kitchen_.member(1).Call(leave, &left).ok());
  ExpectAForeignersEnd(*watch);
  ExpectAForeignersEnd(*proposals);
}

// Canaries: the same claims of a server whose watches are told wrongly.
class WatchCanary : public Watching {
 protected:
  // The watcher, through a proxy that lies.
  Caller Through(Lies lies) {
    proxy_.emplace(server_.Connect(), std::move(lies));
    return Caller(proxy_->Connect(), kitchen_.member(1).token());
  }

  // Before what watches through it.
  std::optional<LyingProxy> proxy_;
};

TEST_F(WatchCanary, AMessageThatIsLostIsMissed) {
  absl::Notification first;
  absl::Notification second;
  Lies lies;
  lies.messages = [&](int n) {
    if (n < 2) (n == 0 ? first : second).Notify();
    return n == 1 ? 0 : 1;
  };
  const auto watch = WatchEntries(Through(std::move(lies)));
  first.WaitForNotification();
  kitchen_.Introduced("in the message that is lost");
  second.WaitForNotification();
  kitchen_.Introduced("in a later one");
  EXPECT_GT(FailuresOf([&] { ExpectEveryEntry(*watch); }), 0);
}

TEST_F(WatchCanary, AMessageThatComesTwiceIsNoticed) {
  absl::Notification first;
  Lies lies;
  lies.messages = [&](int n) {
    if (n == 0) first.Notify();
    return n == 0 ? 2 : 1;
  };
  const auto watch = WatchEntries(Through(std::move(lies)));
  first.WaitForNotification();
  kitchen_.Introduced("in another message");
  EXPECT_GT(FailuresOf([&] { ExpectEveryEntry(*watch); }), 0);
}

TEST_F(WatchCanary, AnEndThatIsNotToldIsMissed) {
  const std::string proposal = kitchen_.Called();
  Lies lies;
  lies.messages = [](int n) { return n == 0 ? 1 : 0; };
  const auto watch = WatchProposal(Through(std::move(lies)), proposal);
  watch->Next();
  Adopt(proposal);
  proxy_.reset();  // or the watch would wait for ever
  EXPECT_GT(FailuresOf([&] { ExpectItsEnd(*watch); }), 0);
}

TEST_F(WatchCanary, AWatchOfOneWhoHasLeftThatEndsInPeaceIsNoticed) {
  Lies lies;
  lies.end = [](const grpc::Status&) { return grpc::Status::OK; };
  const auto watch = WatchEntries(Through(std::move(lies)), Last());
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kitchen_.name());
  v1::LeaveAssemblyResponse left;
  ASSERT_TRUE(kitchen_.member(1).Call(leave, &left).ok());
  EXPECT_GT(FailuresOf([&] { ExpectAForeignersEnd(*watch); }), 0);
}

TEST_F(Watching, AnImpossibleBeginningIsRefused) {
  const auto ahead = WatchEntries(kitchen_.member(1), 1'000'000);
  ahead->Next();
  const Answer answer = ahead->Finish();
  EXPECT_EQ(answer.reason(), "SEQUENCE_AHEAD") << answer;
  EXPECT_EQ(answer.field(), "after_sequence");
  const auto stranger = WatchEntries(kitchen_.founder().As("stranger"));
  stranger->Next();
  EXPECT_EQ(stranger->Finish().reason(), "ASSEMBLY_NOT_FOUND");
  const auto hidden = WatchProposal(kitchen_.member(1), kitchen_.Drafted());
  hidden->Next();
  EXPECT_EQ(hidden->Finish().reason(), "PROPOSAL_NOT_FOUND");
}

TEST_F(Watching, AWatcherWhoDoesNotReadDelaysNobody) {
  const std::string proposal = kitchen_.Called();
  const Caller slow(server_.Connect(), kitchen_.member(1).token());
  const auto stuck = WatchEntries(slow, 0, true);
  const auto quick = WatchEntries(kitchen_.member(2), Last());
  const int64_t before = Last();
  const std::string reason(8'000, 'r');  // more than the connection's windows take
  for (int i = 0; i < 120; ++i) {
    v1::TakePositionRequest request;
    request.set_parent(proposal);
    request.set_stance(i % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_RESERVATIONS);
    request.set_reason(reason);
    v1::TakePositionResponse response;
    const Answer answer = kitchen_.member(0).Call(request, &response);
    ASSERT_TRUE(answer.ok()) << answer;
  }
  int64_t told = before;
  while (told < Last() && !quick->ended()) told = quick->Next().sequence();
  EXPECT_EQ(told, Last());
  int64_t late = 0;
  while (late < Last() && !stuck->ended()) late = stuck->Next().sequence();
  EXPECT_EQ(late, Last()) << "the slow one has it all, once it reads";
}

TEST_F(Watching, AQuietWatchSendsAHeartbeatWithin25Seconds) {
  const auto watch = WatchEntries(kitchen_.member(1), Last());
  const absl::Time before = absl::Now();
  v1::WatchEntriesResponse message;
  ASSERT_TRUE(watch->Read(message));
  EXPECT_TRUE(message.heartbeat());
  EXPECT_EQ(message.sequence(), Last());
  EXPECT_LE(absl::Now() - before, absl::Seconds(25));
}

}  // namespace
}  // namespace assent::test
