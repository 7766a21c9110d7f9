// Action points of decisions. Their documents have no task: the decision has it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/checks.h"
#include "server/assembly/documents.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/memory.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/paging.h"

namespace assent::rpc {
namespace {

// What ListActionPoints was asked for.
struct Wanted {
  std::optional<bool> open;
  std::optional<bool> overdue;
  std::optional<v1::ActionPoint::State> state;
  std::optional<std::string> member;
  absl::Time now;

  // Whether only those come in question that somebody still has to do.
  bool OnlyOpen() const {
    return open == std::optional<bool>(true) || overdue == std::optional<bool>(true);
  }
  bool Keeps(const v1::ActionPoint& point) const {
    const bool is_open = point.state() == v1::ActionPoint::STATE_OPEN ||
                         point.state() == v1::ActionPoint::STATE_TAKEN;
    const bool late = is_open && point.has_due_time() && assembly::ToTime(point.due_time()) <= now;
    return (!open.has_value() || is_open == *open) && (!overdue.has_value() || late == *overdue) &&
           (!state.has_value() || point.state() == *state) &&
           (!member.has_value() || point.member() == *member);
  }
};

absl::StatusOr<Wanted> ParseWanted(const v1::ListActionPointsRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const Filter filter,
                          Filter::Parse(request.filter(), {"open", "overdue", "state", "member"}));
  Wanted wanted;
  ASSENT_ASSIGN_OR_RETURN(wanted.open, filter.Bool("open"));
  ASSENT_ASSIGN_OR_RETURN(wanted.overdue, filter.Bool("overdue"));
  ASSENT_ASSIGN_OR_RETURN(wanted.state, filter.Value<v1::ActionPoint::State>("state", "STATE_"));
  wanted.member = filter.Text("member");
  return wanted;
}

// A page of the action points that somebody still has to do, by when they are due: the keys below
// kActionDuePrefix say which.
absl::StatusOr<std::string> DuePage(storage::EventStore& store, absl::string_view assembly,
                                    const Wanted& wanted, PageItems<v1::ActionPoint> items) {
  const std::string prefix(assembly::kActionDuePrefix);
  std::string after = items.page().cursor.empty() ? "" : prefix + items.page().cursor;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> keys,
                            store.ScanDocuments(assembly, prefix, after, {.max_items = 256}));
    if (keys.empty()) return "";
    for (const storage::Document& key : keys) {
      if (items.full()) return items.page().NextToken(after.substr(prefix.size()));
      const std::optional<assembly::ActionDue> due = assembly::ParseActionDueKey(key.key);
      if (!due.has_value()) return DocumentDamaged();
      if (wanted.overdue == std::optional<bool>(true) && due->due > wanted.now) return "";
      ASSENT_ASSIGN_OR_RETURN(
          const std::optional<std::string> document,
          store.GetDocument(assembly, assembly::PartKey("action", due->number, due->part)));
      if (!document.has_value()) return DocumentDamaged();
      ASSENT_RETURN_IF_ERROR(items.Add(*document));
      after = key.key;
    }
  }
}

// Puts the tasks to a page of action points; one look-up for those of one decision in a row.
absl::Status AddTasks(storage::EventStore& store, absl::string_view assembly,
                      google::protobuf::RepeatedPtrField<v1::ActionPoint>& points) {
  std::optional<v1::Decision> decision;
  int32_t number = 0;
  for (v1::ActionPoint& point : points) {
    ASSENT_ASSIGN_OR_RETURN(
        const assembly::NameParts name,
        assembly::ParseName(point.name(), assembly::kActionPointPattern, "name"));
    if (name.number != number) {
      number = name.number;
      ASSENT_ASSIGN_OR_RETURN(decision, LoadDecision(store, assembly, number));
    }
    if (!decision.has_value() || name.part > decision->action_points_size()) {
      return DocumentDamaged();
    }
    point.set_task(decision->action_points(name.part - 1).task());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListActionPointsResponse> ListActionPoints(
    const v1::ListActionPointsRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(Wanted wanted, ParseWanted(request));
  ASSENT_ASSIGN_OR_RETURN(wanted, context.Await(context.ledger().Inspect(
                                      context.AccessTo(parent.assembly),
                                      [&](const assembly::State& state, int32_t reader,
                                          absl::Time now) -> absl::StatusOr<Wanted> {
                                        if (wanted.member.has_value()) {
                                          wanted.member =
                                              ResolveMember(state, reader, *wanted.member);
                                        }
                                        wanted.now = now;
                                        return wanted;
                                      })));
  v1::ListActionPointsResponse response;
  const auto keep = [&](v1::ActionPoint& point) { return wanted.Keeps(point); };
  const PageItems<v1::ActionPoint> items(page, keep, *response.mutable_action_points());
  if (wanted.OnlyOpen()) {
    ASSENT_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                            DuePage(context.store(), parent.assembly, wanted, items));
  } else {
    ASSENT_ASSIGN_OR_RETURN(
        *response.mutable_next_page_token(),
        ScanPage<v1::ActionPoint>(context.store(), parent.assembly, "action/", items));
  }
  ASSENT_RETURN_IF_ERROR(
      AddTasks(context.store(), parent.assembly, *response.mutable_action_points()));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
