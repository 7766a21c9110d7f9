// What the charter asks of signatures (`signing`), and what a signed act has to hold to
// before it is decided. Pure.
//
//   required   what members do has to be signed, but for the first key of one who has none
//   optional   both are taken; but whoever has a key that signs signs what opens or
//              closes the assembly to somebody, says who they are, or destroys texts:
//              a stolen token alone does none of it, and coming back in is the way for
//              whoever lost their key
//   off        signed acts are refused: a signature is evidence against its author

#ifndef ASSENT_SERVER_ASSEMBLY_SIGNING_H_
#define ASSENT_SERVER_ASSEMBLY_SIGNING_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/v1/position_service.pb.h"
#include "server/assembly/act.h"

namespace assent::assembly {

// What an act is to the question whether it has to be signed.
enum class ActKind {
  kOrdinary,
  kAccess,    // it opens or closes the assembly to somebody, or destroys texts
  kGivesKey,  // the same, and it adds a signing key
};

// Of an act of a member. `subject`: the resource name in the request. SIGNATURE_REQUIRED,
// SIGNING_OFF, and what CheckNextSigned() refuses.
absl::Status CheckSigning(Act& act, absl::string_view subject, ActKind kind);

// A stance that the rule hides until the close is committed to, and no other is: the
// envelope stands in the log. ACT_MALFORMED.
absl::Status CheckSignedStance(const Act& act, const v1::TakePositionRequest& request);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SIGNING_H_
