#include "server/rules/describe.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/rules/check_rule.h"
#include "server/rules/describe_parts.h"

namespace assent::rules {
namespace {

// Writes one section after the other.
class Describer {
 public:
  Describer(const v1::DecisionRule& rule, Language language)
      : rule_(rule), words_(language, rule.electorate().basis() == v1::Electorate::BASIS_UNITS) {}

  std::vector<v1::RuleSection> Run() && {
    Add(Say::kHeadWho, &Describer::Who);
    Add(Say::kHeadPositions, &Describer::Positions);
    Add(Say::kHeadDiscussion, &Describer::Discussion);
    Phases(rule_.phases(), Say::kHeadStep, /*urgent=*/false);
    Add(Say::kHeadText, &Describer::Text);
    if (rule_.has_urgent()) {
      Add(Say::kHeadUrgent, &Describer::Urgent);
      Phases(rule_.urgent().phases(), Say::kHeadUrgentStep, /*urgent=*/true);
    }
    Add(Say::kHeadAfter, &Describer::After);
    Add(Say::kHeadWords, &Describer::Words);
    return std::move(sections_);
  }

 private:
  void Add(Say heading, void (Describer::*part)(Section&)) {
    v1::RuleSection message;
    Section section(words_, words_.Text(heading), message);
    (this->*part)(section);
    if (message.sentences_size() > 0) sections_.push_back(std::move(message));
  }

  void Who(Section& out);
  void Units(Section& out);
  void List(Section& out);
  void Tenure(Section& out);
  void Sponsors(Section& out);
  void Positions(Section& out);
  void Discussion(Section& out);
  void Phases(const PhaseList& phases, Say heading, bool urgent);
  void Text(Section& out);
  void Changes(Section& out);
  void Urgent(Section& out);
  void After(Section& out);
  void Keep(Section& out);
  void Reopen(Section& out);
  void RuleSunset(Section& out);
  void Words(Section& out);

  const v1::DecisionRule& rule_;
  const Wording words_;
  std::vector<v1::RuleSection> sections_;
};

std::string Number(int64_t number) { return absl::StrCat(number); }

void Describer::Who(Section& out) {
  const v1::Electorate& electorate = rule_.electorate();
  switch (electorate.basis()) {
    case v1::Electorate::BASIS_ACTIVE:
      if (electorate.has_active_within()) {
        out.SayTime(true, Say::kBasisActiveWithin, electorate.active_within());
      } else {
        out.Say(Say::kBasisActive);
      }
      break;
    case v1::Electorate::BASIS_UNITS:
      Units(out);
      break;
    default:
      out.Say(Say::kBasisMembers);
  }
  List(out);
  Tenure(out);
  out.SayIf(electorate.recuse_subject(), Say::kRecuse);
  Sponsors(out);
}

void Describer::Units(Section& out) {
  const v1::Electorate& electorate = rule_.electorate();
  const std::string unit = electorate.unit().empty() ? words_.Text(Say::kUnit) : electorate.unit();
  out.Say(Say::kBasisUnits, {{"unit", unit}});
  if (rule_.electorate().unit_required()) out.Say(Say::kUnitRequired, {{"unit", unit}});
  if (!electorate.has_spokes()) return;
  const v1::Spokes& spokes = electorate.spokes();
  out.Say(Say::kSpokes);
  if (spokes.mandate_required()) out.Say(Say::kSpokeMandate, {{"unit", unit}});
  if (spokes.rotate_after_meetings() > 0) {
    out.Say(Say::kSpokeRotates, {{"n", Number(spokes.rotate_after_meetings())}});
  }
}

void Describer::List(Section& out) {
  const v1::Electorate& electorate = rule_.electorate();
  switch (electorate.snapshot()) {
    case v1::Electorate::SNAPSHOT_AT_CALL:
      return out.Say(Say::kSnapshotCall);
    case v1::Electorate::SNAPSHOT_LIVE:
      out.Say(Say::kSnapshotLive);
      return out.SayTime(electorate.has_active_within(), Say::kSilentLeave,
                         electorate.active_within());
    default:
      return out.Say(Say::kSnapshotIntroduction);
  }
}

void Describer::Tenure(Section& out) {
  const v1::BlockTenure& tenure = rule_.electorate().block_tenure();
  Wording::Parts parts;
  if (tenure.meetings() > 0) {
    parts.push_back(words_.Text(Say::kTenureMeetings, {{"n", Number(tenure.meetings())}}));
  }
  if (tenure.has_membership()) {
    const std::string time = words_.Time(tenure.membership());
    parts.push_back(
        words_.Text(parts.empty() ? Say::kTenureMembership : Say::kTenureSooner, {{"time", time}}));
  }
  if (!parts.empty()) out.Say(Say::kTenure, {{"what", words_.Joined(parts, Say::kOr)}});
}

void Describer::Sponsors(Section& out) {
  const v1::IntroductionPolicy& introduction = rule_.introduction();
  if (introduction.sponsors() == 0) return;
  const std::string sponsors = Number(introduction.sponsors());
  if (introduction.sponsors_at_most_sqrt() == 0) return out.Say(Say::kSponsors, {{"n", sponsors}});
  out.Say(Say::kSponsorsAtMost,
          {{"n", sponsors}, {"multiplier", Number(introduction.sponsors_at_most_sqrt())}});
}

void Describer::Positions(Section& out) {
  const v1::PositionPolicy& policy = rule_.positions();
  const StanceSet allowed = StanceSet::Of(policy.allowed());
  allowed.ForEach([&](v1::Stance stance) { out.message().add_sentences(words_.Meaning(stance)); });
  const StanceSet reasons = StanceSet::Of(policy.reason_required());
  if (!reasons.empty()) out.Say(Say::kReasonRequired, {{"stances", words_.Do(reasons)}});
  out.SayIf(policy.principle_required_for_block(), Say::kPrincipleRequired);
  out.SayIf(policy.hide_until_close(), Say::kHidden);
}

void Describer::Discussion(Section& out) {
  const v1::DiscussionPolicy& discussion = rule_.discussion();
  const bool waits = discussion.has_min() && discussion.min().seconds() > 0;
  if (waits) {
    out.SayTime(true, discussion.may_skip() ? Say::kDiscussionSkipMin : Say::kDiscussionMin,
                discussion.min());
  } else {
    out.Say(discussion.may_skip() ? Say::kDiscussionSkip : Say::kDiscussionFirst);
  }
  const v1::DiscussionPolicy::BeforeCall before = discussion.before_call();
  out.SayIf(before == v1::DiscussionPolicy::BEFORE_CALL_DISCUSSION, Say::kBeforeCallDiscussion);
  out.SayIf(before == v1::DiscussionPolicy::BEFORE_CALL_CONCERNS, Say::kBeforeCallConcerns);
  out.SayTime(discussion.has_max(), Say::kDiscussionMax, discussion.max());
}

Say KindOf(const v1::Phase& phase) {
  if (phase.has_roads()) return Say::kKindRoads;
  if (phase.has_judged()) {
    if (phase.judged().by() == v1::Judged::BY_ROLE) return Say::kKindRole;
    return phase.judged().by() == v1::Judged::BY_PROPOSER ? Say::kKindDecider : Say::kKindJudged;
  }
  switch (phase.kind()) {
    case v1::Phase::KIND_SIGN_OFF:
      return Say::kKindSignOff;
    case v1::Phase::KIND_FINAL_COMMENT:
      return Say::kKindFinalComment;
    case v1::Phase::KIND_RESOLVING:
      return Say::kKindResolving;
    case v1::Phase::KIND_VOTE:
      return Say::kKindVote;
    case v1::Phase::KIND_LATE_WINDOW:
      return Say::kKindLateWindow;
    case v1::Phase::KIND_RATIFY:
      return Say::kKindRatify;
    default:
      return Say::kKindCall;
  }
}

void Describer::Phases(const PhaseList& phases, Say heading, bool urgent) {
  for (int i = 0; i < phases.size(); ++i) {
    v1::RuleSection message;
    Section section(words_,
                    words_.Text(heading, {{"number", Number(i + 1)},
                                          {"steps", Number(phases.size())},
                                          {"name", phases[i].name()},
                                          {"kind", words_.Text(KindOf(phases[i]))}}),
                    message);
    message.set_phase(phases[i].name());
    DescribePhase({rule_, phases, i, urgent}, section);
    sections_.push_back(std::move(message));
  }
}

void Describer::Text(Section& out) {
  const v1::AmendmentPolicy& policy = rule_.amendment();
  out.Say(Say::kConsentsReset);
  out.Say(policy.holds() == v1::AmendmentPolicy::HOLDS_RESET ? Say::kHoldsReset : Say::kHoldsCarry);
  Changes(out);
  const bool rival = policy.unfriendly() == v1::AmendmentPolicy::UNFRIENDLY_RIVAL_OPTION;
  const bool counted =
      std::any_of(rule_.phases().begin(), rule_.phases().end(),
                  [](const v1::Phase& phase) { return phase.has_count(); });
  out.Say(!rival    ? Say::kUnfriendlyQuestion
          : counted ? Say::kUnfriendlyCounted
                    : Say::kUnfriendlyRival);
  out.Say(policy.max_degree() >= 2 ? Say::kDegreeTwo : Say::kDegreeOne);
  const bool waits = policy.has_objection_window() && policy.objection_window().seconds() > 0;
  out.SayIf(waits, Say::kCallAwaits);
  const bool ends = rule_.discussion().has_max();
  out.SayTime(ends && policy.has_freeze_last() && policy.freeze_last().seconds() > 0, Say::kFreeze,
              policy.freeze_last());
  out.SayTime(policy.has_extends_discussion_to(), Say::kExtendsDiscussion,
              policy.extends_discussion_to());
  const bool delayed = policy.has_withdrawal_delay() && policy.withdrawal_delay().seconds() > 0;
  out.SayTime(delayed, Say::kWithdrawal, policy.withdrawal_delay());
}

// Corrections and changes that the proposer accepts.
void Describer::Changes(Section& out) {
  const v1::AmendmentPolicy& policy = rule_.amendment();
  const bool waits = policy.has_objection_window() && policy.objection_window().seconds() > 0;
  const bool sponsors =
      policy.friendly_needs() == v1::AmendmentPolicy::FRIENDLY_PROPOSER_AND_SPONSORS;
  if (!waits) {
    out.Say(Say::kEditorialAtOnce);
    return out.Say(sponsors ? Say::kFriendlySponsorsAtOnce : Say::kFriendlyAtOnce);
  }
  out.SayTime(true, Say::kEditorial, policy.objection_window());
  out.SayTime(true, sponsors ? Say::kFriendlySponsors : Say::kFriendly, policy.objection_window());
}

void Describer::Urgent(Section& out) {
  const v1::UrgentPolicy& urgent = rule_.urgent();
  if (urgent.reasons().empty()) {
    out.Say(Say::kUrgent);
  } else {
    out.Say(Say::kUrgentReasons, {{"reasons", words_.Quoted(urgent.reasons())}});
  }
  if (!urgent.scope().empty()) out.Say(Say::kUrgentScope, {{"scope", urgent.scope()}});
  out.Say(Say::kUrgentSkips);
  google::protobuf::Duration within;
  constexpr int64_t kSevenDays = 7 * 24 * 60 * 60;
  within.set_seconds(urgent.has_explain_within() ? urgent.explain_within().seconds() : kSevenDays);
  out.SayTime(true, Say::kUrgentExplain, within);
}

void Describer::After(Section& out) {
  const v1::ReviewPolicy& review = rule_.review();
  if (review.has_after() && review.has_after_if_dissent()) {
    out.Say(Say::kReviewBoth, {{"time", words_.Time(review.after())},
                               {"dissent", words_.Time(review.after_if_dissent())}});
  } else {
    out.SayTime(review.has_after(), Say::kReview, review.after());
    out.SayTime(review.has_after_if_dissent(), Say::kReviewDissent, review.after_if_dissent());
  }
  out.SayTime(review.has_sunset(), Say::kSunset, review.sunset());
  Keep(out);
  Reopen(out);
  RuleSunset(out);
}

// When the rule itself ends.
void Describer::RuleSunset(Section& out) {
  if (!rule_.has_sunset()) return;
  const v1::RuleSunset& sunset = rule_.sunset();
  if (sunset.has_after()) {
    return out.Say(Say::kRuleSunset,
                   {{"time", words_.Time(sunset.after())}, {"rule", sunset.falls_back_to()}});
  }
  const absl::Time end = absl::FromUnixSeconds(sunset.end_time().seconds());
  out.Say(Say::kRuleSunsetOn,
          {{"time", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", end, absl::UTCTimeZone())},
           {"rule", sunset.falls_back_to()}});
}

// How a decision is kept as it is, where it is ever looked at again.
void Describer::Keep(Section& out) {
  const v1::ReviewPolicy& review = rule_.review();
  if (!review.has_after() && !review.has_after_if_dissent() && !review.has_sunset()) return;
  google::protobuf::Duration window;
  constexpr int64_t kSevenDays = 7 * 24 * 60 * 60;
  window.set_seconds(review.has_keep_window() ? review.keep_window().seconds() : kSevenDays);
  if (window.seconds() == 0) return out.Say(Say::kKeepAtOnce);
  out.SayTime(true, Say::kKeep, window);
}

void Describer::Reopen(Section& out) {
  const v1::ReopenPolicy& reopen = rule_.reopen();
  Wording::Parts ways;
  if (reopen.new_information()) ways.push_back(words_.Text(Say::kReopenInformation));
  if (reopen.members() > 0) {
    ways.push_back(words_.Text(Say::kReopenMembers, {{"n", Number(reopen.members())}}));
  }
  const bool later = reopen.has_cooldown() && reopen.cooldown().seconds() > 0;
  const std::string time = words_.Time(reopen.cooldown());
  if (ways.empty()) {
    return later ? out.Say(Say::kReopenCooldown, {{"time", time}}) : out.Say(Say::kReopenAnyTime);
  }
  const std::string any = words_.Joined(ways, Say::kOr);
  if (!later) return out.Say(Say::kReopen, {{"ways", any}});
  out.Say(Say::kReopenLater, {{"ways", any}, {"time", time}});
}

// Explains the words that some sentence uses in a sense of its own.
void Describer::Words(Section& out) {
  bool present = absl::StrContains(rule_.ShortDebugString(), "KIND_PRESENT");
  bool held = false;
  for (const PhaseList* phases : {&rule_.phases(), &rule_.urgent().phases()}) {
    for (const v1::Phase& phase : *phases) {
      present = present || phase.start() == v1::Phase::START_VOTE ||
                phase.quorum().composition_size() > 0;
      held = held || phase.kind() == v1::Phase::KIND_RESOLVING ||
             (phase.time().close_early_when_all_answered() && !phase.has_roads());
    }
  }
  out.SayIf(present, Say::kWordPresent);
  out.SayIf(held, Say::kWordHold);
}

}  // namespace

std::vector<v1::RuleSection> Describe(const v1::DecisionRule& rule, Language language) {
  return Describer(rule, language).Run();
}

absl::StatusOr<v1::DescribeRuleResponse> DescribeChecked(const v1::DecisionRule& rule,
                                                         absl::string_view language_code) {
  ASSENT_RETURN_IF_ERROR(CheckRule(rule));
  v1::DescribeRuleResponse response;
  for (v1::RuleSection& section : Describe(rule, LanguageOf(language_code))) {
    *response.add_sections() = std::move(section);
  }
  return response;
}

}  // namespace assent::rules
