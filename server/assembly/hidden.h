// Positions that the rule hides until the close (PositionPolicy.hide_until_close).
//
// Until then the log has a commitment to the stance and one to the reason; what
// they open to stands beside the log, where the server reads it and shows it to
// nobody. At the close the rule itself logs the openings, before the outcome that
// they lead to: so whoever has the log alone comes to the same outcome. Blocks are
// never hidden, because the group has to deal with them.
//
// A position that lapsed with its text, or was replaced, is never opened.

#ifndef ASSENT_SERVER_ASSEMBLY_HIDDEN_H_
#define ASSENT_SERVER_ASSEMBLY_HIDDEN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "assent/v1/stance.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"
#include "server/assembly/views.h"

namespace assent::assembly {

// What stands in the commitment for a stance, and back: its number in decimal.
std::string HiddenStance(v1::Stance stance);
std::optional<v1::Stance> StanceOfHidden(absl::string_view text);

// Whether a position given now would be hidden.
bool Hides(const ProposalState& proposal);

// Whether asking closes a phase whose positions are hidden: by how many have answered,
// and by time, never by what they said.
bool MayCloseHidden(const ProposalState& proposal, absl::Time now);

// Logs the openings of what has been hidden so far; from now on nothing is, until
// a phase asks again.
void OpenHidden(Act& act, ProposalState& proposal);

// What members are shown of an evaluation, with sentences in `language` ("":
// without): all of it, or while positions are hidden that they are, how many have
// answered, and what holds.
v1::Tally ShownTally(const ProposalState& proposal, const ProposalEvaluation& evaluation,
                     absl::string_view language);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_HIDDEN_H_
