// Entries of what members say of themselves: whether they bring a proposal, and whether
// they are present. For apply.cc.

#ifndef ASSENT_SERVER_ASSEMBLY_APPLY_PRESENCE_H_
#define ASSENT_SERVER_ASSEMBLY_APPLY_PRESENCE_H_

#include "server/assembly/apply_internal.h"

namespace assent::assembly {

void Apply(const Applying& a, const event::v1::PresenceSaid& said);
void Apply(const Applying& a, const event::v1::SponsorAnswered& answered);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_APPLY_PRESENCE_H_
