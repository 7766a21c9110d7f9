// How a notice is kept: addressed, numbered, and dropped when it is too old. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTIFIER_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTIFIER_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "assent/v1/need.pb.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/mirrors/book.h"
#include "server/assembly/state.h"

namespace assent::assembly {

using Members = std::set<int32_t>;  // indexes; -1 is nobody

// More than one event makes.
inline constexpr int64_t kIdsPerEntry = 8;

// Both together.
Members Joined(Members a, Members b);
// How many notices of their own each keeps, of as many as have joined: outbox.h.
size_t NoticesEach(int64_t joined);
// The member of that name; empty: there is none.
Members Named(const State& state, const std::string& name);

// Keeps the notices that one event makes.
class Notifier {
 public:
  // Keeps the event that has been applied, and the state, by reference.
  explicit Notifier(const Applying& a) : a_(a) {}

  // About the event's proposal. Whoever did it knows, and is not told.
  void Tell(v1::Notice::Kind kind, int32_t part, Members members,
            absl::Time due = absl::InfiniteFuture()) {
    TellOf(a_.event.proposal(), kind, part, std::move(members), due);
  }
  // The same, and whoever did it is asked like the others.
  void TellAll(v1::Notice::Kind kind, Members members, absl::Time due);
  // About another one.
  void TellOf(int32_t proposal, v1::Notice::Kind kind, int32_t part, Members members,
              absl::Time due = absl::InfiniteFuture());

 private:
  void Write(int32_t proposal, v1::Notice::Kind kind, int32_t part, Members members,
             absl::Time due);

  const Applying& a_;
  int64_t count_ = 0;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTIFIER_H_
