#include "server/assembly/ballot.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/assembly/errors_elections.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using counting::BallotKind;

bool IsBlank(const v1::Marks& marks) {
  return marks.ranking().empty() && marks.approved().empty() && marks.scores().empty();
}

BallotKind KindOf(const v1::Election& election) {
  const std::string& method = election.method();
  if (method == "score" || method == "star") return BallotKind::kScores;
  const bool approves = method == "approval" || method == "seq-phragmen" || method == "pav";
  if (approves) return BallotKind::kApprovals;
  if (method != "equal-shares" && method != "greedy") return BallotKind::kRankings;
  const bool points = election.points() > 0 || election.highest_score() > 0;
  return points ? BallotKind::kScores : BallotKind::kApprovals;
}

namespace {

int32_t HighestScore(const v1::Election& election) {
  if (election.highest_score() > 0) return election.highest_score();
  return election.points() > 0 ? election.points() : kDefaultHighestScore;
}

// Every number that is marked, in order.
std::vector<int32_t> Marked(const v1::Marks& marks) {
  std::vector<int32_t> numbers(marks.approved().begin(), marks.approved().end());
  for (const v1::Rank& rank : marks.ranking()) {
    numbers.insert(numbers.end(), rank.options().begin(), rank.options().end());
  }
  for (const v1::Score& score : marks.scores()) numbers.push_back(score.option());
  return numbers;
}

absl::Status CheckKind(const v1::Election& election, const v1::Marks& marks) {
  const bool ranks = !marks.ranking().empty();
  const bool approves = !marks.approved().empty();
  const bool scores = !marks.scores().empty();
  switch (KindOf(election)) {
    case BallotKind::kRankings:
      return approves || scores ? error::BallotNeeds(election.method(), "a ranking, as 2>1=3")
                                : absl::OkStatus();
    case BallotKind::kApprovals:
      return ranks || scores ? error::BallotNeeds(election.method(), "approvals, as 1,3")
                             : absl::OkStatus();
    case BallotKind::kScores:
      return ranks || approves ? error::BallotNeeds(election.method(), "points, as 1=5,3=2")
                               : absl::OkStatus();
  }
  return absl::OkStatus();
}

// Places taken one after the other: who is ranked alike cannot be told apart.
bool RanksAlike(const v1::Election& election) {
  const std::string& method = election.method();
  return method != "scottish-stv" && method != "meek" && method != "irv";
}

absl::Status CheckRanks(const v1::Election& election, const v1::Marks& marks) {
  for (const v1::Rank& rank : marks.ranking()) {
    if (rank.options().empty()) {
      return error::ValueInvalid("marks.ranking", "every rank names an option");
    }
    if (rank.options_size() > 1 && !RanksAlike(election)) {
      return error::BallotNeeds(election.method(), "one option a rank, as 2>1>3");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckScores(const v1::Election& election, const v1::Marks& marks) {
  const int32_t highest = HighestScore(election);
  int64_t sum = 0;
  for (const v1::Score& score : marks.scores()) {
    if (score.points() < 0 || score.points() > highest) {
      return error::ValueInvalid("marks.scores", absl::StrCat("from 0 to ", highest, " points"));
    }
    sum += score.points();
  }
  if (election.points() == 0 || sum <= election.points()) return absl::OkStatus();
  return error::ValueInvalid(
      "marks.scores", absl::StrCat("at most ", election.points(), " points together, not ", sum));
}

}  // namespace

absl::Status CheckMarks(const v1::Election& election, const v1::Marks& marks) {
  ASSENT_RETURN_IF_ERROR(CheckKind(election, marks));
  std::set<int32_t> seen;
  for (const int32_t number : Marked(marks)) {
    if (number < 1 || number > election.options_size()) return error::OptionNotFound(number);
    const v1::Option& option = election.options(number - 1);
    if (option.state() != v1::Option::STATE_STANDING) return error::OptionClosed(number);
    if (!seen.insert(number).second) return error::OptionTwice(number);
  }
  ASSENT_RETURN_IF_ERROR(CheckRanks(election, marks));
  return CheckScores(election, marks);
}

bool IsPossible(const v1::Election& election, const v1::Marks& marks) {
  std::set<int32_t> seen;
  for (const int32_t number : Marked(marks)) {
    const bool there = number >= 1 && number <= election.options_size();
    if (!there || !seen.insert(number).second) return false;
  }
  return CheckKind(election, marks).ok() && CheckRanks(election, marks).ok() &&
         CheckScores(election, marks).ok();
}

std::string ToText(const v1::Marks& marks) {
  if (IsBlank(marks)) return "-";
  if (!marks.approved().empty()) {
    return absl::StrCat("approve ", absl::StrJoin(marks.approved(), ","));
  }
  if (!marks.scores().empty()) {
    const auto write = [](std::string* out, const v1::Score& score) {
      absl::StrAppend(out, score.option(), "=", score.points());
    };
    return absl::StrCat("score ", absl::StrJoin(marks.scores(), ",", write));
  }
  const auto write = [](std::string* out, const v1::Rank& rank) {
    absl::StrAppend(out, absl::StrJoin(rank.options(), "="));
  };
  return absl::StrJoin(marks.ranking(), ">", write);
}

std::optional<v1::Marks> MarksOf(absl::string_view text) {
  v1::Marks marks;
  if (text == "-") return marks;
  absl::string_view rest = text;
  bool numbers = true;
  const auto number = [&numbers](absl::string_view written) {
    int32_t value = 0;
    numbers = absl::SimpleAtoi(written, &value) && numbers;
    return value;
  };
  if (absl::ConsumePrefix(&rest, "approve ")) {
    for (const auto part : absl::StrSplit(rest, ',')) marks.add_approved(number(part));
  } else if (absl::ConsumePrefix(&rest, "score ")) {
    for (const auto part : absl::StrSplit(rest, ',')) {
      const std::pair<absl::string_view, absl::string_view> both =
          absl::StrSplit(part, absl::MaxSplits('=', 1));
      v1::Score& score = *marks.add_scores();
      score.set_option(number(both.first));
      score.set_points(number(both.second));
    }
  } else {
    for (const auto part : absl::StrSplit(rest, '>')) {
      v1::Rank& rank = *marks.add_ranking();
      for (const auto one : absl::StrSplit(part, '=')) rank.add_options(number(one));
    }
  }
  // One text for one ballot: "01" says the same as "1" and is another text.
  if (!numbers || ToText(marks) != text) return std::nullopt;
  return marks;
}

}  // namespace assent::assembly
