#include "server/assembly/errors_elections.h"

#include "absl/strings/str_cat.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {

namespace {

constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr auto kPermissionDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kNotFound = absl::StatusCode::kNotFound;

}  // namespace

absl::Status NoElection() {
  return base::Refuse(kFailedPrecondition, "NO_ELECTION",
                      "nothing is chosen among here; say where you stand instead");
}

absl::Status MethodUnknown(absl::string_view known) {
  return base::RefuseField("election.method", "METHOD_UNKNOWN",
                           absl::StrCat("there is no such method: use one of", known));
}

absl::Status MethodNotFor(absl::string_view method, absl::string_view why) {
  return base::RefuseField("election.method", "METHOD_NOT_FOR_THIS",
                           absl::StrCat(method, ": ", why));
}

absl::Status ElectionNotJudged() {
  return base::Refuse(kFailedPrecondition, "ELECTION_NOT_JUDGED",
                      "under this rule somebody judges the sense of the group, and ballots are "
                      "counted; bring it under a rule that counts");
}

absl::Status ElectionHasNoRoads() {
  return base::Refuse(kFailedPrecondition, "ELECTION_HAS_NO_ROADS",
                      "under this rule ballots choose how to go on, and there is one ballot for a "
                      "proposal; bring it under a rule without roads");
}

absl::Status OptionsMissing() {
  return base::Refuse(kFailedPrecondition, "OPTIONS_MISSING",
                      "nothing stands for choice yet; add an option, or stand yourself");
}

absl::Status OptionsFrozen() {
  return base::Refuse(kFailedPrecondition, "OPTIONS_FROZEN",
                      "ballots have been opened for what stands now; options are added before a "
                      "call");
}

absl::Status OptionNotFound(int32_t number) {
  return base::Refuse(kNotFound, "OPTION_NOT_FOUND",
                      absl::StrCat("there is no option ", number, "; the proposal lists them"));
}

absl::Status OptionClosed(int32_t number) {
  return base::Refuse(kFailedPrecondition, "OPTION_CLOSED",
                      absl::StrCat("option ", number,
                                   " does not stand: it was withdrawn, or its candidate has not "
                                   "accepted"));
}

absl::Status OptionTwice(int32_t number) {
  return base::Refuse(absl::StatusCode::kInvalidArgument, "OPTION_TWICE",
                      absl::StrCat("option ", number, " is there already; name each once"));
}

absl::Status NotYourOption() {
  return base::Refuse(kPermissionDenied, "NOT_YOUR_OPTION",
                      "whoever brought an option, or is its candidate, withdraws it; a nominee "
                      "accepts");
}

absl::Status NotNominated() {
  return base::Refuse(kFailedPrecondition, "NOT_NOMINATED",
                      "this option waits for nobody's yes; it stands, or was withdrawn");
}

absl::Status BallotNeeds(absl::string_view method, absl::string_view what) {
  return base::RefuseField("marks", "BALLOT_NEEDS", absl::StrCat(method, " counts ", what));
}

absl::Status CastABallot() {
  return base::RefuseField("stance", "CAST_A_BALLOT",
                           "options are chosen among here: cast a ballot (an empty one abstains); "
                           "blocks, stand-asides and wishes for more discussion are positions");
}

absl::Status RankTheRoads() {
  return base::RefuseField(
      "stance", "RANK_THE_ROADS",
      "first the group chooses how to go on: rank the roads (CastBallot); where "
      "you stand is asked afterwards, and a concern can be raised now");
}

absl::Status NotCounted() {
  return base::Refuse(kFailedPrecondition, "NOT_COUNTED",
                      "the ballots have not been counted yet; that happens at the close");
}

}  // namespace assent::assembly::error
