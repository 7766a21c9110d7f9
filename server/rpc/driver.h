// Runs handlers for the calls of a completion queue, and is the one place that knows on which
// thread what happens:
//
//   the queue's       metadata, the bound on calls, then the handlers that act or only look at the
//                     state: microseconds in memory
//   the ledger's      the same handlers once more, where the ledger has to read first: whether a
//   readers           request_id is known, an assembly that is not in memory, a rehearsal
//   the ledger's      an answer that waited for the disk is sent from the thread that made it
//   writer            durable
//   a reader thread   handlers that read documents, after their caller was found to be a member
//
// A handler runs again, with a new Context, where the ledger has to read first and where another
// server was faster (ledger.h, Run()). It must not keep anything from one run to the next.
//
// Thread-safe. Ledger, readers and throttle outlive the driver, and the driver all calls.

#ifndef ASSENT_SERVER_RPC_DRIVER_H_
#define ASSENT_SERVER_RPC_DRIVER_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/access.h"
#include "server/rpc/bytes.h"
#include "server/rpc/call_gate.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/context.h"
#include "server/rpc/refusals.h"
#include "server/rpc/route.h"
#include "server/rpc/status.h"
#include "server/rpc/throttle.h"

namespace assent::rpc {

template <typename Request, typename Response>
using Handler = absl::StatusOr<Response> (*)(const Request&, Context&);

// A handler that answers from the state if it can, with the bytes of its response; null: it takes
// documents.
template <typename Request>
using Glance = absl::StatusOr<ledger::Bytes> (*)(const Request&, Context&);

// The token of a call: required unless it is one of the open calls; those may bring one, for an
// assembly's own rule.
template <typename Request>
absl::StatusOr<std::string> TokenFor(const grpc::ServerContextBase& call) {
  absl::StatusOr<std::string> token = BearerToken(call);
  if (!kNeedsToken<Request> && call.client_metadata().count("authorization") == 0) return "";
  return token;
}

// How often the caller may do this; see throttle.h. Where it comes from is asked only when that
// matters: gRPC makes a text of it each time. Tokens are not looked at yet: whose opens nothing is
// counted once that is known.
template <typename Request>
absl::Status AdmitCall(Throttle& throttle, const std::string& token,
                       const grpc::ServerContextBase& call, absl::Time now) {
  if constexpr (std::is_same_v<Request, v1::CreateAssemblyRequest> ||
                std::is_same_v<Request, v1::ImportLogRequest>) {
    return throttle.Found(token, now);
  }
  if constexpr (ScopeOf<Request>() == v1::Token::SCOPE_READ) {
    if (!token.empty()) return throttle.Read(token, now);
    return throttle.Read(HostOf(call.peer()), now);
  }
  if constexpr (std::is_same_v<Request, v1::AcceptInvitationRequest>) return absl::OkStatus();
  // Where no token is needed, none is looked at: whoever calls is counted by where they come from.
  if constexpr (!kNeedsToken<Request>) return throttle.Knock(call.peer(), now);
  return throttle.Act(token, now);
}

// The same, of what is asked for.
template <typename Request>
absl::Status AdmitRequest(Throttle& throttle, const Request& request,
                          const grpc::ServerContextBase& call, absl::Time now) {
  if constexpr (std::is_same_v<Request, v1::SubmitApplicationRequest>) {
    if (request.kind() == v1::Application::KIND_REENTRY) {
      return throttle.Reenter(call.peer(), request.parent(), request.handle(), now);
    }
  }
  if constexpr (std::is_same_v<Request, v1::AcceptInvitationRequest>) {
    if (request.validate_only()) return throttle.Knock(call.peer(), now);
  }
  return absl::OkStatus();
}

// Whether it is the answer to a token that is not good for the assembly.
inline bool OpensNothing(const absl::Status& status) {
  return base::ReasonOf(status) == "ASSEMBLY_NOT_FOUND";
}

// What a refused caller is told: that they are refused too often where their token or their
// invitation opens nothing; whoever has one that does is not counted with them.
template <typename Request>
absl::Status CountRefusal(Throttle& throttle, const absl::Status& refused, const std::string& token,
                          const grpc::ServerContextBase& call, absl::Time now) {
  absl::Status often;
  if constexpr (std::is_same_v<Request, v1::AcceptInvitationRequest>) {
    if (base::ReasonOf(refused) == "INVITATION_INVALID") often = throttle.Knock(call.peer(), now);
  } else if (!token.empty() && OpensNothing(refused)) {
    often = throttle.Fail(call.peer(), now);
  }
  return often.ok() ? refused : often;
}

// Parses a request. Bytes that are no message of this type, text that is not UTF-8 among them, are
// named here; gRPC by itself would answer UNIMPLEMENTED.
template <typename Request>
absl::Status ParseRequest(const grpc::ByteBuffer& bytes, Request& request) {
  if (bytes.Length() > kMaxRequestBytes) return refusal::RequestTooLarge();
  grpc::ByteBuffer copy = bytes;  // parsing uses it up; only a reference is copied
  if (!grpc::SerializationTraits<Request>::Deserialize(&copy, &request).ok()) {
    return refusal::RequestMalformed();
  }
  return absl::OkStatus();
}

// One unary call that is under way. Lives until Finish().
template <typename Request, typename Response>
class Call {
 public:
  Call(CallGate::Pass pass, UnaryCall& incoming, Throttle& throttle, ledger::Ledger& ledger)
      : pass_(std::move(pass)), incoming_(incoming), throttle_(throttle), ledger_(ledger) {}

  absl::Status Read() {
    ASSENT_ASSIGN_OR_RETURN(token_, TokenFor<Request>(incoming_.context()));
    ASSENT_RETURN_IF_ERROR(
        AdmitCall<Request>(throttle_, token_, incoming_.context(), ledger_.Now()));
    ASSENT_RETURN_IF_ERROR(ParseRequest(incoming_.request(), request_));
    return AdmitRequest(throttle_, request_, incoming_.context(), ledger_.Now());
  }
  const Request& request() const { return request_; }
  const std::string& token() const { return token_; }
  ledger::Access AccessTo(std::string assembly) const {
    return {std::move(assembly), token_, ledger::Patience::kRehearse, ScopeOf<Request>()};
  }
  // How long the caller still waits.
  absl::Duration TimeLeft() const {
    return absl::FromChrono(incoming_.context().deadline() - std::chrono::system_clock::now());
  }

  // Answers. Once.
  void Finish(absl::StatusOr<Response> answer) {
    if (!answer.ok()) return Refuse(answer.status());
    grpc::ByteBuffer response;
    bool own = false;
    grpc::SerializationTraits<Response>::Serialize(*answer, &response, &own);
    Answer(response);
  }
  void FinishWith(ledger::Bytes answer) { Answer(BufferOf(std::move(answer))); }

 private:
  void Refuse(const absl::Status& why) {
    const absl::Status refused =
        CountRefusal<Request>(throttle_, why, token_, incoming_.context(), ledger_.Now());
    const grpc::Status status = ToGrpcStatus(refused, ResourceNameOf(request_));
    pass_.Return();
    incoming_.Refuse(status);
  }
  void Answer(const grpc::ByteBuffer& response) {
    pass_.Return();
    incoming_.Answer(response);
  }

  CallGate::Pass pass_;
  UnaryCall& incoming_;
  Throttle& throttle_;
  ledger::Ledger& ledger_;
  Request request_;
  std::string token_;
};

class Driver {
 public:
  Driver(ledger::Ledger& ledger, ledger::WorkerPool& readers, Throttle& throttle)
      : ledger_(ledger), readers_(readers), throttle_(throttle) {}
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  // From now on refuses calls with SERVER_DRAINING; returns when those it took are answered, or
  // after `wait`.
  void Drain(absl::Duration wait);

  // How many reads wait for their at_least_sequence at this moment.
  int reads_waiting() const { return waits_.under_way(); }

  // A handler that acts, or looks at the state.
  template <typename Request, typename Response>
  void Act(UnaryCall& incoming, Handler<Request, Response> handler);

  // A handler that reads documents.
  template <typename Request, typename Response>
  void Read(UnaryCall& incoming, Handler<Request, Response> handler);

  // `glance`, and `handler` for what the state no longer knows.
  template <typename Request, typename Response>
  void LookUp(UnaryCall& incoming, Glance<Request> glance, Handler<Request, Response> handler);

 private:
  template <typename Request, typename Response>
  using SharedCall = std::shared_ptr<Call<Request, Response>>;
  // Admits the call and reads token and request; else answers it with the refusal and returns
  // nothing.
  template <typename Request, typename Response>
  SharedCall<Request, Response> Begin(UnaryCall& incoming);

  // Runs `next` once the log has reached the request's at_least_sequence, if it has one.
  template <typename Request, typename Response, typename Step>
  void WhenReached(const SharedCall<Request, Response>& call, Step next);

  template <typename Request, typename Response>
  void RunAct(const SharedCall<Request, Response>& call, Handler<Request, Response> handler);
  template <typename Request, typename Response>
  void RunRead(const SharedCall<Request, Response>& call, Handler<Request, Response> handler);
  template <typename Request, typename Response>
  void RunLookUp(const SharedCall<Request, Response>& call, Glance<Request> glance,
                 Handler<Request, Response> handler);

  ledger::Ledger& ledger_;
  ledger::WorkerPool& readers_;
  Throttle& throttle_;
  CallGate gate_{kMaxCallsInFlight};
  CallGate waits_{kMaxReadsWaiting};
  std::atomic<bool> draining_{false};
};

// ---------------------------------------------------------------------------

template <typename Request, typename Response>
void Driver::Act(UnaryCall& incoming, Handler<Request, Response> handler) {
  if (auto call = Begin<Request, Response>(incoming)) {
    WhenReached(call, [this, call, handler] { RunAct(call, handler); });
  }
}

template <typename Request, typename Response>
void Driver::Read(UnaryCall& incoming, Handler<Request, Response> handler) {
  if (auto call = Begin<Request, Response>(incoming)) {
    WhenReached(call, [this, call, handler] { RunRead(call, handler); });
  }
}

template <typename Request, typename Response>
void Driver::LookUp(UnaryCall& incoming, Glance<Request> glance,
                    Handler<Request, Response> handler) {
  if (auto call = Begin<Request, Response>(incoming)) {
    WhenReached(call, [this, call, glance, handler] { RunLookUp(call, glance, handler); });
  }
}

template <typename Request, typename Response>
Driver::SharedCall<Request, Response> Driver::Begin(UnaryCall& incoming) {
  std::optional<CallGate::Pass> pass = gate_.Enter();
  if (!pass.has_value()) {
    incoming.Refuse(ToGrpcStatus(refusal::TooManyCalls()));
    return nullptr;
  }
  auto call =
      std::make_shared<Call<Request, Response>>(*std::move(pass), incoming, throttle_, ledger_);
  if (draining_) {
    call->Finish(refusal::Draining());
    return nullptr;
  }
  if (absl::Status status = call->Read(); !status.ok()) {
    call->Finish(std::move(status));
    return nullptr;
  }
  return call;
}

template <typename Request, typename Response, typename Step>
void Driver::WhenReached(const SharedCall<Request, Response>& call, Step next) {
  if constexpr (requires { call->request().at_least_sequence(); }) {
    const int64_t sequence = call->request().at_least_sequence();
    if (sequence < 0) return call->Finish(refusal::SequenceNegative("at_least_sequence"));
    if (sequence > 0) {
      absl::StatusOr<std::string> assembly = AssemblyOf(call->request());
      if (!assembly.ok()) return call->Finish(std::move(assembly).status());
      std::optional<CallGate::Pass> pass = waits_.Enter();
      if (!pass.has_value()) return call->Finish(refusal::TooManyReads());
      const absl::Time deadline = ledger_.Now() + std::min(kMaxSequenceWait, call->TimeLeft());
      return ledger_.WhenReached(
          call->AccessTo(*assembly), sequence, deadline,
          [call, next = std::move(next), pass = *std::move(pass)](absl::Status status) mutable {
            pass.Return();
            if (!status.ok()) return call->Finish(std::move(status));
            next();
          });
    }
  }
  next();
}

template <typename Request, typename Response>
void Driver::RunAct(const SharedCall<Request, Response>& call, Handler<Request, Response> handler) {
  ledger_.Run<Response>(
      [this, call, handler](ledger::Patience patience) -> ledger::Pending<Response> {
        Context context(ledger_, call->token(), ScopeOf<Request>(), patience);
        absl::StatusOr<Response> answer = handler(call->request(), context);
        return {std::move(answer), context.TakeTicket()};
      },
      [call](absl::StatusOr<Response> answer) { call->Finish(std::move(answer)); });
}

template <typename Request, typename Response>
void Driver::RunRead(const SharedCall<Request, Response>& call,
                     Handler<Request, Response> handler) {
  const absl::StatusOr<std::string> assembly = AssemblyOf(call->request());
  if (!assembly.ok()) return call->Finish(assembly.status());
  ledger_.Run<ledger::Reader>(
      [this, access = call->AccessTo(*assembly)](ledger::Patience patience) {
        return ledger_.Authorize(access.With(patience));
      },
      [this, call, handler](absl::StatusOr<ledger::Reader> reader) {
        if (!reader.ok()) return call->Finish(std::move(reader).status());
        const bool taken = readers_.Submit([this, call, handler, reader = *std::move(reader)] {
          if (call->TimeLeft() <= absl::ZeroDuration()) return call->Finish(refusal::Cancelled());
          Context context(ledger_, call->token(), ScopeOf<Request>(), ledger::Patience::kRead,
                          &reader);
          call->Finish(handler(call->request(), context));
        });
        if (!taken) call->Finish(refusal::TooManyReads());
      });
}

template <typename Request, typename Response>
void Driver::RunLookUp(const SharedCall<Request, Response>& call, Glance<Request> glance,
                       Handler<Request, Response> handler) {
  ledger_.Run<ledger::Bytes>(
      [this, call, glance](ledger::Patience patience) -> ledger::Pending<ledger::Bytes> {
        Context context(ledger_, call->token(), ScopeOf<Request>(), patience);
        absl::StatusOr<ledger::Bytes> seen = glance(call->request(), context);
        return {std::move(seen), context.TakeTicket()};
      },
      [this, call, handler](absl::StatusOr<ledger::Bytes> seen) {
        if (!seen.ok()) return call->Finish(std::move(seen).status());
        if (*seen == nullptr) return RunRead(call, handler);
        call->FinishWith(*std::move(seen));
      });
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_DRIVER_H_
