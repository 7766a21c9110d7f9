// Refusals about questions, and about units and who speaks for them.

#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {

namespace {

constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr auto kPermissionDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kNotFound = absl::StatusCode::kNotFound;

}  // namespace

absl::Status QuestionsOpen(int32_t first) {
  return base::Refuse(kFailedPrecondition, "QUESTIONS_OPEN",
                      absl::StrCat("question ", first,
                                   " is open; anybody may answer it, the proposer may decline it"));
}

absl::Status QuestionIsNoConcern() {
  return base::Refuse(kFailedPrecondition, "QUESTION_IS_NO_CONCERN",
                      "a question holds nothing up and nothing rests on it; raise a concern");
}

absl::Status NotAQuestion() {
  return base::RefuseField("decline", "NOT_A_QUESTION",
                           "only questions are declined; answer the concern");
}

absl::Status NotYourUnit() {
  return base::RefuseField("unit", "NOT_YOUR_UNIT",
                           "you do not belong to this unit, or it has no voice here");
}

absl::Status NotTheSpoke(absl::string_view unit, absl::string_view spoke) {
  return base::Refuse(
      kPermissionDenied, "NOT_THE_SPOKE",
      absl::StrCat("@", spoke, " speaks for ", unit, "; tell them, or have the unit name you"));
}

absl::Status UnitHasNoSpoke(absl::string_view unit) {
  return base::Refuse(
      kFailedPrecondition, "UNIT_HAS_NO_SPOKE",
      absl::StrCat("nobody speaks for ", unit, "; more than half of its members name somebody"));
}

absl::Status MandateMissing(absl::string_view unit) {
  return base::Refuse(kFailedPrecondition, "MANDATE_MISSING",
                      absl::StrCat(unit, " has not mandated this on the current text; check back"));
}

absl::Status SpokeMustRotate(absl::string_view handle) {
  return base::RefuseField("member", "SPOKE_MUST_ROTATE",
                           absl::StrCat("@", handle, " has spoken their time; name somebody else"));
}

absl::Status TwoOffices(absl::string_view handle) {
  return base::RefuseField(
      "member", "TWO_OFFICES",
      absl::StrCat("@", handle, " speaks for another unit or has a role; name somebody else"));
}

absl::Status NoMandateAsked() {
  return base::Refuse(kFailedPrecondition, "NO_MANDATE_ASKED",
                      "under this rule nobody needs a mandate; tell your spoke");
}

absl::Status MandateNotFound() {
  return base::Refuse(kNotFound, "MANDATE_NOT_FOUND",
                      "no mandate of this unit on the current text waits; give one");
}

absl::Status OwnMandate() {
  return base::Refuse(kPermissionDenied, "OWN_MANDATE",
                      "neither who gave the mandate nor the spoke confirms it; ask a third member");
}

absl::Status NoUnitsWait() {
  return base::Refuse(kFailedPrecondition, "NO_UNITS_WAIT",
                      "nothing that this member says of their units waits to be confirmed");
}

absl::Status NotYoursToConfirm() {
  return base::Refuse(kPermissionDenied, "NOT_YOURS_TO_CONFIRM",
                      "a member of the unit joined confirms it; of a new one, somebody outside");
}

}  // namespace assent::assembly::error
