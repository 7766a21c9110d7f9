// One life, lived twice: by the state machine and by the second
// implementation, with everything in which they differ.

#ifndef ASSENT_TESTS_LIVES_PLAY_H_
#define ASSENT_TESTS_LIVES_PLAY_H_

#include <cstdint>
#include <map>
#include <string>

#include "assent/v1/rule.pb.h"
#include "tests/lives/naive_life.h"

namespace assent::test {

struct Play {
  // "" where they agreed all the way; else the life as readable lines, and
  // both verdicts.
  std::string difference;
  int accepted = 0;  // deeds
  int refused = 0;
  int no_opinion = 0;  // of which the second implementation says neither yes nor no
  v1::Proposal::State end = v1::Proposal::STATE_UNSPECIFIED;
};

// What a canary makes the state machine do to one kind of deed.
struct Tampered {
  enum How { kNot, kRefuse, kTake } how = kNot;  // refuses what is lawful, takes what is not
  Deed::What what = Deed::kDecide;
};

// Lives the life of `seed` under `rule`, a preset.
Play LiveTwice(const v1::DecisionRule& rule, uint32_t seed,
               NaiveLife::Mistake mistake = NaiveLife::Mistake::kNone, Tampered tampered = {});

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_PLAY_H_
