#include "server/counting/files/blt.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

bool Blank(char letter) { return letter == ' ' || letter == '\t'; }

// Words of all lines: numbers and what stands in quotes, notes left out.
absl::StatusOr<std::vector<Piece>> WordsOf(std::string_view text) {
  std::vector<Piece> words;
  for (const Piece& line : LinesOf(text)) {
    size_t at = 0;
    while (at < line.text.size()) {
      const char letter = line.text[at];
      if (Blank(letter)) {
        ++at;
      } else if (letter == '#') {
        break;
      } else if (letter == '"') {
        const size_t end = line.text.find('"', at + 1);
        if (end == std::string_view::npos) return ErrorAt(From(line, at), "no \" ends this name");
        words.push_back(Part(line, at, end + 1 - at));
        at = end + 1;
      } else {
        size_t end = at;
        while (end < line.text.size() && !Blank(line.text[end]) && line.text[end] != '#') ++end;
        words.push_back(Part(line, at, end - at));
        at = end;
      }
    }
  }
  return words;
}

class Reader {
 public:
  Reader(std::vector<Piece> words, Election& election)
      : words_(std::move(words)), election_(election) {}

  absl::Status Read() {
    ASSENT_RETURN_IF_ERROR(ReadSizes());
    ASSENT_RETURN_IF_ERROR(ReadWithdrawn());
    while (true) {
      ASSENT_ASSIGN_OR_RETURN(const bool more, ReadBallot());
      if (!more) break;
    }
    return ReadNames();
  }

 private:
  absl::StatusOr<Piece> Next(std::string_view what) {
    if (at_ < words_.size()) return words_[at_++];
    const Piece end = words_.empty() ? Piece{} : words_.back();
    return ErrorAt(end, absl::StrCat("the file ends where ",
                                     absl::string_view(what.data(), what.size()), " should be"));
  }

  absl::StatusOr<int64_t> Number(int64_t low, int64_t high, std::string_view what) {
    ASSENT_ASSIGN_OR_RETURN(const Piece word, Next(what));
    return NumberAt(word, low, high, what);
  }

  absl::Status ReadSizes() {
    ASSENT_ASSIGN_OR_RETURN(const int64_t candidates,
                            Number(1, kMostCandidates, "number of candidates"));
    ASSENT_ASSIGN_OR_RETURN(const int64_t seats, Number(1, kMostCandidates, "number of seats"));
    election_.seats = static_cast<int>(seats);
    election_.candidates.resize(static_cast<size_t>(candidates));
    for (int64_t i = 0; i < candidates; ++i) election_.candidates[i].id = absl::StrCat(i + 1);
    return absl::OkStatus();
  }

  absl::Status ReadWithdrawn() {
    const auto most = static_cast<int64_t>(election_.candidates.size());
    while (at_ < words_.size() && words_[at_].text.size() > 1 && words_[at_].text[0] == '-') {
      ASSENT_ASSIGN_OR_RETURN(const int64_t who,
                              NumberAt(From(words_[at_++], 1), 1, most, "withdrawn candidate"));
      election_.candidates[who - 1].withdrawn = true;
    }
    return absl::OkStatus();
  }

  // False: that was the 0 behind the last.
  absl::StatusOr<bool> ReadBallot() {
    ASSENT_ASSIGN_OR_RETURN(Piece word, Next("a ballot, or the 0 behind the last"));
    if (word.text.front() == '(') {
      ASSENT_ASSIGN_OR_RETURN(word, Next("a ballot"));
    }
    ASSENT_ASSIGN_OR_RETURN(const int64_t count,
                            NumberAt(word, 0, kMostBallots, "number of ballots"));
    if (count == 0) return false;
    std::vector<std::vector<int32_t>> groups;
    std::vector<bool> seen(election_.candidates.size());
    while (true) {
      ASSENT_ASSIGN_OR_RETURN(word, Next("the 0 at the end of this ballot"));
      if (word.text == "0") break;
      groups.emplace_back();
      if (word.text == "-") continue;
      for (const Piece& piece : Split(word, '=')) {
        ASSENT_RETURN_IF_ERROR(Add(piece, seen, groups.back()));
      }
    }
    while (!groups.empty() && groups.back().empty()) groups.pop_back();
    Ballot& ballot = election_.ballots.emplace_back();
    ballot.count = count;
    ballot.ranking = groups;
    return true;
  }

  absl::Status Add(const Piece& piece, std::vector<bool>& seen, std::vector<int32_t>& group) {
    ASSENT_ASSIGN_OR_RETURN(
        const int64_t who,
        NumberAt(piece, 1, static_cast<int64_t>(election_.candidates.size()), "candidate"));
    if (seen[who - 1]) {
      return ErrorAt(piece, absl::StrCat("candidate ", who, " is on this ballot twice"));
    }
    seen[who - 1] = true;
    group.push_back(static_cast<int32_t>(who - 1));
    return absl::OkStatus();
  }

  // Files that end behind the ballots leave candidates to their numbers.
  absl::Status ReadNames() {
    if (at_ == words_.size()) return absl::OkStatus();
    for (Candidate& candidate : election_.candidates) {
      ASSENT_ASSIGN_OR_RETURN(const Piece word, Next("the name of a candidate"));
      if (word.text.front() != '"') {
        return ErrorAt(word, "a candidate's name stands in quotes here");
      }
      candidate.name = std::string(word.text.substr(1, word.text.size() - 2));
    }
    return absl::OkStatus();
  }

  std::vector<Piece> words_;
  Election& election_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<Election> ReadBlt(std::string_view text) {
  Election election;
  ASSENT_ASSIGN_OR_RETURN(std::vector<Piece> words, WordsOf(text));
  ASSENT_RETURN_IF_ERROR(Reader(std::move(words), election).Read());
  return election;
}

}  // namespace assent::counting::files
