// A verb of the command line as a row of a table: what people type, what its
// help says, and what it does. To add one, add a row to its family in
// commands/, or a file there and its family to verbs.cc.

#ifndef ASSENT_CLIENT_CLI_VERB_H_
#define ASSENT_CLIENT_CLI_VERB_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/arguments.h"
#include "client/cli/session.h"

namespace assent::cli {

// What a verb does once its arguments are known.
using Action = std::function<absl::Status(Session&)>;
// Adds a verb's own arguments to its place in the command line. What they are
// stored in must live as long as the action.
using Define = std::function<Action(Arguments&)>;

struct Verb {
  std::string name;  // "block"; "context use" lies below "context"
  std::string group;
  std::string about;                  // what it does, as a sentence
  std::vector<std::string> examples;  // shown first in its help; at least one
  std::vector<std::string> rpcs;      // the methods of the API that it is for
  Define define;
  std::vector<std::string> formats = {};  // that it has beside those of every verb
};

// The headings of the list of verbs, in their order.
inline constexpr char kGroupAssembly[] = "Belonging";
inline constexpr char kGroupProposing[] = "Proposing";
inline constexpr char kGroupConcerns[] = "Concerns";
inline constexpr char kGroupPositions[] = "Saying where you stand";
inline constexpr char kGroupBlocks[] = "Blocks";
inline constexpr char kGroupFacilitating[] = "Facilitating";
inline constexpr char kGroupMeetings[] = "Meetings";
inline constexpr char kGroupReading[] = "Reading";
inline constexpr char kGroupMirrors[] = "Mirrors";
inline constexpr char kGroupRules[] = "Rules";
inline constexpr char kGroupTool[] = "This program";

// All of them.
std::vector<Verb> AllVerbs();

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_VERB_H_
