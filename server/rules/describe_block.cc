// What a block does in a phase, how it is tested and when it lapses; what
// standing aside does.

#include <string>

#include "absl/strings/str_cat.h"
#include "server/rules/describe_parts.h"

namespace assent::rules {
namespace {

std::string Number(int64_t number) { return absl::StrCat(number); }

// How many of other stances than blocks stop it.
void Opposed(const PhasePlace& place, Section& out) {
  const v1::Tolerance& tolerance = place.phase().block().tolerance();
  const StanceSet stances = StanceSet::Of(tolerance.stances());
  const std::string many = out.words().Do(stances);
  const std::string count = Number(tolerance.count());
  if (!tolerance.has_fraction()) {
    if (tolerance.count() > 0) return out.Say(Say::kOpposed, {{"n", count}, {"do", many}});
    return out.Say(Say::kOpposedAny, {{"do", out.words().Do(stances, 1)}});
  }
  const std::string share = out.words().ShareOf(
      Say::kMoreThan, tolerance.fraction(), out.words().Base(tolerance.base(), place.answers()));
  if (tolerance.count() == 0) return out.Say(Say::kOpposedShare, {{"share", share}, {"do", many}});
  out.Say(Say::kOpposedLarger, {{"n", count}, {"share", share}, {"do", many}});
}

void Tolerated(const PhasePlace& place, Section& out) {
  const v1::BlockPolicy& block = place.phase().block();
  const v1::Tolerance& tolerance = block.tolerance();
  if (tolerance.stances_size() > 0) return Opposed(place, out);
  const std::string count = Number(tolerance.count());
  if (tolerance.has_fraction()) {
    const std::string share = out.words().ShareOf(
        Say::kMoreThan, tolerance.fraction(), out.words().Base(tolerance.base(), place.answers()));
    if (tolerance.count() == 0) return out.Say(Say::kBlockToleratedShare, {{"share", share}});
    return out.Say(Say::kBlockToleratedLarger, {{"n", count}, {"share", share}});
  }
  if (tolerance.count() > 0) return out.Say(Say::kBlockTolerated, {{"n", count}});
  out.Say(block.validation_size() > 0 ? Say::kBlockOneValid : Say::kBlockOne);
}

// The base of a ballot on a block.
std::string BallotBase(const v1::Base& base, bool exclude_blockers, const PhasePlace& place,
                       const Wording& words) {
  const bool by_votes =
      base.kind() == v1::Base::KIND_UNSPECIFIED || base.kind() == v1::Base::KIND_STANCES;
  const std::string of =
      by_votes ? words.Text(Say::kOfVotesOnBlock) : words.Base(base, place.answers());
  return exclude_blockers ? absl::StrCat(of, words.Text(Say::kBlockersLeftOut)) : of;
}

std::string SupportersTest(const v1::BlockTest::Supporters& test, const PhasePlace& place,
                           const Wording& words) {
  Wording::Parts parts;
  if (test.count() > 0) {
    parts.push_back(words.Text(Say::kTestSupporters, {{"n", Number(test.count())}}));
  }
  if (test.has_fraction()) {
    const std::string share =
        words.ShareOf(Say::kAtLeast, test.fraction(), words.Base(test.base(), place.answers()));
    parts.push_back(words.Text(Say::kTestSupportersShare, {{"share", share}}));
  }
  return words.Joined(parts, Say::kAnd);
}

std::string Test(const v1::BlockTest& test, const PhasePlace& place, const Wording& words) {
  switch (test.test_case()) {
    case v1::BlockTest::kSupporters:
      return SupportersTest(test.supporters(), place, words);
    case v1::BlockTest::kInvalidate: {
      const v1::BlockTest::Invalidate& ballot = test.invalidate();
      const std::string of = BallotBase(ballot.base(), ballot.exclude_blockers(), place, words);
      return words.Text(Say::kTestInvalidate,
                        {{"share", words.ShareOf(Say::kFewerThan, ballot.fraction(), of)}});
    }
    case v1::BlockTest::kSecond:
      return words.Text(Say::kTestSecond, {{"n", Number(test.second().count())}});
    case v1::BlockTest::kLogic:
      if (test.logic().criteria().empty()) return words.Text(Say::kTestLogic);
      return words.Text(Say::kTestLogicCriteria,
                        {{"criteria", words.Quoted(test.logic().criteria())}});
    case v1::BlockTest::kGroupAccepts: {
      const v1::BlockTest::GroupAccepts& ballot = test.group_accepts();
      const std::string of = BallotBase(ballot.base(), ballot.exclude_blockers(), place, words);
      return words.Text(Say::kTestGroupAccepts,
                        {{"share", words.ShareOf(Say::kAtLeast, ballot.fraction(), of)}});
    }
    default:
      return words.Text(Say::kTestAttempt);
  }
}

void Validation(const PhasePlace& place, Section& out) {
  const v1::BlockPolicy& block = place.phase().block();
  if (block.validation().empty()) return;
  const bool always = block.asked() == v1::BlockPolicy::ASKED_ALWAYS;
  out.Say(always ? Say::kTestedAlways : Say::kTestedWhenChallenged);
  Wording::Parts tests;
  for (const v1::BlockTest& test : block.validation()) {
    tests.push_back(Test(test, place, out.words()));
  }
  out.Say(Say::kValidIf, {{"tests", out.words().Joined(tests, Say::kAnd)}});
  if (block.has_test_within()) {
    out.SayTime(true, Say::kTestWithin, block.test_within());
  } else {
    out.Say(Say::kTestUntilEnd);
  }
  switch (block.invalid_becomes()) {
    case v1::STANCE_STAND_ASIDE:
      return out.Say(Say::kInvalidStandAside);
    case v1::STANCE_DISAGREE:
      return out.Say(Say::kInvalidDisagree);
    default:
      return out.Say(Say::kInvalidVoid);
  }
}

// What a blocker must do is looked at while the block is being resolved; before
// that, a counter-proposal is asked for in words.
void Duty(const PhasePlace& place, Section& out) {
  const v1::BlockDuty& duty = place.phase().block().duty();
  if (!place.is_resolving()) return out.SayIf(duty.counter_proposal(), Say::kDutyInWords);
  Wording::Parts tasks;
  const std::string meetings = Number(duty.meetings());
  const std::string every = out.words().Time(duty.every());
  if (duty.meetings() > 0 && duty.has_every()) {
    tasks.push_back(out.words().Text(Say::kDutyMeetingsEvery, {{"n", meetings}, {"time", every}}));
  } else if (duty.meetings() > 0) {
    tasks.push_back(out.words().Text(Say::kDutyMeetings, {{"n", meetings}}));
  } else if (duty.has_every()) {
    tasks.push_back(out.words().Text(Say::kDutyEvery, {{"time", every}}));
  }
  if (duty.counter_proposal()) tasks.push_back(out.words().Text(Say::kDutyCounterProposal));
  if (tasks.empty()) return;
  const std::string all = out.words().Joined(tasks, Say::kAnd);
  if (duty.has_within()) {
    out.Say(Say::kDutyWithin, {{"tasks", all}, {"time", out.words().Time(duty.within())}});
  } else {
    out.Say(Say::kDuty, {{"tasks", all}});
  }
  out.Say(Say::kDutyMissed);
}

// The name of an earlier phase with the same blocks, so that they are not
// explained again; "": there is none.
std::string SameBlocks(const PhasePlace& place, const Wording& words) {
  if (!place.can_be_blocked()) return "";
  const std::string own = place.phase().block().SerializeAsString();
  const auto same = [&](const PhaseList& phases, int end, bool urgent) -> std::string {
    for (int i = 0; i < end; ++i) {
      // What a blocker must do means something else while it is being resolved.
      const bool resolving = phases[i].kind() == v1::Phase::KIND_RESOLVING;
      if (place.phase().block().has_duty() && resolving != place.is_resolving()) continue;
      if (phases[i].block().SerializeAsString() != own) continue;
      return StepName(phases, i, urgent, words);
    }
    return "";
  };
  const PhaseList& ordinary = place.rule.phases();
  const std::string found = place.urgent ? same(ordinary, ordinary.size(), false) : "";
  return found.empty() ? same(place.phases, place.index, place.urgent) : found;
}

void Blocks(const PhasePlace& place, Section& out) {
  const v1::BlockPolicy& block = place.phase().block();
  switch (block.mode()) {
    case v1::BlockPolicy::MODE_VETO:
      Tolerated(place, out);
      break;
    case v1::BlockPolicy::MODE_COUNTED:
      out.Say(Say::kBlockCounted);
      break;
    case v1::BlockPolicy::MODE_JUDGED:
      out.Say(Say::kBlockJudged);
      break;
    default:
      out.Say(Say::kBlockNone);
  }
  const bool counted = place.holds_tolerated();
  if (place.objections_hold()) out.Say(counted ? Say::kObjectionsCount : Say::kObjectionsWait);
  Validation(place, out);
  Duty(place, out);
  out.SayTime(block.has_nag_after(), Say::kNag, block.nag_after());
  out.SayTime(block.has_lapse_after(), Say::kLapse, block.lapse_after());
  out.SayIf(block.conditional_release(), Say::kConditional);
  if (block.soft_limit() > 0) out.Say(Say::kSoftLimit, {{"n", Number(block.soft_limit())}});
}

Say EffectOf(v1::StandAsidePolicy::Effect effect) {
  switch (effect) {
    case v1::StandAsidePolicy::EFFECT_BLOCK:
      return Say::kAsideEffectBlock;
    case v1::StandAsidePolicy::EFFECT_RETURN:
      return Say::kAsideEffectReturn;
    default:
      return Say::kAsideEffectWarn;
  }
}

void StandAsideLimit(const PhasePlace& place, Section& out) {
  const v1::StandAsidePolicy& policy = place.phase().stand_aside();
  const std::string effect = out.words().Text(EffectOf(policy.effect()));
  const std::string count = Number(policy.limit_count());
  if (!policy.has_limit_fraction()) {
    if (policy.limit_count() == 0) return;
    return out.Say(Say::kAsideCount, {{"n", count}, {"effect", effect}});
  }
  const std::string share = out.words().ShareOf(Say::kAtLeast, policy.limit_fraction(),
                                                out.words().Base(policy.base(), place.answers()));
  if (policy.limit_count() == 0) {
    return out.Say(Say::kAsideShare, {{"share", share}, {"effect", effect}});
  }
  out.Say(Say::kAsideCountOrShare, {{"n", count}, {"share", share}, {"effect", effect}});
}

void StandAside(const PhasePlace& place, Section& out) {
  const v1::StandAsidePolicy& policy = place.phase().stand_aside();
  const bool may = place.allowed().Has(v1::STANCE_STAND_ASIDE) && !place.is_resolving() &&
                   place.phase().may() != v1::Phase::MAY_HOLDS_ONLY;
  if (!may && !place.phase().has_stand_aside()) return;
  StandAsideLimit(place, out);
  const bool bound = policy.binds() == v1::StandAsidePolicy::BINDS_BOUND;
  out.Say(bound ? Say::kAsideBound : Say::kAsideExempt);
  const bool returns = policy.implementer_check() == v1::StandAsidePolicy::EFFECT_RETURN;
  out.Say(returns ? Say::kImplementerReturn : Say::kImplementerWarn);
}

}  // namespace

void DescribeBlocks(const PhasePlace& place, Section& section) {
  const std::string same = SameBlocks(place, section.words());
  if (same.empty()) {
    Blocks(place, section);
  } else {
    section.Say(Say::kBlockAsIn, {{"step", same}});
  }
  StandAside(place, section);
}

}  // namespace assent::rules
