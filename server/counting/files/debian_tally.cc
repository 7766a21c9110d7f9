#include "server/counting/files/debian_tally.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

constexpr std::string_view kOption = "# Option ";
constexpr std::string_view kVote = "V:";

// The rank that a letter stands for; 0: none.
int RankOf(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  if (absl::ascii_isdigit(byte)) return letter - '0';
  if (absl::ascii_isalpha(byte)) return absl::ascii_toupper(byte) - 'A' + 10;
  return 0;
}

absl::StatusOr<std::vector<std::vector<int32_t>>> ReadRanks(const Piece& ranks) {
  std::map<int, std::vector<int32_t>> groups;
  for (size_t option = 0; option < ranks.text.size(); ++option) {
    if (ranks.text[option] == '-') continue;
    const int rank = RankOf(ranks.text[option]);
    if (rank == 0) {
      return ErrorAt(From(ranks, option), "a rank is a digit from 1, a letter, or - for none");
    }
    groups[rank].push_back(static_cast<int32_t>(option));
  }
  std::vector<std::vector<int32_t>> ranking;
  for (auto& [rank, group] : groups) ranking.push_back(std::move(group));
  return ranking;
}

}  // namespace

absl::StatusOr<Election> ReadDebianTally(std::string_view text) {
  Election election;
  std::map<int64_t, std::string> names;
  size_t options = 0;
  for (const Piece& whole : LinesOf(text)) {
    const Piece line = Trimmed(whole);
    if (line.text.empty()) continue;
    if (line.text.front() == '#') {
      const size_t colon = line.text.find(':');
      if (line.text.substr(0, kOption.size()) != kOption || colon == std::string_view::npos)
        continue;
      ASSENT_ASSIGN_OR_RETURN(const int64_t option,
                              NumberAt(Part(line, kOption.size(), colon - kOption.size()), 1,
                                       kMostCandidates, "option"));
      names[option] = std::string(Trimmed(From(line, colon + 1)).text);
      continue;
    }
    const bool sheet = line.text.substr(0, kVote.size()) == kVote;
    Piece ranks = sheet ? Trimmed(From(line, kVote.size())) : line;
    const size_t blank = ranks.text.find_first_of(" \t");
    int64_t count = 1;
    if (sheet) {
      ranks = Part(ranks, 0, blank);  // the voter's code, or name, is behind it
    } else if (blank != std::string_view::npos) {
      ASSENT_ASSIGN_OR_RETURN(count, CountAt(Part(line, 0, blank)));
      ranks = Trimmed(From(line, blank));
    }
    if (options == 0) options = ranks.text.size();
    if (ranks.text.size() != options) {
      return ErrorAt(ranks, absl::StrCat("this ballot has ", ranks.text.size(),
                                         " places, but the first one ", options));
    }
    ASSENT_ASSIGN_OR_RETURN(auto ranking, ReadRanks(ranks));
    election.ballots.push_back({.count = count, .ranking = std::move(ranking), .scores = {}});
  }
  if (options == 0) return absl::InvalidArgumentError("line 1, column 1: there is no ballot");
  for (size_t option = 1; option <= options; ++option) {
    Candidate candidate;
    candidate.id = absl::StrCat(option);
    candidate.name = names[static_cast<int64_t>(option)];
    election.candidates.push_back(std::move(candidate));
  }
  return election;
}

}  // namespace assent::counting::files
