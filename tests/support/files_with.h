// Looking for bytes in the files of a folder, as somebody would who was handed its disk.

#ifndef ASSENT_TESTS_SUPPORT_FILES_WITH_H_
#define ASSENT_TESTS_SUPPORT_FILES_WITH_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::test {

// The names of the files below `folder` that hold `bytes`, in no order. Finds them only as they
// are: a store that is searched is opened without compression.
std::vector<std::string> FilesWith(const std::string& folder, absl::string_view bytes);

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_FILES_WITH_H_
