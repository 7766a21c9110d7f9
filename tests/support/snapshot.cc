#include "tests/support/snapshot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/str_split.h"

namespace assent::test {
namespace {

// Enough of the difference to find the place.
std::string FirstDifference(const std::string& kept, const std::string& now) {
  const std::vector<std::string> before = absl::StrSplit(kept, '\n');
  const std::vector<std::string> after = absl::StrSplit(now, '\n');
  size_t line = 0;
  while (line < std::min(before.size(), after.size()) && before[line] == after[line]) ++line;
  const auto at = [&](const std::vector<std::string>& lines) {
    return line < lines.size() ? lines[line] : std::string("(the end)");
  };
  std::ostringstream text;
  text << "line " << line + 1 << "\n  kept: " << at(before) << "\n  now:  " << at(after);
  return text.str();
}

}  // namespace

void ExpectSnapshot(const std::string& path, const std::string& text) {
  if (std::getenv("ASSENT_UPDATE_SNAPSHOTS") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream kept;
  kept << file.rdbuf();
  if (kept.str() == text) return;
  ADD_FAILURE() << path << " no longer holds what the program says, "
                << FirstDifference(kept.str(), text)
                << "\nif the new words are better: ASSENT_UPDATE_SNAPSHOTS=1, and read the file";
}

}  // namespace assent::test
