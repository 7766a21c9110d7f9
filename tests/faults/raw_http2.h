// HTTP/2 as somebody writes it who wants to do harm: a socket, and frames that need not be right
// (RFC 9113), with header blocks in HPACK (RFC 7541) as simple as they come. Nothing that the other
// side says is understood.

#ifndef ASSENT_TESTS_FAULTS_RAW_HTTP2_H_
#define ASSENT_TESTS_FAULTS_RAW_HTTP2_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assent::faults::http2 {

enum Type : uint8_t {
  kData = 0,
  kHeaders = 1,
  kPriority = 2,
  kReset = 3,
  kSettings = 4,
  kPing = 6,
  kWindowUpdate = 8,
  kContinuation = 9,
};
inline constexpr uint8_t kEndStream = 0x1;
inline constexpr uint8_t kEndHeaders = 0x4;
inline constexpr size_t kMaxFrame = 16'384;  // that everybody has to take

// One frame; the payload may be of any length below 16 MiB.
std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload = "");
std::string BigEndian(uint32_t number);

// What a connection begins with, and settings; `window`: how much of a stream we take unasked.
std::string Preface(uint32_t window = 65'535);

// A field of a header block: not to be remembered, or (`indexed`) to be, as number 62.
std::string Field(absl::string_view name, absl::string_view value, bool indexed = false);

// The block of a call as clients of gRPC send it, and further fields.
using Fields = std::vector<std::pair<std::string, std::string>>;
std::string CallBlock(absl::string_view path, absl::string_view token, const Fields& more = {});
// A message before its bytes, as gRPC frames it; `size` may be a lie.
std::string MessageHead(uint32_t size);
std::string Message(absl::string_view bytes);

// A connection to HOST:PORT (IPv4), from an address of this machine if one is given; or none if it
// was refused: then nothing can be sent. One thread.
class Connection {
 public:
  explicit Connection(const std::string& address, const std::string& from = "");
  ~Connection();
  Connection(Connection&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Connection& operator=(Connection&& other) noexcept;

  // Sends all of it, and throws away what comes meanwhile, unless it is one that never reads.
  // False: the other side has gone, or has taken nothing for `patience`.
  bool Send(absl::string_view bytes, absl::Duration patience = absl::Milliseconds(500));
  void NeverRead() { reads_ = false; }
  // Throws away what has come. False: the other side has gone.
  bool Swallow();
  bool open() const { return fd_ >= 0; }

 private:
  void Close();

  int fd_ = -1;
  bool reads_ = true;
};

// A socket that listens on a free port of loopback. Thread-safe.
class Listener {
 public:
  Listener();
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::string address() const;
  // The next connection, or -1 if there is none at the moment; the caller closes it.
  int Accept() const;

 private:
  int fd_ = -1;
};

}  // namespace assent::faults::http2

#endif  // ASSENT_TESTS_FAULTS_RAW_HTTP2_H_
