// What the second implementation says of a deed before it is done: that the rule
// lets it through, that it does not, or that it has no opinion. Compared with the
// state machine both ways: what it refuses has to be unlawful, what it takes lawful.
//
// It has no opinion of what the decision rules leave to the state machine (who
// facilitates, which meetings there are, which unit somebody is of), and of a few
// cases that it would have to keep books for; each is named in `why`, and lives_test
// holds how many there may be.
//
// Keeps the life by reference. Not thread-safe.

#ifndef ASSENT_TESTS_LIVES_LAWFUL_H_
#define ASSENT_TESTS_LIVES_LAWFUL_H_

#include <map>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "tests/lives/deed.h"
#include "tests/lives/naive_life.h"

namespace assent::test {

struct Opinion {
  enum What { kMay, kMayNot, kNone };
  What what = kMay;
  std::string why;  // of kMayNot and kNone
};

class Lawful {
 public:
  explicit Lawful(const NaiveLife& life) : life_(life) {}

  // Expects that the life has come to `now`.
  Opinion Ask(const Deed& deed, absl::Time now) const;
  // Takes note of a deed that was done, in the life, too.
  void Note(const Deed& deed);

 private:
  using State = v1::Proposal;

  bool IsParked() const;
  bool IsRunning() const;
  bool IsTaken() const;
  bool Brings(int who) const;
  bool Steers(int who) const;
  Opinion OnRoad(const Deed& deed, absl::Time now) const;
  Opinion Call(absl::Time now) const;
  Opinion Start(const Deed& deed) const;
  Opinion Decide(absl::Time now) const;
  Opinion Extend(const Deed& deed) const;
  Opinion Declare(const Deed& deed, absl::Time now) const;
  Opinion Change(absl::Time now) const;
  Opinion ToText(const Deed& deed, absl::Time now) const;
  Opinion TakeIn(const NaiveLife::Amendment& amendment, absl::Time now) const;
  Opinion ToConcern(const Deed& deed) const;
  Opinion Position(const Deed& deed, absl::Time now) const;
  Opinion Block(const Deed& deed) const;
  Opinion SayBefore(const Deed& deed, absl::Time now) const;
  Opinion TakeBack(const Deed& deed) const;
  Opinion ToBlock(const Deed& deed) const;

  const NaiveLife& life_;
  bool returned_ = false;           // somebody has brought it back
  std::set<int> extended_;          // members who have
  std::map<int, int> challengers_;  // by concern
  std::set<int> conditional_;       // concerns whose blocks name a condition
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_LAWFUL_H_
