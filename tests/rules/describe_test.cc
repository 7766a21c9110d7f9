// Rules in plain sentences: everything that a rule holds is said.
#include "server/rules/describe.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/refusal.h"
#include "server/rules/presets.h"
#include "tests/rules/rules_testing.h"
#include "tests/support/snapshot.h"

namespace assent::rules {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string TextOf(const v1::DecisionRule& rule) {
  std::string text;
  for (const v1::RuleSection& section : Describe(rule)) {
    absl::StrAppend(&text, "\n", section.heading(), "\n");
    for (const std::string& sentence : section.sentences()) {
      absl::StrAppend(&text, "  ", sentence, "\n");
    }
  }
  return text;
}

TEST(SnapshotTest, EveryPresetInPlainSentences) {
  std::string all;
  for (const v1::DecisionRule* preset : ListPresets()) {
    absl::StrAppend(&all, all.empty() ? "" : "\n\n", "======== ", preset->id(), "\n",
                    preset->title(), "\n", TextOf(*preset));
  }
  test::ExpectSnapshot("tests/rules/snapshots/presets.txt", all);
}

// --- Every field says something.

// Fields that say something beside the description (the title above it, the
// source and notes below it) or nothing at all, and why.
const std::map<std::string, std::string>& Unsaid() {
  static const auto& unsaid = *new std::map<std::string, std::string>{
      {"id", "what the rule is found by"},
      {"version", "which version it is"},
      {"title", "shown in lists and with the parameters"},
      {"source", "shown with the parameters"},
      {"notes", "shown with the parameters"},
      {"sunset.end_time.nanos", "nobody waits for a part of a second"},
      {"phases.block.validation.invalidate.base.stances", "a ballot's base is its own votes"},
      {"phases.block.validation.group_accepts.base.stances", "a ballot's base is its own votes"},
  };
  return unsaid;
}

using Teller = std::function<std::string(const v1::DecisionRule&)>;

bool IsLeaf(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         field.message_type() == google::protobuf::Duration::descriptor();
}

// The path of a field in a rule; phases of the urgent way are phases.
std::string PathOf(const std::string& parent, const FieldDescriptor& field) {
  const std::string path = parent.empty() ? field.name() : absl::StrCat(parent, ".", field.name());
  return absl::StartsWith(path, "urgent.phases.") ? path.substr(7) : path;
}

void AddPaths(const Descriptor& type, const std::string& parent, std::set<std::string>& paths) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string path = PathOf(parent, field);
    if (!paths.insert(path).second || IsLeaf(field)) continue;
    AddPaths(*field.message_type(), path, paths);
  }
}

// Changes every field of a rule in turn, and notes which changes are heard.
class Listener {
 public:
  Listener(v1::DecisionRule rule, Teller tell, std::set<std::string>& heard)
      : rule_(std::move(rule)), tell_(std::move(tell)), heard_(heard), told_(tell_(rule_)) {}

  void Run() { Visit(rule_, ""); }

 private:
  void Visit(Message& node, const std::string& parent) {
    const Descriptor& type = *node.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string path = PathOf(parent, field);
      if (!heard_.count(path)) Change(node, field, path);
      if (!IsLeaf(field)) VisitInside(node, field, path);
    }
  }

  void VisitInside(Message& node, const FieldDescriptor& field, const std::string& path) {
    const Reflection& reflection = *node.GetReflection();
    if (!field.is_repeated()) {
      if (reflection.HasField(node, &field)) Visit(*reflection.MutableMessage(&node, &field), path);
      return;
    }
    for (int i = 0; i < reflection.FieldSize(node, &field); ++i) {
      Visit(*reflection.MutableRepeatedMessage(&node, &field, i), path);
    }
  }

  // Tries `change` on the node and takes it back.
  void Try(Message& node, const std::string& path, const std::function<void()>& change) {
    const std::unique_ptr<Message> before(node.New());
    before->CopyFrom(node);
    change();
    if (tell_(rule_) != told_) heard_.insert(path);
    node.CopyFrom(*before);
  }

  void Change(Message& node, const FieldDescriptor& field, const std::string& path) {
    const Reflection& reflection = *node.GetReflection();
    if (field.is_repeated()) {
      if (reflection.FieldSize(node, &field) > 0) {
        Try(node, path, [&] { reflection.RemoveLast(&node, &field); });
      }
      return;
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        Try(node, path, [&] { reflection.SetEnum(&node, &field, field.enum_type()->value(i)); });
      }
      return;
    }
    Try(node, path, [&] { SetOther(node, field); });
  }

  static void SetOther(Message& node, const FieldDescriptor& field) {
    const Reflection& reflection = *node.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&node, &field, !reflection.GetBool(node, &field));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(&node, &field, reflection.GetInt32(node, &field) + 4);
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(&node, &field, reflection.GetInt64(node, &field) + 4);
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.SetString(&node, &field, "something else");
      default:
        break;
    }
    if (reflection.HasField(node, &field)) return reflection.ClearField(&node, &field);
    Message& inside = *reflection.MutableMessage(&node, &field);
    if (!IsLeaf(field)) return;
    constexpr int64_t kElevenDays = 11 * 24 * 60 * 60;
    dynamic_cast<google::protobuf::Duration&>(inside).set_seconds(kElevenDays);
  }

  v1::DecisionRule rule_;
  const Teller tell_;
  std::set<std::string>& heard_;
  const std::string told_;
};

// A rule in which everything is set that can be set at once, and others for
// what excludes each other.
const char* const kRules[] = {
    R"pb(
      electorate {
        basis: BASIS_ACTIVE
        snapshot: SNAPSHOT_LIVE
        active_within { seconds: 1814400 }
        block_tenure {
          meetings: 2
          membership { seconds: 604800 }
        }
        recuse_subject: true
      }
      positions {
        allowed: [
          STANCE_AGREE,
          STANCE_RESERVATIONS,
          STANCE_STAND_ASIDE,
          STANCE_ABSTAIN,
          STANCE_DISAGREE,
          STANCE_BLOCK,
          STANCE_MORE_DISCUSSION
        ]
        reason_required: [ STANCE_STAND_ASIDE, STANCE_BLOCK ]
        principle_required_for_block: true
        hide_until_close: true
      }
      phases {
        name: "call"
        kind: KIND_CALL
        start: START_VOTE
        start_share { numerator: 3 denominator: 5 }
        may: MAY_POSITIONS
        allowed: [
          STANCE_AGREE,
          STANCE_RESERVATIONS,
          STANCE_STAND_ASIDE,
          STANCE_DISAGREE,
          STANCE_BLOCK,
          STANCE_MORE_DISCUSSION
        ]
        time {
          min { seconds: 259200 }
          max { seconds: 864000 }
          max_meetings: 3
          max_rounds: 2
          calendar: CALENDAR_WORKING_DAYS
          extensions_per_member: 1
          max_extension { seconds: 432000 }
          close_early_when_all_answered: true
          close_early_when_passed: true
          restart_on_amendment: true
          restart_on_objection_resolved: true
        }
        silence: SILENCE_NONE
        quorum {
          kind: KIND_FRACTION
          fraction { numerator: 1 denominator: 2 }
          counts {
            kind: KIND_STANCES
            stances: [ STANCE_AGREE, STANCE_BLOCK ]
          }
          composition {
            attribute: "tenant"
            fraction { numerator: 2 denominator: 5 }
          }
        }
        more_discussion {
          limit: 2
          fraction { numerator: 1 denominator: 3 }
          base {
            kind: KIND_STANCES
            stances: [ STANCE_AGREE, STANCE_MORE_DISCUSSION ]
          }
        }
        block {
          mode: MODE_VETO
          tolerance {
            count: 1
            fraction { numerator: 1 denominator: 10 }
            base {
              kind: KIND_STANCES
              stances: [ STANCE_AGREE, STANCE_BLOCK ]
            }
            stances: [ STANCE_DISAGREE, STANCE_BLOCK ]
          }
          validation {
            supporters {
              count: 1
              fraction { numerator: 1 denominator: 4 }
              base {
                kind: KIND_STANCES
                stances: [ STANCE_DISAGREE, STANCE_BLOCK ]
              }
            }
          }
          validation {
            invalidate {
              fraction { numerator: 3 denominator: 4 }
              exclude_blockers: true
              base { kind: KIND_PRESENT }
            }
          }
          validation { second { count: 1 } }
          validation { logic { criteria: [ "It names a harm.", "It names a purpose." ] } }
          validation {
            group_accepts {
              fraction { numerator: 1 denominator: 2 }
              exclude_blockers: true
              base { kind: KIND_PRESENT }
            }
          }
          validation { attempt_made {} }
          asked: ASKED_ALWAYS
          invalid_becomes: STANCE_DISAGREE
          duty {
            meetings: 4
            every { seconds: 1209600 }
            within { seconds: 5184000 }
            counter_proposal: true
          }
          nag_after { seconds: 604800 }
          lapse_after { seconds: 1814400 }
          conditional_release: true
          soft_limit: 3
          test_within { seconds: 172800 }
        }
        stand_aside {
          limit_count: 3
          limit_fraction { numerator: 1 denominator: 3 }
          base {
            kind: KIND_STANCES
            stances: [ STANCE_AGREE, STANCE_STAND_ASIDE ]
          }
          effect: EFFECT_RETURN
          binds: BINDS_BOUND
          implementer_check: EFFECT_WARN
        }
        support {
          combine: COMBINE_ALL
          conditions {
            min {
              stances: [ STANCE_AGREE, STANCE_RESERVATIONS ]
              count: 3
            }
          }
          conditions {
            most {
              stances: [ STANCE_DISAGREE ]
              count: 2
            }
          }
          conditions {
            share {
              stances: [ STANCE_AGREE ]
              fraction { numerator: 2 denominator: 3 }
              base {
                kind: KIND_STANCES
                stances: [ STANCE_AGREE, STANCE_DISAGREE ]
              }
              comparison: COMPARISON_MORE_THAN
            }
          }
          conditions {
            greater {
              stances: [ STANCE_AGREE ]
              than: [ STANCE_DISAGREE ]
            }
          }
          conditions {
            max_missing {
              stances: [ STANCE_AGREE ]
              count: 2
              and_majority: true
            }
          }
        }
        on_pass { phase: "window" }
        on_fail { phase: "window" }
        on_blocked { phase: "window" }
        on_deadline { phase: "window" }
        start_same_concern_only: true
      }
      phases {
        name: "window"
        kind: KIND_VOTE
        time { max { seconds: 864000 } }
        quorum {
          kind: KIND_COUNT
          count: 7
          counts { kind: KIND_PRESENT }
        }
        block { mode: MODE_VETO }
        support {
          conditions {
            min {
              stances: [ STANCE_AGREE ]
              count: 1
            }
          }
        }
        on_pass {
          ending: ENDING_TABLED
          return_after { seconds: 604800 }
        }
        on_fail {
          ending: ENDING_TABLED
          return_after { seconds: 691200 }
        }
        on_blocked {
          ending: ENDING_TABLED
          return_after { seconds: 777600 }
        }
        on_deadline {
          ending: ENDING_TABLED
          return_after { seconds: 864000 }
        }
      }
      discussion {
        min { seconds: 259200 }
        max { seconds: 2592000 }
        may_skip: true
      }
      amendment {
        objection_window { seconds: 86400 }
        friendly_needs: FRIENDLY_PROPOSER
        holds: HOLDS_CARRY
        unfriendly: UNFRIENDLY_SEPARATE_MAJORITY
        max_degree: 1
        freeze_last { seconds: 86400 }
        extends_discussion_to { seconds: 604800 }
        withdrawal_delay { seconds: 86400 }
      }
      urgent {
        reasons: [ "Somebody would come to harm." ]
        scope: "The house."
        phases {
          name: "now"
          kind: KIND_CALL
          block { mode: MODE_NONE }
        }
        explain_within { seconds: 172800 }
      }
      sunset {
        end_time { seconds: 1893456000 }
        falls_back_to: "the_other"
      }
      review {
        after { seconds: 15552000 }
        after_if_dissent { seconds: 7776000 }
        sunset { seconds: 31536000 }
      keep_window { seconds: 259200 }
      }
      reopen {
        new_information: true
        members: 4
        cooldown { seconds: 15552000 }
      }
      introduction { sponsors: 5 sponsors_at_most_sqrt: 1 })pb",
    R"pb(
      electorate { basis: BASIS_UNITS unit: "household" unit_required: true unit_weight: 2 spokes { mandate_required: true rotate_after_meetings: 2 } }
      positions { allowed: [ STANCE_AGREE ] }
      sunset {
        after { seconds: 7776000 }
        falls_back_to: "the_other"
      }
      phases {
        name: "sense"
        kind: KIND_CALL
        count { method: "schulze" }
        quorum {
          kind: KIND_SQRT
          multiplier: 3
          counts { kind: KIND_MEMBERS }
        }
        judged {
          by: BY_FACILITATOR
          all_issues_addressed: true
          appeal_within { seconds: 5184000 }
          appeal_to: "the circle"
          everyone_asked: true
        }
      }
      phases {
        name: "council"
        kind: KIND_CALL
        weighted: true
        judged {
          by: BY_ROLE
          role: "council"
          explain_within { seconds: 604800 }
        }
      }
      phases {
        name: "resolving"
        kind: KIND_RESOLVING
        block {
          mode: MODE_VETO
          duty {
            meetings: 4
            every { seconds: 1209600 }
            within { seconds: 5184000 }
            counter_proposal: true
          }
        }
      })pb",
    R"pb(
      phases {
        name: "road"
        kind: KIND_VOTE
        time { max { seconds: 86400 } }
        roads {
          method: "schulze"
          options {
            name: "Talk on"
            next { ending: ENDING_DISCUSSION }
          }
          options {
            name: "Vote"
            next { phase: "vote" }
          }
          options {
            name: "Wait"
            next {
              ending: ENDING_TABLED
              return_after { seconds: 7200 }
            }
          }
        }
        on_deadline { ending: ENDING_LAPSED }
      }
      phases { name: "vote" kind: KIND_VOTE })pb"};

// The fields that no change of is heard.
std::set<std::string> Unheard(const Teller& tell) {
  std::set<std::string> paths, heard, unheard;
  AddPaths(*v1::DecisionRule::descriptor(), "", paths);
  for (const char* text : kRules) Listener(Rule(text), tell, heard).Run();
  for (const std::string& path : paths) {
    if (!heard.count(path)) unheard.insert(path);
  }
  return unheard;
}

TEST(DescribeTest, ChangingAnyFieldOfARuleChangesItsDescription) {
  const std::set<std::string> unheard = Unheard(TextOf);
  for (const std::string& path : unheard) {
    EXPECT_TRUE(Unsaid().count(path)) << path << " is not said, and not on the list of exceptions";
  }
  for (const auto& [path, why] : Unsaid()) {
    EXPECT_TRUE(unheard.count(path)) << path << " is said: take it off the list of exceptions";
  }
}

TEST(DescribeTest, CanaryADescriptionThatLeavesSomethingOutIsNoticed) {
  const auto without = [](const std::string& word) {
    return Unheard([word](const v1::DecisionRule& rule) {
      std::string text;
      for (const v1::RuleSection& section : Describe(rule)) {
        for (const std::string& sentence : section.sentences()) {
          if (!absl::StrContains(sentence, word)) absl::StrAppend(&text, sentence, "\n");
        }
      }
      return text;
    });
  };
  EXPECT_THAT(without("reminded after"), Contains("phases.block.nag_after"));
  EXPECT_THAT(without("looked at again"), Contains("review.after_if_dissent"));
}

// --- What single sentences claim, and how a newcomer reads them.

std::vector<std::string> Sentences(const v1::DecisionRule& rule, const std::string& heading) {
  for (const v1::RuleSection& section : Describe(rule)) {
    if (absl::StartsWith(section.heading(), heading)) {
      return {section.sentences().begin(), section.sentences().end()};
    }
  }
  return {};
}

TEST(DescribeTest, SharesAreExactFractionsOfANamedBase) {
  EXPECT_THAT(Sentences(*FindPreset("two_thirds_members"), "Step 1"),
              Contains(HasSubstr("at least two thirds (2/3) of all who have a voice")));
  EXPECT_THAT(Sentences(*FindPreset("supermajority_55_cast"), "Step 1"),
              Contains(HasSubstr("at least 55 in 100 of")));
  EXPECT_THAT(Sentences(*FindPreset("simple_majority"), "Step 1"),
              Contains("The proposal passes when more than half (1/2) of all who answer (not "
                       "counting those who abstain) agree."));
}

TEST(DescribeTest, WhatIsOffIsNotMentioned) {
  const std::string text = TextOf(RuleWithPhase(R"pb(
    block { mode: MODE_NONE }
    support {
      conditions {
        min {
          stances: [ STANCE_AGREE ]
          count: 1
        }
      }
    })pb"));
  for (const char* word : {"urgent", "present", "reminded", "looked at again", "longer", "sponsors",
                           "lapses", "tested"}) {
    EXPECT_THAT(text, Not(HasSubstr(word)));
  }
}

TEST(DescribeTest, EverySentenceOfEveryPresetIsOneSentence) {
  for (const v1::DecisionRule* preset : ListPresets()) {
    for (const v1::RuleSection& section : Describe(*preset)) {
      EXPECT_THAT(section.heading(), Not(IsEmpty()));
      EXPECT_FALSE(absl::EndsWith(section.heading(), "."));
      for (const std::string& sentence : section.sentences()) {
        const std::string where = absl::StrCat(preset->id(), ": ", sentence);
        EXPECT_TRUE(absl::ascii_isupper(sentence.front())) << where;
        EXPECT_TRUE(absl::EndsWith(sentence, ".") || absl::EndsWith(sentence, ":")) << where;
        for (const char* slip : {"  ", " ,", ",,", "..", " .", "{", "}", ",.", "()"}) {
          EXPECT_FALSE(absl::StrContains(sentence, slip)) << where;
        }
      }
    }
  }
}

TEST(DescribeTest, ARuleThatSomebodyBringsIsCheckedFirst) {
  v1::DecisionRule rule = *FindPreset("consensus_minus_1");
  const auto described = DescribeChecked(rule, "de-AT");
  ASSERT_TRUE(described.ok());
  EXPECT_EQ(described->sections(0).heading(), "Who decides");  // no German table yet
  EXPECT_EQ(described->sections(3).phase(), rule.phases(0).name());
  rule.clear_phases();
  EXPECT_EQ(base::ReasonOf(DescribeChecked(rule, "").status()), "RULE_FIELD_MISSING");
}

}  // namespace
}  // namespace assent::rules
