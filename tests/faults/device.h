// A device of one member, whose key signs what they do: every act names the one before it, so that
// none can be lost, put in or done twice without breaking the chain. It goes on from server to
// server over one record. Whatever the server does not answer is sent again as it was sealed.
//
// Not thread-safe.

#ifndef ASSENT_TESTS_FAULTS_DEVICE_H_
#define ASSENT_TESTS_FAULTS_DEVICE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/act_service.pb.h"
#include "google/protobuf/message.h"
#include "tests/e2e/caller.h"

namespace assent::faults {

class Device {
 public:
  // Adds the key, made from `seed`, and looks at the proposal that acts will be about. What it does
  // not get stops the test program.
  Device(const test::Caller& member, const std::string& assembly, const std::string& proposal,
         char seed);

  // The log as it is now, which acts say to have seen from here on. False: there is no answer.
  bool Look(const test::Caller& member);
  v1::SubmitActRequest Sign(const google::protobuf::Message& request) const;
  // That one is done.
  void Done(const v1::SubmitActRequest& act);

  int64_t acts() const { return key_.acts(); }
  // Whether the server knows of these acts of the key, and of no other; but it may know of `open`,
  // if there is one.
  absl::Status Compare(const test::Caller& member, const v1::SubmitActRequest* open) const;

 private:
  const std::string assembly_;
  const std::string seed_;
  v1::DeviceKey key_;
  std::string rule_hash_;
  std::string origin_;
  int64_t seen_size_ = 0;
  std::string seen_root_;
};

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_DEVICE_H_
