// One phase: what it is for, how it starts, how long it runs, what silence
// means, who must take part. Blocks, agreement and where it leads are in files
// of their own.

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/rules/describe_parts.h"

namespace assent::rules {
namespace {

std::string Number(int64_t number) { return absl::StrCat(number); }

void Purpose(const PhasePlace& place, Section& out) {
  const v1::Judged& judged = place.phase().judged();
  if (place.phase().has_roads()) return out.Say(Say::kPurposeRoads);
  if (judged.by() == v1::Judged::BY_PROPOSER) return out.Say(Say::kPurposeAdvice);
  if (judged.by() == v1::Judged::BY_ROLE) {
    return out.Say(Say::kPurposeRole, {{"role", judged.role()}});
  }
  switch (place.phase().kind()) {
    case v1::Phase::KIND_SIGN_OFF:
      return out.Say(Say::kPurposeSignOff);
    case v1::Phase::KIND_FINAL_COMMENT:
      return out.Say(Say::kPurposeFinalComment);
    case v1::Phase::KIND_RESOLVING:
      return out.Say(Say::kPurposeResolving);
    case v1::Phase::KIND_VOTE:
      return out.Say(Say::kPurposeVote);
    case v1::Phase::KIND_LATE_WINDOW:
      return out.Say(Say::kPurposeLateWindow);
    case v1::Phase::KIND_RATIFY:
      return out.Say(Say::kPurposeRatify);
    default:
      return out.Say(Say::kPurposeCall);
  }
}

void Start(const PhasePlace& place, Section& out) {
  const v1::Phase& phase = place.phase();
  switch (phase.start()) {
    case v1::Phase::START_ANY_MEMBER:
      out.Say(Say::kStartAnyMember);
      break;
    case v1::Phase::START_FACILITATOR:
      out.Say(Say::kStartFacilitator);
      break;
    case v1::Phase::START_PROPOSER:
      out.Say(Say::kStartProposer);
      break;
    case v1::Phase::START_VOTE:
      out.Say(Say::kStartVote, {{"share", out.words().Part(phase.start_share())}});
      break;
    case v1::Phase::START_SECOND_TIME_ONLY:
      out.Say(Say::kStartSecondTime);
      break;
    default:
      break;  // by itself
  }
  out.SayIf(phase.start_same_concern_only(), Say::kStartSameConcern);
  out.SayIf(phase.may() == v1::Phase::MAY_HOLDS_ONLY, Say::kHoldsOnly);
  const StanceSet allowed = place.allowed();
  if (phase.allowed_size() > 0 && !(allowed == StanceSet::Of(place.rule.positions().allowed()))) {
    out.Say(Say::kPhaseStances, {{"stances", out.words().Do(allowed)}});
  }
}

// Whether one member may answer and ask for the decision in the same minute, whatever the
// others would say: no time has to pass, and nobody beside those who answer has to be there.
bool IsForOneRoom(const PhasePlace& place) {
  const v1::Phase& phase = place.phase();
  const bool all =
      phase.quorum().kind() == v1::Quorum::KIND_UNSPECIFIED && phase.quorum().composition().empty();
  const auto counts_members = [](const v1::SupportCondition& condition) {
    return condition.share().base().kind() == v1::Base::KIND_MEMBERS ||
           condition.has_max_missing() || condition.min().count() > 1;
  };
  const auto& conditions = phase.support().conditions();
  return all && std::none_of(conditions.begin(), conditions.end(), counts_members);
}

void Length(const PhasePlace& place, Section& out) {
  const v1::PhaseTime& time = place.phase().time();
  const std::string max = out.words().Time(time.max(), time.calendar());
  const std::string min = out.words().Time(time.min(), time.calendar());
  const bool waits = time.has_min() && time.min().seconds() > 0;
  if (!time.has_max()) {
    const bool measured = time.max_meetings() > 0 || time.max_rounds() > 0;
    if (measured || place.is_resolving()) return;
    if (place.phase().has_judged()) return out.Say(Say::kNoEndJudged);
    if (waits) return out.Say(Say::kNoEndMin, {{"min", min}});
    out.Say(Say::kNoEnd);
    return out.SayIf(IsForOneRoom(place), Say::kForOneRoom);
  }
  if (place.is_resolving()) return out.Say(Say::kResolvingLasts, {{"max", max}});
  const bool whole = place.is_window() || place.phase().has_roads() ||
                     (waits && time.min().seconds() >= time.max().seconds());
  if (whole) return out.Say(Say::kLasts, {{"time", max}});
  if (waits) return out.Say(Say::kEndsAfter, {{"max", max}, {"min", min}});
  out.Say(Say::kEndsAtLatest, {{"max", max}});
}

void Extensions(const v1::PhaseTime& time, Section& out) {
  if (time.extensions_per_member() == 0) return;
  const std::string often = Number(time.extensions_per_member());
  if (!time.has_max_extension() && !time.has_max()) {
    return out.Say(Say::kExtensionsNoEnd, {{"n", often}});
  }
  const auto& most = time.has_max_extension() ? time.max_extension() : time.max();
  out.Say(Say::kExtensions, {{"n", often}, {"time", out.words().Time(most, time.calendar())}});
  if (!time.has_max_extended()) return;
  out.Say(Say::kExtendedAtMost, {{"time", out.words().Time(time.max_extended(), time.calendar())}});
}

void Time(const PhasePlace& place, Section& out) {
  const v1::PhaseTime& time = place.phase().time();
  Length(place, out);
  if (time.max_meetings() > 0) out.Say(Say::kMaxMeetings, {{"n", Number(time.max_meetings())}});
  if (time.max_rounds() > 0) out.Say(Say::kMaxRounds, {{"n", Number(time.max_rounds())}});
  out.SayIf(time.close_early_when_all_answered(),
            place.phase().has_roads() ? Say::kCloseRoad : Say::kCloseAnswered);
  out.SayIf(time.close_early_when_passed(), Say::kClosePassed);
  Extensions(time, out);
  const bool asks = place.phase().may() != v1::Phase::MAY_HOLDS_ONLY;
  out.SayIf(time.restart_on_amendment(), asks ? Say::kRestartAmendment : Say::kAmendmentAsksAnew);
  out.SayIf(time.restart_on_objection_resolved(), Say::kRestartObjection);
}

void Silence(const PhasePlace& place, Section& out) {
  switch (place.phase().silence()) {
    case v1::Phase::SILENCE_ASSENT:
      return out.Say(Say::kSilenceAssent);
    case v1::Phase::SILENCE_ABSTAIN:
      return out.Say(Say::kSilenceAbstain);
    default:
      break;
  }
  // Only where somebody could think otherwise.
  const bool counted = place.phase().support().conditions_size() > 0;
  if (counted && !place.is_resolving()) out.Say(Say::kSilenceNone);
}

// What is counted in votes; only where it is.
void Weights(const PhasePlace& place, Section& out) {
  if (!place.phase().weighted()) return;
  const v1::Electorate& electorate = place.rule.electorate();
  const std::string unit =
      electorate.unit().empty() ? out.words().Text(Say::kUnit) : electorate.unit();
  out.Say(Say::kWeighted, {{"unit", unit}, {"n", Number(std::max(electorate.unit_weight(), 1))}});
}

std::string QuorumNumber(const v1::Quorum& quorum, const Wording& words, bool votes) {
  switch (quorum.kind()) {
    case v1::Quorum::KIND_FRACTION:
      return words.ShareOf(Say::kAtLeast, quorum.fraction(),
                           words.Text(votes ? Say::kOfVotes : Say::kOfMembers));
    case v1::Quorum::KIND_HALF_PLUS_ONE_FLOOR:
      return words.Text(votes ? Say::kQuorumHalfPlusOneVotes : Say::kQuorumHalfPlusOne);
    case v1::Quorum::KIND_SQRT:
      return words.Text(votes ? Say::kQuorumRootVotes : Say::kQuorumRoot,
                        {{"multiplier", Number(quorum.multiplier())}});
    default:
      return words.Text(Say::kQuorumCount, {{"people", words.People(quorum.count(), votes)}});
  }
}

void Quorum(const PhasePlace& place, Section& out) {
  const v1::Quorum& quorum = place.phase().quorum();
  const Wording& words = out.words();
  if (quorum.kind() != v1::Quorum::KIND_UNSPECIFIED) {
    const std::string number = QuorumNumber(quorum, words, place.phase().weighted());
    if (quorum.counts().kind() == v1::Base::KIND_PRESENT) {
      out.Say(Say::kQuorumPresent, {{"number", number}});
    } else if (quorum.counts().kind() == v1::Base::KIND_MEMBERS) {
      out.Say(Say::kQuorumMembers, {{"number", number}});
    } else {
      const StanceSet counted = StanceSet::Of(quorum.counts().stances());
      const bool every = counted == place.answers();
      out.Say(every ? Say::kQuorumAnswers : Say::kQuorumStances,
              {{"number", number}, {"stances", words.Do(counted)}});
    }
  }
  for (const v1::Composition& part : quorum.composition()) {
    out.Say(Say::kComposition, {{"share", words.Share(Say::kAtLeast, part.fraction())},
                                {"attribute", part.attribute()}});
  }
}

void MoreDiscussion(const PhasePlace& place, Section& out) {
  if (!place.phase().has_more_discussion()) return;
  const v1::MoreDiscussionLimit& limit = place.phase().more_discussion();
  const std::string count = Number(limit.limit());
  if (!limit.has_fraction()) {
    return limit.limit() == 0 ? out.Say(Say::kMoreAny) : out.Say(Say::kMoreCount, {{"n", count}});
  }
  const std::string share = out.words().ShareOf(Say::kMoreThan, limit.fraction(),
                                                out.words().Base(limit.base(), place.answers()));
  if (limit.limit() == 0) return out.Say(Say::kMoreShare, {{"share", share}});
  out.Say(Say::kMoreCountAndShare, {{"n", count}, {"share", share}});
}

}  // namespace

void DescribePhase(const PhasePlace& place, Section& section) {
  Purpose(place, section);
  Start(place, section);
  Time(place, section);
  Silence(place, section);
  Weights(place, section);
  if (place.phase().has_count()) {
    section.Say(Say::kRivalsCounted, {{"method", place.phase().count().method()}});
  }
  Quorum(place, section);
  if (place.phase().has_roads()) return DescribeRoads(place, section);
  MoreDiscussion(place, section);
  DescribeBlocks(place, section);
  DescribeAgreement(place, section);
  DescribeWays(place, section);
}

}  // namespace assent::rules
