#include "client/cli/draw_mirrors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/names.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

// "17", "17.2" with the number of what lies below it.
std::string Place(const std::string& proposal, int part) {
  if (proposal.empty()) return "";  // about a role
  return part == 0 ? absl::StrCat(NumberOf(proposal)) : absl::StrCat(NumberOf(proposal), ".", part);
}

std::string ShareText(bool has, const v1::Fraction& share) {
  return has ? absl::StrCat(share.numerator(), "/", share.denominator()) : "";
}

std::string CountText(int64_t count) { return count == 0 ? "" : absl::StrCat(count); }

void Table(Scene& scene, const char* none, const Row& header, const Rows& rows) {
  rows.empty() ? scene.screen.Line(none) : scene.screen.Table(header, rows);
}

}  // namespace

void Draw(Scene& scene, const std::vector<v1::Need>& needs) {
  Rows rows;
  for (const v1::Need& need : needs) {
    rows.push_back({Place(need.proposal(), need.part()), WordsOf(need.kind()),
                    scene.When(need.due_time()), need.sentence(), need.title()});
  }
  Table(scene, "nothing waits for you", {"#", "WHAT", "UNTIL", "WHY", "PROPOSAL"}, rows);
}

void Draw(Scene& scene, const std::vector<v1::Due>& dues) {
  Rows rows;
  for (const v1::Due& due : dues) {
    const std::string why = due.reason().empty()
                                ? due.sentence()
                                : absl::StrCat(due.sentence(), " (", due.reason(), ")");
    rows.push_back({scene.When(due.due_time()), Place(due.proposal(), due.part()),
                    WordsOf(due.kind()), scene.Who(due.member()), why, due.title()});
  }
  Table(scene, "nothing falls due", {"WHEN", "#", "WHAT", "WHO", "WHY", "PROPOSAL"}, rows);
}

void Draw(Scene& scene, const std::vector<v1::Notice>& notices) {
  Rows rows;
  for (const v1::Notice& notice : notices) {
    rows.push_back({absl::StrCat(notice.sequence()), scene.Minute(notice.time()),
                    Place(notice.proposal(), notice.part()), scene.When(notice.due_time()),
                    notice.sentence()});
  }
  Table(scene, "nothing new", {"ENTRY", "WHEN", "#", "UNTIL", "WHAT"}, rows);
}

void Draw(Scene& scene, const std::vector<v1::DriftQuarter>& quarters) {
  Rows rows;
  for (const v1::DriftQuarter& quarter : quarters) {
    const v1::Concentration& facilitation = quarter.facilitation();
    rows.push_back({absl::StrCat(quarter.year(), " Q", quarter.quarter()),
                    absl::StrCat(quarter.totals().taken()),
                    ShareText(quarter.has_lazy_share(), quarter.lazy_share()),
                    ShareText(quarter.has_urgent_share(), quarter.urgent_share()),
                    ShareText(quarter.has_judged_share(), quarter.judged_share()),
                    ShareText(quarter.has_fallback_share(), quarter.fallback_share()),
                    ShareText(quarter.has_unattended_share(), quarter.unattended_share()),
                    ShareText(quarter.has_dissent_rate(), quarter.dissent_rate()),
                    ShareText(quarter.has_block_rate(), quarter.block_rate()),
                    ShareText(quarter.has_participation_rate(), quarter.participation_rate()),
                    ShareText(facilitation.has_top_fifth(), facilitation.top_fifth()),
                    ShareText(quarter.has_delegated_share(), quarter.delegated_share()),
                    ShareText(quarter.has_process_rate(), quarter.process_rate()),
                    ShareText(quarter.has_mean_term_days(), quarter.mean_term_days()),
                    ShareText(quarter.has_again_share(), quarter.again_share())});
  }
  Table(scene, "no decisions yet",
        {"QUARTER", "TAKEN", "LAZY", "URGENT", "JUDGED", "FALLBACK", "NOBODY", "DISSENT", "BLOCKED",
         "ANSWERED", "FACILITATION", "DELEGATED", "PROCESS", "TERM DAYS", "AGAIN"},
        rows);
}

namespace {

void DrawEntries(Scene& scene, const v1::ListBlockLedgerResponse& ledger, const char* none) {
  Rows rows;
  for (const v1::BlockEntry& entry : ledger.entries()) {
    const bool passed_on = entry.holder() != entry.member();
    rows.push_back({Place(entry.proposal(), entry.concern()), scene.Minute(entry.raise_time()),
                    scene.Who(entry.member()), WordsOf(entry.outcome()),
                    passed_on ? scene.Who(entry.holder()) : "", scene.Who(entry.challenger()),
                    WordsOf(entry.challenge_outcome())});
  }
  Table(scene, none, {"#", "WHEN", "BY", "OUTCOME", "NOW HELD BY", "CHALLENGED BY", "RESULT"},
        rows);
}

}  // namespace

void DrawBlockLedger(Scene& scene, const v1::ListBlockLedgerResponse& ledger) {
  DrawEntries(scene, ledger, "nobody has blocked");
  Rows rows;
  for (const v1::BlockSum& sum : ledger.sums()) {
    Row outcomes;
    for (const v1::BlockOutcomeCount& count : sum.outcomes()) {
      outcomes.push_back(absl::StrCat(count.blocks(), " ", WordsOf(count.outcome())));
    }
    rows.push_back({scene.Who(sum.member()), absl::StrCat(sum.blocks()),
                    CountText(sum.soft_limit()), absl::StrJoin(outcomes, ", ")});
  }
  if (rows.empty()) return;
  scene.screen.Heading("By member (the limit is shown, never enforced)");
  scene.screen.Table({"WHO", "BLOCKS", "LIMIT", "OUTCOMES"}, rows);
}

void DrawChallengeLedger(Scene& scene, const v1::ListBlockLedgerResponse& ledger) {
  DrawEntries(scene, ledger, "nobody has challenged a block");
  Rows rows;
  for (const v1::ChallengeSum& sum : ledger.challenge_sums()) {
    rows.push_back({scene.Who(sum.member()), absl::StrCat(sum.challenges()),
                    absl::StrCat(sum.block_stood()), absl::StrCat(sum.block_fell()),
                    absl::StrCat(sum.pending()), absl::StrCat(sum.moot())});
  }
  if (rows.empty()) return;
  scene.screen.Heading("By member");
  scene.screen.Table({"WHO", "CHALLENGES", "BLOCK STOOD", "BLOCK FELL", "PENDING", "MOOT"}, rows);
}

namespace {

// "ana", or "ana (council)" who decided in a role.
std::string Who(Scene& scene, const v1::UrgentEntry& entry) {
  const std::string who = scene.Who(entry.member());
  return entry.role().empty() ? who : absl::StrCat(who, " (", entry.role(), ")");
}

// Whether the explanation that is owed was given.
std::string Explained(Scene& scene, const v1::UrgentEntry& entry) {
  if (!entry.has_explain_time()) {
    return absl::StrCat("owed by ", scene.Minute(entry.explain_by_time()));
  }
  const bool late = entry.explain_time().seconds() >= entry.explain_by_time().seconds();
  return absl::StrCat(late ? "late: " : "", entry.explanation());
}

}  // namespace

void Draw(Scene& scene, const v1::ListUrgentLedgerResponse& ledger) {
  Rows rows;
  for (const v1::UrgentEntry& entry : ledger.entries()) {
    rows.push_back({absl::StrCat(NumberOf(entry.proposal())), scene.Minute(entry.introduce_time()),
                    Who(scene, entry), WordsOf(entry.outcome()), Explained(scene, entry),
                    entry.reason(), entry.title()});
  }
  Table(scene, "nobody has used the urgent way, or decided in a role",
        {"#", "WHEN", "BY", "OUTCOME", "EXPLAINED", "REASON", "PROPOSAL"}, rows);
  rows.clear();
  for (const v1::UrgentSum& sum : ledger.sums()) {
    rows.push_back({scene.Who(sum.member()), absl::StrCat(sum.proposals()),
                    absl::StrCat(sum.ratified()), absl::StrCat(sum.expired()),
                    absl::StrCat(sum.not_taken()), absl::StrCat(sum.open()),
                    absl::StrCat(sum.explained()), absl::StrCat(sum.explained_late()),
                    absl::StrCat(sum.unexplained()), absl::StrCat(sum.in_role())});
  }
  if (rows.empty()) return;
  scene.screen.Heading("By member");
  scene.screen.Table({"WHO", "URGENT", "RATIFIED", "EXPIRED", "NOT TAKEN", "OPEN", "EXPLAINED",
                      "LATE", "NOT YET", "IN A ROLE"},
                     rows);
}

namespace {

Row ActivityRow(std::string who, const v1::Activity& a) {
  return {std::move(who),
          CountText(a.proposed()),
          CountText(a.concerns()),
          CountText(a.answers()),
          CountText(a.amendments()),
          CountText(a.amendments_adopted()),
          CountText(a.facilitated()),
          CountText(a.blocks()),
          CountText(a.positions()),
          CountText(a.recorded()),
          CountText(a.recorded_others())};
}

void DrawConcentration(Scene& scene, const char* what, const v1::Concentration& concentration) {
  if (!concentration.has_top_fifth()) return;
  scene.screen.Field(what, absl::StrCat(ShareText(true, concentration.top_fifth()),
                                        " by the most active fifth; if all did the same: ",
                                        ShareText(true, concentration.equal_share())));
}

}  // namespace

void Draw(Scene& scene, const v1::GetBalanceResponse& balance) {
  scene.screen.Title(absl::StrCat(Counted(balance.ended(), "proposal", "proposals"),
                                  " that ended, ", balance.open(), " that are open"));
  Rows rows;
  for (const v1::BalanceLine& line : balance.lines()) {
    rows.push_back(ActivityRow(scene.Who(line.member()), line.activity()));
  }
  rows.push_back(ActivityRow("all", balance.total()));
  scene.screen.Table({"WHO", "BROUGHT", "CONCERNS", "ANSWERS", "AMENDED", "ADOPTED", "FACILITATED",
                      "BLOCKED", "POSITIONS", "RECORDED", "RECORDED OTHERS"},
                     rows);
  const v1::Concentrations& all = balance.concentrations();
  scene.screen.Heading("How concentrated it is");
  DrawConcentration(scene, "brought", all.proposed());
  DrawConcentration(scene, "spoken", all.spoken());
  DrawConcentration(scene, "amendments adopted", all.amendments_adopted());
  DrawConcentration(scene, "facilitated", all.facilitated());
  DrawConcentration(scene, "blocks", all.blocks());
  DrawConcentration(scene, "positions", all.positions());
}

namespace {

std::string GivenText(const v1::Certificate::Count& count) {
  switch (count.form()) {
    case v1::Certificate::Count::FORM_EXACT:
      return absl::StrCat(count.voices());
    case v1::Certificate::Count::FORM_FEWER_THAN_5:
      return "fewer than 5";
    case v1::Certificate::Count::FORM_HELD_BACK:
      return "held back";
    case v1::Certificate::Count::FORM_ROUNDED_DOWN:
      return absl::StrCat(count.voices(), " or a few more");
    default:
      return "";
  }
}

void DrawCounts(Scene& scene, const v1::Certificate& certificate) {
  scene.screen.Field("voices", GivenText(certificate.electorate()));
  scene.screen.Field("answered", GivenText(certificate.answers()));
  scene.screen.Field("agree", GivenText(certificate.agree()));
  scene.screen.Field("reservations", GivenText(certificate.reservations()));
  scene.screen.Field("stand aside", GivenText(certificate.stand_aside()));
  scene.screen.Field("abstain", GivenText(certificate.abstain()));
  scene.screen.Field("disagree", GivenText(certificate.disagree()));
  scene.screen.Field("block", GivenText(certificate.block()));
  scene.screen.Field("more discussion", GivenText(certificate.more_discussion()));
}

}  // namespace

void Draw(Scene& scene, const v1::Certificate& certificate) {
  scene.screen.Title(absl::StrCat("Certificate of decision ", NumberOf(certificate.decision()),
                                  " of ", certificate.assembly()));
  scene.screen.Field("title", certificate.title());
  scene.screen.Field("outcome", WordsOf(certificate.state()));
  scene.screen.Field("on", scene.Minute(certificate.decide_time()));
  scene.screen.Field(
      "rule", absl::StrCat(certificate.rule_id(), ", version ", certificate.rule_version(), ": ",
                           certificate.rule_title()));
  scene.screen.Field("quorum", WordsOf(certificate.quorum()));
  scene.screen.Field("dissent", certificate.dissent() ? "yes" : "no");
  if (certificate.counts_left_out()) {
    scene.screen.Field("counts", "left out: fewer than 10 voices could decide");
  } else {
    DrawCounts(scene, certificate);
  }
  scene.screen.Field("for others", certificate.published() ? "yes, the decision says so"
                                                           : "no: the decision does not say so");
}

}  // namespace assent::cli
