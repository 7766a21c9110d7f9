#include "server/ledger/shown.h"

#include <utility>

#include "absl/hash/hash.h"

namespace assent::ledger {

size_t Shown::PlaceOf(const Of& of) { return absl::HashOf(of.lineage.get(), of.what) % kMaxShown; }

Bytes Shown::Find(const Of& of, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const Place& place = places_[PlaceOf(of)];
  return place.of == of && place.IsRight(now) ? place.answer : nullptr;
}

void Shown::Keep(Of of, absl::Time now, absl::Time until, Bytes answer) {
  if (until <= now || answer->size() > kMaxShownBytes) return;
  Place kept{std::move(of), now, until, std::move(answer)};
  const size_t number = PlaceOf(kept.of);
  absl::MutexLock lock(&mutex_);
  std::swap(places_[number], kept);
}

void Shown::Expire(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  for (Place& place : places_) {
    if (place.answer != nullptr && !place.IsRight(now)) place = Place();
  }
}

}  // namespace assent::ledger
