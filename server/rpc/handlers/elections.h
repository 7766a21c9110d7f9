// Ballots and what they came to, from documents; what the reader's own hidden ballot says, from the
// state. As visible as their proposal. Refused as in reads.h, and: NO_ELECTION, NOT_COUNTED.

#ifndef ASSENT_SERVER_RPC_HANDLERS_ELECTIONS_H_
#define ASSENT_SERVER_RPC_HANDLERS_ELECTIONS_H_

#include "absl/status/statusor.h"
#include "assent/v1/election_service.pb.h"
#include "server/rpc/context.h"

namespace assent::rpc {

absl::StatusOr<v1::ListBallotsResponse> ListBallots(const v1::ListBallotsRequest&, Context&);
absl::StatusOr<v1::GetElectionResultResponse> GetElectionResult(const v1::GetElectionResultRequest&,
                                                                Context&);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_ELECTIONS_H_
