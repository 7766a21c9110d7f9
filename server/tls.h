// TLS on the gRPC port: a certificate and its key from files. They can be read anew, which says
// whether they would be taken; who connects gets those that the server started with.
//
// Thread-safe.

#ifndef ASSENT_SERVER_TLS_H_
#define ASSENT_SERVER_TLS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/security/server_credentials.h"

namespace assent {

// PEM files: the certificate first, then those that vouch for it; its key, without a passphrase.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

class Tls {
 public:
  // kInvalidArgument, with a sentence for the operator: a file cannot be read, holds nothing of the
  // kind, or the key is another one's.
  static absl::StatusOr<std::shared_ptr<Tls>> Read(const TlsFiles& files);

  // Reads the files again, for the next start. On errors everything stays as it is.
  absl::Status Reload();

  // For one server, of what was read last.
  std::shared_ptr<grpc::ServerCredentials> Credentials() const;

  struct Pair {
    std::string certificate;
    std::string key;
  };

 private:
  explicit Tls(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  mutable absl::Mutex mutex_;
  Pair pair_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent

#endif  // ASSENT_SERVER_TLS_H_
