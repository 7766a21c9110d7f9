// What agreement a phase takes, counted or judged, and where its outcomes lead.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/rules/describe_parts.h"

namespace assent::rules {
namespace {

std::string Number(int64_t number) { return absl::StrCat(number); }

std::string Missing(const v1::SupportCondition::MaxMissing& missing, const Wording& words) {
  const std::string given = words.Do(StanceSet::Of(missing.stances()));
  const std::string count = Number(missing.count());
  if (missing.and_majority()) {
    return words.Text(Say::kMissingMajority, {{"n", count}, {"do", given}});
  }
  if (missing.count() == 0) return words.Text(Say::kMissingNone, {{"do", given}});
  return words.Text(Say::kMissing, {{"n", count}, {"do", given}});
}

std::string Clause(const v1::SupportCondition& condition, const PhasePlace& place,
                   const Wording& words) {
  const bool votes = place.phase().weighted();
  switch (condition.condition_case()) {
    case v1::SupportCondition::kMin: {
      const int64_t count = condition.min().count();
      return words.Text(Say::kMin,
                        {{"people", words.People(count, votes)},
                         {"do", words.Do(StanceSet::Of(condition.min().stances()), count)}});
    }
    case v1::SupportCondition::kMost: {
      const int64_t count = condition.most().count();
      const StanceSet stances = StanceSet::Of(condition.most().stances());
      if (count == 0) return words.Text(Say::kMostNone, {{"do", words.Do(stances, 1)}});
      return words.Text(Say::kMost,
                        {{"people", words.People(count, votes)}, {"do", words.Do(stances, count)}});
    }
    case v1::SupportCondition::kShare: {
      const v1::SupportCondition::Share& share = condition.share();
      const bool more = share.comparison() == v1::COMPARISON_MORE_THAN;
      const std::string of = words.ShareOf(more ? Say::kMoreThan : Say::kAtLeast, share.fraction(),
                                           words.Base(share.base(), place.answers(), votes));
      return words.Text(Say::kShareDo,
                        {{"share", of}, {"do", words.Do(StanceSet::Of(share.stances()))}});
    }
    case v1::SupportCondition::kGreater:
      return words.Text(Say::kGreater,
                        {{"do", words.Do(StanceSet::Of(condition.greater().stances()))},
                         {"than", words.Do(StanceSet::Of(condition.greater().than()))}});
    default:
      return Missing(condition.max_missing(), words);
  }
}

void Judged(const v1::Judged& judged, Section& out) {
  if (judged.by() == v1::Judged::BY_ROLE) {
    out.Say(Say::kJudgedRole, {{"role", judged.role()}});
    out.SayTime(judged.has_explain_within(), Say::kExplainWithin, judged.explain_within());
  } else {
    const bool proposer = judged.by() == v1::Judged::BY_PROPOSER;
    out.Say(proposer ? Say::kJudgedProposer : Say::kJudgedFacilitator);
  }
  out.SayIf(judged.all_issues_addressed(), Say::kIssuesAddressed);
  out.SayIf(judged.everyone_asked(), Say::kEveryoneAsked);
  out.SayTime(judged.has_appeal_within(), Say::kAppealWithin, judged.appeal_within());
  if (!judged.appeal_to().empty()) out.Say(Say::kAppealTo, {{"whom", judged.appeal_to()}});
}

// Where nothing is counted: what is not stopped passes.
void Unstopped(const PhasePlace& place, Section& out) {
  if (place.phase().has_judged() || place.is_resolving()) return;
  if (place.is_window()) return out.Say(Say::kPassesWindow);
  const bool silent =
      place.phase().silence() == v1::Phase::SILENCE_ASSENT || place.phase().has_quorum();
  out.Say(silent ? Say::kPassesUnstoppedSilent : Say::kPassesUnstopped);
}

// Somebody must have answered, unless the conditions see to that themselves.
bool NeedsAnAnswer(const v1::Phase& phase) {
  if (phase.silence() == v1::Phase::SILENCE_ASSENT) return false;
  for (const v1::SupportCondition& condition : phase.support().conditions()) {
    const bool met_by_nobody = condition.has_most() || (condition.has_max_missing() &&
                                                        !condition.max_missing().and_majority());
    if (!met_by_nobody) return false;
  }
  return true;
}

Say PassesWhenMany(const PhasePlace& place, bool any) {
  if (place.phase().has_judged()) {
    return any ? Say::kMayBeDeclaredWhenAny : Say::kMayBeDeclaredWhenAll;
  }
  if (!place.objections_hold()) return any ? Say::kPassesWhenAny : Say::kPassesWhenAll;
  return any ? Say::kPassesWhenAnyUnstopped : Say::kPassesWhenAllUnstopped;
}

}  // namespace

void DescribeAgreement(const PhasePlace& place, Section& section) {
  const v1::Phase& phase = place.phase();
  const bool judged = phase.has_judged();
  if (judged) Judged(phase.judged(), section);
  const v1::Support& support = phase.support();
  if (support.conditions().empty()) return Unstopped(place, section);
  const bool any = support.combine() == v1::Support::COMBINE_ANY && support.conditions_size() > 1;
  Wording::Parts clauses;
  for (const v1::SupportCondition& condition : support.conditions()) {
    clauses.push_back(Clause(condition, place, section.words()));
  }
  if (!any && NeedsAnAnswer(phase)) {
    clauses.push_back(section.words().Text(Say::kSomebodyAnswers));
  }
  const std::string all = absl::StrJoin(clauses, section.words().Text(Say::kSeparator));
  if (clauses.size() > 1) {
    return section.Say(PassesWhenMany(place, any), {{"clauses", all}});
  }
  const Say passes = place.objections_hold() ? Say::kPassesWhenUnstopped : Say::kPassesWhen;
  section.Say(judged ? Say::kMayBeDeclaredWhen : passes, {{"clause", all}});
}

std::string StepName(const PhaseList& phases, int index, bool urgent, const Wording& words) {
  return words.Text(urgent ? Say::kUrgentStep : Say::kStep,
                    {{"number", Number(index + 1)}, {"name", phases[index].name()}});
}

namespace {

std::string NextClause(const PhasePlace& place, const v1::Next& next, const Wording& words) {
  for (int i = 0; i < place.phases.size() && !next.phase().empty(); ++i) {
    if (place.phases[i].name() != next.phase()) continue;
    return words.Text(i > place.index ? Say::kNextForward : Say::kNextBack,
                      {{"step", StepName(place.phases, i, place.urgent, words)}});
  }
  switch (next.ending()) {
    case v1::Next::ENDING_ADOPTED:
      return words.Text(Say::kNextAdopted);
    case v1::Next::ENDING_REJECTED:
      return words.Text(Say::kNextRejected);
    case v1::Next::ENDING_LAPSED:
      return words.Text(Say::kNextLapsed);
    case v1::Next::ENDING_EXPIRED:
      return words.Text(Say::kNextExpired);
    case v1::Next::ENDING_TABLED: {
      google::protobuf::Duration usual;
      constexpr int64_t kThirtyDays = 30 * 24 * 60 * 60;
      usual.set_seconds(kThirtyDays);
      return words.Text(
          Say::kNextTabled,
          {{"time", words.Time(next.has_return_after() ? next.return_after() : usual)}});
    }
    case v1::Next::ENDING_DISCUSSION:
      return words.Text(Say::kNextDiscussion);
    default:
      return words.Text(Say::kNextWait);
  }
}

// What may keep a phase without a decision until its time is over; empty:
// nothing can.
Wording::Parts Causes(const PhasePlace& place, const Wording& words) {
  const v1::Phase& phase = place.phase();
  Wording::Parts causes;
  if (phase.has_quorum()) causes.push_back(words.Text(Say::kCauseQuorum));
  if (phase.has_roads()) causes.push_back(words.Text(Say::kCauseRoads));
  for (const v1::SupportCondition& condition : phase.support().conditions()) {
    if (!condition.has_max_missing()) continue;
    causes.push_back(words.Text(Say::kCauseMissing));
    break;
  }
  // Without an end of its own a phase goes on while these may still change; in
  // a window an open objection stops the proposal at once.
  if (!phase.time().has_max()) return causes;
  if (place.objections_hold() && !place.is_window()) {
    causes.push_back(
        words.Text(place.holds_tolerated() ? Say::kCauseObjections : Say::kCauseObjection));
  }
  if (phase.has_judged()) causes.push_back(words.Text(Say::kCauseDeclaration));
  return causes;
}

// Cases other than passing that can come about, each with where it leads.
std::vector<std::pair<std::string, const v1::Next*>> Cases(const PhasePlace& place,
                                                           const Wording& words) {
  const v1::Phase& phase = place.phase();
  if (place.is_resolving()) {
    return {{words.Text(Say::kCaseStillBlocked), &phase.on_blocked()}};
  }
  std::vector<std::pair<std::string, const v1::Next*>> cases;
  if (place.can_be_blocked() || (place.is_window() && place.objections_hold())) {
    cases.emplace_back(words.Text(Say::kCaseBlocked), &phase.on_blocked());
  }
  if (phase.has_judged()) {
    cases.emplace_back(words.Text(Say::kCaseDeclaredNot), &phase.on_fail());
  } else if (phase.support().conditions_size() > 0) {
    cases.emplace_back(words.Text(Say::kCaseFailed), &phase.on_fail());
  }
  const Wording::Parts causes = Causes(place, words);
  if (!causes.empty()) {
    cases.emplace_back(words.Text(Say::kCaseTimeOver, {{"causes", words.Joined(causes, Say::kOr)}}),
                       &phase.on_deadline());
  }
  return cases;
}

Say PassesAs(const PhasePlace& place) {
  if (place.is_resolving()) return Say::kOnPassResolving;
  if (place.phase().kind() == v1::Phase::KIND_RATIFY) return Say::kOnPassRatify;
  return place.phase().has_judged() ? Say::kOnPassDeclared : Say::kOnPass;
}

}  // namespace

void DescribeWays(const PhasePlace& place, Section& section) {
  const Wording& words = section.words();
  section.Say(PassesAs(place), {{"next", NextClause(place, place.phase().on_pass(), words)}});
  // Cases that lead to the same are told together, in the order of the first.
  std::vector<std::pair<std::string, Wording::Parts>> told;
  for (const auto& [what, next] : Cases(place, words)) {
    const std::string clause = NextClause(place, *next, words);
    auto known = told.begin();
    while (known != told.end() && known->first != clause) ++known;
    if (known == told.end()) known = told.insert(told.end(), {clause, {}});
    known->second.push_back(what);
  }
  for (const auto& [clause, cases] : told) {
    section.Say(Say::kIf, {{"cases", words.Joined(cases, Say::kOr)}, {"next", clause}});
  }
}

void DescribeRoads(const PhasePlace& place, Section& section) {
  const Wording& words = section.words();
  const v1::Phase& phase = place.phase();
  Wording::Parts names;
  for (const v1::Road& road : phase.roads().options()) {
    names.push_back(words.Text(Say::kQuoted, {{"text", road.name()}}));
  }
  section.Say(Say::kRoads, {{"roads", words.Joined(names, Say::kAnd)}});
  section.Say(Say::kRoadsCounted, {{"method", phase.roads().method()}});
  section.Say(Say::kRoadsTied);
  for (const v1::Road& road : phase.roads().options()) {
    section.Say(Say::kOnRoad,
                {{"name", road.name()}, {"next", NextClause(place, road.next(), words)}});
  }
  section.Say(Say::kIf,
              {{"cases", words.Text(Say::kCaseTimeOver,
                                    {{"causes", words.Joined(Causes(place, words), Say::kOr)}})},
               {"next", NextClause(place, phase.on_deadline(), words)}});
}

}  // namespace assent::rules
