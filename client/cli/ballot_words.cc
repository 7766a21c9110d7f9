#include "client/cli/ballot_words.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/assembly/ballot.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"

namespace assent::cli {
namespace {

using counting::BallotKind;

std::string NameIn(const Reader& reader, const v1::Option& option) {
  if (option.none_of_these()) return "none of these";
  if (!option.member().empty()) return reader.Who(option.member());
  if (!option.title().empty()) return option.title();
  if (option.own_text()) return "the proposal's own text";
  if (option.amendment() > 0) return absl::StrCat("amendment ", option.amendment());
  return absl::StrCat("option ", option.number());
}

// Words between `separator`s, without the spaces around them; none of an empty text.
std::vector<absl::string_view> Parts(absl::string_view text, char separator) {
  std::vector<absl::string_view> parts;
  if (absl::StripAsciiWhitespace(text).empty()) return parts;
  for (const absl::string_view part : absl::StrSplit(text, separator)) {
    parts.push_back(absl::StripAsciiWhitespace(part));
  }
  return parts;
}

}  // namespace

Options::Options(const Reader& reader, const v1::Election& election) : election_(election) {
  int32_t number = 0;
  for (const v1::Option& option : election.options()) {
    names_.push_back(NameIn(reader, option));
    ++number;
    if (option.state() == v1::Option::STATE_STANDING) standing_.push_back(number);
  }
}

const std::string& Options::NameOf(int32_t number) const {
  static const std::string* const unknown = new std::string("an option that is not listed");
  const bool known = number >= 1 && number <= static_cast<int32_t>(names_.size());
  return known ? names_[number - 1] : *unknown;
}

absl::StatusOr<int32_t> Options::Find(absl::string_view typed) const {
  int32_t number = 0;
  const auto is = [&](absl::string_view name) {
    return absl::EqualsIgnoreCase(name, typed) ||
           (absl::ConsumePrefix(&name, "@") && absl::EqualsIgnoreCase(name, typed));
  };
  if (absl::SimpleAtoi(absl::StripPrefix(typed, "#"), &number)) {
    if (number >= 1 && number <= static_cast<int32_t>(names_.size())) return number;
  } else {
    for (number = 1; number <= static_cast<int32_t>(names_.size()); ++number) {
      if (is(NameOf(number))) return number;
      if (election_.options(number - 1).none_of_these() && is("none")) return number;
    }
  }
  const auto listed = [&](std::string* out, int32_t one) {
    absl::StrAppend(out, one, " ", NameOf(one));
  };
  return absl::InvalidArgumentError(absl::StrCat("there is no option \"", typed,
                                                 "\" here; there are ",
                                                 absl::StrJoin(standing_, ", ", listed)));
}

BallotKind KindOf(const v1::Election& election) {
  const bool known = counting::FindMethod(election.method()) != nullptr;
  return known ? assembly::KindOf(election) : BallotKind::kRankings;
}

int32_t HighestScore(const v1::Election& election) {
  if (election.highest_score() > 0) return election.highest_score();
  return election.points() > 0 ? election.points() : assembly::kDefaultHighestScore;
}

absl::StatusOr<v1::Marks> ReadRanking(const Options& options, absl::string_view text) {
  v1::Marks marks;
  for (const absl::string_view rank : Parts(text, '>')) {
    v1::Rank& alike = *marks.add_ranking();
    for (const absl::string_view one : Parts(rank, '=')) {
      ASSENT_ASSIGN_OR_RETURN(const int32_t number, options.Find(one));
      alike.add_options(number);
    }
    if (!alike.options().empty()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("a place is empty in \"", text, "\"; write 2>1=3, the best first"));
  }
  return marks;
}

absl::StatusOr<v1::Marks> ReadApprovals(const Options& options, absl::string_view text) {
  v1::Marks marks;
  for (const absl::string_view one : Parts(text, ',')) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t number, options.Find(one));
    marks.add_approved(number);
  }
  return marks;
}

absl::StatusOr<v1::Marks> ReadScores(const Options& options, absl::string_view text) {
  v1::Marks marks;
  for (const absl::string_view one : Parts(text, ',')) {
    const size_t equals = one.rfind('=');  // titles may have some
    int32_t points = 0;
    if (equals == absl::string_view::npos || !absl::SimpleAtoi(one.substr(equals + 1), &points)) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", one, "\" gives no points; write 1=5,2=3"));
    }
    ASSENT_ASSIGN_OR_RETURN(const int32_t number,
                            options.Find(absl::StripAsciiWhitespace(one.substr(0, equals))));
    v1::Score& score = *marks.add_scores();
    score.set_option(number);
    score.set_points(points);
  }
  return marks;
}

absl::StatusOr<v1::Marks> ReadBallot(const Options& options, absl::string_view text) {
  using Read = absl::StatusOr<v1::Marks> (*)(const Options&, absl::string_view);
  static constexpr std::pair<absl::string_view, Read> kWords[] = {{"approve", ReadApprovals},
                                                                  {"score", ReadScores},
                                                                  {"spend", ReadScores},
                                                                  {"rank", ReadRanking}};
  const std::string line = absl::StrReplaceAll(text, {{"\r", " "}, {"\n", " "}});
  const absl::string_view said = absl::StripAsciiWhitespace(line);
  if (said == "abstain" || said == "-") return v1::Marks();
  for (const auto& [word, read] : kWords) {
    if (absl::StartsWith(said, absl::StrCat(word, " "))) {
      return read(options, said.substr(word.size()));
    }
  }
  switch (KindOf(options.election())) {
    case BallotKind::kApprovals:
      return ReadApprovals(options, said);
    case BallotKind::kScores:
      return ReadScores(options, said);
    case BallotKind::kRankings:
      break;
  }
  return ReadRanking(options, said);
}

std::string WordsOf(const Options& options, const v1::Marks& marks) {
  const auto name = [&](std::string* out, int32_t number) {
    absl::StrAppend(out, options.NameOf(number));
  };
  std::vector<std::string> said;
  for (const v1::Rank& rank : marks.ranking()) {
    said.push_back(absl::StrJoin(rank.options(), " = ", name));
  }
  if (!said.empty()) return absl::StrJoin(said, " > ");
  if (!marks.approved().empty()) return absl::StrJoin(marks.approved(), ", ", name);
  for (const v1::Score& score : marks.scores()) {
    said.push_back(absl::StrCat(options.NameOf(score.option()), " ", score.points()));
  }
  return said.empty() ? "abstains" : absl::StrJoin(said, ", ");
}

}  // namespace assent::cli
