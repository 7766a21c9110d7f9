#include "server/assembly/mirrors/needs.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/mirrors/dues.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

// Puts a page of a list that is made anew for every call into `items`: the
// cursor is how many came before. Returns the next page's token.
template <typename Item>
std::string Slice(const Page& page, int64_t first, std::vector<Item> all,
                  google::protobuf::RepeatedPtrField<Item>& items) {
  const size_t begin = std::min<size_t>(first, all.size());
  const size_t end = std::min(begin + page.size, all.size());
  for (size_t i = begin; i < end; ++i) *items.Add() = std::move(all[i]);
  return end == all.size() ? "" : page.NextToken(std::to_string(end));
}

absl::StatusOr<int64_t> DroppedNotices(Context& context, const std::string& assembly) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly),
      [](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<int64_t> {
        return state.book.notices_dropped;
      }));
}

}  // namespace

absl::StatusOr<v1::ListNeedsResponse> ListNeeds(const v1::ListNeedsRequest& request,
                                                Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const int64_t first, NumberCursor(page, 0));
  return context.Await(context.ledger().Inspect(
      context.AccessTo(parent.assembly),
      [&](const assembly::State& state, int32_t reader,
          absl::Time now) -> absl::StatusOr<v1::ListNeedsResponse> {
        v1::ListNeedsResponse response;
        response.set_next_page_token(
            Slice(page, first, assembly::NeedsOf(state, reader, now), *response.mutable_needs()));
        response.set_sequence(state.sequence);
        return response;
      }));
}

absl::StatusOr<v1::ListDueResponse> ListDue(const v1::ListDueRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const int64_t first, NumberCursor(page, 0));
  return context.Await(context.ledger().Inspect(
      context.AccessTo(parent.assembly),
      [&](const assembly::State& state, int32_t,
          absl::Time now) -> absl::StatusOr<v1::ListDueResponse> {
        v1::ListDueResponse response;
        response.set_next_page_token(
            Slice(page, first, assembly::DuesOf(state, now), *response.mutable_dues()));
        response.set_sequence(state.sequence);
        return response;
      }));
}

namespace {

// On what the block rests that a notice tells of: kept with the block alone, so that it can
// be erased there.
absl::StatusOr<std::string> PrincipleOf(Context& context, const std::string& assembly,
                                        const v1::NoticeDocument& notice) {
  const std::string key = assembly::BlockKeyOf(notice);
  if (key.empty()) return "";
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                          context.store().GetDocument(assembly, key));
  if (!stored) return "";  // an objection holds it
  ASSENT_ASSIGN_OR_RETURN(const v1::Block block, ParseDocument<v1::Block>(*stored));
  return block.principle();
}

}  // namespace

absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  if (request.after_sequence() < 0) return refusal::SequenceNegative("after_sequence");
  const std::string prefix = "notice/";
  std::string after = page.cursor.empty() ? assembly::NoticeKeysAfter(request.after_sequence())
                                          : prefix + page.cursor;
  v1::ListNoticesResponse response;
  // Looked at after the documents would be too late: what is dropped meanwhile is
  // missing from the page, and told with the next one.
  ASSENT_ASSIGN_OR_RETURN(const int64_t dropped, DroppedNotices(context, parent.assembly));
  response.set_dropped_sequence(dropped);
  response.set_sequence(context.reader().sequence);
  int64_t told = std::max(context.reader().sequence, request.after_sequence());
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::vector<storage::Document> documents,
        context.store().ScanDocuments(parent.assembly, prefix, after, {.max_items = 1024}));
    if (documents.empty()) break;
    for (const storage::Document& document : documents) {
      ASSENT_ASSIGN_OR_RETURN(const v1::NoticeDocument stored,
                              ParseDocument<v1::NoticeDocument>(document.value));
      if (assembly::IsFor(stored, context.reader().member)) {
        if (static_cast<size_t>(response.notices_size()) == page.size) {
          response.set_next_page_token(page.NextToken(after.substr(prefix.size())));
          response.set_told_sequence(response.notices().rbegin()->sequence());
          return response;
        }
        told = std::max(told, stored.notice().sequence());
        ASSENT_ASSIGN_OR_RETURN(const std::string principle,
                                PrincipleOf(context, parent.assembly, stored));
        *response.add_notices() = assembly::ShowNotice(stored, principle);
      }
      after = document.key;
    }
  }
  response.set_told_sequence(told);
  return response;
}

}  // namespace assent::rpc
