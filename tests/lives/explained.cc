#include "tests/lives/explained.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace assent::test {
namespace {

absl::Time TimeOf(int64_t micros) {
  return micros == 0 ? absl::InfiniteFuture() : absl::FromUnixMicros(micros);
}

bool IsExplained(const event::v1::Event& event, const Known& known) {
  const event::v1::DecisionMade& made = event.decision_made();
  const absl::Time now = absl::FromUnixMicros(event.time_us());
  if (made.declared()) return known.declared;
  if (made.outcome() == v1::OUTCOME_BLOCKED && known.held) return true;
  if (made.outcome() != v1::OUTCOME_UNSPECIFIED) {
    return std::find(known.outcomes.begin(), known.outcomes.end(), made.outcome()) !=
           known.outcomes.end();
  }
  // Without a delay it is withdrawn by its proposer's own word.
  if (made.state() == v1::Proposal::STATE_WITHDRAWN) {
    return known.withdraws <= now || !event.author().empty();
  }
  return made.state() == v1::Proposal::STATE_LAPSED && known.discussion_end <= now;
}

// A decision in force ends at the sunset that it was given, or because of another one
// that was adopted.
std::string WhyNotEnded(const event::v1::Event& event, Known& known) {
  const event::v1::DecisionEnded& ended = event.decision_ended();
  const auto own = known.sunset.find(event.proposal());
  if (own == known.sunset.end()) return "a decision ended that was never in force";
  const bool over = own->second <= absl::FromUnixMicros(event.time_us());
  known.sunset.erase(own);
  if (ended.by() != 0) {
    const bool by_another = ended.by() != event.proposal() && known.sunset.count(ended.by()) > 0;
    return by_another ? "" : "a decision ended because of one that is not in force";
  }
  if (ended.state() == v1::Proposal::STATE_EXPIRED && over) return "";
  return absl::StrCat(v1::Proposal::State_Name(ended.state()), " before its time");
}

}  // namespace

std::string Read(const event::v1::Event& event, Known& known) {
  if (event.has_proposal_introduced()) {
    known.discussion_end = TimeOf(event.proposal_introduced().discussion_end_time_us());
  } else if (event.has_state_entered()) {
    const event::v1::StateEntered& entered = event.state_entered();
    if (entered.state() == v1::Proposal::STATE_BLOCKED) known.held = true;
    if (entered.discussion_end_time_us() != 0) {
      known.discussion_end = TimeOf(entered.discussion_end_time_us());
      known.outcomes.clear();
      known.held = false;
    }
  } else if (event.has_outcome_reached()) {
    known.outcomes.push_back(event.outcome_reached().outcome());
    if (known.outcomes.back() == v1::OUTCOME_BLOCKED) known.held = true;
  } else if (event.has_sense_declared()) {
    known.declared = true;
  } else if (event.has_withdrawal_announced()) {
    known.withdraws = TimeOf(event.withdrawal_announced().withdraw_time_us());
  } else if (event.has_decision_made()) {
    if (!IsExplained(event, known)) {
      return absl::StrCat(v1::Proposal::State_Name(event.decision_made().state()), " by ",
                          v1::Outcome_Name(event.decision_made().outcome()));
    }
    if (event.decision_made().state() == v1::Proposal::STATE_ADOPTED) {
      known.sunset[event.proposal()] = TimeOf(event.decision_made().sunset_time_us());
    }
  } else if (event.has_decision_reaffirmed()) {
    known.sunset[event.proposal()] = TimeOf(event.decision_reaffirmed().sunset_time_us());
  } else if (event.has_decision_ended()) {
    return WhyNotEnded(event, known);
  }
  return "";
}

}  // namespace assent::test
