// The way to one server: where it is, the token that goes with each call, and
// what is done when a call does not get through. Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_CONNECTION_H_
#define ASSENT_CLIENT_CLI_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace assent::cli {

// How long an ordinary call may take.
inline constexpr absl::Duration kCallTimeout = absl::Seconds(30);

class Connection {
 public:
  // `server` is HOST:PORT, https://HOST[:PORT] where it, or a proxy, speaks TLS, or unix:PATH.
  // `ca` is a PEM file of who vouches for it; empty: whom the system trusts. kInvalidArgument if it
  // is none of them, and if a token would travel in the clear beyond this machine, unless
  // `plaintext` allows that.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& server,
                                                          const std::string& token, bool plaintext,
                                                          const std::string& ca = "");

  // Calls `call`, again after UNAVAILABLE and RESOURCE_EXHAUSTED as long as the
  // server names a bearable time to wait, or when the connection broke on the
  // way; the request must be safe to repeat, which its request_id makes it. A
  // server that does not answer at all fails at once.
  absl::Status Try(absl::FunctionRef<grpc::Status(grpc::ClientContext*)> call) const;

  // Puts the token into the metadata of a call.
  void Authorize(grpc::ClientContext& context) const;

  // What a transport's failure means, in our words; others stay as they are.
  absl::Status Explain(const absl::Status& status) const;

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  Connection(std::string server, std::string token, std::shared_ptr<grpc::Channel> channel)
      : server_(std::move(server)), token_(std::move(token)), channel_(std::move(channel)) {}

  const std::string server_;
  const std::string token_;
  const std::shared_ptr<grpc::Channel> channel_;
};

// Whether HOST:PORT or unix:PATH is on this machine.
bool IsLoopback(absl::string_view address);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_CONNECTION_H_
