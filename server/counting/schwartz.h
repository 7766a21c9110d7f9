// Debian's rule (Constitution A.6): options that miss the quorum or do not defeat the default
// option by their majority are dropped; of the rest, the weakest defeats within the Schwartz set
// are dropped until there are none in it.

#ifndef ASSENT_SERVER_COUNTING_SCHWARTZ_H_
#define ASSENT_SERVER_COUNTING_SCHWARTZ_H_

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "server/counting/pairwise.h"

namespace assent::counting {

// A number that was written with a decimal point: digits / 10^places; 0 <= places <= 18.
struct Threshold {
  absl::int128 digits = 0;
  int places = 0;
};

struct DebianProblem {
  Matrix matrix;
  int default_option = 0;  // counted from 0; -1: none, then there is neither quorum nor majority
  Threshold quorum;        // votes over the default option, at least
  std::vector<Threshold> majority;  // per option: its votes for each of the default option's
  // Before 2016: more than that majority; now: as many, and more than the default option.
  bool strictly = false;
};

struct DebianResult {
  struct Dropped {
    int option = 0;
    bool by_quorum = false;  // else by majority
  };
  std::vector<Dropped> dropped;
  std::vector<Defeat> defeats;  // between those that are left
  // Each round: the Schwartz set, and its weakest defeats, which are dropped. None in the last.
  struct Round {
    std::vector<int> schwartz;
    std::vector<Defeat> weakest;
  };
  std::vector<Round> rounds;
  // The Schwartz set of the last round: several tie.
  std::vector<int> winners;
};
DebianResult CountDebian(const DebianProblem& problem);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_SCHWARTZ_H_
