#include "server/assembly/mirrors/notifier.h"

#include <algorithm>
#include <utility>

#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

// Lists whom it is for, or whom it is not for, whichever is shorter. Where both
// are long, everybody is told.
void Address(const State& state, const Members& members, CommonNotice& notice) {
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

// Into a box of the newest; those that it has no room for go. `place` as in
// DocumentKind::kNotice.
template <typename Stored>
void Put(const Applying& a, int32_t place, size_t most, Stored notice, NoticeBox<Stored>& box) {
  a.TouchNotice(place, notice.id);
  box.PushBack(std::move(notice));
  while (box.size() > most) {
    const int64_t id = box.front().id;
    a.TouchNotice(place, id);
    box.PopFront(id / kIdsPerEntry);
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
  if (count_ == kIdsPerEntry) return;  // no event makes as many
  StoredNotice notice;
  notice.id = a_.event.sequence() * kIdsPerEntry + count_++;
  notice.time_us = a_.event.time_us();
  notice.due_us = ToMicros(due);
  notice.proposal = proposal;
  notice.part = part;
  notice.kind = kind;
  Outbox& outbox = a_.state.book.outbox;
  if (members.size() > kMaxToldEach) {
    CommonNotice common;
    static_cast<StoredNotice&>(common) = notice;
    Address(a_.state, members, common);
    return Put(a_, 0, kMaxCommonNotices, std::move(common), outbox.common);
  }
  const size_t each = NoticesEach(static_cast<int64_t>(a_.state.members.size()));
  for (const int32_t member : members) {
    Put(a_, member + 1, each, notice, outbox.of[member]);
  }
}

size_t NoticesEach(int64_t joined) {
  const int64_t share = kMaxNoticesOfAll / std::max<int64_t>(joined, 1);
  return static_cast<size_t>(std::clamp(share, kMinNoticesEach, kMaxNoticesEach));
}

}  // namespace assent::assembly
