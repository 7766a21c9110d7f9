#include "server/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace assent::base {

void CheckFailed(const char* file, int line, absl::string_view condition,
                 absl::string_view explanation) {
  const std::string text = absl::StrCat(file, ":", line, ": broken invariant: ", condition,
                                        explanation.empty() ? "" : ": ", explanation, "\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  std::abort();
}

}  // namespace assent::base
