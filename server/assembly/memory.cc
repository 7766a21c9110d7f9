#include "server/assembly/memory.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "server/assembly/apply_internal.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"

namespace assent::assembly {
namespace {

bool Dissents(v1::Stance stance) {
  return stance == v1::STANCE_STAND_ASIDE || stance == v1::STANCE_DISAGREE ||
         stance == v1::STANCE_BLOCK;
}

// Of a unit, everybody who spoke for it; and whose objection was gone over.
std::vector<int32_t> DissentersOf(const ProposalState& p) {
  std::vector<int32_t> members;
  for (const auto& [member, first] : p.voice_of) {
    const std::vector<int32_t> voices = VoicesOfMember(p, member);
    const bool dissents = std::any_of(voices.begin(), voices.end(), [&](int32_t voice) {
      const VoicePosition& position = p.positions.at(voice);
      return position.counts && Dissents(position.stance);
    });
    if (dissents) members.push_back(member);
  }
  if (IsInForce(p.view.state())) {
    for (const int32_t number : SustainedObjections(p)) {
      members.push_back(p.concerns[number - 1].holder);
    }
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

std::vector<ActionPointNow> ActionsOf(const State& state, const v1::Decision& decision) {
  std::vector<ActionPointNow> actions;
  for (const v1::ActionPoint& point : decision.action_points()) {
    ActionPointNow& now = actions.emplace_back();
    const auto member = state.member_by_id.find(std::string(LastSegment(point.member())));
    if (member != state.member_by_id.end()) now.member = member->second;
    if (point.has_due_time()) now.due = ToTime(point.due_time());
  }
  return actions;
}

void TouchActions(const Applying& a, const DecidedPoints& points) {
  for (size_t k = 1; k <= points.actions.size(); ++k) {
    a.Touch(DocumentKind::kAction, static_cast<int64_t>(k));
    a.Touch(DocumentKind::kActionDue, static_cast<int64_t>(k));
  }
}

}  // namespace

v1::ActionPoint ViewActionPoint(const State& state, int32_t decision, int32_t number) {
  const ActionPointNow& point = state.points.at(decision).actions.at(number - 1);
  v1::ActionPoint view;
  view.set_name(PartName(DecisionName(state.id, decision), "actionPoints", number));
  view.set_state(point.state);
  if (point.member >= 0) view.set_member(state.members[point.member].view.name());
  if (point.due != absl::InfiniteFuture()) *view.mutable_due_time() = ToProto(point.due);
  if (point.moved != absl::InfinitePast()) *view.mutable_state_time() = ToProto(point.moved);
  if (point.moved_by >= 0) view.set_moved_by(state.members[point.moved_by].view.name());
  view.set_reason(point.reason);
  return view;
}

namespace {

void TouchOutline(const Applying& a) {
  a.Touch(DocumentKind::kOutline, ToMicros(ToTime(a.p().decision->decide_time())));
}

}  // namespace

namespace {

// Whoever stood aside takes no part in carrying it out, unless the rule binds them (7.6).
std::vector<int32_t> ExemptIn(const ProposalState& p) {
  std::set<int32_t> exempt;
  if (p.passed_phase < 0 || BindsAsides(p.phases(p.passed_phase))) return {};
  for (int32_t voice = 0; voice < p.positions.voices(); ++voice) {
    const VoicePosition& position = p.positions.at(voice);
    if (position.counts && position.stance == v1::STANCE_STAND_ASIDE) {
      exempt.insert(position.member);
    }
  }
  return {exempt.begin(), exempt.end()};
}

}  // namespace

void RememberDecision(const Applying& a) {
  const ProposalState& p = a.p();
  TouchOutline(a);
  a.Touch(DocumentKind::kDecision);
  a.Touch(DocumentKind::kInForce);
  std::vector<int32_t> dissenters = DissentersOf(p);
  const bool adopted = IsInForce(p.decision->state());
  const bool acts = adopted && !p.decision->action_points().empty();
  if (!a.state.points.contains(p.number) && dissenters.empty() && !acts) return;
  DecidedPoints& points = a.state.points[p.number];
  points.dissenters = std::move(dissenters);
  points.exempt = ExemptIn(p);
  points.decided = a.time;
  points.adopted = adopted;
  // What was done since a decision that fell is done.
  if (adopted && points.actions.empty()) points.actions = ActionsOf(a.state, *p.decision);
  TouchActions(a, points);
}

void ForgetDecision(const Applying& a) {
  ProposalState& p = a.p();
  a.Touch(DocumentKind::kDecision);
  a.Touch(DocumentKind::kInForce);
  TouchOutline(a);
  p.taken_back.push_back(*std::move(p.decision));
  p.decision.reset();
  const auto points = a.state.points.find(p.number);
  if (points == a.state.points.end()) return;
  points->second.adopted = false;
  TouchActions(a, points->second);
}

// --- Events ---

void Apply(const Applying& a, const event::v1::DissentWritten& written) {
  DecidedPoints& points = a.state.points.at(a.event.proposal());
  const size_t number = static_cast<size_t>(written.number());
  if (number > points.authors.size()) points.authors.push_back(a.author);
  LastStatement& last = a.state.last_statement;
  last.decision = a.event.proposal();
  last.number = written.number();
  v1::DissentStatement& view = last.view;
  view.set_name(PartName(DecisionName(a.state.id, last.decision), "dissents", written.number()));
  view.set_member(a.author_name());
  view.set_text(written.text().content());
  *view.mutable_update_time() = ToProto(a.time);
  view.set_sequence(a.event.sequence());
  a.TouchDecision(DocumentKind::kDissent, written.number());
}

void Apply(const Applying& a, const event::v1::ActionPointMoved& moved) {
  ActionPointNow& point = a.state.points.at(a.event.proposal()).actions.at(moved.number() - 1);
  point.state = moved.state();
  if (moved.state() == v1::ActionPoint::STATE_TAKEN) point.member = a.author;
  if (moved.state() == v1::ActionPoint::STATE_OPEN) point.member = -1;
  point.moved = a.time;
  point.moved_by = a.author;
  point.reason = moved.reason().content();
  a.TouchDecision(DocumentKind::kAction, moved.number());
  a.TouchDecision(DocumentKind::kActionDue, moved.number());
}

}  // namespace assent::assembly
