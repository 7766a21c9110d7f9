// How many a quorum takes, for those who ask before anything is counted. Pure.

#ifndef ASSENT_SERVER_RULES_QUORUM_H_
#define ASSENT_SERVER_RULES_QUORUM_H_

#include <cstdint>

#include "assent/v1/phase.pb.h"

namespace assent::rules {

// The least of `members` that a quorum asks for; 1 where it asks for nobody.
int64_t QuorumNeeded(const v1::Quorum& quorum, int64_t members);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_QUORUM_H_
