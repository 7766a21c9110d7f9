#include "server/assembly/mirrors/notices_decided.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "server/assembly/decided_points.h"
#include "server/assembly/names.h"

namespace assent::assembly {
namespace {

using event::v1::Event;

Members Everybody(const State& state) {
  Members everybody;
  for (size_t i = 0; i < state.members.size(); ++i) {
    const bool gone = state.members[i].view.state() == v1::Member::STATE_LEFT;
    if (!gone) everybody.insert(everybody.end(), static_cast<int32_t>(i));
  }
  return everybody;
}

// Whoever brought the decision, and those who dissented.
Members Concerned(const State& state, int32_t decision) {
  Members concerned = {state.standings.at(decision).proposer};
  const auto points = state.points.find(decision);
  if (points != state.points.end()) {
    concerned.insert(points->second.dissenters.begin(), points->second.dissenters.end());
  }
  return concerned;
}

// Those who have something to do that is not done.
Members Tasked(const State& state, int32_t decision) {
  Members tasked;
  const auto points = state.points.find(decision);
  if (points == state.points.end()) return tasked;
  for (const ActionPointNow& action : points->second.actions) {
    if (IsOpen(action)) tasked.insert(action.member);
  }
  return tasked;
}

Members Voices(const ProposalState& p) {
  Members voices;
  for (const auto& [member, voice] : p.voice_of) voices.insert(member);
  return voices;
}

void OnAppeal(const Applying& a, Notifier& notifier) {
  const ProposalState& p = a.p();
  Members judges = Voices(p);
  for (const int32_t member : Named(a.state, p.declared_by)) judges.erase(member);
  notifier.Tell(v1::Notice::KIND_APPEALED, 0, std::move(judges), p.appeal->settles);
}

void OnAppealSettled(const Applying& a, Notifier& notifier) {
  const v1::Proposal& view = a.p().view;
  Members told =
      Joined(Named(a.state, view.appeal().appellant()),
             Joined(Named(a.state, view.proposer()), Named(a.state, view.facilitator())));
  for (const std::string& name : view.co_proposers()) told.merge(Named(a.state, name));
  notifier.Tell(v1::Notice::KIND_APPEAL_SETTLED, 0, std::move(told));
}

// Whose turn it is; nobody's: everybody hears so.
void OnRole(const Applying& a, const std::string& id, Notifier& notifier) {
  const auto found = a.state.roles.find(id);
  if (found == a.state.roles.end()) return;  // a decision ended it
  const v1::Role& role = found->second.view;
  int32_t decision = 0;
  if (!absl::SimpleAtoi(LastSegment(role.decision()), &decision)) return;
  if (role.member().empty()) {
    return notifier.TellOf(decision, v1::Notice::KIND_ROLE_VACANT, 0, Everybody(a.state));
  }
  notifier.TellOf(decision, v1::Notice::KIND_ROLE_TURNED, 0, Named(a.state, role.member()));
}

// Whether members have been told to look at one for the same member that is still open:
// strangers make these, and could fill everybody's notices with them.
bool IsOneOfMany(const State& state, const ApplicationState& made) {
  return std::any_of(
      state.application_due.begin(), state.application_due.end(), [&](const auto& due) {
        const ApplicationState& other = state.applications[due.second - 1];
        return &other != &made && other.view.kind() == v1::Application::KIND_REENTRY &&
               other.member_id == made.member_id;
      });
}

// What is not about any proposal: who asks to be let in, and the end of it all.
void NotifyAccess(const Applying& a, Notifier& notifier) {
  const State& state = a.state;
  switch (a.event.body_case()) {
    case Event::kApplicationMade: {
      const event::v1::ApplicationMade& made = a.event.application_made();
      const bool reentry = made.kind() == v1::Application::KIND_REENTRY;
      const ApplicationState& application = state.applications[made.number() - 1];
      if (application.due() <= a.time) return;  // in at once
      if (reentry && IsOneOfMany(state, application)) return;
      return notifier.Tell(reentry ? v1::Notice::KIND_REENTRY_ASKED : v1::Notice::KIND_APPLIED,
                           made.number(), Everybody(state), application.due());
    }
    case Event::kApplicationSupported: {
      const event::v1::ApplicationSupported& supported = a.event.application_supported();
      const ApplicationState& application = state.applications[supported.number() - 1];
      const bool reentry = application.view.kind() == v1::Application::KIND_REENTRY;
      if (!reentry || supported.effect_time_us() == 0) return;
      return notifier.Tell(v1::Notice::KIND_REENTRY_ANNOUNCED, supported.number(), Everybody(state),
                           application.effect);
    }
    case Event::kApplicationObjected: {
      const int32_t number = a.event.application_objected().number();
      return notifier.Tell(v1::Notice::KIND_APPLICATION_REFUSED, number,
                           state.applications[number - 1].supporters);
    }
    case Event::kRuleEnded:
      return notifier.Tell(v1::Notice::KIND_RULE_ENDED, 0, Everybody(state));
    case Event::kEndingAnnounced:
      return notifier.Tell(v1::Notice::KIND_ENDING, 0, Everybody(state), state.ends);
    default:
      return;
  }
}

}  // namespace

void NotifyDecided(const Applying& a, Notifier& notifier) {
  const State& state = a.state;
  const int32_t decision = a.event.proposal();
  switch (a.event.body_case()) {
    case Event::kDeclarationAppealed:
      return OnAppeal(a, notifier);
    case Event::kAppealSettled:
      return OnAppealSettled(a, notifier);
    case Event::kReviewCame:
      return notifier.Tell(v1::Notice::KIND_REVIEW_DUE, 0, Concerned(state, decision));
    case Event::kReaffirmationProposed:
      return notifier.Tell(v1::Notice::KIND_KEEPING, 0, Everybody(state),
                           state.standings.at(decision).keep_until);
    case Event::kKeepingObjected:
      return notifier.Tell(v1::Notice::KIND_KEEPING_OBJECTED, 0,
                           {state.standings.at(decision).last_keeper});
    case Event::kDecisionEnded:
      return notifier.Tell(v1::Notice::KIND_DECISION_ENDED, 0,
                           Joined(Concerned(state, decision), Tasked(state, decision)));
    case Event::kRoleTurned:
      return OnRole(a, a.event.role_turned().role(), notifier);
    case Event::kRoleGiven:
      return OnRole(a, a.event.role_given().role(), notifier);
    default:
      return NotifyAccess(a, notifier);
  }
}

}  // namespace assent::assembly
