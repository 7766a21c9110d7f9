// TLS on the gRPC port: a certificate and its key from files. They can be read anew; who connects a
// second later gets the new ones, and whoever is connected stays so.
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
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // kInvalidArgument, with a sentence for the operator: a file cannot be read, holds nothing of the
  // kind, or the key is another one's.
  static absl::StatusOr<std::shared_ptr<Tls>> Read(const TlsFiles& files);

  // Reads the files again. On errors everything stays as it is.
  absl::Status Reload();

  // For a server, which this outlives; follows Reload().
  std::shared_ptr<grpc::ServerCredentials> Credentials() const;

  struct Pair {
    std::string certificate;
    std::string key;
  };

 private:
  class Shown;
  explicit Tls(TlsFiles files);

  const TlsFiles files_;
  mutable absl::Mutex mutex_;
  const std::unique_ptr<Shown> shown_ ABSL_PT_GUARDED_BY(mutex_);
};

}  // namespace assent

#endif  // ASSENT_SERVER_TLS_H_
