#include "server/transparency/signed_acts.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/election_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/assembly/ballot.h"
#include "server/assembly/canonical.h"
#include "server/assembly/errors.h"
#include "server/assembly/hidden.h"
#include "server/assembly/signed_act.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/dsse.h"
#include "server/transparency/tlog/ed25519.h"

namespace assent::transparency {
namespace {

using assembly::error::ActMalformed;
using assembly::error::SignatureInvalid;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr absl::string_view kUnknownFields =
    "it says something that this server does not know; use a version of the program that fits";

bool Parse(absl::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

bool HasUnknownFields(const Message& message) {
  const auto* const reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) return true;
  const auto* const type = message.GetDescriptor();
  for (int f = 0; f < type->field_count(); ++f) {
    const FieldDescriptor* const field = type->field(f);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const bool several = field->is_repeated();
    const int count = several ? reflection->FieldSize(message, field)
                              : static_cast<int>(reflection->HasField(message, field));
    for (int i = 0; i < count; ++i) {
      const Message& part = several ? reflection->GetRepeatedMessage(message, field, i)
                                    : reflection->GetMessage(message, field);
      if (HasUnknownFields(part)) return true;
    }
  }
  return false;
}

// Fields of requests that people write in, and that entries commit to.
bool IsText(absl::string_view field) {
  constexpr absl::string_view kTexts[] = {"label",
                                          "handle",
                                          "reason",
                                          "title",
                                          "text",
                                          "note",
                                          "task",
                                          "principle",
                                          "release_condition",
                                          "new_information",
                                          "urgent_reason",
                                          "urgent_scope",
                                          "party",
                                          "admit",
                                          "person",
                                          "question",
                                          "answer",
                                          "explanation",
                                          "words"};
  return std::find(std::begin(kTexts), std::end(kTexts), field) != std::end(kTexts);
}

// Where a text is, or could be.
struct TextPlace {
  Message* holder;
  const FieldDescriptor* field;
};

// In the order of the fields. What a charter change says is in the log as it is. Every
// signed act is looked through: a path is made for what has something in it only.
using VisitText = absl::FunctionRef<void(const std::string& prefix, const TextPlace& place)>;
void FindTexts(Message& message, const std::string& prefix, VisitText visit) {
  const auto* const reflection = message.GetReflection();
  const auto* const type = message.GetDescriptor();
  for (int f = 0; f < type->field_count(); ++f) {
    const FieldDescriptor* const field = type->field(f);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (!field->is_repeated() && IsText(field->name())) visit(prefix, {&message, field});
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               field->name() != "charter_change") {
      if (!field->is_repeated()) {
        if (!reflection->HasField(message, field)) continue;
        FindTexts(*reflection->MutableMessage(&message, field),
                  absl::StrCat(prefix, field->name(), "."), visit);
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        FindTexts(*reflection->MutableRepeatedMessage(&message, field, i),
                  absl::StrCat(prefix, field->name(), "[", i, "]."), visit);
      }
    }
  }
}

std::vector<std::pair<std::string, TextPlace>> TextsOf(Message& request) {
  std::vector<std::pair<std::string, TextPlace>> found;
  FindTexts(request, "", [&](const std::string& prefix, const TextPlace& place) {
    found.push_back({absl::StrCat(prefix, place.field->name()), place});
  });
  return found;
}

std::string Get(const TextPlace& place) {
  return place.holder->GetReflection()->GetString(*place.holder, place.field);
}
bool IsEmpty(const TextPlace& place) {
  std::string scratch;
  const auto* const reflection = place.holder->GetReflection();
  return reflection->GetStringReference(*place.holder, place.field, &scratch).empty();
}
void Set(const TextPlace& place, const std::string& content) {
  place.holder->GetReflection()->SetString(place.holder, place.field, content);
}

const FieldDescriptor* FieldOf(const Message& request, absl::string_view name) {
  return request.GetDescriptor()->FindFieldByName(std::string(name));
}

bool NamesByHandle(absl::string_view text) {
  return absl::StartsWith(text, "assemblies/") && absl::StrContains(text, "/members/@");
}

absl::Status OpenStance(const std::string& content, Message& request) {
  const FieldDescriptor* const field = FieldOf(request, assembly::kStanceField);
  const auto stance = assembly::StanceOfHidden(content);
  if (field == nullptr || !stance || request.GetReflection()->HasField(request, field)) {
    return ActMalformed("texts", "this is no stance that can be hidden");
  }
  request.GetReflection()->SetEnumValue(&request, field, *stance);
  return absl::OkStatus();
}

absl::Status CheckOpening(const v1::TextCommitment& committed, const v1::ActText& text) {
  const bool fits = committed.field() == text.field() && text.salt().size() == kSaltBytes &&
                    !text.content().empty() &&
                    Commitment(text.salt(), text.content()) == committed.commitment();
  return fits ? absl::OkStatus()
              : ActMalformed("texts",
                             absl::StrCat("what came as ", text.field(),
                                          " is not what was signed as ", committed.field()));
}

}  // namespace

absl::StatusOr<v1::Envelope> ReadEnvelope(absl::string_view bytes) {
  v1::Envelope envelope;
  if (!Parse(bytes, envelope) || HasUnknownFields(envelope)) return SignatureInvalid();
  const bool one_form = assembly::CanonicalBytes(envelope) == bytes;
  const bool ours = envelope.payload_type() == kActPayloadType && envelope.signatures_size() == 1;
  if (!one_form || !ours || bytes.size() > assembly::kMaxEnvelopeBytes) return SignatureInvalid();
  return envelope;
}

int32_t KeyOf(const v1::Envelope& envelope) {
  int32_t number = 0;
  if (envelope.signatures_size() != 1) return 0;
  const std::string& keyid = envelope.signatures(0).keyid();
  return absl::SimpleAtoi(keyid, &number) && keyid == absl::StrCat(number) ? number : 0;
}

bool IsSignedBy(const v1::Envelope& envelope, absl::string_view public_key) {
  return envelope.signatures_size() == 1 &&
         IsSignedBy(public_key, DsseBytes(envelope.payload_type(), envelope.payload()),
                    envelope.signatures(0).sig());
}

std::string EnvelopeHash(absl::string_view bytes) { return Sha256({bytes}); }

absl::StatusOr<v1::ActPayload> ReadPayload(const v1::Envelope& envelope) {
  v1::ActPayload payload;
  if (!Parse(envelope.payload(), payload)) {
    return ActMalformed("payload", "it is no assent.v1.ActPayload");
  }
  if (HasUnknownFields(payload)) return ActMalformed("payload", kUnknownFields);
  if (payload.key() != KeyOf(envelope)) {
    return ActMalformed("key", "it is another key than the one that signed");
  }
  return payload;
}

absl::Status ReadRequest(const v1::ActPayload& payload, Message& request) {
  if (!Parse(payload.request(), request)) {
    return ActMalformed("request", absl::StrCat("it is no ", payload.type()));
  }
  if (HasUnknownFields(request)) return ActMalformed("request", kUnknownFields);
  const FieldDescriptor* const id = FieldOf(request, "request_id");
  if (id == nullptr || request.GetReflection()->HasField(request, id)) {
    return ActMalformed("request", "its request_id stands in the payload");
  }
  absl::Status texts;
  FindTexts(request, "", [&](const std::string& prefix, const TextPlace& place) {
    if (IsEmpty(place) || !texts.ok()) return;
    texts = ActMalformed("request", absl::StrCat(prefix, place.field->name(),
                                                 " is a text: commit to it, and send it "
                                                 "beside the envelope"));
  });
  return texts;
}

absl::Status CheckNamesById(const Message& request) {
  const auto* const reflection = request.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(request, &fields);
  for (const FieldDescriptor* const field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(request, field) : 1;
    for (int i = 0; i < count; ++i) {
      std::string scratch;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        ASSENT_RETURN_IF_ERROR(
            CheckNamesById(field->is_repeated() ? reflection->GetRepeatedMessage(request, field, i)
                                                : reflection->GetMessage(request, field)));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                 NamesByHandle(
                     field->is_repeated()
                         ? reflection->GetRepeatedStringReference(request, field, i, &scratch)
                         : reflection->GetStringReference(request, field, &scratch))) {
        return ActMalformed(field->name(),
                            "name members by their ids: a handle may be erased, "
                            "and be somebody else's later");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status FillTexts(const v1::ActPayload& payload, absl::FunctionRef<std::string(int)> text_at,
                       Message& request) {
  if (payload.texts().empty()) return absl::OkStatus();
  std::map<std::string, TextPlace> places;
  for (auto& [path, place] : TextsOf(request)) places.emplace(path, place);
  for (int i = 0; i < payload.texts_size(); ++i) {
    const std::string& field = payload.texts(i).field();
    if (field == assembly::kStanceField) {
      ASSENT_RETURN_IF_ERROR(OpenStance(text_at(i), request));
      continue;
    }
    const auto place = places.find(field);
    if (place == places.end()) {
      return ActMalformed("texts", "a field is named twice, or takes no text");
    }
    Set(place->second, text_at(i));
    places.erase(place);
  }
  return absl::OkStatus();
}

absl::Status OpenTexts(const v1::ActPayload& payload, const ActTexts& texts, Message& request,
                       assembly::Salts& salts) {
  if (payload.texts_size() != texts.size()) {
    return ActMalformed("texts", "there have to be as many as were committed to");
  }
  for (int i = 0; i < texts.size(); ++i) {
    ASSENT_RETURN_IF_ERROR(CheckOpening(payload.texts(i), texts.Get(i)));
    salts.emplace(texts.Get(i).content(), texts.Get(i).salt());
  }
  return FillTexts(
      payload, [&](int i) { return texts.Get(i).content(); }, request);
}

std::string SubjectOf(const Message& request) {
  for (const char* const name : {"name", "parent"}) {
    const FieldDescriptor* const field = FieldOf(request, name);
    if (field != nullptr) return request.GetReflection()->GetString(request, field);
  }
  return "";
}

namespace {

void Commit(const std::string& field, const std::string& content, std::string salt,
            v1::ActPayload& payload, ActTexts& texts) {
  v1::TextCommitment& committed = *payload.add_texts();
  committed.set_field(field);
  committed.set_commitment(Commitment(salt, content));
  v1::ActText& text = *texts.Add();
  text.set_field(field);
  text.set_salt(std::move(salt));
  text.set_content(content);
}

}  // namespace

ActTexts PutRequest(const Message& request, bool hides,
                    const std::function<std::string(size_t)>& draw, v1::ActPayload& payload) {
  const std::unique_ptr<Message> signed_request(request.New());
  signed_request->CopyFrom(request);
  const auto* const reflection = signed_request->GetReflection();
  ActTexts texts;
  if (auto* const ballot = dynamic_cast<v1::CastBallotRequest*>(signed_request.get());
      hides && ballot != nullptr) {
    if (ballot->words().empty()) ballot->set_words(assembly::ToText(ballot->marks()));
    ballot->clear_marks();
  } else if (hides) {
    const FieldDescriptor* const stance = FieldOf(request, assembly::kStanceField);
    const int value = reflection->GetEnumValue(*signed_request, stance);
    Commit(std::string(assembly::kStanceField),
           assembly::HiddenStance(static_cast<v1::Stance>(value)), draw(kSaltBytes), payload,
           texts);
    reflection->ClearField(signed_request.get(), stance);
  }
  for (const auto& [path, place] : TextsOf(*signed_request)) {
    const std::string content = Get(place);
    if (content.empty()) continue;
    Commit(path, content, draw(kSaltBytes), payload, texts);
    Set(place, "");
  }
  const FieldDescriptor* const id = FieldOf(request, "request_id");
  if (id != nullptr) {
    payload.set_request_id(reflection->GetString(*signed_request, id));
    reflection->ClearField(signed_request.get(), id);
  }
  payload.set_type(request.GetDescriptor()->full_name());
  payload.set_request(assembly::CanonicalBytes(*signed_request));
  return texts;
}

std::string SealAct(const v1::ActPayload& payload, absl::string_view seed) {
  v1::Envelope envelope;
  envelope.set_payload(assembly::CanonicalBytes(payload));
  envelope.set_payload_type(std::string(kActPayloadType));
  v1::Envelope::Signature& signature = *envelope.add_signatures();
  signature.set_keyid(absl::StrCat(payload.key()));
  signature.set_sig(Sign(seed, DsseBytes(envelope.payload_type(), envelope.payload())));
  return assembly::CanonicalBytes(envelope);
}

}  // namespace assent::transparency
