// The form of a scenario file: lines, blocks and what is expected of them. No
// verb is known here; see verbs.h for their meaning and ../README.md for the
// language.
//
// Pure. Errors are kInvalidArgument with "file:line: what is wrong", ready to
// be shown.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_SYNTAX_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_SYNTAX_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::scenario {

// What stands behind key=: a bare word, a quoted text, or a list in
// parentheses of words and texts.
struct Value {
  enum class Kind { kWord, kText, kList };
  Kind kind = Kind::kWord;
  std::string text;
  std::vector<Value> items;

  // The items of a list, or the value itself as the only one.
  std::vector<Value> Items() const;
};

struct Line {
  int number = 0;    // in the file, from 1
  int repeat = 1;    // "repeat 1000 propose …" is a thousand acts
  std::string verb;  // the first word
  std::vector<std::string> words;
  std::vector<std::string> texts;
  std::vector<std::pair<std::string, Value>> keys;
  std::string refusal;  // REASON of !REASON; empty: must succeed

  // nullptr: the line has no such key.
  const Value* Find(absl::string_view key) const;
};

// Lines and what their queries are to print.
struct Block {
  std::vector<Line> lines;
  int rule_line = 0;  // of the ----; 0: nothing is expected
  std::vector<std::string> expected;
};

struct Scenario {
  std::string name;  // empty: the file's only one, or its first
  int line = 0;
  std::vector<Block> blocks;
};

struct File {
  std::string path;
  std::vector<std::string> source;  // its lines as they are
  std::vector<Scenario> scenarios;
};

absl::StatusOr<File> ParseFile(absl::string_view path, absl::string_view content);

// "path:line: sentence".
absl::Status ErrorAt(absl::string_view path, int line, absl::string_view sentence);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_SYNTAX_H_
