// Listens, and hands every connection to gRPC: no more of them than there may be.
//
// gRPC would accept by itself, but knows no bound on connections, and the one of Debian 12 (1.51)
// never accepts again once accept() failed for want of a file: a stranger who opened as many
// connections as the process may have files would have stopped the server for good.
//
// Past the bound of the server new connections wait in the queue of the system until others close;
// past that of their address they are closed at once. Connections from this machine have no bound
// of their own: a proxy in front is one address, and so are the tests.
//
// Which connections are still open is asked of the system, only where a bound is reached: a file
// descriptor that was handed over is the same connection as long as it has the same inode.
//
// Open() and Begin() once, End() from any thread after that; it is ended before it goes.

#ifndef ASSENT_SERVER_RPC_LISTENER_H_
#define ASSENT_SERVER_RPC_LISTENER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/server_builder.h"

namespace assent::rpc {

class Listener {
 public:
  struct Bounds {
    int in_all = 0;
    int per_address = 0;
  };

  // Listens on `address`: HOST:PORT, with all that the host's name means, where port 0 is any free
  // one; or unix:PATH, a socket that only this account opens, in the place of one that nobody
  // serves any more.
  // Raises the bound on files of this process, as far as it may, so that `bounds` fit; else they
  // are lower. kUnavailable, with the reason.
  static absl::StatusOr<Listener> Open(const std::string& address, Bounds bounds);
  ~Listener();
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) = delete;

  int port() const;

  // From now on hands connections over, on a thread of its own. The server has started.
  void Begin(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor);
  // Accepts no more; what is connected stays. Returns when its thread is done.
  void End();

 private:
  struct Parts;
  explicit Listener(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_LISTENER_H_
