// What callers are told when something else than their request is at fault: a store whose bytes are
// damaged or that takes its time, a server with too much to do, a port that is taken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/base/limits.h"
#include "server/rpc/rpc_server.h"
#include "storage/memory/memory_store.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/status_matchers.h"

namespace assent::test {
namespace {

// A store that can be damaged, or stopped for a while.
class FrailStore final : public ForwardingStore {
 public:
  FrailStore() : ForwardingStore(storage::NewMemoryStore()) {}

  void Append(std::vector<storage::AppendRequest> batch, storage::AppendDone done) override {
    { absl::MutexLock lock(&mutex_, absl::Condition(&flows_)); }
    ForwardingStore::Append(std::move(batch), std::move(done));
  }
  absl::StatusOr<std::vector<storage::Entry>> ReadLog(absl::string_view assembly, uint64_t after,
                                                      const storage::ReadLimits& limits) override {
    auto entries = ForwardingStore::ReadLog(assembly, after, limits);
    absl::MutexLock lock(&mutex_);
    if (!damaged_ || !entries.ok()) return entries;
    for (storage::Entry& entry : *entries) entry.leaf = "no entry";
    return entries;
  }
  absl::StatusOr<std::vector<storage::Document>> ScanDocuments(
      absl::string_view assembly, absl::string_view prefix, absl::string_view after_key,
      const storage::ReadLimits& limits) override {
    auto documents = ForwardingStore::ScanDocuments(assembly, prefix, after_key, limits);
    absl::MutexLock lock(&mutex_);
    if (!damaged_ || !documents.ok()) return documents;
    for (storage::Document& document : *documents) document.value = "no document";
    return documents;
  }

  void Damage() {
    absl::MutexLock lock(&mutex_);
    damaged_ = true;
  }
  void Stop() {
    absl::MutexLock lock(&mutex_);
    flows_ = false;
  }
  void Flow() {
    absl::MutexLock lock(&mutex_);
    flows_ = true;
  }

 private:
  absl::Mutex mutex_;
  bool damaged_ ABSL_GUARDED_BY(mutex_) = false;
  bool flows_ ABSL_GUARDED_BY(mutex_) = true;
};

class Trouble : public ::testing::Test {
 protected:
  Trouble() : ledger_(*ledger::Ledger::Open(store_, clock_, base::SystemEntropy())) {
    rpc::RpcOptions serve;
    serve.entry = rpc::EntryRules::Unlimited();  // one caller makes more calls than a person does
    server_ = *rpc::RpcServer::Start(*ledger_, "127.0.0.1:0", std::move(serve));
    address_ = absl::StrCat("127.0.0.1:", server_->port());
    channel_ = NewChannel(address_);
  }

  template <typename Response, typename Request>
  Answer Ask(const Caller& caller, const Request& request) {
    Response response;
    return caller.Call(request, &response);
  }

  FrailStore store_;
  const base::SystemClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<rpc::RpcServer> server_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(Trouble, DamagedBytesAreSaidToBeThat) {
  Kitchen kitchen(channel_, 2);
  v1::ListRevisionsRequest revisions;
  revisions.set_parent(kitchen.Introduced());
  store_.Damage();
  EXPECT_EQ(Ask<v1::ListRevisionsResponse>(kitchen.founder(), revisions).reason(),
            "DOCUMENT_DAMAGED");
  v1::ListEntriesRequest entries;
  entries.set_parent(kitchen.name());
  EXPECT_EQ(Ask<v1::ListEntriesResponse>(kitchen.founder(), entries).reason(), "ENTRY_DAMAGED");
}

TEST_F(Trouble, ARequestThatMeansNothingNamesItsField) {
  const Kitchen kitchen(channel_, 1);
  v1::ListEntriesRequest entries;
  entries.set_parent(kitchen.name());
  entries.set_proposal(-1);
  const Answer negative = Ask<v1::ListEntriesResponse>(kitchen.founder(), entries);
  EXPECT_EQ(negative.reason(), "NUMBER_NEGATIVE");
  EXPECT_EQ(negative.field(), "proposal");
  v1::GetRuleRequest rule;
  rule.set_name("kitchens/rules");
  const Answer named = Ask<v1::GetRuleResponse>(kitchen.founder(), rule);
  EXPECT_EQ(named.reason(), "RULE_NAME_INVALID");
  EXPECT_EQ(named.field(), "name");
}

TEST_F(Trouble, APortThatIsTakenIsNotSharedWithASecondServer) {
  EXPECT_THAT(rpc::RpcServer::Start(*ledger_, address_, {}).status(), HasReason("CANNOT_LISTEN"));
}

TEST_F(Trouble, OneHealthWatcherTooManyIsRefusedAndTheOthersStay) {
  using grpc::health::v1::Health;
  using grpc::health::v1::HealthCheckResponse;
  struct Watch {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader;
  };
  const auto stub = Health::NewStub(channel_);
  std::vector<std::unique_ptr<Watch>> watches;
  for (size_t i = 0; i <= rpc::kMaxHealthWatchers; ++i) {
    auto watch = std::make_unique<Watch>();
    watch->reader = stub->Watch(&watch->context, grpc::health::v1::HealthCheckRequest());
    HealthCheckResponse first;
    const bool admitted = watch->reader->Read(&first);
    EXPECT_EQ(admitted, i < rpc::kMaxHealthWatchers);
    if (!admitted) {
      EXPECT_EQ(Answer{watch->reader->Finish()}.reason(), "TOO_MANY_WATCHERS");
    }
    watches.push_back(std::move(watch));
  }
  for (const auto& watch : watches) watch->context.TryCancel();
}

// The disk takes its time: calls wait, and those beyond the limit are refused at once.
TEST_F(Trouble, CallsBeyondTheLimitAreRefusedAtOnceAndTheOthersAnswered) {
  constexpr int kBeyond = 50;
  const Kitchen kitchen(channel_, 1);
  v1::UpdateMemberRequest away;
  away.set_name(absl::StrCat(kitchen.name(), "/members/-"));
  away.set_away(true);
  const std::string bytes = away.SerializeAsString();
  const grpc::Slice slice(bytes);
  grpc::ByteBuffer request(&slice, 1);
  struct Sent {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    grpc::Status status;
  };
  absl::Mutex mutex;
  int answered = 0;
  int refused = 0;
  std::vector<std::unique_ptr<Sent>> calls;
  grpc::GenericStub stub(channel_);
  store_.Stop();
  for (int i = 0; i < rpc::kMaxCallsInFlight + kBeyond; ++i) {
    calls.push_back(std::make_unique<Sent>());
    Sent* const sent = calls.back().get();
    kitchen.founder().Prepare(sent->context, absl::Seconds(60));
    stub.UnaryCall(&sent->context, PathOf(*v1::UpdateMemberRequest::descriptor()), {}, &request,
                   &sent->response, [&, sent](grpc::Status status) {
                     sent->status = std::move(status);
                     absl::MutexLock lock(&mutex);
                     ++answered;
                     if (Answer{sent->status}.reason() == "TOO_MANY_CALLS") ++refused;
                   });
  }
  {
    absl::MutexLock lock(&mutex);
    const auto beyond = [&] { return refused >= kBeyond; };
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&beyond), absl::Seconds(50)));
    EXPECT_EQ(refused, kBeyond);
  }
  store_.Flow();
  absl::MutexLock lock(&mutex);
  const auto all = [&] { return answered == static_cast<int>(calls.size()); };
  mutex.Await(absl::Condition(&all));
  EXPECT_EQ(refused, kBeyond);
}

}  // namespace
}  // namespace assent::test
