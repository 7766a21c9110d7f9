#include "tests/scenarios/runner/election_queries.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/election_service.pb.h"
#include "server/assembly/ballot.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/fields.h"
#include "tests/scenarios/runner/render.h"

namespace assent::scenario {
namespace {

using Lines = std::vector<std::string>;

std::string ProposalOf(const Caller& caller, int32_t proposal) {
  return absl::StrCat("assemblies/", caller.assembly, "/proposals/", proposal);
}

std::string RoundLine(const v1::CountRound& round) {
  std::string line = round.what();
  if (!round.options().empty()) {
    absl::StrAppend(&line, " ", absl::StrJoin(round.options(), ","));
  }
  if (!round.elected().empty()) {
    absl::StrAppend(&line, ", elected ", absl::StrJoin(round.elected(), ","));
  }
  const auto write = [](std::string* out, const v1::CountTotal& total) {
    absl::StrAppend(out, total.option(), "=", total.total());
  };
  if (!round.totals().empty()) {
    absl::StrAppend(&line, "; ", absl::StrJoin(round.totals(), " ", write));
  }
  return line;
}

}  // namespace

Lines OptionLines(const World& world, const v1::Election& election) {
  Lines lines;
  for (const v1::Option& option : election.options()) {
    std::string line = absl::StrCat(option.number(), ": ", option.title());
    if (!option.member().empty()) absl::StrAppend(&line, "@", world.HandleOf(option.member()));
    if (option.cost() != 0) absl::StrAppend(&line, ", ", option.cost());
    absl::StrAppend(&line, ", ", ShortName(*v1::Option::State_descriptor()->FindValueByNumber(option.state())));
    for (const int32_t chosen : election.chosen()) {
      if (chosen == option.number()) absl::StrAppend(&line, ", chosen");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::StatusOr<Lines> BallotLines(World& world, const Caller& caller, int32_t proposal) {
  v1::ListBallotsRequest request;
  request.set_parent(ProposalOf(caller, proposal));
  v1::ListBallotsResponse response;
  ASSENT_RETURN_IF_ERROR(world.service().Read(caller, request, response));
  Lines lines;
  for (const v1::Ballot& ballot : response.ballots()) {
    const std::string says = ballot.hidden() ? "hidden" : assembly::ToText(ballot.marks());
    const std::string unit = ballot.unit().empty() ? "" : absl::StrCat(" for ", ballot.unit());
    lines.push_back(absl::StrCat(world.HandleOf(ballot.member()), unit, ": ", says));
  }
  std::sort(lines.begin(), lines.end());  // voices come in the order of their ids
  return lines;
}

absl::StatusOr<Lines> ResultLines(World& world, const Caller& caller, int32_t proposal) {
  v1::GetElectionResultRequest request;
  request.set_name(ProposalOf(caller, proposal));
  v1::GetElectionResultResponse response;
  const absl::Status read = world.service().Read(caller, request, response);
  if (absl::IsFailedPrecondition(read)) return Lines{base::ReasonOf(read)};
  ASSENT_RETURN_IF_ERROR(read);
  const v1::ElectionResult& result = response.result();
  Lines lines;
  lines.push_back(absl::StrCat("chosen: ",
                               result.none_of_these()   ? "none of these"
                               : result.winners().empty() ? "nothing"
                                                        : absl::StrJoin(result.winners(), ", "),
                               result.unfilled() == 0
                                   ? ""
                                   : absl::StrCat("; ", result.unfilled(), " unfilled")));
  lines.push_back(absl::StrCat("ballots: ", result.ballots(), ", abstentions ",
                               result.abstentions(), ", ", result.method()));
  for (const v1::CountRound& round : result.rounds()) lines.push_back(RoundLine(round));
  for (const v1::CountTie& tie : result.ties()) {
    lines.push_back(absl::StrCat("tie of ", absl::StrJoin(tie.tied(), ","), " by ",
                                 tie.broken_by()));
  }
  if (!result.obstacle().empty()) lines.push_back(result.obstacle());
  return lines;
}

}  // namespace assent::scenario
