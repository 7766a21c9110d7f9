// What members say of their own presence.

#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_presence.h"
#include "server/assembly/holds.h"
#include "server/assembly/raised_hands.h"
#include "server/assembly/road.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// After the close only what others have put on record is struck: nobody takes back what
// they said themselves to have it counted again.
absl::Status CheckStrikable(const Act& act, const ProposalState& p) {
  const auto found = p.presence.find(act.actor_index());
  if (found == p.presence.end()) return error::NotOnRecord();
  const bool closed = p.decision || p.view.state() == v1::Proposal::STATE_PROVISIONAL;
  const bool own = found->second.by == act.actor_index();
  return closed && own ? error::PresenceStands() : absl::OkStatus();
}

void Say(Act& act, ProposalState& p, bool absent) {
  Event event;
  event.mutable_presence_said()->set_absent(absent);
  act.Emit(p.number, std::move(event));
}

}  // namespace

absl::StatusOr<v1::SayPresenceResponse> Decide(Act& act, const v1::SayPresenceRequest& request) {
  if (request.absent()) {
    ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                            ContestableProposal(act, request.name(), "name"));
    ASSENT_RETURN_IF_ERROR(CheckStrikable(act, *p));
    ASSENT_RETURN_IF_ERROR(CheckContestable(act, *p));
    Say(act, *p, /*absent=*/true);
    AfterContest(act, *p, /*hold_fell=*/false);
    return Answer<v1::SayPresenceResponse>(act, *p);
  }
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (!IsMember(act.actor())) return error::NotInElectorate();
  Say(act, *p, /*absent=*/false);
  return Answer<v1::SayPresenceResponse>(act, *p);
}

}  // namespace assent::assembly
