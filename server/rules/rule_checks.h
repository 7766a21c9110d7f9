// The parts of CheckRule(), one file each. Every function returns the first
// fault that it finds; `path` is where its argument lies in the request.
// Nobody but check_rule.cc and these files includes it.

#ifndef ASSENT_SERVER_RULES_RULE_CHECKS_H_
#define ASSENT_SERVER_RULES_RULE_CHECKS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "assent/v1/rule.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_field.h"

namespace assent::rules {

using Phases = google::protobuf::RepeatedPtrField<v1::Phase>;

inline std::string At(absl::string_view path, absl::string_view field) {
  return absl::StrCat(path, ".", field);
}

inline std::string At(absl::string_view path, absl::string_view field, int index) {
  return absl::StrCat(path, ".", field, "[", index, "]");
}

absl::Status MissingField(absl::string_view path, absl::string_view what);
absl::Status Contradiction(absl::string_view path, absl::string_view why);

// check_values.cc: every number, text, enum, duration and fraction is within
// its bounds, wherever it stands.
absl::Status CheckValues(const google::protobuf::Message& message, absl::string_view path);

// check_phase.cc: the parts of one phase are there and fit together.
absl::Status CheckPhase(const v1::DecisionRule& rule, const v1::Phase& phase,
                        absl::string_view path);

// check_roads.cc: of a phase with roads, all but where they lead.
absl::Status CheckRoads(const v1::Phase& phase, absl::string_view path);
// … and that; and that there is one such phase, where ballots rank nothing else.
absl::Status CheckRoadsAmong(const Phases& phases, absl::string_view path);

// check_flow.cc: where phases lead. Names are unique and known, every phase can
// be reached, adoption too, and no circle closes without anybody doing
// anything.
absl::Status CheckFlow(const Phases& phases, absl::string_view path);

// Whether `name` is [a-z][a-z0-9_]* of at most `longest` bytes.
bool IsName(absl::string_view name, size_t longest);

// RULE_VALUE_OUT_OF_RANGE unless `again` is kMinAgain at least.
absl::Status CheckAgain(const google::protobuf::Duration& again, absl::string_view path);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_RULE_CHECKS_H_
