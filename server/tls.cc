#include "server/tls.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
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
  pair_ = std::move(pair);
  return absl::OkStatus();
}

// A new certificate takes a restart: gRPC 1.51's own ways of reloading abort (config fetcher) or are
// experimental and poll files.
std::shared_ptr<grpc::ServerCredentials> Tls::Credentials() const {
  absl::MutexLock lock(&mutex_);
  grpc::SslServerCredentialsOptions options(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  options.pem_key_cert_pairs.push_back({pair_.key, pair_.certificate});
  return grpc::SslServerCredentials(options);
}

}  // namespace assent
