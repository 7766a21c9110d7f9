// Draws lives: who does what, and when. It looks at the second implementation
// so that most of what it draws may be done; the rest is refused by the state
// machine, which is part of the exercise. Everything comes from the seed.

#ifndef ASSENT_TESTS_LIVES_DICE_H_
#define ASSENT_TESTS_LIVES_DICE_H_

#include <cstdint>
#include <random>
#include <vector>

#include "absl/time/time.h"
#include "tests/lives/deed.h"
#include "tests/lives/naive_life.h"

namespace assent::test {

class Dice {
 public:
  explicit Dice(uint32_t seed) : random_(seed) {}

  int Roll(int sides) { return static_cast<int>(random_() % static_cast<uint32_t>(sides)); }
  bool OneIn(int sides) { return Roll(sides) == 0; }

  // What founds the group, before there is a proposal: joins, units,
  // attributes, absences.
  std::vector<Deed> Beginnings(const v1::DecisionRule& rule);
  // The introduction.
  Deed Introduction(const NaiveLife& life, const v1::DecisionRule& rule);
  // Somebody does something.
  Deed Draw(const NaiveLife& life);
  // The clock: stands still, moves a little, or comes to a moment that
  // matters: just before it, at it, just after it.
  absl::Time Later(const NaiveLife& life, absl::Time now);

 private:
  int Somebody(const NaiveLife& life);
  Deed By(const NaiveLife& life, Deed::What what);
  Deed BeforeTheCall(const NaiveLife& life);
  Deed WhileAsked(const NaiveLife& life);
  Deed AboutABlock(const NaiveLife& life);
  Deed AboutAConcern(const NaiveLife& life);
  Deed AboutTheText(const NaiveLife& life);
  Deed Position(const NaiveLife& life);
  Deed Ballot(const NaiveLife& life, std::vector<int> standing);
  Deed AboutTheRoad(const NaiveLife& life);
  Deed AboutPeople(const NaiveLife& life);

  std::mt19937 random_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_DICE_H_
