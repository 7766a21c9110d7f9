// The formulas of the mirrors, each on a case that was worked out by hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "server/assembly/mirrors/accounts.h"
#include "server/assembly/mirrors/balance.h"
#include "server/assembly/mirrors/certificate.h"
#include "server/assembly/mirrors/ledgers.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/mirrors/refusals.h"
#include "server/base/refusal.h"

namespace assent::assembly {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string Of(const v1::Fraction& share) {
  return std::to_string(share.numerator()) + "/" + std::to_string(share.denominator());
}

TEST(Concentration, TheMostActiveFifthOfTenAreTwo) {
  // 5 + 3 of 5 + 3 + 1 + 1; two of ten members.
  const v1::Concentration c = ConcentrationOf({1, 5, 1, 3}, 10);
  EXPECT_EQ(Of(c.top_fifth()), "8/10");
  EXPECT_EQ(Of(c.equal_share()), "2/10");
}

TEST(Concentration, AFifthIsRoundedUp) {
  EXPECT_EQ(Of(ConcentrationOf({4, 2, 1}, 3).top_fifth()), "4/7");
  EXPECT_EQ(Of(ConcentrationOf({4, 2, 1}, 3).equal_share()), "1/3");
  EXPECT_EQ(Of(ConcentrationOf({4, 2, 1, 1, 1}, 5).top_fifth()), "4/9");
  EXPECT_EQ(Of(ConcentrationOf({4, 2, 1, 1, 1}, 6).top_fifth()), "6/9");
}

TEST(Concentration, WhereAllDoTheSameItIsTheEqualShare) {
  const v1::Concentration c = ConcentrationOf(std::vector<int64_t>(10, 3), 10);
  EXPECT_EQ(c.top_fifth().numerator() * c.equal_share().denominator(),
            c.equal_share().numerator() * c.top_fifth().denominator());
}

TEST(Concentration, OfNothingThereIsNone) {
  EXPECT_FALSE(ConcentrationOf({}, 10).has_top_fifth());
  EXPECT_FALSE(ConcentrationOf({0, 0}, 10).has_equal_share());
  EXPECT_FALSE(ConcentrationOf({1}, 0).has_top_fifth());
}

TEST(Accounts, WhatIsAddedCanBeTakenOutAgain) {
  const auto before = Parse<v1::Account>(
      "totals { ended: 2 taken: 1 voices: 9 } activities { place: 2 activity { proposed: 1 } } "
      "activities { place: 5 activity { blocks: 2 } }");
  const auto part = Parse<v1::Account>(
      "totals { ended: 1 taken: 1 lazy: 1 voices: 3 } activities { place: 1 activity { answers: 4 "
      "} "
      "} activities { place: 5 activity { blocks: 1 facilitated: 1 } }");
  v1::Account sum = before;
  AddAccount(part, 1, sum);
  EXPECT_EQ(sum.totals().ended(), 3);
  ASSERT_EQ(sum.activities_size(), 3);
  EXPECT_EQ(sum.activities(0).place(), 1);
  EXPECT_EQ(sum.activities(2).activity().blocks(), 3);
  AddAccount(part, -1, sum);
  EXPECT_EQ(sum.SerializeAsString(), before.SerializeAsString());
}

TEST(Accounts, MonthsAreThoseOfUtc) {
  EXPECT_EQ(
      MonthOf(absl::FromCivil(absl::CivilSecond(2026, 12, 31, 23, 59, 59), absl::UTCTimeZone())),
      202612);
  EXPECT_EQ(MonthBefore(202612), 202611);
  EXPECT_EQ(MonthBefore(202601), 202512);
  EXPECT_EQ(
      MonthOf(QuarterStart(absl::FromCivil(absl::CivilDay(2026, 12, 31), absl::UTCTimeZone()))),
      202610);
  EXPECT_EQ(MonthOf(QuarterStart(absl::FromCivil(absl::CivilDay(2026, 1, 1), absl::UTCTimeZone()))),
            202601);
}

TEST(Drift, AQuarterAddsUpItsMonths) {
  // 8 taken in October and November: 2 lazily, 1 urgently, 1 judged, 1 by a
  // fallback vote; 5 members at the end, of whom one facilitated 3 of 4 times.
  const std::vector<v1::Account> months = {
      Parse<v1::Account>("month: 202609 members: 3 totals { ended: 1 }"),
      Parse<v1::Account>(
          "month: 202610 members: 4 totals { ended: 6 taken: 5 lazy: 2 urgent: 1 ordinary: 2 "
          "unattended: 1 dissented: 2 counted: 6 voices: 24 answers: 15 blocked: 1 blocks: 2 } "
          "activities { place: 1 activity { facilitated: 2 } } "
          "activities { place: 3 activity { facilitated: 1 } }"),
      Parse<v1::Account>(
          "month: 202611 members: 5 totals { ended: 4 taken: 3 judged: 1 fallback: 1 ordinary: 1 "
          "dissented: 1 counted: 3 voices: 15 answers: 12 blocked: 2 blocks: 2 } "
          "activities { place: 1 activity { facilitated: 1 } }"),
      Parse<v1::Account>("month: 202612 totals { ended: 0 }"),
  };
  const std::vector<v1::DriftQuarter> drift = DriftOf(months);
  ASSERT_EQ(drift.size(), 2u);
  EXPECT_EQ(drift[0].quarter(), 3);
  EXPECT_FALSE(drift[0].has_lazy_share()) << "nothing was taken, of which it were a share";
  const v1::DriftQuarter& fourth = drift[1];
  EXPECT_EQ(fourth.year(), 2026);
  EXPECT_EQ(fourth.quarter(), 4);
  EXPECT_EQ(fourth.members(), 5);
  EXPECT_EQ(Of(fourth.lazy_share()), "2/8");
  EXPECT_EQ(Of(fourth.urgent_share()), "1/8");
  EXPECT_EQ(Of(fourth.judged_share()), "1/8");
  EXPECT_EQ(Of(fourth.fallback_share()), "1/8");
  EXPECT_EQ(Of(fourth.unattended_share()), "1/8");
  EXPECT_EQ(Of(fourth.dissent_rate()), "3/8");
  EXPECT_EQ(Of(fourth.block_rate()), "3/10");
  EXPECT_EQ(Of(fourth.participation_rate()), "27/39");
  EXPECT_EQ(Of(fourth.facilitation().top_fifth()), "3/4");
  EXPECT_EQ(Of(fourth.facilitation().equal_share()), "1/5");
}

TEST(Drift, DelegatesTheProcessAndTenureHaveFormulasOfTheirOwn) {
  // 2 of 4 taken under rules of units, 1 of 5 ended met an objection to the process.
  // Five terms began, of which two of somebody who had had the role before; three
  // ended, after 30, 31 and 90 days: 151 days. Of them ana served 121, bo 30.
  const std::vector<v1::Account> months = {
      Parse<v1::Account>(
          "month: 202607 members: 6 totals { ended: 5 taken: 4 delegated: 2 process: 1 "
          "terms_begun: 3 terms_again: 1 terms_ended: 1 term_days: 30 } "
          "activities { place: 2 activity { role_days: 30 } }"),
      Parse<v1::Account>(
          "month: 202609 members: 6 totals { terms_begun: 2 terms_again: 1 terms_ended: 2 "
          "term_days: 121 } activities { place: 1 activity { role_days: 121 } }"),
      Parse<v1::Account>("month: 202610 members: 6 totals { terms_begun: 1 }"),
  };
  const std::vector<v1::DriftQuarter> drift = DriftOf(months);
  ASSERT_EQ(drift.size(), 2u) << "a quarter with nothing but a term is there";
  EXPECT_EQ(Of(drift[0].delegated_share()), "2/4");
  EXPECT_EQ(Of(drift[0].process_rate()), "1/5");
  EXPECT_EQ(Of(drift[0].mean_term_days()), "151/3");
  EXPECT_EQ(Of(drift[0].again_share()), "2/5");
  EXPECT_EQ(Of(drift[0].roles().top_fifth()), "151/151") << "two of six are a fifth, rounded up";
  EXPECT_EQ(Of(drift[0].roles().equal_share()), "2/6");
  EXPECT_EQ(Of(drift[1].again_share()), "0/1");
  EXPECT_FALSE(drift[1].has_mean_term_days()) << "no term ended";
  EXPECT_FALSE(drift[1].has_delegated_share()) << "nothing was taken";
}

TEST(Ledgers, EntriesAddUpByMember) {
  std::vector<v1::BlockEntry> entries = {
      Parse<v1::BlockEntry>("member: 'di' outcome: BLOCK_OUTCOME_STOPPED soft_limit: 4 "
                            "challenger: 'bo' challenge_outcome: CHALLENGE_OUTCOME_BLOCK_STOOD"),
      Parse<v1::BlockEntry>("member: 'cy' outcome: BLOCK_OUTCOME_LAPSED"),
      Parse<v1::BlockEntry>("member: 'di' outcome: BLOCK_OUTCOME_INVALID soft_limit: 3 "
                            "challenger: 'bo' challenge_outcome: CHALLENGE_OUTCOME_BLOCK_FELL"),
      Parse<v1::BlockEntry>("member: 'di' outcome: BLOCK_OUTCOME_STOPPED"),
  };
  const std::vector<v1::BlockSum> sums = SumBlocks(entries);
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].member(), "di");
  EXPECT_EQ(sums[0].blocks(), 3);
  EXPECT_EQ(sums[0].soft_limit(), 3);
  ASSERT_EQ(sums[0].outcomes_size(), 2);
  EXPECT_EQ(sums[0].outcomes(0).outcome(), v1::BLOCK_OUTCOME_STOPPED);
  EXPECT_EQ(sums[0].outcomes(0).blocks(), 2);
  const std::vector<v1::ChallengeSum> challenges = SumChallenges(entries);
  ASSERT_EQ(challenges.size(), 1u);
  EXPECT_EQ(challenges[0].member(), "bo");
  EXPECT_EQ(challenges[0].challenges(), 2);
  EXPECT_EQ(challenges[0].block_stood(), 1);
  EXPECT_EQ(challenges[0].block_fell(), 1);
}

v1::Certificate Certify(const std::string& counts) {
  auto decision = Parse<v1::Decision>(
      "state: STATE_ADOPTED rule { id: 'r' version: 2 } "
      "tally { outcome: OUTCOME_ADOPTED conditions { kind: KIND_QUORUM holds: true } }");
  *decision.mutable_tally()->mutable_counts() = Parse<v1::Counts>(counts);
  return CertificateOf(v1::Assembly(), decision, v1::Revision());
}

std::string Given(const v1::Certificate::Count& count) {
  using Count = v1::Certificate::Count;
  switch (count.form()) {
    case Count::FORM_EXACT:
      return std::to_string(count.voices());
    case Count::FORM_FEWER_THAN_5:
      return "<5";
    case Count::FORM_HELD_BACK:
      return "-";
    case Count::FORM_ROUNDED_DOWN:
      return "~" + std::to_string(count.voices());
    default:
      return "";
  }
}

TEST(CertificateTest, LargeCountsAreGivenExactly) {
  const v1::Certificate c = Certify("members: 40 agree: 25 stand_aside: 5");
  EXPECT_EQ(Given(c.electorate()), "40");
  EXPECT_EQ(Given(c.answers()), "30");
  EXPECT_EQ(Given(c.agree()), "25");
  EXPECT_EQ(Given(c.stand_aside()), "5");
  EXPECT_EQ(Given(c.block()), "0");
  EXPECT_TRUE(c.dissent());
  EXPECT_EQ(c.quorum(), v1::Certificate::QUORUM_REACHED);
}

TEST(CertificateTest, OneSmallCountCannotBeWorkedOutFromTheOthers) {
  // 20 + 7 + 3 of 40: with 20, 7 and 30 answers known, 3 would be, too.
  const v1::Certificate c = Certify("members: 40 agree: 20 abstain: 7 disagree: 3");
  EXPECT_EQ(Given(c.disagree()), "<5");
  EXPECT_EQ(Given(c.abstain()), "-") << "the smallest of the others";
  EXPECT_EQ(Given(c.agree()), "20");
  EXPECT_EQ(Given(c.answers()), "~30");
  EXPECT_EQ(Given(c.electorate()), "~40");
}

TEST(CertificateTest, TwoSmallCountsHideEachOther) {
  const v1::Certificate c = Certify("members: 43 agree: 31 block: 1 disagree: 4");
  EXPECT_EQ(Given(c.block()), "<5");
  EXPECT_EQ(Given(c.disagree()), "<5");
  EXPECT_EQ(Given(c.agree()), "31");
  EXPECT_EQ(Given(c.answers()), "~35");
  EXPECT_EQ(Given(c.electorate()), "~40");
}

TEST(CertificateTest, AFewWhoSaidNothingAreHiddenToo) {
  const v1::Certificate c = Certify("members: 22 agree: 20");
  EXPECT_EQ(Given(c.agree()), "20");
  EXPECT_EQ(Given(c.answers()), "~20");
  EXPECT_EQ(Given(c.electorate()), "~20");
}

TEST(CertificateTest, AtTheThresholds) {
  EXPECT_EQ(Given(Certify("members: 30 agree: 20 block: 4").block()), "<5");
  EXPECT_EQ(Given(Certify("members: 30 agree: 20 block: 5").block()), "5");
  EXPECT_TRUE(Certify("members: 9 agree: 9").counts_left_out());
  EXPECT_EQ(Given(Certify("members: 9 agree: 9").agree()), "");
  EXPECT_FALSE(Certify("members: 10 agree: 10").counts_left_out());
  EXPECT_EQ(Given(Certify("members: 10 agree: 10").electorate()), "10");
}

TEST(NoticeTest, IsForThoseItNamesOrForAllOthers) {
  const auto named = Parse<v1::NoticeDocument>("places: [1, 4]");
  EXPECT_TRUE(IsFor(named, 0));
  EXPECT_FALSE(IsFor(named, 1));
  EXPECT_TRUE(IsFor(named, 3));
  const auto others = Parse<v1::NoticeDocument>("places: [1, 4] all_but: true joined: 5");
  EXPECT_FALSE(IsFor(others, 0));
  EXPECT_TRUE(IsFor(others, 1));
  EXPECT_TRUE(IsFor(others, 4));
  EXPECT_FALSE(IsFor(others, 5)) << "they joined later";
}

TEST(RefusalsTest, SayWhoSwitchedItOff) {
  v1::Charter charter;
  EXPECT_TRUE(CheckPersonalMirrors(charter).ok());
  charter.set_personal_mirrors_off(true);
  EXPECT_EQ(base::ReasonOf(CheckPersonalMirrors(charter)), "MIRROR_SWITCHED_OFF");
  v1::Decision decision;
  EXPECT_EQ(base::ReasonOf(CheckPublished(decision)), "NOT_PUBLISHED");
  decision.set_publish_certificate(true);
  EXPECT_FALSE(CheckPublished(decision).ok()) << "it was not adopted";
  decision.set_state(v1::Proposal::STATE_ADOPTED);
  EXPECT_TRUE(CheckPublished(decision).ok());
}

}  // namespace
}  // namespace assent::assembly
