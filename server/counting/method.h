// The methods by name. Adding one is a file with its function, declared here, and a row in
// method.cc.

#ifndef ASSENT_SERVER_COUNTING_METHOD_H_
#define ASSENT_SERVER_COUNTING_METHOD_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/counting/ballots.h"
#include "server/counting/options.h"
#include "server/counting/result.h"

namespace assent::counting {

// All fail with kInvalidArgument where ballots are of a kind that the rule has no use for, or the
// options do not fit; and, where they say so, with kResourceExhausted.
using Method = absl::StatusOr<Result> (*)(const Election& election, const Options& options);

absl::StatusOr<Result> CountScottishStv(const Election& election, const Options& options);
absl::StatusOr<Result> CountMeek(const Election& election, const Options& options);
absl::StatusOr<Result> CountIrv(const Election& election, const Options& options);
absl::StatusOr<Result> CountSchulze(const Election& election, const Options& options);
absl::StatusOr<Result> CountRankedPairs(const Election& election, const Options& options);
absl::StatusOr<Result> CountDebian(const Election& election, const Options& options);
absl::StatusOr<Result> CountApproval(const Election& election, const Options& options);
absl::StatusOr<Result> CountScore(const Election& election, const Options& options);
absl::StatusOr<Result> CountStar(const Election& election, const Options& options);
absl::StatusOr<Result> CountSeqPhragmen(const Election& election, const Options& options);
// A budget where the election has one, else a committee. kResourceExhausted: see ShareBudget.
absl::StatusOr<Result> CountEqualShares(const Election& election, const Options& options);
// kResourceExhausted: too many committees to compare (kMostPavNodes).
absl::StatusOr<Result> CountPav(const Election& election, const Options& options);
absl::StatusOr<Result> CountGreedy(const Election& election, const Options& options);

struct NamedMethod {
  std::string_view name;  // as in `assent count --method`
  Method count;
};
absl::Span<const NamedMethod> Methods();
// nullptr if there is none of this name.
Method FindMethod(std::string_view name);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_METHOD_H_
