#include "tests/scenarios/runner/core_service.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/access.h"
#include "server/assembly/apply.h"
#include "server/assembly/decide.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/documents.h"
#include "server/assembly/settle.h"
#include "server/assembly/views.h"
#include "server/base/check.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/transparency/notary.h"
#include "server/transparency/texts.h"
#include "tests/scenarios/runner/requests.h"

namespace assent::scenario {
namespace {

using google::protobuf::Message;

// Requests that need no member.
template <typename Request>
constexpr bool kNeedsNobody = std::is_same_v<Request, v1::CreateAssemblyRequest> ||
                              std::is_same_v<Request, v1::AcceptInvitationRequest> ||
                              std::is_same_v<Request, v1::SubmitApplicationRequest>;

using Documents = std::map<std::string, std::string>;

void WriteDocuments(const assembly::State& state, const assembly::Touched& touched,
                    Documents& documents) {
  for (const assembly::DocumentRef& ref : touched) {
    // Already forgotten: its last documents were written when it was touched.
    if (!assembly::Holds(state, ref)) continue;
    std::optional<std::string> value = assembly::DocumentValue(state, ref);
    const std::string key = assembly::DocumentKey(state, ref);
    if (value.has_value()) {
      documents[key] = *std::move(value);
    } else {
      documents.erase(key);
    }
  }
}

// The first key that only one of them has, or that has another value; "": none.
std::string FirstDifference(const Documents& a, const Documents& b) {
  auto x = a.begin();
  auto y = b.begin();
  for (; x != a.end() && y != b.end(); ++x, ++y) {
    if (*x != *y) return std::min(x->first, y->first);
  }
  if (x != a.end()) return x->first;
  return y != b.end() ? y->first : "";
}

}  // namespace

std::unique_ptr<assembly::Notary> RepeatingNotary() {
  return std::make_unique<transparency::Notary>(
      [state = uint64_t{0x9E3779B97F4A7C15}](absl::Span<uint8_t> bytes) mutable {
        for (uint8_t& byte : bytes) {  // xorshift64*
          state ^= state >> 12;
          state ^= state << 25;
          state ^= state >> 27;
          byte = static_cast<uint8_t>((state * 0x2545F4914F6CDD1DULL) >> 56);
        }
      });
}

event::v1::Event Reopen(const assembly::SealedEntry& entry) {
  event::v1::Event event;
  event::v1::Openings openings;
  ASSENT_CHECK(event.ParseFromString(entry.leaf) && openings.ParseFromString(entry.openings));
  std::map<int32_t, const event::v1::Opening*> by_index;
  for (const event::v1::Opening& opening : openings.openings())
    by_index[opening.index()] = &opening;
  int32_t index = 0;
  transparency::ForEachText(event, [&](event::v1::Text& text) {
    const auto found = by_index.find(index++);
    if (found == by_index.end()) return;
    text.set_salt(found->second->salt());
    text.set_content(found->second->content());
  });
  return event;
}

CoreService::CoreService(const base::Clock& clock, CoreOptions options)
    : clock_(clock), options_(std::move(options)), notary_(RepeatingNotary()) {}

absl::StatusOr<CoreService::Actor> CoreService::ActorOf(const Caller& caller) const {
  const int32_t token =
      assembly::FindToken(state_, notary_->HashSecret(caller.token), clock_.Now());
  if (token < 0) {
    return base::Refuse(absl::StatusCode::kNotFound, "ASSEMBLY_NOT_FOUND",
                        "you are not a member of this assembly");
  }
  return Actor{state_.tokens[token].member, token};
}

template <typename Request>
absl::StatusOr<bool> CoreService::Sign(Actor actor, Request& sent, assembly::SignedAct& act) {
  ASSENT_RETURN_IF_ERROR(Settle({}));
  Request opened;
  ASSENT_ASSIGN_OR_RETURN(
      const bool is_signed,
      signers_.Sign(state_, actor.member, tree_.Root(), sent, opened, act));
  if (!is_signed) return false;
  opened.set_request_id(act.payload.request_id());
  sent = std::move(opened);
  return true;
}

void CoreService::GiveKeys() {
  for (size_t i = 0; i < state_.members.size(); ++i) {
    const assembly::Member& member = state_.members[i];
    const bool there = member.view.state() != v1::Member::STATE_LEFT;
    if (!there || !member.keys.empty() ||
        state_.view.charter().signing() == v1::SIGNING_OFF) {
      continue;
    }
    assembly::Act act(state_, *notary_, static_cast<int32_t>(i), clock_.Now());
    const auto added = assembly::PerformSettled(act, signers_.NewKey(state_));
    Keep(act);
    if (added.ok()) signers_.Keep(static_cast<int32_t>(state_.keys.size()));
  }
}

template <typename Request>
absl::StatusOr<std::unique_ptr<Message>> CoreService::Decide(const Caller& caller,
                                                             const Request& asked) {
  Actor actor;
  Request request = asked;
  assembly::SignedAct signed_act;
  bool is_signed = false;
  if constexpr (!kNeedsNobody<Request>) {
    ASSENT_ASSIGN_OR_RETURN(actor, ActorOf(caller));
    if (options_.sign) {
      ASSENT_ASSIGN_OR_RETURN(is_signed, Sign(actor, request, signed_act));
    }
  }
  if constexpr (std::is_same_v<Request, v1::CreateAssemblyRequest>) {
    state_.id = request.assembly_id();
  }
  assembly::State copy;
  if (request.validate_only()) copy = state_;
  assembly::State& state = request.validate_only() ? copy : state_;
  assembly::Act act(state, *notary_, actor.member, clock_.Now(), actor.token);
  if (is_signed) act.Sign(signed_act);
  if (request.validate_only()) act.Rehearse();
  if (state.founded()) assembly::Settle(act);
  const size_t settled = act.entries().size();
  auto decided = assembly::PerformSettled(act, request);
  // A rehearsal may be refused for what it came to (HIDDEN_UNTIL_CLOSE): it was on a copy.
  if (!decided.ok() && !request.validate_only() && act.entries().size() != settled) {
    Trouble(absl::InternalError(
        absl::StrCat("a refused ", request.GetTypeName(), " changed something")));
  }
  if (!request.validate_only()) Keep(act);
  if (kNeedsNobody<Request> && options_.sign && state_.founded()) GiveKeys();
  if (!decided.ok()) return decided.status();
  return std::make_unique<std::decay_t<decltype(*decided)>>(*std::move(decided));
}

absl::StatusOr<std::unique_ptr<Message>> CoreService::Perform(const Caller& caller,
                                                              const Message& request) {
  absl::StatusOr<std::unique_ptr<Message>> answer = absl::InternalError("not a mutation");
  VisitRequest(Mutations(), request, [&](const auto& typed) {
    const std::string body = absl::StrCat(caller.member, "/", request.SerializeAsString());
    const auto kept = replies_.find(typed.request_id());
    if (kept == replies_.end()) {
      answer = Decide(caller, typed);
      if (!answer.ok() || typed.request_id().empty() || typed.validate_only()) return;
      const std::shared_ptr<Message> copy((*answer)->New());
      copy->CopyFrom(**answer);
      replies_[typed.request_id()] = {body, copy};
    } else if (kept->second.body == body) {
      answer = std::unique_ptr<Message>(kept->second.answer->New());
      (*answer)->CopyFrom(*kept->second.answer);
    } else {
      answer = base::Refuse(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                            "this request_id was used for another request");
    }
  });
  return answer;
}

void CoreService::Keep(const assembly::Act& act) {
  log_.insert(log_.end(), act.entries().begin(), act.entries().end());
  for (const assembly::SealedEntry& entry : act.entries()) tree_.Append(entry.leaf_hash);
  WriteDocuments(state_, act.touched(), documents_);
  refs_.insert(act.touched().begin(), act.touched().end());
  for (const Inspector& inspect : options_.inspectors)
    Trouble(inspect({state_, clock_.Now(), log_}));
  if (options_.rebuild_after_every_act || options_.sign) Verify();
  if (log_.size() < next_whole_) return;
  next_whole_ = log_.size() < 300 ? 0 : log_.size() + log_.size() / 10;
  if (verification_) Trouble(verification_->Finish());
  if (options_.rebuild_after_every_act) Rebuild();
}

// What a member would find who verified each entry as it comes. What goes through the whole log each
// time (Finish, Rebuild) is asked after every act of a short log, and ever more seldom in a long one.
void CoreService::Verify() {
  if (log_.empty()) return;  // nothing was founded yet
  if (!verification_) verification_.emplace(state_.id);
  for (; verified_ < log_.size(); ++verified_) {
    const assembly::SealedEntry& entry = log_[verified_];
    Trouble(verification_->Add({verified_ + 1, entry.leaf, entry.leaf_hash, entry.openings}));
  }
}

void CoreService::Rebuild() {
  assembly::State rebuilt;
  rebuilt.id = state_.id;
  Documents documents;
  for (const assembly::SealedEntry& entry : log_) {
    assembly::Touched touched;
    assembly::Apply(rebuilt, Reopen(entry), &touched);
    // What a replay of the bytes reads out of them.
    rebuilt.view.set_log_key(state_.view.log_key());
    rebuilt.view.set_genesis_hash(state_.view.genesis_hash());
    WriteDocuments(rebuilt, touched, documents);
  }
  if (const std::string key = FirstDifference(documents_, documents); !key.empty()) {
    Trouble(absl::InternalError(absl::StrCat("rebuilt from the log, document ", key, " differs")));
  }
  for (const assembly::DocumentRef& ref : refs_) {  // the state may have changed without an event
    if (!assembly::Holds(state_, ref) || !assembly::Holds(rebuilt, ref)) continue;
    if (assembly::DocumentValue(state_, ref) == assembly::DocumentValue(rebuilt, ref)) continue;
    Trouble(absl::InternalError(absl::StrCat(
        "rebuilt from the log, ", assembly::DocumentKey(state_, ref), " is not what it was")));
  }
  for (const auto& [number, proposal] : state_.proposals) {
    if (rebuilt.proposals.count(number) != 0) continue;
    Trouble(absl::InternalError(
        absl::StrCat("rebuilt from the log, proposal ", number, " is missing")));
  }
  state_ = std::move(rebuilt);
}

void CoreService::Trouble(absl::Status status) {
  if (trouble_.ok()) trouble_ = std::move(status);
}

absl::Status CoreService::Settle(const Caller&) {
  if (!state_.founded()) return absl::OkStatus();
  assembly::Act act(state_, *notary_, -1, clock_.Now());
  assembly::Settle(act);
  Keep(act);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DocumentReads::Stored>> CoreService::Scan(const Caller&,
                                                                     const std::string& prefix) {
  std::vector<Stored> found;
  for (auto it = documents_.lower_bound(prefix); it != documents_.end(); ++it) {
    if (!absl::StartsWith(it->first, prefix)) break;
    found.push_back({it->first, it->second});
  }
  return found;
}

absl::StatusOr<std::vector<std::string>> CoreService::Leaves(const Caller&) {
  std::vector<std::string> leaves;
  for (const assembly::SealedEntry& entry : log_) {
    // The keys that everybody has for the sake of the variation are nobody's story.
    if (!options_.sign || !Reopen(entry).has_device_key_added()) leaves.push_back(entry.leaf);
  }
  return leaves;
}

absl::StatusOr<std::optional<v1::Proposal>> CoreService::OpenProposal(const Caller& caller,
                                                                      int32_t number) {
  ASSENT_ASSIGN_OR_RETURN(const Actor reader, ActorOf(caller));
  return assembly::ViewProposal(state_, number, reader.member, clock_.Now(), "en");
}

absl::Status CoreService::Look(const Caller& caller, LookAt look) {
  ASSENT_ASSIGN_OR_RETURN(const Actor reader, ActorOf(caller));
  return look(state_, reader.member, clock_.Now());
}

}  // namespace assent::scenario
