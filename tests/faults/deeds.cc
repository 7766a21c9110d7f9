#include "tests/faults/deeds.h"

#include <algorithm>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/blocking_counter.h"
#include "assent/v1/access_service.pb.h"
#include "server/assembly/canonical.h"
#include "server/ledger/log_tree.h"
#include "server/ledger/rebuild.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/tree.h"
#include "server/transparency/verify.h"
#include "tests/contract/helpers.h"

namespace assent::faults {
namespace {

constexpr char kName[] = "assemblies/kitchen";
constexpr int kRepeated = 24;  // deeds that Repeat() asks for again
constexpr int kDeedsToAnErasure = 8;
constexpr int kSigner = Deeds::kMembers - 1;

// Of the one key.
std::string Seed() { return std::string(transparency::kSeedBytes, 'k'); }

// Performs and waits for the answer.
template <typename Request>
absl::StatusOr<ledger::ResponseOf<Request>> Await(ledger::Ledger& ledger,
                                                  const ledger::Access& access,
                                                  const Request& request) {
  using Response = ledger::ResponseOf<Request>;
  absl::StatusOr<Response> result = absl::UnknownError("");
  absl::BlockingCounter shown(1);
  ledger.Run<Response>(
      [&](auto patience) { return ledger.Perform(access.With(patience), request); },
      [&](absl::StatusOr<Response> response) {
        result = std::move(response);
        shown.DecrementCount();
      });
  shown.Wait();
  return result;
}

// What is answered to a deed; an erasure is not one that the ledger decides alone.
template <typename Request>
struct AnswerTo {
  using Type = ledger::ResponseOf<Request>;
};
template <>
struct AnswerTo<v1::EraseTextRequest> {
  using Type = v1::EraseTextResponse;
};

template <typename Request>
ledger::Pending<typename AnswerTo<Request>::Type> Do(ledger::Ledger& ledger,
                                                     const ledger::Access& access,
                                                     const Request& request,
                                                     const assembly::SignedAct* signed_act) {
  if constexpr (std::is_same_v<Request, v1::EraseTextRequest>) {
    return ledger.EraseText(access, request, signed_act);
  } else {
    return ledger.Perform(access, request, signed_act);
  }
}

// The answer, for people.
std::string Shown(const Deed& deed) {
  const auto show = [&](const auto& request) {
    typename AnswerTo<std::decay_t<decltype(request)>>::Type response;
    const bool read = response.ParseFromString(deed.response);
    return (read ? response.ShortDebugString() : "no answer").substr(0, 300);
  };
  return std::visit(show, deed.request);
}

}  // namespace

std::string Deeds::NewRequestId() {
  return absl::StrFormat("%08x-%04x-%04x-%04x-%04x%08x", random_(), random_() & 0xffff,
                         random_() & 0xffff, random_() & 0xffff, random_() & 0xffff, random_());
}

absl::Status Deeds::Found(ledger::Ledger& ledger) {
  if (founding_id_.empty()) founding_id_ = NewRequestId();
  v1::CreateAssemblyRequest request;
  request.set_assembly_id(kAssembly);
  request.set_display_name("Kitchen");
  request.set_founder_handle("m0");
  request.set_default_rule("quick_default");
  request.set_request_id(founding_id_);
  if (further_ == Further::kSignedAndErased) request.mutable_charter()->set_erasure(true);
  const auto founded = Await(ledger, {}, request);
  if (!founded.ok()) return founded.status();
  tokens_.push_back(founded->token());
  return absl::OkStatus();
}

absl::Status Deeds::Join(ledger::Ledger& ledger) {
  const int member = static_cast<int>(tokens_.size());
  for (const int step : {2 * member, 2 * member + 1}) {
    if (joining_ids_[step].empty()) joining_ids_[step] = NewRequestId();
  }
  v1::CreateInvitationRequest invite;
  invite.set_parent(kName);
  invite.set_request_id(joining_ids_[2 * member]);
  const auto invitation = Await(ledger, As(0), invite);
  if (!invitation.ok()) return invitation.status();
  v1::AcceptInvitationRequest join;
  join.set_parent(kName);
  join.set_secret(invitation->secret());
  join.set_handle(absl::StrCat("m", member));
  join.set_request_id(joining_ids_[2 * member + 1]);
  const auto joined = Await(ledger, {kAssembly, ""}, join);
  if (!joined.ok()) return joined.status();
  tokens_.push_back(joined->token());
  return absl::OkStatus();
}

absl::Status Deeds::AddKey(ledger::Ledger& ledger) {
  if (key_id_.empty()) key_id_ = NewRequestId();
  v1::AddDeviceKeyRequest request;
  request.set_parent(kName);
  request.set_public_key(transparency::PublicKeyOf(Seed()));
  request.set_label("a phone");
  request.set_request_id(key_id_);
  const absl::Status status = Await(ledger, As(kSigner), request).status();
  has_key_ = status.ok();
  return status;
}

absl::Status Deeds::Gather(ledger::Ledger& ledger) {
  while (!gathered()) {
    const bool all = tokens_.size() == kMembers;
    const absl::Status status =
        tokens_.empty() ? Found(ledger) : (all ? AddKey(ledger) : Join(ledger));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void Deeds::See(uint64_t size, std::string root) {
  seen_size_ = size;
  seen_root_ = std::move(root);
}

// As a client does (client/cli/signing.h). What is in memory says who and which is next.
void Deeds::Sign(ledger::Ledger& ledger, Deed& deed) const {
  if (!signs() || deed.member != kSigner || seen_size_ == 0) return;
  for (const Deed& earlier : deeds_) {
    if (earlier.signed_act != nullptr && !earlier.answered()) return;
  }
  auto act = std::make_shared<assembly::SignedAct>();
  const auto put = [&](const auto& request) {
    return transparency::PutRequest(
        request, /*hides=*/false, [](size_t bytes) { return std::string(bytes, 's'); },
        act->payload);
  };
  for (const v1::ActText& text : std::visit(put, deed.request)) {
    act->salts.emplace(text.content(), text.salt());
  }
  const int32_t proposal = std::visit(
      [](const auto& request) { return assembly::ProposalIn(transparency::SubjectOf(request)); },
      deed.request);
  const auto looked = ledger.Inspect(
      As(kSigner),
      [&](const assembly::State& state, int32_t reader, absl::Time) -> absl::StatusOr<int> {
        const assembly::Member& me = state.members[reader];
        const assembly::DeviceKeyState& key = state.keys[me.keys[0]];
        act->payload.set_origin(state.origin);
        act->payload.set_member(me.id);
        act->payload.set_key(me.keys[0] + 1);
        act->payload.set_key_sequence(key.acts + 1);
        act->payload.set_previous(key.last_act);
        const auto found = state.proposals.find(proposal);
        if (found != state.proposals.end() &&
            found->second.view.state() != v1::Proposal::STATE_DRAFT) {
          act->payload.set_rule_hash(
              transparency::Sha256({assembly::CanonicalBytes(found->second.rule())}));
        }
        return 0;
      });
  if (!looked.response.ok()) return;  // it is not in memory: unsigned, then
  act->payload.set_seen_size(static_cast<int64_t>(seen_size_));
  act->payload.set_seen_root(seen_root_);
  act->envelope = transparency::SealAct(act->payload, Seed());
  act->hash = transparency::EnvelopeHash(act->envelope);
  deed.signed_act = std::move(act);
}

// The entry of a position that was acknowledged and has words; 0: it is none. Those of a block are
// a concern of their own.
int64_t Deeds::EntryToErase(const Deed& deed) const {
  v1::TakePositionResponse taken;
  const bool there = std::holds_alternative<v1::TakePositionRequest>(deed.request) &&
                     deed.status.ok() && taken.ParseFromString(deed.response) &&
                     taken.position().stance() != v1::STANCE_BLOCK;
  return there ? taken.position().sequence() : 0;
}

// Words of such a position, by whoever said them: of one at random, or the next one in the book.
// Some are erased already. nullopt: there is none yet.
std::optional<Deed> Deeds::NextErasure() {
  const int all = static_cast<int>(deeds_.size());
  const int first = all > 0 ? Roll(all) : 0;
  for (int i = 0; i < all; ++i) {
    const int which = (first + i) % all;
    v1::EraseTextRequest request;
    request.set_entry(EntryToErase(deeds_[which]));
    if (request.entry() == 0) continue;
    request.set_parent(kName);
    request.set_index(-1);
    request.set_request_id(NewRequestId());
    Deed deed;
    deed.erases = which;
    deed.member = deeds_[which].member;
    deed.request = request;
    return deed;
  }
  return std::nullopt;
}

// Of the last three: what came before is decided.
std::string Deeds::RecentProposal() {
  return absl::StrCat(kName, "/proposals/", std::max(1, proposals_ - Roll(3)));
}

Deed Deeds::Next() {
  if (further_ == Further::kSignedAndErased && ++since_erasure_ >= kDeedsToAnErasure) {
    if (std::optional<Deed> erasure = NextErasure()) {
      since_erasure_ = 0;
      return *std::move(erasure);
    }
  }
  Deed deed;
  deed.member = Roll(kMembers);
  const std::string words = absl::StrFormat("deed %08d of this book", deeds_.size());
  const int what = Roll(10);
  if (what == 0 || proposals_ == 0) {
    v1::CreateProposalRequest request;
    request.set_parent(kName);
    request.set_title(absl::StrCat("Question ", ++proposals_));
    request.set_text(deed.words = words);
    request.set_introduce(true);
    deed.request = request;
  } else if (what <= 2) {
    v1::CallForConsensusRequest request;
    request.set_name(RecentProposal());
    deed.request = request;
  } else if (what == 3) {
    v1::RaiseConcernRequest request;
    request.set_parent(RecentProposal());
    request.set_text(deed.words = words);
    deed.request = request;
  } else {
    v1::TakePositionRequest request;
    request.set_parent(RecentProposal());
    constexpr v1::Stance kStances[] = {v1::STANCE_AGREE, v1::STANCE_RESERVATIONS,
                                       v1::STANCE_STAND_ASIDE, v1::STANCE_BLOCK};
    request.set_stance(kStances[Roll(4) * Roll(2)]);
    request.set_reason(deed.words = words);
    if (request.stance() == v1::STANCE_BLOCK) request.set_principle("nobody works alone");
    deed.request = request;
  }
  std::visit([&](auto& request) { request.set_request_id(NewRequestId()); }, deed.request);
  return deed;
}

void Deeds::Ask(ledger::Ledger& ledger, const std::vector<Deed*>& deeds) {
  absl::BlockingCounter left(static_cast<int>(deeds.size()));
  for (Deed* const deed : deeds) {
    const auto ask = [&, deed](const auto& request) {
      using Response = typename AnswerTo<std::decay_t<decltype(request)>>::Type;
      ledger.Run<Response>(
          [&ledger, &request, deed, access = As(deed->member)](auto patience) {
            return Do(ledger, access.With(patience), request, deed->signed_act.get());
          },
          [&left, deed](absl::StatusOr<Response> response) {
            deed->status = response.status();
            if (response.ok()) {
              deed->response = response->SerializeAsString();
              deed->sequence = response->sequence();
            }
            left.DecrementCount();
          });
    };
    std::visit(ask, deed->request);
  }
  left.Wait();
}

absl::Status Deeds::Act(ledger::Ledger& ledger, int count) {
  std::vector<Deed*> asked;
  for (int i = 0; i < count; ++i) {
    Deed deed = Next();
    Sign(ledger, deed);
    asked.push_back(&deeds_.emplace_back(std::move(deed)));
  }
  Ask(ledger, asked);
  absl::Status first;
  for (const Deed* const deed : asked) {
    if (absl::IsUnavailable(deed->status)) first.Update(deed->status);
  }
  return first;
}

absl::Status Deeds::AskAgain(ledger::Ledger& ledger) {
  for (Deed& deed : deeds_) {
    if (deed.answered()) continue;
    Ask(ledger, {&deed});
    if (absl::IsUnavailable(deed.status)) return deed.status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<storage::Entry>> ReadWholeLog(storage::EventStore& store,
                                                         const std::string& assembly) {
  std::vector<storage::Entry> all;
  while (true) {
    absl::StatusOr<std::vector<storage::Entry>> page = store.ReadLog(assembly, all.size(), {});
    if (!page.ok()) return page.status();
    if (page->empty()) return all;
    for (storage::Entry& entry : *page) {
      REQUIRE(entry.sequence == all.size() + 1, "entry ", entry.sequence, " behind ", all.size());
      all.push_back(std::move(entry));
    }
  }
}

absl::Status Deeds::Remember(storage::EventStore& store) {
  REQUIRE_ASSIGN(const auto log, ReadWholeLog(store, kAssembly));
  REQUIRE(log.size() >= shown_.size(), "the log had ", shown_.size(), " entries, now ", log.size());
  for (size_t i = shown_.size(); i < log.size(); ++i) shown_.push_back(log[i].leaf);
  return absl::OkStatus();
}

absl::Status Deeds::CompareLog(storage::EventStore& store) const {
  REQUIRE_ASSIGN(const auto log, ReadWholeLog(store, kAssembly));
  REQUIRE(log.size() >= shown_.size(), "the log showed ", shown_.size(), " entries, now ",
          log.size());
  for (size_t i = 0; i < shown_.size(); ++i) {
    REQUIRE(log[i].leaf == shown_[i], "entry ", i + 1, " is another one than it was");
  }
  for (const Deed& deed : deeds_) {
    REQUIRE(deed.sequence <= static_cast<int64_t>(log.size()), "entry ", deed.sequence,
            " was acknowledged, the log ends at ", log.size());
  }
  REQUIRE(tokens_.empty() || !log.empty(), "the founding was acknowledged");
  return absl::OkStatus();
}

absl::Status Deeds::CompareDeeds(storage::EventStore& store) const {
  if (absl::Status status = CompareLog(store); !status.ok()) return status;
  REQUIRE_ASSIGN(const auto log, ReadWholeLog(store, kAssembly));
  std::map<std::string, int> found;
  constexpr size_t kWords = sizeof("deed 00000000 of this book") - 1;
  for (const storage::Entry& entry : log) {
    const std::string& text = entry.openings;
    for (size_t at = text.find("deed "); at != text.npos; at = text.find("deed ", at + 1)) {
      ++found[text.substr(at, kWords)];
    }
  }
  std::set<std::string> erased;
  for (std::string& words : ErasedWords()) erased.insert(std::move(words));
  for (const Deed& deed : deeds_) {
    if (deed.words.empty()) continue;
    REQUIRE(deed.answered(), deed.words, ": ", deed.status.ToString());
    const auto there = found.find(deed.words);
    const int times = there == found.end() ? 0 : there->second;
    const bool is_erased = erased.contains(deed.words);
    REQUIRE(times == (deed.status.ok() && !is_erased ? 1 : 0), deed.words, " is there ", times,
            " times; the answer was ", deed.status.ToString(), is_erased ? ", and erased" : "");
  }
  return absl::OkStatus();
}

absl::Status Deeds::Repeat(ledger::Ledger& ledger, storage::EventStore& store) {
  REQUIRE_ASSIGN(const uint64_t before, store.LastSequence(kAssembly));
  const std::vector<std::string> gone = ErasedWords();  // also from what was answered
  const std::set<std::string> erased(gone.begin(), gone.end());
  int left = kRepeated;
  for (auto deed = deeds_.rbegin(); deed != deeds_.rend() && left > 0; ++deed) {
    if (!deed->status.ok() || erased.contains(deed->words)) continue;
    --left;
    Deed again = *deed;
    Ask(ledger, {&again});
    if (absl::IsUnavailable(again.status)) return again.status;
    REQUIRE(again.status.ok(), deed->words, ": ", again.status.ToString());
    REQUIRE(again.response == deed->response, deed->words,
            " is answered otherwise than before: ", Shown(again), " and not ", Shown(*deed));
  }
  REQUIRE_ASSIGN(const uint64_t after, store.LastSequence(kAssembly));
  REQUIRE(after == before, "repeated requests made entries ", before + 1, " to ", after);
  return absl::OkStatus();
}

absl::Status Deeds::DoAlso(ledger::Ledger& ledger, Deed deed) {
  Ask(ledger, {&deed});
  return deed.status;
}

std::vector<std::string> Deeds::ErasedWords() const {
  std::vector<std::string> words;
  for (const Deed& deed : deeds_) {
    if (deed.erases >= 0 && deed.status.ok()) words.push_back(deeds_[deed.erases].words);
  }
  return words;
}

int64_t Deeds::acknowledged_signed() const {
  return std::count_if(deeds_.begin(), deeds_.end(),
                       [](const Deed& d) { return d.signed_act != nullptr && d.status.ok(); });
}

int64_t Deeds::acknowledged() const {
  return std::count_if(deeds_.begin(), deeds_.end(), [](const Deed& d) { return d.status.ok(); });
}

absl::Status VerifyRecord(storage::EventStore& store, const std::string& assembly) {
  REQUIRE_ASSIGN(const auto log, ReadWholeLog(store, assembly));
  transparency::Verification verification(assembly);
  transparency::Frontier tree;
  for (const storage::Entry& entry : log) {
    const absl::Status added =
        verification.Add({entry.sequence, entry.leaf, entry.leaf_hash, entry.openings});
    if (!added.ok()) return added;
    tree.Append(entry.leaf_hash);
  }
  if (absl::Status ended = verification.Finish(); !ended.ok()) return ended;
  if (log.empty()) return absl::OkStatus();
  REQUIRE_ASSIGN(const std::string root,
                 transparency::RootAt(log.size(), [&](int level, uint64_t index) {
                   return ledger::StoredNode(store, assembly, level, index);
                 }));
  REQUIRE(root == tree.Root(), "the stored tree has another root than the entries");
  REQUIRE_ASSIGN(const auto differing, ledger::CompareDocuments(store, assembly));
  REQUIRE(differing.empty(), differing.size(), " documents differ, the first is ", differing[0]);
  return absl::OkStatus();
}

}  // namespace assent::faults
