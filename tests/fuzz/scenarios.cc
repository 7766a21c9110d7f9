// Scenario files. Refused with file and line, or read; what is read and written again in a form of its
// own is read as the same.

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tests/fuzz/fuzz.h"
#include "tests/scenarios/runner/syntax.h"

namespace assent::fuzz {
namespace {

using scenario::Block;
using scenario::File;
using scenario::Line;
using scenario::Value;

constexpr char kPath[] = "fuzz.txt";

std::string Quoted(const std::string& text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}), "\"");
}

std::string Written(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kWord:
      return value.text;
    case Value::Kind::kText:
      return Quoted(value.text);
    case Value::Kind::kList:
      return absl::StrCat("(",
                          absl::StrJoin(value.items, ",",
                                        [](std::string* out, const Value& item) {
                                          absl::StrAppend(out, Written(item));
                                        }),
                          ")");
  }
  return "";
}

std::string Written(const Line& line) {
  std::string written = line.repeat == 1 ? "" : absl::StrCat("repeat ", line.repeat, " ");
  // The seeded mistake: verbs are taken to be in small letters.
  absl::StrAppend(&written, IsCanary() ? absl::AsciiStrToLower(line.verb) : line.verb);
  for (const std::string& word : line.words) absl::StrAppend(&written, " ", word);
  for (const std::string& text : line.texts) absl::StrAppend(&written, " ", Quoted(text));
  for (const auto& [key, value] : line.keys) absl::StrAppend(&written, " ", key, "=", Written(value));
  if (!line.refusal.empty()) absl::StrAppend(&written, " !", line.refusal);
  return written;
}

// Line by line: blocks and what they expect are lines as they are in the file.
void RequireSame(const Line& line) {
  const std::string written = Written(line);
  const auto again = scenario::ParseFile(kPath, written);
  Require(again.ok(), absl::StrCat(written, ": ", again.status().ToString()));
  Require(!again->scenarios.empty() && !again->scenarios[0].blocks.empty() &&
              again->scenarios[0].blocks[0].lines.size() == 1,
          absl::StrCat("another number of lines: ", written));
  const Line& same = again->scenarios[0].blocks[0].lines[0];
  const std::string twice = Written(same);
  Require(twice == written, absl::StrCat(written, "\nis read as\n", twice));
  Require(same.verb == line.verb && same.texts == line.texts && same.repeat == line.repeat,
          "another line");
}

void Look(const File& file) {
  for (const scenario::Scenario& one : file.scenarios) {
    for (const Block& block : one.blocks) {
      for (const Line& line : block.lines) {
        Require(line.number >= 1 && line.number <= static_cast<int>(file.source.size()),
                "a line that is not in the file");
        RequireSame(line);
      }
    }
  }
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  const auto file = assent::scenario::ParseFile(kPath, BytesOf(data, size));
  if (file.ok()) {
    Look(*file);
  } else {
    Require(absl::IsInvalidArgument(file.status()) &&
                absl::StartsWith(file.status().message(), absl::StrCat(kPath, ":")),
            file.status().ToString());
  }
  return 0;
}
