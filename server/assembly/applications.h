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
//
// Whoever asks to come back in is a stranger, and learns nothing of who belongs, nor
// whether there is such an assembly: the answer is worked out from the request alone,
// and whether the application was kept shows to members only.

#ifndef ASSENT_SERVER_ASSEMBLY_APPLICATIONS_H_
#define ASSENT_SERVER_ASSEMBLY_APPLICATIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/access_service.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/notary.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// The token of whoever asks to come back in, if the request is in order by itself;
// the same again for the same request_id. HANDLE_INVALID, KEY_INVALID, and what texts
// are refused for.
absl::StatusOr<Secret> CheckReentry(Notary& notary, const v1::SubmitApplicationRequest& request);
// The answer to them, wherever they asked.
v1::SubmitApplicationResponse ReentryAnswer(const v1::SubmitApplicationRequest& request,
                                            const Secret& token);
// Keeps the application if there is such a member, others who could vouch for them,
// and room for it (limits.h), and unless it was kept before or its key was.
void KeepReentry(Act& act, const v1::SubmitApplicationRequest& request,
                 const std::string& token_hash);

// When the next application comes to its end by itself.
absl::Time NextApplication(const State& state);
// Settles that one, as of now: it takes effect, or expires.
void SettleApplication(Act& act, int32_t number);

// Whether somebody who applied will go by this handle.
bool IsAskedFor(const State& state, absl::string_view handle);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_APPLICATIONS_H_
