#include "client/cli/elections.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/names.h"
#include "client/cli/times.h"
#include "client/cli/words.h"
#include "server/base/status_macros.h"
#include "server/counting/files/write.h"
#include "server/counting/prepare.h"

namespace assent::cli {
namespace {

using counting::BallotKind;
using google::protobuf::RepeatedField;

std::string Numbered(const Options& options, const RepeatedField<int32_t>& numbers) {
  return absl::StrJoin(numbers, ", ", [&](std::string* out, int32_t number) {
    absl::StrAppend(out, options.NameOf(number));
  });
}

bool OfRoads(const v1::Election& election) {
  return !election.options().empty() && election.options(0).road();
}

std::string Seats(const v1::Election& election) {
  if (!election.pool().empty() || OfRoads(election)) return "";
  return absl::StrCat(std::max(1, election.seats()));
}

std::string BallotsIn(const v1::Election& election) {
  if (!election.has_open_time()) return "not asked for yet";
  return absl::StrCat(election.ballots(), election.counted() ? ", counted" : "");
}

void DrawChosen(Scene& scene, const Options& options) {
  const v1::Election& election = options.election();
  if (!election.counted()) return;
  scene.screen.Field("chosen",
                     election.chosen().empty() ? "nothing" : Numbered(options, election.chosen()));
  if (election.unfilled() > 0) {
    scene.screen.Field("left empty", Counted(election.unfilled(), "seat", "seats"));
  }
}

void DrawOptions(Scene& scene, const Options& options) {
  const v1::Election& election = options.election();
  const bool costs = !election.pool().empty();
  std::vector<std::string> header = {"#", "OPTION", "STATE", "BY", "TEXT"};
  if (costs) header.insert(header.begin() + 2, "COST");
  std::vector<std::vector<std::string>> rows;
  int32_t number = 0;
  for (const v1::Option& option : election.options()) {
    const bool chosen =
        std::count(election.chosen().begin(), election.chosen().end(), ++number) > 0;
    std::vector<std::string> row = {absl::StrCat(number), options.NameOf(number),
                                    chosen ? "chosen" : WordsOf(option.state()),
                                    scene.Who(option.author()), option.text()};
    if (costs) row.insert(row.begin() + 2, absl::StrCat(option.cost()));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return scene.screen.Item("no options yet");
  scene.screen.Table(header, rows);
}

}  // namespace

void DrawElection(Scene& scene, const v1::Election& election) {
  const Options options(scene, election);
  scene.screen.Heading(OfRoads(election) ? "Roads to choose among" : "To choose among");
  scene.screen.Field("method", election.method());
  scene.screen.Field("seats", Seats(election));
  scene.screen.Field("role", election.role());
  if (election.has_term()) {
    scene.screen.Field("term", DurationWords(DurationOf(election.term())));
  }
  scene.screen.Field("pool", election.pool());
  if (election.budget() > 0) scene.screen.Field("to share", absl::StrCat(election.budget()));
  if (election.points() > 0) scene.screen.Field("points", absl::StrCat(election.points()));
  scene.screen.Field("ballots", BallotsIn(election));
  DrawChosen(scene, options);
  DrawOptions(scene, options);
}

void DrawBallots(Scene& scene, const Options& options, const std::vector<v1::Ballot>& ballots) {
  if (ballots.empty()) return scene.screen.Line("no ballots");
  std::vector<std::vector<std::string>> rows;
  for (const v1::Ballot& ballot : ballots) {
    const bool unseen = ballot.hidden() && !ballot.has_marks();
    rows.push_back({scene.Who(ballot.member()), ballot.unit(), scene.Minute(ballot.update_time()),
                    unseen ? "hidden until the close" : WordsOf(options, ballot.marks())});
  }
  scene.screen.Table({"WHO", "UNIT", "WHEN", "BALLOT"}, rows);
}

namespace {

counting::Ballot BallotOf(const v1::Marks& marks) {
  counting::Ballot ballot;
  const auto group = [](const RepeatedField<int32_t>& numbers) {
    std::vector<int32_t> places;
    for (const int32_t number : numbers) places.push_back(number - 1);
    return places;
  };
  for (const v1::Rank& rank : marks.ranking()) ballot.ranking.push_back(group(rank.options()));
  if (!marks.approved().empty()) ballot.ranking.push_back(group(marks.approved()));
  for (const v1::Score& score : marks.scores()) {
    ballot.scores.emplace_back(score.option() - 1, score.points());
  }
  return ballot;
}

absl::Status CheckShown(const v1::Ballot& ballot) {
  if (!ballot.hidden()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "ballots are hidden until the close: ask for them again then");
}

}  // namespace

absl::StatusOr<counting::Election> ToCount(const Options& options, absl::string_view title,
                                           const std::vector<v1::Ballot>& ballots) {
  const v1::Election& from = options.election();
  counting::Election election;
  election.kind = KindOf(from);
  election.title = std::string(title);
  election.seats = std::max(1, from.seats());
  election.budget = from.budget();
  if (election.kind == BallotKind::kScores) {
    election.highest_score = HighestScore(from);
    election.points_each = from.points();
  }
  for (int32_t number = 1; number <= from.options_size(); ++number) {
    const v1::Option& option = from.options(number - 1);
    counting::Candidate& candidate = election.candidates.emplace_back();
    candidate.id = absl::StrCat(number);
    candidate.name = options.NameOf(number);
    candidate.withdrawn = option.state() != v1::Option::STATE_STANDING;
    candidate.cost = option.cost();
  }
  for (const v1::Ballot& ballot : ballots) {
    ASSENT_RETURN_IF_ERROR(CheckShown(ballot));
    if (ballot.marks().ByteSizeLong() > 0) election.ballots.push_back(BallotOf(ballot.marks()));
  }
  ASSENT_RETURN_IF_ERROR(counting::CheckElection(election));
  return election;
}

absl::StatusOr<std::string> BltOf(counting::Election election) {
  // A ballot of approvals has them all in its first place.
  if (election.kind == BallotKind::kApprovals) election.kind = BallotKind::kRankings;
  if (election.kind == BallotKind::kRankings) return counting::files::WriteBlt(election);
  return absl::FailedPreconditionError(
      "BLT has no points: `assent ballots --to-count` writes them as JSON");
}

std::string CountCommand(const Options& options) {
  const v1::Election& election = options.election();
  std::string command = absl::StrCat("assent count FILE --method ", election.method());
  for (int i = 0; election.method() == "debian" && i < election.options_size(); ++i) {
    if (election.options(i).none_of_these()) {
      absl::StrAppend(&command, " --default-option ", i + 1);
    }
  }
  if (election.method() == "equal-shares") {
    const std::string completion = WordsOf(election.completion());
    absl::StrAppend(&command, " --completion ", completion.empty() ? "add1" : completion);
  }
  if (election.lot_order().empty()) return command;
  return absl::StrCat(command, " --lot-order ", absl::StrJoin(election.lot_order(), ","));
}

}  // namespace assent::cli
