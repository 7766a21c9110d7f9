// Signs what members do in a scenario, each with a device key of their own, the way an
// honest client does, and reads it again the way a server does. Not thread-safe.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_SIGNERS_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_SIGNERS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/access_service.pb.h"
#include "google/protobuf/message.h"
#include "server/assembly/signed_act.h"
#include "server/assembly/state.h"

namespace assent::scenario {

class Signers {
 public:
  // The request that gives the member a new key; it signs from Keep() on, under the
  // number that it got.
  v1::AddDeviceKeyRequest NewKey(const assembly::State& state);
  void Keep(int32_t key) { seeds_[key] = newest_; }

  // `request` as its member signs it who has just seen the log, whose root that is, and as
  // it comes out of the envelope: into `opened`, of the same type. False: it goes
  // unsigned, for want of a key or because envelopes are not so large.
  absl::StatusOr<bool> Sign(const assembly::State& state, int32_t member,
                            absl::string_view root, const google::protobuf::Message& request,
                            google::protobuf::Message& opened, assembly::SignedAct& act);

 private:
  std::string Draw(size_t bytes);

  std::map<int32_t, std::string> seeds_;  // by key
  std::string newest_;
  int64_t drawn_ = 0;
};

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_SIGNERS_H_
