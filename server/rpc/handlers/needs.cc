#include "server/assembly/mirrors/needs.h"

#include <algorithm>
#include <optional>
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
      [](const assembly::State& state, int32_t reader, absl::Time) -> absl::StatusOr<int64_t> {
        return state.book.outbox.Dropped(reader);
      }));
}

// The documents below a prefix, in order of their keys, read as they are needed.
class Shelf {
 public:
  Shelf(Context& context, std::string assembly, std::string prefix, const std::string& after)
      : context_(context),
        assembly_(std::move(assembly)),
        prefix_(std::move(prefix)),
        after_(prefix_ + after) {}

  // The rest of the key of the next one, behind the prefix; empty: there is none.
  absl::StatusOr<absl::string_view> Next() {
    if (next_ == page_.size()) {
      ASSENT_ASSIGN_OR_RETURN(
          page_, context_.store().ScanDocuments(assembly_, prefix_, after_, {.max_items = 1024}));
      next_ = 0;
      if (page_.empty()) return absl::string_view();
      after_ = page_.back().key;
    }
    return absl::string_view(page_[next_].key).substr(prefix_.size());
  }
  // Its bytes, where there is one. Goes on.
  const std::string& Take() { return page_[next_++].value; }

 private:
  Context& context_;
  const std::string assembly_;
  const std::string prefix_;
  std::string after_;
  std::vector<storage::Document> page_;
  size_t next_ = 0;
};

// What one member was told, oldest first: their own notices and those for many.
class Told {
 public:
  // Behind `after`, as in the key of a notice.
  Told(Context& context, const std::string& assembly, const std::string& after)
      : reader_(context.reader().member),
        own_(context, assembly, assembly::NoticePrefix(reader_ + 1), after),
        common_(context, assembly, assembly::NoticePrefix(0), after) {}

  // nullopt: that was all.
  absl::StatusOr<std::optional<v1::NoticeDocument>> Next() {
    while (true) {
      ASSENT_ASSIGN_OR_RETURN(const absl::string_view own, own_.Next());
      ASSENT_ASSIGN_OR_RETURN(const absl::string_view common, common_.Next());
      if (own.empty() && common.empty()) return std::optional<v1::NoticeDocument>();
      const bool take_own = common.empty() || (!own.empty() && own < common);
      key_ = std::string(take_own ? own : common);
      ASSENT_ASSIGN_OR_RETURN(
          v1::NoticeDocument stored,
          ParseDocument<v1::NoticeDocument>(take_own ? own_.Take() : common_.Take()));
      if (assembly::IsFor(stored, reader_)) {
        return std::optional<v1::NoticeDocument>(std::move(stored));
      }
    }
  }
  // Of the last one; no two notices of an entry have the same.
  const std::string& key() const { return key_; }

 private:
  const int32_t reader_;
  Shelf own_;
  Shelf common_;
  std::string key_;
};

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
  v1::ListNoticesResponse response;
  // Looked at after the documents would be too late: what is dropped meanwhile is
  // missing from the page, and told with the next one.
  ASSENT_ASSIGN_OR_RETURN(const int64_t dropped, DroppedNotices(context, parent.assembly));
  response.set_dropped_sequence(dropped);
  response.set_sequence(context.reader().sequence);
  int64_t told = std::max(context.reader().sequence, request.after_sequence());
  std::string last = page.cursor;
  Told notices(context, parent.assembly,
               last.empty() ? assembly::NoticeKeysAfter(request.after_sequence()) : last);
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::optional<v1::NoticeDocument> stored, notices.Next());
    if (!stored.has_value()) break;
    if (static_cast<size_t>(response.notices_size()) == page.size) {
      response.set_next_page_token(page.NextToken(last));
      response.set_told_sequence(response.notices().rbegin()->sequence());
      return response;
    }
    told = std::max(told, stored->notice().sequence());
    ASSENT_ASSIGN_OR_RETURN(const std::string principle,
                            PrincipleOf(context, parent.assembly, *stored));
    *response.add_notices() = assembly::ShowNotice(*stored, principle);
    last = notices.key();
  }
  response.set_told_sequence(told);
  return response;
}

}  // namespace assent::rpc
