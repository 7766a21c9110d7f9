// A second, slow tally to compare the rule engine with. It reads the compact
// form of a rule that the vectors in tests/rules/data use, goes through every
// voice one by one, and shares no code, no message and no arithmetic with
// server/rules. Plain on purpose: whoever doubts an outcome can follow it here
// with a finger.

#ifndef ASSENT_TESTS_SUPPORT_NAIVE_TALLY_H_
#define ASSENT_TESTS_SUPPORT_NAIVE_TALLY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"

namespace assent::test {

inline constexpr int64_t kHeavyVotes = 5;

// What was said, and what else matters to a rule.
struct NaiveCase {
  int64_t members = 0;
  std::map<char, int64_t> positions;  // by letter: Y R S A N B D
  std::optional<int64_t> present;
  std::optional<int64_t> valid_blocks;
  int64_t unaddressed = 0;
  // Open objections, and the voices that hold by them, by the letter that they gave
  // ('-': none that counts).
  int64_t objections = 0;
  std::map<char, int64_t> objecting;
  std::map<std::string, int64_t> present_with;
  // Under a rule with "weighted": of the voices with a letter, how many have kHeavyVotes
  // votes, '-' for those who say nothing; and of the latter, how many are present. The
  // others have as many as "weighted" says.
  std::map<char, int64_t> heavy;
  int64_t heavy_present = 0;
  // Every position was checked when it was given; others came about since, by
  // what the rule makes of blocks.
  bool positions_checked = false;
};

// Rules in the compact form, by name.
class NaiveRules {
 public:
  // Reads a file of the source tree; stops the program if it cannot.
  static NaiveRules FromFile(const std::string& path);

  std::vector<std::string> Names() const;
  // Phases that the file describes for a rule; they are numbered from 1.
  int PhasesOf(const std::string& name) const;
  // The letters that a phase allows.
  std::string AllowedIn(const std::string& name, int phase) const;

  // The outcome's name without its prefix: "ADOPTED", "NO_QUORUM", …
  std::string Outcome(const std::string& name, int phase, const NaiveCase& given) const;

 private:
  const google::protobuf::Struct& Phase(const std::string& name, int phase) const;

  google::protobuf::Struct rules_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_NAIVE_TALLY_H_
