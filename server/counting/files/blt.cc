#include "server/counting/files/blt.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {
namespace {

// Files that went through a spreadsheet have commas behind their lines, or between numbers.
bool Blank(char letter) { return letter == ' ' || letter == '\t' || letter == ','; }

Piece Stripped(Piece line) {
  while (!line.text.empty() && Blank(line.text.front())) line = From(line, 1);
  while (!line.text.empty() && Blank(line.text.back())) line.text.remove_suffix(1);
  return line;
}

// Where the word in quotes at `at` ends, behind its last quote; npos: nowhere. A quote that is
// doubled or has a backslash before it is part of the word.
size_t EndOfQuoted(std::string_view line, size_t at) {
  for (size_t i = at + 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      ++i;
    } else if (line[i] == '"') {
      if (line.substr(i + 1, 1) != "\"") return i + 1;
      ++i;
    }
  }
  return std::string_view::npos;
}

// What a word in quotes says.
std::string Unquoted(std::string_view word) {
  std::string text;
  for (size_t i = 1; i + 1 < word.size(); ++i) {
    const bool escapes =
        word[i] == '"' || (word[i] == '\\' && (word[i + 1] == '"' || word[i + 1] == '\\'));
    if (escapes && i + 2 < word.size()) ++i;
    text += word[i];
  }
  return text;
}

size_t EndOfWord(std::string_view line, size_t at) {
  while (at < line.size() && !Blank(line[at]) && line[at] != '#') ++at;
  return at;
}

// The words of one line, without what stands behind a #. `inside` a note that began with /*.
absl::Status WordsOf(const Piece& line, bool& inside, std::vector<Piece>& words) {
  size_t at = 0;
  while (at < line.text.size()) {
    const std::string_view rest = line.text.substr(at);
    if (inside || rest.substr(0, 2) == "/*") {
      const size_t end = rest.find("*/", inside ? 0 : 2);
      inside = end == std::string_view::npos;
      if (inside) return absl::OkStatus();
      at += end + 2;
    } else if (Blank(rest.front())) {
      ++at;
    } else if (rest.front() == '#') {
      return absl::OkStatus();
    } else {
      const bool quoted = rest.front() == '"';
      const size_t end = quoted ? EndOfQuoted(line.text, at) : EndOfWord(line.text, at);
      if (end == std::string_view::npos) return ErrorAt(From(line, at), "no \" ends this name");
      words.push_back(Part(line, at, end - at));
      at = end;
    }
  }
  return absl::OkStatus();
}

class Reader {
 public:
  Reader(std::vector<Piece> lines, Repeated repeated, Election& election)
      : lines_(std::move(lines)), repeated_(repeated), election_(election) {}

  absl::Status Read() {
    ASSENT_RETURN_IF_ERROR(ReadSizes());
    ASSENT_RETURN_IF_ERROR(ReadWithdrawn());
    while (true) {
      ASSENT_ASSIGN_OR_RETURN(const bool more, ReadBallot());
      if (!more) break;
    }
    ASSENT_RETURN_IF_ERROR(ReadNamed());
    return ReadNames();
  }

 private:
  // Whether there is one more word; reads the lines up to it.
  absl::StatusOr<bool> More() {
    while (at_ == words_.size() && line_ < lines_.size()) {
      words_.clear();
      at_ = 0;
      ASSENT_RETURN_IF_ERROR(WordsOf(lines_[line_++], inside_note_, words_));
    }
    return at_ < words_.size();
  }

  absl::StatusOr<Piece> Next(std::string_view what) {
    ASSENT_ASSIGN_OR_RETURN(const bool more, More());
    if (more) return last_ = words_[at_++];
    return ErrorAt(last_, absl::StrCat("the file ends where ",
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

  int64_t Most() const { return static_cast<int64_t>(election_.candidates.size()); }

  // "-2 -5", and what Droop's files say in brackets: [withdrawn 2 5] [nick ann bo cy] [tie 3 1 2].
  absl::Status ReadWithdrawn() {
    while (true) {
      ASSENT_ASSIGN_OR_RETURN(const bool more, More());
      if (!more) return absl::OkStatus();
      if (words_[at_].text.front() == '[') {
        ASSENT_RETURN_IF_ERROR(ReadOption());
        continue;
      }
      if (words_[at_].text.size() < 2 || words_[at_].text[0] != '-') return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const int64_t who,
                              NumberAt(From(words_[at_++], 1), 1, Most(), "withdrawn candidate"));
      election_.candidates[who - 1].withdrawn = true;
    }
  }

  absl::Status ReadOption() {
    const Piece whole = words_[at_];
    std::vector<Piece> words;
    for (bool last = false; !last;) {
      ASSENT_ASSIGN_OR_RETURN(Piece word, Next("the ] behind this option"));
      if (words.empty()) word = From(word, 1);
      last = word.text.ends_with(']');
      if (last) word.text.remove_suffix(1);
      if (!word.text.empty() || words.empty()) words.push_back(word);
    }
    const std::string_view option = words.front().text;
    words.erase(words.begin());
    if (option == "nick") return ReadNicks(whole, words);
    if (option == "tie") return ReadTie(words);
    if (option == "withdrawn") {
      for (const Piece& word : words) {
        ASSENT_ASSIGN_OR_RETURN(const int32_t who, Who(word));
        election_.candidates[who].withdrawn = true;
      }
      return absl::OkStatus();
    }
    // How that program is to count, and who was written in.
    if (option == "droop" || option == "undeclared") return absl::OkStatus();
    return ErrorAt(whole, "options in brackets are nick, tie, withdrawn, droop and undeclared");
  }

  absl::Status ReadNicks(const Piece& whole, const std::vector<Piece>& words) {
    if (static_cast<int64_t>(words.size()) != Most()) {
      return ErrorAt(whole, absl::StrCat("there are ", words.size(), " nicknames, but ", Most(),
                                         " candidates"));
    }
    for (const Piece& word : words) {
      if (!nicks_.emplace(word.text, static_cast<int32_t>(nicks_.size())).second) {
        return ErrorAt(word, "this nickname is there twice");
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadTie(const std::vector<Piece>& words) {
    std::vector<bool> seen(election_.candidates.size());
    for (const Piece& word : words) {
      ASSENT_ASSIGN_OR_RETURN(const int32_t who, Who(word));
      if (seen[who]) return ErrorAt(word, "this candidate is there twice");
      seen[who] = true;
      election_.lot_order.push_back(who);
    }
    return absl::OkStatus();
  }

  // By number or nickname.
  absl::StatusOr<int32_t> Who(const Piece& piece) const {
    const auto nick = nicks_.find(piece.text);
    if (nick != nicks_.end()) return nick->second;
    ASSENT_ASSIGN_OR_RETURN(const int64_t who, NumberAt(piece, 1, Most(), "candidate"));
    return static_cast<int32_t>(who - 1);
  }

  // False: that was the 0 behind the last.
  absl::StatusOr<bool> ReadBallot() {
    ASSENT_ASSIGN_OR_RETURN(Piece word, Next("a ballot, or the 0 behind the last"));
    const bool named = word.text.front() == '(';
    if (named) {  // what the ballot is called, in one word or several
      while (word.text.back() != ')') {
        ASSENT_ASSIGN_OR_RETURN(word, Next("the ) behind the ballot's name"));
      }
    } else {
      ASSENT_ASSIGN_OR_RETURN(const int64_t count, CountAt(word));
      if (count == 0) return false;
      election_.ballots.emplace_back().count = count;
    }
    std::vector<Piece> places;
    while (true) {
      ASSENT_ASSIGN_OR_RETURN(word, Next("the 0 at the end of this ballot"));
      if (word.text == "0") break;
      places.push_back(word);
    }
    if (named) {
      named_.push_back(std::move(places));
      return true;
    }
    ASSENT_RETURN_IF_ERROR(Rank(places, 0, repeated_, election_.ballots.back()));
    return true;
  }

  // The ranking that these words from `first` on are.
  absl::Status Rank(const std::vector<Piece>& places, size_t first, Repeated repeated,
                    Ballot& ballot) const {
    std::vector<std::vector<int32_t>> groups;
    std::vector<bool> seen(election_.candidates.size());
    for (size_t i = first; i < places.size(); ++i) {
      groups.emplace_back();
      if (places[i].text == "-") continue;
      bool again = false;
      for (const Piece& piece : Split(places[i], '=')) {
        ASSENT_ASSIGN_OR_RETURN(const int32_t who, Who(piece));
        if (seen[who] && repeated == Repeated::kRefuse) {
          return ErrorAt(
              piece,
              absl::StrCat("candidate ", absl::string_view(piece.text.data(), piece.text.size()),
                           " is on this ballot twice"));
        }
        again = again || seen[who];
        if (!seen[who]) groups.back().push_back(who);
        seen[who] = true;
      }
      if (!again) continue;
      if (repeated == Repeated::kExhaust) groups.back().clear();
      if (groups.back().empty()) groups.pop_back();
      if (repeated == Repeated::kExhaust) break;
    }
    while (!groups.empty() && groups.back().empty()) groups.pop_back();
    ballot.ranking = groups;
    return absl::OkStatus();
  }

  // Behind the name of a ballot some programs write how many there are of it, which is one, and
  // others (Droop) at once the ranking. Which of the two this file has can be read from ballots
  // that are only one of them.
  absl::Status ReadNamed() {
    if (named_.empty()) return absl::OkStatus();
    const std::vector<Piece>* no_ranking = nullptr;  // with its first word in it
    const std::vector<Piece>* no_count = nullptr;    // as its first word
    bool ones = true;
    for (const std::vector<Piece>& ballot : named_) {
      Ballot read;
      if (!Rank(ballot, 0, Repeated::kRefuse, read).ok()) no_ranking = &ballot;
      const bool counts = !ballot.empty() && CountAt(ballot.front()).ok();
      if (!counts) no_count = &ballot;
      ones = ones && counts && ballot.front().text == "1";
    }
    if (no_ranking == nullptr && no_count == nullptr && ones) {
      return ErrorAt(named_.front().front(),
                     "this 1 may be the number of these ballots, or the first candidate on it: "
                     "write the number of ballots, without a name of the ballot before it");
    }
    const bool counted = no_ranking != nullptr && no_count == nullptr;
    for (const std::vector<Piece>& places : named_) {
      Ballot& ballot = election_.ballots.emplace_back();
      if (counted) {
        ASSENT_ASSIGN_OR_RETURN(ballot.count, CountAt(places.front()));
      }
      ASSENT_RETURN_IF_ERROR(Rank(places, counted ? 1 : 0, repeated_, ballot));
    }
    return absl::OkStatus();
  }

  // Files that end behind the ballots leave candidates to their numbers. Else names stand in
  // quotes, one behind the other, and a title may follow; or, as councils write them, each on a
  // line of its own, without quotes or with the party in quotes behind it.
  absl::Status ReadNames() {
    std::vector<Piece> words(words_.begin() + static_cast<ptrdiff_t>(at_), words_.end());
    std::vector<Piece> lines;
    if (!words.empty()) {
      const Piece& whole = lines_[line_ - 1];
      lines.push_back(Stripped(From(whole, static_cast<size_t>(words[0].column - whole.column))));
    }
    absl::Status in_words;
    for (; line_ < lines_.size(); ++line_) {
      const size_t before = words.size();
      const absl::Status read = WordsOf(lines_[line_], inside_note_, words);
      if (in_words.ok()) in_words = read;
      if (!read.ok() || words.size() > before) lines.push_back(Stripped(lines_[line_]));
    }
    if (lines.empty()) return absl::OkStatus();
    const size_t wanted = election_.candidates.size();
    bool quoted = in_words.ok();
    for (const Piece& word : words) quoted = quoted && word.text.front() == '"';
    const bool by_word = quoted && (words.size() == wanted || words.size() == wanted + 1);
    if (by_word) return TakeWords(words);
    if (lines.size() >= wanted) return TakeLines(lines);
    ASSENT_RETURN_IF_ERROR(in_words);
    for (const Piece& word : words) {
      if (word.text.front() != '"') {
        return ErrorAt(word, "a candidate's name stands in quotes here, or on a line of its own");
      }
    }
    return ErrorAt(words.back(), "the file ends where the name of a candidate should be");
  }

  absl::Status TakeWords(const std::vector<Piece>& words) {
    const size_t wanted = election_.candidates.size();
    for (size_t who = 0; who < wanted; ++who) {
      election_.candidates[who].name = Unquoted(words[who].text);
    }
    if (words.size() > wanted) election_.title = Unquoted(words[wanted].text);
    return absl::OkStatus();
  }

  absl::Status TakeLines(const std::vector<Piece>& lines) {
    const size_t wanted = election_.candidates.size();
    for (size_t who = 0; who < wanted; ++who) {
      ASSENT_ASSIGN_OR_RETURN(election_.candidates[who].name, NameIn(lines[who]));
    }
    if (lines.size() == wanted + 1) {
      ASSENT_ASSIGN_OR_RETURN(election_.title, NameIn(lines[wanted]));
    }
    return absl::OkStatus();
  }

  static absl::StatusOr<std::string> NameIn(const Piece& line) {
    if (line.text.front() != '"') return std::string(line.text);
    const size_t end = EndOfQuoted(line.text, 0);
    if (end == std::string_view::npos) return ErrorAt(line, "no \" ends this name");
    return Unquoted(line.text.substr(0, end));
  }

  std::vector<Piece> lines_;
  std::vector<Piece> words_;  // of the line before line_; the first at_ are read
  const Repeated repeated_;
  Election& election_;
  std::map<std::string_view, int32_t> nicks_;
  std::vector<std::vector<Piece>> named_;  // the words behind each ballot's name, without the 0
  size_t line_ = 0;
  size_t at_ = 0;
  bool inside_note_ = false;
  Piece last_;  // the word read last: where a file that ends too early ends
};

}  // namespace

absl::StatusOr<Election> ReadBlt(std::string_view text, Repeated repeated) {
  Election election;
  ASSENT_RETURN_IF_ERROR(Reader(LinesOf(text), repeated, election).Read());
  return election;
}

}  // namespace assent::counting::files
