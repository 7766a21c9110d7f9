// Whether a decision is explained by the entries before it: nothing may end
// without an event that says why.

#ifndef ASSENT_TESTS_LIVES_EXPLAINED_H_
#define ASSENT_TESTS_LIVES_EXPLAINED_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/event/v1/event.pb.h"

namespace assent::test {

// What a reader of the log knows that could explain an end.
struct Known {
  // Outcomes on record since the last call.
  std::vector<v1::Outcome> outcomes;
  bool held = false;      // stopped by a hold
  bool declared = false;  // the sense was declared
  absl::Time withdraws = absl::InfiniteFuture();
  absl::Time discussion_end = absl::InfiniteFuture();
  // Of decisions in force, by number.
  std::map<int32_t, absl::Time> sunset;
};

// Reads one more event. Returns "" unless it is a decision, or the end of one in
// force, that nothing explains; then what it is.
std::string Read(const event::v1::Event& event, Known& known);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_EXPLAINED_H_
