#include "server/counting/method.h"

#include <array>

namespace assent::counting {
namespace {

constexpr std::array kMethods = {
    NamedMethod{"scottish-stv", CountScottishStv},
    NamedMethod{"meek", CountMeek},
    NamedMethod{"irv", CountIrv},
    NamedMethod{"schulze", CountSchulze},
    NamedMethod{"ranked-pairs", CountRankedPairs},
    NamedMethod{"debian", CountDebian},
    NamedMethod{"approval", CountApproval},
    NamedMethod{"score", CountScore},
    NamedMethod{"star", CountStar},
    NamedMethod{"seq-phragmen", CountSeqPhragmen},
    NamedMethod{"equal-shares", CountEqualShares},
    NamedMethod{"pav", CountPav},
    NamedMethod{"greedy", CountGreedy},
};

}  // namespace

absl::Span<const NamedMethod> Methods() { return kMethods; }

Method FindMethod(std::string_view name) {
  for (const NamedMethod& method : kMethods) {
    if (method.name == name) return method.count;
  }
  return nullptr;
}

}  // namespace assent::counting
