#include "server/assembly/pools.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/checks.h"
#include "server/assembly/errors.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

constexpr TextBounds kUnitBounds = {kMaxPoolUnitBytes, kMaxPoolUnitCharacters, false, false};
constexpr TextBounds kPartyBounds = {kMaxPartyBytes, kMaxPartyCharacters, false, false};

// The decision that a name or a bare number means; 0: none.
int32_t DecisionOf(const std::string& allocation) {
  int32_t number = 0;
  return absl::SimpleAtoi(LastSegment(allocation), &number) ? number : 0;
}

// What a movement leaves in the pool.
int64_t BalanceAfter(int64_t balance, const v1::PoolChange& change) {
  const bool out = change.kind() == v1::PoolChange::KIND_ALLOCATION;
  return out ? balance - change.amount() : balance + change.amount();
}

}  // namespace

absl::Status AddPool(const Act& act, const v1::PoolChange& change,
                     event::v1::ProposalDrafted& drafted) {
  if (change.pool().empty()) return error::FieldRequired("pool_change.pool");
  if (!IsAttribute(change.pool())) {
    return error::ValueInvalid("pool_change.pool",
                               "up to 31 of a-z, 0-9 and underscore, a-z first");
  }
  if (!v1::PoolChange::Kind_IsValid(change.kind()) ||
      change.kind() == v1::PoolChange::KIND_UNSPECIFIED) {
    return error::ValueInvalid("pool_change.kind", "CONTRIBUTION, ALLOCATION or RETURN");
  }
  if (change.amount() < 1 || change.amount() > kMaxAmount) {
    return error::ValueInvalid("pool_change.amount", absl::StrCat("from 1 to ", kMaxAmount));
  }
  ASSENT_RETURN_IF_ERROR(CheckText(change.unit(), "pool_change.unit", kUnitBounds));
  ASSENT_RETURN_IF_ERROR(CheckText(change.party(), "pool_change.party", kPartyBounds));
  const bool returns = change.kind() == v1::PoolChange::KIND_RETURN;
  if (returns && change.allocation().empty()) return error::FieldRequired("pool_change.allocation");
  if (!returns && !change.allocation().empty()) {
    return error::ValueInvalid("pool_change.allocation", "it goes with a return");
  }
  v1::PoolChange& drafted_change = *drafted.mutable_pool_change();
  drafted_change = change;
  drafted_change.DiscardUnknownFields();
  drafted_change.clear_party();
  if (!change.party().empty()) drafted.mutable_party()->set_content(change.party());
  if (!returns) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(change.allocation(), kDecisionPattern,
                                                           "pool_change.allocation"));
  if (parts.assembly != act.state().id) return error::DecisionUnknown("pool_change.allocation");
  drafted_change.set_allocation(absl::StrCat(parts.number));
  return absl::OkStatus();
}

absl::Status CheckPool(const State& state, const v1::PoolChange& change) {
  const auto found = state.pools.find(change.pool());
  const bool there = found != state.pools.end();
  if (change.kind() == v1::PoolChange::KIND_CONTRIBUTION && !there) {
    if (change.unit().empty()) return error::FieldRequired("pool_change.unit");
    return state.pools.size() < kMaxPools ? absl::OkStatus() : error::TooMany("pools", kMaxPools);
  }
  if (!there) return error::PoolUnknown(change.pool());
  const v1::Pool& pool = found->second.view;
  if (!change.unit().empty() && change.unit() != pool.unit()) {
    return error::ValueInvalid("pool_change.unit", absl::StrCat("this pool counts ", pool.unit()));
  }
  if (change.kind() == v1::PoolChange::KIND_ALLOCATION) {
    return change.amount() <= pool.balance() ? absl::OkStatus()
                                             : error::PoolOverdrawn(pool.balance(), pool.unit());
  }
  if (change.kind() == v1::PoolChange::KIND_RETURN) {
    const auto allocated = found->second.allocated.find(DecisionOf(change.allocation()));
    const int64_t left = allocated == found->second.allocated.end() ? 0 : allocated->second;
    if (change.amount() > left) return error::ReturnTooLarge(left, pool.unit());
  }
  return change.amount() <= kMaxBalance - pool.balance()
             ? absl::OkStatus()
             : error::ValueInvalid("pool_change.amount", "the pool would be too large to count");
}

void MovePool(Act& act, const ProposalState& p, const v1::PoolChange& change) {
  const auto found = act.state().pools.find(change.pool());
  const int64_t balance = found == act.state().pools.end() ? 0 : found->second.view.balance();
  Event event;
  event::v1::PoolMoved& moved = *event.mutable_pool_moved();
  *moved.mutable_change() = change;
  moved.mutable_change()->clear_party();
  if (!moved.change().allocation().empty()) {
    moved.mutable_change()->set_allocation(absl::StrCat(DecisionOf(moved.change().allocation())));
  }
  moved.set_balance(BalanceAfter(balance, change));
  act.Emit(p.number, std::move(event));
}

}  // namespace assent::assembly
