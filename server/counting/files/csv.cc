#include "server/counting/files/csv.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

constexpr std::string_view kWriteIns = "UWI";

struct Field {
  std::string text;
  Piece at;
};

// One field from the front of `rest`, which goes on behind its comma; `more`: there was one.
absl::StatusOr<Field> TakeField(Piece& rest, bool& more) {
  Field field{"", rest};
  size_t at = 0;
  if (!rest.text.empty() && rest.text.front() == '"') {
    for (at = 1;; ++at) {
      if (at >= rest.text.size()) return ErrorAt(field.at, "no \" ends this field");
      if (rest.text[at] == '"') {
        if (rest.text.substr(at + 1, 1) != "\"") break;
        ++at;  // "" stands for one
      }
      field.text += rest.text[at];
    }
    ++at;
    if (at < rest.text.size() && rest.text[at] != ',') {
      return ErrorAt(From(rest, at), "behind a field in quotes comes a comma");
    }
  } else {
    at = std::min(rest.text.find(','), rest.text.size());
    field.text = std::string(rest.text.substr(0, at));
  }
  field.text = std::string(absl::StripAsciiWhitespace(field.text));
  more = at < rest.text.size();
  rest = From(rest, at + 1);
  return field;
}

absl::StatusOr<std::vector<Field>> FieldsOf(const Piece& line) {
  std::vector<Field> fields;
  Piece rest = line;
  for (bool more = true; more;) {
    ASSENT_ASSIGN_OR_RETURN(fields.emplace_back(), TakeField(rest, more));
  }
  return fields;
}

struct Columns {
  size_t ranks = 0;
  bool count = false;
};

absl::StatusOr<Columns> ColumnsOf(const std::vector<Field>& names) {
  Columns columns;
  for (const Field& name : names) {
    std::string lower = absl::AsciiStrToLower(name.text);
    std::erase_if(lower, [](char letter) { return letter == ' ' || letter == '_'; });
    if (columns.count) return ErrorAt(name.at, "count is the last column");
    if (lower == "count") {
      columns.count = true;
    } else if (lower == absl::StrCat("rank", columns.ranks + 1)) {
      ++columns.ranks;
    } else {
      return ErrorAt(name.at,
                     absl::StrCat("the columns are rank1,rank2,…,count: this should be rank",
                                  columns.ranks + 1, " or count"));
    }
  }
  if (columns.ranks == 0) return ErrorAt(names.front().at, "there is no column rank1");
  return columns;
}

struct Line {
  int64_t count = 1;
  std::vector<std::string> places;
  Piece at;
};

absl::StatusOr<Line> ReadLine(const Piece& text, const Columns& columns) {
  ASSENT_ASSIGN_OR_RETURN(std::vector<Field> fields, FieldsOf(text));
  const size_t wanted = columns.ranks + (columns.count ? 1 : 0);
  if (fields.size() != wanted) {
    return ErrorAt(text,
                   absl::StrCat("here are ", fields.size(), " fields, and ", wanted, " columns"));
  }
  Line line{1, {}, text};
  if (columns.count) {
    const Field& field = fields.back();
    Piece number = field.at;
    number.text = field.text;
    ASSENT_ASSIGN_OR_RETURN(line.count, CountAt(number));
    fields.pop_back();
  }
  for (Field& field : fields) line.places.push_back(std::move(field.text));
  return line;
}

bool IsOvervote(const std::string& place) { return absl::AsciiStrToLower(place) == "overvote"; }

bool IsEmpty(const std::string& place) {
  const std::string lower = absl::AsciiStrToLower(place);
  return lower.empty() || lower == "undervote" || lower == "skipped";
}

// Write-ins behind those who stand.
struct ByName {
  bool operator()(const std::string& a, const std::string& b) const {
    if ((a == kWriteIns) != (b == kWriteIns)) return b == kWriteIns;
    return a < b;
  }
};
using Places = std::map<std::string, int32_t, ByName>;

absl::StatusOr<Ballot> BallotOf(const Line& line, const Places& who, Repeated repeated) {
  Ballot ballot;
  ballot.count = line.count;
  std::vector<std::vector<int32_t>> groups;
  std::vector<bool> seen(who.size());
  for (const std::string& place : line.places) {
    const bool name = !IsOvervote(place) && !IsEmpty(place);
    if (name && seen[who.at(place)]) {
      if (repeated == Repeated::kSkip) continue;
      if (repeated == Repeated::kExhaust) break;
      return ErrorAt(line.at, absl::StrCat(place, " is on this ballot twice"));
    }
    groups.emplace_back();
    if (IsOvervote(place) && ballot.overvoted < 0) {
      ballot.overvoted = static_cast<int32_t>(groups.size()) - 1;
    }
    if (!name) continue;
    groups.back().push_back(who.at(place));
    seen[who.at(place)] = true;
  }
  while (!groups.empty() && groups.back().empty() &&
         ballot.overvoted < static_cast<int32_t>(groups.size()) - 1) {
    groups.pop_back();
  }
  ballot.ranking = groups;
  return ballot;
}

}  // namespace

absl::StatusOr<Election> ReadCsv(std::string_view text, Repeated repeated) {
  const std::vector<Piece> lines = LinesOf(text);
  if (lines.empty()) return ErrorAt({}, "the file is empty: its first line names the columns");
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Field> names, FieldsOf(lines.front()));
  ASSENT_ASSIGN_OR_RETURN(const Columns columns, ColumnsOf(names));
  std::vector<Line> read;
  Places who;
  for (size_t i = 1; i < lines.size(); ++i) {
    if (Trimmed(lines[i]).text.empty()) continue;
    ASSENT_ASSIGN_OR_RETURN(const Line line, ReadLine(lines[i], columns));
    for (const std::string& place : line.places) {
      if (!IsOvervote(place) && !IsEmpty(place)) who.emplace(place, 0);
    }
    if (who.size() > kMostCandidates) {
      return ErrorAt(lines[i], absl::StrCat("more than ", kMostCandidates, " candidates"));
    }
    read.push_back(line);
  }
  Election election;
  for (auto& [name, place] : who) {
    place = static_cast<int32_t>(election.candidates.size());
    Candidate& candidate = election.candidates.emplace_back();
    candidate.id = absl::StrCat(place + 1);
    candidate.name = name;
  }
  for (const Line& line : read) {
    ASSENT_ASSIGN_OR_RETURN(election.ballots.emplace_back(), BallotOf(line, who, repeated));
  }
  return election;
}

}  // namespace assent::counting::files
