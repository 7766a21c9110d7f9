// Refusals of what is done with decisions in force, and with declarations.

#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kPermissionDenied = absl::StatusCode::kPermissionDenied;

}  // namespace

absl::Status DiscussionNotOpened() {
  return base::Refuse(kFailedPrecondition, "DISCUSSION_NOT_OPENED",
                      "this rule has a proposal discussed before positions are asked for: open the "
                      "discussion, and call once people have spoken");
}

absl::Status ConcernsNotListed() {
  return base::Refuse(kFailedPrecondition, "CONCERNS_NOT_LISTED",
                      "this rule has concerns listed and dealt with one by one before positions "
                      "are asked for: go on from the discussion to the concerns, then call");
}

absl::Status RoleDeclares(absl::string_view role) {
  return base::Refuse(kPermissionDenied, "ROLE_DECLARES",
                      absl::StrCat("only whoever has the role ", role,
                                   " declares this; say what you think in your position"),
                      {{"role", std::string(role)}});
}

absl::Status NotForARole() {
  return base::Refuse(kFailedPrecondition, "NOT_FOR_A_ROLE",
                      "the charter, who belongs, who has a role and the end of the assembly are "
                      "for all voices to decide: wait until this phase is over, and bring it anew");
}

absl::Status NotInForce(int32_t decision) {
  return base::Refuse(kFailedPrecondition, "NOT_IN_FORCE",
                      absl::StrCat("decision ", decision,
                                   " is not in force: it was not adopted, or has ended since"));
}

absl::Status ReviewNotDue(absl::string_view when) {
  return base::Refuse(
      kFailedPrecondition, "REVIEW_NOT_DUE",
      when.empty() ? "the decision has no review date; it stands until another one replaces it"
                   : absl::StrCat("the decision is looked at again from ", when, " on"));
}

absl::Status AlreadyKeeping(absl::string_view until) {
  return base::Refuse(kFailedPrecondition, "ALREADY_KEEPING",
                      absl::StrCat("somebody would keep it already; it is kept at ", until,
                                   " unless somebody objects"));
}

absl::Status NobodyKeeps() {
  return base::Refuse(kFailedPrecondition, "NOBODY_KEEPS",
                      "nobody asks to keep the decision as it is; there is nothing to object to");
}

absl::Status NothingToAppeal() {
  return base::Refuse(kFailedPrecondition, "NOTHING_TO_APPEAL",
                      "nothing was declared that could be appealed, or the time for it is over");
}

absl::Status AlreadyAppealed() {
  return base::Refuse(kFailedPrecondition, "ALREADY_APPEALED",
                      "the declaration has been appealed; say what you find of that appeal");
}

absl::Status NoAppeal() {
  return base::Refuse(kFailedPrecondition, "NO_APPEAL", "no appeal is being judged");
}

absl::Status OwnDeclaration() {
  return base::Refuse(kPermissionDenied, "OWN_DECLARATION",
                      "whoever declared does not judge the appeal against it");
}

absl::Status NoConditionalRelease() {
  return base::RefuseField(
      "release_when", "NO_CONDITIONAL_RELEASE",
      "the rule knows no block that ends by itself; block without a condition");
}

absl::Status AdviceNotFound() {
  return base::Refuse(
      absl::StatusCode::kNotFound, "ADVICE_NOT_FOUND",
      "nobody was asked under this number; look at the proposal for those who were");
}

absl::Status NotAsked() {
  return base::Refuse(
      kPermissionDenied, "NOT_ASKED",
      "somebody else was asked for this advice; whatever you know, say it in a concern");
}

absl::Status AdviceGiven() {
  return base::Refuse(kFailedPrecondition, "ADVICE_GIVEN",
                      "this advice was given and stands as it is; ask again for more");
}

absl::Status NoExplanationOwed() {
  return base::Refuse(kFailedPrecondition, "NO_EXPLANATION_OWED",
                      "an explanation is owed once, by whoever brought something the urgent way");
}

}  // namespace assent::assembly::error
