// The certificate of a decision: what a group may show others. What it holds
// back, and why, stands in proto/assent/v1/mirror.proto. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_CERTIFICATE_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_CERTIFICATE_H_

#include "assent/v1/assembly.pb.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/mirror.pb.h"
#include "assent/v1/proposal.pb.h"

namespace assent::assembly {

// `revision` is the one that was decided on.
v1::Certificate CertificateOf(const v1::Assembly& assembly, const v1::Decision& decision,
                              const v1::Revision& revision);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_CERTIFICATE_H_
