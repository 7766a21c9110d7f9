// Whether a log may say what members say of themselves there: that they bring a proposal,
// that they are present. Found beside the other checks of possible.cc.

#ifndef ASSENT_SERVER_TRANSPARENCY_POSSIBLE_PRESENCE_H_
#define ASSENT_SERVER_TRANSPARENCY_POSSIBLE_PRESENCE_H_

#include "absl/status/status.h"
#include "server/transparency/possible_place.h"

namespace assent::transparency::possible {

absl::Status Check(const Place& place, const event::v1::SponsorAnswered& answered);
absl::Status Check(const Place& place, const event::v1::PresenceSaid& said);

}  // namespace assent::transparency::possible

#endif  // ASSENT_SERVER_TRANSPARENCY_POSSIBLE_PRESENCE_H_
