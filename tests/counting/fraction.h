// Small exact fractions, for the slow second counts of the tests: 128 bits, always reduced. Nothing
// of server/counting is in here.

#ifndef ASSENT_TESTS_COUNTING_FRACTION_H_
#define ASSENT_TESTS_COUNTING_FRACTION_H_

#include <cstdint>
#include <ostream>

namespace assent::test {

struct Fraction {
  using Whole = __int128;

  Fraction(int64_t whole = 0)
      : top(whole) {}  // NOLINT(google-explicit-constructor): a number is one
  Fraction(Whole over, Whole under) : top(over), bottom(under) {
    Whole a = top < 0 ? -top : top;
    Whole b = bottom;
    while (b != 0) {
      const Whole rest = a % b;
      a = b;
      b = rest;
    }
    if (a > 1) {
      top /= a;
      bottom /= a;
    }
  }

  friend Fraction operator+(const Fraction& a, const Fraction& b) {
    return {a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom};
  }
  friend Fraction operator-(const Fraction& a, const Fraction& b) {
    return {a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom};
  }
  friend Fraction operator*(const Fraction& a, const Fraction& b) {
    return {a.top * b.top, a.bottom * b.bottom};
  }
  // b > 0.
  friend Fraction operator/(const Fraction& a, const Fraction& b) {
    return {a.top * b.bottom, a.bottom * b.top};
  }
  friend bool operator<(const Fraction& a, const Fraction& b) {
    return a.top * b.bottom < b.top * a.bottom;
  }
  friend bool operator==(const Fraction& a, const Fraction& b) {
    return a.top == b.top && a.bottom == b.bottom;
  }
  friend std::ostream& operator<<(std::ostream& out, const Fraction& a) {
    return out << static_cast<int64_t>(a.top) << "/" << static_cast<int64_t>(a.bottom);
  }

  Whole top = 0;
  Whole bottom = 1;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_COUNTING_FRACTION_H_
