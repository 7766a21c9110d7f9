#include "server/assembly/change_awaited.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "server/assembly/holds.h"
#include "server/assembly/times.h"

namespace assent::assembly {
namespace {

// A proposer has a window to answer, and the others as long again to put it to the vote;
// a vote that began anew, because its text became another one, is waited for once.
absl::Time AnsweredBy(const ProposalState& p, const AmendmentState& one, absl::Time now) {
  if (one.view.state() == v1::Amendment::STATE_VOTING) {
    const auto renewed =
        std::count_if(p.amendments.begin(), p.amendments.end(), [&](const AmendmentState& other) {
          return other.view.amends() == one.view.name() &&
                 other.view.state() == v1::Amendment::STATE_INCORPORATED;
        });
    if (renewed > 1) return absl::InfinitePast();
  }
  const bool unanswered = one.view.state() == v1::Amendment::STATE_OPEN &&
                          one.view.kind() == v1::Amendment::KIND_SUBSTANTIVE;
  if (!unanswered) return one.settles;
  const absl::Duration window = ToDuration(p.rule().amendment().objection_window());
  const absl::Time answer = ToTime(one.view.create_time()) + window;
  return now < answer ? answer : answer + window;
}

// Whether a call is open in which the text may become another one.
bool CallTakesChanges(const ProposalState& p) {
  if (p.view.state() != v1::Proposal::STATE_CALLED) return false;
  return p.current_phase().may() != v1::Phase::MAY_HOLDS_ONLY ||
         p.current_phase().time().restart_on_amendment();
}

}  // namespace

AwaitedChange ChangeAwaited(const ProposalState& p, absl::Time now) {
  AwaitedChange awaited;
  if (!CallTakesChanges(p)) return awaited;
  std::set<std::pair<std::string, v1::Amendment::Kind>> heard;
  for (size_t i = 0; i < p.amendments.size(); ++i) {
    const AmendmentState& one = p.amendments[i];
    const bool current = one.view.base_revision() == p.view.revision();
    if (!one.view.amends().empty()) continue;  // answered with what it amends
    // An editorial change makes another text of the same call.
    if (!current && ToTime(one.view.create_time()) < p.phase_start) continue;
    const bool first = heard.emplace(one.view.author(), one.view.kind()).second;
    if (!first || !current || !IsOpen(one)) continue;
    const absl::Time until = AnsweredBy(p, one, now);
    // Without a window of its own it is answered in the same room, when somebody asks.
    if (until <= now || until == absl::InfiniteFuture() || until <= awaited.until) continue;
    awaited = {static_cast<int32_t>(i) + 1, until};
  }
  return awaited;
}

}  // namespace assent::assembly
