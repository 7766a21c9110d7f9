#include "tests/scenarios/runner/syntax.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/status_macros.h"

namespace assent::scenario {
namespace {

// Reads one line, token by token. Errors are sentences without a place.
class Lexer {
 public:
  explicit Lexer(absl::string_view text) : text_(text) {}

  absl::StatusOr<Line> Read() {
    Line line;
    while (SkipSpace()) {
      if (!line.refusal.empty()) return Wrong("!REASON is the last thing on a line");
      ASSENT_RETURN_IF_ERROR(ReadToken(line));
      if (line.verb == "repeat") ASSENT_RETURN_IF_ERROR(ReadRepeat(line));
    }
    return line;
  }

 private:
  static absl::Status Wrong(absl::string_view sentence) {
    return absl::InvalidArgumentError(sentence);
  }

  // Whether something follows that is not a comment.
  bool SkipSpace() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
    return at_ < text_.size() && text_[at_] != '#';
  }

  absl::Status ReadToken(Line& line) {
    const char first = text_[at_];
    if (line.verb.empty() && !absl::ascii_islower(first)) {
      return Wrong("a line begins with a verb, in small letters");
    }
    if (first == '"') {
      ASSENT_ASSIGN_OR_RETURN(std::string text, ReadText());
      line.texts.push_back(std::move(text));
      return absl::OkStatus();
    }
    if (first == '!') return ReadRefusal(line);
    if (first == '(') return Wrong("a list in parentheses stands behind key=, as in by=(ana,bo)");
    std::string word = ReadWord();
    if (word.empty()) return Wrong(absl::StrCat("\"", text_.substr(at_, 1), "\" is out of place"));
    if (at_ < text_.size() && text_[at_] == '=') return ReadKey(std::move(word), line);
    if (line.verb.empty()) {
      line.verb = std::move(word);
    } else {
      line.words.push_back(std::move(word));
    }
    return absl::OkStatus();
  }

  // "repeat N", before the verb itself.
  absl::Status ReadRepeat(Line& line) {
    line.verb.clear();
    SkipSpace();
    if (!absl::SimpleAtoi(ReadWord(), &line.repeat) || line.repeat < 1 || line.repeat > 100'000) {
      return Wrong("expected: repeat N VERB …, with N from 1 to 100000");
    }
    if (!SkipSpace()) return Wrong("repeat needs a line to repeat behind its number");
    return absl::OkStatus();
  }

  absl::Status ReadRefusal(Line& line) {
    ++at_;
    line.refusal = ReadWord();
    const bool upper = std::all_of(line.refusal.begin(), line.refusal.end(), [](char c) {
      return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
    });
    if (line.refusal.empty() || !upper) {
      return Wrong("behind ! stands the reason of a refusal in capitals, as in !NOT_CALLED");
    }
    return absl::OkStatus();
  }

  absl::Status ReadKey(std::string key, Line& line) {
    ++at_;  // the =
    if (line.verb.empty()) return Wrong("a line begins with a verb, not with key=value");
    if (line.Find(key) != nullptr) return Wrong(absl::StrCat("\"", key, "=\" is given twice"));
    ASSENT_ASSIGN_OR_RETURN(Value value, ReadValue(key));
    line.keys.emplace_back(std::move(key), std::move(value));
    return absl::OkStatus();
  }

  absl::StatusOr<Value> ReadValue(absl::string_view key) {
    Value value;
    const char first = at_ < text_.size() ? text_[at_] : ' ';
    if (first == '(') return ReadList();
    if (first == '"') {
      value.kind = Value::Kind::kText;
      ASSENT_ASSIGN_OR_RETURN(value.text, ReadText());
      return value;
    }
    value.text = ReadWord();
    if (value.text.empty()) {
      return Wrong(absl::StrCat(
          "\"", key, "=\" needs a value right behind it: a word, a \"text\" or a (list)"));
    }
    return value;
  }

  absl::StatusOr<Value> ReadList() {
    Value list;
    list.kind = Value::Kind::kList;
    ++at_;  // the (
    while (true) {
      while (at_ < text_.size() && (absl::ascii_isspace(text_[at_]) || text_[at_] == ',')) ++at_;
      if (at_ >= text_.size()) return Wrong("a list is not closed: \")\" is missing");
      if (text_[at_] == ')') break;
      if (text_[at_] == '(') return Wrong("a list holds no lists");
      ASSENT_ASSIGN_OR_RETURN(Value item, ReadValue("("));
      list.items.push_back(std::move(item));
    }
    ++at_;
    return list;
  }

  absl::StatusOr<std::string> ReadText() {
    std::string text;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return text;
      }
      if (c != '\\') {
        text += c;
        continue;
      }
      const char escaped = ++at_ < text_.size() ? text_[at_] : ' ';
      if (escaped != 'n' && escaped != '"' && escaped != '\\') {
        return Wrong("in a \"text\" only \\n, \\\" and \\\\ are written with a backslash");
      }
      text += escaped == 'n' ? '\n' : escaped;
    }
    return Wrong("a \"text\" is not closed: its second \" is missing");
  }

  std::string ReadWord() {
    const size_t from = at_;
    while (at_ < text_.size() && !absl::ascii_isspace(text_[at_]) &&
           absl::string_view("\"()=,!#").find(text_[at_]) == absl::string_view::npos) {
      ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  const absl::string_view text_;
  size_t at_ = 0;
};

bool IsRule(absl::string_view line) { return line == "----"; }
bool IsEnd(absl::string_view line) { return line == "===="; }

class FileParser {
 public:
  explicit FileParser(File& file) : file_(file) { file_.scenarios.push_back({"", 1, {}}); }

  absl::Status Read() {
    for (size_t i = 0; i < file_.source.size(); ++i) {
      number_ = static_cast<int>(i) + 1;
      const absl::string_view line = absl::StripTrailingAsciiWhitespace(file_.source[i]);
      if (absl::Status status = ReadLine(line); !status.ok()) {
        return ErrorAt(file_.path, number_, status.message());
      }
    }
    Prune();
    return absl::OkStatus();
  }

 private:
  absl::Status ReadLine(absl::string_view line) {
    if (IsRule(line)) return OpenExpectation();
    if (expecting_ && (line.empty() || IsEnd(line))) {
      expecting_ = false;
      NewBlock();
      return absl::OkStatus();
    }
    if (IsEnd(line))
      return absl::InvalidArgumentError("==== ends what ---- began; nothing is open");
    if (expecting_ && !absl::StartsWith(line, "scenario \"")) {
      block().expected.push_back(std::string(line));
      return absl::OkStatus();
    }
    expecting_ = false;
    ASSENT_ASSIGN_OR_RETURN(Line parsed, Lexer(line).Read());
    if (parsed.verb.empty()) return absl::OkStatus();
    parsed.number = number_;
    if (parsed.verb == "scenario") return OpenScenario(parsed);
    if (block().rule_line != 0) NewBlock();
    block().lines.push_back(std::move(parsed));
    return absl::OkStatus();
  }

  absl::Status OpenExpectation() {
    if (expecting_)
      return absl::InvalidArgumentError("---- twice: end the first result with an empty line");
    if (blocks().empty() || block().lines.empty()) {
      return absl::InvalidArgumentError("---- needs at least one line with a query above it");
    }
    block().rule_line = number_;
    expecting_ = true;
    return absl::OkStatus();
  }

  absl::Status OpenScenario(const Line& line) {
    if (line.texts.size() != 1 || !line.words.empty() || !line.keys.empty()) {
      return absl::InvalidArgumentError("expected: scenario \"name\"");
    }
    file_.scenarios.push_back({line.texts[0], number_, {}});
    return absl::OkStatus();
  }

  std::vector<Block>& blocks() { return file_.scenarios.back().blocks; }
  Block& block() {
    if (blocks().empty()) NewBlock();
    return blocks().back();
  }
  void NewBlock() { blocks().emplace_back(); }

  // Blocks and scenarios without lines say nothing.
  void Prune() {
    for (Scenario& scenario : file_.scenarios) {
      std::erase_if(scenario.blocks, [](const Block& block) { return block.lines.empty(); });
    }
    std::erase_if(file_.scenarios,
                  [](const Scenario& scenario) { return scenario.blocks.empty(); });
  }

  File& file_;
  int number_ = 0;
  bool expecting_ = false;
};

}  // namespace

std::vector<Value> Value::Items() const {
  if (kind == Kind::kList) return items;
  return {*this};
}

const Value* Line::Find(absl::string_view key) const {
  for (const auto& [name, value] : keys) {
    if (name == key) return &value;
  }
  return nullptr;
}

absl::StatusOr<File> ParseFile(absl::string_view path, absl::string_view content) {
  File file;
  file.path = std::string(path);
  file.source = absl::StrSplit(content, '\n');
  if (!file.source.empty() && file.source.back().empty()) file.source.pop_back();
  FileParser parser(file);
  ASSENT_RETURN_IF_ERROR(parser.Read());
  return file;
}

absl::Status ErrorAt(absl::string_view path, int line, absl::string_view sentence) {
  return absl::InvalidArgumentError(absl::StrCat(path, ":", line, ": ", sentence));
}

}  // namespace assent::scenario
