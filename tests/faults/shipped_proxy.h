// The proxy as deploy/proxy ships it, in front of a server of the test: the same file, with a free
// port of loopback and without TLS in the place of where it listens. Ended when the object goes.

#ifndef ASSENT_TESTS_FAULTS_SHIPPED_PROXY_H_
#define ASSENT_TESTS_FAULTS_SHIPPED_PROXY_H_

#include <sys/types.h>

#include <string>

namespace assent::faults {

class ShippedProxy {
 public:
  // Before the server at HOST:PORT. Returns when it listens; stops the test program if it does not.
  // `folder` for its configuration.
  ShippedProxy(const std::string& server, const std::string& folder);
  ~ShippedProxy();
  ShippedProxy(const ShippedProxy&) = delete;
  ShippedProxy& operator=(const ShippedProxy&) = delete;

  const std::string& address() const { return address_; }
  pid_t pid() const { return pid_; }

 private:
  std::string address_;
  pid_t pid_ = -1;
};

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_SHIPPED_PROXY_H_
