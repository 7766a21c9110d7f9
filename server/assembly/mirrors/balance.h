// The participation balance and the drift measures: what accounts say. Their
// formulas stand in proto/assent/v1/mirror.proto. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_BALANCE_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_BALANCE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/account.pb.h"
#include "assent/v1/mirror.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "server/assembly/mirrors/accounts.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// What the documents do not say yet: the months that may still change, and what
// is open. Of one moment, so that nothing is in both or in neither.
struct RecentAccounts {
  std::map<int32_t, v1::Account> months;
  OpenAccount open;
};
RecentAccounts RecentAccountsOf(const State& state);

// All months from that of `since` on, oldest first: of the documents those that
// are not recent.
std::vector<v1::Account> MonthsSince(const std::vector<v1::Account>& documents,
                                     const RecentAccounts& recent, absl::Time since);

// How concentrated it is when `counts` are what some of `members` members did,
// and the others did nothing.
v1::Concentration ConcentrationOf(std::vector<int64_t> counts, int64_t members);

// All of it in one account.
v1::Account SumOf(const std::vector<v1::Account>& months, const OpenAccount& open);

// Fills in what names members, of the sum of everything: lines of at most
// `size` members from index `first` on, and concentrations. Returns the index
// to go on from; -1: that is all.
int64_t FillBalance(const State& state, const v1::Account& sum, int64_t first, size_t size,
                    v1::GetBalanceResponse& response);

// One quarter after the other, oldest first, of months in order.
std::vector<v1::DriftQuarter> DriftOf(const std::vector<v1::Account>& months);

// The first moment of the quarter in which `time` lies.
absl::Time QuarterStart(absl::Time time);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_BALANCE_H_
