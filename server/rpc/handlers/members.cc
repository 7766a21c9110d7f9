#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "server/assembly/documents.h"
#include "server/assembly/errors.h"
#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

// `-` is the reader, `@handle` somebody who has not left, anything else an id. -1: nobody.
int32_t FindMember(const assembly::State& state, absl::string_view id, int32_t reader) {
  if (id == "-") return reader;
  const auto& index = absl::ConsumePrefix(&id, "@") ? state.member_by_handle : state.member_by_id;
  const auto found = index.find(std::string(id));
  return found == index.end() ? -1 : found->second;
}

// Members of one page, in order of joining.
struct Joined {
  std::vector<std::string> ids;
  std::vector<google::protobuf::Timestamp> last_acts;  // of those
  size_t next = 0;                                     // index behind them
  bool more = false;
};

// Looks at no more members than one page needs and one call may examine.
Joined JoinedAfter(const assembly::State& state, const Page& page, size_t first,
                   const std::function<bool(const v1::Member&)>& keep) {
  Joined joined{.ids = {}, .last_acts = {}, .next = std::min(first, state.members.size())};
  const size_t end = std::min(state.members.size(), joined.next + kMaxDocumentsExamined);
  while (joined.next < end && joined.ids.size() < page.size) {
    const assembly::Member& member = state.members[joined.next++];
    if (!keep(member.view)) continue;
    joined.ids.push_back(member.id);
    joined.last_acts.push_back(assembly::ViewMember(member).last_act_time());
  }
  joined.more = joined.next < state.members.size();
  return joined;
}

// Somebody who joined after the reader's sequence may have no document yet: they are on the next
// page, or on this one when it is read again.
absl::Status LoadMembers(Context& context, absl::string_view assembly, const Joined& joined,
                         v1::ListMembersResponse& response) {
  for (size_t i = 0; i < joined.ids.size(); ++i) {
    ASSENT_ASSIGN_OR_RETURN(
        std::optional<v1::Member> member,
        LoadDocument<v1::Member>(context.store(), assembly, "member/" + joined.ids[i]));
    if (!member.has_value()) continue;
    *member->mutable_last_act_time() = joined.last_acts[i];
    *response.add_members() = *std::move(member);
  }
  return absl::OkStatus();
}

// An invitation ends by the clock, without an entry in the log.
void MarkExpired(absl::Time now, v1::Invitation& invitation) {
  const absl::Time end = absl::FromUnixSeconds(invitation.expire_time().seconds()) +
                         absl::Nanoseconds(invitation.expire_time().nanos());
  if (invitation.state() == v1::Invitation::STATE_OPEN && end <= now) {
    invitation.set_state(v1::Invitation::STATE_EXPIRED);
  }
}

}  // namespace

absl::StatusOr<v1::GetMemberResponse> GetMember(const v1::GetMemberRequest& request,
                                                Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts name,
      assembly::ParseName(request.name(), "assemblies/{assembly}/members/{member}", "name"));
  return context.Await(context.ledger().Inspect(
      context.AccessTo(name.assembly),
      [&](const assembly::State& state, int32_t reader,
          absl::Time) -> absl::StatusOr<v1::GetMemberResponse> {
        const int32_t member = FindMember(state, name.id, reader);
        if (member < 0) return assembly::error::MemberNotFound();
        v1::GetMemberResponse response;
        *response.mutable_member() = assembly::ViewMember(state.members[member]);
        response.set_sequence(state.sequence);
        return response;
      }));
}

absl::StatusOr<v1::ListMembersResponse> ListMembers(const v1::ListMembersRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const int64_t first, NumberCursor(page, 0));
  ASSENT_ASSIGN_OR_RETURN(
      const FieldFilter filter,
      FieldFilter::Parse<v1::Member>(request.filter(), {"state", "unit", "guest"}));
  const auto keep = [&](const v1::Member& member) {
    return (request.show_left() || member.state() != v1::Member::STATE_LEFT) &&
           filter.Keeps(member);
  };
  ASSENT_ASSIGN_OR_RETURN(
      const Joined joined,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [&](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<Joined> {
            return JoinedAfter(state, page, static_cast<size_t>(first), keep);
          })));
  v1::ListMembersResponse response;
  ASSENT_RETURN_IF_ERROR(LoadMembers(context, parent.assembly, joined, response));
  if (joined.more) response.set_next_page_token(page.NextToken(std::to_string(joined.next)));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListInvitationsResponse> ListInvitations(
    const v1::ListInvitationsRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(
      const size_t last,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<size_t> {
            return state.invitations.size();
          })));
  ASSENT_ASSIGN_OR_RETURN(const FieldFilter filter, FieldFilter::Parse<v1::Invitation>(
                                                        request.filter(), {"state", "inviter"}));
  const auto keep = [&](v1::Invitation& invitation) {
    MarkExpired(context.reader().now, invitation);
    return filter.Keeps(invitation);
  };
  v1::ListInvitationsResponse response;
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      NumberedPage<v1::Invitation>(context.store(), parent.assembly, "invitation",
                                   {.last = static_cast<int32_t>(last), .only = {}},
                                   {page, keep, *response.mutable_invitations()}));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
