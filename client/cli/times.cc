#include "client/cli/times.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace assent::cli {
namespace {

const absl::Duration kDay = absl::Hours(24);
constexpr int64_t kMaxYears = 10;

struct Unit {
  char letter;
  const char* word;
  absl::Duration length;
};
const Unit kWeek = {'w', "week", 7 * kDay};
const Unit kUnits[] = {
    {'d', "day", kDay},
    {'h', "hour", absl::Hours(1)},
    {'m', "minute", absl::Minutes(1)},
    {'s', "second", absl::Seconds(1)},
};

const Unit* UnitOf(char letter) {
  if (letter == kWeek.letter) return &kWeek;
  for (const Unit& unit : kUnits) {
    if (unit.letter == letter) return &unit;
  }
  return nullptr;
}

std::string Counted(int64_t count, const Unit& unit) {
  return absl::StrCat(count, " ", unit.word, count == 1 ? "" : "s");
}

// In the largest unit that is at least once in it, rounded to the nearest.
std::string Roughly(absl::Duration duration) {
  for (const Unit& unit : kUnits) {
    if (duration >= unit.length) {
      return Counted((duration + unit.length / 2) / unit.length, unit);
    }
  }
  return "a moment";
}

absl::Status NoDuration(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is no duration; write 90m, 48h, 7d or 2w"));
}

}  // namespace

absl::StatusOr<absl::Duration> ReadDuration(absl::string_view text) {
  absl::Duration sum;
  absl::string_view rest = text;
  while (!rest.empty()) {
    const size_t digits = rest.find_first_not_of("0123456789");
    int32_t count = 0;
    if (digits == absl::string_view::npos || !absl::SimpleAtoi(rest.substr(0, digits), &count)) {
      return NoDuration(text);
    }
    const Unit* unit = UnitOf(rest[digits]);
    if (unit == nullptr) return NoDuration(text);
    sum += count * unit->length;
    rest.remove_prefix(digits + 1);
  }
  if (sum <= absl::ZeroDuration() || sum > kMaxYears * 366 * kDay) return NoDuration(text);
  return sum;
}

bool LooksLikeDate(absl::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-';
}

absl::StatusOr<absl::Time> ReadTime(absl::string_view text, absl::Time now, absl::TimeZone zone) {
  if (!LooksLikeDate(text)) {
    if (const auto duration = ReadDuration(text); duration.ok()) return now + *duration;
  }
  absl::Time time;
  for (const char* format :
       {"%Y-%m-%d", "%Y-%m-%d%ET%H:%M", "%Y-%m-%d %H:%M", absl::RFC3339_full}) {
    if (absl::ParseTime(format, text, zone, &time, nullptr)) return time;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" is no date; write 2026-12-01, 2026-12-01T18:30, or 7d from now"));
}

std::string FormatMinute(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone);
}

std::string TimeWords(absl::Time time, absl::Time now, absl::TimeZone zone) {
  const std::string distance = time >= now ? absl::StrCat("in ", Roughly(time - now))
                                           : absl::StrCat(Roughly(now - time), " ago");
  return absl::StrCat(FormatMinute(time, zone), " (", distance, ")");
}

std::string DurationWords(absl::Duration duration) {
  for (const Unit& unit : kUnits) {
    if (duration >= unit.length && duration % unit.length == absl::ZeroDuration()) {
      return Counted(duration / unit.length, unit);
    }
  }
  return absl::FormatDuration(duration);
}

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>((time - absl::FromUnixSeconds(seconds)) / absl::Nanoseconds(1)));
}

void SetDuration(absl::Duration duration, google::protobuf::Duration& to) {
  to.set_seconds(absl::ToInt64Seconds(duration));
  to.set_nanos(static_cast<int32_t>((duration % absl::Seconds(1)) / absl::Nanoseconds(1)));
}

}  // namespace assent::cli
