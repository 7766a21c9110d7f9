// What the tests of the rules share: letters, vectors, short ways to evaluate.

#ifndef ASSENT_TESTS_RULES_RULES_TESTING_H_
#define ASSENT_TESTS_RULES_RULES_TESTING_H_

#include <string>

#include "absl/strings/string_view.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/tally.pb.h"
#include "google/protobuf/struct.pb.h"
#include "server/rules/evaluate.h"
#include "tests/support/naive_tally.h"

namespace assent::rules {

inline constexpr char kTallyFile[] = "tests/rules/data/tally.json";
inline constexpr char kPresetsFile[] = "tests/rules/data/presets.json";
inline constexpr char kOtherPresetsFile[] = "tests/rules/data/other_presets.json";

// A file of the source tree as JSON; stops the test program if it is none.
google::protobuf::ListValue ReadList(const std::string& path);

// The stance for a letter of the vectors.
v1::Stance StanceOf(char letter);

// Counts for a case; the request form, so that limits are checked too. `each`: votes of
// every unit that has not kHeavyVotes; 0: votes are not counted.
v1::Counts CountsOf(const test::NaiveCase& given, int64_t each = 0);

// "ADOPTED" for OUTCOME_ADOPTED.
std::string ShortName(v1::Outcome outcome);

// A preset's phase by number from 1, evaluated.
v1::Tally Tally(const std::string& preset, const v1::Counts& counts, int phase = 1);
std::string Outcome(const std::string& preset, const v1::Counts& counts, int phase = 1);

// The first condition of a kind; fails the test and gives an empty one if there
// is none.
v1::Condition ConditionOf(const v1::Tally& tally, v1::Condition::Kind kind);

// A message from its text form; stops the test program on a mistake.
v1::DecisionRule Rule(const std::string& text);
v1::Counts Counts(const std::string& text);
v1::Votes Votes(const std::string& text);

// A small rule with one phase "call": `phase` is put into it, in text form.
v1::DecisionRule RuleWithPhase(const std::string& phase);

}  // namespace assent::rules

#endif  // ASSENT_TESTS_RULES_RULES_TESTING_H_
