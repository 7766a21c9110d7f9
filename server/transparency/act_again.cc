#include "server/transparency/act_again.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/record_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/assembly/act.h"
#include "server/assembly/ballot.h"
#include "server/assembly/canonical.h"
#include "server/assembly/hidden.h"
#include "server/assembly/member_acts.h"
#include "server/assembly/names.h"
#include "server/assembly/settle.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/base/zones.h"
#include "server/transparency/hash.h"
#include "server/transparency/notary.h"
#include "server/transparency/replay.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"

namespace assent::transparency {
namespace {

using event::v1::Event;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

// Takes what an act writes down, entry by entry: compares it with what the log has there,
// and puts that in its place, with all that is drawn. From the first difference on it
// leaves things as the act has them.
class LogReader final : public assembly::Notary {
 public:
  LogReader(assembly::State& state, const LoggedEntries& log, const SignedTexts& texts)
      : state_(state), log_(log), texts_(texts) {}

  assembly::SealedEntry Seal(Event& event, const assembly::Salts&) override {
    if (!status_.ok()) return {};
    if (taken_ == log_.entries.size()) {
      status_ = Wrong("not all of what was signed has been done");
      return {};
    }
    const OpenedEntry& entry = log_.entries[taken_];
    status_ = Compare(event, entry);
    if (!status_.ok()) {
      status_ = taken_ == log_.bearer ? status_ : Named(entry, status_);
      return {};
    }
    event = entry.event;
    ++taken_;
    return {};
  }
  std::string NewId() override { return ""; }
  assembly::Secret NewToken() override { return {}; }
  assembly::Secret TokenFor(absl::string_view) override { return {}; }
  assembly::Secret NewInvitationSecret() override { return {}; }
  std::string HashSecret(absl::string_view text) override { return Sha256({text}); }
  std::string Hash(absl::string_view bytes) override { return Sha256({bytes}); }
  bool IsSigningKey(absl::string_view public_key) override { return IsPublicKey(public_key); }
  assembly::LogKey NewLogKey() override { return {std::string(kPublicKeyBytes, '\0'), ""}; }
  std::string VerifierKey(absl::string_view origin, absl::string_view public_key) override {
    return LogVerifierKey(origin, public_key);
  }
  std::optional<absl::TimeZone> FindZone(absl::string_view name) override {
    return base::FindZone(name);
  }

  const absl::Status& status() const { return status_; }
  size_t taken() const { return taken_; }
  bool touched() const { return taken_ > 0 || !status_.ok(); }

 private:
  static absl::Status Named(const OpenedEntry& entry, const absl::Status& why) {
    return Wrong(absl::StrCat("entry ", entry.sequence, ": ", std::string(why.message())));
  }
  absl::Status Compare(const Event& event, const OpenedEntry& entry) {
    const std::string expected = assembly::CanonicalBytes(Comparable(event, state_));
    if (expected != assembly::CanonicalBytes(Comparable(entry.event, state_)) ||
        event.envelope() != entry.event.envelope()) {
      return Wrong("it says something else than what was signed, or not all of it");
    }
    ASSENT_RETURN_IF_ERROR(texts_.Compare(event, entry.event));
    return CheckEntry({entry.sequence, entry.leaf, entry.leaf_hash, entry.openings}, state_);
  }

  assembly::State& state_;
  const LoggedEntries& log_;
  const SignedTexts& texts_;
  absl::Status status_;
  size_t taken_ = 0;
};

// What was asked for and is not in decide.h: a text is taken out beside the log, and the
// log says which. Whether it was there to be taken is not known any more.
absl::Status Erase(assembly::Act& act, const v1::EraseTextRequest& request, const Event& found) {
  const auto& indexes = found.texts_erased().indexes();
  if (indexes.empty()) return Wrong("it erases nothing");
  assembly::Settle(act);
  Event event;
  event::v1::TextsErased& erased = *event.mutable_texts_erased();
  erased.set_entry(request.entry());
  if (request.index() >= 0) {
    erased.add_indexes(request.index());
  } else {
    *erased.mutable_indexes() = indexes;
  }
  act.Emit(found.proposal(), std::move(event));
  return absl::OkStatus();
}

using Performer = absl::Status (*)(assembly::Act&, const Message&);
using Performers = absl::flat_hash_map<std::string, Performer>;

template <typename Request>
absl::Status PerformAs(assembly::Act& act, const Message& request) {
  if constexpr (std::is_same_v<Request, v1::EraseTextRequest>) {
    return Wrong("an erasure is decided elsewhere");  // see Erase()
  } else {
    return assembly::Perform(act, static_cast<const Request&>(request)).status();
  }
}

template <typename... Requests>
Performers PerformersOf(assembly::RequestList<Requests...>) {
  return {{Requests::descriptor()->full_name(), &PerformAs<Requests>}...};
}

// The request as it was signed, without its texts. kDataLoss for one that no member makes,
// or about another assembly.
absl::StatusOr<std::unique_ptr<Message>> RequestOf(const v1::ActPayload& payload,
                                                   const assembly::State& state) {
  const auto* const type = DescriptorPool::generated_pool()->FindMessageTypeByName(payload.type());
  if (type == nullptr) return Wrong("its envelope asks for something that is not known here");
  std::unique_ptr<Message> request(MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!ReadRequest(payload, *request).ok()) return Wrong("its envelope holds no request");
  const auto about = assembly::AssemblyOf(SubjectOf(*request), "name");
  if (!about.ok() || *about != state.id) return Wrong("what was signed is about elsewhere");
  return request;
}

// What a rule looks at in texts: handles are unlike others, and what may be urgent is in
// a list that the rule has.
void ChooseStandIns(const v1::ActPayload& payload, const LoggedEntries& log,
                    const assembly::State& state, SignedTexts& texts) {
  for (int i = 0; i < payload.texts_size(); ++i) {
    const std::string& field = payload.texts(i).field();
    if (field == "handle") {
      std::string handle = texts.StandIn(i);
      while (state.member_by_handle.contains(handle)) handle += "-";
      texts.SetStandIn(i, handle);
    }
    // Whoever abstains may always do so.
    if (field == "words") texts.SetStandIn(i, assembly::ToText(v1::Marks()));
    if (field != "urgent_reason") continue;
    for (const OpenedEntry& entry : log.entries) {
      const auto& reasons = entry.event.proposal_introduced().rule().urgent().reasons();
      if (!reasons.empty()) texts.SetStandIn(i, reasons.Get(0));
    }
  }
}

// A close opens what was hidden: whoever decided then knew it.
void Reveal(assembly::State& state, const LoggedEntries& log) {
  for (const OpenedEntry& entry : log.entries) {
    const auto found = state.proposals.find(entry.event.proposal());
    if (!entry.event.has_positions_opened() || found == state.proposals.end()) continue;
    assembly::ProposalState& p = found->second;
    for (const event::v1::OpenedPosition& one : entry.event.positions_opened().positions()) {
      const auto hidden = p.hidden.find(one.entry());
      const std::string stance = assembly::HiddenStance(one.stance());
      if (hidden == p.hidden.end() || !assembly::StanceOfHidden(stance) ||
          Commitment(one.salt(), stance) != hidden->second.commitment) {
        continue;
      }
      assembly::VoicePosition position = p.positions.at(hidden->second.voice);
      position.stance = one.stance();
      p.positions.Set(hidden->second.voice, position);
    }
  }
}

// The same of ballots.
void RevealBallots(assembly::State& state, const LoggedEntries& log) {
  for (const OpenedEntry& entry : log.entries) {
    const auto found = state.proposals.find(entry.event.proposal());
    if (!entry.event.has_ballots_opened() || found == state.proposals.end()) continue;
    for (const event::v1::OpenedBallot& one : entry.event.ballots_opened().ballots()) {
      for (auto& [voice, ballot] : found->second.ballots) {
        const std::string words = assembly::ToText(one.marks());
        if (ballot.sequence != one.entry() || ballot.commitment.empty() ||
            Commitment(one.salt(), words) != ballot.commitment) {
          continue;
        }
        ballot.marks = one.marks();
        ballot.salt = one.salt();
      }
    }
  }
}

// What a hidden stance may be, until one of them is something that its member could do.
std::vector<std::string> StancesToTry(const SignedTexts& texts, int index) {
  if (const std::optional<v1::Stance> known = assembly::StanceOfHidden(texts.Opened(index))) {
    return {assembly::HiddenStance(*known)};
  }
  std::vector<std::string> stances;
  for (int number = v1::Stance_MIN; number <= v1::Stance_MAX; ++number) {
    const std::string text = absl::StrCat(number);
    if (assembly::StanceOfHidden(text)) stances.push_back(text);
  }
  return stances;
}

int HiddenStanceAt(const v1::ActPayload& payload) {
  for (int i = 0; i < payload.texts_size(); ++i) {
    if (payload.texts(i).field() == assembly::kStanceField) return i;
  }
  return -1;
}

class Again {
 public:
  Again(assembly::State& state, const LoggedEntries& log, const assembly::SignedAct& act)
      : state_(state), log_(log), act_(act), texts_(act.payload, Pointers(log)) {}

  absl::StatusOr<size_t> Run() {
    ASSENT_ASSIGN_OR_RETURN(const std::unique_ptr<Message> request,
                            RequestOf(act_.payload, state_));
    ChooseStandIns(act_.payload, log_, state_, texts_);
    Reveal(state_, log_);
    RevealBallots(state_, log_);
    const int stance = HiddenStanceAt(act_.payload);
    if (stance < 0) {
      if (auto done = Try(*request)) return *std::move(done);
      return refusal_;
    }
    for (const std::string& one : StancesToTry(texts_, stance)) {
      texts_.SetStandIn(stance, one);
      if (auto done = Try(*request)) return *std::move(done);
    }
    return refusal_;
  }

 private:
  static std::vector<const OpenedEntry*> Pointers(const LoggedEntries& log) {
    std::vector<const OpenedEntry*> pointers;
    for (const OpenedEntry& entry : log.entries) pointers.push_back(&entry);
    return pointers;
  }

  // nullopt: refused before anything was done; see refusal_.
  std::optional<absl::StatusOr<size_t>> Try(const Message& signed_request) {
    const std::unique_ptr<Message> request(signed_request.New());
    request->CopyFrom(signed_request);
    const auto stand_in = [this](int index) { return texts_.StandIn(index); };
    if (!FillTexts(act_.payload, stand_in, *request).ok()) {
      return Wrong("its envelope commits to texts that its request does not have");
    }
    const Event& bearer = log_.entries[log_.bearer].event;
    LogReader reader(state_, log_, texts_);
    assembly::Act act(state_, reader, state_.member_by_id.at(bearer.author()),
                      absl::FromUnixMicros(bearer.time_us()), bearer.app_token() - 1);
    act.Sign(act_);
    const absl::Status done = Perform(act, *request, bearer);
    if (!reader.status().ok()) return reader.status();
    if (!done.ok()) {
      refusal_ = Wrong(absl::StrCat("what was signed could not be done: ", base::ReasonOf(done),
                                    ", ", std::string(done.message())));
      if (!reader.touched()) return std::nullopt;
      return refusal_;
    }
    if (reader.taken() <= log_.bearer) return Wrong("what was signed does something else");
    return reader.taken();
  }

  absl::Status Perform(assembly::Act& act, const Message& request, const Event& bearer) {
    static const auto* const performers = new Performers(PerformersOf(assembly::MemberActs()));
    if (act_.payload.type() == v1::EraseTextRequest::descriptor()->full_name()) {
      return Erase(act, static_cast<const v1::EraseTextRequest&>(request), bearer);
    }
    const auto performer = performers->find(act_.payload.type());
    if (performer == performers->end()) return Wrong("no act of a member is called so");
    return performer->second(act, request);
  }

  assembly::State& state_;
  const LoggedEntries& log_;
  const assembly::SignedAct& act_;
  SignedTexts texts_;
  absl::Status refusal_;
};

}  // namespace

absl::StatusOr<size_t> DecideAgain(assembly::State& state, const LoggedEntries& log,
                                   const assembly::SignedAct& act) {
  const Event& bearer = log.entries[log.bearer].event;
  const int32_t token = bearer.app_token();
  const bool known =
      token == 0 || (token > 0 && token <= static_cast<int32_t>(state.tokens.size()));
  if (!known || !state.member_by_id.contains(bearer.author())) {
    return Wrong("nobody who is known here has done it");
  }
  return Again(state, log, act).Run();
}

}  // namespace assent::transparency
