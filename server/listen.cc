#include "server/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace assent {
namespace {

constexpr absl::string_view kUnix = "unix:";

std::optional<in_addr> Ipv4(const std::string& host) {
  in_addr address{};
  if (inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address) != 1)
    return {};
  return address;
}

std::optional<in6_addr> Ipv6(const std::string& host) {
  in6_addr address{};
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return {};
  return address;
}

// 0, or the errno of a bind and listen.
int TryToBind(int family, const sockaddr* address, socklen_t size) {
  const int socket_fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return errno;
  const int on = 1;
  setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  int error = 0;
  if (bind(socket_fd, address, size) != 0 || listen(socket_fd, 1) != 0) error = errno;
  close(socket_fd);
  return error;
}

// Such an address, if the path is short enough for one.
std::optional<sockaddr_un> Unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) return {};
  memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// Only where CheckPath() has found nothing in the way.
int TryToListen(const ListenAddress& where) {
  if (const std::optional<sockaddr_un> local = Unix(where.path)) {
    const int error =
        TryToBind(AF_UNIX, reinterpret_cast<const sockaddr*>(&*local), sizeof(*local));
    if (error == 0) unlink(where.path.c_str());
    return error;
  }
  if (const std::optional<in_addr> v4 = Ipv4(where.host)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(where.port);
    address.sin_addr = *v4;
    return TryToBind(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(where.port);
  address.sin6_addr = Ipv6(where.host).value_or(in6addr_loopback);
  return TryToBind(AF_INET6, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

std::string InUse(const ListenAddress& address) {
  return absl::StrCat("cannot listen on ", address.ToString(),
                      ": another program does; stop it, or choose another ",
                      address.path.empty() ? "port" : "path", " with --listen");
}

}  // namespace

std::string ListenAddress::ToString() const {
  if (!path.empty()) return absl::StrCat(kUnix, path);
  const bool v6 = host.find(':') != std::string::npos;
  return absl::StrCat(v6 ? "[" : "", host, v6 ? "]" : "", ":", port);
}

ListenAddress ListenAddress::WithPort(int actual) const {
  return path.empty() ? ListenAddress{host, static_cast<uint16_t>(actual)} : *this;
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  if (absl::string_view path = text; absl::ConsumePrefix(&path, kUnix)) {
    if (Unix(std::string(path))) return ListenAddress{"", 0, std::string(path)};
    return absl::InvalidArgumentError(absl::StrCat(
        "--listen ", text, ": write unix:PATH, the path of a file of at most 107 bytes"));
  }
  const size_t colon = text.rfind(':');
  uint32_t port = 0;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(text.substr(colon + 1), &port) || port > UINT16_MAX) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", text, " is not HOST:PORT, as in 127.0.0.1:7878, nor unix:PATH"));
  }
  absl::string_view host = text.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[") && !absl::ConsumeSuffix(&host, "]")) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", text, ": a bracket is not closed; write [::1]:PORT"));
  }
  ListenAddress address{std::string(host), static_cast<uint16_t>(port)};
  if (!Ipv4(address.host) && !Ipv6(address.host)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", text,
                     ": write an address of this machine, as in 127.0.0.1:7878 or [::]:7878"));
  }
  return address;
}

bool IsLoopback(const ListenAddress& address) {
  if (!address.path.empty()) return true;
  if (const std::optional<in_addr> v4 = Ipv4(address.host)) return ntohl(v4->s_addr) >> 24 == 127;
  const std::optional<in6_addr> v6 = Ipv6(address.host);
  return v6.has_value() && IN6_IS_ADDR_LOOPBACK(&*v6);
}

absl::Status CheckPath(const ListenAddress& address) {
  const std::optional<sockaddr_un> local = Unix(address.path);
  struct stat there {};
  if (!local || lstat(address.path.c_str(), &there) != 0) return absl::OkStatus();
  if (!S_ISSOCK(there.st_mode)) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address.ToString(), ": a file lies there"));
  }
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool served =
      connect(probe, reinterpret_cast<const sockaddr*>(&*local), sizeof(*local)) == 0;
  close(probe);
  return served ? absl::UnavailableError(InUse(address)) : absl::OkStatus();
}

std::string WhyNotListening(const ListenAddress& address) {
  const int error = TryToListen(address);
  if (error == EADDRINUSE) return InUse(address);
  return absl::StrCat("cannot listen on ", address.ToString(),
                      error == 0 ? "" : absl::StrCat(": ", strerror(error)));
}

}  // namespace assent
