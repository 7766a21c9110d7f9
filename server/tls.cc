#include "server/tls.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpc/grpc_security.h"
#include "server/base/status_macros.h"

namespace assent {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return text;
}

std::unique_ptr<BIO, decltype(&BIO_free)> Memory(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

// A server of this kind has nobody to ask.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::Status CheckPair(const Tls::Pair& pair, const TlsFiles& files) {
  const auto certificate_text = Memory(pair.certificate);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr), &X509_free);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(files.certificate, " holds no certificate in PEM form"));
  }
  const auto key_text = Memory(pair.key);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(key_text.get(), nullptr, &NoPassphrase, nullptr), &EVP_PKEY_free);
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(files.key, " holds no private key in PEM form without a passphrase"));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("the key in ", files.key, " is not that of ", files.certificate));
  }
  return absl::OkStatus();
}

// gRPC asks at every new connection whether there is another certificate; its own reloading by
// polling files is newer, experimental, and slower to notice.
class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  explicit ReloadingCredentials(std::shared_ptr<Tls> tls) : tls_(std::move(tls)) {}

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    grpc_ssl_server_credentials_options* const options =
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE, &Fetch, this);
    grpc_server_credentials* const credentials =
        grpc_ssl_server_credentials_create_with_options(options);
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    auto* const credentials = static_cast<ReloadingCredentials*>(self);
    const Tls::Pair pair = credentials->tls_->current();
    {
      absl::MutexLock lock(&credentials->mutex_);
      if (pair.version == credentials->given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
      credentials->given_ = pair.version;
    }
    const grpc_ssl_pem_key_cert_pair pem = {pair.key.c_str(), pair.certificate.c_str()};
    *config = grpc_ssl_server_certificate_config_create(nullptr, &pem, 1);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<Tls> tls_;
  absl::Mutex mutex_;
  int given_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

absl::StatusOr<std::shared_ptr<Tls>> Tls::Read(const TlsFiles& files) {
  std::shared_ptr<Tls> tls(new Tls(files));
  ASSENT_RETURN_IF_ERROR(tls->Reload());
  return tls;
}

absl::Status Tls::Reload() {
  Pair pair;
  ASSENT_ASSIGN_OR_RETURN(pair.certificate, ReadFile(files_.certificate));
  ASSENT_ASSIGN_OR_RETURN(pair.key, ReadFile(files_.key));
  ASSENT_RETURN_IF_ERROR(CheckPair(pair, files_));
  absl::MutexLock lock(&mutex_);
  pair.version = pair_.version + 1;
  pair_ = std::move(pair);
  return absl::OkStatus();
}

Tls::Pair Tls::current() const {
  absl::MutexLock lock(&mutex_);
  return pair_;
}

std::shared_ptr<grpc::ServerCredentials> Tls::Credentials(std::shared_ptr<Tls> tls) {
  return std::make_shared<ReloadingCredentials>(std::move(tls));
}

}  // namespace assent
