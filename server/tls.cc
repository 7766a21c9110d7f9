#include "server/tls.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
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

constexpr unsigned kRefreshSeconds = 1;

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

absl::Status Unavailable(absl::string_view what) {
  return absl::ErrnoToStatus(errno, absl::StrCat("the certificate cannot be kept: ", what));
}

}  // namespace

// What gRPC reads is a file in memory, so that the key is on no disk but its owner's. Its name
// stays, and a new file takes its place whole: gRPC, which looks once a second, opens the old one
// or the new one, and reads again if the times of what it opened differ. Times are therefore
// numbers that count.
class Tls::Shown {
 public:
  Shown() = default;
  ~Shown() {
    if (fd_ >= 0) close(fd_);
  }
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;

  absl::Status Show(const std::string& pem) {
    const int made = memfd_create("assent-tls", MFD_CLOEXEC);
    if (made < 0) return Unavailable("memfd_create");
    absl::Status status = Fill(made, pem);
    if (status.ok() && fd_ >= 0 && dup3(made, fd_, O_CLOEXEC) < 0) status = Unavailable("dup3");
    if (status.ok() && fd_ < 0) {
      fd_ = made;
    } else {
      close(made);
    }
    return status;
  }

  std::string path() const { return absl::StrCat("/proc/self/fd/", fd_); }

 private:
  absl::Status Fill(int file, const std::string& pem) {
    if (write(file, pem.data(), pem.size()) != static_cast<ssize_t>(pem.size())) {
      return Unavailable("write");
    }
    const timespec number{.tv_sec = ++shown_, .tv_nsec = 0};
    const timespec times[] = {number, number};
    return futimens(file, times) == 0 ? absl::OkStatus() : Unavailable("futimens");
  }

  int fd_ = -1;
  time_t shown_ = 0;
};

Tls::Tls(TlsFiles files) : files_(std::move(files)), shown_(std::make_unique<Shown>()) {}
Tls::~Tls() = default;

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
  return shown_->Show(absl::StrCat(pair.key, "\n", pair.certificate));
}

std::shared_ptr<grpc::ServerCredentials> Tls::Credentials() const {
  absl::MutexLock lock(&mutex_);
  namespace tls = grpc::experimental;
  // Each kind of reader skips the blocks of the other kind.
  const std::string path = shown_->path();
  tls::TlsServerCredentialsOptions options(
      std::make_shared<tls::FileWatcherCertificateProvider>(path, path, kRefreshSeconds));
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return tls::TlsServerCredentials(options);
}

}  // namespace assent
