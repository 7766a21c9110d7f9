// The presets as data: all there, well described, and the defaults value by
// value.

#include "server/rules/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "google/protobuf/util/message_differencer.h"
#include "server/rules/evaluate.h"
#include "server/rules/nearest.h"
#include "server/rules/stance_set.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;

TEST(Presets, EveryNamedRuleIsThere) {
  const char* const names[] = {
      // Community processes.
      "sfc_consensus", "sfc_quick", "butler_formal", "n_street", "heartwood", "mosaic_commons",
      "tierra_nueva", "manzanita", "ashland_cm1", "cornerstone", "takoma", "two_acre_wood",
      "right_of_way", "la_reunion", "occupy_90", "occupy_90_abstainers_counted", "occupy_seattle",
      "occupy_denver", "occupy_eugene", "occupy_bellingham", "omni_delegates", "ows_spokes",
      "ows_wg_quorum", "consensus_minus_1", "consensus_minus_2", "supermajority_75_present",
      "composition_quorum_40", "sfc_spokescouncil", "woodbine_u1", "tachanka", "imc_eire",
      "ssb_consortium", "roberts_st_email", "enspiral_standard", "enspiral_significant",
      "enspiral_quorum", "enspiral_emergency", "colab_vote", "onclick_modified", "quaker_sense",
      "kaner_gradients", "fist_to_five",
      // Consent, advice, open source, parliamentary.
      "s3_consent", "dynamic_governance", "holacracy_idm", "advice", "apache_lazy", "apache_code",
      "apache_release", "apache_procedural", "rust_fcp", "rust_lang_resolution", "rust_council",
      "ietf_rough", "w3c_consensus", "w3c_short_circuit", "w3c_supermajority_2_1", "debian_gr",
      "pep13_council", "pep13_eject", "k8s_lazy", "test262_cm1", "simple_majority",
      "absolute_majority", "supermajority_55_cast", "two_thirds_cast", "two_thirds_present",
      "two_thirds_members",
      // Ours.
      "mutual_aid_default", "quick_default"};
  for (const char* name : names) EXPECT_NE(FindPreset(name), nullptr) << name;
  EXPECT_EQ(ListPresets().size(), std::size(names));
  for (const std::string& name : test::NaiveRules::FromFile(kPresetsFile).Names()) {
    EXPECT_NE(FindPreset(name), nullptr) << name;
  }
}

TEST(Presets, EveryOneIsDescribedAndComplete) {
  std::set<std::string> ids;
  for (const v1::DecisionRule* rule : ListPresets()) {
    EXPECT_TRUE(ids.insert(rule->id()).second) << rule->id() << " is there twice";
    EXPECT_FALSE(rule->title().empty()) << rule->id();
    EXPECT_FALSE(rule->source().empty()) << rule->id();
    EXPECT_FALSE(rule->notes().empty()) << rule->id();
    EXPECT_TRUE(rule->has_electorate()) << rule->id();
    EXPECT_TRUE(rule->has_amendment()) << rule->id();
    EXPECT_EQ(rule->version(), 1) << rule->id();
  }
}

// Positions outlive a phase, so a later phase must know them all.
TEST(Presets, NoLaterPhaseMakesAnEarlierPositionInvalid) {
  for (const v1::DecisionRule* rule : ListPresets()) {
    StanceSet before;
    for (const v1::Phase& phase : rule->phases()) {
      const StanceSet allowed = AllowedStances(*rule, phase);
      before.ForEach([&](v1::Stance stance) {
        EXPECT_TRUE(allowed.Has(stance))
            << rule->id() << "/" << phase.name() << " " << v1::Stance_Name(stance);
      });
      before = allowed;
    }
  }
}

const v1::Phase& PhaseOf(const v1::DecisionRule& rule, const std::string& name) {
  for (const v1::Phase& phase : rule.phases()) {
    if (phase.name() == name) return phase;
  }
  ADD_FAILURE() << rule.id() << " has no phase " << name;
  return rule.phases(0);
}

TEST(MutualAidDefault, CallsAsItIsWritten) {
  const v1::DecisionRule& rule = *FindPreset(kDefaultPreset);
  const v1::Phase& call = rule.phases(0);
  EXPECT_EQ(rule.electorate().basis(), v1::Electorate::BASIS_ACTIVE);
  EXPECT_EQ(rule.electorate().snapshot(), v1::Electorate::SNAPSHOT_AT_INTRODUCTION);
  EXPECT_EQ(rule.electorate().block_tenure().meetings(), 1);
  EXPECT_EQ(rule.electorate().block_tenure().membership().seconds(), 7 * kDay);
  EXPECT_EQ(call.kind(), v1::Phase::KIND_CALL);
  EXPECT_EQ(call.time().min().seconds(), 7 * kDay);
  EXPECT_EQ(call.time().max().seconds(), 7 * kDay);
  EXPECT_TRUE(call.time().close_early_when_all_answered());
  EXPECT_EQ(call.silence(), v1::Phase::SILENCE_UNSPECIFIED);
  EXPECT_EQ(call.quorum().kind(), v1::Quorum::KIND_FRACTION);
  EXPECT_EQ(call.quorum().fraction().numerator() * 2, call.quorum().fraction().denominator());
  EXPECT_EQ(call.quorum().counts().kind(), v1::Base::KIND_PRESENT);
  EXPECT_EQ(call.support().conditions(0).min().count(), 1);
  EXPECT_EQ(call.stand_aside().limit_fraction().denominator(), 3);
  EXPECT_EQ(call.stand_aside().base().kind(), v1::Base::KIND_PRESENT);
  EXPECT_EQ(call.stand_aside().effect(), v1::StandAsidePolicy::EFFECT_RETURN);
  EXPECT_EQ(call.stand_aside().implementer_check(), v1::StandAsidePolicy::EFFECT_RETURN);
  EXPECT_EQ(call.on_pass().phase(), "late_window");
  EXPECT_EQ(call.on_blocked().phase(), "resolving");
}

TEST(MutualAidDefault, BlocksAsItIsWritten) {
  const v1::DecisionRule& rule = *FindPreset(kDefaultPreset);
  const v1::BlockPolicy& block = rule.phases(0).block();
  EXPECT_EQ(block.mode(), v1::BlockPolicy::MODE_VETO);
  EXPECT_EQ(block.tolerance().count(), 0);
  EXPECT_TRUE(rule.positions().principle_required_for_block());
  ASSERT_EQ(rule.positions().reason_required_size(), 1);
  EXPECT_EQ(rule.positions().reason_required(0), v1::STANCE_BLOCK);
  ASSERT_EQ(block.validation_size(), 1);
  EXPECT_EQ(block.validation(0).supporters().count(), 1);
  EXPECT_EQ(block.asked(), v1::BlockPolicy::ASKED_WHEN_CHALLENGED);
  EXPECT_EQ(block.invalid_becomes(), v1::STANCE_STAND_ASIDE);
  EXPECT_EQ(block.nag_after().seconds(), 7 * kDay);
  EXPECT_EQ(block.lapse_after().seconds(), 21 * kDay);
}

TEST(MutualAidDefault, GoesOnAsItIsWritten) {
  const v1::DecisionRule& rule = *FindPreset(kDefaultPreset);
  const v1::Phase& window = PhaseOf(rule, "late_window");
  EXPECT_EQ(window.kind(), v1::Phase::KIND_LATE_WINDOW);
  EXPECT_EQ(window.may(), v1::Phase::MAY_HOLDS_ONLY);
  EXPECT_EQ(window.time().max().seconds(), 48 * kHour);
  EXPECT_EQ(window.on_pass().ending(), v1::Next::ENDING_ADOPTED);
  EXPECT_EQ(PhaseOf(rule, "resolving").time().max().seconds(), 60 * kDay);
  EXPECT_EQ(PhaseOf(rule, "resolving").on_blocked().phase(), "vote");
  const v1::Phase& vote = PhaseOf(rule, "vote");
  EXPECT_EQ(vote.start(), v1::Phase::START_VOTE);
  EXPECT_EQ(vote.start_share().numerator() * 4, vote.start_share().denominator() * 3);
  const auto& share = vote.support().conditions(0).share();
  EXPECT_EQ(share.fraction().numerator() * 4, share.fraction().denominator() * 3);
  EXPECT_EQ(share.base().kind(), v1::Base::KIND_PRESENT);

  EXPECT_FALSE(rule.discussion().has_min());
  EXPECT_EQ(rule.discussion().max().seconds(), 30 * kDay);
  EXPECT_EQ(rule.amendment().friendly_needs(), v1::AmendmentPolicy::FRIENDLY_PROPOSER);
  EXPECT_EQ(rule.amendment().unfriendly(), v1::AmendmentPolicy::UNFRIENDLY_SEPARATE_MAJORITY);
  EXPECT_EQ(rule.amendment().holds(), v1::AmendmentPolicy::HOLDS_CARRY);
  EXPECT_EQ(rule.amendment().objection_window().seconds(), kDay);
  EXPECT_TRUE(rule.reopen().new_information());
  EXPECT_EQ(rule.reopen().members(), 4);
  EXPECT_FALSE(rule.reopen().has_cooldown());
  EXPECT_EQ(rule.review().after().seconds(), 180 * kDay);
  EXPECT_EQ(rule.review().after_if_dissent().seconds(), 90 * kDay);
  ASSERT_EQ(rule.urgent().phases_size(), 2);
  EXPECT_EQ(rule.urgent().phases(0).time().max().seconds(), 4 * kHour);
  EXPECT_EQ(rule.urgent().phases(0).block().mode(), v1::BlockPolicy::MODE_VETO);
  EXPECT_EQ(rule.urgent().phases(1).time().max().seconds(), 14 * kDay);
  EXPECT_EQ(rule.urgent().phases(1).on_deadline().ending(), v1::Next::ENDING_EXPIRED);
}

// Take the waits, the tenure and the late window out of the one, and the other
// is left.
TEST(QuickDefault, IsTheDefaultWithoutItsWaits) {
  v1::DecisionRule slow = *FindPreset(kDefaultPreset);
  v1::DecisionRule quick = *FindPreset("quick_default");
  slow.mutable_electorate()->clear_block_tenure();
  slow.mutable_phases()->DeleteSubrange(1, 1);
  *slow.mutable_phases(0)->mutable_on_pass() = quick.phases(0).on_pass();
  const auto calm = [](v1::Phase& phase) {
    phase.mutable_time()->clear_min();
    phase.mutable_block()->clear_test_within();
  };
  for (v1::Phase& phase : *slow.mutable_phases()) calm(phase);
  for (v1::Phase& phase : *slow.mutable_urgent()->mutable_phases()) calm(phase);
  for (v1::DecisionRule* rule : {&slow, &quick}) {
    for (auto* wait : {rule->mutable_amendment()->mutable_objection_window(),
                       rule->mutable_amendment()->mutable_freeze_last(),
                       rule->mutable_amendment()->mutable_withdrawal_delay()}) {
      EXPECT_EQ(wait->seconds(), rule == &quick ? 0 : kDay);
      wait->clear_seconds();
    }
    EXPECT_EQ(rule->review().keep_window().seconds(), rule == &quick ? 0 : 7 * kDay);
    rule->mutable_review()->clear_keep_window();
    rule->clear_id();
    rule->clear_title();
    rule->clear_notes();
  }
  EXPECT_EQ(quick.phases(0).on_pass().ending(), v1::Next::ENDING_ADOPTED);
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(slow, quick)) << difference;
}

TEST(Presets, SuggestsTheNearestName) {
  EXPECT_EQ(NearestPreset("right_of_wy"), "right_of_way");
  EXPECT_EQ(NearestPreset("sfc_concensus"), "sfc_consensus");
  EXPECT_EQ(NearestPreset("enspiral"), "enspiral_emergency") << "the first that starts so";
  EXPECT_EQ(NearestPreset("zzzzzzzzzz"), "");
  EXPECT_EQ(NearestPreset(""), "");
}

}  // namespace
}  // namespace assent::rules
