// Times between messages, events and absl::Time. In events a time is
// microseconds since the epoch and 0 means that there is none.

#ifndef ASSENT_SERVER_ASSEMBLY_TIMES_H_
#define ASSENT_SERVER_ASSEMBLY_TIMES_H_

#include <cstdint>

#include "absl/time/time.h"
#include "assent/v1/rule.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace assent::assembly {

// 0 for an infinite time.
int64_t ToMicros(absl::Time time);
// `none` for 0.
absl::Time FromMicros(int64_t micros, absl::Time none);

absl::Duration ToDuration(const google::protobuf::Duration& duration);
absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
// Whether a message from outside holds a time or duration that these can
// express: nanos in range, and for a time the years 1 to 9999.
bool IsValid(const google::protobuf::Timestamp& timestamp);
bool IsValid(const google::protobuf::Duration& duration);
google::protobuf::Timestamp ToProto(absl::Time time);

// `duration` after `start` as the calendar of a phase counts it in `zone`. A
// period of n days ends at the same time of day on the n-th day after `start`, one
// of n working days on the n-th from Monday to Friday, whatever the clocks did
// meanwhile; a time of day that the clocks skip is read as the moment they jump.
absl::Time After(absl::Time start, absl::Duration duration, v1::PhaseTime::Calendar calendar,
                 absl::TimeZone zone);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_TIMES_H_
