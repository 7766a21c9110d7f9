// Replays a log and decides again whatever its rules decided: what a member
// does to find out whether the outcomes in a record follow from it.
//
// Beyond replay.h it refuses an entry
//
//   outcome     that counts or concludes otherwise than the rule does with the
//               positions of the entries before it
//   decision    that is not of the outcome, the count or the text that led there,
//               or names other dates of review than its rule does
//   deadline    that stands where something else fell due before, or that does
//               something else than what fell due
//   act         that is not what its member signed (signed_trail.h, act_again.h)
//   text        that is not shown, and that nothing on the record took out
//               (shown_texts.h)
//   end         at which not all has been done that fell due
//
// All refusals are kDataLoss and name the entry. Time zones change with the
// machine: ends of phases that are counted in days of a calendar are taken as
// the log has them.
//
// Not thread-safe. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_VERIFY_H_
#define ASSENT_SERVER_TRANSPARENCY_VERIFY_H_

#include <deque>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/state.h"
#include "server/transparency/comparable.h"
#include "server/transparency/replay.h"
#include "server/transparency/shown_texts.h"
#include "server/transparency/signed_trail.h"

namespace assent::transparency {

class Verification {
 public:
  // What a verification may leave out, for tests that show what it is good for.
  enum class Outcomes { kDecideAgain, kBelieve };

  // `assembly`: its id, where the reader knows it; "" takes the one in the log.
  explicit Verification(absl::string_view assembly, Outcomes outcomes = Outcomes::kDecideAgain);

  // The next entry. What one moment wrote is looked at as a whole: a refusal may be of an
  // entry that was added before.
  absl::Status Add(const LogEntry& entry);
  // After the last one, or the last of an act. More may follow.
  absl::Status Finish();

  // As of Finish().
  const assembly::State& state() const { return state_; }
  const SignedShare& signed_share() const { return signed_.share(); }
  // Whether each text is shown, or known to be out; after Finish(). Without it a
  // verification says nothing of texts that somebody kept back.
  absl::Status CheckTexts() const { return texts_.Check(); }
  const ShownTexts& texts() const { return texts_; }

 private:
  absl::Status Look();
  absl::StatusOr<size_t> LookAt(size_t at);
  absl::StatusOr<size_t> LookAtSigned(size_t first, size_t bearer, assembly::State& state);
  absl::StatusOr<size_t> LookAtBare(const OpenedEntry& entry);
  absl::Status Compare(const event::v1::Event& event);
  void LookForDue(const event::v1::Event& event);
  absl::Status CompareWithDue(const event::v1::Event& event);

  const Outcomes outcomes_;
  assembly::State state_;
  // What has to come next, because it fell due; in order.
  std::deque<event::v1::Event> due_;
  // What falls due is due now, at the same time as the entry before: positions have just
  // been opened, or a signed act has come to its end.
  bool whole_ = false;
  SignedTrail signed_;
  ShownTexts texts_;
  std::vector<OpenedEntry> moment_;  // entries of one time, not yet looked at
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_VERIFY_H_
