#include "tests/bench/load.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/check.h"

namespace assent::bench {
namespace {

// A position changes every time, and mostly says why: with it a request has some 150 bytes.
constexpr std::array<v1::Stance, 3> kStances = {v1::STANCE_AGREE, v1::STANCE_ABSTAIN,
                                                v1::STANCE_DISAGREE};
constexpr char kReason[] =
    "The hall is free on Sundays, and three of us can carry the pots over from the depot by noon.";

// A connection of its own.
std::shared_ptr<grpc::Channel> Connect(
    const std::string& server, const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments alone;
  alone.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  alone.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(
      server, credentials != nullptr ? credentials : grpc::InsecureChannelCredentials(), alone);
}

// One caller, with at most one call under way.
class Caller {
 public:
  // `ids`: what its request_ids begin with; empty: it sends none.
  Caller(std::vector<std::string> authorizations, std::string ids)
      : authorizations_(std::move(authorizations)), ids_(std::move(ids)) {}
  virtual ~Caller() = default;

  // The call is due at `due`, and comes back from the queue with this as its tag.
  void Start(grpc::CompletionQueue& queue, absl::Time due) {
    context_.emplace();
    const std::string& authorization = authorizations_[calls_ % authorizations_.size()];
    if (!authorization.empty()) context_->AddMetadata("authorization", authorization);
    const v1::Stance stance = kStances[calls_ / authorizations_.size() % kStances.size()];
    const std::string id = ids_.empty() ? "" : absl::StrFormat("%s%012x", ids_, calls_);
    ++calls_;
    started_ = due;
    Send(*context_, stance, id, queue);
  }

  absl::Time started() const { return started_; }
  const grpc::Status& status() const { return status_; }

 protected:
  virtual void Send(grpc::ClientContext& context, v1::Stance stance, const std::string& id,
                    grpc::CompletionQueue& queue) = 0;

  grpc::Status status_;

 private:
  const std::vector<std::string> authorizations_;
  const std::string ids_;
  size_t calls_ = 0;
  absl::Time started_;
  std::optional<grpc::ClientContext> context_;
};

class PositionCaller final : public Caller {
 public:
  PositionCaller(const Meeting& meeting, const std::shared_ptr<grpc::Channel>& channel,
                 std::vector<std::string> authorizations, std::string ids)
      : Caller(std::move(authorizations), std::move(ids)), stub_(channel) {
    request_.set_parent(meeting.proposal);
    request_.set_reason(kReason);
  }

 private:
  void Send(grpc::ClientContext& context, v1::Stance stance, const std::string& id,
            grpc::CompletionQueue& queue) override {
    request_.set_stance(stance);
    request_.set_request_id(id);
    call_ = stub_.AsyncTakePosition(&context, request_, &queue);
    call_->Finish(&response_, &status_, this);
  }

  v1::PositionService::Stub stub_;
  v1::TakePositionRequest request_;
  v1::TakePositionResponse response_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::TakePositionResponse>> call_;
};

// Records the same hundred members each time: those after its own place.
class BatchCaller final : public Caller {
 public:
  BatchCaller(const Meeting& meeting, const std::shared_ptr<grpc::Channel>& channel, int first)
      : Caller({absl::StrCat("Bearer ", meeting.facilitator)}, ""), stub_(channel) {
    request_.set_parent(meeting.proposal);
    request_.set_all_present(true);
    const std::string assembly = meeting.proposal.substr(0, meeting.proposal.find("/proposals/"));
    for (int i = 0; i < kBatchPositions; ++i) {
      v1::RecordedPosition& position = *request_.add_positions();
      const size_t member = static_cast<size_t>(first + i) % meeting.tokens.size();
      position.set_member(absl::StrCat(assembly, "/members/@member-", member + 1));
      position.set_reason(kReason);
    }
  }

 private:
  void Send(grpc::ClientContext& context, v1::Stance stance, const std::string&,
            grpc::CompletionQueue& queue) override {
    for (v1::RecordedPosition& position : *request_.mutable_positions()) {
      position.set_stance(stance);
    }
    call_ = stub_.AsyncRecordPositions(&context, request_, &queue);
    call_->Finish(&response_, &status_, this);
  }

  v1::PositionService::Stub stub_;
  v1::RecordPositionsRequest request_;
  v1::RecordPositionsResponse response_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::RecordPositionsResponse>> call_;
};

class ReadCaller final : public Caller {
 public:
  ReadCaller(const Meeting& meeting, const std::shared_ptr<grpc::Channel>& channel,
             std::vector<std::string> authorizations)
      : Caller(std::move(authorizations), ""), stub_(channel) {
    request_.set_name(meeting.proposal);
  }

 private:
  void Send(grpc::ClientContext& context, v1::Stance, const std::string&,
            grpc::CompletionQueue& queue) override {
    call_ = stub_.AsyncGetProposal(&context, request_, &queue);
    call_->Finish(&response_, &status_, this);
  }

  v1::ProposalService::Stub stub_;
  v1::GetProposalRequest request_;
  v1::GetProposalResponse response_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::GetProposalResponse>> call_;
};

// etcdserverpb.PutRequest (etcd's rpc.proto): key = 1, value = 2, both bytes.
grpc::ByteBuffer PutRequest(const std::string& key, const std::string& value) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    const auto put = [&](uint32_t tag, const std::string& field) {
      coded.WriteTag(tag);
      coded.WriteVarint32(static_cast<uint32_t>(field.size()));
      coded.WriteString(field);
    };
    put(1 << 3 | 2, key);
    put(2 << 3 | 2, value);
  }
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// Puts to keys of its own, as many as members have positions.
class PutCaller final : public Caller {
 public:
  PutCaller(const std::shared_ptr<grpc::Channel>& channel, int number)
      : Caller({""}, ""), stub_(channel), number_(number) {}

 private:
  void Send(grpc::ClientContext& context, v1::Stance, const std::string&,
            grpc::CompletionQueue& queue) override {
    const std::string key = absl::StrFormat("positions/%05d/%d", number_, ++puts_ % 5);
    call_ = stub_.PrepareUnaryCall(&context, "/etcdserverpb.KV/Put",
                                   PutRequest(key, std::string(200, 'p')), &queue);
    call_->StartCall();
    call_->Finish(&response_, &status_, this);
  }

  grpc::GenericStub stub_;
  const int number_;
  int puts_ = 0;
  grpc::ByteBuffer response_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
};

// Every `callers`-th token, from the `caller`-th on, as it goes into the metadata.
std::vector<std::string> Share(const Meeting& meeting, int caller, int callers) {
  std::vector<std::string> share;
  for (size_t i = caller; i < meeting.tokens.size(); i += callers) {
    share.push_back(absl::StrCat("Bearer ", meeting.tokens[i]));
  }
  return share;
}

std::unique_ptr<Caller> NewCaller(const Meeting& meeting, const Load& load, int number, int run,
                                  const std::shared_ptr<grpc::Channel>& channel) {
  switch (load.kind) {
    case Kind::kBatch:
      return std::make_unique<BatchCaller>(meeting, channel, number * kBatchPositions);
    case Kind::kRead:
      return std::make_unique<ReadCaller>(meeting, channel, Share(meeting, number, load.callers));
    case Kind::kEtcdPut:
      return std::make_unique<PutCaller>(channel, number);
    case Kind::kPosition:
      break;
  }
  const std::string ids = absl::StrFormat("%08x-0000-4000-8%03x-", run, number);
  return std::make_unique<PositionCaller>(meeting, channel, Share(meeting, number, load.callers),
                                          load.request_ids ? ids : "");
}

absl::Duration Quantile(const std::vector<absl::Duration>& sorted, double q) {
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(q * sorted.size()))];
}

absl::StatusOr<Figures> Summary(std::vector<absl::Duration> latencies, const Load& load,
                                int64_t calls) {
  if (latencies.empty()) return absl::DeadlineExceededError("no call came to an end in the time");
  std::sort(latencies.begin(), latencies.end());
  const double acts = latencies.size() * (load.kind == Kind::kBatch ? kBatchPositions : 1);
  return Figures{acts / absl::ToDoubleSeconds(load.measured), Quantile(latencies, 0.5),
                 Quantile(latencies, 0.99), calls};
}

void Drain(grpc::CompletionQueue& queue) {
  queue.Shutdown();
  void* tag = nullptr;
  for (bool ok = false; queue.Next(&tag, &ok);) {
  }
}

absl::Status Refused(const grpc::Status& status) {
  return absl::UnknownError(absl::StrCat("a call was refused: ", status.error_message()));
}

std::vector<std::shared_ptr<grpc::Channel>> ConnectAll(
    const Meeting& meeting, int connections,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < connections; ++i) channels.push_back(Connect(meeting.server, credentials));
  return channels;
}

}  // namespace

absl::StatusOr<Figures> Run(const Meeting& meeting, const Load& load) {
  ASSENT_CHECK(load.callers >= 1 && load.callers <= static_cast<int>(meeting.tokens.size()));
  const auto channels = ConnectAll(meeting, load.connections, load.credentials);
  grpc::CompletionQueue queue;
  static std::atomic<int> runs{0};
  const int run = ++runs;  // no two runs of one program send the same id
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < load.callers; ++i) {
    callers.push_back(NewCaller(meeting, load, i, run, channels[i % channels.size()]));
    callers.back()->Start(queue, absl::Now());
  }
  const absl::Time begin = absl::Now() + load.warm_up;
  const absl::Time end = begin + load.measured;
  std::vector<absl::Duration> latencies;
  int64_t calls = 0;
  absl::Status failure;
  void* tag = nullptr;
  bool ok = false;
  for (int under_way = load.callers; under_way > 0 && queue.Next(&tag, &ok);) {
    Caller& caller = *static_cast<Caller*>(tag);
    const absl::Time now = absl::Now();
    ++calls;
    if (!caller.status().ok() && failure.ok()) failure = Refused(caller.status());
    if (now >= begin && now < end) latencies.push_back(now - caller.started());
    if (now < end && failure.ok()) {
      caller.Start(queue, now);
    } else {
      --under_way;
    }
  }
  Drain(queue);
  if (!failure.ok()) return failure;
  return Summary(std::move(latencies), load, calls);
}

namespace {

// The calls of an open loop: those under way, and what has come of the others.
class Open {
 public:
  Open(const Meeting& meeting, const OpenLoad& load)
      : load_(load), channels_(ConnectAll(meeting, load.connections, nullptr)) {
    // Slots share the tokens: at a high rate some member has several calls under way.
    const int tokens = static_cast<int>(meeting.tokens.size());
    for (int i = 0; i < load.slots; ++i) {
      callers_.push_back(std::make_unique<PositionCaller>(
          meeting, channels_[i % channels_.size()],
          std::vector<std::string>{absl::StrCat("Bearer ", meeting.tokens[i % tokens])}, ""));
      free_.push_back(callers_.back().get());
    }
  }

  absl::StatusOr<OpenFigures> Go() {
    const absl::Time start = absl::Now();
    begin_ = start + load_.warm_up;
    end_ = begin_ + load_.measured;
    const absl::Duration between = absl::Seconds(1) / load_.per_second;
    for (absl::Time due = start; due < end_ && failure_.ok(); due += between) {
      TakeUntil(due);
      Send(due);
    }
    while (free_.size() < callers_.size()) TakeOne(absl::InfiniteFuture());
    Drain(queue_);
    if (!failure_.ok()) return failure_;
    return Sum();
  }

 private:
  void Send(absl::Time due) {
    if (free_.empty()) {
      if (due >= begin_) ++figures_.unsent;
      return;
    }
    // The one that has been free for longest: members take turns.
    Caller* const caller = free_.front();
    free_.pop_front();
    caller->Start(queue_, due);
  }

  // What comes back until then, and what has come back by then already.
  void TakeUntil(absl::Time due) {
    while (TakeOne(due)) {
    }
  }
  bool TakeOne(absl::Time until) {
    void* tag = nullptr;
    bool ok = false;
    const auto next = queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(until));
    if (next != grpc::CompletionQueue::GOT_EVENT) return false;
    Caller* const caller = static_cast<Caller*>(tag);
    free_.push_back(caller);
    const absl::Time now = absl::Now();
    const grpc::Status& status = caller->status();
    const bool overloaded = status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED ||
                            status.error_code() == grpc::StatusCode::UNAVAILABLE;
    if (!status.ok() && !overloaded && failure_.ok()) failure_ = Refused(status);
    if (now < begin_ || now >= end_) return true;
    status.ok() ? latencies_.push_back(now - caller->started()) : void(++refused_);
    return true;
  }

  absl::StatusOr<OpenFigures> Sum() {
    if (latencies_.empty())
      return absl::DeadlineExceededError("no call came to an end in the time");
    std::sort(latencies_.begin(), latencies_.end());
    const double seconds = absl::ToDoubleSeconds(load_.measured);
    figures_.done_per_second = static_cast<double>(latencies_.size()) / seconds;
    figures_.refused_per_second = static_cast<double>(refused_) / seconds;
    figures_.p50 = Quantile(latencies_, 0.5);
    figures_.p99 = Quantile(latencies_, 0.99);
    return figures_;
  }

  const OpenLoad load_;
  const std::vector<std::shared_ptr<grpc::Channel>> channels_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Caller>> callers_;
  std::deque<Caller*> free_;
  absl::Time begin_;
  absl::Time end_;
  std::vector<absl::Duration> latencies_;
  int64_t refused_ = 0;
  OpenFigures figures_;
  absl::Status failure_;
};

}  // namespace

absl::StatusOr<OpenFigures> RunOpen(const Meeting& meeting, const OpenLoad& load) {
  return Open(meeting, load).Go();
}

}  // namespace assent::bench
