// How often: acts and reads of one token, foundings of the server, tokens that open nothing from
// one address, and what strangers do from one address. Each has a bucket that fills steadily up to
// a burst; an empty one refuses, with a time after which to try again. And who may found at all.
//
// Thread-safe. Addresses of those who fail, and of those who apply, are kept in memory for
// a while, nowhere else. Cost: one short lock a call, and for each token that opens nothing.

#ifndef ASSENT_SERVER_RPC_THROTTLE_H_
#define ASSENT_SERVER_RPC_THROTTLE_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/base/limits.h"

namespace assent::rpc {

enum class Founding { kOpen, kToken, kOff };

struct EntryRules {
  Rate acts = kActsOfAToken;
  Rate foundings = kFoundings;
  Rate failures = kFailedTokens;
  Rate strangers = kActsOfStrangers;
  Rate reentries = kReentries;
  Rate reads = kReadsOfAToken;
  Founding founding = Founding::kOpen;
  std::string founding_token;  // with kToken

  // Without any limit: for tests and measurements.
  static EntryRules Unlimited() { return {{}, {}, {}, {}, {}, {}, Founding::kOpen, ""}; }
};

// "ipv4:192.0.2.7" of "ipv4:192.0.2.7:40123", as gRPC calls a peer.
inline absl::string_view HostOf(absl::string_view peer) { return peer.substr(0, peer.rfind(':')); }

class Throttle {
 public:
  explicit Throttle(EntryRules rules) : rules_(std::move(rules)) {}
  Throttle(const Throttle&) = delete;
  Throttle& operator=(const Throttle&) = delete;

  // One act with this token. TOO_MANY_ACTS.
  absl::Status Act(absl::string_view token, absl::Time now);
  // One read with this token, or, where none is needed and none was brought, from this peer.
  // READS_TOO_FAST.
  absl::Status Read(absl::string_view token_or_peer, absl::Time now);
  // One act from this peer, as gRPC calls it, of somebody who needs no token: they apply, or have
  // an invitation that opens nothing. TOO_MANY_ACTS.
  absl::Status Knock(absl::string_view peer, absl::Time now);
  // One application from this peer to come back in as this member of this assembly, whether or not
  // there are any such. TOO_MANY_REENTRIES.
  absl::Status Reenter(absl::string_view peer, absl::string_view parent, absl::string_view handle,
                       absl::Time now);
  // One founding by whoever brings this token; "": none. FOUNDING_OFF, FOUNDING_TOKEN_NEEDED,
  // TOO_MANY_FOUNDINGS.
  absl::Status Found(absl::string_view token, absl::Time now);
  // A token from this peer opened nothing: TOO_MANY_FAILURES where that has happened too often to
  // be told what. Only whoever failed is asked about: behind a proxy all members share one address,
  // and a stranger who fails there must not keep them out.
  absl::Status Fail(absl::string_view peer, absl::Time now);

 private:
  struct Bucket {
    double level = 0;
    absl::Time at = absl::InfinitePast();

    void Fill(const Rate& rate, absl::Time now);
  };
  using Buckets = absl::flat_hash_map<std::string, Bucket>;

  // The bucket of `key`, filled up to now; of too many, full ones are forgotten.
  static Bucket& Find(Buckets& buckets, absl::string_view key, const Rate& rate, absl::Time now);
  // Takes one out of that bucket; false: it is empty. Without a limit there is always one.
  bool Take(Buckets& buckets, absl::string_view key, const Rate& rate, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const EntryRules rules_;
  absl::Mutex mutex_;
  Buckets acts_ ABSL_GUARDED_BY(mutex_);       // by token
  Buckets reads_ ABSL_GUARDED_BY(mutex_);      // by token, or by address
  Buckets strangers_ ABSL_GUARDED_BY(mutex_);  // by address
  Buckets reentries_ ABSL_GUARDED_BY(mutex_);  // by address and hash of whom
  Buckets failures_ ABSL_GUARDED_BY(mutex_);   // by address
  Bucket foundings_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_THROTTLE_H_
