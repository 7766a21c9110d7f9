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
#include "server/assembly/mirrors/outbox.h"

namespace assent::assembly {

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
  Outbox outbox;
  // The term that runs in each role, and who has ever had it: member indexes.
  std::map<std::string, RoleBook> roles;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_BOOK_H_
