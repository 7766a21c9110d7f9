// The words of one language: data, no code. A new language is one more file
// like sentences_en.cc and one line in explain.cc; a test asks every table for
// every kind.
//
// Templates have placeholders that explain.cc fills in:
//   {present} {needed} {base_count}   numbers of the condition
//   {present|voice|voices}            the first word if the number is 1, else
//                                     the second; the same for other numbers
//   {stances} {against}               stances, as in a list
//   {nouns}                           what giving them is called, in the plural
//   {counted}                         the same with its number, without it for 1
//   {votes:needed}                    "votes" after a space, where votes of units are
//                                     counted; the same for other numbers
//   {share}                           the share and what it is of
//   {attribute} {until}               texts
//   {by} {comma_by}                   who stands in the way, after a space or
//                                     a comma; empty if nobody is named
//   {stand_asides}                    note_stand_asides, where they count as a
//                                     block

#ifndef ASSENT_SERVER_RULES_SENTENCES_H_
#define ASSENT_SERVER_RULES_SENTENCES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/stance.pb.h"
#include "assent/v1/tally.pb.h"

namespace assent::rules {

struct ConditionSentences {
  v1::Condition::Kind kind;
  absl::string_view holds;
  absl::string_view fails;
  // Not held, and of no consequence for the outcome; "": as `fails`.
  absl::string_view warns;
  // After the outcome's name, where it decided; "": as `fails`.
  absl::string_view headline;
};

struct OutcomeName {
  v1::Outcome outcome;
  absl::string_view name;
};

// What one voice does, and several; what that is called.
struct StanceName {
  v1::Stance stance;
  absl::string_view one;
  absl::string_view several;
  absl::string_view noun;
  absl::string_view nouns;
};

struct Sentences {
  absl::Span<const ConditionSentences> conditions;
  absl::Span<const OutcomeName> outcomes;
  absl::Span<const StanceName> stances;
  absl::string_view nobody;               // of an adoption without answers
  absl::string_view have_answered;        // after "3 of 9"
  absl::string_view found_invalid;        // after blocks that their test did not pass
  absl::string_view at_least, more_than;  // before a share
  absl::string_view of;                   // between a share and its base
  absl::string_view members, those_present;
  absl::string_view vote, votes;  // what is counted where units have weights
  absl::string_view by;           // before the first obstacle
  absl::string_view on_revision;  // between an obstacle and a number
  absl::string_view and_more;     // {present} more than are named
  absl::string_view not_answered;  // before those who were asked
  absl::string_view has_left;     // instead of the name of an obstacle
  absl::string_view concern;      // before its number
  absl::string_view resting_on;   // before the principle of a block
  absl::string_view note_stand_asides;
  // Of what is not in the tables.
  absl::string_view no_outcome;
  ConditionSentences unknown_condition;
  StanceName unknown_stance;
};

const Sentences& EnglishSentences();

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_SENTENCES_H_
