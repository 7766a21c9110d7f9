#include "server/rules/presets.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/rule_service.pb.h"
#include "google/protobuf/text_format.h"
#include "server/base/check.h"
#include "server/rules/nearest.h"
#include "server/rules/preset_texts.h"

namespace assent::rules {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <typename M>
M Parse(absl::string_view text) {
  M message;
  ASSENT_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &message),
               "a preset cannot be parsed");
  return message;
}

// Gives `message` the singular fields of `common` that it does not set itself,
// and returns their names.
std::vector<std::string> FillFrom(const Message& common, Message& message) {
  std::vector<std::string> filled;
  std::vector<const FieldDescriptor*> fields;
  common.GetReflection()->ListFields(common, &fields);
  for (const FieldDescriptor* field : fields) {
    const auto* reflection = message.GetReflection();
    if (field->is_repeated() || reflection->HasField(message, field)) continue;
    reflection->MutableMessage(&message, field)
        ->CopyFrom(common.GetReflection()->GetMessage(common, field));
    filled.push_back(field->name());
  }
  return filled;
}

// Completes a preset from common.textproto and says in its notes what was
// taken from there.
void Complete(const v1::DecisionRule& common, v1::DecisionRule& rule) {
  rule.set_version(1);
  for (v1::Phase& phase : *rule.mutable_phases()) FillFrom(common.phases(0), phase);
  if (rule.has_urgent()) {
    for (v1::Phase& phase : *rule.mutable_urgent()->mutable_phases()) {
      FillFrom(common.phases(0), phase);
    }
  }
  const std::vector<std::string> filled = FillFrom(common, rule);
  if (!filled.empty()) {
    rule.add_notes(absl::StrCat("Not stated by the source, the common values of presets: ",
                                absl::StrJoin(filled, ", "), "."));
  }
}

struct Presets {
  std::vector<v1::DecisionRule> rules;
  std::vector<const v1::DecisionRule*> by_id;
};

Presets Load() {
  const auto common = Parse<v1::DecisionRule>(kCommonText);
  Presets presets;
  for (const absl::string_view text : kPresetTexts) {
    auto family = Parse<v1::ListPresetsResponse>(text);
    for (v1::DecisionRule& rule : *family.mutable_presets()) {
      Complete(common, rule);
      presets.rules.push_back(std::move(rule));
    }
  }
  for (const v1::DecisionRule& rule : presets.rules) presets.by_id.push_back(&rule);
  std::sort(presets.by_id.begin(), presets.by_id.end(),
            [](const auto* a, const auto* b) { return a->id() < b->id(); });
  return presets;
}

// Never destroyed, so that a rule may be read until the very end.
const Presets& All() {
  static const Presets& presets = *new Presets(Load());
  return presets;
}

}  // namespace

absl::Span<const v1::DecisionRule* const> ListPresets() { return All().by_id; }

const v1::DecisionRule* FindPreset(absl::string_view id) {
  const auto& by_id = All().by_id;
  const auto found = std::lower_bound(by_id.begin(), by_id.end(), id,
                                      [](const v1::DecisionRule* rule, absl::string_view wanted) {
                                        return absl::string_view(rule->id()) < wanted;
                                      });
  return found != by_id.end() && (*found)->id() == id ? *found : nullptr;
}

std::string NearestPreset(absl::string_view id) {
  std::vector<absl::string_view> ids;
  for (const v1::DecisionRule* rule : ListPresets()) ids.push_back(rule->id());
  return std::string(Nearest(id, ids));
}

}  // namespace assent::rules
