#include "server/rpc/throttle.h"

#include <algorithm>

#include "server/rpc/refusals.h"
#include "server/transparency/hash.h"

namespace assent::rpc {

void Throttle::Bucket::Fill(const Rate& rate, absl::Time now) {
  const double filled = absl::ToDoubleSeconds(now - at) * rate.per_second;
  level = at == absl::InfinitePast() ? rate.burst : std::clamp(level + filled, level, rate.burst);
  at = std::max(at, now);
}

Throttle::Bucket& Throttle::Find(Buckets& buckets, absl::string_view key, const Rate& rate,
                                 absl::Time now) {
  if (buckets.size() >= kMaxBuckets && !buckets.contains(key)) {
    absl::erase_if(buckets, [&](auto& entry) {
      entry.second.Fill(rate, now);
      return entry.second.level >= rate.burst;
    });
    if (buckets.size() >= kMaxBuckets) buckets.clear();
  }
  Bucket& bucket = buckets.try_emplace(key).first->second;
  bucket.Fill(rate, now);
  return bucket;
}

absl::Status Throttle::Act(absl::string_view token, absl::Time now) {
  if (rules_.acts.burst <= 0) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  Bucket& bucket = Find(acts_, token, rules_.acts, now);
  if (bucket.level < 1) return refusal::TooManyActs();
  bucket.level -= 1;
  return absl::OkStatus();
}

absl::Status Throttle::Found(absl::string_view token, absl::Time now) {
  if (rules_.founding == Founding::kOff) return refusal::FoundingOff();
  // Hashes are compared, so that the time it takes tells nothing.
  const bool known = transparency::Sha256({token}) == transparency::Sha256({rules_.founding_token});
  if (rules_.founding == Founding::kToken && !known) return refusal::FoundingTokenNeeded();
  if (rules_.foundings.burst <= 0) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  foundings_.Fill(rules_.foundings, now);
  if (foundings_.level < 1) return refusal::TooManyFoundings();
  foundings_.level -= 1;
  return absl::OkStatus();
}

absl::Status Throttle::Try(absl::string_view peer, absl::Time now) {
  if (!anybody_failed()) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  const auto found = failures_.find(HostOf(peer));
  if (found == failures_.end()) return absl::OkStatus();
  found->second.Fill(rules_.failures, now);
  if (found->second.level >= rules_.failures.burst) {
    failures_.erase(found);
    anybody_failed_ = !failures_.empty();
    return absl::OkStatus();
  }
  return found->second.level < 1 ? refusal::TooManyFailures() : absl::OkStatus();
}

void Throttle::Failed(absl::string_view peer, absl::Time now) {
  if (rules_.failures.burst <= 0) return;
  absl::MutexLock lock(&mutex_);
  Bucket& bucket = Find(failures_, HostOf(peer), rules_.failures, now);
  bucket.level = std::max(0.0, bucket.level - 1);
  anybody_failed_ = true;
}

}  // namespace assent::rpc
