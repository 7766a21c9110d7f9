#include "tests/support/files_with.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"

namespace assent::test {

std::vector<std::string> FilesWith(const std::string& folder, absl::string_view bytes) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(file), {});
    if (absl::StrContains(content, bytes)) found.push_back(entry.path().filename());
  }
  return found;
}

}  // namespace assent::test
