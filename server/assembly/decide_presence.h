// Commands by which members say of themselves that they bring a proposal (sponsors.cc),
// and that they are present (presence_acts.cc): as those of decide.h, for Perform().

#ifndef ASSENT_SERVER_ASSEMBLY_DECIDE_PRESENCE_H_
#define ASSENT_SERVER_ASSEMBLY_DECIDE_PRESENCE_H_

#include "absl/status/statusor.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/assembly/act.h"

namespace assent::assembly {

absl::StatusOr<v1::SponsorProposalResponse> Decide(Act& act,
                                                   const v1::SponsorProposalRequest& request);
absl::StatusOr<v1::SayPresenceResponse> Decide(Act& act, const v1::SayPresenceRequest& request);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_DECIDE_PRESENCE_H_
