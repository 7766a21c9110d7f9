// Messages as bytes that say the same whenever and by whichever server they are written: protobuf
// itself leaves the order of a map open. For what is compared or hashed later. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_CANONICAL_H_
#define ASSENT_SERVER_ASSEMBLY_CANONICAL_H_

#include <string>

#include "google/protobuf/message_lite.h"

namespace assent::assembly {

// The same bytes for equal messages, as long as protobuf keeps its promise within one version of
// its library. What has been hashed is therefore kept as bytes, and never made again from a
// message.
std::string CanonicalBytes(const google::protobuf::MessageLite& message);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_CANONICAL_H_
