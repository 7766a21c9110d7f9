#include "server/server.h"

#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/founding_token.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"

namespace assent {

absl::StatusOr<std::unique_ptr<storage::EventStore>> OpenStore(const StoreChoice& choice) {
  if (const auto* rocksdb = std::get_if<RocksDbFolder>(&choice)) {
    return storage::OpenRocksDbStore(rocksdb->folder);
  }
  return storage::NewMemoryStore();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Serve& serve,
                                                      const base::Clock& clock) {
  ASSENT_RETURN_IF_ERROR(CheckPath(serve.listen));
  ASSENT_ASSIGN_OR_RETURN(auto store, OpenStore(serve.store));
  ASSENT_ASSIGN_OR_RETURN(auto ledger, ledger::Ledger::Open(*store, clock, base::SystemEntropy()));
  std::shared_ptr<Tls> tls;
  rpc::RpcOptions options;
  options.entry = serve.entry;
  options.queues = serve.queues;
  if (serve.tls) {
    ASSENT_ASSIGN_OR_RETURN(tls, Tls::Read(*serve.tls));
    options.credentials = tls->Credentials();
  }
  if (serve.entry.founding == rpc::Founding::kToken) {
    ASSENT_ASSIGN_OR_RETURN(options.entry.founding_token, FoundingToken(serve.founding_token_file));
  }
  auto rpc = rpc::RpcServer::Start(*ledger, serve.listen.ToString(), std::move(options));
  if (!rpc.ok()) return absl::UnavailableError(WhyNotListening(serve.listen));
  ListenAddress address = serve.listen.WithPort((*rpc)->port());
  return std::unique_ptr<Server>(new Server(std::move(store), std::move(ledger), *std::move(rpc),
                                            std::move(address), std::move(tls)));
}

Server::Server(std::unique_ptr<storage::EventStore> store, std::unique_ptr<ledger::Ledger> ledger,
               std::unique_ptr<rpc::RpcServer> rpc, ListenAddress address, std::shared_ptr<Tls> tls)
    : store_(std::move(store)),
      ledger_(std::move(ledger)),
      rpc_(std::move(rpc)),
      address_(std::move(address)),
      tls_(std::move(tls)) {}

Server::~Server() = default;

absl::Status Server::ReloadTls() { return tls_ == nullptr ? absl::OkStatus() : tls_->Reload(); }

}  // namespace assent
