#include "server/assembly/mirrors/notifier.h"

#include <map>
#include <utility>

#include "server/assembly/limits.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {
namespace {

// Lists whom it is for, or whom it is not for, whichever is shorter. Where both
// are long, everybody is told.
void Address(const State& state, const Members& members, StoredNotice& notice) {
  const int32_t joined = static_cast<int32_t>(state.members.size());
  notice.all_but = static_cast<int32_t>(members.size()) * 2 > joined;
  notice.joined = joined;
  if (!notice.all_but && members.size() <= kMaxNamedInNotice) {
    for (const int32_t member : members) notice.places.push_back(member + 1);
    return;
  }
  notice.all_but = true;
  if (joined - members.size() > kMaxNamedInNotice) return;
  for (int32_t member = 0; member < joined; ++member) {
    if (members.count(member) == 0) notice.places.push_back(member + 1);
  }
}

}  // namespace

Members Joined(Members a, Members b) {
  a.merge(b);
  return a;
}

Members Named(const State& state, const std::string& name) {
  const auto found = state.member_by_id.find(LastSegment(name));
  return found == state.member_by_id.end() ? Members() : Members{found->second};
}

void Notifier::TellOf(int32_t proposal, v1::Notice::Kind kind, int32_t part, Members members,
                      absl::Time due) {
  members.erase(a_.author);
  Write(proposal, kind, part, std::move(members), due);
}

void Notifier::TellAll(v1::Notice::Kind kind, Members members, absl::Time due) {
  Write(a_.event.proposal(), kind, 0, std::move(members), due);
}

void Notifier::Write(int32_t proposal, v1::Notice::Kind kind, int32_t part, Members members,
                     absl::Time due) {
  members.erase(-1);
  if (members.empty()) return;
  StoredNotice notice;
  notice.time_us = a_.event.time_us();
  notice.due_us = ToMicros(due);
  notice.proposal = proposal;
  notice.part = part;
  notice.kind = kind;
  Address(a_.state, members, notice);
  Keep(std::move(notice));
}

void Notifier::Keep(StoredNotice notice) {
  std::map<int64_t, StoredNotice>& notices = a_.state.book.notices;
  const int64_t id = a_.event.sequence() * kIdsPerEntry + count_++;
  notices.emplace_hint(notices.end(), id, std::move(notice));
  a_.TouchAssembly(DocumentKind::kNotice, id);
  if (notices.size() <= kMaxNotices) return;
  a_.TouchAssembly(DocumentKind::kNotice, notices.begin()->first);
  a_.state.book.notices_dropped = notices.begin()->first / kIdsPerEntry;
  notices.erase(notices.begin());
}

}  // namespace assent::assembly
