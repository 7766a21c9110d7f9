#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/rule_trial_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/names.h"
#include "client/cli/reading.h"
#include "client/cli/rule_source.h"
#include "client/cli/times.h"
#include "client/cli/words.h"
#include "server/rules/explain.h"

namespace assent::cli {
namespace {

struct TryArgs {
  std::string rule, phase, since;
  bool of_charter = false;
};

// A day or time; a duration is meant to lie behind.
absl::StatusOr<absl::Time> ReadSince(const std::string& text, absl::Time now) {
  if (LooksLikeDate(text)) return ReadTime(text, now, absl::LocalTimeZone());
  ASSENT_ASSIGN_OR_RETURN(const absl::Duration ago, ReadDuration(text));
  return now - ago;
}

absl::StatusOr<v1::TryRuleRequest> RequestOf(Session& session, const TryArgs& args) {
  v1::TryRuleRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  if (args.of_charter) {
    request.set_rule_id(args.rule);
  } else {
    ASSENT_RETURN_IF_ERROR(FillRuleSource(args.rule, request));
  }
  request.set_phase(args.phase);
  if (!args.since.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const absl::Time since, ReadSince(args.since, absl::Now()));
    SetTime(since, *request.mutable_since());
  }
  request.set_page_size(kLargestPage);
  return request;
}

// Adds what one page looked at to what those before it did.
void Add(const v1::TryRuleResponse& page, v1::TryRuleResponse& all) {
  all.mutable_differing()->MergeFrom(page.differing());
  all.set_phase(page.phase());
  all.set_sequence(page.sequence());
  all.set_looked_at(all.looked_at() + page.looked_at());
  all.set_compared(all.compared() + page.compared());
  for (const v1::NotCompared& more : page.not_compared()) {
    auto& reasons = *all.mutable_not_compared();
    auto known = std::find_if(reasons.begin(), reasons.end(), [&](const v1::NotCompared& each) {
      return each.reason() == more.reason();
    });
    v1::NotCompared& sum = known == reasons.end() ? *reasons.Add() : *known;
    sum.set_reason(more.reason());
    sum.set_count(sum.count() + more.count());
  }
}

std::string WhyNot(v1::NotCompared::Reason reason) {
  switch (reason) {
    case v1::NotCompared::REASON_NO_COUNTS:
      return "nothing was counted";
    case v1::NotCompared::REASON_DECLARED:
      return "somebody judged instead of a count";
    case v1::NotCompared::REASON_TRIED_RULE_IS_JUDGED:
      return "this rule leaves it to somebody's judgement";
    case v1::NotCompared::REASON_STANCE_UNKNOWN:
      return "somebody said what this rule does not know";
    case v1::NotCompared::REASON_NO_VOTES:
      return "this rule counts votes of units, and only voices were counted";
    default:
      return "for another reason";
  }
}

void DrawTrial(Scene& scene, const std::string& rule, const v1::TryRuleResponse& tried) {
  scene.screen.Title(absl::StrCat(
      "Under ", rule, " (", tried.phase(), "), ", tried.differing_size(), " of ",
      Counted(tried.compared(), "decision", "decisions"), " would have come out differently."));
  std::vector<std::vector<std::string>> rows;
  for (const v1::TriedDecision& each : tried.differing()) {
    rows.push_back({absl::StrCat(NumberOf(each.decision())), scene.Minute(each.decide_time()),
                    each.title(), rules::NameOf(each.outcome()), each.headline()});
  }
  if (!rows.empty()) scene.screen.Table({"#", "ON", "TITLE", "THEN", "UNDER THIS RULE"}, rows);
  if (tried.not_compared().empty()) return;
  scene.screen.Heading("Could not be compared");
  for (const v1::NotCompared& each : tried.not_compared()) {
    scene.screen.Item(absl::StrCat(each.count(), ": ", WhyNot(each.reason())));
  }
}

absl::Status Try(Session& session, const TryArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(v1::TryRuleRequest request, RequestOf(session, args));
  v1::TryRuleResponse all;
  do {
    ASSENT_ASSIGN_OR_RETURN(const v1::TryRuleResponse page,
                            Call(session, &v1::RuleTrialService::Stub::TryRule, request));
    Add(page, all);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  const auto paint = [&](Scene& scene) {
    DrawTrial(scene, IsRuleFile(args.rule) ? "this rule" : args.rule, all);
  };
  if (session.common().format != Format::kCsv) return session.Show(all, paint);
  const std::vector<v1::TriedDecision> rows(all.differing().begin(), all.differing().end());
  return session.ShowAll(*v1::TriedDecision::descriptor(), Pointers(rows), paint);
}

Action DefineTry(Arguments& app) {
  auto args = std::make_shared<TryArgs>();
  app.Add("--rule", args->rule, "A preset (assent rules), or a file with a rule").Required();
  app.AddFlag("--charter", args->of_charter, "The rule of your assembly with that name");
  app.Add("--phase", args->phase, "The phase of the rule, by number or name: 1 unless told");
  app.Add("--since", args->since, "Only decisions from this day or time on, or of the last 30d")
      .Kind("DATE");
  return [args](Session& session) { return Try(session, *args); };
}

}  // namespace

std::vector<Verb> TrialVerbs() {
  return {
      {"try",
       kGroupRules,
       "What another rule would have made of past decisions: the same counts under its first "
       "phase.",
       {"assent try --rule consensus_minus_1", "assent try --rule my-rule.json --since 2026-01-01",
        "assent try --rule two_thirds_members --since 90d",
        "assent try --rule house --charter --phase vote"},
       {"TryRule"},
       DefineTry},
  };
}

}  // namespace assent::cli
