#include "server/rpc/documents.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/base/refusal.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {

absl::Status DocumentDamaged() {
  return base::Refuse(absl::StatusCode::kDataLoss, "DOCUMENT_DAMAGED",
                      "a stored document does not parse; `assentd rebuild` makes documents anew");
}

bool IsVisibleTo(absl::string_view member, const v1::Proposal& proposal) {
  if (proposal.state() != v1::Proposal::STATE_DRAFT || proposal.proposer() == member) return true;
  const auto among = [&](const google::protobuf::RepeatedPtrField<std::string>& others) {
    return std::find(others.begin(), others.end(), member) != others.end();
  };
  return among(proposal.co_proposers()) || among(proposal.asked_co_proposers()) ||
         among(proposal.declined_co_proposers());
}

absl::StatusOr<v1::Proposal> LoadVisibleProposal(Context& context, absl::string_view assembly,
                                                 int32_t number) {
  ASSENT_ASSIGN_OR_RETURN(
      std::optional<v1::Proposal> proposal,
      LoadDocument<v1::Proposal>(context.store(), assembly, NumberedKey("proposal", number)));
  const std::string reader = assembly::MemberName(assembly, context.reader().member_id);
  if (!proposal.has_value() || !IsVisibleTo(reader, *proposal)) {
    return refusal::NotFound("proposal");
  }
  ASSENT_RETURN_IF_ERROR(ShowToday(context.store(), assembly, *proposal));
  return *std::move(proposal);
}

absl::StatusOr<std::optional<v1::Standing>> LoadStanding(storage::EventStore& store,
                                                         absl::string_view assembly,
                                                         int32_t number) {
  return LoadDocument<v1::Standing>(store, assembly, NumberedKey("standing", number));
}

absl::Status ShowToday(storage::EventStore& store, absl::string_view assembly,
                       v1::Proposal& proposal) {
  int32_t number = 0;
  if (proposal.state() != v1::Proposal::STATE_ADOPTED ||
      !absl::SimpleAtoi(assembly::LastSegment(proposal.name()), &number)) {
    return absl::OkStatus();
  }
  ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::Standing> standing,
                          LoadStanding(store, assembly, number));
  if (standing.has_value()) proposal.set_state(standing->state());
  return absl::OkStatus();
}

int32_t Numbers::After(int32_t cursor) const {
  if (only.has_value()) {
    if (descending) {
      const auto end =
          cursor == 0 ? only->end() : std::lower_bound(only->begin(), only->end(), cursor);
      return end == only->begin() ? 0 : *std::prev(end);
    }
    const auto next = std::upper_bound(only->begin(), only->end(), cursor);
    return next == only->end() ? 0 : *next;
  }
  if (descending) return cursor == 0 ? last : std::min(cursor - 1, last);
  return cursor < last ? cursor + 1 : 0;
}

std::string NumberedKey(absl::string_view kind, int32_t number) {
  return assembly::NumberKey(kind, number);
}

absl::StatusOr<int32_t> NumberedCursor(const Page& page) {
  ASSENT_ASSIGN_OR_RETURN(const int64_t cursor, NumberCursor(page, 0));
  if (cursor > INT32_MAX) return refusal::PageTokenInvalid();
  return static_cast<int32_t>(cursor);
}

}  // namespace assent::rpc
