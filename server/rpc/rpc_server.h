// The gRPC server: everything of this room put together, from the listening socket to its end.
//
// Thread-safe. The ledger outlives it. Its destructor drains it.

#ifndef ASSENT_SERVER_RPC_RPC_SERVER_H_
#define ASSENT_SERVER_RPC_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "server/base/limits.h"
#include "server/ledger/ledger.h"
#include "server/rpc/listener.h"
#include "server/rpc/throttle.h"

namespace assent::rpc {

struct RpcOptions {
  // With what it proves who it is; null: without TLS, and the caller sees to it that only those who
  // may read every token can reach it.
  std::shared_ptr<grpc::ServerCredentials> credentials;
  EntryRules entry;
  Listener::Bounds connections = {kMaxConnections, kMaxConnectionsPerAddress};
  absl::Duration import_pause = kMaxImportPause;
  // Threads that take calls (call_queue.h); 0: as many as the machine's processors are worth.
  unsigned queues = 0;
};

class RpcServer {
 public:
  // Listens on `address`, HOST:PORT. Port 0 is any free one. kUnavailable: nobody can listen there,
  // or not with these credentials.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(ledger::Ledger& ledger,
                                                          const std::string& address,
                                                          RpcOptions options);
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  int port() const;
  // The full names of the services of the API.
  std::vector<std::string> service_names() const;
  // How many reads wait for their at_least_sequence at this moment.
  int reads_waiting() const;

  // Says NOT_SERVING, ends the watches, refuses new calls with SERVER_DRAINING and finishes those
  // it took; after kDrainTime what is left is cancelled. Returns when all of that is done. Once is
  // enough.
  void Drain();

 private:
  struct Parts;
  explicit RpcServer(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_RPC_SERVER_H_
