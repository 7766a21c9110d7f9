// Times and durations as people write and read them. Pure: the moment it is
// now, and the time zone, are arguments.

#ifndef ASSENT_CLIENT_CLI_TIMES_H_
#define ASSENT_CLIENT_CLI_TIMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace assent::cli {

// "90m", "48h", "7d", "2w", "1d12h". kInvalidArgument for anything else, for
// nothing, and for more than ten years.
absl::StatusOr<absl::Duration> ReadDuration(absl::string_view text);

// "2026-12-01", "2026-12-01 18:30" or with a T between, in `zone`; RFC 3339 with
// its own offset; or a duration from now ("7d"). A day alone is its first
// moment.
absl::StatusOr<absl::Time> ReadTime(absl::string_view text, absl::Time now, absl::TimeZone zone);

// Whether ReadTime() would read it as a day, not as a duration.
bool LooksLikeDate(absl::string_view text);

// "2026-12-01 18:30 (in 9 days)", "… (3 hours ago)".
std::string TimeWords(absl::Time time, absl::Time now, absl::TimeZone zone);
// "2026-12-01 18:30".
std::string FormatMinute(absl::Time time, absl::TimeZone zone);
// "14 days", "36 hours", "90 minutes".
std::string DurationWords(absl::Duration duration);

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);
absl::Duration DurationOf(const google::protobuf::Duration& duration);
void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp);
void SetDuration(absl::Duration duration, google::protobuf::Duration& to);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_TIMES_H_
