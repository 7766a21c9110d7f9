// Whole numbers without a bound, and fractions over one denominator: what shares and loads come to
// when every round divides by another number of voters. Only what the counts need; values, no
// threads, no failures.

#ifndef ASSENT_SERVER_COUNTING_EXACT_H_
#define ASSENT_SERVER_COUNTING_EXACT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/types/span.h"

namespace assent::counting {

class Big {
 public:
  Big() = default;
  explicit Big(absl::int128 value);

  // -1, 0 or 1.
  int Sign() const { return limbs_.empty() ? 0 : (negative_ ? -1 : 1); }
  Big& operator+=(const Big& other);
  Big& operator-=(const Big& other);
  Big& operator*=(int64_t factor);
  // Of the magnitude; `divisor` > 0.
  uint64_t Remainder(uint64_t divisor) const;
  // `divisor` > 0 divides without a remainder.
  void DivideExactly(uint64_t divisor);
  // The largest whole number q with q × divisor <= this; this >= 0, divisor > 0, and q < 2^126.
  absl::int128 Quotient(const Big& divisor) const;

  friend int Compare(const Big& a, const Big& b);

 private:
  void AddMagnitude(const Big& other);
  // |this| >= |other|.
  void SubtractMagnitude(const Big& other);
  void Trim();

  std::vector<uint64_t> limbs_;  // the lowest first; none for zero
  bool negative_ = false;
};

// -1, 0 or 1, as a is less than, equal to or greater than b.
int Compare(const Big& a, const Big& b);

// Fractions over one common denominator, each made from earlier ones:
//   x(n) = (whole + Σ times × x(earlier)) / divisor
// A sum is a numerator over the common denominator, valid until the next Append.
class Chain {
 public:
  struct Term {
    int index = 0;
    int64_t times = 0;
  };

  Big Sum(absl::int128 whole, absl::Span<const Term> terms) const;
  // The index of `sum` / divisor; divisor > 0.
  int Append(Big sum, int64_t divisor);
  size_t size() const { return numerators_.size(); }
  const Big& numerator(int index) const { return numerators_[index]; }
  const Big& denominator() const { return denominator_; }

 private:
  std::vector<Big> numerators_;
  Big denominator_{1};
};

// numerator / denominator with `places` digits behind the point, truncated towards zero;
// denominator > 0, and the value × 10^places < 2^126.
std::string Decimal(const Big& numerator, const Big& denominator, int places);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_EXACT_H_
