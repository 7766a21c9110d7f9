#include "tests/faults/raw_http2.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/base/check.h"

namespace assent::faults::http2 {
namespace {

// An integer of HPACK with a prefix of so many bits (RFC 7541, 5.1); `first` has the bits before.
std::string Integer(uint8_t first, int prefix, size_t number) {
  const size_t most = (size_t{1} << prefix) - 1;
  if (number < most) return std::string(1, static_cast<char>(first | number));
  std::string bytes(1, static_cast<char>(first | most));
  for (number -= most; number >= 128; number /= 128) {
    bytes.push_back(static_cast<char>(128 + number % 128));
  }
  bytes.push_back(static_cast<char>(number));
  return bytes;
}

std::string Text(absl::string_view text) { return absl::StrCat(Integer(0, 7, text.size()), text); }

}  // namespace

std::string BigEndian(uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
  return bytes;
}

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload) {
  const std::string kind = {static_cast<char>(type), static_cast<char>(flags)};
  return absl::StrCat(BigEndian(static_cast<uint32_t>(payload.size())).substr(1), kind,
                      BigEndian(stream), payload);
}

std::string Preface(uint32_t window) {
  const std::string window_setting = absl::StrCat(std::string("\0\4", 2), BigEndian(window));
  return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Frame(kSettings, 0, 0, window_setting));
}

std::string Field(absl::string_view name, absl::string_view value, bool indexed) {
  return absl::StrCat(std::string(1, indexed ? '\x40' : '\0'), Text(name), Text(value));
}

std::string CallBlock(absl::string_view path, absl::string_view token, const Fields& more) {
  std::string block =
      absl::StrCat(Field(":method", "POST"), Field(":scheme", "http"), Field(":path", path),
                   Field(":authority", "localhost"), Field("te", "trailers"),
                   Field("content-type", "application/grpc"));
  if (!token.empty()) {
    absl::StrAppend(&block, Field("authorization", absl::StrCat("Bearer ", token)));
  }
  for (const auto& [name, value] : more) absl::StrAppend(&block, Field(name, value));
  return block;
}

std::string MessageHead(uint32_t size) {
  return absl::StrCat(std::string(1, '\0'), BigEndian(size));
}

std::string Message(absl::string_view bytes) {
  return absl::StrCat(MessageHead(static_cast<uint32_t>(bytes.size())), bytes);
}

Connection::Connection(const std::string& address, const std::string& from) {
  const size_t colon = address.rfind(':');
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<uint16_t>(std::atoi(address.c_str() + colon + 1)));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &where.sin_addr);
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in source{};
  source.sin_family = AF_INET;
  if (!from.empty()) {
    inet_pton(AF_INET, from.c_str(), &source.sin_addr);
    const int on = 1;  // the port is chosen by connect(): there are as many for each destination
    setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
    const int bound = bind(fd_, reinterpret_cast<const sockaddr*>(&source), sizeof(source));
    ASSENT_CHECK(bound == 0, from);
  }
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) Close();
}

Connection::~Connection() { Close(); }

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(fd_, other.fd_);
  reads_ = other.reads_;
  return *this;
}

void Connection::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

bool Connection::Swallow() {
  char bytes[65'536];
  ssize_t count = 1;
  while (open() && count > 0) count = recv(fd_, bytes, sizeof(bytes), MSG_DONTWAIT);
  if (count == 0 || (count < 0 && errno != EAGAIN)) Close();
  return open();
}

bool Connection::Send(absl::string_view bytes, absl::Duration patience) {
  while (open() && !bytes.empty()) {
    pollfd ready{fd_, static_cast<short>(reads_ ? POLLOUT | POLLIN : POLLOUT), 0};
    if (poll(&ready, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) != 1) return false;
    if ((ready.revents & POLLIN) != 0 && !Swallow()) return false;
    if ((ready.revents & (POLLOUT | POLLERR | POLLHUP)) == 0) continue;
    const ssize_t count = send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) Close();
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
  }
  return open();
}

Listener::Listener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSENT_CHECK(bind(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) == 0);
  ASSENT_CHECK(listen(fd_, SOMAXCONN) == 0);
}

Listener::~Listener() { close(fd_); }

std::string Listener::address() const {
  sockaddr_in where{};
  socklen_t size = sizeof(where);
  ASSENT_CHECK(getsockname(fd_, reinterpret_cast<sockaddr*>(&where), &size) == 0);
  return absl::StrCat("127.0.0.1:", ntohs(where.sin_port));
}

int Listener::Accept() const { return accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC); }

}  // namespace assent::faults::http2
