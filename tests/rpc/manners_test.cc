// What a client may expect of any gRPC server: health, reflection, limits, waiting, draining.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "server/base/limits.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

class Manners : public ::testing::Test {
 protected:
  HealthCheckResponse::ServingStatus Check(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    const Answer answer = Caller(channel_).Call(request, &response);
    return answer.ok() ? response.status() : HealthCheckResponse::UNKNOWN;
  }

  // One question to the reflection service, as bytes: its descriptors are not installed.
  std::string Reflect(const std::string& question) {
    grpc::GenericStub stub(channel_);
    grpc::ClientContext context;
    Caller(channel_).Prepare(context);
    grpc::CompletionQueue queue;
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    const auto call = stub.PrepareCall(
        &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
    call->StartCall(nullptr);
    if (!wait()) return "";
    const grpc::Slice slice(question);
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    if (!wait()) return "";
    grpc::ByteBuffer answer;
    call->Read(&answer, nullptr);
    if (!wait()) return "";
    grpc::Slice whole;
    EXPECT_TRUE(answer.DumpToSingleSlice(&whole).ok());
    context.TryCancel();
    grpc::Status status;
    call->Finish(&status, nullptr);
    wait();
    return std::string(reinterpret_cast<const char*>(whole.begin()), whole.size());
  }

  TestServer server_;
  const std::shared_ptr<grpc::Channel> channel_ = server_.Connect();
};

TEST_F(Manners, HealthKnowsTheServerAndEachService) {
  EXPECT_EQ(Check(""), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("assent.v1.ProposalService"), HealthCheckResponse::SERVING);
  HealthCheckRequest request;
  request.set_service("assent.v1.NoSuchService");
  HealthCheckResponse response;
  const Answer unknown = Caller(channel_).Call(request, &response);
  EXPECT_EQ(unknown.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(unknown.reason(), "SERVICE_NOT_FOUND");
}

TEST_F(Manners, ReflectionListsEveryServiceAndItsTypes) {
  const std::string services = Reflect(std::string("\x3a\x01*", 3));  // list_services: "*"
  for (const char* name : {"Assembly", "Member", "Proposal", "Amendment", "Concern", "Position",
                           "Block", "Decision", "Entry", "Rule"}) {
    EXPECT_THAT(services, HasSubstr(absl::StrCat("assent.v1.", name, "Service")));
  }
  EXPECT_THAT(services, HasSubstr("grpc.health.v1.Health"));
  const std::string symbol = "grpc.health.v1.Health";
  const std::string file =
      Reflect(absl::StrCat("\x22", std::string(1, static_cast<char>(symbol.size())), symbol));
  EXPECT_THAT(file, HasSubstr("HealthCheckRequest"));
}

TEST_F(Manners, MetadataBeyondTheLimitIsRefusedAndTheServerGoesOn) {
  grpc::ClientContext context;
  Caller(channel_).Prepare(context);
  context.AddMetadata("x-large", std::string(200'000, 'a'));
  HealthCheckResponse response;
  EXPECT_FALSE(Health::NewStub(channel_)->Check(&context, HealthCheckRequest(), &response).ok());
  // On another connection: that one may have been given up.
  EXPECT_TRUE(Caller(server_.Connect()).Call(HealthCheckRequest(), &response).ok());
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
}

TEST_F(Manners, ALargeBatchFitsIntoARequest) {
  Kitchen kitchen(channel_, 2);
  v1::RecordPositionsRequest request;
  request.set_parent(kitchen.Called());
  request.set_all_present(true);
  for (int i = 0; i < 1000; ++i) {
    auto& position = *request.add_positions();
    position.set_member(absl::StrCat(kitchen.name(), "/members/@somebody", i));
    position.set_stance(v1::STANCE_AGREE);
    position.set_reason(std::string(300, 'r'));
  }
  v1::RecordPositionsResponse response;
  const Answer answer = kitchen.founder().Call(request, &response);
  EXPECT_NE(answer.reason(), "REQUEST_TOO_LARGE");
  EXPECT_NE(answer.reason(), "");  // nobody of them is a member
}

TEST_F(Manners, AReadWaitsUntilTheLogHasReachedAPosition) {
  Kitchen kitchen(channel_, 1);
  v1::GetAssemblyRequest request;
  request.set_name(kitchen.name());
  request.set_at_least_sequence(server_.LastSequence("kitchen") + 1);
  std::thread later([&] {
    EXPECT_TRUE(server_.AwaitReadsWaiting(1));
    kitchen.Drafted();
  });
  v1::GetAssemblyResponse response;
  const Answer answer = kitchen.founder().Call(request, &response);
  later.join();
  EXPECT_TRUE(answer.ok()) << answer;
  EXPECT_GE(response.sequence(), request.at_least_sequence());
}

TEST_F(Manners, AReadWaitsForAtMostFiveSeconds) {
  Kitchen kitchen(channel_, 1);
  v1::ListProposalsRequest request;
  request.set_parent(kitchen.name());
  request.set_at_least_sequence(1'000'000);
  const absl::Time before = absl::Now();
  v1::ListProposalsResponse response;
  const Answer answer = kitchen.founder().Call(request, &response);
  EXPECT_EQ(answer.reason(), "SEQUENCE_NOT_REACHED") << answer;
  EXPECT_GE(absl::Now() - before, absl::Seconds(3));
  EXPECT_LE(absl::Now() - before, absl::Seconds(8));  // 5, and what a busy machine adds
}

// A call whose end is told by a callback, so that hundreds may be under way.
struct AsyncCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  Answer answer;
};

TEST_F(Manners, ReadsThatWaitAreBoundedAndLeaveRoomForActs) {
  Kitchen kitchen(channel_, 1);
  v1::GetAssemblyRequest wait;
  wait.set_name(kitchen.name());
  wait.set_at_least_sequence(1'000'000);
  const grpc::Slice bytes(wait.SerializeAsString());
  grpc::GenericStub stub(channel_);
  std::vector<AsyncCall> calls(rpc::kMaxReadsWaiting + 10);
  absl::BlockingCounter answered(static_cast<int>(calls.size()));
  for (AsyncCall& call : calls) {
    kitchen.founder().Prepare(call.context);
    call.request = grpc::ByteBuffer(&bytes, 1);
    stub.UnaryCall(&call.context, PathOf(*v1::GetAssemblyRequest::descriptor()), {}, &call.request,
                   &call.response, [&](grpc::Status status) {
                     call.answer = Answer{std::move(status)};
                     answered.DecrementCount();
                   });
  }
  v1::CreateProposalRequest act;
  act.set_parent(kitchen.name());
  act.set_title("Meanwhile");
  act.set_text("Something is done.");
  v1::CreateProposalResponse acted;
  EXPECT_TRUE(kitchen.founder().Call(act, &acted).ok());
  answered.Wait();
  int refused = 0;
  for (const AsyncCall& call : calls) {
    if (call.answer.reason() != "TOO_MANY_READS") continue;
    ++refused;
    EXPECT_TRUE(call.answer.Get<google::rpc::RetryInfo>().has_retry_delay());
  }
  EXPECT_EQ(refused, 10);
}

TEST_F(Manners, ARepeatedRequestIdGivesTheSameAnswerAndActsOnce) {
  Kitchen kitchen(channel_, 1);
  v1::CreateProposalRequest request;
  request.set_parent(kitchen.name());
  request.set_title("Once");
  request.set_text("Only once.");
  request.set_request_id("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  v1::CreateProposalResponse first;
  v1::CreateProposalResponse second;
  ASSERT_TRUE(kitchen.founder().Call(request, &first).ok());
  const int64_t last = server_.LastSequence("kitchen");
  ASSERT_TRUE(kitchen.founder().Call(request, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(server_.LastSequence("kitchen"), last);
  request.set_title("Another");
  EXPECT_EQ(kitchen.founder().Call(request, &second).reason(), "REQUEST_ID_REUSED");
}

TEST_F(Manners, ADryRunSaysWhatWouldHappenAndWritesNothing) {
  Kitchen kitchen(channel_, 1);
  const int64_t last = server_.LastSequence("kitchen");
  v1::CreateProposalRequest request;
  request.set_parent(kitchen.name());
  request.set_title("What if");
  request.set_text("Only asking.");
  request.set_validate_only(true);
  v1::CreateProposalResponse response;
  ASSERT_TRUE(kitchen.founder().Call(request, &response).ok());
  EXPECT_EQ(response.proposal().title(), "What if");
  EXPECT_EQ(server_.LastSequence("kitchen"), last);
}

TEST_F(Manners, DrainingSaysNotServingEndsWatchesAndFinishesWhatWasAccepted) {
  Kitchen kitchen(channel_, 1);
  const auto health = Health::NewStub(channel_);
  grpc::ClientContext health_context;
  Caller(channel_).Prepare(health_context);
  const auto statuses = health->Watch(&health_context, HealthCheckRequest());
  HealthCheckResponse status;
  ASSERT_TRUE(statuses->Read(&status));
  EXPECT_EQ(status.status(), HealthCheckResponse::SERVING);

  const auto entries = v1::EntryService::NewStub(channel_);
  grpc::ClientContext watch_context;
  kitchen.founder().Prepare(watch_context);
  v1::WatchEntriesRequest watch;
  watch.set_parent(kitchen.name());
  const auto stream = entries->WatchEntries(&watch_context, watch);
  v1::WatchEntriesResponse message;
  ASSERT_TRUE(stream->Read(&message));

  // A read that was accepted and still waits when the drain begins.
  std::optional<Answer> waiting;
  std::thread reader([&] {
    v1::GetAssemblyRequest request;
    request.set_name(kitchen.name());
    request.set_at_least_sequence(1'000'000);
    v1::GetAssemblyResponse response;
    waiting = kitchen.founder().Call(request, &response);
  });
  EXPECT_TRUE(server_.AwaitReadsWaiting(1));
  std::thread drain([&] { server_.server().Drain(); });
  EXPECT_TRUE(statuses->Read(&status));
  EXPECT_EQ(status.status(), HealthCheckResponse::NOT_SERVING);
  // What it says comes before what it does.
  v1::GetAssemblyRequest late;
  late.set_name(kitchen.name());
  v1::GetAssemblyResponse ignored;
  Answer refused;
  do {
    refused = kitchen.founder().Call(late, &ignored);
  } while (refused.ok());
  EXPECT_EQ(refused.reason(), "SERVER_DRAINING");
  drain.join();
  reader.join();
  EXPECT_EQ(waiting->reason(), "SEQUENCE_NOT_REACHED") << *waiting;

  while (stream->Read(&message)) {
  }
  const Answer ended{stream->Finish()};
  EXPECT_EQ(ended.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ended.reason(), "SERVER_DRAINING");
  EXPECT_GT(ended.Get<google::rpc::RetryInfo>().retry_delay().seconds(), 0);
}

}  // namespace
}  // namespace assent::test
