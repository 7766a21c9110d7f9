// Watching: a stream of changes that goes on where it broke off.

#ifndef ASSENT_CLIENT_CLI_FOLLOW_H_
#define ASSENT_CLIENT_CLI_FOLLOW_H_

#include <algorithm>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "client/cli/session.h"
#include "client/cli/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "server/base/status_macros.h"

namespace assent::cli {

template <typename Stub, typename Request, typename Response>
using StreamMethod = std::unique_ptr<grpc::ClientReader<Response>> (Stub::*)(grpc::ClientContext*,
                                                                             const Request&);

// Pauses between attempts to reach a server that was there before.
inline constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
inline constexpr absl::Duration kLongestPause = absl::Seconds(10);

// Calls `on_change` with every message that tells something new, until that
// returns false (OK) or an error, or the server refuses. Reconnects after a
// break, resuming behind what has been told; a server that could never be
// reached ends it.
template <typename Stub, typename Request, typename Response>
absl::Status Follow(Session& session, StreamMethod<Stub, Request, Response> method, Request request,
                    const std::function<absl::StatusOr<bool>(const Response&)>& on_change) {
  ASSENT_ASSIGN_OR_RETURN(const Connection* connection, session.connection());
  session.Watch();
  Stub stub(connection->channel());
  bool reached = false;
  absl::Duration pause = kFirstPause;
  while (true) {
    grpc::ClientContext context;
    connection->Authorize(context);
    const auto reader = (stub.*method)(&context, request);
    Response message;
    while (reader->Read(&message)) {
      reached = true;
      pause = kFirstPause;
      request.set_after_sequence(message.sequence());
      if (message.heartbeat()) continue;
      ASSENT_ASSIGN_OR_RETURN(const bool go_on, on_change(message));
      if (go_on) continue;
      context.TryCancel();
      return absl::OkStatus();
    }
    const absl::Status ended = FromGrpc(reader->Finish());
    // A server that goes down may also cancel: this side never does.
    const bool broke = ended.ok() || absl::IsUnavailable(ended) || absl::IsCancelled(ended);
    if (!broke || (!ended.ok() && !reached)) return connection->Explain(ended);
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_FOLLOW_H_
