#include "server/rpc/throttle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
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

bool Throttle::Take(Buckets& buckets, absl::string_view key, const Rate& rate, absl::Time now) {
  if (rate.burst <= 0) return true;
  Bucket& bucket = Find(buckets, key, rate, now);
  if (bucket.level < 1) return false;
  bucket.level -= 1;
  return true;
}

absl::Status Throttle::Act(absl::string_view token, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return Take(acts_, token, rules_.acts, now) ? absl::OkStatus() : refusal::TooManyActs();
}

absl::Status Throttle::Read(absl::string_view token_or_peer, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return Take(reads_, token_or_peer, rules_.reads, now) ? absl::OkStatus()
                                                        : refusal::ReadsTooFast();
}

absl::Status Throttle::Knock(absl::string_view peer, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return Take(strangers_, HostOf(peer), rules_.strangers, now) ? absl::OkStatus()
                                                               : refusal::TooManyActs();
}

absl::Status Throttle::Reenter(absl::string_view peer, absl::string_view parent,
                               absl::string_view handle, absl::Time now) {
  const std::string whom = transparency::Sha256({parent, "\n", handle});
  const std::string key = absl::StrCat(HostOf(peer), " ", whom);
  absl::MutexLock lock(&mutex_);
  return Take(reentries_, key, rules_.reentries, now) ? absl::OkStatus()
                                                      : refusal::TooManyReentries();
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

absl::Status Throttle::Fail(absl::string_view peer, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return Take(failures_, HostOf(peer), rules_.failures, now) ? absl::OkStatus()
                                                             : refusal::TooManyFailures();
}

}  // namespace assent::rpc
