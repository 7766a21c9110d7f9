#include <string>
#include <utility>

#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {

absl::StatusOr<v1::GetMeetingResponse> GetMeeting(const v1::GetMeetingRequest& request,
                                                  Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts name,
      assembly::ParseName(request.name(), "assemblies/{assembly}/meetings/{meeting}", "name"));
  ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Meeting> meeting,
                          LoadDocument<v1::Meeting>(context.store(), name.assembly,
                                                    NumberedKey("meeting", name.number)));
  if (!meeting.has_value()) return refusal::NotFound("meeting");
  v1::GetMeetingResponse response;
  *response.mutable_meeting() = *std::move(meeting);
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListMeetingsResponse> ListMeetings(const v1::ListMeetingsRequest& request,
                                                      Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(
      const int32_t last,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<int32_t> {
            return state.last_meeting;
          })));
  ASSENT_ASSIGN_OR_RETURN(
      const FieldFilter filter,
      FieldFilter::Parse<v1::Meeting>(request.filter(), {"state", "facilitator"}));
  const auto keep = [&](v1::Meeting& meeting) { return filter.Keeps(meeting); };
  v1::ListMeetingsResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                          NumberedPage<v1::Meeting>(context.store(), parent.assembly, "meeting",
                                                    {.last = last, .only = {}},
                                                    {page, keep, *response.mutable_meetings()}));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
