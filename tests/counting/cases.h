// Real elections with known results: those of tests/counting/data, and, where it is beside the
// project, those of ../shared/elections (or of the folder that ASSENT_ELECTIONS names), whose
// ballots may not be copied.

#ifndef ASSENT_TESTS_COUNTING_CASES_H_
#define ASSENT_TESTS_COUNTING_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/struct.pb.h"
#include "server/counting/ballots.h"
#include "server/counting/method.h"

namespace assent::test {

using Json = google::protobuf::Value;

// The folder of a case, or nothing where it is not there.
std::string CaseFolder(const std::string& name);
std::string ReadFile(const std::string& path);
Json ReadExpected(const std::string& folder);
// What of an object has this name: null if it has none.
const Json& At(const Json& object, const std::string& name);
const Json& At(const Json& list, int index);
int Size(const Json& list);
// A list of texts or of whole numbers, as texts.
std::vector<std::string> Texts(const Json& list);
counting::Matrix MatrixIn(const Json& list);

// By the file's ending.
absl::StatusOr<counting::Election> ReadElection(const std::string& path);
// Winners as the files name them: ids.
std::vector<std::string> Ids(const counting::Election& election, const std::vector<int>& who);

}  // namespace assent::test

// For cases that may not be copied: says so where they are not there.
#define ASSENT_CASE_OR_SKIP(folder, name)                      \
  const std::string folder = ::assent::test::CaseFolder(name); \
  if (folder.empty()) GTEST_SKIP() << name << " is not here: its licence does not let it be copied"

#endif  // ASSENT_TESTS_COUNTING_CASES_H_
