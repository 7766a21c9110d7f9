#include "server/rpc/refusals.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"

namespace assent::rpc::refusal {

using base::Refuse;
using base::RefuseField;

absl::Status TokenMissing() {
  return Refuse(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                "this call needs a member's token: send it as metadata "
                "`authorization: Bearer TOKEN`");
}

absl::Status TokenMalformed() {
  return Refuse(absl::StatusCode::kUnauthenticated, "TOKEN_MALFORMED",
                "the `authorization` metadata has to be there once, as `Bearer TOKEN`");
}

absl::Status RequestMalformed() {
  return Refuse(absl::StatusCode::kInvalidArgument, "REQUEST_MALFORMED",
                "the request is not a message of the type that this method takes, or a text in it "
                "is not UTF-8");
}

absl::Status RequestTooLarge() {
  return Refuse(absl::StatusCode::kInvalidArgument, "REQUEST_TOO_LARGE",
                absl::StrCat("a request has at most ", kMaxRequestBytes,
                             " bytes: shorten its texts, or send it in parts"));
}

absl::Status PageSizeNegative() {
  return RefuseField("page_size", "PAGE_SIZE_NEGATIVE",
                     "a page cannot have fewer than 0 items; leave page_size at 0 for 50");
}

absl::Status PageTokenInvalid() {
  return RefuseField("page_token", "PAGE_TOKEN_INVALID",
                     "this page token does not belong to this query: use next_page_token of the "
                     "page before with the same parent, filter and order, or none to start again");
}

absl::Status FilterInvalid(absl::string_view what, absl::string_view allowed) {
  return RefuseField("filter", "FILTER_INVALID",
                     absl::StrCat(what,
                                  "; a filter is `name=value`, several are joined by ` AND `; "
                                  "allowed here: ",
                                  allowed),
                     {{"allowed", std::string(allowed)}});
}

absl::Status OrderByInvalid(absl::string_view allowed) {
  return RefuseField(
      "order_by", "ORDER_BY_INVALID",
      absl::StrCat("this list cannot be put into that order; allowed here: ", allowed),
      {{"allowed", std::string(allowed)}});
}

absl::Status SequenceNegative(absl::string_view field) {
  return RefuseField(
      field, "SEQUENCE_NEGATIVE",
      absl::StrCat("positions in a log count from 1; leave ", field, " at 0 if none is meant"));
}

absl::Status SequenceAhead(absl::string_view field, int64_t last) {
  return RefuseField(field, "SEQUENCE_AHEAD",
                     absl::StrCat("the log ends at ", last,
                                  ": resume behind a position that was received from it"),
                     {{"lastSequence", absl::StrCat(last)}});
}

absl::Status NumberNegative(absl::string_view field) {
  return RefuseField(field, "NUMBER_NEGATIVE",
                     absl::StrCat(field, " counts from 1; leave it at 0 for all"));
}

absl::Status SizeInvalid(absl::string_view field, int64_t most) {
  return RefuseField(field, "SIZE_INVALID",
                     absl::StrCat("the log goes no further: ", field, " may be at most ", most),
                     {{"most", absl::StrCat(most)}});
}

absl::Status CosignatureInvalid(absl::string_view why) {
  return RefuseField("note", "COSIGNATURE_INVALID",
                     absl::StrCat("this is no cosignature that can be kept: ", why,
                                  "; get the checkpoint again and sign it with a key of your own"));
}

absl::Status CheckpointUnknown() {
  return Refuse(absl::StatusCode::kFailedPrecondition, "CHECKPOINT_UNKNOWN",
                "this checkpoint is not of this record: if this server gave it to you, keep it, "
                "for it proves that the record was changed, and show it to the other members");
}

absl::Status TooManyCosigners(int most) {
  return Refuse(absl::StatusCode::kFailedPrecondition, "TOO_MANY_COSIGNERS",
                absl::StrCat("a member cosigns with at most ", most,
                             " keys: use one that has cosigned before"));
}

absl::Status TooManyWitnesses(int most) {
  return Refuse(absl::StatusCode::kFailedPrecondition, "TOO_MANY_WITNESSES",
                absl::StrCat("an assembly keeps at most ", most,
                             " cosignatures by keys that its log does not name: sign with one "
                             "that it does name (`assent key add`)"));
}

absl::Status NotFound(absl::string_view type) {
  return Refuse(absl::StatusCode::kNotFound,
                absl::StrCat(absl::AsciiStrToUpper(type), "_NOT_FOUND"),
                absl::StrCat("there is no such ", type, ", or it is not open to you"));
}

absl::Status Draining() {
  return Refuse(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
                "the server is stopping: try again, it may be back in a moment");
}

absl::Status TooManyCalls() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_CALLS",
                "the server has as many calls under way as it takes: try again in a moment");
}

absl::Status AnswersUnread() {
  return Refuse(absl::StatusCode::kResourceExhausted, "ANSWERS_UNREAD",
                "as many large answers as the server keeps wait for their readers: read those that "
                "you asked for, then try again");
}

absl::Status TooManyReads() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_READS",
                "the server has as many long reads waiting as it takes: try again in a moment");
}

absl::Status TooManyWatchers() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS",
                "as many watches are open as the server holds: close some, or try again later");
}

absl::Status TooManyImports() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_IMPORTS",
                "the server is taking in as many logs as it can: try again in some minutes");
}

absl::Status ReadsTooFast() {
  return Refuse(absl::StatusCode::kResourceExhausted, "READS_TOO_FAST",
                "this token reads more often than is good for the others: try again in a moment, "
                "and follow with a watch what changes");
}

absl::Status TooManyActs() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_ACTS",
                "this token has acted more often than one person can: nothing was done, try again "
                "in a moment, and more slowly");
}

absl::Status TooManyReentries() {
  return Refuse(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_REENTRIES",
      "this has been asked for from here several times: have members look at what is there, "
      "and ask again in half an hour if they see nothing");
}

absl::Status TooManyFoundings() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_FOUNDINGS",
                "many assemblies were founded here just now: nothing was done, try again in a "
                "minute");
}

absl::Status TooManyFailures() {
  return Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_FAILURES",
                "many calls from your address brought a token that opens nothing: see to it that "
                "your programs use one that does, and try again in a moment");
}

absl::Status FoundingOff() {
  return Refuse(absl::StatusCode::kPermissionDenied, "FOUNDING_OFF",
                "nobody founds an assembly on this server; use another one, or run your own");
}

absl::Status FoundingTokenNeeded() {
  return Refuse(absl::StatusCode::kPermissionDenied, "FOUNDING_TOKEN_NEEDED",
                "founding takes a token here: ask whoever runs the server for it");
}

absl::Status DeadlineExceeded() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                "the deadline of the call passed before it could be answered");
}

absl::Status Cancelled() {
  return Refuse(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller cancelled the call");
}

}  // namespace assent::rpc::refusal
