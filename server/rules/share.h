// Exact comparison of counts with shares. Nothing here divides before it
// compares, and nothing is a floating-point number. Within the bounds of
// limits.h no product overflows.

#ifndef ASSENT_SERVER_RULES_SHARE_H_
#define ASSENT_SERVER_RULES_SHARE_H_

#include <cstdint>

#include "assent/v1/rule.pb.h"

namespace assent::rules {

// numerator / denominator of a base; met by at least that, or strictly more.
struct Share {
  int64_t numerator = 0;
  int64_t denominator = 1;
  bool strictly_more = false;

  static Share Of(const v1::Fraction& fraction, bool strictly_more = false) {
    return {fraction.numerator(), fraction.denominator(), strictly_more};
  }

  // count * denominator >= numerator * base (or >). An empty base is never
  // met.
  bool MetBy(int64_t count, int64_t base) const {
    const int64_t have = count * denominator;
    const int64_t need = numerator * base;
    return base > 0 && (strictly_more ? have > need : have >= need);
  }

  // The least count that meets it; at least 1 for an empty base, where no
  // count does.
  int64_t Least(int64_t base) const {
    const int64_t need = numerator * base;
    if (base <= 0) return 1;
    return strictly_more ? need / denominator + 1 : RoundedUp(need, denominator);
  }

  // The largest whole number that is not above the share of `base`.
  int64_t Floor(int64_t base) const { return numerator * base / denominator; }

  // The least x for which count + x meets it of base + x: how many more are
  // needed where each of them enlarges the base too. -1: no number is enough.
  int64_t MoreOfBoth(int64_t count, int64_t base) const {
    if (MetBy(count, base)) return 0;
    const int64_t gap = numerator * base - count * denominator;
    const int64_t gain = denominator - numerator;
    if (gain == 0) return base == 0 && !strictly_more ? 1 : -1;
    const int64_t more = strictly_more ? gap / gain + 1 : RoundedUp(gap, gain);
    return more > 0 ? more : 1;
  }

  static int64_t RoundedUp(int64_t dividend, int64_t divisor) {
    return (dividend + divisor - 1) / divisor;
  }
};

// The least whole q with q >= multiplier * sqrt(n) / 2, that is with
// 4 * q^2 >= multiplier^2 * n; at least 1.
int64_t LeastOfSquareRoot(int64_t multiplier, int64_t n);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_SHARE_H_
