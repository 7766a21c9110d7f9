#include "absl/strings/str_cat.h"
#include "client/cli/counted.h"
#include "client/cli/election_result.h"
#include "client/cli/minutes.h"

namespace assent::cli {
namespace {

void WriteBallots(const Minutes& minutes, const Options& options, const Reader& reader,
                  Page& page) {
  if (minutes.ballots.empty()) return;
  page.Heading("Ballots");
  for (const v1::Ballot& ballot : minutes.ballots) {
    const bool unseen = ballot.hidden() && !ballot.has_marks();
    page.Bullet(absl::StrCat(reader.Who(ballot.member()), ballot.unit().empty() ? "" : " for ",
                             ballot.unit(), ": ",
                             unseen ? "hidden until the close" : WordsOf(options, ballot.marks())));
  }
}

}  // namespace

void WriteCount(const Minutes& minutes, const Reader& reader, Page& page) {
  if (!minutes.proposal.has_election()) return;
  const Options options(reader, minutes.proposal.election());
  WriteBallots(minutes, options, reader, page);
  if (!minutes.result) return;
  page.Heading("Count");
  const CountedElection counted = CountedOf(options, *minutes.result);
  page.Table({"round", "what", "who", "figures"}, RowsOf(counted.read, counted.result));
}

}  // namespace assent::cli
