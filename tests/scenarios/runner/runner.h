// Runs the scenarios of a file in worlds of their own and compares what their
// queries print with what is expected.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_RUNNER_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_RUNNER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/scenarios/runner/service.h"
#include "tests/scenarios/runner/syntax.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {

// A service with its clock, made anew for every scenario.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual Service& service() = 0;
  virtual TimeControl time() = 0;
};
using MakeEngine = std::function<absl::StatusOr<std::unique_ptr<Engine>>()>;

struct RunOptions {
  // Puts acts that commute into another order, drawn from `seed`.
  bool shuffle = false;
  uint64_t seed = 1;
  // Takes what is printed for what is expected: see Report::updated.
  bool update = false;
};

struct Report {
  std::vector<std::string> failures;  // each begins with "file:line: "
  std::vector<std::string> skipped;   // likewise
  int scenarios = 0;
  int acts = 0;
  int results = 0;
  // With `update`: the file's lines with new expectations.
  std::vector<std::string> updated;
};

// Whether every line has the form of its verb, and every query its result.
// Says all that is wrong, one line each.
absl::Status CheckFile(const File& file, bool update);

// Expects a file that CheckFile() accepts.
Report RunFile(const File& file, const MakeEngine& make_engine, const RunOptions& options);

// Whether a line is as expected, where "..." stands for any text.
bool Matches(absl::string_view expected, absl::string_view actual);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_RUNNER_H_
