// What one watch has to say, piece by piece: the part of a watch that knows assemblies and no gRPC.
// The stream (stream.h) asks for the next message whenever its client has taken the one before, so
// that news which come faster than a client reads are merged, and nobody waits for a slow one.
//
// Not thread-safe: the stream asks again only after the answer. Ledger and workers outlive feeds.

#ifndef ASSENT_SERVER_RPC_FEED_H_
#define ASSENT_SERVER_RPC_FEED_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/check.h"
#include "server/ledger/ledger.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/bytes.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {

// What all feeds work with.
struct FeedParts {
  ledger::Ledger& ledger;
  ledger::WorkerPool& workers;
  ledger::Access access;
  // Held as long as the feed lives: Watches go only after the last of them.
  std::shared_ptr<void> lease;
};

template <typename Response>
class Feed : public std::enable_shared_from_this<Feed<Response>> {
 public:
  // A Response, encoded; null: nothing that was not told, up to told(); or why the watch ends.
  using Next = absl::StatusOr<ledger::Bytes>;
  using GiveNext = absl::AnyInvocable<void(Next) &&>;

  // `after_sequence`: what the client has been told already; 0: nothing.
  Feed(FeedParts parts, int64_t after_sequence) : parts_(std::move(parts)), told_(after_sequence) {}
  virtual ~Feed() = default;

  // Called on a worker. Calls `give` once, on a worker, with what is durable.
  virtual void FindNext(GiveNext give) = 0;

  // Whether there is an end: then no more message is the stream's.
  virtual bool ends() const { return false; }

  // Everything up to here is told, once the last message has gone.
  int64_t told() const { return told_; }
  const ledger::Access& access() const { return parts_.access; }

 protected:
  ledger::Ledger& ledger() { return parts_.ledger; }
  void SetTold(int64_t sequence) { told_ = sequence; }

  // For the first look: a client cannot have been told what is not there.
  absl::Status CheckNotAhead(int64_t last) const {
    if (told_ < 0) return refusal::SequenceNegative("after_sequence");
    if (told_ > last) return refusal::SequenceAhead("after_sequence", last);
    return absl::OkStatus();
  }

  // Looks at the state (ledger.h, Inspect()) and goes on with what was seen, on a worker, once that
  // is durable; a refusal goes to `give`.
  template <typename Seen>
  void Look(
      absl::AnyInvocable<absl::StatusOr<Seen>(const assembly::State&, int32_t reader, absl::Time)>
          look,
      absl::AnyInvocable<void(Seen, GiveNext) &&> go_on, GiveNext give) {
    Ask<Seen>(
        [this, look = std::move(look)](const ledger::Access& access) mutable {
          return parts_.ledger.Inspect(
              access, [&look](const assembly::State& state, int32_t reader, absl::Time now) {
                return look(state, reader, now);
              });
        },
        std::move(go_on), std::move(give));
  }

  // The same for any question to the ledger.
  template <typename Seen>
  void Ask(absl::AnyInvocable<ledger::Pending<Seen>(const ledger::Access&)> question,
           absl::AnyInvocable<void(Seen, GiveNext) &&> go_on, GiveNext give) {
    const auto keep = this->shared_from_this();
    parts_.ledger.template Run<Seen>(
        [this, keep, question = std::move(question)](ledger::Patience patience) mutable {
          return question(parts_.access.With(patience));
        },
        [this, keep, go_on = std::move(go_on),
         give = std::move(give)](absl::StatusOr<Seen> seen) mutable {
          OnWorker([keep, go_on = std::move(go_on), give = std::move(give),
                    seen = std::move(seen)]() mutable {
            if (!seen.ok()) return std::move(give)(std::move(seen).status());
            std::move(go_on)(*std::move(seen), std::move(give));
          });
        });
  }

 private:
  void OnWorker(ledger::WorkerPool::Job job) {
    ASSENT_CHECK(parts_.workers.Submit(std::move(job)), "a place for each watch is reserved");
  }

  const FeedParts parts_;
  int64_t told_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_FEED_H_
