// How often: acts of one token, foundings of the server, tokens that open nothing from one address.
// Each has a bucket that fills steadily up to a burst; an empty one refuses, with a time after
// which to try again. And who may found at all.
//
// Thread-safe. Addresses of those who fail, and of those who join or apply, are kept in memory for
// a while, nowhere else. Cost: one short lock an act; nothing for reads, unless an address has
// failed lately.

#ifndef ASSENT_SERVER_RPC_THROTTLE_H_
#define ASSENT_SERVER_RPC_THROTTLE_H_

#include <atomic>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/rpc/limits.h"

namespace assent::rpc {

enum class Founding { kOpen, kToken, kOff };

struct EntryRules {
  Rate acts = kActsOfAToken;
  Rate foundings = kFoundings;
  Rate failures = kFailedTokens;
  Founding founding = Founding::kOpen;
  std::string founding_token;  // with kToken

  // Without any limit: for tests and measurements.
  static EntryRules Unlimited() { return {{}, {}, {}, Founding::kOpen, ""}; }
};

// "ipv4:192.0.2.7" of "ipv4:192.0.2.7:40123", as gRPC calls a peer.
inline absl::string_view HostOf(absl::string_view peer) { return peer.substr(0, peer.rfind(':')); }

class Throttle {
 public:
  explicit Throttle(EntryRules rules) : rules_(std::move(rules)) {}
  Throttle(const Throttle&) = delete;
  Throttle& operator=(const Throttle&) = delete;

  // One act with this token, or, of whoever needs none, from this host. TOO_MANY_ACTS.
  absl::Status Act(absl::string_view token, absl::Time now);
  // One founding by whoever brings this token; "": none. FOUNDING_OFF, FOUNDING_TOKEN_NEEDED,
  // TOO_MANY_FOUNDINGS.
  absl::Status Found(absl::string_view token, absl::Time now);
  // Whether there is anything for Try() to look at.
  bool anybody_failed() const { return anybody_failed_.load(std::memory_order_relaxed); }
  // Whether an address may try a token: TOO_MANY_FAILURES. `peer` as gRPC calls it.
  absl::Status Try(absl::string_view peer, absl::Time now);
  // It failed.
  void Failed(absl::string_view peer, absl::Time now);

 private:
  struct Bucket {
    double level = 0;
    absl::Time at = absl::InfinitePast();

    void Fill(const Rate& rate, absl::Time now);
  };
  using Buckets = absl::flat_hash_map<std::string, Bucket>;

  // The bucket of `key`, filled up to now; of too many, full ones are forgotten.
  static Bucket& Find(Buckets& buckets, absl::string_view key, const Rate& rate, absl::Time now);

  const EntryRules rules_;
  absl::Mutex mutex_;
  Buckets acts_ ABSL_GUARDED_BY(mutex_);      // by token or host
  Buckets failures_ ABSL_GUARDED_BY(mutex_);  // by address
  Bucket foundings_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> anybody_failed_{false};
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_THROTTLE_H_
