#include "server/transparency/verify.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/canonical.h"
#include "server/assembly/notary.h"
#include "server/assembly/road.h"
#include "server/assembly/settle.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/base/zones.h"
#include "server/transparency/hash.h"
#include "server/transparency/texts.h"

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

// What is the same whoever decides it: without texts, which may be erased and
// have chance in their commitments, and without keys and calendars.
Event Comparable(Event event, const assembly::State& state) {
  ForEachText(event, [](event::v1::Text& text) { text.Clear(); });
  event.clear_envelope();
  if (event.has_log_key_rotated()) event.mutable_log_key_rotated()->clear_log_key();
  if (event.has_positions_opened()) event.mutable_positions_opened()->clear_positions();
  if (!event.has_phase_started()) return event;
  event::v1::PhaseStarted& started = *event.mutable_phase_started();
  const auto found = state.proposals.find(event.proposal());
  const bool known = found != state.proposals.end() && started.index() >= 0 &&
                     started.index() < found->second.phases().size();
  const auto calendar = known ? found->second.phases(started.index()).time().calendar()
                              : v1::PhaseTime::CALENDAR_HOURS;
  if (calendar == v1::PhaseTime::CALENDAR_DAYS ||
      calendar == v1::PhaseTime::CALENDAR_WORKING_DAYS) {
    started.clear_min_time_us();
    started.clear_end_time_us();
  }
  return event;
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
  std::string Hash(absl::string_view) override { return ""; }
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

absl::Status Verification::CompareWithDue(const Event& event) {
  const absl::Time now = absl::FromUnixMicros(event.time_us());
  // Within one moment a later step of an act may come before what it makes due.
  const bool moment = now > state_.last_time || std::exchange(opened_, false);
  if (due_.empty() && state_.founded() && moment && assembly::NextDue(state_) <= now) {
    due_ = Due(state_, now);
  }
  if (due_.empty()) return absl::OkStatus();
  const Event expected = std::move(due_.front());
  due_.pop_front();
  const Event found = Comparable(event, state_);
  // What positions open to is in the log from here on, and beside it for some
  // readers only: what they lead to is decided again with them.
  if (expected.has_positions_opened() && !found.positions_opened().more()) {
    due_.clear();
    opened_ = true;
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
  if (event.has_outcome_reached()) return CheckOutcome(state_, *p, event);
  if (event.has_decision_made()) return CheckDecision(*p, event);
  return absl::OkStatus();
}

absl::Status Verification::Add(const LogEntry& entry) {
  const auto named = [&](const absl::Status& status) {
    return absl::DataLossError(
        absl::StrCat("entry ", entry.sequence, ": ", std::string(status.message())));
  };
  // Whether the entry can follow at all is looked at first, on what it would
  // make of the state; what it concludes is compared with the state before it.
  const absl::StatusOr<Event> event = OpenEntry(entry.leaf, entry.openings);
  if (!event.ok()) return named(event.status());
  if (outcomes_ == Outcomes::kDecideAgain) {
    ASSENT_RETURN_IF_ERROR(CheckEntry(entry, state_));
    if (absl::Status same = Compare(*event); !same.ok()) return named(same);
    if (absl::Status same = signed_.Check(*event, state_); !same.ok()) return named(same);
  }
  signed_.Saw(entry.leaf_hash.empty() ? LeafHash(entry.leaf) : std::string(entry.leaf_hash));
  return ReplayEntry(entry, state_, nullptr);
}

absl::Status Verification::Finish() const {
  if (due_.empty()) return signed_.Finish();
  return absl::DataLossError(
      absl::StrCat("entry ", state_.sequence,
                   " is the last, and something else fell due with it: ", KindOf(due_.front())));
}

}  // namespace assent::transparency
