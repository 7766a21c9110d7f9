#include "server/assembly/mirrors/reflect.h"

#include <algorithm>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/assembly/canonical.h"
#include "server/assembly/mirrors/accounts.h"
#include "server/assembly/mirrors/ledgers.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"

namespace assent::assembly {
namespace {

void KeepFacts(const Applying& a) {
  ProposalBook& book = a.p().book;
  if (a.event.has_facilitation_taken()) {
    const std::string& next = a.event.facilitation_taken().member();
    book.facilitators.insert(next.empty() ? a.author : a.member(next));
  }
  if (!IsParked(a.p())) {
    book.parked_by = -1;
    book.parked_for.clear();
  } else if (a.event.has_state_entered()) {
    book.parked_by = a.author;
    book.parked_for = a.event.state_entered().reason().content();
  }
}

// An objection that was challenged stands in the ledger as the block that it became.
void NoteObjection(const Applying& a, int32_t concern) {
  std::vector<v1::BlockEntry>& blocks = a.p().book.blocks;
  const bool known = std::any_of(blocks.begin(), blocks.end(), [&](const v1::BlockEntry& entry) {
    return entry.concern() == concern;
  });
  if (!known) blocks.push_back(NewBlockEntry(a.p(), concern, a.time));
}

// Only the newest entry of a concern still changes: one that blocks over it
// again begins another.
void KeepBlocks(const Applying& a) {
  ProposalState& p = a.p();
  if (a.event.has_position_taken()) {
    p.book.blocks.push_back(NewBlockEntry(p, a.event.position_taken().concern(), a.time));
  }
  if (a.event.has_block_challenged()) NoteObjection(a, a.event.block_challenged().concern());
  absl::flat_hash_map<int32_t, size_t> newest;
  for (size_t i = 0; i < p.book.blocks.size(); ++i) newest[p.book.blocks[i].concern()] = i;
  for (const auto& [concern, index] : newest) {
    v1::BlockEntry& entry = p.book.blocks[index];
    const std::string before = CanonicalBytes(entry);
    UpdateBlockEntry(p, entry);
    if (CanonicalBytes(entry) != before) {
      a.Touch(DocumentKind::kBlockEntry, static_cast<int64_t>(index) + 1);
    }
  }
}

// Somebody has declared in a role, and owes an explanation from now on. Where what
// was declared before has fallen, nobody owes one for that any more.
bool DeclaredInRole(const Applying& a) {
  return a.event.has_sense_declared() && a.event.sense_declared().explain_time_us() != 0;
}

v1::UrgentEntry RoleEntryOf(const Applying& a) {
  v1::UrgentEntry entry = UrgentEntryOf(a.p());
  const event::v1::SenseDeclared& declared = a.event.sense_declared();
  entry.set_role(a.p().current_phase().judged().role());
  entry.set_member(a.author_name());
  entry.set_reason(declared.reason().content());
  *entry.mutable_explain_by_time() = ToProto(absl::FromUnixMicros(declared.explain_time_us()));
  return entry;
}

// What happened since, of a use that is kept already. Whoever brought it or declared
// it owes the explanation, whoever has taken it over since.
v1::UrgentEntry Renewed(const ProposalState& p, v1::UrgentEntry entry) {
  const v1::UrgentEntry now = UrgentEntryOf(p);
  entry.set_title(now.title());
  entry.set_outcome(now.outcome());
  entry.clear_end_time();
  if (now.has_end_time()) *entry.mutable_end_time() = now.end_time();
  return entry;
}

void KeepUrgent(const Applying& a) {
  const ProposalState& p = a.p();
  const auto kept = a.state.urgent_uses.find(p.number);
  v1::UrgentEntry entry;
  if (DeclaredInRole(a)) {
    entry = RoleEntryOf(a);
  } else if (kept != a.state.urgent_uses.end()) {
    entry = Renewed(p, kept->second);
  } else if (p.urgent) {
    entry = UrgentEntryOf(p);
    *entry.mutable_explain_by_time() = ToProto(p.introduced + ExplainWithin(p.rule().urgent()));
  } else {
    return;
  }
  a.state.urgent_uses[p.number] = std::move(entry);
  a.Touch(DocumentKind::kUrgent);
}

v1::Account& MonthNow(const Applying& a) {
  v1::Account& month = a.state.book.months[MonthOf(a.time)];
  month.set_month(MonthOf(a.time));
  month.set_members(static_cast<int32_t>(a.state.view.member_count()));
  return month;
}

void BookIn(const Applying& a, const v1::Account& account, int32_t times) {
  const auto month = a.state.book.months.find(account.month());
  if (month == a.state.book.months.end()) return;
  AddAccount(account, times, month->second);
  a.TouchAssembly(DocumentKind::kAccount, account.month());
}

// A proposal is booked when it has come to its end, and taken out when its
// outcome was replaced.
void Book(const Applying& a) {
  ProposalState& p = a.p();
  if (p.book.booked && (!p.decision || a.event.has_decision_made())) {
    BookIn(a, *p.book.booked, -1);
    p.book.booked.reset();
  }
  if (!a.event.has_decision_made()) return;
  p.book.booked = AccountOf(a.state, p);
  p.book.booked->set_month(MonthNow(a).month());
  BookIn(a, *p.book.booked, 1);
}

// A meeting is booked when it is closed.
void BookMeeting(const Applying& a) {
  v1::Account account = AccountOf(a.state, a.state.meetings.at(a.event.meeting_closed().number()));
  if (account.activities().empty()) return;
  account.set_month(MonthOf(a.time));
  a.state.book.months[account.month()].set_month(account.month());
  BookIn(a, account, 1);
}

void EndTerm(const Applying& a, const RoleBook& role, v1::Account& account) {
  if (role.holder < 0) return;
  const int64_t days =
      (a.event.time_us() - role.since_us) / absl::ToInt64Microseconds(absl::Hours(24));
  account.mutable_totals()->set_terms_ended(1);
  account.mutable_totals()->set_term_days(days);
  if (days == 0) return;
  v1::MemberActivity& line = *account.add_activities();
  line.set_place(role.holder + 1);
  line.mutable_activity()->set_role_days(static_cast<int32_t>(days));
}

void BeginTerm(const Applying& a, const std::string& holder, RoleBook& role, v1::Account& account) {
  role.holder = holder.empty() ? -1 : a.member(holder);
  role.since_us = a.event.time_us();
  if (role.holder < 0) return;
  account.mutable_totals()->set_terms_begun(1);
  if (!role.had.insert(role.holder).second) account.mutable_totals()->set_terms_again(1);
}

// A role went to somebody, or to nobody.
void BookTerm(const Applying& a) {
  const bool turned = a.event.has_role_turned();
  if (!turned && !a.event.has_role_given()) return;
  const event::v1::RoleGiven& given = a.event.role_given();
  const std::string& id = turned ? a.event.role_turned().role() : given.role();
  const std::string holder = turned                    ? a.event.role_turned().member()
                             : given.members().empty() ? ""
                                                       : given.members(0);
  v1::Account account;
  RoleBook& role = a.state.book.roles[id];
  EndTerm(a, role, account);
  BeginTerm(a, holder, role, account);
  account.set_month(MonthNow(a).month());
  BookIn(a, account, 1);
}

}  // namespace

void Reflect(const Applying& a) {
  const bool position =
      a.event.has_position_taken() && a.event.position_taken().stance() != v1::STANCE_BLOCK;
  if (a.proposal != nullptr && !position) {
    KeepFacts(a);
    KeepBlocks(a);
    KeepUrgent(a);
    Book(a);
  }
  if (a.event.has_meeting_closed()) BookMeeting(a);
  BookTerm(a);
  Notify(a);
}

// A recorded position may be contested, and an outcome be replaced, for two
// days: what ended in the month before the last event's can still change.
void ForgetMonths(State& state) {
  std::map<int32_t, v1::Account>& months = state.book.months;
  if (months.size() < 2) return;
  const int32_t kept = MonthBefore(MonthOf(state.last_time));
  months.erase(months.begin(), months.lower_bound(kept));
}

}  // namespace assent::assembly
