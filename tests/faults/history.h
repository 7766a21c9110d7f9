// Whether what clients were told at the same time fits one order: the log's. It knows nothing of
// the server: its whole input is what each client sent and when, what came back and when, and the
// log that was read afterwards.
//
//   - what was acknowledged is in the log once, at the position that the reply named;
//   - what was refused, or nobody sent, is not there;
//   - what had been answered before something else was sent stands before it; and a read shows
//   everything that had
//     been acknowledged, or shown to somebody, before it was asked.
//
// Pure.

#ifndef ASSENT_TESTS_FAULTS_HISTORY_H_
#define ASSENT_TESTS_FAULTS_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace assent::faults {

// One call, from its first attempt to the answer; times by one steady clock.
struct Operation {
  enum class Ended { kAcknowledged, kRefused, kUnknown };

  absl::Duration sent;
  absl::Duration answered = absl::InfiniteDuration();
  std::string words;  // of an act: nobody else's; a read has none
  Ended ended = Ended::kUnknown;
  int64_t position = 0;  // of an act: its entry; of a read: the newest entry that it shows
};

// An entry with such words.
struct Line {
  int64_t position = 0;
  std::string words;
};

absl::Status CheckHistory(const std::vector<Operation>& operations, const std::vector<Line>& log);

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_HISTORY_H_
