// The refusals about signing keys and signed acts; see errors.h.

#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kAlreadyExists = absl::StatusCode::kAlreadyExists;
constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kNotFound = absl::StatusCode::kNotFound;
constexpr absl::StatusCode kUnauthenticated = absl::StatusCode::kUnauthenticated;

}  // namespace

absl::Status KeyInvalid() {
  return base::RefuseField("public_key", "KEY_INVALID",
                           "`public_key` cannot be signed with: give the 32 bytes of an Ed25519 "
                           "public key that a program has just made");
}

absl::Status KeyTaken() {
  return base::Refuse(kAlreadyExists, "KEY_TAKEN",
                      "this key was brought here before, and a key is used once: make a new one");
}

absl::Status KeyNeedsKey() {
  return base::Refuse(kFailedPrecondition, "KEY_NEEDS_KEY",
                      "you have had a key here: sign this with one that still signs; if you have "
                      "none left, apply to come back in with a new one");
}

absl::Status KeyNotFound() {
  return base::Refuse(kNotFound, "KEY_NOT_FOUND",
                      "there is no such key of yours: see the list of your keys");
}

absl::Status KeyEnded() {
  return base::Refuse(kFailedPrecondition, "KEY_ENDED", "this key has ended before");
}

absl::Status TooManyKeys() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_KEYS",
                      "you have as many keys as one member may have: revoke one that you do not "
                      "use any more");
}

// One answer for all that does not verify: whoever forges learns nothing.
absl::Status SignatureInvalid() {
  return base::Refuse(kUnauthenticated, "SIGNATURE_INVALID",
                      "this is not signed by a key of yours that signs here: sign it with one of "
                      "your keys, as the list shows them");
}

absl::Status SignatureRequired() {
  return base::Refuse(kFailedPrecondition, "SIGNATURE_REQUIRED",
                      "this assembly takes signed acts only: add a key of yours, and sign with it");
}

absl::Status AccessNeedsKey() {
  return base::Refuse(
      kFailedPrecondition, "SIGNATURE_REQUIRED",
      "you have a key here, and what opens the assembly, closes it or destroys texts "
      "is signed with it: sign this, or apply to come back in if you have lost it");
}

absl::Status SigningOff() {
  return base::Refuse(kFailedPrecondition, "SIGNING_OFF",
                      "this assembly keeps no signatures, which would be evidence against their "
                      "authors: send the act without one");
}

absl::Status ActMalformed(absl::string_view field, absl::string_view what) {
  return base::RefuseField(field, "ACT_MALFORMED",
                           absl::StrCat("`", field, "` of the signed act cannot stand: ", what));
}

absl::Status ActOutOfOrder(int64_t acts) {
  return base::Refuse(kFailedPrecondition, "ACT_OUT_OF_ORDER",
                      absl::StrCat("this key has signed ", acts,
                                   " acts here: sign the next one, and name the one before it"));
}

absl::Status ActStale() {
  return base::Refuse(kFailedPrecondition, "ACT_STALE",
                      "you signed this with another state of the log before you than the one that "
                      "it is about: look again, and sign again if you still want it");
}

absl::Status RuleChanged() {
  return base::Refuse(kFailedPrecondition, "RULE_CHANGED",
                      "you signed this under another rule than the one that the proposal has: look "
                      "at it again, and sign again if you still want it");
}

}  // namespace assent::assembly::error
