// What the state keeps for the mirrors (proto/assent/v1/mirror.proto) and for
// notices, beside what the rules need. Kept by Reflect() (reflect.h) and by
// nothing else; no outcome depends on it.
//
// Plain data, copyable, not thread-safe.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_BOOK_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_BOOK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "assent/v1/account.pb.h"
#include "assent/v1/mirror.pb.h"
#include "assent/v1/need.pb.h"

namespace assent::assembly {

// One notice, compactly: see v1.NoticeDocument.
struct StoredNotice {
  int64_t time_us = 0;
  int64_t due_us = 0;    // 0: none
  int32_t proposal = 0;  // 0: about a meeting
  int32_t part = 0;      // of the proposal; else the meeting's number
  v1::Notice::Kind kind = v1::Notice::KIND_UNSPECIFIED;
  bool all_but = false;
  int32_t joined = 0;
  std::vector<int32_t> places;  // of members, from 1, ascending
};

// Of one proposal.
struct ProposalBook {
  std::set<int32_t> facilitators;      // member indexes: whoever took it on
  int32_t parked_by = -1;              // member index, while it is parked
  std::string parked_for;              // the reason, while it is parked
  std::vector<v1::BlockEntry> blocks;  // in the order in which they were raised
  std::optional<v1::Account> booked;   // as it stands in a month's account
};

// Of one role, by its id. Outlives the role: who had it before is asked of the
// next one of that name, too.
struct RoleBook {
  int32_t holder = -1;    // member index; -1: vacant
  int64_t since_us = 0;   // when their term began
  std::set<int32_t> had;  // member indexes
};

// Of the assembly.
struct MirrorBook {
  // By month, as in 202611. The last two: what is older does not change.
  std::map<int32_t, v1::Account> months;
  // By id, which is eight times the sequence of the entry, and a count from 0.
  // The newest, at most kMaxNotices.
  std::map<int64_t, StoredNotice> notices;
  // Those about entries up to this one are not all kept any more; 0: all are.
  int64_t notices_dropped = 0;
  // The term that runs in each role, and who has ever had it: member indexes.
  std::map<std::string, RoleBook> roles;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_BOOK_H_
