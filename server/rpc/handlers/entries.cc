#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/entry_view.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

// Where a list of entries reads, and how much more it may return.
struct Range {
  std::string assembly;
  uint64_t after = 0;
  int32_t proposal = 0;  // 0: all
};

// The next stretch of the log itself.
absl::StatusOr<std::vector<storage::Entry>> ReadAll(storage::EventStore& store, const Range& range,
                                                    size_t most) {
  return store.ReadLog(range.assembly, range.after, {.max_items = most});
}

// The next entries about one proposal, found by its trail.
absl::StatusOr<std::vector<storage::Entry>> ReadTrail(storage::EventStore& store,
                                                      const Range& range, size_t most) {
  const std::string prefix = assembly::PartPrefix("trail", range.proposal);
  ASSENT_ASSIGN_OR_RETURN(
      const std::vector<storage::Document> steps,
      store.ScanDocuments(range.assembly, prefix, prefix + absl::StrFormat("%016d", range.after),
                          {.max_items = most}));
  std::vector<storage::Entry> entries;
  for (const storage::Document& step : steps) {
    uint64_t sequence = 0;
    if (!absl::SimpleAtoi(absl::StripPrefix(step.key, prefix), &sequence) || sequence == 0) {
      return DocumentDamaged();
    }
    ASSENT_ASSIGN_OR_RETURN(std::vector<storage::Entry> entry,
                            store.ReadLog(range.assembly, sequence - 1, {.max_items = 1}));
    if (entry.empty()) return DocumentDamaged();
    entries.push_back(std::move(entry.front()));
  }
  return entries;
}

absl::StatusOr<std::vector<storage::Entry>> ReadRange(storage::EventStore& store,
                                                      const Range& range, size_t most) {
  return range.proposal == 0 ? ReadAll(store, range, most) : ReadTrail(store, range, most);
}

absl::StatusOr<Range> ParseRange(const v1::ListEntriesRequest& request, const Page& page) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  if (request.after_sequence() < 0) return refusal::SequenceNegative("after_sequence");
  if (request.proposal() < 0) return refusal::NumberNegative("proposal");
  ASSENT_ASSIGN_OR_RETURN(const int64_t after, NumberCursor(page, request.after_sequence()));
  return Range{parent.assembly, static_cast<uint64_t>(after), request.proposal()};
}

// Adds entries until the page is full, or enough were looked at; true: there may be more.
absl::StatusOr<bool> FillPage(storage::EventStore& store, Range& range, size_t size,
                              const FieldFilter& filter, EntryViewer& viewer,
                              v1::ListEntriesResponse& response) {
  size_t bytes = 0;
  size_t examined = 0;
  while (static_cast<size_t>(response.entries_size()) < size && examined < kMaxDocumentsExamined) {
    const size_t missing = size - static_cast<size_t>(response.entries_size());
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> entries,
                            ReadRange(store, range, missing));
    if (entries.empty()) return false;
    examined += entries.size();
    for (const storage::Entry& entry : entries) {
      ASSENT_ASSIGN_OR_RETURN(v1::Entry view, viewer.View(entry));
      if (filter.Keeps(view)) {
        bytes += view.ByteSizeLong();
        if (bytes > kMaxPageBytes && response.entries_size() > 0) return true;
        *response.add_entries() = std::move(view);
      }
      range.after = entry.sequence;
    }
  }
  ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> next, ReadRange(store, range, 1));
  return !next.empty();
}

}  // namespace

absl::StatusOr<v1::ListEntriesResponse> ListEntries(const v1::ListEntriesRequest& request,
                                                    Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(Range range, ParseRange(request, page));
  ASSENT_ASSIGN_OR_RETURN(
      const FieldFilter filter,
      FieldFilter::Parse<v1::Entry>(request.filter(), {"type", "author", "app"}));
  EntryViewer viewer(context.store(), range.assembly,
                     assembly::MemberName(range.assembly, context.reader().member_id),
                     request.show_json());
  v1::ListEntriesResponse response;
  ASSENT_ASSIGN_OR_RETURN(const bool more,
                          FillPage(context.store(), range, page.size, filter, viewer, response));
  if (more) response.set_next_page_token(page.NextToken(std::to_string(range.after)));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
