// Refusals of who runs a proposal: facilitating it, parking it, and whoever it is about.

#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kPermissionDenied = absl::StatusCode::kPermissionDenied;

}  // namespace

absl::Status SubjectRecused(absl::string_view handle) {
  return base::Refuse(kPermissionDenied, "SUBJECT_RECUSED",
                      absl::StrCat("the proposal is about @", handle,
                                   ", and its rule keeps them out of running and deciding it: they "
                                   "speak and answer; let somebody else do this"));
}

absl::Status FacilitatorPresent(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "FACILITATOR_PRESENT",
                      absl::StrCat(handle,
                                   " facilitates; ask them to hand it over with `assent facilitate "
                                   "--to`, or object with `assent object-facilitator`. Once they "
                                   "are away or silent for 24 hours, any member can take it on"),
                      {{"facilitator", std::string(handle)}});
}

absl::Status FacilitatorObjected(absl::string_view handle, absl::string_view objector) {
  return base::Refuse(kFailedPrecondition, "FACILITATOR_OBJECTED",
                      absl::StrCat("@", objector, " objects to @", handle,
                                   " facilitating this; somebody else can, or ask @", objector,
                                   " to take the objection back"));
}

absl::Status FacilitatorByDecision(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "FACILITATOR_BY_DECISION",
                      absl::StrCat("the group gave @", handle,
                                   " the role \"facilitator\" by a decision: ask them to hand this "
                                   "over, or propose that somebody else has the role"));
}

absl::Status FacilitatorObjectionUsed(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "FACILITATOR_OBJECTION_USED",
                      absl::StrCat("you object to @", handle,
                                   " already, and one objection of a member stands at a time; take "
                                   "that one back first, or let somebody else object"));
}

absl::Status NoFacilitatorObjection() {
  return base::Refuse(kFailedPrecondition, "NO_FACILITATOR_OBJECTION",
                      "you object to nobody's facilitating this; there is nothing to take back");
}

absl::Status NoFacilitator() {
  return base::Refuse(kFailedPrecondition, "NO_FACILITATOR",
                      "nobody facilitates this; take it on, or ask somebody to");
}

absl::Status OwnFacilitation() {
  return base::Refuse(kPermissionDenied, "OWN_FACILITATION",
                      "you facilitate this yourself; hand it over with `assent facilitate --to`");
}

absl::Status UrgentNotParked() {
  return base::Refuse(kFailedPrecondition, "URGENT_NOT_PARKED",
                      "what is urgent is not parked: raise a concern or a block, or let its "
                      "proposer withdraw it");
}

absl::Status UrgentNeedsScope() {
  return base::RefuseField("urgent_scope", "URGENT_NEEDS_SCOPE",
                           "the rule does not say what its urgent way is for: say what of this "
                           "cannot wait, and what is decided by it");
}

absl::Status EffectUnsaid(absl::string_view effect) {
  return base::Refuse(kFailedPrecondition, "EFFECT_UNSAID",
                      absl::StrCat("once adopted, the proposal ", effect,
                                   ", whatever its text says: say with the amendment that this "
                                   "stays (`keeps_effect`), or what it does instead, not both"));
}

absl::Status SubjectStays() {
  return base::Refuse(kFailedPrecondition, "SUBJECT_STAYS",
                      "whom a proposal is about stays as it was introduced, as they have no voice "
                      "in it; bring another proposal, with `counters`");
}

absl::Status ParkingObjected(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "PARKING_OBJECTED",
                      absl::StrCat("@", handle,
                                   " brought it back from being parked, which objects to that; it "
                                   "is not parked again before its next stage"));
}

}  // namespace assent::assembly::error
