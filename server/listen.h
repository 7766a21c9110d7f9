// Where the server listens: a port, or a socket in the file system for whoever may open it there.
// Without TLS a port is on loopback only, unless the operator says otherwise: whoever is on the
// network could read every token.

#ifndef ASSENT_SERVER_LISTEN_H_
#define ASSENT_SERVER_LISTEN_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent {

struct ListenAddress {
  std::string host;       // as written, without brackets
  uint16_t port = 0;      // 0: any free one
  std::string path = "";  // of a socket in the place of both; empty: none

  // HOST:PORT, an IPv6 address in brackets, or unix:PATH; with another port where 0 was asked for.
  std::string ToString() const;
  ListenAddress WithPort(int actual) const;
};

// Reads HOST:PORT, where the host is an address or localhost, or unix:PATH. kInvalidArgument with a
// sentence: malformed.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// Whether only this machine can reach it: 127.0.0.0/8, ::1, localhost, or a socket's path.
bool IsLoopback(const ListenAddress& address);

// A socket's path, before gRPC listens there, which takes it away from whoever does: kUnavailable,
// with a sentence, if another program serves on it, or if what lies there is no socket. What a
// server that is gone has left behind may go. OK for a port.
absl::Status CheckPath(const ListenAddress& address);

// Why nobody can listen there: tries it once. For the sentence that a person reads after gRPC,
// which keeps the reason to itself, has failed.
std::string WhyNotListening(const ListenAddress& address);

}  // namespace assent

#endif  // ASSENT_SERVER_LISTEN_H_
