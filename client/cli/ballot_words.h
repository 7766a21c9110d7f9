// What stands for choice as people call it, and ballots as people write them: "2>1=3", the best
// first, by numbers or by names. Pure and thread-safe.

#ifndef ASSENT_CLIENT_CLI_BALLOT_WORDS_H_
#define ASSENT_CLIENT_CLI_BALLOT_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/election.pb.h"
#include "client/cli/scene.h"
#include "server/counting/ballots.h"

namespace assent::cli {

// The options of one proposal.
class Options {
 public:
  // The election outlives it. A candidate is called as `reader` calls the member.
  Options(const Reader& reader, const v1::Election& election);

  // Its title, "@bo", "none of these"; "option 7" where there is no such option.
  const std::string& NameOf(int32_t number) const;
  // By number ("2", "#2"), title, handle with or without @; upper and lower case are the same.
  // kInvalidArgument, naming those that there are.
  absl::StatusOr<int32_t> Find(absl::string_view typed) const;
  // Numbers of those that can be chosen, in order.
  const std::vector<int32_t>& standing() const { return standing_; }
  const v1::Election& election() const { return election_; }

 private:
  const v1::Election& election_;
  std::vector<std::string> names_;  // of option i + 1
  std::vector<int32_t> standing_;
};

// What ballots of this election say; rankings where this program does not know the method.
counting::BallotKind KindOf(const v1::Election& election);
// The most points that one option can get.
int32_t HighestScore(const v1::Election& election);

// "2>1=3".
absl::StatusOr<v1::Marks> ReadRanking(const Options& options, absl::string_view text);
// "1,3".
absl::StatusOr<v1::Marks> ReadApprovals(const Options& options, absl::string_view text);
// "1=5,2=3".
absl::StatusOr<v1::Marks> ReadScores(const Options& options, absl::string_view text);
// Any of them, by a word before it: "approve 1,3", "score 1=5,2=3" (or "spend"), "abstain" or "-";
// without one, as the election takes it. Line breaks are spaces.
absl::StatusOr<v1::Marks> ReadBallot(const Options& options, absl::string_view text);

// "Blue > Red = Green", "Red, Blue", "Red 5, Blue 3", "abstains".
std::string WordsOf(const Options& options, const v1::Marks& marks);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_BALLOT_WORDS_H_
