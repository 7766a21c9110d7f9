// What somebody may do to a server who can reach its port, and perhaps has a member's token: each
// a way of sending HTTP/2 that costs more to take than to send. One thread each.

#ifndef ASSENT_TESTS_FAULTS_ATTACKS_H_
#define ASSENT_TESTS_FAULTS_ATTACKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/faults/raw_http2.h"

namespace assent::faults {

struct Target {
  std::string address;
  std::string assembly;  // assemblies/kitchen
  std::string proposal;
  std::string token;      // a member's
  std::string from = "";  // the attacker's address
};

struct Attack {
  const char* name;
  // Until `end`, on as many connections as it likes; comes again when it is thrown out.
  void (*run)(const Target& target, uint32_t seed, absl::Time end);
  // Whether gRPC 1.51 bears it by itself; else what is shipped in front of it has to.
  bool borne_by_grpc;
};

const std::vector<Attack>& AllAttacks();

// Connections with a hundred watches and a hundred long reads, for which they let nothing come.
std::vector<http2::Connection> ConnectionsThatTakeNothing(const Target& target);

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_ATTACKS_H_
