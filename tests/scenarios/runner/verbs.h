// What the lines of a scenario mean: one table of the acts, each of which is
// one request of the API. To add an act, add a row; ../README.md shows the same
// table in words.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_VERBS_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_VERBS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tests/scenarios/runner/syntax.h"

namespace assent::scenario {

// What the numbers behind the verb are.
enum class Target {
  kNone,
  kAssembly,     // no number: the assembly
  kSelf,         // a member's handle; left out: who acts
  kInvitation,   // an invitation; left out: the newest
  kToken,        // a token
  kApplication,  // an application
  kNewProposal,  // the number that the proposal gets
  kProposal,
  // A proposal, and a number within it. Left out: the newest one.
  kConcern,
  kAmendment,
  kBlock,  // by the number of its concern
  // Likewise; left out: the newest one that the acting member holds.
  kOwnConcern,
  kOwnBlock,
  // A proposal, and the number that the new part gets; may be left out.
  kNewConcern,
  kNewAmendment,
  kNewBlock,     // by the number of its concern
  kDecision,     // the number of the decision
  kActionPoint,  // a decision, and the number of its action point
  kMeeting,      // a meeting; left out: the newest
  // A meeting, and the number of an item of its agenda.
  kItem,
};

struct Verb {
  const char* name;
  const char* request;  // message of assent.v1 without "Request"; "": see world.cc
  Target target;
  const char* texts;  // fields of the quoted texts, in order; those in [] may be left out
  const char* keys;   // "name:field.path …" beside the request's own fields
  const char* fixed;  // what the verb itself says, in protobuf's text format
};

// nullptr: no act is called that.
const Verb* FindVerb(absl::string_view name);
std::vector<std::string> VerbNames();

// The form of a line, for error messages: "block N [by=MEMBER] \"reason\" …".
std::string UsageOf(const Verb& verb);

// Whether the line has the form that its verb asks for: numbers, texts, keys.
// Errors are sentences that say what is expected.
absl::Status CheckForm(const Verb& verb, const Line& line);

// One quoted text's field: "reason", and whether it may be left out.
struct TextField {
  std::string path;
  bool optional = false;
};
std::vector<TextField> TextFieldsOf(const Verb& verb);

// The path of the field that `key` of this verb stands for; "": it has none.
std::string PathOf(const Verb& verb, absl::string_view key);

// A new request of the verb, with what the verb itself says.
std::unique_ptr<google::protobuf::Message> NewRequest(const Verb& verb);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_VERBS_H_
