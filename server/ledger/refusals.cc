#include "server/ledger/refusals.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/base/refusal.h"

namespace assent::ledger::error {
namespace {

using absl::StatusCode;
using base::Refuse;

std::string Words(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

absl::Status TokenMissing() {
  return Refuse(StatusCode::kUnauthenticated, "TOKEN_MISSING",
                "this needs an access token of a member: send it as \"authorization: Bearer "
                "TOKEN\"; founding an assembly or accepting an invitation gives you one");
}

absl::Status AssemblyNotFound() {
  return Refuse(StatusCode::kNotFound, "ASSEMBLY_NOT_FOUND",
                "there is no such assembly, or you are not one of its members: check the name "
                "and the token");
}

absl::Status ScopeMissing(v1::Token::Scope scope) {
  const std::string name(absl::StripPrefix(v1::Token::Scope_Name(scope), "SCOPE_"));
  return Refuse(StatusCode::kPermissionDenied, "SCOPE_MISSING",
                absl::StrCat("this token has not got the scope ", name,
                             ", which this takes: use another one, or make one that has it"),
                {{"scope", name}});
}

absl::Status RequestIdInvalid() {
  return base::RefuseField("request_id", "REQUEST_ID_INVALID",
                           "a request id is a UUID, like 3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b");
}

absl::Status RequestIdReused() {
  return Refuse(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                "this request id was used for something else: send a new one with every new act, "
                "and repeat one only with the very same request");
}

absl::Status Overloaded() {
  return Refuse(StatusCode::kResourceExhausted, "OVERLOADED",
                "the server has more to write than it can take in: nothing was done, try again in "
                "a moment");
}

absl::Status StoreUnavailable(const absl::Status& reason) {
  return Refuse(StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                absl::StrCat("the server cannot write: ", Words(reason),
                             ". Reading goes on. Try again after its restart with the same request "
                             "id: whether this was kept shows then"));
}

absl::Status WriteRefused(const absl::Status& reason) {
  return Refuse(StatusCode::kInternal, "WRITE_REFUSED",
                absl::StrCat("the server could not write this and nothing was kept: ",
                             Words(reason), ". Please tell whoever runs it"));
}

absl::Status Contended() {
  return Refuse(StatusCode::kUnavailable, "CONTENDED",
                "other servers were faster each time: try again in a moment with the same request "
                "id");
}

absl::Status DecidedElsewhere() {
  return Refuse(StatusCode::kAborted, "DECIDED_ELSEWHERE",
                "another server was faster: decide again on what it wrote");
}

absl::Status AssemblyDamaged(const std::string& assembly, const absl::Status& reason) {
  return Refuse(StatusCode::kDataLoss, "ASSEMBLY_DAMAGED",
                absl::StrCat("the record of assembly ", assembly, " is damaged and is not served: ",
                             Words(reason), ". Restore it from a backup"));
}

absl::Status AssemblyReadOnly(const std::string& assembly, const std::string& reason) {
  return Refuse(StatusCode::kFailedPrecondition, "ASSEMBLY_READ_ONLY",
                absl::StrCat("the record of assembly ", assembly,
                             " does not verify and is only "
                             "read, as far as it does: ",
                             reason,
                             ". Keep what you have exported and ask whoever runs the server to "
                             "restore a copy that verifies"));
}

absl::Status SequenceNotReached(int64_t sequence) {
  return Refuse(StatusCode::kDeadlineExceeded, "SEQUENCE_NOT_REACHED",
                absl::StrCat("the record has not reached entry ", sequence,
                             " in time: ask without at_least_sequence, or again later"));
}

absl::Status LogNotVerified(const absl::Status& reason, absl::string_view field) {
  return base::RefuseField(
      field, "LOG_NOT_VERIFIED",
      absl::StrCat("this log does not verify, and nothing of it was kept: ", Words(reason),
                   ". Export it anew and look at it with \"assent verify\""));
}

absl::Status LogHidesPositions(int32_t proposal) {
  return Refuse(StatusCode::kFailedPrecondition, "LOG_HIDES_POSITIONS",
                absl::StrCat("positions on proposal ", proposal,
                             " are hidden until its close, and an export cannot bring them: "
                             "nothing was kept. Export the log again after the close"));
}

absl::Status ShuttingDown() {
  return Refuse(StatusCode::kUnavailable, "SHUTTING_DOWN",
                "the server is stopping: try again in a moment");
}

}  // namespace assent::ledger::error
