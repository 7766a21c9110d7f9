#include "server/assembly/times.h"

#include "absl/time/civil_time.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int32_t kNanosPerSecond = 1'000'000'000;

bool IsWorkingDay(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
}

}  // namespace

int64_t ToMicros(absl::Time time) {
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return 0;
  return absl::ToUnixMicros(time);
}

absl::Time FromMicros(int64_t micros, absl::Time none) {
  return micros == 0 ? none : absl::FromUnixMicros(micros);
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

bool IsValid(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() >= kFirstSecond && timestamp.seconds() <= kLastSecond &&
         timestamp.nanos() >= 0 && timestamp.nanos() < kNanosPerSecond;
}

bool IsValid(const google::protobuf::Duration& duration) {
  return duration.seconds() >= -kMaxDurationSeconds && duration.seconds() <= kMaxDurationSeconds &&
         duration.nanos() > -kNanosPerSecond && duration.nanos() < kNanosPerSecond &&
         // Of one sign, as protobuf has it.
         (duration.seconds() <= 0 || duration.nanos() >= 0) &&
         (duration.seconds() >= 0 || duration.nanos() <= 0);
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

absl::Time After(absl::Time start, absl::Duration duration, v1::PhaseTime::Calendar calendar,
                 absl::TimeZone zone) {
  const bool working = calendar == v1::PhaseTime::CALENDAR_WORKING_DAYS;
  if (!working && calendar != v1::PhaseTime::CALENDAR_DAYS) return start + duration;
  absl::CivilSecond from = absl::ToCivilSecond(start, zone);
  absl::Duration part = start - absl::FromCivil(from, zone);  // below the second
  absl::CivilDay first(from);
  // What starts on a day off counts from the end of the last working day, which is
  // the beginning of the next.
  int64_t days = duration / absl::Hours(24);
  if (working && days > 0 && !IsWorkingDay(first)) {
    while (!IsWorkingDay(first)) --first;
    from = absl::CivilSecond(first + 1);
    part = absl::ZeroDuration();
  }
  absl::CivilDay day = first;
  while (days > 0) {
    ++day;
    if (!working || IsWorkingDay(day)) --days;
  }
  const absl::CivilSecond to = from + (absl::CivilSecond(day) - absl::CivilSecond(first));
  return absl::FromCivil(to, zone) + part + duration % absl::Hours(24);
}

}  // namespace assent::assembly
