#include "tests/scenarios/runner/rule_lines.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/scenarios/runner/fields.h"

namespace assent::scenario {
namespace {

bool HasField(const google::protobuf::Descriptor& type, absl::string_view path) {
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  return type.FindFieldByName(parts[0]) != nullptr;
}

}  // namespace

absl::Status ChangeRule(v1::DecisionRule& rule, absl::string_view path, const Value& value) {
  FieldContext context;
  context.member = [](absl::string_view handle) { return std::string(handle); };
  context.rule = [](absl::string_view) -> absl::StatusOr<v1::DecisionRule> {
    return absl::InvalidArgumentError("a rule holds no rules");
  };
  if (!HasField(*v1::DecisionRule::descriptor(), path) &&
      HasField(*v1::Phase::descriptor(), path)) {
    return SetField(rule, absl::StrCat("phases.1.", path), value, context);
  }
  return SetField(rule, path, value, context);
}

bool IsRulePath(absl::string_view key) {
  return HasField(*v1::DecisionRule::descriptor(), key) || HasField(*v1::Phase::descriptor(), key);
}

}  // namespace assent::scenario
