#include "tests/support/temp_dir.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>

#include "server/base/check.h"

namespace assent::test {

TempDir::TempDir() {
  std::error_code error;
  std::string pattern =
      (std::filesystem::temp_directory_path(error) / "assent-test-XXXXXX").string();
  ASSENT_CHECK(!error, error.message());
  ASSENT_CHECK(mkdtemp(pattern.data()) != nullptr, pattern);
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace assent::test
