// What lies below a proposal: revisions, amendments, concerns, blocks, positions. Each list is the
// documents under one prefix, and each is as visible as its proposal.

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

constexpr char kProposal[] = "assemblies/{assembly}/proposals/{proposal}";

// The document of one part; `kind` is how its key begins and what people call it.
template <typename Message, typename Request>
absl::StatusOr<Message> LoadPart(const Request& request, Context& context, absl::string_view kind) {
  ASSENT_ASSIGN_OR_RETURN(
      const assembly::NameParts name,
      assembly::ParseName(request.name(), absl::StrCat(kProposal, "/", kind, "s/{", kind, "}"),
                          "name"));
  ASSENT_RETURN_IF_ERROR(LoadVisibleProposal(context, name.assembly, name.number).status());
  ASSENT_ASSIGN_OR_RETURN(std::optional<Message> part,
                          LoadDocument<Message>(context.store(), name.assembly,
                                                assembly::PartKey(kind, name.number, name.part)));
  if (!part.has_value()) return refusal::NotFound(kind);
  return *std::move(part);
}

// A page of parts of the proposal that is the request's parent.
template <typename Message, typename Request>
absl::StatusOr<std::string> ListParts(const Request& request, Context& context,
                                      absl::string_view kind, const FieldFilter& filter,
                                      google::protobuf::RepeatedPtrField<Message>& parts) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), kProposal, "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_RETURN_IF_ERROR(LoadVisibleProposal(context, parent.assembly, parent.number).status());
  const auto keep = [&](Message& part) { return filter.Keeps(part); };
  return ScanPage<Message>(context.store(), parent.assembly,
                           assembly::PartPrefix(kind, parent.number), {page, keep, parts});
}

}  // namespace

absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(const v1::ListRevisionsRequest& request,
                                                        Context& context) {
  v1::ListRevisionsResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                          ListParts<v1::Revision>(request, context, "revision", FieldFilter(),
                                                  *response.mutable_revisions()));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetAmendmentResponse> GetAmendment(const v1::GetAmendmentRequest& request,
                                                      Context& context) {
  v1::GetAmendmentResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_amendment(),
                          LoadPart<v1::Amendment>(request, context, "amendment"));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListAmendmentsResponse> ListAmendments(const v1::ListAmendmentsRequest& request,
                                                          Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const FieldFilter filter,
      FieldFilter::Parse<v1::Amendment>(request.filter(), {"state", "kind", "author"}));
  v1::ListAmendmentsResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                          ListParts<v1::Amendment>(request, context, "amendment", filter,
                                                   *response.mutable_amendments()));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetConcernResponse> GetConcern(const v1::GetConcernRequest& request,
                                                  Context& context) {
  v1::GetConcernResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_concern(),
                          LoadPart<v1::Concern>(request, context, "concern"));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListConcernsResponse> ListConcerns(const v1::ListConcernsRequest& request,
                                                      Context& context) {
  ASSENT_ASSIGN_OR_RETURN(
      const FieldFilter filter,
      FieldFilter::Parse<v1::Concern>(request.filter(), {"state", "kind", "holder", "author"}));
  v1::ListConcernsResponse response;
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      ListParts<v1::Concern>(request, context, "concern", filter, *response.mutable_concerns()));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::GetBlockResponse> GetBlock(const v1::GetBlockRequest& request,
                                              Context& context) {
  v1::GetBlockResponse response;
  ASSENT_ASSIGN_OR_RETURN(*response.mutable_block(),
                          LoadPart<v1::Block>(request, context, "block"));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListBlocksResponse> ListBlocks(const v1::ListBlocksRequest& request,
                                                  Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const FieldFilter filter,
                          FieldFilter::Parse<v1::Block>(request.filter(), {"state", "holder"}));
  v1::ListBlocksResponse response;
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      ListParts<v1::Block>(request, context, "block", filter, *response.mutable_blocks()));
  response.set_sequence(context.reader().sequence);
  return response;
}

absl::StatusOr<v1::ListPositionsResponse> ListPositions(const v1::ListPositionsRequest& request,
                                                        Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const FieldFilter filter,
                          FieldFilter::Parse<v1::Position>(request.filter(), {"stance", "counts"}));
  v1::ListPositionsResponse response;
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      ListParts<v1::Position>(request, context, "position", filter, *response.mutable_positions()));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
