// What the members have been told and can still read: for each a box of their own,
// and one for what many are told together. The newest stay:
//
//   of a box        NoticesEach(J) = min(500, max(20, 100000 / J)), J: all who have
//                   joined, so that all boxes together hold no more than 100,000
//                   notices up to 5,000 members, and 20 each beyond
//   of the common   2,000, each of them for more than 50 members at once
//
// So whatever one member does fills only the boxes of those whom it concerns.
//
// Plain data, copyable, not thread-safe.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_OUTBOX_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_OUTBOX_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "assent/v1/need.pb.h"

namespace assent::assembly {

// One notice, compactly: see v1.NoticeDocument.
struct StoredNotice {
  int64_t id = 0;  // eight times the sequence of its entry, and a count from 0
  int64_t time_us = 0;
  int64_t due_us = 0;    // 0: none
  int32_t proposal = 0;  // 0: about a meeting, or about none
  int32_t part = 0;      // of the proposal; else the meeting's number
  v1::Notice::Kind kind = v1::Notice::KIND_UNSPECIFIED;
};

// The same for many at once.
struct CommonNotice : StoredNotice {
  bool all_but = false;
  int32_t joined = 0;
  std::vector<int32_t> places;  // of members, from 1, ascending
};

// Notices in order of their ids. What goes goes from the front, and its room is
// given back once that is half of it.
template <typename Stored>
class NoticeBox {
 public:
  size_t size() const { return stored_.size() - first_; }
  const Stored& front() const { return stored_[first_]; }
  auto begin() const { return stored_.begin() + static_cast<std::ptrdiff_t>(first_); }
  auto end() const { return stored_.end(); }
  size_t capacity() const { return stored_.capacity(); }
  // Null: it has gone.
  const Stored* Find(int64_t id) const {
    const auto found =
        std::lower_bound(begin(), end(), id,
                         [](const Stored& stored, int64_t wanted) { return stored.id < wanted; });
    return found == end() || found->id != id ? nullptr : &*found;
  }
  void PushBack(Stored stored) { stored_.push_back(std::move(stored)); }
  // Notices about the entry of the one that goes are not all kept any more.
  void PopFront(int64_t sequence) {
    dropped_ = sequence;
    if (++first_ * 2 < stored_.size()) return;
    stored_.erase(stored_.begin(), stored_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  // Those about entries up to this one are not all kept any more; 0: all are.
  int64_t dropped() const { return dropped_; }

 private:
  std::vector<Stored> stored_;
  size_t first_ = 0;
  int64_t dropped_ = 0;
};

struct Outbox {
  std::map<int32_t, NoticeBox<StoredNotice>> of;  // by member index
  NoticeBox<CommonNotice> common;

  // Of what the member could be told.
  int64_t Dropped(int32_t member) const {
    const auto own = of.find(member);
    return std::max(common.dropped(), own == of.end() ? 0 : own->second.dropped());
  }
  // What it takes in memory.
  size_t Bytes() const {
    size_t bytes = common.capacity() * sizeof(CommonNotice);
    for (const CommonNotice& notice : common) bytes += notice.places.capacity() * sizeof(int32_t);
    for (const auto& [member, box] : of) bytes += box.capacity() * sizeof(StoredNotice) + 96;
    return bytes;
  }
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_OUTBOX_H_
