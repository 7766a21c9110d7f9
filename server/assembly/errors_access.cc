// The refusals about tokens and applications; see errors.h.

#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kNotFound = absl::StatusCode::kNotFound;
constexpr absl::StatusCode kPermissionDenied = absl::StatusCode::kPermissionDenied;

}  // namespace

absl::Status ScopeTooWide() {
  return base::Refuse(kPermissionDenied, "SCOPE_TOO_WIDE",
                      "a token cannot make one that may do more than it may itself: ask for fewer "
                      "scopes, or use a token that has them");
}

absl::Status TooManyTokens() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_TOKENS",
                      "you have as many tokens as one member may have: revoke one that you do not "
                      "use any more");
}

absl::Status TokenNotFound() {
  return base::Refuse(kNotFound, "TOKEN_NOT_FOUND",
                      "there is no such token of yours, and no app has it: see the list of tokens");
}

absl::Status TokenEnded() {
  return base::Refuse(kFailedPrecondition, "TOKEN_ENDED",
                      "this token works no more: it was revoked, or its time is over");
}

// As the ledger says it of an assembly that is not there.
absl::Status NobodyCanApply() {
  return base::Refuse(kNotFound, "ASSEMBLY_NOT_FOUND",
                      "there is no such assembly, or you are not one of its members: check the "
                      "name and the token");
}

absl::Status TooManyApplications() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_APPLICATIONS",
                      "as many applications are open here as members can look at: try again once "
                      "some are settled");
}

absl::Status ApplicationNotFound() {
  return base::Refuse(kNotFound, "APPLICATION_NOT_FOUND",
                      "there is no such application; see the list of applications");
}

absl::Status ApplicationClosed() {
  return base::Refuse(kFailedPrecondition, "APPLICATION_CLOSED",
                      "this application has come to its end; there is nothing to say to it now");
}

absl::Status OwnApplication() {
  return base::Refuse(kPermissionDenied, "OWN_APPLICATION",
                      "this is about you: others have to vouch for you");
}

absl::Status VouchingNotAsked() {
  return base::Refuse(kFailedPrecondition, "VOUCHING_NOT_ASKED",
                      "nobody has to vouch here: it takes effect unless somebody objects");
}

absl::Status ObjectionNotKnown() {
  return base::Refuse(kFailedPrecondition, "OBJECTION_NOT_KNOWN",
                      "here those who vouch let somebody in, and nobody can object; speak with "
                      "them, or propose another way of becoming a member");
}

absl::Status AlreadyEnding(absl::string_view until) {
  return base::Refuse(kFailedPrecondition, "ALREADY_ENDING",
                      absl::StrCat("the assembly ends already, at ", until,
                                   "; a decision that replaces the one to end it takes that back"));
}

}  // namespace assent::assembly::error
