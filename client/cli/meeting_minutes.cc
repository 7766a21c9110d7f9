#include "client/cli/meeting_minutes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/meeting_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/json.h"
#include "client/cli/minutes.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/times.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

// Where a proposal is in a phase, in words: "called (consensus)".
std::string StateIn(const v1::Phase& phase) {
  if (phase.kind() == v1::Phase::KIND_RESOLVING) return WordsOf(v1::Proposal::STATE_RESOLVING);
  const bool late =
      phase.kind() == v1::Phase::KIND_LATE_WINDOW || phase.kind() == v1::Phase::KIND_RATIFY;
  return absl::StrCat(WordsOf(late ? v1::Proposal::STATE_PROVISIONAL : v1::Proposal::STATE_CALLED),
                      phase.name().empty() ? "" : absl::StrCat(" (", phase.name(), ")"));
}

std::vector<std::string> StatesIn(const v1::DecisionRule& rule) {
  std::vector<std::string> states;
  for (const v1::Phase& phase : rule.phases()) states.push_back(StateIn(phase));
  return states;
}

absl::StatusOr<ItemMinutes> GatherItem(Session& session, const v1::AgendaItem& item) {
  ItemMinutes minutes;
  const Turn turn = TurnOf(item);
  if (item.proposal().empty() || turn.from == absl::InfiniteFuture()) return minutes;
  v1::GetProposalRequest request;
  request.set_name(item.proposal());
  ASSENT_ASSIGN_OR_RETURN(const v1::GetProposalResponse found,
                          Call(session, &v1::ProposalService::Stub::GetProposal, request));
  std::vector<v1::Entry> entries;
  ASSENT_RETURN_IF_ERROR(GatherEntries(session, NumberOf(item.proposal()), entries));
  minutes.record = RecordOf(entries, turn, StatesIn(found.proposal().rule()));
  for (v1::Entry& entry : entries) {
    if (turn.Has(TimeOf(entry.time()))) minutes.entries.push_back(std::move(entry));
  }
  return minutes;
}

std::string JsonOf(const ItemMinutes& item) {
  return absl::StrCat("{\"entries\":[",
                      absl::StrJoin(item.entries, ",",
                                    [](std::string* out, const v1::Entry& entry) {
                                      out->append(CompactJson(entry));
                                    }),
                      "]}");
}

}  // namespace

absl::StatusOr<MeetingMinutes> GatherMeeting(Session& session, const std::string& meeting) {
  MeetingMinutes minutes;
  v1::GetMeetingRequest request;
  request.set_name(meeting);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetMeetingResponse found,
                          Call(session, &v1::MeetingService::Stub::GetMeeting, request));
  minutes.meeting = found.meeting();
  for (const v1::AgendaItem& item : minutes.meeting.agenda()) {
    ASSENT_ASSIGN_OR_RETURN(ItemMinutes gathered, GatherItem(session, item));
    minutes.items.push_back(std::move(gathered));
  }
  return minutes;
}

std::string JsonOf(const MeetingMinutes& minutes) {
  return absl::StrCat(
      "{\"meeting\":", CompactJson(minutes.meeting), ",\"items\":[",
      absl::StrJoin(minutes.items, ",",
                    [](std::string* out, const ItemMinutes& item) { out->append(JsonOf(item)); }),
      "]}");
}

}  // namespace assent::cli
