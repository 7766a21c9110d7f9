// Rules and charters stand in the log as they are written, and are read by everybody: no string in
// them may hold what a reader cannot see. Every string field there is, found by the descriptors,
// gets one bad text after the other, on every way that a rule comes to the server.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/rule_trial_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/rules/presets.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const std::vector<std::pair<std::string, std::string>> kBadTexts = {
    {"an escape sequence", "a\x1b[2J"},  {"a bell", "a\x07z"},
    {"a turn of direction", "a\u202ez"}, {"a space of no width", "a\u200bz"},
    {"a tag", "a\U000E0041z"},           {"letters that are not composed", "e\u0301"}};

// Ways in, by name: each tells how it takes this rule.
using Route = std::function<Answer(const v1::DecisionRule&)>;

// Gives `visit` each string field of the message and of those that it holds, with a way to set it.
void ForEachString(Message& message,
                   const std::function<void(const FieldDescriptor&,
                                            std::function<void(const std::string&)>)>& visit) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      const std::unique_ptr<Message> before(message.New());
      before->CopyFrom(message);
      if (field.is_repeated() && reflection.FieldSize(message, &field) == 0) {
        reflection.AddString(&message, &field, "");
      }
      visit(field, [&](const std::string& text) {
        field.is_repeated() ? reflection.SetRepeatedString(&message, &field, 0, text)
                            : reflection.SetString(&message, &field, text);
      });
      message.CopyFrom(*before);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field.is_repeated()) {
        for (int n = 0; n < reflection.FieldSize(message, &field); ++n) {
          ForEachString(*reflection.MutableRepeatedMessage(&message, &field, n), visit);
        }
      } else if (reflection.HasField(message, &field)) {
        ForEachString(*reflection.MutableMessage(&message, &field), visit);
      }
    }
  }
}

// The string fields that a message of this type may hold, however deep.
void AddStrings(const Descriptor& type, std::set<std::string>& seen,
                std::set<std::string>& strings) {
  if (!seen.insert(type.full_name()).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING) strings.insert(field.full_name());
    if (field.message_type() != nullptr) AddStrings(*field.message_type(), seen, strings);
  }
}

class CleanRules : public ::testing::Test {
 protected:
  CleanRules() {
    routes_["founding"] = [this](const v1::DecisionRule& rule) {
      v1::CreateAssemblyRequest request;
      request.set_assembly_id("other");
      request.set_display_name("Other");
      request.set_founder_handle("zed");
      *request.mutable_charter()->add_rules() = rule;
      request.set_default_rule(rule.id());
      request.set_validate_only(true);
      v1::CreateAssemblyResponse response;
      return kitchen_.founder().Call(request, &response);
    };
    routes_["a change of the charter"] = [this](const v1::DecisionRule& rule) {
      v1::CreateProposalRequest request;
      request.set_parent(kitchen_.name());
      request.set_title("Another rule");
      request.set_text("As it says.");
      request.set_kind(v1::Proposal::KIND_CHARTER);
      *request.mutable_charter_change()->add_put_rules() = rule;
      request.set_validate_only(true);
      v1::CreateProposalResponse response;
      return kitchen_.founder().Call(request, &response);
    };
    routes_["a description"] = [this](const v1::DecisionRule& rule) {
      v1::DescribeRuleRequest request;
      *request.mutable_rule() = rule;
      v1::DescribeRuleResponse response;
      return kitchen_.founder().Call(request, &response);
    };
    routes_["a trial"] = [this](const v1::DecisionRule& rule) {
      v1::TryRuleRequest request;
      request.set_parent(kitchen_.name());
      *request.mutable_rule() = rule;
      v1::TryRuleResponse response;
      return kitchen_.founder().Call(request, &response);
    };
  }

  // For each string field one of these rules in which it may be set.
  std::map<std::string, v1::DecisionRule> RuleWithEach() const {
    std::map<std::string, v1::DecisionRule> rules;
    for (const v1::DecisionRule* const one : rules::ListPresets()) {
      const v1::DecisionRule& preset = *one;
      v1::DecisionRule rule = preset;
      ForEachString(rule, [&](const FieldDescriptor& field, const auto&) {
        rules.try_emplace(field.full_name(), preset);
      });
    }
    return rules;
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 2};
  std::map<std::string, Route> routes_;
};

TEST_F(CleanRules, NoStringOfARuleIsTakenWithWhatNobodySees) {
  std::set<std::string> seen, declared;
  AddStrings(*v1::DecisionRule::descriptor(), seen, declared);
  const auto rules = RuleWithEach();
  for (const std::string& field : declared) {
    if (field == "assent.v1.RuleSunset.falls_back_to") continue;  // the id of another rule
    if (field == "assent.v1.CountPolicy.method") continue;         // one of a list
    EXPECT_EQ(rules.count(field), 1U) << "no preset has a place for " << field;
  }
  int as_texts = 0;
  for (const auto& [name, preset] : rules) {
    v1::DecisionRule rule = preset;
    ForEachString(rule, [&, &name = name](const FieldDescriptor& field, const auto& set) {
      if (field.full_name() != name) return;
      for (const auto& [what, text] : kBadTexts) {
        set(text);
        for (const auto& [way, take] : routes_) {
          const Answer answer = take(rule);
          const std::string about = absl::StrCat(name, " with ", what, ", by ", way);
          EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
              << about << ": " << answer;
          EXPECT_TRUE(absl::StartsWith(answer.field(), "rule.") || answer.field() == "default_rule")
              << about << ": " << answer;
          if (absl::StartsWith(answer.reason(), "TEXT_NOT_")) ++as_texts;
        }
      }
    });
  }
  EXPECT_GT(as_texts, 200);
}

TEST_F(CleanRules, TheRulesThemselvesAreTakenOnEveryWay) {
  std::set<std::string> tried;
  for (const auto& [name, rule] : RuleWithEach()) {
    if (!tried.insert(rule.id()).second) continue;
    for (const auto& [way, take] : routes_) {
      const Answer answer = take(rule);
      EXPECT_TRUE(answer.ok()) << rule.id() << " by " << way << ": " << answer;
    }
  }
}

TEST_F(CleanRules, NorIsAnyOtherStringOfACharter) {
  for (const auto& [what, text] : kBadTexts) {
    v1::CreateAssemblyRequest request;
    request.set_assembly_id("other");
    request.set_display_name("Other");
    request.set_founder_handle("zed");
    request.set_validate_only(true);
    v1::CreateAssemblyResponse founded;
    v1::UnitWeight& weight = *request.mutable_charter()->add_unit_weights();
    weight.set_unit(text);
    EXPECT_EQ(kitchen_.founder().Call(request, &founded).status.error_code(),
              grpc::StatusCode::INVALID_ARGUMENT)
        << "a unit with " << what;
    request.mutable_charter()->Clear();
    request.mutable_charter()->set_time_zone(text);
    EXPECT_EQ(kitchen_.founder().Call(request, &founded).field(), "charter.time_zone") << what;
    v1::CreateProposalRequest change;
    change.set_parent(kitchen_.name());
    change.set_title("x");
    change.set_text("y");
    change.set_kind(v1::Proposal::KIND_CHARTER);
    change.mutable_charter_change()->set_time_zone(text);
    change.set_validate_only(true);
    v1::CreateProposalResponse changed;
    EXPECT_EQ(kitchen_.founder().Call(change, &changed).field(), "charter_change.time_zone")
        << what;
  }
}

}  // namespace
}  // namespace assent::test
