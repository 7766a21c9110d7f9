// Ten times as many calls as the server takes at once, for some seconds, each made again as soon as
// it is answered: whoever is not served is told so by RESOURCE_EXHAUSTED or UNAVAILABLE, with a
// time after which to try again; memory grows no further after the first moments; and within five
// seconds of the end all is as before.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/position_service.pb.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/contract/helpers.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/faults/resident.h"
#include "tests/faults/size.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::faults {
namespace {

constexpr int kMembers = 4;
constexpr int kMaxInFlight = 1024;  // of the server: server/base/limits.h
constexpr int kTooMany = 10 * kMaxInFlight;
constexpr int64_t kForOpenCalls = 256 * 1024 * 1024;  // what so many may take
constexpr int64_t kFlat = 64 * 1024 * 1024;  // what the second half may take on top of the first

// A call that is made again as soon as it is answered.
struct Call {
  int member = 0;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
};

struct Overload {
  int64_t served = 0;
  std::map<grpc::StatusCode, int64_t> refused;
  int64_t early_bytes = 0;  // the most in the first half
  int64_t late_bytes = 0;   // and in the second
};

// What is wrong with an answer under overload.
absl::Status CheckAnswer(const grpc::Status& status, Overload& overload) {
  if (status.ok()) {
    ++overload.served;
    return absl::OkStatus();
  }
  ++overload.refused[status.error_code()];
  REQUIRE(status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED ||
              status.error_code() == grpc::StatusCode::UNAVAILABLE,
          test::Answer{status}.ToString());
  const auto retry = test::Answer{status}.Get<google::rpc::RetryInfo>().retry_delay();
  REQUIRE(retry.seconds() > 0 || retry.nanos() > 0,
          "no time to try again after: ", test::Answer{status}.ToString());
  return absl::OkStatus();
}

class Crowd {
 public:
  Crowd(const test::ChildServer& server, const test::Kitchen& kitchen, const std::string& proposal)
      : pid_(server.pid()), kitchen_(kitchen) {
    for (int i = 0; i < kMembers; ++i) {
      channels_.push_back(test::NewChannel(server.address()));
      stubs_.push_back(std::make_unique<grpc::GenericStub>(channels_.back()));
    }
    v1::TakePositionRequest request;
    request.set_parent(proposal);
    request.set_stance(v1::STANCE_AGREE);
    const grpc::Slice slice(request.SerializeAsString());
    request_ = grpc::ByteBuffer(&slice, 1);
    path_ = test::PathOf(*request.GetDescriptor());
  }

  // `calls` at once, each again when it is answered, for so long. The server stands still while the
  // first of them are sent, so that they wait for it together also where clients are slow.
  absl::Status Press(int calls, absl::Duration how_long, Overload& overload) {
    std::vector<Call> all(static_cast<size_t>(calls));
    kill(pid_, SIGSTOP);
    for (int i = 0; i < calls; ++i) {
      all[i].member = i % kMembers;
      Begin(all[i]);
    }
    absl::SleepFor(absl::Milliseconds(500));
    kill(pid_, SIGCONT);
    const absl::Time end = absl::Now() + how_long;
    absl::Status first_wrong;
    int open = calls;
    void* tag = nullptr;
    bool ok = false;
    for (int64_t answers = 0; open > 0 && queue_.Next(&tag, &ok); ++answers) {
      Call& call = *static_cast<Call*>(tag);
      first_wrong.Update(CheckAnswer(call.status, overload));
      if (answers % 512 == 0) {
        const bool early = absl::Now() < end - how_long / 2;
        int64_t& most = early ? overload.early_bytes : overload.late_bytes;
        most = std::max(most, ResidentBytes(pid_));
      }
      if (absl::Now() < end) {
        Begin(call);
      } else {
        --open;
      }
    }
    return first_wrong;
  }

 private:
  void Begin(Call& call) {
    call.context = std::make_unique<grpc::ClientContext>();
    kitchen_.member(call.member).Prepare(*call.context, absl::Seconds(30));
    call.reader =
        stubs_[call.member]->PrepareUnaryCall(call.context.get(), path_, request_, &queue_);
    call.reader->StartCall();
    call.reader->Finish(&call.response, &call.status, &call);
  }

  const pid_t pid_;
  const test::Kitchen& kitchen_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  grpc::CompletionQueue queue_;
  grpc::ByteBuffer request_;
  std::string path_;
};

TEST(Overload, IsRefusedWithATimeToTryAgainAndLeavesNothingBehind) {
  const absl::Duration how_long = absl::Seconds(SizeOf("ASSENT_FAULT_OVERLOAD_SECONDS", 5));
  const test::TempDir folder;
  const test::ChildServer server(ASSENTD, "rocksdb:" + folder.Path("store"));
  // With one who says nothing, so that the call goes on.
  const auto channel = test::NewChannel(server.address());
  test::Kitchen kitchen(channel, kMembers + 1);
  const std::string proposal = kitchen.Called();
  Crowd crowd(server, kitchen, proposal);
  Overload usual;
  ASSENT_ASSERT_OK(crowd.Press(64, absl::Seconds(1), usual));
  ASSERT_TRUE(usual.refused.empty());
  const int64_t before = ResidentBytes(server.pid());
  Overload overload;
  // Clients that share the processors with it are not too many for it every time.
  for (int attempt = 0; attempt < 3 && overload.refused.empty(); ++attempt) {
    ASSENT_EXPECT_OK(crowd.Press(kTooMany, how_long, overload));
  }
  const absl::Time ended = absl::Now();
  EXPECT_GT(overload.served, 0);
  if (!kSanitized) {  // those are too slow to be too many
    EXPECT_FALSE(overload.refused.empty()) << "it was never too much";
    EXPECT_LT(overload.early_bytes - before, kForOpenCalls);
    EXPECT_LT(overload.late_bytes - overload.early_bytes, kFlat);
  }
  Overload after;
  ASSENT_EXPECT_OK(crowd.Press(64, absl::Seconds(1), after));
  const auto as_before = [&] { return after.refused.empty() && after.served > usual.served / 4; };
  while (!as_before() && absl::Now() < ended + absl::Seconds(4)) {
    after = Overload();
    ASSENT_EXPECT_OK(crowd.Press(64, absl::Seconds(1), after));
  }
  EXPECT_TRUE(as_before()) << after.served << " served, before it were " << usual.served;
  int64_t refused = 0;
  for (const auto& [code, count] : overload.refused) refused += count;
  std::printf(
      "%lld served, %lld refused; memory %lld, %lld, %lld MB; %lld a second before, %lld after\n",
      static_cast<long long>(overload.served), static_cast<long long>(refused),
      static_cast<long long>(before >> 20), static_cast<long long>(overload.early_bytes >> 20),
      static_cast<long long>(overload.late_bytes >> 20), static_cast<long long>(usual.served),
      static_cast<long long>(after.served));
}

// The check of answers has to see what it is there for.
TEST(OverloadCanary, AnAnswerWithoutATimeIsNoticed) {
  Overload overload;
  EXPECT_FALSE(CheckAnswer({grpc::StatusCode::RESOURCE_EXHAUSTED, "later"}, overload).ok());
  EXPECT_FALSE(CheckAnswer({grpc::StatusCode::DEADLINE_EXCEEDED, "too late"}, overload).ok());
  EXPECT_FALSE(CheckAnswer({grpc::StatusCode::INTERNAL, "?"}, overload).ok());
  EXPECT_TRUE(CheckAnswer(grpc::Status::OK, overload).ok());
}

}  // namespace
}  // namespace assent::faults
