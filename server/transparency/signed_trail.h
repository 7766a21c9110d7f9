// Whether the events of a log are what their members signed: what a verification looks
// at beside the rules (verify.h). An envelope stands in the first event of its act that
// is its author's.
//
//   signature   by a key of the author's that signed then, over the bytes in the leaf
//   order       the key's acts follow one another without a gap, each naming the one before
//   sight       the log that the member saw was this log
//   what        each event of the act is what the request does: act_again.h
//   cover       where the charter requires signatures, nothing is done without one
//
// Refusals are kDataLoss. Not thread-safe. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_SIGNED_TRAIL_H_
#define ASSENT_SERVER_TRANSPARENCY_SIGNED_TRAIL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/event.pb.h"
#include "assent/v1/act.pb.h"
#include "server/assembly/state.h"

namespace assent::transparency {

// An envelope in an event, read but for its request.
struct LoggedAct {
  v1::ActPayload payload;
  std::string hash;
};

// What stands in the event's envelope; nullopt: it has none. Refuses what could not have
// come next, so that the event can be applied. The signature is not looked at.
absl::StatusOr<std::optional<LoggedAct>> ReadLoggedAct(const event::v1::Event& event,
                                                       const assembly::State& state);

// How much of a log its members have signed.
struct SignedShare {
  int64_t acts = 0;  // signed ones
  // Acts that their authors could have signed, having a key, and have not: that they did
  // them is only what whoever runs the server says.
  int64_t bare = 0;
  int64_t first_bare = 0;  // the entry; 0: none
};

class SignedTrail {
 public:
  // The entry that bears an envelope, which ReadLoggedAct() gave for this state: whether
  // the key that it names has signed it. What it does is for who decides it again.
  absl::Status CheckSigned(const event::v1::Event& event, const assembly::State& state,
                           const LoggedAct& act);
  // The next event, if it is of no signed act, before it is applied to `state`: whether it
  // may be that.
  absl::Status CheckBare(const event::v1::Event& event, const assembly::State& state);
  // The leaf of each event, once it is applied: what later acts have seen.
  void Saw(absl::string_view leaf_hash) { leaf_hashes_.append(leaf_hash.data(), leaf_hash.size()); }
  // After the last one: whether members saw what is here.
  absl::Status Finish() const;

  const SignedShare& share() const { return share_; }

 private:
  struct Seen {
    std::string root;
    int64_t entry = 0;
  };

  // Whose act was not signed last, and when.
  std::string bare_author_;
  int64_t bare_time_us_ = 0;
  SignedShare share_;
  std::multimap<int64_t, Seen> seen_;  // by size
  std::string leaf_hashes_;            // 32 bytes each
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_SIGNED_TRAIL_H_
