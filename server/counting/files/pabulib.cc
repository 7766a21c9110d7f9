#include "server/counting/files/pabulib.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

// Fields between semicolons; a field in double quotes may have semicolons and doubled quotes in it.
std::vector<Piece> Fields(const Piece& line) {
  std::vector<Piece> fields;
  size_t start = 0;
  bool quoted = false;
  for (size_t i = 0; i <= line.text.size(); ++i) {
    if (i == line.text.size() || (line.text[i] == ';' && !quoted)) {
      Piece field = Trimmed(Part(line, start, i - start));
      if (field.text.size() >= 2 && field.text.front() == '"' && field.text.back() == '"') {
        field = Part(field, 1, field.text.size() - 2);
      }
      fields.push_back(field);
      start = i + 1;
      quoted = false;
    } else if (line.text[i] == '"' &&
               (quoted || Trimmed(Part(line, start, i - start)).text.empty())) {
      quoted = !quoted;
    }
  }
  return fields;
}

struct Section {
  std::map<std::string, size_t, std::less<>> columns;
  std::vector<std::vector<Piece>> rows;
};

struct Parts {
  Section meta;
  Section projects;
  Section votes;
};

absl::StatusOr<Parts> ReadSections(std::string_view text) {
  Parts parts;
  Section* section = nullptr;
  bool names_follow = false;
  for (const Piece& line : LinesOf(text)) {
    if (Trimmed(line).text.empty()) continue;
    const std::vector<Piece> fields = Fields(line);
    const std::string first =
        absl::AsciiStrToUpper(absl::string_view(fields[0].text.data(), fields[0].text.size()));
    Section* const starts = fields.size() > 1 && !fields[1].text.empty() ? nullptr
                            : first == "META"                            ? &parts.meta
                            : first == "PROJECTS"                        ? &parts.projects
                            : first == "VOTES"                           ? &parts.votes
                                                                         : nullptr;
    if (starts != nullptr) {
      section = starts;
      names_follow = true;
    } else if (section == nullptr) {
      return ErrorAt(line, "a Pabulib file starts with META");
    } else if (names_follow) {
      names_follow = false;
      for (size_t i = 0; i < fields.size(); ++i) section->columns.emplace(fields[i].text, i);
    } else {
      section->rows.push_back(fields);
    }
  }
  return parts;
}

// The field of a row, or nothing at the row's end.
Piece At(const Section& section, const std::vector<Piece>& row, std::string_view column) {
  const auto found = section.columns.find(column);
  if (found != section.columns.end() && found->second < row.size()) return row[found->second];
  return {{}, row[0].line, row.back().column + static_cast<int>(row.back().text.size())};
}

Piece MetaOf(const Section& meta, std::string_view key) {
  for (const std::vector<Piece>& row : meta.rows) {
    if (row[0].text == key && row.size() > 1) return row[1];
  }
  return {};
}

int64_t MetaNumber(const Section& meta, std::string_view key) {
  const Piece piece = MetaOf(meta, key);
  int64_t value = 0;
  if (!absl::SimpleAtoi(absl::string_view(piece.text.data(), piece.text.size()), &value)) return 0;
  return std::clamp<int64_t>(value, 0, kMostPoints);
}

using Places = std::map<std::string, int32_t, std::less<>>;

absl::StatusOr<Places> ReadProjects(const Parts& parts, int places, Election& election) {
  Places found;
  for (const std::vector<Piece>& row : parts.projects.rows) {
    const Piece id = At(parts.projects, row, "project_id");
    Candidate project;
    project.id = std::string(id.text);
    project.name = std::string(At(parts.projects, row, "name").text);
    ASSENT_ASSIGN_OR_RETURN(project.cost,
                            AmountAt(At(parts.projects, row, "cost"), places, "cost"));
    if (!found.emplace(project.id, static_cast<int32_t>(election.candidates.size())).second) {
      return ErrorAt(id, absl::StrCat("project ", project.id, " is there twice"));
    }
    if (election.candidates.size() >= kMostCandidates) {
      return ErrorAt(id, absl::StrCat("more than ", kMostCandidates, " projects"));
    }
    election.candidates.push_back(std::move(project));
  }
  if (found.empty()) return absl::InvalidArgumentError("line 1, column 1: there are no PROJECTS");
  return found;
}

// The digits behind the point that budget and costs have.
int PlacesIn(const Parts& parts) {
  int places = PlacesOf(MetaOf(parts.meta, "budget").text);
  for (const std::vector<Piece>& row : parts.projects.rows) {
    places = std::max(places, PlacesOf(At(parts.projects, row, "cost").text));
  }
  return std::min(places, kMostPlaces);
}

absl::StatusOr<Ballot> ReadVote(const Parts& parts, const std::vector<Piece>& row,
                                const Places& projects, BallotKind kind) {
  Ballot ballot;
  std::vector<int32_t> named;
  const Piece vote = At(parts.votes, row, "vote");
  for (const Piece& part : Split(vote, ',')) {
    const Piece id = Trimmed(part);
    if (id.text.empty()) continue;
    const auto project = projects.find(id.text);
    if (project == projects.end()) {
      return ErrorAt(id, absl::StrCat("there is no project ",
                                      absl::string_view(id.text.data(), id.text.size())));
    }
    if (std::find(named.begin(), named.end(), project->second) != named.end()) {
      return ErrorAt(id, absl::StrCat("project ", project->first, " is there twice"));
    }
    named.push_back(project->second);
  }
  if (kind == BallotKind::kApprovals) {
    ballot.ranking.push_back(std::move(named));
  } else if (kind == BallotKind::kRankings) {
    for (const int32_t who : named) ballot.ranking.push_back({who});
  } else {
    const Piece points = At(parts.votes, row, "points");
    const std::vector<Piece> each = Split(points, ',');
    if (!named.empty() && each.size() != named.size()) {
      return ErrorAt(points, absl::StrCat("there are ", named.size(), " projects, but ",
                                          each.size(), " points"));
    }
    for (size_t i = 0; i < named.size(); ++i) {
      ASSENT_ASSIGN_OR_RETURN(const int64_t value, NumberAt(each[i], 0, kMostPoints, "points"));
      ballot.scores.emplace_back(named[i], value);
    }
  }
  return ballot;
}

void AddUnnamed(const Election& election, int64_t points, Ballot& ballot) {
  std::vector<bool> named(election.candidates.size());
  for (const auto& [who, given] : ballot.scores) named[who] = true;
  for (size_t who = 0; who < named.size(); ++who) {
    if (!named[who]) ballot.scores.emplace_back(static_cast<int32_t>(who), points);
  }
}

}  // namespace

absl::StatusOr<Election> ReadPabulib(std::string_view text) {
  ASSENT_ASSIGN_OR_RETURN(const Parts parts, ReadSections(text));
  Election election;
  const int places = PlacesIn(parts);
  for (int i = 0; i < places; ++i) election.unit *= 10;
  const Piece budget = MetaOf(parts.meta, "budget");
  if (budget.text.empty()) {
    return absl::InvalidArgumentError("line 1, column 1: META has no budget");
  }
  ASSENT_ASSIGN_OR_RETURN(election.budget, AmountAt(budget, places, "budget"));
  ASSENT_ASSIGN_OR_RETURN(const Places projects, ReadProjects(parts, places, election));
  const Piece type = MetaOf(parts.meta, "vote_type");
  election.kind = type.text == "ordinal"                                ? BallotKind::kRankings
                  : type.text == "cumulative" || type.text == "scoring" ? BallotKind::kScores
                                                                        : BallotKind::kApprovals;
  if (election.kind == BallotKind::kApprovals && !type.text.empty() && type.text != "approval" &&
      type.text != "choose-1") {
    return ErrorAt(type, "votes are approval, ordinal, cumulative or scoring");
  }
  election.highest_score = MetaNumber(parts.meta, "max_points");
  election.places =
      static_cast<int>(std::min<int64_t>(MetaNumber(parts.meta, "max_length"), kMostCandidates));
  int64_t unnamed = 0;  // points of projects that a ballot does not name
  const Piece given = MetaOf(parts.meta, "default_score");
  if (election.kind == BallotKind::kScores && !given.text.empty()) {
    ASSENT_ASSIGN_OR_RETURN(unnamed, NumberAt(given, 0, kMostPoints, "default score"));
  }
  for (const std::vector<Piece>& row : parts.votes.rows) {
    ASSENT_ASSIGN_OR_RETURN(Ballot ballot, ReadVote(parts, row, projects, election.kind));
    if (unnamed > 0) AddUnnamed(election, unnamed, ballot);
    // What was given counts, also where META says that there is less to give.
    for (const auto& [who, points] : ballot.scores) {
      if (election.highest_score > 0) {
        election.highest_score = std::max(election.highest_score, points);
      }
    }
    election.ballots.push_back(std::move(ballot));
  }
  return election;
}

}  // namespace assent::counting::files
