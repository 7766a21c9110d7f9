// Lines that bring a world about: rules, the assembly, members; and recorded
// hands, which are one request for many members.

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status_macros.h"
#include "server/rules/presets.h"
#include "tests/scenarios/runner/requests.h"
#include "tests/scenarios/runner/rule_lines.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {
namespace {

absl::Status Trouble(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

constexpr char kRuleUsage[] = "rule NAME=PRESET [path=value …]";
constexpr char kAssemblyUsage[] =
    "assembly ID members=(ana,bo,…) [rule=PRESET] [also=(PRESET,…)] [name=\"…\"] [time_zone=…] "
    "[charter_rule=…] [membership=DECISION] [guests=yes] [unit_weights=(…)] [path=value …]";

std::string Word(const Line& line, absl::string_view key) {
  const Value* value = line.Find(key);
  return value == nullptr ? "" : value->text;
}

// "20" is m1 … m20; else handles.
absl::StatusOr<std::vector<std::string>> Members(const Line& line) {
  const Value* value = line.Find("members");
  if (value == nullptr) return Trouble(absl::StrCat("expected: ", kAssemblyUsage));
  int count = 0;
  if (value->kind == Value::Kind::kWord && absl::SimpleAtoi(value->text, &count)) {
    if (count < 1 || count > 10'000) return Trouble("members= takes 1 to 10000, or a list");
    std::vector<std::string> handles;
    for (int i = 1; i <= count; ++i) handles.push_back(absl::StrCat("m", i));
    return handles;
  }
  return HandlesOf(*value);
}

bool IsFoundingKey(absl::string_view key) {
  return key == "members" || key == "rule" || key == "also" || key == "name" ||
         key == "time_zone" || key == "charter_rule" || key == "request_id" ||
         key == "validate_only" || key == "membership" || key == "guests" || key == "unit_weights";
}

}  // namespace

absl::Status World::DefineRule(const Line& line) {
  if (line.keys.empty() || !line.words.empty() || !line.texts.empty()) {
    return Trouble(absl::StrCat("expected: ", kRuleUsage));
  }
  const auto& [name, preset] = line.keys[0];
  ASSENT_ASSIGN_OR_RETURN(v1::DecisionRule rule, RuleOf(preset.text));
  rule.set_id(name);
  for (size_t i = 1; i < line.keys.size(); ++i) {
    ASSENT_RETURN_IF_ERROR(ChangeRule(rule, line.keys[i].first, line.keys[i].second));
  }
  rules_[name] = rule;
  return absl::OkStatus();
}

// The rules that the assembly is founded with: presets by name; those that a
// line made or changed, in full.
absl::Status World::AddCharter(const Line& line, v1::CreateAssemblyRequest& request) const {
  const std::string base =
      Word(line, "rule").empty() ? std::string(rules::kDefaultPreset) : Word(line, "rule");
  v1::Charter charter;
  if (const auto own = rules_.find(base); own != rules_.end()) *charter.add_rules() = own->second;
  for (const auto& [key, value] : line.keys) {
    if (IsFoundingKey(key)) continue;
    if (!IsRulePath(key)) {
      return Trouble(absl::StrCat("there is no \"", key, "=\" here; expected: ", kAssemblyUsage));
    }
    if (charter.rules().empty()) {
      ASSENT_ASSIGN_OR_RETURN(*charter.add_rules(), RuleOf(base));
    }
    ASSENT_RETURN_IF_ERROR(ChangeRule(*charter.mutable_rules(0), key, value));
  }
  if (!charter.rules().empty()) request.set_default_rule(base);
  const Value* also = line.Find("also");
  for (const Value& item : also == nullptr ? std::vector<Value>() : also->Items()) {
    const auto own = rules_.find(item.text);
    if (own == rules_.end()) {
      request.add_presets(item.text);
    } else {
      *charter.add_rules() = own->second;
    }
  }
  charter.set_time_zone(Word(line, "time_zone"));
  charter.set_charter_rule(Word(line, "charter_rule"));
  for (const char* key : {"membership", "guests", "unit_weights"}) {
    const Value* value = line.Find(key);
    if (value != nullptr) ASSENT_RETURN_IF_ERROR(SetField(charter, key, *value, Context()));
  }
  if (charter.ByteSizeLong() > 0) *request.mutable_charter() = charter;
  return absl::OkStatus();
}

absl::StatusOr<Answer> World::Found(const Line& line) {
  if (line.words.size() != 1 || !line.texts.empty())
    return Trouble(absl::StrCat("expected: ", kAssemblyUsage));
  if (!people_.empty() && line.refusal.empty())
    return Trouble("a scenario has one assembly; begin another with a scenario line");
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> handles, Members(line));
  v1::CreateAssemblyRequest request;
  request.set_assembly_id(line.words[0]);
  request.set_display_name(line.Find("name") == nullptr ? line.words[0] : Word(line, "name"));
  request.set_founder_handle(handles.empty() ? "" : handles[0]);
  request.set_default_rule(Word(line, "rule"));
  request.set_request_id(Word(line, "request_id"));
  request.set_validate_only(Word(line, "validate_only") == "yes");
  ASSENT_RETURN_IF_ERROR(AddCharter(line, request));
  const auto answer = service_.Perform({}, request);
  if (!answer.ok()) return Answer{answer.status()};
  if (request.validate_only()) return Answer{};
  const auto& founded = static_cast<const v1::CreateAssemblyResponse&>(**answer);
  assembly_ = founded.assembly().name().substr(founded.assembly().name().find('/') + 1);
  const std::string member = founded.member().name();
  people_.push_back(
      {handles[0], {assembly_, member.substr(member.rfind('/') + 1), founded.token()}});
  for (size_t i = 1; i < handles.size(); ++i) {
    Line join;
    join.words = {handles[i]};
    ASSENT_ASSIGN_OR_RETURN(const Answer joined, Join(join));
    if (!joined.status.ok()) return joined;
  }
  return Answer{};
}

absl::StatusOr<Answer> World::Join(const Line& line) {
  const std::string& handle = line.words[0];
  if (const Value* secret = line.Find("secret")) return Accept(handle, secret->text, &line);
  if (const Value* which = line.Find("invitation")) {
    int32_t number = 0;
    const bool known = absl::SimpleAtoi(which->text, &number) && secrets_.count(number) != 0;
    if (!known)
      return Trouble(absl::StrCat("there is no invitation ", which->text, " in this scenario"));
    return Accept(handle, secrets_[number], &line);
  }
  ASSENT_ASSIGN_OR_RETURN(const Caller inviter, CallerOf(""));
  v1::CreateInvitationRequest invite;
  invite.set_parent(absl::StrCat("assemblies/", assembly_));
  const auto answer = service_.Perform(inviter, invite);
  if (!answer.ok()) return Answer{answer.status()};
  return Accept(handle, static_cast<const v1::CreateInvitationResponse&>(**answer).secret(), &line);
}

absl::StatusOr<Answer> World::Accept(const std::string& handle, const std::string& secret,
                                     const Line* line) {
  v1::AcceptInvitationRequest request;
  request.set_parent(absl::StrCat("assemblies/", assembly_));
  request.set_secret(secret);
  request.set_handle(handle);
  request.set_request_id(Word(*line, "request_id"));
  request.set_validate_only(Word(*line, "validate_only") == "yes");
  const auto answer = service_.Perform({assembly_, "", ""}, request);
  if (!answer.ok()) return Answer{answer.status()};
  if (request.validate_only()) return Answer{};
  const auto& joined = static_cast<const v1::AcceptInvitationResponse&>(**answer);
  const std::string member = joined.member().name();
  people_.push_back({handle, {assembly_, member.substr(member.rfind('/') + 1), joined.token()}});
  return Answer{};
}

absl::StatusOr<Answer> World::Record(const Line& line, const Caller& caller) {
  v1::RecordPositionsRequest request;
  request.set_parent(ProposalName(line));
  request.set_all_present(true);
  FieldContext context = Context();
  for (const auto& [key, value] : line.keys) {
    if (key == "by" || key == "concern" || key == "principle") continue;
    if (key == "revision" || key == "all_present" || key == "request_id" ||
        key == "validate_only") {
      ASSENT_RETURN_IF_ERROR(SetField(request, key, value, context));
      continue;
    }
    const Verb& stance = *FindVerb(key);
    const auto position = NewRequest(stance);
    ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> handles, HandlesOf(value));
    for (const std::string& handle : handles) {
      v1::RecordedPosition& recorded = *request.add_positions();
      ASSENT_ASSIGN_OR_RETURN(*recorded.mutable_member(), context.member(handle));
      recorded.set_stance(static_cast<const v1::TakePositionRequest&>(*position).stance());
      if (!line.texts.empty()) recorded.set_reason(line.texts[0]);
    }
  }
  for (const auto& [key, value] : line.keys) {
    if (key != "concern" && key != "principle") continue;
    for (v1::RecordedPosition& recorded : *request.mutable_positions()) {
      if (recorded.stance() != v1::STANCE_BLOCK) continue;
      ASSENT_RETURN_IF_ERROR(SetField(recorded, key, value, context));
    }
  }
  const auto answer = service_.Perform(caller, request);
  return Answer{answer.status()};
}

}  // namespace assent::scenario
