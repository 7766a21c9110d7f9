#include "server/base/log.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"

namespace assent::base {
namespace {

absl::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "unknown";
}

bool IsPlain(absl::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '"' && c != '\\' && c != '=';
  });
}

}  // namespace

std::string FormatLogLine(absl::Time time, Severity severity, absl::string_view event,
                          std::initializer_list<LogField> fields) {
  std::string line =
      absl::StrCat(absl::FormatTime("%Y-%m-%d%ET%H:%M:%E3SZ", time, absl::UTCTimeZone()), " ",
                   Name(severity), " ", event);
  for (const LogField& field : fields) {
    const absl::string_view value = field.value.Piece();
    absl::StrAppend(&line, " ", field.key, "=");
    if (IsPlain(value)) {
      absl::StrAppend(&line, value);
    } else {
      absl::StrAppend(&line, "\"", absl::CEscape(value), "\"");
    }
  }
  return line += '\n';
}

void Log(Severity severity, absl::string_view event, std::initializer_list<LogField> fields) {
  const std::string line = FormatLogLine(absl::Now(), severity, event, fields);
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace assent::base
