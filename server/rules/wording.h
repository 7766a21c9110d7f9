// Puts the words of a language together for describe.cc: templates, times,
// shares, lists of stances. Internal to this room; pure.

#ifndef ASSENT_SERVER_RULES_WORDING_H_
#define ASSENT_SERVER_RULES_WORDING_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "assent/v1/rule.pb.h"
#include "server/rules/description.h"
#include "server/rules/explain.h"
#include "server/rules/stance_set.h"

namespace assent::rules {

class Wording {
 public:
  // What the placeholders of a template stand for.
  using Values = std::initializer_list<std::pair<absl::string_view, std::string>>;
  using Parts = std::vector<std::string>;

  // `voices`: what decides is a household or the like, not a person.
  Wording(Language language, bool voices);

  std::string Text(Say say, Values values = {}) const;
  // "a", "a or b", "a, b or c".
  std::string Joined(const Parts& parts, Say conjunction) const;
  // Each in quotation marks and without its full stop, with "; " between them.
  template <typename Texts>
  std::string Quoted(const Texts& texts) const;

  // "48 hours", "7 days", "5 working days".
  std::string Time(const google::protobuf::Duration& duration,
                   v1::PhaseTime::Calendar calendar = v1::PhaseTime::CALENDAR_HOURS) const;
  // "agree or stand aside", as so many people do it.
  std::string Do(StanceSet stances, int64_t people = 2) const;
  // "3 people"; "3 voices" where a voice is a household, "3 votes" where units have
  // weights.
  std::string People(int64_t count, bool votes = false) const;
  // What giving a stance means, as a sentence.
  std::string Meaning(v1::Stance stance) const;

  // "three quarters (3/4)".
  std::string Part(const v1::Fraction& fraction) const;
  // "at least three quarters (3/4)"; `bound` is kAtLeast, kMoreThan or
  // kFewerThan.
  std::string Share(Say bound, const v1::Fraction& fraction) const;
  // What a share is of. `answers`: the stances that may be given, where giving
  // one is answering; empty: those of the base are named one by one. `votes`: votes of
  // units are counted.
  std::string Base(const v1::Base& base, StanceSet answers, bool votes = false) const;
  // "at least three quarters (3/4) of those present".
  std::string ShareOf(Say bound, const v1::Fraction& fraction, const std::string& base) const;

 private:
  const Language language_;
  const DescriptionWords& words_;
  const bool voices_;
};

// ---------------------------------------------------------------------------

template <typename Texts>
std::string Wording::Quoted(const Texts& texts) const {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += Text(Say::kSeparator);
    all += Text(Say::kQuoted, {{"text", std::string(absl::StripSuffix(text, "."))}});
  }
  return all;
}

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_WORDING_H_
