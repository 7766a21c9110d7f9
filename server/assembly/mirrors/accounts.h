// Accounts: counts of what was done, that can be added and taken apart again.
// Functions over messages and state, without any of their own. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_ACCOUNTS_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_ACCOUNTS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "assent/v1/account.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// The month of a time (UTC), as in 202611.
int32_t MonthOf(absl::Time time);
// The one before.
int32_t MonthBefore(int32_t month);

// One kind of activity: where its count stands.
struct ActivityField {
  int32_t (v1::Activity::*get)() const;
  void (v1::Activity::*set)(int32_t);
};
inline constexpr ActivityField kActivityFields[] = {
    {&v1::Activity::proposed, &v1::Activity::set_proposed},
    {&v1::Activity::concerns, &v1::Activity::set_concerns},
    {&v1::Activity::answers, &v1::Activity::set_answers},
    {&v1::Activity::amendments, &v1::Activity::set_amendments},
    {&v1::Activity::amendments_adopted, &v1::Activity::set_amendments_adopted},
    {&v1::Activity::facilitated, &v1::Activity::set_facilitated},
    {&v1::Activity::blocks, &v1::Activity::set_blocks},
    {&v1::Activity::positions, &v1::Activity::set_positions},
    {&v1::Activity::recorded, &v1::Activity::set_recorded},
    {&v1::Activity::recorded_others, &v1::Activity::set_recorded_others},
    {&v1::Activity::turns, &v1::Activity::set_turns},
    {&v1::Activity::role_days, &v1::Activity::set_role_days},
};

// Adds `part` to `sum`, `times` 1, or takes it out again, `times` -1.
void AddActivity(const v1::Activity& part, int32_t times, v1::Activity& sum);
void AddTotals(const v1::AccountTotals& part, int32_t times, v1::AccountTotals& sum);
// Totals and activities; month and members of `sum` stay.
void AddAccount(const v1::Account& part, int32_t times, v1::Account& sum);

// What has happened in a proposal so far, and if it has come to its end how.
v1::Account AccountOf(const State& state, const ProposalState& proposal);

// Who has had the floor in a meeting so far, and how often.
v1::Account AccountOf(const State& state, const MeetingState& meeting);

// All that are open and no drafts, and meetings that are open, together; and how
// many proposals they are.
struct OpenAccount {
  v1::Account account;
  int32_t proposals = 0;
};
OpenAccount AccountOfOpen(const State& state);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_ACCOUNTS_H_
