#include "tests/fuzz/life.h"

#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "server/assembly/canonical.h"
#include "server/assembly/decide.h"
#include "server/assembly/hidden.h"
#include "server/assembly/keys.h"
#include "server/assembly/member_acts.h"
#include "server/base/limits.h"
#include "server/rules/presets.h"
#include "server/transparency/hash.h"
#include "server/transparency/replay.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/texts.h"
#include "server/transparency/tlog/ed25519.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/text_form.h"

namespace assent::fuzz {
namespace {

using assembly::State;
using google::protobuf::Message;

// What somebody does: the n-th member, or (-1) somebody who is none. $K is the assembly, $KEY the
// public key of who acts, $HIDING a rule that hides positions.
struct Deed {
  int32_t who;
  const char* type;
  const char* text;
};

const absl::Time kBegins = absl::FromUnixSeconds(1'800'000'000);

// Four members; m1 signs. As tests/rpc/bad_fields_test.cc has them: proposal 1 is called, 2 is
// discussed, 3 is a draft, 4 is called and blocked, 5 is adopted, 6 is a choice that is discussed,
// 7 one that is called; meeting 1 is open. 8 and 9 are called, and nobody sees who says what.
constexpr Deed kDeeds[] = {
    {-1, "CreateAssemblyRequest",
     "assembly_id: 'kitchen' display_name: 'Kitchen' founder_handle: 'm0' "
     "default_rule: 'quick_default' presets: 'colab_vote' "
     "charter { erasure: true rules { $HIDING } }"},
    {0, "CreateInvitationRequest", "parent: '$K'"},
    {-1, "AcceptInvitationRequest", "parent: '$K' secret: 'secret1' handle: 'm1'"},
    {1, "AddDeviceKeyRequest", "parent: '$K' label: 'phone' public_key: '$KEY'"},
    {1, "CreateInvitationRequest", "parent: '$K'"},
    {-1, "AcceptInvitationRequest", "parent: '$K' secret: 'secret2' handle: 'm2'"},
    {0, "CreateInvitationRequest", "parent: '$K'"},
    {-1, "AcceptInvitationRequest", "parent: '$K' secret: 'secret3' handle: 'm3'"},
    {3, "UpdateMemberRequest", "name: '$K/members/-' unit: 'pod-a'"},
    {2, "CreateTokenRequest", "parent: '$K' label: 'b' scopes: SCOPE_ACT app: 'bot'"},

    {0, "CreateProposalRequest", "parent: '$K' title: 'One' text: 'one' introduce: true"},
    {0, "CallForConsensusRequest", "name: '$K/proposals/1'"},
    {0, "TakeFacilitationRequest", "name: '$K/proposals/1'"},
    {2, "SayPresenceRequest", "name: '$K/proposals/1'"},
    {1, "TakePositionRequest",
     "parent: '$K/proposals/1' stance: STANCE_RESERVATIONS reason: 'at ten'"},
    {2, "TakeTemperatureRequest", "name: '$K/proposals/1' temperature: TEMPERATURE_WARM"},

    {1, "CreateProposalRequest",
     "parent: '$K' title: 'Two' text: 'two' introduce: true "
     "action_points { task: 't' member: '$K/members/id4' }"},
    {2, "RaiseConcernRequest", "parent: '$K/proposals/2' text: 'who washes up?'"},
    {1, "AnswerConcernRequest", "name: '$K/proposals/2/concerns/1' text: 'the two of us'"},
    {3, "CreateAmendmentRequest",
     "parent: '$K/proposals/2' text: 'two, at ten' kind: KIND_SUBSTANTIVE"},
    {0, "AskAdviceRequest",
     "name: '$K/proposals/2' member: '$K/members/@m3' question: 'is it sound?'"},
    {3, "GiveAdviceRequest", "name: '$K/proposals/2' number: 1 answer: 'it is'"},

    {0, "CreateProposalRequest", "parent: '$K' title: 'Three' text: 'three'"},

    {0, "CreateProposalRequest", "parent: '$K' title: 'Four' text: 'four' introduce: true"},
    {0, "CallForConsensusRequest", "name: '$K/proposals/4'"},
    {2, "TakePositionRequest",
     "parent: '$K/proposals/4' stance: STANCE_BLOCK reason: 'r' principle: 'p' "
     "release_condition: 'when it is paid for'"},
    {1, "SupportBlockRequest", "name: '$K/proposals/4/blocks/1'"},

    {0, "CreateProposalRequest",
     "parent: '$K' title: 'Five' text: 'five' introduce: true "
     "action_points { task: 't' member: '$K/members/@m1' }"},
    {0, "CallForConsensusRequest", "name: '$K/proposals/5'"},
    {0, "TakePositionRequest", "parent: '$K/proposals/5' stance: STANCE_AGREE"},
    {1, "TakePositionRequest", "parent: '$K/proposals/5' stance: STANCE_AGREE"},
    {3, "TakePositionRequest", "parent: '$K/proposals/5' stance: STANCE_AGREE"},
    {2, "TakePositionRequest", "parent: '$K/proposals/5' stance: STANCE_STAND_ASIDE reason: 'r'"},
    {2, "WriteDissentRequest", "name: '$K/decisions/5' text: 'we will regret it'"},
    {1, "UpdateActionPointRequest", "name: '$K/decisions/5/actionPoints/1' state: STATE_DONE"},

    {0, "CreateProposalRequest",
     "parent: '$K' title: 'Six' text: 'six' kind: KIND_CHOICE introduce: true "
     "election { method: 'schulze' options { title: 'Red' } options { title: 'Blue' } }"},
    {0, "CreateProposalRequest",
     "parent: '$K' title: 'Seven' text: 'seven' kind: KIND_CHOICE introduce: true election { "
     "method: 'schulze' options { title: 'Red' } options { title: 'Blue' } options { title: 'Grey' "
     "} }"},
    {0, "CallForConsensusRequest", "name: '$K/proposals/7'"},
    {1, "CastBallotRequest",
     "parent: '$K/proposals/7' marks { ranking { options: 1 } ranking { options: [2, 3] } }"},

    {0, "CreateProposalRequest",
     "parent: '$K' title: 'Eight' text: 'eight' rule_id: 'hiding' introduce: true"},
    {0, "CallForConsensusRequest", "name: '$K/proposals/8'"},
    {0, "TakePositionRequest", "parent: '$K/proposals/8' stance: STANCE_AGREE reason: 'why not'"},
    {1, "TakePositionRequest", "parent: '$K/proposals/8' stance: STANCE_AGREE reason: 'good'"},
    {2, "TakePositionRequest", "parent: '$K/proposals/8' stance: STANCE_DISAGREE"},
    {3, "TakePositionRequest", "parent: '$K/proposals/8' stance: STANCE_AGREE"},
    {0, "CreateProposalRequest",
     "parent: '$K' title: 'Nine' text: 'nine' rule_id: 'hiding' introduce: true"},
    {0, "CallForConsensusRequest", "name: '$K/proposals/9'"},
    {2, "TakePositionRequest", "parent: '$K/proposals/9' stance: STANCE_AGREE"},

    {0, "CreateMeetingRequest", "parent: '$K' title: 'Today'"},
    {0, "AddAgendaItemRequest", "name: '$K/meetings/1' title: 'Welcome'"},
    {0, "OpenMeetingRequest", "name: '$K/meetings/1'"},
    {1, "AttendMeetingRequest", "name: '$K/meetings/1'"},
    {0, "StartAgendaItemRequest", "name: '$K/meetings/1' item: 1"},
    {3, "JoinQueueRequest", "name: '$K/meetings/1' kind: KIND_SPEAK"},
};

template <typename Request>
absl::Status PerformOne(assembly::Act& act, const Message& request) {
  return assembly::Perform(act, static_cast<const Request&>(request)).status();
}
// The ledger does it: it has to look at what was written.
template <>
absl::Status PerformOne<v1::EraseTextRequest>(assembly::Act&, const Message&) {
  return absl::UnimplementedError("texts are erased elsewhere");
}

using Performers =
    std::map<const google::protobuf::Descriptor*, absl::Status (*)(assembly::Act&, const Message&)>;

template <typename... Requests>
Performers PerformersOf(assembly::RequestList<Requests...>) {
  return {{Requests::descriptor(), &PerformOne<Requests>}...,
          {v1::CreateAssemblyRequest::descriptor(), &PerformOne<v1::CreateAssemblyRequest>},
          {v1::AcceptInvitationRequest::descriptor(), &PerformOne<v1::AcceptInvitationRequest>},
          {v1::SubmitApplicationRequest::descriptor(), &PerformOne<v1::SubmitApplicationRequest>}};
}

std::string Spelled(const Deed& deed) {
  v1::DecisionRule hiding = *rules::FindPreset("simple_majority");
  hiding.set_id("hiding");
  hiding.mutable_positions()->set_hide_until_close(true);
  const std::string key = deed.who < 0 ? "" : transparency::PublicKeyOf(SeedOf(deed.who));
  return absl::StrReplaceAll(deed.text, {{"$HIDING", WriteText(hiding)},
                                         {"$KEY", absl::CHexEscape(key)},
                                         {"$K", absl::StrCat("assemblies/", kAssembly)}});
}

// As whoever reads the log comes to them.
void KeepStates(Life& life) {
  State state;
  state.id = kAssembly;
  life.states.push_back(state);
  for (const assembly::SealedEntry& entry : life.entries) {
    const absl::Status replayed = transparency::ReplayEntry(
        {life.states.size(), entry.leaf, entry.leaf_hash, entry.openings}, state, nullptr);
    Require(replayed.ok(), replayed.ToString());
    life.states.push_back(state);
  }
}

Life Lived() {
  Life life;
  CountingNotary notary;
  transparency::Frontier tree;
  State state;
  state.id = kAssembly;
  absl::Time now = kBegins;
  for (const Deed& deed : kDeeds) {
    const std::unique_ptr<Message> request = RequestOf(deed.type, Spelled(deed));
    Require(request != nullptr, absl::StrCat("no request: ", deed.type, " ", deed.text));
    assembly::Act act(state, notary, deed.who, now += absl::Minutes(1));
    google::protobuf::RepeatedPtrField<v1::ActText> texts;
    std::optional<assembly::SignedAct> signed_act;
    if (deed.who >= 0) signed_act = SignedBy(state, deed.who, *request, tree, notary, texts);
    if (signed_act) act.Sign(*signed_act);
    const absl::Status status = Perform(act, *request);
    Require(status.ok(), absl::StrCat(deed.type, " ", deed.text, ": ", status.ToString()));
    if (act.log_key_seed()) life.log_seed = *act.log_key_seed();
    for (const assembly::SealedEntry& entry : act.entries()) {
      tree.Append(entry.leaf_hash);
      life.entries.push_back(entry);
    }
  }
  KeepStates(life);
  return life;
}

}  // namespace

CountingNotary::CountingNotary(uint32_t used)
    : chance_(used),
      ids_(used),
      secrets_(used),
      tokens_(used),
      notary_([this](absl::Span<uint8_t> bytes) {
        for (uint8_t& byte : bytes) {
          chance_ = chance_ * 1664525 + 1013904223;
          byte = static_cast<uint8_t>(chance_ >> 24);
        }
      }) {}

std::string CountingNotary::Draw(size_t bytes) {
  std::string drawn;
  while (drawn.size() < bytes) drawn += Hash(absl::StrCat("drawn ", ++chance_));
  return drawn.substr(0, bytes);
}

std::string CountingNotary::NewId() { return absl::StrCat("id", ++ids_); }

assembly::Secret CountingNotary::NewToken() {
  const std::string text = absl::StrCat("token", ++tokens_);
  return {text, HashSecret(text)};
}

assembly::Secret CountingNotary::NewInvitationSecret() {
  const std::string text = absl::StrCat("secret", ++secrets_);
  return {text, HashSecret(text)};
}

const Life& TheLife() {
  static const Life* const life = new Life(Lived());
  return *life;
}

std::optional<assembly::SealedEntry> SealedAfter(const State& state, event::v1::Event event) {
  if (event.version() == 0) event.set_version(1);
  if (event.origin().empty()) event.set_origin(state.founded() ? state.origin : "id1");
  if (event.sequence() == 0) event.set_sequence(state.sequence + 1);
  if (event.time_us() == 0) {
    event.set_time_us(state.founded() ? absl::ToUnixMicros(state.last_time) + 1
                                      : absl::ToUnixMicros(kBegins));
  }
  size_t most = event.ByteSizeLong();
  transparency::ForEachText(event, [&](event::v1::Text&) { most += 64; });  // its commitment
  if (most > kMaxLeafBytes) return std::nullopt;
  CountingNotary notary;
  return notary.Seal(event, {});
}

size_t MutatePlacedEvent(uint8_t* data, size_t size, size_t most, unsigned seed) {
  Input input(BytesOf(data, size));
  size_t place = 0;
  if (!absl::SimpleAtoi(input.Line(), &place)) return LLVMFuzzerMutate(data, size, most);
  // Now and then the same elsewhere.
  if (seed % 8 == 0) place = seed / 8 % TheLife().states.size();
  const std::string head = absl::StrCat(place, "\n");
  const std::string moved = absl::StrCat(head, input.rest());
  if (moved.size() > most) return size;
  event::v1::Event event;
  return MutateText(head, event, data, Put(moved, data, most), most, seed);
}

std::unique_ptr<Message> RequestOf(absl::string_view type, absl::string_view input) {
  const auto* const descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          absl::StrCat("assent.v1.", type));
  if (descriptor == nullptr) return nullptr;
  std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  return ReadText(input, *request) ? std::move(request) : nullptr;
}

absl::Status Perform(assembly::Act& act, const Message& request) {
  static const auto* const performers = new Performers(PerformersOf(assembly::MemberActs()));
  const auto found = performers->find(request.GetDescriptor());
  if (found == performers->end()) return absl::UnimplementedError("it leaves no entries");
  return found->second(act, request);
}

std::string SeedOf(int32_t member) {
  return std::string(transparency::kSeedBytes, static_cast<char>('a' + member));
}

std::optional<assembly::SignedAct> SignedBy(
    const State& state, int32_t member, const Message& request, const transparency::Frontier& seen,
    CountingNotary& notary, google::protobuf::RepeatedPtrField<v1::ActText>& texts) {
  const assembly::Member& author = state.members[member];
  if (author.keys.empty()) return std::nullopt;
  const assembly::DeviceKeyState& key = state.keys[author.keys[0]];
  const auto found = state.proposals.find(assembly::ProposalIn(transparency::SubjectOf(request)));
  const bool there = found != state.proposals.end();
  const auto* const position = dynamic_cast<const v1::TakePositionRequest*>(&request);
  const bool hides = there && position != nullptr && assembly::Hides(found->second) &&
                     assembly::StanceOfHidden(assembly::HiddenStance(position->stance()));
  v1::ActPayload payload;
  texts = transparency::PutRequest(
      request, hides, [&](size_t bytes) { return notary.Draw(bytes); }, payload);
  payload.set_origin(state.origin);
  payload.set_member(author.id);
  payload.set_key(author.keys[0] + 1);
  payload.set_key_sequence(key.acts + 1);
  payload.set_previous(key.last_act);
  payload.set_seen_size(static_cast<int64_t>(seen.size()));
  payload.set_seen_root(seen.Root());
  if (there && found->second.view.state() != v1::Proposal::STATE_DRAFT) {
    payload.set_rule_hash(transparency::Sha256({assembly::CanonicalBytes(found->second.rule())}));
  }
  payload.set_request_id("00000000-0000-0000-0000-000000000001");
  assembly::SignedAct act;
  act.envelope = transparency::SealAct(payload, SeedOf(member));
  act.hash = transparency::EnvelopeHash(act.envelope);
  for (const v1::ActText& text : texts) act.salts.emplace(text.content(), text.salt());
  act.payload = std::move(payload);
  return act;
}

}  // namespace assent::fuzz
