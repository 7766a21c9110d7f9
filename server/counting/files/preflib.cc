#include "server/counting/files/preflib.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

using Groups = std::vector<std::vector<int32_t>>;

struct Header {
  int64_t alternatives = -1;
  int64_t numbered = 0;  // the highest number of a short header
  std::string title;
  std::map<int64_t, std::string> names;
  std::map<int64_t, std::string> categories;
};

bool Takes(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "# ALTERNATIVE NAME 3: Ada". Other lines are about the file.
absl::Status ReadHeader(const Piece& line, Header& header) {
  const Piece rest = Trimmed(From(line, 1));
  const size_t colon = rest.text.find(':');
  if (colon == std::string_view::npos) return absl::OkStatus();
  const Piece value = Trimmed(From(rest, colon + 1));
  std::string_view key = rest.text.substr(0, colon);
  const auto number = [&] {
    return NumberAt(Part(rest, colon - key.size(), key.size()), 1, kMostCandidates, "number");
  };
  if (key == "NUMBER ALTERNATIVES") {
    ASSENT_ASSIGN_OR_RETURN(header.alternatives,
                            NumberAt(value, 1, kMostCandidates, "number of alternatives"));
  } else if (key == "TITLE") {
    header.title = std::string(value.text);
  } else if (Takes(key, "ALTERNATIVE NAME ")) {
    ASSENT_ASSIGN_OR_RETURN(const int64_t which, number());
    header.names[which] = std::string(value.text);
  } else if (!key.empty() && std::all_of(key.begin(), key.end(), absl::ascii_isdigit)) {
    // Short headers: "# 3: Ada", as many alternatives as there are names.
    ASSENT_ASSIGN_OR_RETURN(const int64_t which, number());
    header.names[which] = std::string(value.text);
    header.numbered = std::max(header.numbered, which);
  } else if (Takes(key, "CATEGORY NAME ")) {
    ASSENT_ASSIGN_OR_RETURN(const int64_t which, number());
    header.categories[which] = std::string(value.text);
  }
  return absl::OkStatus();
}

// "1,{2,3},{}" as groups.
absl::StatusOr<Groups> ReadGroups(const Piece& text, int64_t alternatives) {
  Groups groups;
  std::vector<bool> seen(static_cast<size_t>(alternatives) + 1);
  const auto add = [&](const Piece& piece) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const int64_t who, NumberAt(piece, 1, alternatives, "alternative"));
    if (seen[who])
      return ErrorAt(Trimmed(piece), absl::StrCat("alternative ", who, " is there twice"));
    seen[who] = true;
    groups.back().push_back(static_cast<int32_t>(who - 1));
    return absl::OkStatus();
  };
  Piece rest = Trimmed(text);
  while (!rest.text.empty()) {
    groups.emplace_back();
    const bool several = rest.text.front() == '{';
    const size_t end = rest.text.find(several ? '}' : ',');
    if (several && end == std::string_view::npos) return ErrorAt(rest, "no } ends this group");
    const Piece inside = several ? Part(rest, 1, end - 1) : Part(rest, 0, end);
    for (const Piece& piece : Split(inside, ',')) {
      if (!several || !Trimmed(piece).text.empty()) ASSENT_RETURN_IF_ERROR(add(piece));
    }
    rest = Trimmed(From(rest, several ? end + 1 : std::min(end, rest.text.size())));
    if (rest.text.empty()) break;
    if (rest.text.front() != ',') return ErrorAt(rest, "a comma is missing between groups");
    rest = Trimmed(From(rest, 1));
    if (rest.text.empty()) return ErrorAt(rest, "a group is missing after the comma");
  }
  return groups;
}

// Files from before 2022: "3", then "1,Ada" for each alternative, then numbers of voters, of votes
// and of different orders, then ballots "COUNT,2,1,{3,4}". Whether `line` was one of the first.
absl::StatusOr<bool> ReadOldHeader(const Piece& line, int& still, Header& header) {
  if (header.alternatives < 0) {
    ASSENT_ASSIGN_OR_RETURN(header.alternatives,
                            NumberAt(line, 1, kMostCandidates, "number of alternatives"));
    still = static_cast<int>(header.alternatives) + 1;
    return true;
  }
  if (still == 0) return false;
  if (--still == 0) return true;
  const size_t comma = line.text.find(',');
  if (comma == std::string_view::npos) return ErrorAt(line, "here should be \"NUMBER,NAME\"");
  ASSENT_ASSIGN_OR_RETURN(const int64_t which,
                          NumberAt(Part(line, 0, comma), 1, header.alternatives, "alternative"));
  header.names[which] = std::string(Trimmed(From(line, comma + 1)).text);
  return true;
}

// Header lines, then what `ballot` makes of each other line.
template <typename OnBallot>
absl::StatusOr<Header> ReadLines(std::string_view text, OnBallot on_ballot) {
  Header header;
  bool old = false;
  int still = 0;  // lines of an old header to come
  for (const Piece& whole : LinesOf(text)) {
    const Piece line = Trimmed(whole);
    if (line.text.empty()) continue;
    if (line.text.front() == '#' && !old) {
      ASSENT_RETURN_IF_ERROR(ReadHeader(line, header));
      continue;
    }
    if (header.alternatives < 0 && header.numbered > 0) header.alternatives = header.numbered;
    old = old || (header.alternatives < 0 && absl::c_all_of(line.text, absl::ascii_isdigit));
    if (old) {
      ASSENT_ASSIGN_OR_RETURN(const bool read, ReadOldHeader(line, still, header));
      if (read) continue;
    }
    if (header.alternatives < 0) {
      return ErrorAt(line, "\"# NUMBER ALTERNATIVES: …\" is missing before the ballots");
    }
    const size_t colon = line.text.find(old ? ',' : ':');
    if (colon == std::string_view::npos) {
      return ErrorAt(line, old ? "no comma ends the number of ballots"
                               : "no colon ends the number of ballots");
    }
    ASSENT_ASSIGN_OR_RETURN(const int64_t count, CountAt(Part(line, 0, colon)));
    ASSENT_ASSIGN_OR_RETURN(Groups groups, ReadGroups(From(line, colon + 1), header.alternatives));
    ASSENT_RETURN_IF_ERROR(on_ballot(line, header, count, std::move(groups)));
  }
  if (header.alternatives < 0) {
    return absl::InvalidArgumentError(
        "line 1, column 1: this is no PrefLib file: \"# NUMBER ALTERNATIVES: …\" is missing");
  }
  return header;
}

void AddCandidates(const Header& header, Election& election) {
  election.title = header.title;
  for (int64_t which = 1; which <= header.alternatives; ++which) {
    const auto name = header.names.find(which);
    Candidate candidate;
    candidate.id = absl::StrCat(which);
    if (name != header.names.end()) candidate.name = name->second;
    election.candidates.push_back(std::move(candidate));
  }
}

// Points of each category; none if not all names are numbers. Scales that go below 0 start there.
std::vector<int64_t> PointsOf(const Header& header) {
  std::vector<int64_t> points;
  int64_t lowest = 0;
  for (const auto& [which, name] : header.categories) {
    int64_t value = 0;
    if (!absl::SimpleAtoi(name, &value) || std::abs(value) > kMostPoints / 2) return {};
    lowest = std::min(lowest, value);
    points.push_back(value);
  }
  for (int64_t& value : points) value -= lowest;
  return points;
}

}  // namespace

absl::StatusOr<Election> ReadPrefLibRankings(std::string_view text) {
  Election election;
  ASSENT_ASSIGN_OR_RETURN(
      const Header header,
      ReadLines(text, [&](const Piece&, const Header&, int64_t count, Groups groups) {
        election.ballots.push_back({.count = count, .ranking = std::move(groups), .scores = {}});
        return absl::OkStatus();
      }));
  AddCandidates(header, election);
  return election;
}

absl::StatusOr<Election> ReadPrefLibCategories(std::string_view text) {
  Election election;
  ASSENT_ASSIGN_OR_RETURN(
      const Header header,
      ReadLines(text, [&](const Piece& line, const Header& so_far, int64_t count, Groups groups) {
        const size_t categories = so_far.categories.size();
        if (categories > 0 && groups.size() > categories) {
          return ErrorAt(line, absl::StrCat("there are ", groups.size(), " groups, but ",
                                            categories, " categories"));
        }
        election.ballots.push_back({.count = count, .ranking = std::move(groups), .scores = {}});
        return absl::OkStatus();
      }));
  AddCandidates(header, election);
  size_t categories = header.categories.size();
  for (const Ballot& ballot : election.ballots)
    categories = std::max(categories, ballot.ranking.size());
  std::vector<int64_t> points = PointsOf(header);
  const bool worst_first = points.size() == 2 && points[0] < points[1];
  if (categories <= 2 && !worst_first) {
    election.kind = BallotKind::kApprovals;
    for (Ballot& ballot : election.ballots) ballot.ranking.Shorten(1);
    return election;
  }
  election.kind = BallotKind::kScores;
  if (points.size() != categories) {
    points.clear();
    for (size_t i = 0; i < categories; ++i)
      points.push_back(static_cast<int64_t>(categories - i) - 1);
  }
  for (const int64_t value : points)
    election.highest_score = std::max(election.highest_score, value);
  for (Ballot& ballot : election.ballots) {
    for (size_t i = 0; i < ballot.ranking.size(); ++i) {
      for (const int32_t who : ballot.ranking[i]) ballot.scores.emplace_back(who, points[i]);
    }
    ballot.ranking = {};
  }
  return election;
}

}  // namespace assent::counting::files
