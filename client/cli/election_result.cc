#include "client/cli/election_result.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/counted.h"

namespace assent::cli {
namespace {

using google::protobuf::RepeatedField;
using google::protobuf::RepeatedPtrField;

// Options as places in the list of candidates; a server may name what there is not.
std::vector<int> Places(const Options& options, const RepeatedField<int32_t>& numbers) {
  std::vector<int> places;
  for (const int32_t number : numbers) {
    if (number >= 1 && number <= options.election().options_size()) places.push_back(number - 1);
  }
  return places;
}

std::vector<std::pair<std::string, std::string>> FiguresOf(
    const RepeatedPtrField<v1::CountFigure>& figures) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const v1::CountFigure& figure : figures) pairs.emplace_back(figure.name(), figure.value());
  return pairs;
}

std::vector<std::pair<int, std::string>> TotalsOf(const Options& options,
                                                  const RepeatedPtrField<v1::CountTotal>& totals) {
  std::vector<std::pair<int, std::string>> pairs;
  for (const v1::CountTotal& total : totals) {
    if (total.option() < 1 || total.option() > options.election().options_size()) continue;
    pairs.emplace_back(total.option() - 1, total.total());
  }
  return pairs;
}

counting::Round RoundOf(const Options& options, const v1::CountRound& round) {
  counting::Round same;
  same.what = round.what();
  same.candidates = Places(options, round.options());
  same.elected = Places(options, round.elected());
  same.totals = TotalsOf(options, round.totals());
  same.transfers = TotalsOf(options, round.transfers());
  same.figures = FiguresOf(round.figures());
  return same;
}

// Square, in the order of the options; empty where the result has none, or one of another shape.
counting::Matrix MatrixOf(const Options& options, const v1::ElectionResult& result,
                          const RepeatedPtrField<v1::MatrixRow>& rows) {
  const std::vector<int> places = Places(options, result.options());
  const size_t size = places.size();
  if (rows.empty() || static_cast<size_t>(rows.size()) != size) return {};
  const size_t all = options.election().options_size();
  counting::Matrix matrix(all, std::vector<int64_t>(all, 0));
  for (size_t i = 0; i < size; ++i) {
    if (static_cast<size_t>(rows[i].votes_size()) != size) return {};
    for (size_t j = 0; j < size; ++j) matrix[places[i]][places[j]] = rows[i].votes(j);
  }
  return matrix;
}

// Each option against each of the others.
void DrawMatrix(Scene& scene, const Options& options, absl::string_view heading,
                const v1::ElectionResult& result, const RepeatedPtrField<v1::MatrixRow>& rows) {
  if (rows.empty()) return;
  scene.screen.Heading(heading);
  std::vector<std::string> header = {""};
  for (const int32_t number : result.options()) header.push_back(absl::StrCat(number));
  std::vector<std::vector<std::string>> cells;
  for (int i = 0; i < rows.size() && i < result.options_size(); ++i) {
    std::vector<std::string> row = {
        absl::StrCat(result.options(i), " ", options.NameOf(result.options(i)))};
    for (int j = 0; j < result.options_size(); ++j) {
      const bool there = i != j && j < rows[i].votes_size();
      row.push_back(there ? absl::StrCat(rows[i].votes(j)) : "-");
    }
    cells.push_back(std::move(row));
  }
  scene.screen.Table(header, cells);
}

}  // namespace

CountedElection CountedOf(const Options& options, const v1::ElectionResult& result) {
  CountedElection counted;
  int32_t number = 0;
  for (const v1::Option& option : options.election().options()) {
    counting::Candidate& candidate = counted.read.election.candidates.emplace_back();
    candidate.id = absl::StrCat(++number);
    candidate.name = options.NameOf(number);
    candidate.withdrawn = option.state() != v1::Option::STATE_STANDING;
    candidate.cost = option.cost();
  }
  counted.result.winners = Places(options, result.winners());
  counted.result.unfilled = result.unfilled();
  for (const v1::CountRound& round : result.rounds()) {
    counted.result.rounds.push_back(RoundOf(options, round));
  }
  for (const v1::CountTie& tie : result.ties()) {
    counted.result.ties.push_back({tie.round() - 1, Places(options, tie.tied()),
                                   Places(options, tie.chosen()), tie.broken_by()});
  }
  counted.result.figures = FiguresOf(result.figures());
  counted.result.figures.emplace_back("ballots", absl::StrCat(result.ballots()));
  counted.result.figures.emplace_back("abstentions", absl::StrCat(result.abstentions()));
  counted.result.matrix = MatrixOf(options, result, result.matrix());
  for (const std::vector<int64_t>& row : MatrixOf(options, result, result.paths())) {
    std::vector<counting::Link>& links = counted.result.paths.emplace_back();
    for (const int64_t votes : row) links.push_back({votes, 0});
  }
  if (!result.obstacle().empty()) {
    counted.result.figures.emplace_back("obstacle", result.obstacle());
  }
  for (const v1::Rank& rank : result.ranking()) {
    counted.result.ranking.push_back(Places(options, rank.options()));
  }
  return counted;
}

absl::Status ShowElectionResult(Session& session, const Options& options,
                                const v1::ElectionResult& result) {
  const CountedElection counted = CountedOf(options, result);
  const std::vector<std::string> header = {"round", "what", "who", "figures"};
  const auto rows = RowsOf(counted.read, counted.result);
  if (session.for_people()) {
    return session.Show(result, [&](Scene& scene) {
      scene.screen.Table(header, rows);
      DrawMatrix(scene, options, "Ballots that prefer the row to the column", result,
                 result.matrix());
      DrawMatrix(scene, options, "Strength of the strongest path", result, result.paths());
    });
  }
  if (session.common().format == Format::kCsv) return session.ShowRows(header, rows);
  const std::string json = JsonOf(result.method(), counted.read, counted.result);
  // Line breaks inside of words are escaped.
  return session.ShowText(session.common().format == Format::kJson
                              ? json
                              : absl::StrCat(absl::StrReplaceAll(json, {{"\n", ""}}), "\n"));
}

}  // namespace assent::cli
