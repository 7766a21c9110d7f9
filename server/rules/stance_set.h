// A set of stances in one byte, and counts by stance: what an evaluation
// works with instead of repeated message fields.

#ifndef ASSENT_SERVER_RULES_STANCE_SET_H_
#define ASSENT_SERVER_RULES_STANCE_SET_H_

#include <array>
#include <cstdint>
#include <initializer_list>

#include "assent/v1/stance.pb.h"

namespace assent::rules {

// Voices by stance, indexed by v1::Stance; [0] is unused.
using StanceCounts = std::array<int64_t, v1::Stance_ARRAYSIZE>;

class StanceSet {
 public:
  constexpr StanceSet() = default;
  constexpr StanceSet(std::initializer_list<v1::Stance> stances) {
    for (const v1::Stance stance : stances) Add(stance);
  }
  // From a repeated field of a message; unknown numbers are left out.
  template <typename Repeated>
  static StanceSet Of(const Repeated& stances) {
    StanceSet set;
    for (const int stance : stances) {
      if (v1::Stance_IsValid(stance)) set.Add(static_cast<v1::Stance>(stance));
    }
    return set;
  }

  constexpr void Add(v1::Stance stance) { bits_ |= static_cast<uint8_t>(1u << stance); }
  constexpr bool Has(v1::Stance stance) const { return (bits_ >> stance) & 1u; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Overlaps(StanceSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool operator==(const StanceSet&) const = default;

  // The voices that gave one of these stances.
  constexpr int64_t Sum(const StanceCounts& counts) const {
    int64_t sum = 0;
    for (size_t stance = 1; stance < counts.size(); ++stance) {
      if ((bits_ >> stance) & 1u) sum += counts[stance];
    }
    return sum;
  }

  // Calls f(v1::Stance) for each, in the order of their numbers.
  template <typename F>
  void ForEach(F f) const {
    for (int stance = 1; stance < v1::Stance_ARRAYSIZE; ++stance) {
      if (Has(static_cast<v1::Stance>(stance))) f(static_cast<v1::Stance>(stance));
    }
  }

 private:
  uint8_t bits_ = 0;
};

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_STANCE_SET_H_
