#include "server/rules/explain.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "server/base/check.h"
#include "server/rules/sentences.h"
#include "server/rules/to_proto.h"

namespace assent::rules {
namespace {

using StanceList = google::protobuf::RepeatedField<int>;

// A tally that another program made, a newer one, may have values that this one does
// not know, or none: it is shown as far as it is understood.
const Sentences& TableOf(Language) { return EnglishSentences(); }

const ConditionSentences& SentencesOf(v1::Condition::Kind kind, const Sentences& table) {
  for (const ConditionSentences& sentences : table.conditions) {
    if (sentences.kind == kind) return sentences;
  }
  return table.unknown_condition;
}

const StanceName& NameOfStance(v1::Stance stance, const Sentences& table) {
  for (const StanceName& name : table.stances) {
    if (name.stance == stance) return name;
  }
  return table.unknown_stance;
}

std::string Join(const StanceList& stances, absl::string_view StanceName::*word,
                 const Sentences& table) {
  return absl::StrJoin(stances, ", ", [&](std::string* out, int stance) {
    absl::StrAppend(out, NameOfStance(static_cast<v1::Stance>(stance), table).*word);
  });
}

// "members", "present", "(agree, disagree)"; "votes", "votes present",
// "votes (agree, disagree)".
std::string BaseOf(const v1::Condition& condition, const Sentences& table) {
  const auto kind = condition.base().kind();
  const bool in_votes = condition.in_votes();
  if (kind == v1::Base::KIND_MEMBERS) return std::string(in_votes ? table.votes : table.members);
  const std::string of =
      kind == v1::Base::KIND_PRESENT
          ? std::string(table.those_present)
          : absl::StrCat("(", Join(condition.base().stances(), &StanceName::several, table), ")");
  return in_votes ? absl::StrCat(table.votes, " ", of) : of;
}

std::string ShareOf(const v1::Condition& condition, const Sentences& table) {
  const bool strictly = condition.comparison() == v1::COMPARISON_MORE_THAN;
  return absl::StrCat(strictly ? table.more_than : table.at_least, " ",
                      condition.fraction().numerator(), "/", condition.fraction().denominator(),
                      " ", table.of, " ", condition.base_count(), " ", BaseOf(condition, table));
}

// "by di on revision 1, bo on revision 2 and 3 more".
std::string By(const v1::Condition& condition, const Sentences& table) {
  if (condition.obstacles().empty()) return "";
  const auto name = [&](std::string* out, const v1::Obstacle& obstacle) {
    const std::string& name = obstacle.handle().empty() ? obstacle.member() : obstacle.handle();
    absl::StrAppend(out, name.empty() ? std::string(table.has_left) : name);
    if (obstacle.revision() > 0) {
      absl::StrAppend(out, " ", table.on_revision, " ", obstacle.revision());
    }
  };
  std::string by = absl::StrCat(table.by, " ", absl::StrJoin(condition.obstacles(), ", ", name));
  const int64_t unnamed = condition.present() - condition.obstacles_size() -
                          (condition.includes_stand_asides() ? 1 : 0);
  if (unnamed > 0) {
    absl::StrAppend(&by, " ",
                    absl::StrReplaceAll(table.and_more, {{"{present}", absl::StrCat(unnamed)}}));
  }
  return by;
}

// "; not answered: bo, cy".
std::string Unanswered(const v1::Condition& condition, const Sentences& table) {
  if (condition.obstacles().empty()) return "";
  const auto name = [](std::string* out, const v1::Obstacle& obstacle) {
    absl::StrAppend(out, obstacle.handle().empty() ? obstacle.member() : obstacle.handle());
  };
  return absl::StrCat("; ", table.not_answered, ": ",
                      absl::StrJoin(condition.obstacles(), ", ", name));
}

std::string Counted(const v1::Condition& condition, const Sentences& table) {
  if (condition.present() == 1) return Join(condition.stances(), &StanceName::noun, table);
  return absl::StrCat(condition.present(), " ",
                      Join(condition.stances(), &StanceName::nouns, table));
}

std::string Until(const v1::Condition& condition) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", absl::FromUnixSeconds(condition.until().seconds()),
                          absl::UTCTimeZone());
}

int64_t NumberOf(absl::string_view name, const v1::Condition& condition) {
  if (name == "present") return condition.present();
  if (name == "needed") return condition.needed();
  ASSENT_CHECK(name == "base_count", name);
  return condition.base_count();
}

std::string Votes(int64_t number, const Sentences& table) {
  return absl::StrCat(" ", number == 1 ? table.vote : table.votes);
}

// The text for what stands between a pair of braces.
std::string Fill(absl::string_view placeholder, const v1::Condition& condition,
                 const Sentences& table) {
  const std::vector<absl::string_view> parts = absl::StrSplit(placeholder, '|');
  if (parts.size() == 3) {
    return std::string(NumberOf(parts[0], condition) == 1 ? parts[1] : parts[2]);
  }
  if (absl::ConsumePrefix(&placeholder, "votes:")) {
    return condition.in_votes() ? Votes(NumberOf(placeholder, condition), table) : "";
  }
  if (placeholder == "stances") return Join(condition.stances(), &StanceName::several, table);
  if (placeholder == "against") return Join(condition.against(), &StanceName::several, table);
  if (placeholder == "nouns") return Join(condition.stances(), &StanceName::nouns, table);
  if (placeholder == "counted") return Counted(condition, table);
  if (placeholder == "share") return ShareOf(condition, table);
  if (placeholder == "attribute") return condition.attribute();
  if (placeholder == "until") return Until(condition);
  if (placeholder == "stand_asides") {
    return std::string(condition.includes_stand_asides() ? table.note_stand_asides : "");
  }
  if (placeholder == "by" || placeholder == "comma_by") {
    const std::string by = By(condition, table);
    return by.empty() ? by : absl::StrCat(placeholder == "by" ? " " : ", ", by);
  }
  if (placeholder == "unanswered") return Unanswered(condition, table);
  return absl::StrCat(NumberOf(placeholder, condition));
}

std::string Render(absl::string_view text, const v1::Condition& condition, const Sentences& table) {
  std::string sentence;
  while (!text.empty()) {
    const size_t open = text.find('{');
    absl::StrAppend(&sentence, text.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = text.find('}', open);
    absl::StrAppend(&sentence, Fill(text.substr(open + 1, close - open - 1), condition, table));
    text.remove_prefix(close + 1);
  }
  return sentence;
}

// "; concern 1, resting on \"No debts\"; concern 3": what holds it, to be read and answered.
std::string Concerns(const v1::Condition& condition, const Sentences& table) {
  std::string concerns;
  for (const v1::Obstacle& obstacle : condition.obstacles()) {
    if (obstacle.concern() == 0) continue;
    absl::StrAppend(&concerns, "; ", table.concern, " ", obstacle.concern());
    if (obstacle.principle().empty()) continue;
    absl::StrAppend(&concerns, ", ", table.resting_on, " \"", obstacle.principle(), "\"");
  }
  return concerns;
}

std::string SentenceOf(const v1::Condition& condition, const Sentences& table) {
  const ConditionSentences& sentences = SentencesOf(condition.kind(), table);
  if (condition.holds()) return Render(sentences.holds, condition, table);
  const bool warns = !condition.decides() && !sentences.warns.empty();
  return absl::StrCat(Render(warns ? sentences.warns : sentences.fails, condition, table),
                      Concerns(condition, table));
}

bool LeadsTo(v1::Outcome outcome, v1::Condition::Kind kind) {
  switch (kind) {
    case v1::Condition::KIND_OBJECTIONS:
    case v1::Condition::KIND_BLOCKS_UNTESTED:
    case v1::Condition::KIND_SUPPORT_MISSING:
    case v1::Condition::KIND_UNADDRESSED:
    case v1::Condition::KIND_MIN_TIME:
    case v1::Condition::KIND_HIDDEN:
    case v1::Condition::KIND_SPONSORS:
    case v1::Condition::KIND_ROADS:
      return outcome == v1::OUTCOME_NOT_READY;
    default:
      return outcome != v1::OUTCOME_NOT_READY;
  }
}

// The condition that gave the outcome; nullptr: all hold.
const v1::Condition* DecidingOf(const v1::Tally& tally) {
  for (const v1::Condition& condition : tally.conditions()) {
    if (!condition.holds() && condition.decides() && LeadsTo(tally.outcome(), condition.kind())) {
      return &condition;
    }
  }
  return nullptr;
}

// The road that was chosen.
std::string RoadOf(const v1::Tally& tally) {
  for (const v1::Condition& condition : tally.conditions()) {
    if (condition.kind() == v1::Condition::KIND_ROADS) return condition.attribute();
  }
  return "";
}

// "6 agree, 1 stands aside", "6 agree, 1 blocks (1 found invalid)"; "6 agree (12 votes)".
std::string Answers(const v1::Counts& counts, const Sentences& table) {
  const int64_t given[] = {counts.agree(),          counts.reservations(), counts.stand_aside(),
                           counts.abstain(),        counts.disagree(),     counts.block(),
                           counts.more_discussion()};
  const v1::Votes& worth = counts.votes();
  const int64_t votes[] = {worth.agree(),          worth.reservations(), worth.stand_aside(),
                           worth.abstain(),        worth.disagree(),     worth.block(),
                           worth.more_discussion()};
  std::vector<std::string> answers;
  for (size_t i = 0; i < table.stances.size(); ++i) {
    if (given[i] == 0) continue;
    const StanceName& name = NameOfStance(static_cast<v1::Stance>(i + 1), table);
    answers.push_back(absl::StrCat(given[i], " ", given[i] == 1 ? name.one : name.several));
    if (counts.has_votes()) {
      absl::StrAppend(&answers.back(), " (", votes[i], Votes(votes[i], table), ")");
    }
    const bool blocks = static_cast<v1::Stance>(i + 1) == v1::STANCE_BLOCK;
    const int64_t invalid = counts.block() - counts.valid_blocks() - counts.pending_blocks();
    if (blocks && counts.has_valid_blocks() && invalid > 0) {
      absl::StrAppend(&answers.back(), " (", invalid, " ", table.found_invalid, ")");
    }
  }
  return answers.empty() ? std::string(table.nobody) : absl::StrJoin(answers, ", ");
}

}  // namespace

Language LanguageOf(absl::string_view) { return Language::kEnglish; }

std::string Explain(const v1::Condition& condition, Language language) {
  return SentenceOf(condition, TableOf(language));
}

std::string Explain(const Condition& condition, Language language) {
  return Explain(ToProto(condition), language);
}

void AddSentences(Language language, v1::Tally& tally) {
  for (v1::Condition& condition : *tally.mutable_conditions()) {
    condition.set_sentence(Explain(condition, language));
  }
}

std::string HeadlineOf(const v1::Tally& tally, Language language) {
  const Sentences& table = TableOf(language);
  const std::string outcome = NameOf(tally.outcome(), language);
  if (tally.outcome() == v1::OUTCOME_UNSPECIFIED) return outcome;
  const v1::Condition* deciding = DecidingOf(tally);
  if (tally.outcome() == v1::OUTCOME_ROAD_CHOSEN) {
    return absl::StrCat(outcome, ": \"", RoadOf(tally), "\"");
  }
  if (deciding == nullptr) return absl::StrCat(outcome, ": ", Answers(tally.counts(), table));
  const ConditionSentences& sentences = SentencesOf(deciding->kind(), table);
  const absl::string_view line = sentences.headline.empty() ? sentences.fails : sentences.headline;
  return absl::StrCat(outcome, ": ", Render(line, *deciding, table));
}

// Of what still waits, and of a block, which takes but one: nothing.
std::string FewAnswered(const v1::Tally& tally, Language language) {
  const bool over = tally.outcome() == v1::OUTCOME_ADOPTED ||
                    tally.outcome() == v1::OUTCOME_ADOPTED_WITH_DISSENT ||
                    tally.outcome() == v1::OUTCOME_NOT_ADOPTED ||
                    tally.outcome() == v1::OUTCOME_FACILITATOR_MAY_DECLARE;
  const v1::Counts& counts = tally.counts();
  const int64_t answered = counts.agree() + counts.reservations() + counts.stand_aside() +
                           counts.abstain() + counts.disagree() + counts.block() +
                           counts.more_discussion();
  if (!over || answered >= counts.members() - answered) return "";
  const Sentences& table = TableOf(language);
  return absl::StrCat(answered, " ", table.of, " ", counts.members(), " ", table.have_answered);
}

std::string NameOf(v1::Outcome outcome, Language language) {
  for (const OutcomeName& name : TableOf(language).outcomes) {
    if (name.outcome == outcome) return std::string(name.name);
  }
  return std::string(TableOf(language).no_outcome);
}

std::string WhatVoicesDo(v1::Stance stance, int64_t count, Language language) {
  const StanceName& name = NameOfStance(stance, TableOf(language));
  return std::string(count == 1 ? name.one : name.several);
}

}  // namespace assent::rules
