#include "server/transparency/text_owners.h"

namespace assent::transparency {

using event::v1::Event;

TextOwner TextOwners::OfItem(int32_t meeting, int32_t item) const {
  const auto about = about_.find({meeting, item});
  return about == about_.end() ? TextOwner{0, meeting} : TextOwner{about->second, 0};
}

TextOwner TextOwners::Next(const Event& event) {
  switch (event.body_case()) {
    case Event::kMeetingPlanned:
      return {0, event.meeting_planned().number()};
    case Event::kAgendaItemAdded: {
      const event::v1::AgendaItemAdded& added = event.agenda_item_added();
      if (added.about() != 0) about_[{added.meeting(), added.number()}] = added.about();
      return OfItem(added.meeting(), added.number());
    }
    case Event::kAgendaItemClosed:
      return OfItem(event.agenda_item_closed().meeting(), event.agenda_item_closed().number());
    default:
      return {event.proposal(), 0};
  }
}

}  // namespace assent::transparency
