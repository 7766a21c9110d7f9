#include "server/transparency/possible_presence.h"

#include <algorithm>

#include "server/assembly/sponsors.h"
#include "server/base/status_macros.h"

namespace assent::transparency::possible {

// Nobody brings a proposal whom its proposer has not asked to.
absl::Status Check(const Place& place, const event::v1::SponsorAnswered& answered) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  const assembly::Member& author = place.state.members[place.author];
  const auto& brings = place.p->view.co_proposers();
  const bool does = std::find(brings.begin(), brings.end(), author.view.name()) != brings.end();
  const bool named =
      does || assembly::IsAsked(*place.p, author) || assembly::HasDeclined(*place.p, author);
  if (!named) return Impossible("its author was not asked to bring the proposal");
  return does && !answered.declines() ? Impossible("its author brings the proposal already")
                                      : absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::PresenceSaid& said) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  const bool there = place.p->attendance.contains(place.author);
  return said.absent() && !there ? Impossible("its author was not on record as present")
                                 : absl::OkStatus();
}

}  // namespace assent::transparency::possible
