// Whether the events of a log are what their members signed: what a verification looks
// at beside the rules (verify.h). An envelope stands in the first event of its act, and
// covers what its author does at that moment.
//
//   signature   by a key of the author's that signed then, over the bytes in the leaf
//   order       the key's acts follow one another without a gap, each naming the one before
//   sight       the log that the member saw was this log
//   what        the event is of a kind that the request asks for, about what it is about,
//               says what it says, and commits to the texts that were signed
//   cover       where the charter requires signatures, nothing is done without one
//
// Refusals are kDataLoss. Not thread-safe. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_SIGNED_TRAIL_H_
#define ASSENT_SERVER_TRANSPARENCY_SIGNED_TRAIL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
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

class SignedTrail {
 public:
  // The next event, before it is applied to `state`.
  absl::Status Check(const event::v1::Event& event, const assembly::State& state);
  // Its leaf, once it is applied: what later acts have seen.
  void Saw(absl::string_view leaf_hash) { leaf_hashes_.append(leaf_hash.data(), leaf_hash.size()); }
  // After the last one: whether members saw what is here.
  absl::Status Finish() const;

 private:
  // What the act that was signed last covers.
  struct Cover {
    std::string author;
    int64_t time_us = 0;
    std::string type;
    bool has_stance = false;  // of TakePosition, and its position has not come yet
    v1::Stance stance = v1::STANCE_UNSPECIFIED;
    bool in_advance = false;            // likewise: left before the call
    std::set<std::string> commitments;  // to its texts
  };
  struct Seen {
    std::string root;
    int64_t entry = 0;
  };

  absl::Status Open(const event::v1::Event& event, const assembly::State& state,
                    const LoggedAct& act);
  absl::Status CheckPosition(const event::v1::Event& event);
  absl::Status Close(const event::v1::Event& next);
  // Whether an event that is not covered may stand, or belongs to an act that began
  // before signatures were required: the one that brought the rule.
  bool MayBeBare(const event::v1::Event& event, const assembly::State& state);

  std::optional<Cover> cover_;
  // Whose act was not signed last, and when.
  std::string bare_author_;
  int64_t bare_time_us_ = 0;
  std::multimap<int64_t, Seen> seen_;  // by size
  std::string leaf_hashes_;            // 32 bytes each
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_SIGNED_TRAIL_H_
