// The composition root: store, ledger and gRPC server, put together and taken apart in order.
// main.cc and tests use it alike.
//
// Thread-safe after Start().

#ifndef ASSENT_SERVER_SERVER_H_
#define ASSENT_SERVER_SERVER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/clock.h"
#include "server/ledger/ledger.h"
#include "server/options.h"
#include "server/rpc/rpc_server.h"
#include "storage/event_store.h"

namespace assent {

// Opens what --store names. Errors: those of storage/rocksdb/rocksdb_store.h.
absl::StatusOr<std::unique_ptr<storage::EventStore>> OpenStore(const StoreChoice& choice);

class Server {
 public:
  // Serves when it returns. `clock` outlives the server. Errors, each a sentence for the operator:
  // those of OpenStore(), of the ledger, of Tls::Read() and FoundingToken(), and kUnavailable if
  // nobody can listen there.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Serve& serve,
                                                       const base::Clock& clock);
  // Drains.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // With the port that was taken where 0 was asked for.
  const ListenAddress& address() const { return address_; }

  // See rpc::RpcServer::Drain().
  void Drain() { rpc_->Drain(); }

  // Reads the certificate and its key anew. Errors: those of Tls::Read(); then the old one stays.
  absl::Status ReloadTls();

  // See rpc::RpcServer::service_names().
  std::vector<std::string> service_names() const { return rpc_->service_names(); }

  // See rpc::RpcServer::reads_waiting().
  int reads_waiting() const { return rpc_->reads_waiting(); }

  ledger::Ledger& ledger() { return *ledger_; }
  storage::EventStore& store() { return *store_; }

 private:
  Server(std::unique_ptr<storage::EventStore> store, std::unique_ptr<ledger::Ledger> ledger,
         std::unique_ptr<rpc::RpcServer> rpc, ListenAddress address, std::shared_ptr<Tls> tls);

  const std::unique_ptr<storage::EventStore> store_;
  const std::unique_ptr<ledger::Ledger> ledger_;
  const std::unique_ptr<rpc::RpcServer> rpc_;
  const ListenAddress address_;
  const std::shared_ptr<Tls> tls_;  // null: without TLS
};

}  // namespace assent

#endif  // ASSENT_SERVER_SERVER_H_
