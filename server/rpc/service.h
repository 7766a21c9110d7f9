// One service of the API towards gRPC: a method is one line (fill.h), and requests arrive as bytes
// that the driver parses.
//
// Methods are added before the server starts. A method's name is that of its request's type without
// "Request". Not thread-safe; the server calls the handlers from its threads.

#ifndef ASSENT_SERVER_RPC_SERVICE_H_
#define ASSENT_SERVER_RPC_SERVICE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "server/ledger/ledger.h"
#include "server/rpc/access.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/driver.h"
#include "server/rpc/handlers/act.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/stream_call.h"
#include "server/rpc/upload_call.h"
#include "server/rpc/uploads.h"
#include "server/rpc/watches.h"

namespace assent::rpc {

class Service final : public RawService {
 public:
  // `name` is the full name in the protos. Driver, watches and uploads outlive the service.
  Service(std::string name, Driver& driver, Watches& watches, Uploads& uploads)
      : RawService(std::move(name)), driver_(driver), watches_(watches), uploads_(uploads) {}

  // A mutation: the ledger decides it.
  template <typename Request>
  void Act() {
    static_assert(MemberActs::kHas<Request> || OpenCalls::kHas<Request>,
                  "a mutation of members may come signed: see MemberActs");
    Look(&rpc::Act<Request>);
  }

  // Answers from the state.
  template <typename Request, typename Response>
  void Look(absl::StatusOr<Response> (*handler)(const Request&, Context&)) {
    AddUnary(MethodOf<Request>(),
             [this, handler](UnaryCall& call) { driver_.Act<Request, Response>(call, handler); });
  }

  // Answers from documents.
  template <typename Request, typename Response>
  void Read(absl::StatusOr<Response> (*handler)(const Request&, Context&)) {
    AddUnary(MethodOf<Request>(),
             [this, handler](UnaryCall& call) { driver_.Read<Request, Response>(call, handler); });
  }

  // Answers from the state, and from documents what the state no longer knows.
  template <typename Request, typename Response>
  void LookUp(absl::StatusOr<ledger::Bytes> (*glance)(const Request&, Context&),
              absl::StatusOr<Response> (*handler)(const Request&, Context&)) {
    AddUnary(MethodOf<Request>(), [this, glance, handler](UnaryCall& call) {
      driver_.LookUp<Request, Response>(call, glance, handler);
    });
  }

  // Streams.
  template <typename Request, typename Response>
  void Watch(std::shared_ptr<Feed<Response>> (*make)(FeedParts, const Request&)) {
    AddStream(MethodOf<Request>(),
              [this, make](StreamCall& call) { watches_.Open<Request, Response>(call, make); });
  }

  // Takes what the caller streams.
  template <typename Request, typename Response>
  void Take(std::unique_ptr<Sink<Request, Response>> (*make)(ledger::Ledger&)) {
    AddUpload(MethodOf<Request>(),
              [this, make](UploadCall& call) { uploads_.Open<Request, Response>(call, make); });
  }

 private:
  template <typename Request>
  static absl::string_view MethodOf() {
    return absl::StripSuffix(Request::descriptor()->name(), "Request");
  }

  Driver& driver_;
  Watches& watches_;
  Uploads& uploads_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_SERVICE_H_
