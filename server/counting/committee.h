// Committees from approvals, for seq-phragmen and equal-shares.

#ifndef ASSENT_SERVER_COUNTING_COMMITTEE_H_
#define ASSENT_SERVER_COUNTING_COMMITTEE_H_

#include "server/counting/prepare.h"

namespace assent::counting {

// Phragmén's rule fills the seats; after equal shares, where `shares_first` (Lackner and Skowron
// 2023, rule 11).
Result ElectCommittee(const Approvals& approvals, const Standing& standing, int seats,
                      bool shares_first);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_COMMITTEE_H_
