// Sentences for people, from one table per language. A condition carries kinds
// and numbers; the sentence is made on request and never read back.

#ifndef ASSENT_SERVER_RULES_EXPLAIN_H_
#define ASSENT_SERVER_RULES_EXPLAIN_H_

#include <string>

#include "absl/strings/string_view.h"
#include "assent/v1/tally.pb.h"
#include "server/rules/condition.h"
#include "server/rules/evaluate.h"

namespace assent::rules {

enum class Language { kEnglish };

// The language for a BCP 47 tag; English for "" and for those that have no
// table yet.
Language LanguageOf(absl::string_view tag);

// One sentence without a full stop:
//   "quorum: 12 of 20 needed, 10 so far"
//   "blocks: 1, tolerated 0, by ana on revision 3"
std::string Explain(const Condition& condition, Language language = Language::kEnglish);
std::string Explain(const v1::Condition& condition, Language language = Language::kEnglish);

// Writes the sentence of every condition of `tally`.
void AddSentences(Language language, v1::Tally& tally);

// The outcome in one line: its name and the first condition that decided it. Of a tally
// without an outcome: "no outcome".
//   "blocked: block by di on revision 1; tolerated 0"
//   "adopted: 8 agree"
std::string HeadlineOf(const v1::Tally& tally, Language language = Language::kEnglish);

// Of an outcome to which fewer than half of the voices gave an answer: "3 of 9 have
// answered". A rule for people in one room waits for nobody else, and whoever reads the
// outcome later is to know. Of others "".
std::string FewAnswered(const v1::Tally& tally, Language language = Language::kEnglish);

// The outcome as people say it: "blocked", "adopted with dissent".
std::string NameOf(v1::Outcome outcome, Language language = Language::kEnglish);

// What `count` voices do: "agrees" for one, "agree" for others.
std::string WhatVoicesDo(v1::Stance stance, int64_t count, Language language = Language::kEnglish);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_EXPLAIN_H_
