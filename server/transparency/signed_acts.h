// Acts that their members have signed (assent/v1/act.proto), from both ends: what a
// client makes, and what a server and whoever verifies a log read. The signature is
// looked at before the payload is: whatever does not verify is not parsed further.
//
// An envelope has one form in bytes, one signature, and no field that this version does
// not know; nor has its payload, or the request in it. Texts are in
// neither: the payload commits to them, and they travel beside it.
//
// Refusals are those of server/assembly/errors.h. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_SIGNED_ACTS_H_
#define ASSENT_SERVER_TRANSPARENCY_SIGNED_ACTS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/act.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_field.h"
#include "server/assembly/notary.h"

namespace assent::transparency {

inline constexpr absl::string_view kActPayloadType = "application/vnd.assent.act.v1+protobuf";

using ActTexts = google::protobuf::RepeatedPtrField<v1::ActText>;

// SIGNATURE_INVALID.
absl::StatusOr<v1::Envelope> ReadEnvelope(absl::string_view bytes);
// The number of the key that it names; 0: of none.
int32_t KeyOf(const v1::Envelope& envelope);
// Whether that key has signed it.
bool IsSignedBy(const v1::Envelope& envelope, absl::string_view public_key);
// SHA-256 of the bytes of an envelope.
std::string EnvelopeHash(absl::string_view bytes);

// Of an envelope whose signature holds. ACT_MALFORMED.
absl::StatusOr<v1::ActPayload> ReadPayload(const v1::Envelope& envelope);
// The request in it, without its texts. `request` is of the type that the payload
// names, and empty. ACT_MALFORMED.
absl::Status ReadRequest(const v1::ActPayload& payload, google::protobuf::Message& request);
// What is signed means the same for as long as it is kept, and a handle may be erased, and
// be somebody else's later: members are named by their ids. Asked of acts that come, and not of
// those that a log has from before it was. ACT_MALFORMED.
absl::Status CheckNamesById(const google::protobuf::Message& request);
// Puts the texts into the request, and what they are salted with into `salts`. ACT_MALFORMED
// unless they are what the payload commits to, all of them and in its order.
absl::Status OpenTexts(const v1::ActPayload& payload, const ActTexts& texts,
                       google::protobuf::Message& request, assembly::Salts& salts);

// Puts `text_at(index)` where text `index` of the payload belongs, whatever it commits to:
// for whoever does not have the texts. ACT_MALFORMED.
absl::Status FillTexts(const v1::ActPayload& payload, absl::FunctionRef<std::string(int)> text_at,
                       google::protobuf::Message& request);

// The resource name that the request is about: its `name` or its `parent`.
std::string SubjectOf(const google::protobuf::Message& request);

// --- Making one ---

// Moves the texts of `request`, and its request_id, into `payload`, with a salt from
// `draw` (so many bytes that nobody can guess) each. `hides`: its stance, too.
ActTexts PutRequest(const google::protobuf::Message& request, bool hides,
                    const std::function<std::string(size_t)>& draw, v1::ActPayload& payload);
// The bytes of the envelope around the payload, signed with the key of that seed.
std::string SealAct(const v1::ActPayload& payload, absl::string_view seed);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_SIGNED_ACTS_H_
