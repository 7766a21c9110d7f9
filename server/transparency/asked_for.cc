#include "server/transparency/asked_for.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "server/assembly/names.h"
#include "server/assembly/signed_act.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/texts.h"

namespace assent::transparency {
namespace {

using event::v1::AmendmentProposed;
using event::v1::Event;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

// Events that only these requests begin with (without "Request"). Others, such as a
// concern that moves, follow from several, and are compared in what they are about.
const absl::flat_hash_map<int, absl::string_view>& Askers() {
  static const auto* const askers = new absl::flat_hash_map<int, absl::string_view>{
      {Event::kInvitationCreated, "CreateInvitation"},
      {Event::kInvitationRevoked, "RevokeInvitation"},
      {Event::kMemberUpdated, "UpdateMember"},
      {Event::kMemberLeft, "LeaveAssembly"},
      {Event::kProposalDrafted, "CreateProposal"},
      {Event::kDraftUpdated, "UpdateDraft"},
      {Event::kPhaseExtended, "ExtendPhase"},
      {Event::kSenseDeclared, "DeclareSense"},
      {Event::kFacilitationTaken, "TakeFacilitation"},
      {Event::kFacilitatorObjected, "ObjectToFacilitator"},
      {Event::kWithdrawalAnnounced, "WithdrawProposal"},
      {Event::kProposalTakenOver, "TakeOverProposal"},
      {Event::kAmendmentProposed, "CreateAmendment"},
      {Event::kDeclarationAppealed, "AppealDeclaration"},
      {Event::kAppealJudged, "JudgeAppeal"},
      {Event::kPositionTaken, "TakePosition RecordPositions"},
      {Event::kPositionWithdrawn, "WithdrawPosition"},
      {Event::kPositionStruck, "ContestPosition"},
      {Event::kConcernAnswered, "AnswerConcern"},
      {Event::kConcernRaised, "RaiseConcern TakePosition RecordPositions"},
      {Event::kBlockSupported, "SupportBlock"},
      {Event::kBlockChallenged, "ChallengeBlock"},
      {Event::kBlockJudged, "JudgeBlock"},
      {Event::kBlockTested, "TestBlock"},
      {Event::kBlockerAnswered, "AnswerNag"},
      {Event::kReaffirmationProposed, "ReaffirmDecision"},
      {Event::kKeepingObjected, "ObjectToKeeping"},
      {Event::kDissentWritten, "WriteDissent"},
      {Event::kActionPointMoved, "UpdateActionPoint"},
      {Event::kAdviceAsked, "AskAdvice"},
      {Event::kAdviceGiven, "GiveAdvice"},
      {Event::kUrgencyExplained, "ExplainUrgency"},
      {Event::kMeetingPlanned, "CreateMeeting"},
      {Event::kTemperatureTaken, "TakeTemperature"},
      {Event::kTemperatureRecorded, "RecordTemperature"},
      {Event::kSpokeNamed, "NameSpoke"},
      {Event::kMandateGiven, "GiveMandate"},
      {Event::kMandateConfirmed, "ConfirmMandate"},
      {Event::kUnitsConfirmed, "ConfirmUnits"},
      {Event::kTokenCreated, "CreateToken"},
      {Event::kTextsErased, "EraseText"},
      {Event::kTokenRevoked, "RevokeToken"},
      {Event::kDeviceKeyAdded, "AddDeviceKey"},
      {Event::kDeviceKeyRevoked, "RevokeDeviceKey"},
      {Event::kApplicationSupported, "SupportApplication"},
      {Event::kApplicationObjected, "ObjectToApplication"},
  };
  return *askers;
}

const Message* BodyOf(const Event& event) {
  static const auto* const kBody = Event::descriptor()->FindOneofByName("body");
  const auto* const field = event.GetReflection()->GetOneofFieldDescriptor(event, kBody);
  return field == nullptr ? nullptr : &event.GetReflection()->GetMessage(event, field);
}

// Answers that a request gives in plain and its event repeats under the same name.
bool IsAnswer(absl::string_view field) {
  constexpr absl::string_view kAnswers[] = {"agree", "valid",       "end",  "overturn",
                                            "kind",  "temperature", "state"};
  return absl::c_linear_search(kAnswers, field);
}

// The value of a bool or an enum as a number.
int64_t ValueOf(const Message& message, const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL
             ? static_cast<int64_t>(message.GetReflection()->GetBool(message, field))
             : message.GetReflection()->GetEnumValue(message, field);
}

bool SameAnswers(const Message& request, const Message& body) {
  for (int i = 0; i < request.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const asked = request.GetDescriptor()->field(i);
    const FieldDescriptor* const done = body.GetDescriptor()->FindFieldByName(asked->name());
    const bool plain = asked->cpp_type() == FieldDescriptor::CPPTYPE_BOOL ||
                       asked->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if (!IsAnswer(asked->name()) || !plain || asked->is_repeated() || done == nullptr ||
        done->cpp_type() != asked->cpp_type()) {
      continue;
    }
    const int64_t value = ValueOf(request, asked);
    // An amendment that is more than editorial becomes a substantive one.
    if (asked->name() == "kind" && body.GetDescriptor() == AmendmentProposed::descriptor()) continue;
    const bool left_open = value == 0 && asked->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if (!left_open && value != ValueOf(body, done)) return false;
  }
  return true;
}

// The part of a proposal, or of an assembly, that a name ends with: a concern, a block,
// an amendment, a token, a key, an application.
bool SamePart(absl::string_view subject, const Message& body) {
  const std::vector<absl::string_view> segments = absl::StrSplit(subject, '/');
  if (segments.size() < 4) return true;
  const absl::string_view collection = segments[segments.size() - 2];
  constexpr absl::string_view kNumbered[] = {"concerns",    "blocks", "amendments",  "tokens",
                                             "invitations", "keys",   "applications"};
  int32_t number = 0;
  if (!absl::c_linear_search(kNumbered, collection) ||
      !absl::SimpleAtoi(segments.back(), &number)) {
    return true;
  }
  for (const char* const name : {"concern", "number"}) {
    const FieldDescriptor* const field = body.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_INT32) continue;
    return body.GetReflection()->GetInt32(body, field) == number;
  }
  return true;
}

}  // namespace

AskedFor::AskedFor(std::unique_ptr<Message> request) : request_(std::move(request)) {
  for (const char* const name : {"name", "parent"}) {
    const FieldDescriptor* const field = request_->GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) continue;
    subject_ = request_->GetReflection()->GetString(*request_, field);
    return;
  }
}

absl::StatusOr<AskedFor> AskedFor::In(const v1::ActPayload& payload) {
  const auto* const type = DescriptorPool::generated_pool()->FindMessageTypeByName(payload.type());
  if (type == nullptr) return Wrong("its envelope asks for something that is not known here");
  std::unique_ptr<Message> request(MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!ReadRequest(payload, *request).ok()) return Wrong("its envelope holds no request");
  return AskedFor(std::move(request));
}

v1::Stance AskedFor::stance() const {
  const FieldDescriptor* const field = request_->GetDescriptor()->FindFieldByName("stance");
  if (field == nullptr || field->is_repeated()) return v1::STANCE_UNSPECIFIED;
  return static_cast<v1::Stance>(request_->GetReflection()->GetEnumValue(*request_, field));
}

bool AskedFor::in_advance() const {
  const FieldDescriptor* const field = request_->GetDescriptor()->FindFieldByName("in_advance");
  return field != nullptr && request_->GetReflection()->GetBool(*request_, field);
}

absl::Status CheckSignedTexts(const Event& event, const std::set<std::string>& commitments) {
  bool signed_texts = true;
  Event copy = event;
  ForEachText(copy, [&](event::v1::Text& text) {
    const bool known = text.commitment().empty() || commitments.contains(text.commitment());
    signed_texts = signed_texts && known;
  });
  return signed_texts ? absl::OkStatus() : Wrong("it commits to a text that was not signed");
}

absl::Status AskedFor::Fits(const Event& event, absl::string_view assembly,
                            const std::set<std::string>& commitments) const {
  const auto asked_in = assembly::AssemblyOf(subject_, "name");
  if (!asked_in.ok() || *asked_in != assembly) return Wrong("what was signed is about elsewhere");
  const int32_t proposal = assembly::ProposalIn(subject_);
  if (proposal != 0 && proposal != event.proposal()) {
    return Wrong("what was signed is about another proposal");
  }
  const auto askers = Askers().find(event.body_case());
  if (askers == Askers().end()) return absl::OkStatus();
  absl::string_view type = request_->GetDescriptor()->name();
  type.remove_suffix(absl::string_view("Request").size());
  if (!absl::c_linear_search(absl::StrSplit(askers->second, ' '), type)) {
    return Wrong(absl::StrCat("what was signed is something else: ", type));
  }
  if (absl::Status texts = CheckSignedTexts(event, commitments); !texts.ok()) return texts;
  const Message* const body = BodyOf(event);
  const bool several = absl::StrContains(askers->second, ' ');
  if (several) return absl::OkStatus();  // what it says is compared where it stands (SignedTrail)
  return SameAnswers(*request_, *body) && SamePart(subject_, *body)
             ? absl::OkStatus()
             : Wrong("it says or concerns something else than what was signed");
}

}  // namespace assent::transparency
