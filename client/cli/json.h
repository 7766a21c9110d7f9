// Messages for programs. One generic writer, by reflection, for every message
// of the API, so that no verb formats JSON by itself:
//
//   keys           those of proto-JSON (lowerCamelCase)
//   enum values    without the prefix of their type: OUTCOME_ADOPTED is "ADOPTED"
//   numbers        are JSON numbers, 64-bit ones too (proto-JSON quotes those):
//                  none of ours reaches 2^53
//   scalars, lists are always written, with their default values too; a message
//                  or an `optional` field that is absent is left out
//   Timestamp      "2026-11-22T02:30:00Z";  Duration  "86400s";  bytes  base64
//
// What would act on a terminal is escaped, which JSON allows for every
// character. Pure and thread-safe.

#ifndef ASSENT_CLIENT_CLI_JSON_H_
#define ASSENT_CLIENT_CLI_JSON_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assent::cli {

using Messages = std::vector<const google::protobuf::Message*>;

// Over several lines, indented by two spaces; ends without a line break.
std::string PrettyJson(const google::protobuf::Message& message);
// In one line.
std::string CompactJson(const google::protobuf::Message& message);
// An array of them, over several lines.
std::string PrettyJson(const Messages& messages);

// A header and a row for each message (all of one type, `type`), as RFC 4180
// has it, but with plain line feeds. A list of scalars is joined by ";", a
// message or a list of messages is written as JSON in its cell.
std::string Csv(const google::protobuf::Descriptor& type, const Messages& messages);

// The same for plain words.
std::string CsvOfRows(const std::vector<std::string>& header,
                      const std::vector<std::vector<std::string>>& rows);
std::string JsonOfRow(const std::vector<std::string>& header, const std::vector<std::string>& row);

// The name of an enum value as written above.
std::string ShortEnumName(const google::protobuf::EnumValueDescriptor& value);

// A string as a JSON literal with its quotes.
std::string JsonString(absl::string_view text);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_JSON_H_
