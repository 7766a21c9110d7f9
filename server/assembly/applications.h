// People who ask to be let in, or to be let in again: what is asked of the members,
// and how it comes to its end. Becoming a member goes by the charter's membership:
//
//   OPEN          at once
//   SPONSOR       once `sponsors` members vouch
//   NO_OBJECTION  after `objection_days`, unless somebody objects
//   INVITATION, DECISION: nobody can apply
//
// Coming back in after losing every token is possible everywhere: `reentry_vouchers`
// members vouch, then it is announced for `reentry_delay_hours`, in which anybody may
// object, the member with an old token first of all. An application keeps the numbers
// that it was made under, whatever becomes of the charter.

#ifndef ASSENT_SERVER_ASSEMBLY_APPLICATIONS_H_
#define ASSENT_SERVER_ASSEMBLY_APPLICATIONS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// When the next application comes to its end by itself.
absl::Time NextApplication(const State& state);
// Settles that one, as of now: it takes effect, or expires.
void SettleApplication(Act& act, int32_t number);

// Whether somebody who applied will go by this handle.
bool IsAskedFor(const State& state, absl::string_view handle);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_APPLICATIONS_H_
