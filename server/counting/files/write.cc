#include "server/counting/files/write.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "server/counting/exact.h"

namespace assent::counting::files {
namespace {

bool Control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; }

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (Control(letter)) {
      quoted += absl::StrFormat("\\u%04x", static_cast<unsigned>(letter));
    } else {
      quoted += letter;
    }
  }
  return quoted + '"';
}

// What one ballot says, and how often that was cast.
using Lines = std::map<std::string, int64_t>;

template <typename Writer>
Lines LinesOf(const Election& election, Writer writer) {
  Lines lines;
  for (const Ballot& ballot : election.ballots) {
    if (ballot.count > 0) lines[writer(ballot)] += ballot.count;
  }
  return lines;
}

std::vector<int32_t> Sorted(Ranking::Group group) {
  std::vector<int32_t> sorted(group.begin(), group.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// Places behind the last name say nothing, but for an overvote.
size_t PlacesOf(const Ballot& ballot) {
  size_t places = ballot.ranking.size();
  while (places > 0 && ballot.ranking[places - 1].empty() &&
         ballot.overvoted < static_cast<int32_t>(places) - 1) {
    --places;
  }
  return places;
}

class JsonWriter {
 public:
  explicit JsonWriter(const Election& election) : election_(election) {
    std::set<std::string> ids;
    for (const Candidate& one : election.candidates) ids.insert(one.id);
    const bool numbers = ids.size() != election.candidates.size() || ids.contains("");
    for (const Candidate& one : election.candidates) {
      ids_.push_back(Quoted(numbers ? absl::StrCat(ids_.size() + 1) : one.id));
    }
    for (int64_t rest = election.unit; rest > 1; rest /= 10) ++places_;
  }

  std::string Write() const {
    std::string text = "{";
    const auto add = [&](absl::string_view key, const std::string& value) {
      absl::StrAppend(&text, text.size() > 1 ? ",\n  \"" : "\n  \"", key, "\": ", value);
    };
    if (!election_.title.empty()) add("title", Quoted(election_.title));
    add("kind", absl::StrCat("\"", Kind(), "\""));
    if (election_.seats > 0) add("seats", absl::StrCat(election_.seats));
    if (election_.budget > 0) add("budget", Money(election_.budget));
    if (election_.highest_score > 0) add("highestScore", absl::StrCat(election_.highest_score));
    if (election_.points_each > 0) add("pointsEach", absl::StrCat(election_.points_each));
    if (election_.places > 0) add("places", absl::StrCat(election_.places));
    if (!election_.lot_order.empty()) {
      const auto id = [&](std::string* out, int who) { out->append(ids_[who]); };
      add("lotOrder", absl::StrCat("[", absl::StrJoin(election_.lot_order, ", ", id), "]"));
    }
    std::vector<std::string> candidates;
    for (size_t who = 0; who < ids_.size(); ++who) candidates.push_back(CandidateOf(who));
    add("candidates", Listed(candidates));
    std::vector<std::string> ballots;
    const Lines lines = LinesOf(election_, [&](const Ballot& ballot) { return Says(ballot); });
    for (const auto& [says, count] : lines) {
      ballots.push_back(absl::StrCat("{\"count\": ", count, ", ", says, "}"));
    }
    add("ballots", Listed(ballots));
    return text + "\n}\n";
  }

 private:
  absl::string_view Kind() const {
    if (election_.kind == BallotKind::kRankings) return "rankings";
    if (election_.kind == BallotKind::kApprovals) return "approvals";
    return election_.points_each > 0 ? "points" : "scores";
  }

  std::string Money(int64_t parts) const {
    return absl::StrCat("\"", Decimal(Big(parts), Big(election_.unit), places_), "\"");
  }

  // A line each.
  static std::string Listed(const std::vector<std::string>& items) {
    return items.empty() ? "[]" : absl::StrCat("[\n    ", absl::StrJoin(items, ",\n    "), "\n  ]");
  }

  std::string CandidateOf(size_t who) const {
    const Candidate& one = election_.candidates[who];
    std::string text = absl::StrCat("{\"id\": ", ids_[who]);
    if (!one.name.empty()) absl::StrAppend(&text, ", \"name\": ", Quoted(one.name));
    if (one.withdrawn) absl::StrAppend(&text, ", \"withdrawn\": true");
    if (one.cost > 0) absl::StrAppend(&text, ", \"cost\": ", Money(one.cost));
    return text + "}";
  }

  std::string Ids(Ranking::Group group) const {
    return absl::StrCat(
        "[",
        absl::StrJoin(Sorted(group), ", ",
                      [&](std::string* out, int32_t who) { out->append(ids_[who]); }),
        "]");
  }

  std::string Says(const Ballot& ballot) const {
    if (election_.kind == BallotKind::kScores) return Scores(ballot);
    if (election_.kind == BallotKind::kApprovals) {
      return absl::StrCat("\"approvals\": ",
                          Ids(ballot.ranking.empty() ? Ranking::Group() : ballot.ranking[0]));
    }
    std::vector<std::string> places;
    for (size_t place = 0; place < PlacesOf(ballot); ++place) {
      const Ranking::Group group = ballot.ranking[place];
      places.push_back(group.size() == 1 ? ids_[group[0]] : Ids(group));
    }
    std::string text = absl::StrCat("\"ranking\": [", absl::StrJoin(places, ", "), "]");
    if (ballot.overvoted >= 0) absl::StrAppend(&text, ", \"overvote\": ", ballot.overvoted + 1);
    return text;
  }

  std::string Scores(const Ballot& ballot) const {
    auto scores = ballot.scores;
    std::sort(scores.begin(), scores.end());
    const auto one = [&](std::string* out, const std::pair<int32_t, int64_t>& score) {
      absl::StrAppend(out, ids_[score.first], ": ", score.second);
    };
    return absl::StrCat("\"", Kind(), "\": {", absl::StrJoin(scores, ", ", one), "}");
  }

  const Election& election_;
  std::vector<std::string> ids_;  // per candidate, in quotes
  int places_ = 0;                // of money, behind the point
};

// In quotes as BLT has them: a quote or a backslash has a backslash before it.
std::string Line(const std::string& name) {
  std::string line = "\"";
  for (const char letter : name) {
    if (letter == '"' || letter == '\\') line += '\\';
    line += Control(letter) ? ' ' : letter;
  }
  return line + "\"\n";
}

std::string RankingLine(const Ballot& ballot) {
  std::string line;
  for (size_t place = 0; place < PlacesOf(ballot); ++place) {
    const auto number = [](std::string* out, int32_t who) { absl::StrAppend(out, who + 1); };
    const Ranking::Group group = ballot.ranking[place];
    absl::StrAppend(&line, " ", group.empty() ? "-" : absl::StrJoin(Sorted(group), "=", number));
  }
  return line;
}

std::string Names(const Election& election) {
  bool numbers = election.title.empty();  // readers make the same of no names at all
  for (size_t who = 0; who < election.candidates.size(); ++who) {
    const Candidate& one = election.candidates[who];
    numbers = numbers && one.name.empty() && one.id == absl::StrCat(who + 1);
  }
  std::string names;
  if (numbers) return names;
  for (const Candidate& one : election.candidates)
    names += Line(one.name.empty() ? one.id : one.name);
  if (!election.title.empty()) names += Line(election.title);
  return names;
}

}  // namespace

std::string WriteJson(const Election& election) { return JsonWriter(election).Write(); }

absl::StatusOr<std::string> WriteBlt(const Election& election) {
  if (election.kind != BallotKind::kRankings) {
    return absl::InvalidArgumentError("BLT has rankings only: write these ballots as JSON");
  }
  if (election.candidates.empty()) {
    return absl::InvalidArgumentError("BLT has at least one candidate: write this as JSON");
  }
  for (const Ballot& ballot : election.ballots) {
    if (ballot.overvoted < 0) continue;
    return absl::InvalidArgumentError(
        "BLT has no sign for a place with several marks: write these ballots as JSON");
  }
  std::string text =
      absl::StrCat(election.candidates.size(), " ", std::max(1, election.seats), "\n");
  std::string withdrawn;
  for (size_t who = 0; who < election.candidates.size(); ++who) {
    if (!election.candidates[who].withdrawn) continue;
    absl::StrAppend(&withdrawn, withdrawn.empty() ? "-" : " -", who + 1);
  }
  if (!withdrawn.empty()) absl::StrAppend(&text, withdrawn, "\n");
  for (const auto& [line, count] : LinesOf(election, RankingLine)) {
    absl::StrAppend(&text, count, line, " 0\n");
  }
  return absl::StrCat(text, "0\n", Names(election));
}

}  // namespace assent::counting::files
