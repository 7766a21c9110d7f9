#include "server/rpc/watches.h"

#include <utility>
#include <vector>

#include "server/rpc/refusals.h"

namespace assent::rpc {
Watches::~Watches() {
  const auto no_feeds = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return feeds_ == 0; };
  absl::MutexLock lock(&mutex_, absl::Condition(&no_feeds));
}

std::shared_ptr<void> Watches::Lease() {
  absl::MutexLock lock(&mutex_);
  ++feeds_;
  return std::shared_ptr<void>(this, [](void* watches) {
    auto* const self = static_cast<Watches*>(watches);
    absl::MutexLock release(&self->mutex_);
    --self->feeds_;
  });
}

absl::Status Watches::Admit(std::shared_ptr<OpenStream> stream) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return refusal::Draining();
  const auto of_assembly = by_assembly_.find(stream->assembly());
  const bool full =
      of_assembly != by_assembly_.end() && of_assembly->second >= kMaxWatchersPerAssembly;
  if (open_.size() >= kMaxWatchers || full) return refusal::TooManyWatchers();
  ++by_assembly_[stream->assembly()];
  OpenStream* const key = stream.get();
  open_.emplace(key, std::move(stream));
  return absl::OkStatus();
}

void Watches::Forget(OpenStream* stream) {
  std::shared_ptr<OpenStream> last;  // goes after the lock
  absl::MutexLock lock(&mutex_);
  const auto found = open_.find(stream);
  const auto count = by_assembly_.find(stream->assembly());
  if (--count->second == 0) by_assembly_.erase(count);
  last = std::move(found->second);
  open_.erase(found);
}

std::vector<std::shared_ptr<OpenStream>> Watches::All() const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::shared_ptr<OpenStream>> all;
  all.reserve(open_.size());
  for (const auto& [key, stream] : open_) all.push_back(stream);
  return all;
}

void Watches::Tick(absl::Time now) {
  for (const std::shared_ptr<OpenStream>& stream : All()) stream->Beat(now);
}

void Watches::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  for (const std::shared_ptr<OpenStream>& stream : All()) stream->End(refusal::Draining());
}

}  // namespace assent::rpc
