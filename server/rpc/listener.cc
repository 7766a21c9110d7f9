#include "server/rpc/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/base/limits.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"

namespace assent::rpc {
namespace {

// Between two looks at which connections are still open.
constexpr absl::Duration kLookAgain = absl::Milliseconds(100);

void SetOption(int socket_fd, int level, int name, int value) {
  setsockopt(socket_fd, level, name, &value, sizeof(value));
}

// The bytes of the address, an IPv4 one always as four; "": of this machine, where nobody is
// counted.
std::string HostOfAddress(const sockaddr_storage& address) {
  if (address.ss_family == AF_UNIX) return "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    const bool own = ntohl(v4.s_addr) >> 24 == 127;
    return own ? "" : std::string(reinterpret_cast<const char*>(&v4), sizeof(v4));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_LOOPBACK(&v6)) return "";
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    const std::string v4(reinterpret_cast<const char*>(&v6.s6_addr[12]), 4);
    return v4[0] == 127 ? "" : v4;
  }
  return {reinterpret_cast<const char*>(&v6), sizeof(v6) / 2};  // a household's /64
}

// Connections that were handed over.
class Connections {
 public:
  explicit Connections(Listener::Bounds bounds) : bounds_(bounds) {}

  // Whether there is room for one more at all.
  bool HasRoom() {
    if (Count() < bounds_.in_all) return true;
    LookAgain();
    return Count() < bounds_.in_all;
  }
  // Whether there is room for one more from this host.
  bool HasRoomFor(const std::string& host) {
    if (host.empty() || by_host_[host] < bounds_.per_address) return true;
    LookAgain();
    return by_host_[host] < bounds_.per_address;
  }
  void Add(int socket_fd, const std::string& host) {
    const std::optional<ino_t> inode = InodeOf(socket_fd);
    if (!inode.has_value()) return;
    const auto known = open_.find(socket_fd);
    if (known != open_.end()) Forget(known);  // the one before it by this number is gone
    open_[socket_fd] = {*inode, host};
    ++by_host_[host];
  }

 private:
  struct One {
    ino_t inode;
    std::string host;
  };
  using Open = std::map<int, One>;

  static std::optional<ino_t> InodeOf(int socket_fd) {
    struct stat about {};
    if (fstat(socket_fd, &about) != 0) return std::nullopt;
    return about.st_ino;
  }

  int Count() const { return static_cast<int>(open_.size()); }

  Open::iterator Forget(Open::iterator one) {
    const auto host = by_host_.find(one->second.host);
    if (--host->second == 0) by_host_.erase(host);
    return open_.erase(one);
  }

  void LookAgain() {
    const absl::Time now = absl::Now();
    if (looked_ <= now && now < looked_ + kLookAgain) return;
    looked_ = now;
    for (auto one = open_.begin(); one != open_.end();) {
      one = InodeOf(one->first) == one->second.inode ? std::next(one) : Forget(one);
    }
  }

  const Listener::Bounds bounds_;
  Open open_;
  std::map<std::string, int> by_host_;
  absl::Time looked_ = absl::InfinitePast();
};

// So many files that the connections have theirs, as far as the system lets us; and no more
// connections than there then are files for.
Listener::Bounds WithinFiles(Listener::Bounds bounds) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return bounds;
  const rlim_t wanted = static_cast<rlim_t>(bounds.in_all) + kFilesForOthers;
  if (files.rlim_cur < wanted) {
    files.rlim_cur = std::min(wanted, files.rlim_max);
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
  }
  const auto most = static_cast<int64_t>(std::min<rlim_t>(files.rlim_cur, wanted));
  // Where that leaves next to nothing, half of the files there are.
  const int64_t room = std::max<int64_t>(most - kFilesForOthers, most / 2);
  bounds.in_all = static_cast<int>(std::min<int64_t>(bounds.in_all, room));
  return bounds;
}

in_port_t& PortIn(sockaddr_storage& address) {
  return address.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(address).sin_port
                                      : reinterpret_cast<sockaddr_in6&>(address).sin6_port;
}

// A socket that listens there, at `port` where any will do; the errno, negative, if none can.
int ListenOn(const addrinfo& where, int port) {
  sockaddr_storage address{};
  memcpy(&address, where.ai_addr, where.ai_addrlen);
  if (PortIn(address) == 0) PortIn(address) = htons(static_cast<uint16_t>(port));
  const int made = socket(where.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) return -errno;
  SetOption(made, SOL_SOCKET, SO_REUSEADDR, 1);
  if (where.ai_family == AF_INET6) SetOption(made, IPPROTO_IPV6, IPV6_V6ONLY, 0);  // [::] is all
  if (bind(made, reinterpret_cast<sockaddr*>(&address), where.ai_addrlen) == 0 &&
      listen(made, SOMAXCONN) == 0) {
    return made;
  }
  const int error = errno;
  close(made);
  return -error;
}

// The same for a socket in the file system.
int ListenAtPath(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) return -ENAMETOOLONG;
  memcpy(address.sun_path, path.data(), path.size());
  struct stat there {};
  if (lstat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) unlink(path.c_str());
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) return -errno;
  if (bind(made, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
      chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0 && listen(made, SOMAXCONN) == 0) {
    return made;
  }
  const int error = errno;
  close(made);
  return -error;
}

int PortOf(int socket_fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(socket_fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(PortIn(address));
}

}  // namespace

struct Listener::Parts {
  explicit Parts(Bounds bounds) : connections(bounds) {}
  ~Parts() {
    for (const int socket_fd : listening) close(socket_fd);
    if (wake >= 0) close(wake);
  }

  // At all addresses that this means, HOST:PORT; kUnavailable.
  absl::Status ListenAt(const std::string& address);
  void Run();
  // Takes one that waits at this socket; false: none does, or there is no file for it.
  bool Accept(int socket_fd);

  Connections connections;
  std::vector<int> listening;
  int port = 0;                        // 0: a path
  std::string path;                    // of a socket in the file system
  int wake = eventfd(0, EFD_CLOEXEC);  // readable: it is to end
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  std::thread thread;
};

bool Listener::Parts::Accept(int socket_fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  const int taken = accept4(socket_fd, reinterpret_cast<sockaddr*>(&address), &size,
                            SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (taken < 0) {
    if (errno == EINTR || errno == ECONNABORTED) return true;
    if (errno != EAGAIN) {
      base::Log(base::Severity::kWarning, "accept", {{"reason", std::strerror(errno)}});
      absl::SleepFor(kLookAgain);  // no file or memory for it: it waits, and we do
    }
    return false;
  }
  const std::string host = HostOfAddress(address);
  if (!connections.HasRoomFor(host)) {
    close(taken);
    return true;
  }
  SetOption(taken, IPPROTO_TCP, TCP_NODELAY, 1);
  SetOption(taken, IPPROTO_TCP, TCP_USER_TIMEOUT,
            static_cast<int>(absl::ToInt64Milliseconds(kPingTimeout)));
  connections.Add(taken, host);
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.listener_fd = socket_fd;
  connection.fd = taken;
  acceptor->HandleNewConnection(&connection);
  return true;
}

void Listener::Parts::Run() {
  std::vector<pollfd> waiting = {{wake, POLLIN, 0}};
  for (const int socket_fd : listening) waiting.push_back({socket_fd, POLLIN, 0});
  while (true) {
    const bool room = connections.HasRoom();
    // Without room only for the end, and soon for room.
    const int ready = poll(waiting.data(), room ? waiting.size() : 1,
                           room ? -1 : static_cast<int>(absl::ToInt64Milliseconds(kLookAgain)));
    if ((waiting[0].revents & POLLIN) != 0) return;
    if (!room || ready <= 0) continue;
    for (size_t i = 1; i < waiting.size(); ++i) {
      if ((waiting[i].revents & POLLIN) == 0) continue;
      while (connections.HasRoom() && Accept(waiting[i].fd)) {
      }
    }
  }
}

absl::Status Listener::Parts::ListenAt(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return absl::UnavailableError(absl::StrCat(address, ": no port"));
  const auto cannot = [&](const char* why) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": ", why));
  };
  absl::string_view host = absl::string_view(address).substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) host = absl::StripSuffix(host, "]");
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int why =
      getaddrinfo(std::string(host).c_str(), address.c_str() + colon + 1, &wanted, &found);
  if (why != 0) return cannot(gai_strerror(why));
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  int error = 0;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int made = ListenOn(*one, port);
    if (made < 0) {
      error = -made;
      continue;
    }
    listening.push_back(made);
    port = PortOf(made);
  }
  return listening.empty() ? cannot(std::strerror(error)) : absl::OkStatus();
}

absl::StatusOr<Listener> Listener::Open(const std::string& address, Bounds bounds) {
  auto parts = std::make_unique<Parts>(WithinFiles(bounds));
  absl::string_view path = address;
  if (!absl::ConsumePrefix(&path, "unix:")) {
    ASSENT_RETURN_IF_ERROR(parts->ListenAt(address));
    return Listener(std::move(parts));
  }
  const int made = ListenAtPath(std::string(path));
  if (made < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address, ": ", std::strerror(-made)));
  }
  parts->listening.push_back(made);
  parts->path = std::string(path);
  return Listener(std::move(parts));
}

Listener::Listener(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Listener::Listener(Listener&&) noexcept = default;

Listener::~Listener() {
  if (parts_ != nullptr) End();
}

int Listener::port() const { return parts_->port; }

void Listener::Begin(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor) {
  parts_->acceptor = std::move(acceptor);
  parts_->thread = std::thread([parts = parts_.get()] { parts->Run(); });
}

void Listener::End() {
  if (!parts_->thread.joinable()) return;
  const uint64_t one = 1;
  const ssize_t written = write(parts_->wake, &one, sizeof(one));
  static_cast<void>(written);  // an eventfd takes it
  parts_->thread.join();
  for (const int socket_fd : std::exchange(parts_->listening, {})) close(socket_fd);
  if (!parts_->path.empty()) unlink(parts_->path.c_str());
}

}  // namespace assent::rpc
