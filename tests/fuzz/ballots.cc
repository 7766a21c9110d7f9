// Files of ballots, of every format: a line with the file's name, then the file. Refused with line
// and column, or counted by every method to winners who stand; written, it is read as the same
// election.

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/counting/files/any.h"
#include "server/counting/files/json.h"
#include "server/counting/files/write.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"
#include "tests/fuzz/fuzz.h"

namespace assent::fuzz {
namespace {

using counting::Election;

// More would take the seconds of this target for one input.
constexpr size_t kMostCandidates = 8;
constexpr size_t kMostBallots = 200;

void RequireSound(const Election& election, const counting::Result& result) {
  std::set<int> seen;
  for (const int who : result.winners) {
    Require(who >= 0 && who < static_cast<int>(election.candidates.size()), "a winner is nobody");
    Require(!election.candidates[static_cast<size_t>(who)].withdrawn, "a winner has withdrawn");
    Require(seen.insert(who).second, "somebody wins twice");
  }
  Require(result.unfilled >= 0, "seats are left that there are not");
}

// The seeded mistake: whoever reads the file again loses the last ballot.
std::string Written(const Election& election) {
  if (!IsCanary() || election.candidates.size() != 6) return counting::files::WriteJson(election);
  Election fewer = election;
  fewer.ballots.pop_back();
  return counting::files::WriteJson(fewer);
}

void Count(const Election& election) {
  if (!counting::CheckElection(election).ok()) return;
  const auto again = counting::files::ReadJson(Written(election));
  Require(again.ok(), absl::StrCat("what was written cannot be read: ", again.status().ToString()));
  Require(counting::files::WriteJson(*again) == counting::files::WriteJson(election),
          "what was written is another election");
  if (election.candidates.size() > kMostCandidates) return;
  if (election.ballots.size() > kMostBallots) return;
  for (const counting::NamedMethod& method : counting::Methods()) {
    const auto result = method.count(election, {});
    if (result.ok()) RequireSound(election, *result);
  }
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  const std::string name(input.Line());
  const auto read = assent::counting::files::ReadBallots(name, std::string(input.rest()));
  if (read.ok()) {
    Count(read->election);
  } else {
    Require(absl::IsInvalidArgument(read.status()), read.status().ToString());
    Require(!read.status().message().empty(), "a file is refused without a word");
  }
  return 0;
}
