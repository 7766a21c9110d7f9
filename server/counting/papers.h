// Rankings as single transferable votes need them: one candidate after the other, flat, of those
// who stand.

#ifndef ASSENT_SERVER_COUNTING_PAPERS_H_
#define ASSENT_SERVER_COUNTING_PAPERS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/counting/ballots.h"
#include "server/counting/options.h"
#include "server/counting/prepare.h"

namespace assent::counting {

struct Papers {
  std::vector<int32_t> order;  // standing candidates of all papers, one paper after the other
  std::vector<size_t> start;   // of each paper in `order`, and where the last ends
  std::vector<int64_t> count;  // how often each was cast
  int64_t valid = 0;           // cast and naming somebody who stands
  int64_t blank = 0;           // cast, and the rest: naming nobody, or several in the first place

  size_t size() const { return count.size(); }
  absl::Span<const int32_t> At(size_t paper) const {
    return absl::MakeConstSpan(order).subspan(start[paper], start[paper + 1] - start[paper]);
  }
};

// A last place that ranks all alike who are left says what an end would say, and is one: PrefLib's
// .toc files have such a place on every ballot that was cut short.
// kInvalidArgument: the election has no rankings, or somebody ranks several alike and `overvote`
// refuses that.
absl::StatusOr<Papers> PapersOf(const Election& election, const Standing& standing,
                                Overvote overvote, bool stop_at_skipped);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_PAPERS_H_
