#include "server/rules/wording.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/check.h"

namespace assent::rules {
namespace {

const DescriptionWords& WordsOf(Language) { return EnglishDescription(); }

std::string ValueOf(absl::string_view name, Wording::Values values) {
  for (const auto& [known, value] : values) {
    if (known == name) return value;
  }
  base::CheckFailed(__FILE__, __LINE__, "a value for every placeholder");
}

// The end of what the brace at the start of `text` opens: braces may stand in
// each other.
size_t ClosingBrace(absl::string_view text) {
  int open = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++open;
    if (text[i] == '}' && --open == 0) return i;
  }
  base::CheckFailed(__FILE__, __LINE__, "a brace is closed");
}

std::string Fill(absl::string_view text, Wording::Values values) {
  std::string filled;
  while (!text.empty()) {
    const size_t open = text.find('{');
    absl::StrAppend(&filled, text.substr(0, open));
    if (open == absl::string_view::npos) break;
    text.remove_prefix(open);
    const size_t close = ClosingBrace(text);
    const std::vector<absl::string_view> parts = absl::StrSplit(text.substr(1, close - 1), '|');
    const std::string value = ValueOf(parts[0], values);
    absl::StrAppend(&filled,
                    parts.size() == 3 ? Fill(value == "1" ? parts[1] : parts[2], values) : value);
    text.remove_prefix(close + 1);
  }
  return filled;
}

bool IsWhole(const v1::Fraction& fraction) {
  return fraction.numerator() > 0 && fraction.numerator() == fraction.denominator();
}

}  // namespace

Wording::Wording(Language language, bool voices)
    : language_(language), words_(WordsOf(language)), voices_(voices) {}

std::string Wording::Text(Say say, Values values) const {
  const Phrase& phrase = words_.phrases[static_cast<size_t>(say)];
  ASSENT_CHECK(phrase.say == say, "the phrases are in the order of their names");
  return Fill(phrase.text, values);
}

std::string Wording::Joined(const Parts& parts, Say conjunction) const {
  std::string all;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    if (i > 0) absl::StrAppend(&all, last ? absl::StrCat(" ", Text(conjunction), " ") : ", ");
    absl::StrAppend(&all, parts[i]);
  }
  return all;
}

std::string Wording::Time(const google::protobuf::Duration& duration,
                          v1::PhaseTime::Calendar calendar) const {
  constexpr int64_t kMinute = 60;
  constexpr int64_t kHour = 60 * kMinute;
  constexpr int64_t kDay = 24 * kHour;
  const int64_t seconds = duration.seconds();
  const auto of = [&](Say unit, int64_t size) {
    return Text(unit, {{"n", absl::StrCat(seconds / size)}});
  };
  const bool by_days =
      calendar == v1::PhaseTime::CALENDAR_DAYS || calendar == v1::PhaseTime::CALENDAR_WORKING_DAYS;
  if (seconds > 0 && seconds % kDay == 0 && by_days) {
    return of(calendar == v1::PhaseTime::CALENDAR_DAYS ? Say::kCalendarDays : Say::kWorkingDays,
              kDay);
  }
  // Up to two days people count in hours.
  if (seconds % kDay == 0 && seconds > 2 * kDay) return of(Say::kDays, kDay);
  if (seconds % kHour == 0) return of(Say::kHours, kHour);
  return seconds % kMinute == 0 ? of(Say::kMinutes, kMinute) : of(Say::kSeconds, 1);
}

std::string Wording::Do(StanceSet stances, int64_t people) const {
  Parts parts;
  stances.ForEach(
      [&](v1::Stance stance) { parts.push_back(WhatVoicesDo(stance, people, language_)); });
  return Joined(parts, Say::kOr);
}

std::string Wording::People(int64_t count, bool votes) const {
  if (votes) return Text(Say::kVotes, {{"n", absl::StrCat(count)}});
  return Text(voices_ ? Say::kVoices : Say::kPeople, {{"n", absl::StrCat(count)}});
}

std::string Wording::Meaning(v1::Stance stance) const {
  for (const StanceMeaning& meaning : words_.stances) {
    if (meaning.stance == stance) return std::string(meaning.meaning);
  }
  return "";
}

std::string Wording::Part(const v1::Fraction& fraction) const {
  const int64_t numerator = fraction.numerator();
  const int64_t denominator = fraction.denominator();
  if (IsWhole(fraction)) return Text(Say::kWholeFraction);
  const std::string above = absl::StrCat(numerator);
  const std::string below = absl::StrCat(denominator);
  const auto& names = words_.denominators;
  const auto name = std::find_if(names.begin(), names.end(), [&](const Denominator& each) {
    return each.denominator == denominator;
  });
  const bool named = numerator >= 1 && numerator <= static_cast<int64_t>(words_.numbers.size());
  if (!named || name == names.end() || std::gcd(numerator, denominator) != 1) {
    return Text(Say::kBareFraction, {{"numerator", above}, {"denominator", below}});
  }
  const std::string words = denominator == 2
                                ? std::string(name->one)
                                : absl::StrCat(words_.numbers[numerator - 1], " ",
                                               numerator == 1 ? name->one : name->several);
  return Text(Say::kFraction, {{"words", words}, {"numerator", above}, {"denominator", below}});
}

std::string Wording::Share(Say bound, const v1::Fraction& fraction) const {
  if (bound == Say::kAtLeast && IsWhole(fraction)) return Part(fraction);
  return Text(bound, {{"share", Part(fraction)}});
}

std::string Wording::Base(const v1::Base& base, StanceSet answers, bool votes) const {
  if (votes && base.kind() == v1::Base::KIND_MEMBERS) return Text(Say::kOfVotes);
  if (votes) return Text(Say::kVotesOf, {{"base", Base(base, answers)}});
  if (base.kind() == v1::Base::KIND_MEMBERS) return Text(Say::kOfMembers);
  if (base.kind() == v1::Base::KIND_PRESENT) return Text(Say::kOfPresent);
  const StanceSet stances = StanceSet::Of(base.stances());
  if (!answers.empty() && stances == answers) return Text(Say::kOfAnswered);
  StanceSet others;
  int64_t left_out = 0;
  answers.ForEach([&](v1::Stance stance) {
    if (stances.Has(stance)) return;
    others.Add(stance);
    ++left_out;
  });
  if (left_out > 0 && left_out <= 2 && base.stances_size() > left_out) {
    return Text(Say::kOfAnsweredBut, {{"stances", Do(others)}});
  }
  return Text(Say::kOfStances, {{"stances", Do(stances)}});
}

std::string Wording::ShareOf(Say bound, const v1::Fraction& fraction,
                             const std::string& base) const {
  if (bound == Say::kAtLeast && IsWhole(fraction)) return Text(Say::kWholeOf, {{"base", base}});
  return Text(Say::kShareOf, {{"share", Share(bound, fraction)}, {"base", base}});
}

}  // namespace assent::rules
