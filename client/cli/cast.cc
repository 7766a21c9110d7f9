#include "client/cli/cast.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/terminal.h"
#include "client/cli/visible.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

using counting::BallotKind;

// A line, without the spaces around it.
absl::StatusOr<std::string> Line(absl::string_view question) {
  ASSENT_ASSIGN_OR_RETURN(const std::string line, Ask(question));
  return std::string(absl::StripAsciiWhitespace(line));
}

// Asks until `read` understands the answer.
template <typename Read>
absl::StatusOr<v1::Marks> AskUntil(Session& session, absl::string_view question, Read read) {
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::string line, Line(question));
    const absl::StatusOr<v1::Marks> marks = read(line);
    if (marks.ok()) return marks;
    session.Note(VisibleText(marks.status().message()));
  }
}

void ShowOptions(Session& session, absl::string_view title, const Options& options) {
  const v1::Election& election = options.election();
  session.Note(absl::StrCat(VisibleLine(title), " (", VisibleLine(election.method()), ")"));
  for (const int32_t number : options.standing()) {
    const int64_t cost = election.options(number - 1).cost();
    session.Note(absl::StrCat("  ", number, "  ", VisibleLine(options.NameOf(number)),
                              cost > 0 ? absl::StrCat(", costs ", cost) : ""));
  }
}

// One place after the other; whom the ballot has already is not taken again.
absl::StatusOr<v1::Marks> AskForRanking(Session& session, const Options& options) {
  v1::Marks ranked;
  std::set<int32_t> named;
  while (named.size() < options.standing().size()) {
    const absl::string_view question =
        ranked.ranking().empty() ? "the best, by number or name (several alike: 1=3; empty: done): "
                                 : "the next (empty: done): ";
    ASSENT_ASSIGN_OR_RETURN(
        const v1::Marks more,
        AskUntil(session, question, [&](const std::string& line) -> absl::StatusOr<v1::Marks> {
          ASSENT_ASSIGN_OR_RETURN(const v1::Marks read, ReadRanking(options, line));
          std::set<int32_t> all = named;
          for (const v1::Rank& rank : read.ranking()) {
            for (const int32_t number : rank.options()) {
              if (all.insert(number).second) continue;
              return absl::InvalidArgumentError(
                  absl::StrCat(options.NameOf(number), " has its place already"));
            }
          }
          named = all;
          return read;
        }));
    if (more.ranking().empty()) break;
    ranked.MergeFrom(more);
  }
  return ranked;
}

absl::StatusOr<v1::Marks> AskForPoints(Session& session, const Options& options) {
  v1::Marks marks;
  const int32_t points = options.election().points();
  if (points > 0) session.Note(absl::StrCat("you have ", points, " points for all of them"));
  for (const int32_t number : options.standing()) {
    const std::string question =
        absl::StrCat("points for ", number, " ", VisibleLine(options.NameOf(number)), ", 0 to ",
                     HighestScore(options.election()), " (empty: 0): ");
    ASSENT_ASSIGN_OR_RETURN(
        const v1::Marks one, AskUntil(session, question, [&](const std::string& line) {
          return line.empty() ? absl::StatusOr<v1::Marks>(v1::Marks())
                              : ReadScores(options, absl::StrCat(number, "=", line));
        }));
    marks.MergeFrom(one);
  }
  return marks;
}

}  // namespace

absl::StatusOr<v1::Marks> AskForBallot(Session& session, absl::string_view title,
                                       const Options& options) {
  ShowOptions(session, title, options);
  switch (KindOf(options.election())) {
    case BallotKind::kApprovals:
      return AskUntil(session, "those that you approve of, as 1,3 (empty: none): ",
                      [&](const std::string& line) { return ReadApprovals(options, line); });
    case BallotKind::kScores:
      return AskForPoints(session, options);
    case BallotKind::kRankings:
      break;
  }
  return AskForRanking(session, options);
}

absl::Status ConfirmBallot(Session& session, const Options& options, const v1::Marks& marks) {
  if (session.common().yes || session.common().dry_run || !session.MayAsk()) {
    return absl::OkStatus();
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string answer,
                          Line(absl::StrCat("your ballot: ", VisibleLine(WordsOf(options, marks)),
                                            "\ncast it? [y/N] ")));
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return absl::UnknownError("it was not cast");
}

}  // namespace assent::cli
