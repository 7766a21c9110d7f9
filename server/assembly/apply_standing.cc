// Events of a decision's life after it was adopted.

#include <algorithm>

#include "server/assembly/apply_internal.h"
#include "server/assembly/canonical.h"
#include "server/assembly/names.h"
#include "server/assembly/retention.h"
#include "server/assembly/times.h"
#include "server/base/check.h"

namespace assent::assembly {
namespace {

// One copy of a rule for all decisions in force that were made under it.
std::shared_ptr<const v1::DecisionRule> Share(State& state, const v1::DecisionRule& rule) {
  std::shared_ptr<const v1::DecisionRule>& shared = state.frozen_rules[CanonicalBytes(rule)];
  if (shared == nullptr) shared = std::make_shared<const v1::DecisionRule>(rule);
  return shared;
}

// Changes a standing and keeps its place among what falls due.
template <typename Change>
void Update(const Applying& a, Change change) {
  State& state = a.state;
  const int32_t number = a.event.proposal();
  const auto found = state.standings.find(number);
  ASSENT_CHECK(found != state.standings.end(), "an event of a decision that is not in force");
  state.standing_due.erase({found->second.due(), number});
  change(found->second);
  const absl::Time due = found->second.due();
  if (due != absl::InfiniteFuture()) state.standing_due.insert({due, number});
  if (a.touched == nullptr) return;
  a.touched->insert({DocumentKind::kStanding, number, 0});
  a.touched->insert({DocumentKind::kInForce, number, 0});
}

void StopKeeping(StandingState& standing) {
  standing.keeper = -1;
  standing.keep_until = absl::InfiniteFuture();
}

}  // namespace

void StartStanding(const Applying& a, const event::v1::DecisionMade& made) {
  const auto [standing, fresh] = a.state.standings.try_emplace(a.p().number);
  if (!fresh) a.state.standing_due.erase({standing->second.due(), a.p().number});
  standing->second = {};
  Update(a, [&](StandingState& standing) {
    standing.title = a.p().view.title();
    const auto proposer = a.state.member_by_id.find(LastSegment(a.p().view.proposer()));
    if (proposer != a.state.member_by_id.end()) standing.proposer = proposer->second;
    standing.rule = Share(a.state, a.p().rule());
    standing.review = FromMicros(made.review_time_us(), absl::InfiniteFuture());
    standing.sunset = FromMicros(made.sunset_time_us(), absl::InfiniteFuture());
  });
}

void ShowObstacle(const Applying& a, const std::string& obstacle) {
  if (!a.state.standings.contains(a.p().number)) return;
  Update(a, [&](StandingState& standing) { standing.obstacle = obstacle; });
}

void TakeBackStanding(const Applying& a) {
  if (!a.state.standings.contains(a.p().number)) return;
  Update(a, [](StandingState& standing) {  // nothing falls due for it any more
    standing.review = standing.sunset = absl::InfiniteFuture();
    StopKeeping(standing);
  });
  a.state.standings.erase(a.p().number);
}

void Apply(const Applying& a, const event::v1::ReviewCame&) {
  Update(a, [](StandingState& standing) {
    standing.state = v1::Proposal::STATE_REVIEW_DUE;
    standing.review = absl::InfiniteFuture();
  });
}

void Apply(const Applying& a, const event::v1::ReaffirmationProposed& proposed) {
  Update(a, [&](StandingState& standing) {
    standing.keeper = standing.last_keeper = a.author;
    standing.keep_until = absl::FromUnixMicros(proposed.keep_time_us());
  });
}

void Apply(const Applying& a, const event::v1::KeepingObjected& objected) {
  Update(a, [&](StandingState& standing) {
    v1::KeepObjection objection;
    objection.set_member(a.author_name());
    objection.set_reason(objected.reason().content());
    *objection.mutable_create_time() = ToProto(a.time);
    standing.objections.push_back(std::move(objection));
    StopKeeping(standing);
  });
}

void Apply(const Applying& a, const event::v1::DecisionReaffirmed& reaffirmed) {
  Update(a, [&](StandingState& standing) {
    standing.state = v1::Proposal::STATE_ADOPTED;
    standing.reaffirmed = a.time;
    standing.review = FromMicros(reaffirmed.review_time_us(), absl::InfiniteFuture());
    standing.sunset = FromMicros(reaffirmed.sunset_time_us(), absl::InfiniteFuture());
    standing.objections.clear();
    StopKeeping(standing);
  });
}

void Apply(const Applying& a, const event::v1::DecisionEnded& ended) {
  Update(a, [&](StandingState& standing) {
    standing.state = ended.state();
    standing.ended = a.time;
    standing.ended_by = ended.by();
    standing.review = standing.sunset = absl::InfiniteFuture();
    StopKeeping(standing);
  });
  // It may be so fresh that it could still be contested.
  const auto p = a.state.proposals.find(a.event.proposal());
  const absl::Time end = p == a.state.proposals.end() ? a.time : std::max(a.time, p->second.forget);
  KeepUntilExpiry(a.state, end, a.event.proposal());
}

}  // namespace assent::assembly
