#include "server/assembly/mirrors/balance.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <utility>

namespace assent::assembly {
namespace {

// The counts of an activity that belong together.
using Getter = int32_t (v1::Activity::*)() const;
using Getters = std::initializer_list<Getter>;

// Of members who have not left.
v1::Concentration ConcentrationIn(const State& state, const v1::Account& sum, Getters getters) {
  std::vector<int64_t> counts;
  for (const v1::MemberActivity& line : sum.activities()) {
    const v1::Member& member = state.members.at(line.place() - 1).view;
    if (member.state() == v1::Member::STATE_LEFT) continue;
    int64_t count = 0;
    for (const Getter get : getters) count += (line.activity().*get)();
    counts.push_back(count);
  }
  return ConcentrationOf(std::move(counts), state.view.member_count());
}

void FillConcentrations(const State& state, const v1::Account& sum, v1::Concentrations& filled) {
  using A = v1::Activity;
  *filled.mutable_proposed() = ConcentrationIn(state, sum, {&A::proposed});
  *filled.mutable_spoken() =
      ConcentrationIn(state, sum, {&A::concerns, &A::answers, &A::amendments, &A::turns});
  *filled.mutable_amendments_adopted() = ConcentrationIn(state, sum, {&A::amendments_adopted});
  *filled.mutable_facilitated() = ConcentrationIn(state, sum, {&A::facilitated});
  *filled.mutable_blocks() = ConcentrationIn(state, sum, {&A::blocks});
  *filled.mutable_positions() = ConcentrationIn(state, sum, {&A::positions, &A::recorded});
  *filled.mutable_roles() = ConcentrationIn(state, sum, {&A::role_days});
}

// `part` of `whole`, not reduced; of nothing there is no part.
template <typename Mutable>
void SetShare(int64_t part, int64_t whole, Mutable mutable_share) {
  if (whole <= 0) return;
  v1::Fraction& share = *mutable_share();
  share.set_numerator(part);
  share.set_denominator(whole);
}

void FillShares(v1::DriftQuarter& drift) {
  const v1::AccountTotals& totals = drift.totals();
  const int64_t taken = totals.taken();
  SetShare(totals.lazy(), taken, [&] { return drift.mutable_lazy_share(); });
  SetShare(totals.urgent(), taken, [&] { return drift.mutable_urgent_share(); });
  SetShare(totals.judged(), taken, [&] { return drift.mutable_judged_share(); });
  SetShare(totals.fallback(), taken, [&] { return drift.mutable_fallback_share(); });
  SetShare(totals.unattended(), taken, [&] { return drift.mutable_unattended_share(); });
  SetShare(totals.dissented(), taken, [&] { return drift.mutable_dissent_rate(); });
  SetShare(totals.blocked(), totals.ended(), [&] { return drift.mutable_block_rate(); });
  SetShare(totals.answers(), totals.voices(), [&] { return drift.mutable_participation_rate(); });
  SetShare(totals.delegated(), taken, [&] { return drift.mutable_delegated_share(); });
  SetShare(totals.process(), totals.ended(), [&] { return drift.mutable_process_rate(); });
  SetShare(totals.term_days(), totals.terms_ended(),
           [&] { return drift.mutable_mean_term_days(); });
  SetShare(totals.terms_again(), totals.terms_begun(), [&] { return drift.mutable_again_share(); });
}

// Of one sort of activity, those who have left since included.
v1::Concentration ConcentrationOfAll(const v1::Account& sum, Getter getter) {
  std::vector<int64_t> counts;
  for (const v1::MemberActivity& line : sum.activities()) {
    counts.push_back((line.activity().*getter)());
  }
  return ConcentrationOf(std::move(counts), sum.members());
}

v1::DriftQuarter DriftIn(int32_t year, int32_t quarter, const v1::Account& sum) {
  v1::DriftQuarter drift;
  drift.set_year(year);
  drift.set_quarter(quarter);
  *drift.mutable_totals() = sum.totals();
  drift.set_members(sum.members());
  FillShares(drift);
  *drift.mutable_facilitation() = ConcentrationOfAll(sum, &v1::Activity::facilitated);
  *drift.mutable_roles() = ConcentrationOfAll(sum, &v1::Activity::role_days);
  return drift;
}

}  // namespace

RecentAccounts RecentAccountsOf(const State& state) {
  return {state.book.months, AccountOfOpen(state)};
}

std::vector<v1::Account> MonthsSince(const std::vector<v1::Account>& documents,
                                     const RecentAccounts& recent, absl::Time since) {
  std::map<int32_t, v1::Account> months = recent.months;
  for (const v1::Account& document : documents) months.try_emplace(document.month(), document);
  const int32_t first = since == absl::InfinitePast() ? 0 : MonthOf(since);
  std::vector<v1::Account> listed;
  for (auto& [month, account] : months) {
    if (month >= first) listed.push_back(std::move(account));
  }
  return listed;
}

v1::Concentration ConcentrationOf(std::vector<int64_t> counts, int64_t members) {
  v1::Concentration concentration;
  std::sort(counts.begin(), counts.end(), std::greater<>());
  const int64_t fifth = (members + 4) / 5;
  int64_t total = 0;
  int64_t top = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    if (static_cast<int64_t>(i) < fifth) top += counts[i];
  }
  if (members <= 0 || total == 0) return concentration;
  SetShare(top, total, [&] { return concentration.mutable_top_fifth(); });
  SetShare(fifth, members, [&] { return concentration.mutable_equal_share(); });
  return concentration;
}

v1::Account SumOf(const std::vector<v1::Account>& months, const OpenAccount& open) {
  v1::Account sum = open.account;
  for (const v1::Account& month : months) AddAccount(month, 1, sum);
  return sum;
}

int64_t FillBalance(const State& state, const v1::Account& sum, int64_t first, size_t size,
                    v1::GetBalanceResponse& response) {
  for (const v1::MemberActivity& line : sum.activities()) {
    AddActivity(line.activity(), 1, *response.mutable_total());
  }
  FillConcentrations(state, sum, *response.mutable_concentrations());
  response.set_members(static_cast<int32_t>(state.view.member_count()));
  response.set_ended(sum.totals().ended());

  const int64_t last = static_cast<int64_t>(state.members.size());
  auto line = std::lower_bound(
      sum.activities().begin(), sum.activities().end(), first + 1,
      [](const v1::MemberActivity& a, int64_t place) { return a.place() < place; });
  for (int64_t member = first; member < last; ++member) {
    if (static_cast<size_t>(response.lines_size()) == size) return member;
    const bool active = line != sum.activities().end() && line->place() == member + 1;
    const v1::Member& view = state.members[member].view;
    if (active || view.state() != v1::Member::STATE_LEFT) {
      v1::BalanceLine& shown = *response.add_lines();
      shown.set_member(view.name());
      if (active) *shown.mutable_activity() = line->activity();
    }
    if (active) ++line;
  }
  return -1;
}

std::vector<v1::DriftQuarter> DriftOf(const std::vector<v1::Account>& months) {
  std::map<std::pair<int32_t, int32_t>, v1::Account> quarters;
  for (const v1::Account& month : months) {
    const v1::AccountTotals& totals = month.totals();
    // What was booked in it was taken out again.
    if (totals.ended() + totals.terms_begun() + totals.terms_ended() == 0) continue;
    const int32_t quarter = (month.month() % 100 + 2) / 3;
    v1::Account& sum = quarters[{month.month() / 100, quarter}];
    AddAccount(month, 1, sum);
    sum.set_members(month.members());
  }
  std::vector<v1::DriftQuarter> drift;
  for (const auto& [quarter, sum] : quarters) {
    drift.push_back(DriftIn(quarter.first, quarter.second, sum));
  }
  return drift;
}

absl::Time QuarterStart(absl::Time time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, absl::UTCTimeZone());
  return absl::FromCivil(month - (month.month() - 1) % 3, absl::UTCTimeZone());
}

}  // namespace assent::assembly
