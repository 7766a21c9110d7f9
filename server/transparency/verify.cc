#include "server/transparency/verify.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/assembly/act.h"
#include "server/assembly/canonical.h"
#include "server/assembly/election_count.h"
#include "server/assembly/notary.h"
#include "server/assembly/road.h"
#include "server/assembly/settle.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/base/zones.h"
#include "server/transparency/act_again.h"
#include "server/transparency/hash.h"

namespace assent::transparency {
namespace {

using assembly::ProposalEvaluation;
using assembly::ProposalState;
using event::v1::Event;

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

// The name of what happened, as entries show it: "outcome_reached".
std::string KindOf(const Event& event) {
  const auto* body = Event::descriptor()->FindOneofByName("body");
  const auto* field = Event::GetReflection()->GetOneofFieldDescriptor(event, body);
  return field == nullptr ? "nothing" : field->name();
}

// Takes note of what the rules do. Nothing that falls due by itself needs a
// secret or an id.
class Witness final : public assembly::Notary {
 public:
  Witness(const assembly::State& state, std::deque<Event>& events)
      : state_(state), events_(events) {}

  assembly::SealedEntry Seal(Event& event, const assembly::Salts&) override {
    events_.push_back(Comparable(event, state_));
    return {};
  }
  std::string NewId() override { return ""; }
  assembly::Secret NewToken() override { return {}; }
  assembly::Secret TokenFor(absl::string_view) override { return {}; }
  assembly::Secret NewInvitationSecret() override { return {}; }
  std::string HashSecret(absl::string_view) override { return ""; }
  std::string Hash(absl::string_view bytes) override { return Sha256({bytes}); }
  bool IsSigningKey(absl::string_view) override { return false; }
  assembly::LogKey NewLogKey() override { return {std::string(32, '\0'), ""}; }
  std::string VerifierKey(absl::string_view, absl::string_view) override { return ""; }
  std::optional<absl::TimeZone> FindZone(absl::string_view name) override {
    return base::FindZone(name);
  }

 private:
  const assembly::State& state_;
  std::deque<Event>& events_;
};

// What fell due up to `now`, on a copy of the state.
std::deque<Event> Due(const assembly::State& state, absl::Time now) {
  std::deque<Event> events;
  assembly::State copy = state;
  Witness witness(copy, events);
  assembly::Act act(copy, witness, /*actor=*/-1, now);
  assembly::Settle(act);
  return events;
}

template <typename Message>
bool Same(const Message& a, const Message& b) {
  return assembly::CanonicalBytes(a) == assembly::CanonicalBytes(b);
}

const ProposalState* FindProposal(const assembly::State& state, const Event& event) {
  const auto found = state.proposals.find(event.proposal());
  return found == state.proposals.end() ? nullptr : &found->second;
}

// Counts again: as of now, or, where a contested position takes an outcome
// back, as of the close that it goes back to.
absl::Status CheckOutcome(const assembly::State& state, const ProposalState& p,
                          const Event& event) {
  const event::v1::OutcomeReached& reached = event.outcome_reached();
  if (reached.index() < 0 || reached.index() >= p.phases().size()) return absl::OkStatus();
  const bool again = reached.replaces() != v1::OUTCOME_UNSPECIFIED;
  if (again && (!p.passed_tally || p.passed_phase != reached.index())) {
    return Wrong("it replaces an outcome that there was not");
  }
  const absl::Time now = absl::FromUnixMicros(event.time_us());
  const auto min_time = now < p.phase_min ? ProposalEvaluation::MinTime::kSkipped
                                          : ProposalEvaluation::MinTime::kCounts;
  const v1::Tally tally =
      again ? assembly::TallyOfClose(state, p)
            : ProposalEvaluation(state, p, reached.index(), now, min_time).ToTally("");
  if (tally.outcome() != reached.outcome()) {
    return Wrong(absl::StrCat("the rule comes to ", v1::Outcome_Name(tally.outcome()),
                              ", and the entry says ", v1::Outcome_Name(reached.outcome())));
  }
  if (!Same(tally.counts(), reached.counts()))
    return Wrong("it counts otherwise than the rule does");
  if (reached.revision() != p.view.revision()) return Wrong("it is about another text");
  if (again && p.passed_tally->outcome() != reached.replaces()) {
    return Wrong("it replaces another outcome than there was");
  }
  return absl::OkStatus();
}

// Counts the ballots again.
absl::Status CheckCount(const ProposalState& p, const Event& event) {
  if (!p.view.has_election() || p.ballots_opened == 0) return absl::OkStatus();
  if (Same(assembly::CountedAs(p), event.election_counted())) return absl::OkStatus();
  return Wrong("its ballots come to another result than the entry says");
}

absl::Status CheckDecision(const ProposalState& p, const Event& event) {
  const event::v1::DecisionMade& made = event.decision_made();
  const v1::Counts counts = p.passed_tally ? p.passed_tally->counts() : v1::Counts();
  if (!Same(counts, made.counts())) return Wrong("it counts otherwise than the rule does");
  if (made.revision() != p.view.revision() || p.revisions.empty() ||
      made.revision_commitment() != p.revisions.back().commitment()) {
    return Wrong("it is about another text than the one that was decided on");
  }
  if (made.phase_index() != p.phase) return Wrong("it was made in another phase");
  const bool counted = made.outcome() != v1::OUTCOME_UNSPECIFIED && p.declared_by.empty() &&
                       p.passed_tally.has_value();
  if (counted && assembly::Adopts(made.outcome()) != assembly::Adopts(p.passed_tally->outcome())) {
    return Wrong("its outcome is not the one that was reached");
  }
  if (assembly::Adopts(made.outcome()) && !p.passed_tally.has_value()) {
    return Wrong("it adopts without a count");
  }
  event::v1::DecisionMade expected;
  if (made.state() == v1::Proposal::STATE_ADOPTED) {
    assembly::SetReview(p, absl::FromUnixMicros(event.time_us()), expected);
  }
  if (made.review_time_us() != expected.review_time_us() ||
      made.sunset_time_us() != expected.sunset_time_us()) {
    return Wrong("its review or its end comes at another time than its rule says");
  }
  return absl::OkStatus();
}

}  // namespace

Verification::Verification(absl::string_view assembly, Outcomes outcomes) : outcomes_(outcomes) {
  state_.id = std::string(assembly);
}

void Verification::LookForDue(const Event& event) {
  const absl::Time now = absl::FromUnixMicros(event.time_us());
  // Within one moment a later step of an act may come before what it makes due; but not
  // once the act is known to be whole.
  const bool whole = std::exchange(whole_, false);
  const bool moment = now > state_.last_time || whole;
  if (due_.empty() && state_.founded() && moment && assembly::NextDue(state_) <= now) {
    due_ = Due(state_, now);
  }
}

absl::Status Verification::CompareWithDue(const Event& event) {
  if (due_.empty()) return absl::OkStatus();
  const Event expected = std::move(due_.front());
  due_.pop_front();
  const Event found = Comparable(event, state_);
  // What positions open to is in the log from here on, and beside it for some
  // readers only: what they lead to is decided again with them.
  const bool opens = (expected.has_positions_opened() && !found.positions_opened().more()) ||
                     (expected.has_ballots_opened() && !found.ballots_opened().more());
  if (opens) {
    due_.clear();
    whole_ = true;
  }
  if (Same(expected, found)) return absl::OkStatus();
  return Wrong(absl::StrCat(
      "here the rule itself does something else: ", KindOf(expected),
      expected.proposal() == 0 ? std::string() : absl::StrCat(" of proposal ", expected.proposal()),
      " fell due, and the entry says ", KindOf(found)));
}

absl::Status Verification::Compare(const Event& event) {
  ASSENT_RETURN_IF_ERROR(CompareWithDue(event));
  const ProposalState* const p = FindProposal(state_, event);
  if (p == nullptr) return absl::OkStatus();
  if (event.has_election_counted()) return CheckCount(*p, event);
  if (event.has_outcome_reached()) return CheckOutcome(state_, *p, event);
  if (event.has_decision_made()) return CheckDecision(*p, event);
  return absl::OkStatus();
}

namespace {

absl::Status Named(const OpenedEntry& entry, const absl::Status& status) {
  if (status.ok() || absl::StartsWith(status.message(), "entry ")) return status;
  return Wrong(absl::StrCat("entry ", entry.sequence, ": ", std::string(status.message())));
}

LogEntry EntryOf(const OpenedEntry& entry) {
  return {entry.sequence, entry.leaf, entry.leaf_hash, entry.openings};
}

}  // namespace

absl::Status Verification::Add(const LogEntry& entry) {
  OpenedEntry opened = {entry.sequence,
                        std::string(entry.leaf),
                        std::string(entry.leaf_hash),
                        std::string(entry.openings),
                        {}};
  absl::StatusOr<Event> event = OpenEntry(entry.leaf, entry.openings);
  if (!event.ok()) return Named(opened, event.status());
  opened.event = *std::move(event);
  if (outcomes_ == Outcomes::kBelieve) return ReplayEntry(entry, state_, nullptr);
  const bool same_moment =
      moment_.empty() || moment_.front().event.time_us() == opened.event.time_us();
  if (!same_moment) ASSENT_RETURN_IF_ERROR(Look());
  moment_.push_back(std::move(opened));
  return absl::OkStatus();
}

absl::Status Verification::Look() {
  for (size_t at = 0; at < moment_.size();) {
    const absl::StatusOr<size_t> seen = LookAt(at);
    if (!seen.ok()) return seen.status();
    for (size_t i = at; i < at + *seen; ++i) {
      const OpenedEntry& entry = moment_[i];
      if (absl::Status known = texts_.Add(entry.event); !known.ok()) return Named(entry, known);
      signed_.Saw(entry.leaf_hash.empty() ? LeafHash(entry.leaf) : entry.leaf_hash);
    }
    at += *seen;
  }
  moment_.clear();
  return absl::OkStatus();
}

// Rules may speak first in what a member does: a close opens what was hidden before it
// counts. Whether what they say belongs to the next signed act shows in deciding it.
absl::StatusOr<size_t> Verification::LookAt(size_t at) {
  LookForDue(moment_[at].event);
  if (!due_.empty()) return LookAtBare(moment_[at]);
  size_t bearer = at;
  const auto by_rule = [&](const Event& event) {
    return event.author().empty() && event.envelope().empty();
  };
  while (bearer < moment_.size() && by_rule(moment_[bearer].event)) ++bearer;
  const bool is_signed = bearer < moment_.size() && !moment_[bearer].event.envelope().empty();
  if (!is_signed) return LookAtBare(moment_[at]);
  if (bearer == at) return LookAtSigned(at, bearer, state_);
  assembly::State copy = state_;
  const SignedTrail trail = signed_;
  absl::StatusOr<size_t> seen = LookAtSigned(at, bearer, copy);
  if (seen.ok()) {
    state_ = std::move(copy);
    return seen;
  }
  signed_ = trail;
  return LookAtBare(moment_[at]);
}

absl::StatusOr<size_t> Verification::LookAtSigned(size_t first, size_t bearer,
                                                  assembly::State& state) {
  const OpenedEntry& entry = moment_[bearer];
  absl::StatusOr<std::optional<LoggedAct>> act = ReadLoggedAct(entry.event, state);
  if (!act.ok()) return Named(entry, act.status());
  if (absl::Status seen = signed_.CheckSigned(entry.event, state, **act); !seen.ok()) {
    return Named(entry, seen);
  }
  assembly::SignedAct signed_act;
  signed_act.envelope = entry.event.envelope();
  signed_act.hash = (*act)->hash;
  signed_act.payload = std::move((*act)->payload);
  const LoggedEntries log = {absl::MakeConstSpan(moment_).subspan(first), bearer - first};
  const absl::StatusOr<size_t> written = DecideAgain(state, log, signed_act);
  if (!written.ok()) return Named(entry, written.status());
  whole_ = true;
  return written;
}

// Whether the entry can follow at all is looked at first, on what it would make of the
// state; what it concludes is compared with the state before it.
absl::StatusOr<size_t> Verification::LookAtBare(const OpenedEntry& entry) {
  ASSENT_RETURN_IF_ERROR(CheckEntry(EntryOf(entry), state_));
  if (absl::Status same = Compare(entry.event); !same.ok()) return Named(entry, same);
  if (absl::Status may = signed_.CheckBare(entry.event, state_); !may.ok()) {
    return Named(entry, may);
  }
  ASSENT_RETURN_IF_ERROR(ReplayEntry(EntryOf(entry), state_, nullptr));
  return 1;
}

absl::Status Verification::Finish() {
  ASSENT_RETURN_IF_ERROR(Look());
  if (due_.empty()) return signed_.Finish();
  return absl::DataLossError(
      absl::StrCat("entry ", state_.sequence,
                   " is the last, and something else fell due with it: ", KindOf(due_.front())));
}

}  // namespace assent::transparency
