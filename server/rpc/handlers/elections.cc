#include "server/rpc/handlers/elections.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "server/assembly/documents.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/paging.h"

namespace assent::rpc {
namespace {

constexpr char kProposal[] = "assemblies/{assembly}/proposals/{proposal}";

absl::Status CheckElection(Context& context, const assembly::NameParts& name) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Proposal proposal,
                          LoadVisibleProposal(context, name.assembly, name.number));
  return proposal.has_election() ? absl::OkStatus() : assembly::error::NoElection();
}

// What the reader's own ballots say, by their entries. What is hidden stands in no document.
using OwnMarks = std::map<int64_t, v1::Marks>;

absl::StatusOr<OwnMarks> LookAtOwn(Context& context, const assembly::NameParts& parent) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(parent.assembly),
      [number = parent.number](const assembly::State& state, int32_t reader,
                               absl::Time) -> absl::StatusOr<OwnMarks> {
        OwnMarks own;
        const auto found = state.proposals.find(number);
        if (found == state.proposals.end()) return own;
        for (const auto& [voice, ballot] : found->second.ballots) {
          if (ballot.member == reader) own[ballot.sequence] = ballot.marks;
        }
        return own;
      }));
}

}  // namespace

absl::StatusOr<v1::ListBallotsResponse> ListBallots(const v1::ListBallotsRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), kProposal, "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_RETURN_IF_ERROR(CheckElection(context, parent));
  v1::ListBallotsResponse response;
  bool any_hidden = false;
  const auto keep = [&](v1::Ballot& ballot) {
    any_hidden = any_hidden || ballot.hidden();
    return true;
  };
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                          ScanPage<v1::Ballot>(context.store(), parent.assembly,
                                               assembly::PartPrefix("ballot", parent.number),
                                               {page, keep, *response.mutable_ballots()}));
  if (any_hidden) {
    ASSENT_ASSIGN_OR_RETURN(const OwnMarks own, LookAtOwn(context, parent));
    for (v1::Ballot& ballot : *response.mutable_ballots()) {
      const auto marks = own.find(ballot.sequence());
      if (ballot.hidden() && marks != own.end()) *ballot.mutable_marks() = marks->second;
    }
  }
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetElectionResultResponse> GetElectionResult(
    const v1::GetElectionResultRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts name,
                          assembly::ParseName(request.name(), kProposal, "name"));
  ASSENT_RETURN_IF_ERROR(CheckElection(context, name));
  ASSENT_ASSIGN_OR_RETURN(
      std::optional<v1::ElectionResult> result,
      LoadDocument<v1::ElectionResult>(context.store(), name.assembly,
                                       assembly::NumberKey("result", name.number)));
  if (!result.has_value()) return assembly::error::NotCounted();
  v1::GetElectionResultResponse response;
  *response.mutable_result() = *std::move(result);
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
