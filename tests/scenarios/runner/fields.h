// Values of a scenario line, written into fields of messages by name. What a
// value looks like follows from the field's type:
//
//   text, word        string; a member's handle where the field names a member
//   yes, no           bool
//   14d, 3h59m, 30s   duration (w d h m s); a time: so long from now
//   2/3               exact share
//   CARRY             enum, without its prefix
//   none              leaves a message or a list out
//   2>1=3             ballot: also "approve 1,3", "score 1=5,3=2" and -
//   "Shed; 300"       option: its title and cost, or a candidate as @ana
//   "count: 1"        any other message, in protobuf's text format
//
// Errors are kInvalidArgument with a sentence that names field and choices.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_FIELDS_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_FIELDS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/rule.pb.h"
#include "google/protobuf/message.h"
#include "tests/scenarios/runner/spans.h"
#include "tests/scenarios/runner/syntax.h"

namespace assent::scenario {

// What a word can stand for in the world of the scenario.
struct FieldContext {
  absl::Time now;
  std::string proposal;  // resource name of the line's proposal
  std::string assembly;  // resource name
  std::function<absl::StatusOr<std::string>(absl::string_view)> member;
  std::function<absl::StatusOr<v1::DecisionRule>(absl::string_view)> rule;
};

// Sets the field at `path` ("amendment.holds", "phases.2.time.max",
// "phases.vote.support", …). Lists of messages are addressed by their number
// from 1, or by the name of the element.
absl::Status SetField(google::protobuf::Message& message, absl::string_view path,
                      const Value& value, const FieldContext& context);

// The short name of an enum value: "STATE_CALLED" of Proposal.State is CALLED.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_FIELDS_H_
