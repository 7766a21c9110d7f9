// All uploads of the server: who may begin one, how many there are, and the thread that takes them.
//
// Thread-safe. The ledger outlives this, and this outlives the gRPC server, which is done with
// every upload before it goes.

#ifndef ASSENT_SERVER_RPC_UPLOADS_H_
#define ASSENT_SERVER_RPC_UPLOADS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/limits.h"
#include "server/ledger/ledger.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/call_gate.h"
#include "server/rpc/driver.h"
#include "server/rpc/refusals.h"
#include "server/rpc/status.h"
#include "server/rpc/upload.h"
#include "server/rpc/upload_call.h"

namespace assent::rpc {

class Uploads {
 public:
  // `pause`: how long a client may take for its next piece.
  Uploads(ledger::Ledger& ledger, Throttle& throttle, absl::Duration pause)
      : ledger_(ledger), throttle_(throttle), pause_(pause) {}
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  // Begins an upload into what `make` makes, or refuses it.
  template <typename Request, typename Response>
  void Open(UploadCall& call, std::unique_ptr<Sink<Request, Response>> (*make)(ledger::Ledger&)) {
    const absl::StatusOr<std::string> token = TokenFor<Request>(call.context());
    const absl::Status admitted =
        token.ok() ? AdmitCall<Request>(throttle_, *token, call.context(), ledger_.Now())
                   : token.status();
    if (!admitted.ok()) return call.Refuse(ToGrpcStatus(admitted));
    std::optional<CallGate::Pass> pass = gate_.Enter();
    if (!pass.has_value()) return call.Refuse(ToGrpcStatus(refusal::TooManyImports()));
    auto* const upload =
        new Upload<Request, Response>(call, make(ledger_), *std::move(pass), workers_, open_);
    call.SetOwner(*upload);
    upload->Begin();
  }

  // To be called about every second: clients that send nothing are cut off as punctually as this.
  void Tick(absl::Time now) { open_.CutOff(now - pause_); }

 private:
  ledger::Ledger& ledger_;
  Throttle& throttle_;
  const absl::Duration pause_;
  OpenUploads open_;
  CallGate gate_{kMaxImports};
  // Of each upload a piece, and its end.
  ledger::WorkerPool workers_{kImportThreads, 2 * kMaxImports};
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_UPLOADS_H_
