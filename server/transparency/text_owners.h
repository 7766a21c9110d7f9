// To what the texts of an entry belong, as TextsExpired (event/v1) means it: read from
// the beginning of a log, because an item of an agenda names its proposal once. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TEXT_OWNERS_H_
#define ASSENT_SERVER_TRANSPARENCY_TEXT_OWNERS_H_

#include <compare>
#include <cstdint>
#include <map>
#include <utility>

#include "assent/event/v1/event.pb.h"

namespace assent::transparency {

// One of the two; both 0: the assembly.
struct TextOwner {
  int32_t proposal = 0;
  int32_t meeting = 0;
  auto operator<=>(const TextOwner&) const = default;
};

class TextOwners {
 public:
  // Of the texts of the log's next entry.
  TextOwner Next(const event::v1::Event& event);

 private:
  TextOwner OfItem(int32_t meeting, int32_t item) const;

  std::map<std::pair<int32_t, int32_t>, int32_t> about_;  // by meeting and item
};

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TEXT_OWNERS_H_
