// What can be said of a proposal at one moment, by whoever looks at it: what
// the state machine and the second implementation have to agree on.

#ifndef ASSENT_TESTS_LIVES_VERDICT_H_
#define ASSENT_TESTS_LIVES_VERDICT_H_

#include <string>

#include "absl/time/time.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/tally.pb.h"

namespace assent::test {

struct Verdict {
  v1::Proposal::State state = v1::Proposal::STATE_UNSPECIFIED;
  std::string phase;  // it is in, or was last in
  // Of the phase that decides now; unspecified: nothing is asked.
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  int revision = 0;
  int voices = 0;
  absl::Time phase_min = absl::InfinitePast();
  absl::Time phase_end = absl::InfiniteFuture();
  absl::Time discussion_min = absl::InfinitePast();
  absl::Time discussion_end = absl::InfiniteFuture();
  absl::Time returns = absl::InfiniteFuture();
  absl::Time withdraws = absl::InfiniteFuture();
  std::string startable;  // phase that waits to be started
  // Blocks by concern with their states, and concerns with theirs.
  std::string blocks;
  std::string concerns;
  std::string positions;  // those that count, by voice's first member
  // At the end.
  bool ended = false;
  v1::Outcome final_outcome = v1::OUTCOME_UNSPECIFIED;
  std::string final_phase;
};

// Whether positions are asked for, or what stopped them is worked on.
bool IsAsked(v1::Proposal::State state);
// Whether nothing has been asked yet, or nothing any more until the next call.
bool IsBeforeCall(v1::Proposal::State state);

// "" where they agree, or a line for each part in which they do not.
std::string Difference(const Verdict& machine, const Verdict& naive);
std::string InWords(const Verdict& verdict);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_VERDICT_H_
