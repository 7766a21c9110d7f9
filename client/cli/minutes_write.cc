#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/entry_words.h"
#include "client/cli/memory.h"
#include "client/cli/minutes.h"
#include "client/cli/names.h"
#include "client/cli/times.h"
#include "client/cli/words.h"
#include "server/rules/explain.h"

namespace assent::cli {
namespace {

// Writes the parts one after the other; a part that has nothing to say is left
// out.
class Writer {
 public:
  Writer(const Minutes& minutes, const Reader& reader, Page& page)
      : minutes_(minutes), reader_(reader), page_(page) {}

  void Write() {
    WriteHead();
    WriteOutcome();
    WriteDissent();
    WriteText();
    WriteOptions();
    WriteCount(minutes_, reader_, page_);
    WriteActionPoints();
    WritePositions();
    WriteAdvice();
    WriteConcerns();
    WriteBlocks();
    WriteAmendments();
    WriteRevisions();
    WriteCourse();
  }

 private:
  void WriteHead();
  void WriteOutcome();
  void WriteDissent();
  void WriteText();
  void WriteOptions();
  void WriteActionPoints();
  void WritePositions();
  void WriteAdvice();
  void WriteConcerns();
  void WriteConcerns(const char* heading, bool (*belongs)(const v1::Concern&));
  void WriteBlocks();
  void WriteAmendments();
  void WriteRevisions();
  void WriteCourse();

  // Whether it is what the holder said in ending the concern. The concern lists
  // that among the answers; the record knows it as another act.
  bool Moved(const v1::Answer& answer) const {
    return std::any_of(
        minutes_.entries.begin(), minutes_.entries.end(), [&](const v1::Entry& entry) {
          return entry.type() == "concern_moved" && entry.author() == answer.author() &&
                 TimeOf(entry.time()) == TimeOf(answer.create_time());
        });
  }
  std::string HowSaid(const v1::Concern& concern, const v1::Answer& answer) const {
    if (!Moved(answer)) return "answered";
    const bool declined = answer.author() != concern.holder();  // who asked does not decline
    return declined ? "declined" : WordsOf(concern.state());
  }
  // The tally that decided, or the one so far.
  const v1::Tally& tally() const {
    return minutes_.decision ? minutes_.decision->tally() : minutes_.proposal.tally();
  }

  const Minutes& minutes_;
  const Reader& reader_;
  Page& page_;
};

bool IsQuestion(const v1::Concern& concern) { return concern.kind() == v1::Concern::KIND_QUESTION; }

std::string Reasoned(absl::string_view start, absl::string_view reason) {
  return reason.empty() ? std::string(start) : absl::StrCat(start, ": ", reason);
}

void Writer::WriteHead() {
  const v1::Proposal& proposal = minutes_.proposal;
  page_.Title(proposal.title());
  page_.Bullet(absl::StrCat(
      "proposal ", NumberOf(proposal.name()), ", brought by ", reader_.Who(proposal.proposer()),
      proposal.co_proposers().empty() ? "" : " with ", reader_.Everyone(proposal.co_proposers())));
  if (proposal.has_introduce_time()) {
    page_.Bullet(absl::StrCat("introduced ", reader_.Minute(proposal.introduce_time())));
  }
  page_.Bullet(absl::StrCat("decided by the rule ", proposal.rule_id(),
                            proposal.rule().title().empty() ? "" : ": ", proposal.rule().title()));
  if (proposal.electorate_size() > 0) {
    page_.Bullet(absl::StrCat(proposal.electorate_size(), " voices"));
  }
  if (!proposal.facilitator().empty()) {
    page_.Bullet(absl::StrCat("facilitated by ", reader_.Who(proposal.facilitator())));
  }
}

void Writer::WriteOutcome() {
  const v1::Proposal& proposal = minutes_.proposal;
  page_.Heading("Outcome");
  const std::string when =
      minutes_.decision ? absl::StrCat("on ", reader_.Minute(minutes_.decision->decide_time()))
                        : "";
  page_.Strong(WordsOf(proposal.state()), when);
  // Back in discussion there is a reason and no tally.
  const bool counted = tally().outcome() != v1::OUTCOME_UNSPECIFIED;
  const std::string headline = counted ? rules::HeadlineOf(tally()) : "";
  // Often the rule's own reason, which follows.
  if (!proposal.state_reason().empty() && proposal.state_reason() != headline) {
    page_.Paragraph(proposal.state_reason());
  }
  if (counted) {
    const std::string few = rules::FewAnswered(tally());
    page_.Paragraph(few.empty() ? headline : absl::StrCat(headline, "; ", few));
    page_.Gap();
    for (const v1::Condition& condition : tally().conditions()) {
      const std::string sentence =
          condition.sentence().empty() ? rules::Explain(condition) : condition.sentence();
      const char* mark = condition.holds() ? "[x] " : condition.decides() ? "[ ] " : "note: ";
      page_.Bullet(absl::StrCat(mark, sentence));
    }
  }
  if (minutes_.decision && minutes_.decision->has_review_time()) {
    page_.Bullet(absl::StrCat("to be looked at again on ",
                              reader_.Minute(minutes_.decision->review_time())));
  }
}

// Stands beside the decision, with the same weight.
void Writer::WriteDissent() {
  if (!minutes_.decision) return;
  const v1::Decision& decision = *minutes_.decision;
  if (decision.dissent().empty() && decision.stand_asides().empty() &&
      decision.dissent_statements().empty()) {
    return;
  }
  page_.Heading("Dissent");
  for (const auto* positions : {&decision.dissent(), &decision.stand_asides()}) {
    for (const v1::Position& position : *positions) {
      page_.Bullet(
          Reasoned(absl::StrCat(reader_.Who(position.member()), ", ", WordsOf(position.stance())),
                   position.reason()));
    }
  }
  for (const v1::DissentStatement& statement : decision.dissent_statements()) {
    page_.Lead(absl::StrCat("Statement of ", reader_.Who(statement.member()), ", ",
                            reader_.Minute(statement.update_time())));
    page_.Quote(statement.text());
  }
}

// What was chosen among; the rounds are a table of their own (assent results).
void Writer::WriteOptions() {
  const v1::Election& election =
      minutes_.decision ? minutes_.decision->election() : minutes_.proposal.election();
  if (election.options().empty()) return;
  page_.Heading("Options");
  const auto& chosen = election.chosen();
  for (const v1::Option& option : election.options()) {
    std::string line =
        absl::StrCat(option.number(), ": ",
                     option.member().empty() ? option.title() : reader_.Who(option.member()));
    if (option.cost() > 0) absl::StrAppend(&line, ", costs ", option.cost());
    if (option.state() != v1::Option::STATE_STANDING) {
      absl::StrAppend(&line, ", ", WordsOf(option.state()));
    }
    const bool won = std::find(chosen.begin(), chosen.end(), option.number()) != chosen.end();
    page_.Bullet(won ? absl::StrCat(line, ": chosen") : line);
  }
  page_.Paragraph(absl::StrCat("counted by ", election.method(), ", ", election.ballots(),
                               election.ballots() == 1 ? " ballot" : " ballots"));
}

void Writer::WriteText() {
  const bool decided = minutes_.decision.has_value();
  const int revision = decided ? minutes_.decision->revision() : minutes_.proposal.revision();
  page_.Heading(absl::StrCat("Text (revision ", revision, ")"));
  page_.Quote(decided ? minutes_.decision->text() : minutes_.proposal.text());
}

void Writer::WriteActionPoints() {
  const auto& points =
      minutes_.decision ? minutes_.decision->action_points() : minutes_.proposal.action_points();
  if (points.empty()) return;
  page_.Heading("Who does what");
  for (const v1::ActionPoint& point : points) {
    const std::string who = point.member().empty() ? "nobody yet" : reader_.Who(point.member());
    const std::string due = reader_.Minute(point.due_time());
    page_.Bullet(absl::StrCat(point.task(), " – ", who, due.empty() ? "" : ", by ", due,
                              ProgressOf(reader_, point)));
  }
}

void Writer::WritePositions() {
  if (minutes_.positions.empty()) return;
  page_.Heading("Positions");
  std::vector<std::vector<std::string>> rows;
  for (const v1::Position& position : minutes_.positions) {
    const std::string hand =
        position.recorded_by().empty()
            ? ""
            : absl::StrCat(" (raised hand, recorded by ", reader_.Who(position.recorded_by()), ")");
    const std::string old = position.counts() ? "" : ", no longer counts";
    const char* const process = position.about_process() ? ", about the process"
                                : position.in_advance()  ? ", left in advance"
                                                         : "";
    rows.push_back({reader_.Who(position.member()),
                    absl::StrCat(WordsOf(position.stance()), process, hand),
                    absl::StrCat(position.revision(), old), position.reason()});
  }
  page_.Table({"who", "position", "revision", "reason"}, rows);
}

void Writer::WriteAdvice() {
  if (minutes_.proposal.advice().empty()) return;
  page_.Heading("Advice (binds nobody)");
  for (const v1::Advice& advice : minutes_.proposal.advice()) {
    const std::string who =
        advice.member().empty() ? advice.person() : reader_.Who(advice.member());
    page_.Subheading(
        absl::StrCat(advice.number(), ". ", who, ", asked by ", reader_.Who(advice.asked_by())));
    page_.Quote(advice.question());
    if (advice.has_answer_time()) {
      const std::string by =
          advice.recorded_by().empty()
              ? std::string()
              : absl::StrCat(", written down by ", reader_.Who(advice.recorded_by()));
      page_.Lead(absl::StrCat("answered ", reader_.Minute(advice.answer_time()), ", revision ",
                              advice.revision(), by));
      page_.Quote(advice.answer());
    } else {
      page_.Lead("not answered");
    }
    page_.Gap();
  }
}

void Writer::WriteConcerns() {
  WriteConcerns("Questions", [](const v1::Concern& one) { return IsQuestion(one); });
  WriteConcerns("Concerns", [](const v1::Concern& one) { return !IsQuestion(one); });
}

void Writer::WriteConcerns(const char* heading, bool (*belongs)(const v1::Concern&)) {
  if (std::none_of(minutes_.concerns.begin(), minutes_.concerns.end(), belongs)) return;
  page_.Heading(heading);
  for (const v1::Concern& concern : minutes_.concerns) {
    if (!belongs(concern)) continue;
    page_.Subheading(absl::StrCat(NumberOf(concern.name()), ". ",
                                  concern.block() ? "block" : WordsOf(concern.kind()), " by ",
                                  reader_.Who(concern.author()), " on revision ",
                                  concern.revision(), ": ", WordsOf(concern.state())));
    page_.Quote(concern.text());
    for (const v1::Answer& answer : concern.answers()) {
      page_.Lead(absl::StrCat(HowSaid(concern, answer), " by ", reader_.Who(answer.author()), ", ",
                              reader_.Minute(answer.create_time())));
      page_.Quote(answer.text());
    }
    page_.Gap();
  }
}

void Writer::WriteBlocks() {
  if (minutes_.blocks.empty()) return;
  page_.Heading("Blocks");
  for (const v1::Block& block : minutes_.blocks) {
    page_.Bullet(
        Reasoned(absl::StrCat("block ", NumberOf(block.name()), " by ", reader_.Who(block.holder()),
                              " on revision ", block.revision(), ", ", WordsOf(block.state())),
                 block.principle()));
    if (!block.supporters().empty()) {
      page_.Bullet(absl::StrCat("supported by ", reader_.Everyone(block.supporters())));
    }
  }
}

void Writer::WriteAmendments() {
  if (minutes_.amendments.empty()) return;
  page_.Heading("Amendments");
  for (const v1::Amendment& amendment : minutes_.amendments) {
    page_.Bullet(Reasoned(
        absl::StrCat("amendment ", NumberOf(amendment.name()), " (", WordsOf(amendment.kind()),
                     ") by ", reader_.Who(amendment.author()), ", ", WordsOf(amendment.state())),
        amendment.reason()));
  }
}

void Writer::WriteRevisions() {
  if (minutes_.revisions.size() < 2) return;
  page_.Heading("Revisions");
  for (const v1::Revision& revision : minutes_.revisions) {
    page_.Bullet(absl::StrCat(
        "revision ", NumberOf(revision.name()), " by ", reader_.Who(revision.author()), ", ",
        reader_.Minute(revision.create_time()), revision.editorial() ? " (editorial)" : ""));
  }
}

// What stands in a part of its own; all of it, act by act, is in the record.
bool IsToldElsewhere(const v1::Entry& entry) {
  for (const char* const start : {"position", "concern", "block", "amendment", "advice", "duty"}) {
    if (absl::StartsWith(entry.type(), start)) return true;
  }
  return false;
}

void Writer::WriteCourse() {
  if (std::all_of(minutes_.entries.begin(), minutes_.entries.end(), IsToldElsewhere)) return;
  page_.Heading("How it went");
  for (const v1::Entry& entry : minutes_.entries) {
    if (IsToldElsewhere(entry)) continue;
    const std::string who = entry.author().empty() ? "the rule" : reader_.Who(entry.author());
    page_.Bullet(absl::StrCat(reader_.Minute(entry.time()), " ", who, ": ", WordsOf(entry)));
  }
}

}  // namespace

void Write(const Minutes& minutes, const Reader& reader, Page& page) {
  Writer(minutes, reader, page).Write();
}

}  // namespace assent::cli
