// CheckRule() accepts every preset, and names the field of each fault.

#include "server/rules/check_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/rules/presets.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

TEST(CheckRule, AcceptsEveryPreset) {
  for (const v1::DecisionRule* rule : ListPresets()) {
    const absl::Status status = CheckRule(*rule);
    EXPECT_TRUE(status.ok()) << rule->id() << ": " << base::FieldOf(status) << ": " << status;
  }
}

struct Fault {
  const char* field;
  const char* reason;
  std::function<void(v1::DecisionRule&)> seed;
};

void ExpectRefused(const v1::DecisionRule& base, const std::vector<Fault>& faults) {
  ASSERT_TRUE(CheckRule(base).ok()) << CheckRule(base);
  for (const Fault& fault : faults) {
    v1::DecisionRule rule = base;
    fault.seed(rule);
    const absl::Status status = CheckRule(rule);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << fault.field;
    EXPECT_EQ(base::FieldOf(status), fault.field) << status;
    EXPECT_EQ(base::ReasonOf(status), fault.reason) << fault.field << ": " << status;
    EXPECT_FALSE(status.message().empty());
  }
}

v1::Phase& First(v1::DecisionRule& rule) { return *rule.mutable_phases(0); }

TEST(CheckRule, NamesTheFaultInItsHead) {
  ExpectRefused(
      *FindPreset("right_of_way"),
      {{"rule.id", "RULE_ID_INVALID", [](auto& r) { r.set_id("Right of way"); }},
       {"rule.id", "RULE_ID_INVALID", [](auto& r) { r.set_id(""); }},
       {"rule.id", "RULE_ID_INVALID", [](auto& r) { r.set_id(std::string(64, 'a')); }},
       {"rule.title", "RULE_TEXT_TOO_LONG",
        [](auto& r) { r.set_title(std::string(kMaxTitleBytes + 1, 'x')); }},
       {"rule.notes[0]", "RULE_TEXT_TOO_LONG",
        [](auto& r) { r.set_notes(0, std::string(kMaxTextBytes + 1, 'x')); }},
       {"rule.notes", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          for (int i = 0; i <= kMaxTexts; ++i) r.add_notes("x");
        }},
       {"rule.positions.allowed", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_positions()->clear_allowed(); }},
       {"rule.positions.allowed", "RULE_STANCE_INVALID",
        [](auto& r) { r.mutable_positions()->add_allowed(v1::STANCE_AGREE); }},
       {"rule.positions.allowed[5]", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { r.mutable_positions()->add_allowed(static_cast<v1::Stance>(99)); }},
       {"rule.positions.reason_required", "RULE_STANCE_INVALID",
        [](auto& r) { r.mutable_positions()->add_reason_required(v1::STANCE_UNSPECIFIED); }},
       {"rule.electorate.active_within", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { r.mutable_electorate()->mutable_active_within()->set_seconds(-1); }},
       {"rule.electorate.active_within", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { r.mutable_electorate()->mutable_active_within()->set_seconds(3599); }},
       {"rule.phases[0].block.nag_after", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          r.mutable_phases(0)->mutable_block()->mutable_nag_after()->set_seconds(3599);
        }},
       {"rule.phases[0].block.duty.every", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          r.mutable_phases(0)->mutable_block()->mutable_duty()->mutable_every()->set_seconds(0);
        }},
       {"rule.phases[0].on_fail.return_after", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          r.mutable_phases(0)->mutable_on_fail()->mutable_return_after()->set_seconds(0);
        }},
       {"rule.phases[2].on_blocked", "RULE_CONTRADICTION",
        [](auto& r) {
          r.mutable_phases(2)->mutable_on_blocked()->clear_phase();
          r.mutable_phases(2)->mutable_on_blocked()->set_ending(v1::Next::ENDING_WAIT);
        }},
       {"rule.review.after", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          r.mutable_review()->mutable_after()->set_seconds(absl::ToInt64Seconds(kMaxDuration) + 1);
        }},
       {"rule.discussion.min", "RULE_CONTRADICTION",
        [](auto& r) {
          r.mutable_discussion()->mutable_min()->set_seconds(2);
          r.mutable_discussion()->mutable_max()->set_seconds(1);
        }},
       {"rule.amendment.max_degree", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { r.mutable_amendment()->set_max_degree(3); }},
       {"rule.introduction.sponsors", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { r.mutable_introduction()->set_sponsors(-1); }},
       {"rule.introduction.sponsors_at_most_sqrt", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { r.mutable_introduction()->set_sponsors_at_most_sqrt(kMaxMultiplier + 1); }}});
}

TEST(CheckRule, NamesTheFaultInTheFlowOfPhases) {
  ExpectRefused(
      *FindPreset("n_street"),
      {{"rule.phases", "RULE_FIELD_MISSING", [](auto& r) { r.clear_phases(); }},
       {"rule.phases", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          while (r.phases_size() <= kMaxPhases) *r.add_phases() = r.phases(0);
        }},
       {"rule.phases[1].name", "RULE_ID_INVALID",
        [](auto& r) { r.mutable_phases(1)->set_name("Window!"); }},
       {"rule.phases[1].name", "RULE_NAME_NOT_UNIQUE",
        [](auto& r) { r.mutable_phases(1)->set_name("consensus"); }},
       {"rule.phases[0].on_pass.phase", "RULE_PHASE_UNKNOWN",
        [](auto& r) { First(r).mutable_on_pass()->set_phase("windows"); }},
       {"rule.phases[0].on_pass", "RULE_CONTRADICTION",
        [](auto& r) { First(r).mutable_on_pass()->set_ending(v1::Next::ENDING_ADOPTED); }},
       {"rule.phases[3].on_fail", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_phases(3)->clear_on_fail(); }},
       {"rule.phases[3].on_blocked", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_phases(3)->mutable_on_blocked()->clear_ending(); }},
       {"rule.phases[1]", "RULE_PHASE_UNREACHABLE",
        [](auto& r) {
          First(r).mutable_on_pass()->clear_phase();
          First(r).mutable_on_pass()->set_ending(v1::Next::ENDING_ADOPTED);
        }},
       {"rule.phases", "RULE_NEVER_ADOPTS",
        [](auto& r) {
          for (auto& phase : *r.mutable_phases()) {
            if (phase.on_pass().ending() == v1::Next::ENDING_ADOPTED) {
              phase.mutable_on_pass()->set_ending(v1::Next::ENDING_TABLED);
            }
          }
        }},
       {"rule.phases", "RULE_CYCLE",
        [](auto& r) {
          r.mutable_phases(3)->mutable_on_fail()->clear_ending();
          r.mutable_phases(3)->mutable_on_fail()->set_phase("consensus");
        }},
       {"rule.phases", "RULE_CYCLE",
        [](auto& r) {
          First(r).mutable_on_fail()->clear_ending();
          First(r).mutable_on_fail()->set_phase("consensus");
        }},
       {"rule.phases[2].time.max", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_phases(2)->clear_time(); }},
       {"rule.phases[1].time.max", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_phases(1)->clear_time(); }},
       {"rule.phases[1].time.min", "RULE_CONTRADICTION",
        [](auto& r) { r.mutable_phases(1)->mutable_time()->mutable_max()->set_seconds(1); }},
       {"rule.phases[0].kind", "RULE_FIELD_MISSING", [](auto& r) { First(r).clear_kind(); }},
       {"rule.phases[0].kind", "RULE_CONTRADICTION",
        [](auto& r) {
          First(r).set_kind(v1::Phase::KIND_RATIFY);
          First(r).mutable_time()->mutable_max()->set_seconds(1);
        }},
       {"rule.phases[3].start_share", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_phases(3)->set_start(v1::Phase::START_VOTE); }},
       {"rule.phases[3].start_share", "RULE_CONTRADICTION", [](auto& r) {
          auto& share = *r.mutable_phases(3)->mutable_start_share();
          share.set_numerator(1);
          share.set_denominator(2);
        }}});
}

TEST(CheckRule, LetsPeopleGoRoundWhenTheyAskForIt) {
  v1::DecisionRule rule = *FindPreset("n_street");
  First(rule).set_start(v1::Phase::START_ANY_MEMBER);
  rule.mutable_phases(3)->mutable_on_fail()->clear_ending();
  rule.mutable_phases(3)->mutable_on_fail()->set_phase("consensus");
  EXPECT_TRUE(CheckRule(rule).ok()) << CheckRule(rule);
}

TEST(CheckRule, NamesTheFaultInFractionsAndQuorums) {
  const auto fraction = [](int64_t p, int64_t q) {
    return [p, q](v1::DecisionRule& r) {
      auto& share = *First(r).mutable_quorum()->mutable_fraction();
      share.set_numerator(p);
      share.set_denominator(q);
    };
  };
  constexpr char kFraction[] = "rule.phases[0].quorum.fraction";
  ExpectRefused(
      *FindPreset("mutual_aid_default"),
      {{kFraction, "RULE_FRACTION_INVALID", fraction(0, 2)},
       {kFraction, "RULE_FRACTION_INVALID", fraction(3, 2)},
       {kFraction, "RULE_FRACTION_INVALID", fraction(1, 0)},
       {kFraction, "RULE_FRACTION_INVALID", fraction(-1, -2)},
       {kFraction, "RULE_FRACTION_INVALID", fraction(1, kMaxDenominator + 1)},
       {kFraction, "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_quorum()->clear_fraction(); }},
       {"rule.phases[0].quorum.kind", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_quorum()->clear_kind(); }},
       {"rule.phases[0].quorum.kind", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { First(r).mutable_quorum()->set_kind(static_cast<v1::Quorum::Kind>(77)); }},
       {"rule.phases[0].quorum.count", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_quorum()->set_kind(v1::Quorum::KIND_COUNT); }},
       {"rule.phases[0].quorum.count", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { First(r).mutable_quorum()->set_count(kMaxCount + 1); }},
       {"rule.phases[0].quorum.multiplier", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_quorum()->set_kind(v1::Quorum::KIND_SQRT); }},
       {"rule.phases[0].quorum.multiplier", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          First(r).mutable_quorum()->set_kind(v1::Quorum::KIND_SQRT);
          First(r).mutable_quorum()->set_multiplier(kMaxMultiplier + 1);
        }},
       {"rule.phases[0].quorum.counts.stances", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_quorum()->clear_counts(); }},
       {"rule.phases[0].quorum.counts.stances", "RULE_CONTRADICTION",
        [](auto& r) {
          First(r).mutable_quorum()->mutable_counts()->add_stances(v1::STANCE_AGREE);
        }},
       {"rule.phases[0].quorum.composition[0]", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_quorum()->add_composition(); }},
       {"rule.urgent.phases[1].kind", "RULE_CONTRADICTION",
        [](auto& r) { r.mutable_urgent()->mutable_phases(1)->set_kind(v1::Phase::KIND_CALL); }},
       {"rule.urgent.phases", "RULE_FIELD_MISSING",
        [](auto& r) { r.mutable_urgent()->clear_phases(); }}});
}

TEST(CheckRule, NamesTheFaultInBlocksAndStandAsides) {
  ExpectRefused(
      *FindPreset("right_of_way"),
      {{"rule.phases[0].block.mode", "RULE_CONTRADICTION",
        [](auto& r) { First(r).mutable_block()->set_mode(v1::BlockPolicy::MODE_NONE); }},
       {"rule.phases[0].block.mode", "RULE_STANCE_NOT_ALLOWED",
        [](auto& r) {
          First(r).add_allowed(v1::STANCE_AGREE);
          First(r).clear_stand_aside();
        }},
       {"rule.phases[0].block.tolerance.stances", "RULE_STANCE_NOT_ALLOWED",
        [](auto& r) {
          First(r).mutable_block()->mutable_tolerance()->add_stances(v1::STANCE_DISAGREE);
        }},
       {"rule.phases[0].block.tolerance.base.stances", "RULE_FIELD_MISSING",
        [](auto& r) {
          auto& share = *First(r).mutable_block()->mutable_tolerance()->mutable_fraction();
          share.set_numerator(1);
          share.set_denominator(4);
        }},
       {"rule.phases[0].block.invalid_becomes", "RULE_STANCE_INVALID",
        [](auto& r) { First(r).mutable_block()->set_invalid_becomes(v1::STANCE_AGREE); }},
       {"rule.phases[0].block.validation[0].test", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_block()->add_validation(); }},
       {"rule.phases[0].block.validation[0].supporters.count", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_block()->add_validation()->mutable_supporters(); }},
       {"rule.phases[0].block.validation[0].second.count", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_block()->add_validation()->mutable_second(); }},
       {"rule.phases[0].block.validation[0].invalidate.fraction", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_block()->add_validation()->mutable_invalidate(); }},
       {"rule.phases[0].block.validation[0].group_accepts.fraction", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_block()->add_validation()->mutable_group_accepts(); }},
       {"rule.phases[0].block.validation", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          for (int i = 0; i <= kMaxParts; ++i) {
            First(r).mutable_block()->add_validation()->mutable_logic();
          }
        }},
       {"rule.phases[0].stand_aside.effect", "RULE_FIELD_MISSING",
        [](auto& r) { First(r).mutable_stand_aside()->clear_effect(); }},
       {"rule.phases[0].stand_aside.implementer_check", "RULE_CONTRADICTION",
        [](auto& r) {
          First(r).mutable_stand_aside()->set_implementer_check(v1::StandAsidePolicy::EFFECT_BLOCK);
        }},
       {"rule.phases[0].stand_aside", "RULE_STANCE_NOT_ALLOWED",
        [](auto& r) {
          First(r).add_allowed(v1::STANCE_AGREE);
          First(r).add_allowed(v1::STANCE_BLOCK);
        }},
       {"rule.positions.hide_until_close", "RULE_CONTRADICTION",
        [](auto& r) {
          r.mutable_positions()->set_hide_until_close(true);
          First(r).mutable_judged()->set_by(v1::Judged::BY_FACILITATOR);
        }},
       {"rule.phases[0].more_discussion", "RULE_STANCE_NOT_ALLOWED",
        [](auto& r) { First(r).mutable_more_discussion()->set_limit(1); }}});
}

v1::SupportCondition& Condition(v1::DecisionRule& rule) {
  return *First(rule).mutable_support()->mutable_conditions(0);
}

TEST(CheckRule, NamesTheFaultInSupport) {
  ExpectRefused(
      *FindPreset("enspiral_significant"),
      {{"rule.phases[0].support.conditions[0].condition", "RULE_FIELD_MISSING",
        [](auto& r) { Condition(r).Clear(); }},
       {"rule.phases[0].support.conditions[0].min.count", "RULE_FIELD_MISSING",
        [](auto& r) { Condition(r).mutable_min(); }},
       {"rule.phases[0].support.conditions[0].most.stances", "RULE_FIELD_MISSING",
        [](auto& r) { Condition(r).mutable_most(); }},
       {"rule.phases[0].support.conditions[0].max_missing.stances", "RULE_STANCE_NOT_ALLOWED",
        [](auto& r) { Condition(r).mutable_max_missing()->add_stances(v1::STANCE_RESERVATIONS); }},
       {"rule.phases[0].support.conditions[0].share.fraction", "RULE_FIELD_MISSING",
        [](auto& r) { Condition(r).mutable_share()->clear_fraction(); }},
       {"rule.phases[0].support.conditions[0].share.base", "RULE_FIELD_MISSING",
        [](auto& r) { Condition(r).mutable_share()->clear_base(); }},
       {"rule.phases[0].support.conditions[0].share.base.stances", "RULE_CONTRADICTION",
        [](auto& r) {
          Condition(r).mutable_share()->mutable_base()->clear_stances();
          Condition(r).mutable_share()->mutable_base()->add_stances(v1::STANCE_DISAGREE);
        }},
       {"rule.phases[0].support.conditions[0].share.fraction", "RULE_CONTRADICTION",
        [](auto& r) { Condition(r).mutable_share()->mutable_fraction()->set_denominator(1); }},
       {"rule.phases[0].support.conditions[0].greater.than", "RULE_CONTRADICTION",
        [](auto& r) {
          Condition(r).mutable_greater()->add_stances(v1::STANCE_AGREE);
          Condition(r).mutable_greater()->add_than(v1::STANCE_AGREE);
        }},
       {"rule.phases[0].support.conditions", "RULE_VALUE_OUT_OF_RANGE", [](auto& r) {
          while (First(r).support().conditions_size() <= kMaxParts) {
            *First(r).mutable_support()->add_conditions() = First(r).support().conditions(0);
          }
        }}});
}

TEST(CheckRule, AcceptsValuesAtTheirLimits) {
  v1::DecisionRule rule = *FindPreset("mutual_aid_default");
  rule.set_id(std::string(63, 'a'));
  rule.set_title(std::string(kMaxTitleBytes, 'x'));
  rule.mutable_review()->mutable_after()->set_seconds(absl::ToInt64Seconds(kMaxDuration));
  First(rule).mutable_quorum()->mutable_fraction()->set_denominator(kMaxDenominator);
  EXPECT_TRUE(CheckRule(rule).ok()) << CheckRule(rule);
}

TEST(CheckRule, WeightsAreOfUnitsAndCounted) {
  ExpectRefused(*FindPreset("two_acre_wood"),
                {{"rule.phases[0].weighted", "RULE_CONTRADICTION",
                  [](auto& r) {
                    First(r).set_weighted(true);
                    First(r).clear_support();
                  }},
                 {"rule.phases[1].weighted", "RULE_CONTRADICTION",
                  [](auto& r) {
                    r.mutable_electorate()->set_basis(v1::Electorate::BASIS_MEMBERS);
                    r.mutable_electorate()->clear_unit_weight();
                  }},
                 {"rule.electorate.unit_weight", "RULE_CONTRADICTION",
                  [](auto& r) { r.mutable_phases(1)->set_weighted(false); }},
                 {"rule.electorate.unit_weight", "RULE_VALUE_OUT_OF_RANGE",
                  [](auto& r) { r.mutable_electorate()->set_unit_weight(kMaxUnitWeight + 1); }},
                 {"rule.electorate.unit_weight", "RULE_VALUE_OUT_OF_RANGE",
                  [](auto& r) { r.mutable_electorate()->set_unit_weight(-1); }}});
  v1::DecisionRule most = *FindPreset("two_acre_wood");
  most.mutable_electorate()->set_unit_weight(kMaxUnitWeight);
  EXPECT_TRUE(CheckRule(most).ok());
}

v1::Judged& Council(v1::DecisionRule& rule) { return *rule.mutable_phases(2)->mutable_judged(); }

TEST(CheckRule, ARoleDecidesInALaterPhaseThatEnds) {
  v1::DecisionRule without_roads = *FindPreset("colab_vote");
  without_roads.mutable_phases()->DeleteSubrange(0, 1);
  ExpectRefused(without_roads, {{"rule.phases[0].judged.by", "RULE_CONTRADICTION", [](auto& r) {
                                   *First(r).mutable_judged() = r.phases(1).judged();
                                 }}});
  ExpectRefused(*FindPreset("colab_vote"),
                {{"rule.phases[2].judged.role", "RULE_FIELD_MISSING",
                  [](auto& r) { Council(r).clear_role(); }},
                 {"rule.phases[2].judged.role", "RULE_FIELD_MISSING",
                  [](auto& r) { Council(r).set_role("The Council"); }},
                 {"rule.phases[2].judged.role", "RULE_CONTRADICTION",
                  [](auto& r) { Council(r).set_by(v1::Judged::BY_FACILITATOR); }},
                 {"rule.phases[2].judged.explain_within", "RULE_CONTRADICTION",
                  [](auto& r) {
                    Council(r).set_by(v1::Judged::BY_FACILITATOR);
                    Council(r).clear_role();
                  }},
                 {"rule.phases[2].time.max", "RULE_FIELD_MISSING",
                  [](auto& r) { r.mutable_phases(2)->mutable_time()->clear_max(); }}});
}

v1::Roads& RoadsOf(v1::DecisionRule& rule) { return *First(rule).mutable_roads(); }

TEST(CheckRule, RoadsAreTwoOrMoreThatPairsCanTellApart) {
  const char* const options = "rule.phases[0].roads.options";
  ExpectRefused(
      *FindPreset("colab_vote"),
      {{"rule.phases[0].roads.method", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { RoadsOf(r).set_method("irv"); }},
       {"rule.phases[0].roads.method", "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) { RoadsOf(r).clear_method(); }},
       {options, "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          RoadsOf(r).mutable_options()->DeleteSubrange(2, 1);
          RoadsOf(r).mutable_options()->DeleteSubrange(0, 1);
        }},
       {options, "RULE_VALUE_OUT_OF_RANGE",
        [](auto& r) {
          for (int i = RoadsOf(r).options_size(); i <= kMaxParts; ++i) {
            v1::Road& road = *RoadsOf(r).add_options();
            road.set_name(absl::StrCat("road ", i));
            road.mutable_next()->set_phase("vote");
          }
        }},
       {"rule.phases[0].roads.options[1].name", "RULE_NAME_NOT_UNIQUE",
        [](auto& r) { RoadsOf(r).mutable_options(1)->set_name(RoadsOf(r).options(0).name()); }},
       {"rule.phases[0].roads.options[1].name", "RULE_FIELD_MISSING",
        [](auto& r) { RoadsOf(r).mutable_options(1)->clear_name(); }},
       {"rule.phases[0].roads.options[1].name", "RULE_TEXT_TOO_LONG", [](auto& r) {
          RoadsOf(r).mutable_options(1)->set_name(std::string(kMaxTitleBytes + 1, 'a'));
        }}});
  v1::DecisionRule most = *FindPreset("colab_vote");
  RoadsOf(most).set_method("ranked-pairs");
  RoadsOf(most).mutable_options(1)->set_name(std::string(kMaxTitleBytes, 'a'));
  while (RoadsOf(most).options_size() < kMaxParts) {
    v1::Road& road = *RoadsOf(most).add_options();
    road.set_name(absl::StrCat("road ", RoadsOf(most).options_size()));
    road.mutable_next()->set_phase("vote");
  }
  EXPECT_TRUE(CheckRule(most).ok()) << CheckRule(most);
}

TEST(CheckRule, ARoadLeadsOnAndDecidesNothing) {
  const char* const next = "rule.phases[0].roads.options[0].next";
  const auto leads = [](v1::Next::Ending ending) {
    return [ending](v1::DecisionRule& r) {
      RoadsOf(r).mutable_options(0)->mutable_next()->set_ending(ending);
    };
  };
  ExpectRefused(
      *FindPreset("colab_vote"),
      {{next, "RULE_CONTRADICTION", leads(v1::Next::ENDING_ADOPTED)},
       {next, "RULE_CONTRADICTION", leads(v1::Next::ENDING_REJECTED)},
       {next, "RULE_CONTRADICTION", leads(v1::Next::ENDING_WAIT)},
       {next, "RULE_FIELD_MISSING", [](auto& r) { RoadsOf(r).mutable_options(0)->clear_next(); }},
       {"rule.phases[0].roads.options[0].next.phase", "RULE_PHASE_UNKNOWN",
        [](auto& r) {
          RoadsOf(r).mutable_options(0)->mutable_next()->set_phase("moot");
          RoadsOf(r).mutable_options(0)->mutable_next()->clear_ending();
        }},
       {"rule.phases", "RULE_CYCLE",
        [](auto& r) {
          RoadsOf(r).mutable_options(0)->mutable_next()->set_phase("road");
          RoadsOf(r).mutable_options(0)->mutable_next()->clear_ending();
        }},
       {"rule.phases", "RULE_CYCLE",
        [](auto& r) { r.mutable_phases(1)->mutable_on_deadline()->set_phase("road"); }},
       {"rule.phases[1]", "RULE_PHASE_UNREACHABLE",
        [](auto& r) { RoadsOf(r).mutable_options()->DeleteSubrange(1, 1); }},
       // A window asks nobody where they stand.
       {"rule.phases[0].roads.options[1].next", "RULE_CONTRADICTION",
        [](auto& r) {
          r.mutable_phases(1)->set_kind(v1::Phase::KIND_LATE_WINDOW);
          r.mutable_phases(1)->set_may(v1::Phase::MAY_HOLDS_ONLY);
        }},
       {"rule.phases[0].on_deadline", "RULE_CONTRADICTION",
        [](auto& r) {
          First(r).mutable_on_deadline()->clear_phase();
          First(r).mutable_on_deadline()->set_ending(v1::Next::ENDING_ADOPTED);
        }},
       {"rule.phases[0].on_deadline", "RULE_CONTRADICTION", [](auto& r) {
          First(r).mutable_on_deadline()->clear_phase();
          First(r).mutable_on_deadline()->set_ending(v1::Next::ENDING_WAIT);
        }}});
}

TEST(CheckRule, WhereRoadsAreChosenNothingElseIsAsked) {
  const auto in = [](const char* field) { return std::string("rule.phases[0].") + field; };
  const std::vector<std::pair<std::string, std::function<void(v1::Phase&)>>> idle = {
      {in("roads"), [](auto& p) { p.set_kind(v1::Phase::KIND_CALL); }},
      {in("may"), [](auto& p) { p.set_may(v1::Phase::MAY_HOLDS_ONLY); }},
      {in("allowed"), [](auto& p) { p.add_allowed(v1::STANCE_AGREE); }},
      {in("time.min"), [](auto& p) { p.mutable_time()->mutable_min()->set_seconds(60); }},
      {in("time.close_early_when_passed"),
       [](auto& p) { p.mutable_time()->set_close_early_when_passed(true); }},
      {in("silence"), [](auto& p) { p.set_silence(v1::Phase::SILENCE_ASSENT); }},
      {in("more_discussion"), [](auto& p) { p.mutable_more_discussion(); }},
      {in("block"), [](auto& p) { p.mutable_block()->set_mode(v1::BlockPolicy::MODE_VETO); }},
      {in("stand_aside"), [](auto& p) { p.mutable_stand_aside(); }},
      {in("support"), [](auto& p) { p.mutable_support(); }},
      {in("judged"), [](auto& p) { p.mutable_judged(); }},
      {in("count"), [](auto& p) { p.mutable_count()->set_method("schulze"); }}};
  for (const auto& [field, seed] : idle) {
    ExpectRefused(*FindPreset("colab_vote"),
                  {{field.c_str(), "RULE_CONTRADICTION", [&](auto& r) { seed(First(r)); }}});
  }
  ExpectRefused(*FindPreset("colab_vote"),
                {{"rule.phases[0].time.max", "RULE_FIELD_MISSING",
                  [](auto& r) { First(r).mutable_time()->clear_max(); }},
                 {"rule.phases[1]", "RULE_CONTRADICTION",
                  [](auto& r) { r.mutable_phases(1)->mutable_count()->set_method("schulze"); }}});
}

TEST(CheckRule, WhatComesBeforeACallIsNotSkipped) {
  ExpectRefused(
      *FindPreset("apache_lazy"),
      {{"rule.discussion.before_call", "RULE_CONTRADICTION", [](auto& r) {
          r.mutable_discussion()->set_before_call(v1::DiscussionPolicy::BEFORE_CALL_DISCUSSION);
        }}});
  v1::DecisionRule named = *FindPreset("apache_lazy");
  named.mutable_discussion()->set_before_call(v1::DiscussionPolicy::BEFORE_CALL_INTRODUCTION);
  EXPECT_TRUE(CheckRule(named).ok());
}

}  // namespace
}  // namespace assent::rules
