// What members can still do about a decision once its proposal is forgotten:
// who may write a dissent statement, and how far its action points have come.
// Plain data; texts are in the documents, tasks in that of the decision.

#ifndef ASSENT_SERVER_ASSEMBLY_DECIDED_POINTS_H_
#define ASSENT_SERVER_ASSEMBLY_DECIDED_POINTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/dissent.pb.h"
#include "assent/v1/proposal.pb.h"

namespace assent::assembly {

struct ActionPointNow {
  v1::ActionPoint::State state = v1::ActionPoint::STATE_OPEN;
  int32_t member = -1;  // index of who does it; -1: nobody
  absl::Time due = absl::InfiniteFuture();
  absl::Time moved = absl::InfinitePast();  // infinitely past: not since the decision
  int32_t moved_by = -1;                    // member index
  std::string reason;
};

// Whether somebody still has to do it.
inline bool IsOpen(const ActionPointNow& point) {
  return point.state == v1::ActionPoint::STATE_OPEN || point.state == v1::ActionPoint::STATE_TAKEN;
}

struct DecidedPoints {
  std::vector<int32_t> dissenters;  // member indexes, ascending
  std::vector<int32_t> authors;     // [k - 1] wrote statement k: member index
  std::vector<int32_t> exempt;      // of those who stood aside and need not help
  absl::Time decided = absl::InfinitePast();
  // Whether there is anything to do: not where it was rejected, nor while the
  // decision is taken back because a hand that was recorded has been contested.
  // What was done until then stays for a decision to come.
  bool adopted = false;
  std::vector<ActionPointNow> actions;  // [k - 1] is action point k
};

// The statement that was written last. Its document is made from this; later
// nobody needs its text.
struct LastStatement {
  int32_t decision = 0;
  int32_t number = 0;
  v1::DissentStatement view;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_DECIDED_POINTS_H_
