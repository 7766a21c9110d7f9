#include "tests/sim/witness.h"

#include "absl/strings/str_cat.h"
#include "server/assembly/holds.h"

namespace assent::sim {
namespace {

using event::v1::Event;

template <typename... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InternalError(absl::StrCat(words...));
}

}  // namespace

absl::Status Witness::Read(const Event& event) {
  if (event.sequence() != static_cast<int64_t>(read_) + 1) {
    return Wrong("entry ", event.sequence(), " where ", read_ + 1, " belongs");
  }
  if (event.time_us() < time_us_) return Wrong("entry ", event.sequence(), " runs backwards");
  time_us_ = event.time_us();
  touched_.insert(event.proposal());
  if (event.has_phase_started()) started_.insert(event.proposal());
  const int32_t number = event.proposal();
  if (event.has_appeal_settled()) decided_.erase(number);
  if (event.has_decision_made() && !decided_.insert(number).second) {
    return Wrong("proposal ", number, " is decided a second time in entry ", event.sequence());
  }
  const bool counts = event.has_position_taken() || event.has_position_withdrawn() ||
                      event.has_outcome_reached() || event.has_phase_started();
  if (counts && decided_.count(number) > 0) {
    return Wrong("proposal ", number, " is decided, and entry ", event.sequence(), " is ",
                 event.ShortDebugString());
  }
  return absl::OkStatus();
}

absl::Status Witness::LookAtFrozen(const assembly::ProposalState& proposal) {
  if (!proposal.electorate_taken) return absl::OkStatus();
  const std::string rule = proposal.rule().SerializeAsString();
  const auto [known, fresh] =
      frozen_.emplace(proposal.number, Frozen{rule, proposal.view.electorate_sequence()});
  if (known->second.rule != rule) return Wrong("proposal ", proposal.number, " has another rule");
  // Under a rule that takes it at the call, a later call takes it anew.
  const bool taken_anew =
      proposal.rule().electorate().snapshot() == v1::Electorate::SNAPSHOT_AT_CALL &&
      started_.count(proposal.number) > 0;
  if (taken_anew) known->second.electorate = proposal.view.electorate_sequence();
  if (known->second.electorate != proposal.view.electorate_sequence()) {
    return Wrong("proposal ", proposal.number, " has another electorate");
  }
  return absl::OkStatus();
}

absl::Status Witness::LookAtHolds(const assembly::State& state) {
  std::set<std::pair<int32_t, int32_t>> open;
  for (const auto& [number, proposal] : state.proposals) {
    for (const auto& [concern, block] : proposal.blocks) {
      if (!proposal.decision && IsOpen(block)) open.emplace(number, concern);
    }
  }
  for (const auto& [number, concern] : holds_) {
    if (open.count({number, concern}) == 0 && touched_.count(number) == 0) {
      return Wrong("the block of concern ", concern, " on proposal ", number,
                   " vanished without an entry");
    }
  }
  holds_ = std::move(open);
  return absl::OkStatus();
}

absl::Status Witness::LookAtDecided(const assembly::State& state) const {
  for (const auto& [number, proposal] : state.proposals) {
    if (decided_.count(number) > 0 && !proposal.decision) {
      return Wrong("proposal ", number, " was decided, and is open again");
    }
  }
  return absl::OkStatus();
}

absl::Status Witness::Look(const assembly::State& state, const std::vector<Event>& events) {
  touched_.clear();
  started_.clear();
  for (; read_ < events.size(); ++read_) {
    if (absl::Status status = Read(events[read_]); !status.ok()) return status;
  }
  for (const auto& [number, proposal] : state.proposals) {
    if (absl::Status status = LookAtFrozen(proposal); !status.ok()) return status;
  }
  if (absl::Status status = LookAtDecided(state); !status.ok()) return status;
  return LookAtHolds(state);
}

}  // namespace assent::sim
