#include "server/rules/share.h"

#include "server/base/limits.h"

namespace assent::rules {

int64_t LeastOfSquareRoot(int64_t multiplier, int64_t n) {
  const int64_t square = multiplier * multiplier * n;
  int64_t below = 0;
  int64_t enough = kMaxMultiplier * 16'000;  // 4 * (16 * 10^6)^2 > kMaxMultiplier^2 * kMaxVotes
  while (enough - below > 1) {
    const int64_t middle = below + (enough - below) / 2;
    (4 * middle * middle >= square ? enough : below) = middle;
  }
  return enough;
}

}  // namespace assent::rules
