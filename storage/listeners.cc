#include "storage/listeners.h"

#include <utility>

namespace assent::storage {

// Takes its listener off the list when it goes.
class Listeners::Registration : public Subscription {
 public:
  Registration(Listeners* owner, std::list<Listener>::iterator place)
      : owner_(owner), place_(place) {}
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  ~Registration() override {
    absl::MutexLock lock(&owner_->mutex_);
    owner_->listeners_.erase(place_);
  }

 private:
  Listeners* const owner_;
  const std::list<Listener>::iterator place_;
};

std::unique_ptr<Subscription> Listeners::Add(Listener listener) {
  absl::MutexLock lock(&mutex_);
  return std::make_unique<Registration>(this,
                                        listeners_.insert(listeners_.end(), std::move(listener)));
}

void Listeners::Notify(const Heads& heads) {
  absl::ReaderMutexLock lock(&mutex_);
  for (const Listener& listener : listeners_) {
    for (const auto& [assembly, last_sequence] : heads) listener(assembly, last_sequence);
  }
}

}  // namespace assent::storage
