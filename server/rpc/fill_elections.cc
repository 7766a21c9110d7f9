#include "assent/v1/election_service.pb.h"
#include "server/rpc/fill.h"
#include "server/rpc/handlers/elections.h"

namespace assent::rpc {

void FillElectionService(Service& service) {
  service.Act<v1::AddOptionRequest>();
  service.Act<v1::WithdrawOptionRequest>();
  service.Act<v1::AcceptNominationRequest>();
  service.Act<v1::CastBallotRequest>();
  service.Read(&ListBallots);
  service.Read(&GetElectionResult);
}

}  // namespace assent::rpc
