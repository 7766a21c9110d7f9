#ifndef ASSENT_SERVER_BASE_LOG_H_
#define ASSENT_SERVER_BASE_LOG_H_

#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// What the server tells its operator: one line an event on stderr, for the journal and for grep.
//
//   2026-03-01T12:00:00.123Z info listening address=127.0.0.1:7654 store=rocksdb
//
// spdlog would bring sinks, threads and patterns; this is one function whose lines cannot be taken
// for anything else, and an event's name is a constant that a test can look for.
//
// Never log what members wrote, how they stand, or a token: names of resources, counts, sizes,
// durations and status codes are what an operator needs.
namespace assent::base {

enum class Severity { kInfo, kWarning, kError };

// A key in lower_snake_case and a string or number. Holds no copy: use it only as an argument of
// Log().
struct LogField {
  absl::string_view key;
  absl::AlphaNum value;
};

// Writes one line with the time of the machine's clock. Thread-safe: a line goes down in one
// write(2), so lines do not mix. What stderr refuses is lost; a log must not stop the service.
void Log(Severity severity, absl::string_view event, std::initializer_list<LogField> fields = {});

// The line that Log() writes, with its line feed. A value that is empty or holds anything but
// printable ASCII without blanks, quotes, backslashes and equals signs is put in double quotes with
// C escapes, so that nobody can forge a field or a line.
std::string FormatLogLine(absl::Time time, Severity severity, absl::string_view event,
                          std::initializer_list<LogField> fields);

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_LOG_H_
