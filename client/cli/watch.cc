#include "client/cli/watch.h"

#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/follow.h"

namespace assent::cli {

bool IsEnd(v1::Proposal::State state) {
  switch (state) {
    case v1::Proposal::STATE_ADOPTED:
    case v1::Proposal::STATE_REVIEW_DUE:
    case v1::Proposal::STATE_REJECTED:
    case v1::Proposal::STATE_WITHDRAWN:
    case v1::Proposal::STATE_LAPSED:
    case v1::Proposal::STATE_SUPERSEDED:
    case v1::Proposal::STATE_EXPIRED:
    case v1::Proposal::STATE_REPEALED:
      return true;
    default:
      return false;
  }
}

absl::Status WatchProposal(Session& session, const std::string& name, bool until_ended,
                           const std::function<absl::Status(Session&, const v1::Proposal&)>& show) {
  v1::WatchProposalRequest request;
  request.set_name(name);
  return Follow<v1::ProposalService::Stub, v1::WatchProposalRequest, v1::WatchProposalResponse>(
      session, &v1::ProposalService::Stub::WatchProposal, request,
      [&](const v1::WatchProposalResponse& change) -> absl::StatusOr<bool> {
        ASSENT_RETURN_IF_ERROR(show(session, change.proposal()));
        return !(until_ended && IsEnd(change.proposal().state()));
      });
}

}  // namespace assent::cli
