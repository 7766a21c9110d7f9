#include "server/assembly/mirrors/needs_decided.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

using Kind = v1::Need::Kind;

class Asking {
 public:
  Asking(const State& state, int32_t member, absl::Time now, std::vector<v1::Need>& needs)
      : state_(state), member_(member), now_(now), needs_(needs) {}

  void AskStanding(int32_t number, const StandingState& standing) {
    if (standing.keeper >= 0) {
      if (standing.keeper == member_) return;
      return Ask(number, v1::Need::KIND_KEEPING, 0, standing.keep_until,
                 "it is kept as it is unless somebody objects: say so if you must");
    }
    if (!IsConcerned(number, standing)) return;
    if (standing.state != v1::Proposal::STATE_REVIEW_DUE) return AskSunset(number, standing);
    Ask(number, v1::Need::KIND_REVIEW, 0, standing.sunset,
        "its review is due: keep it, or propose what takes its place");
  }

  // It would end without anybody having been asked.
  void AskSunset(int32_t number, const StandingState& standing) {
    if (standing.review < standing.sunset || now_ < standing.sunset - kSunsetNotice) return;
    Ask(number, v1::Need::KIND_SUNSET, 0, standing.sunset,
        "it ends by itself, and no review comes before: propose what takes its place, or let it "
        "end");
  }

  // Section 6, F13. It stays owed when its time is over.
  void AskExplanation(const v1::UrgentEntry& use) {
    if (use.has_explain_time() || use.member() != state_.members[member_].view.name()) return;
    const bool late = now_ >= ToTime(use.explain_by_time());
    v1::Need& need = needs_.emplace_back();
    need.set_kind(v1::Need::KIND_EXPLAIN);
    need.set_proposal(use.proposal());
    need.set_title(use.title());
    *need.mutable_due_time() = use.explain_by_time();
    if (use.role().empty()) {
      need.set_sentence(late ? "you brought it the urgent way, and your explanation is overdue"
                             : "you brought it the urgent way: explain why it could not wait");
    } else {
      need.set_sentence(
          late ? "you decided it in your role, and your apology and explanation are overdue"
               : "you decided it in your role: apologise, and explain why the group was not waited "
                 "for");
    }
  }

  // Nobody is to wake up under another rule.
  void AskRuleSunset(const v1::DecisionRule& rule) {
    if (!rule.has_sunset() || now_ < ToTime(rule.sunset().end_time()) - kSunsetNotice) return;
    v1::Need& need = needs_.emplace_back();
    need.set_kind(v1::Need::KIND_RULE_SUNSET);
    need.set_title(rule.id());
    *need.mutable_due_time() = rule.sunset().end_time();
    need.set_sentence(absl::StrCat("this rule ends by itself, and ", rule.sunset().falls_back_to(),
                                   " takes its place: propose to put it into the charter anew, or "
                                   "let it end"));
  }

  // A term that is nearly over: its holder hands over, or sees to it that somebody
  // follows.
  void AskTerm(const RoleState& role) {
    if (role.view.member() != state_.members[member_].view.name()) return;
    if (now_ < role.ends - kTermNotice) return;
    const bool follows =
        std::any_of(role.view.next_members().begin(), role.view.next_members().end(),
                    [&](const std::string& name) { return IsHere(name); });
    v1::Need& need = needs_.emplace_back();
    need.set_kind(v1::Need::KIND_TERM);
    need.set_title(role.view.role());
    *need.mutable_due_time() = ToProto(role.ends);
    need.set_sentence(follows ? "your term in this role ends: hand it over to whoever follows"
                              : "your term in this role ends and nobody follows: propose who does");
  }

  // Transition 23: their words are asked for, as long as the decision is fresh.
  void AskDissent(int32_t number, const DecidedPoints& points) {
    const absl::Time until = points.decided + kDissentInvited;
    const auto& authors = points.authors;
    const bool wrote = std::find(authors.begin(), authors.end(), member_) != authors.end();
    if (wrote || now_ >= until || !Has(points.dissenters, member_)) return;
    Ask(number, v1::Need::KIND_DISSENT, 0, until,
        "you did not go along: write what you have to say about it; it is shown with the "
        "decision");
  }

  void AskActions(int32_t number, const DecidedPoints& points) {
    for (size_t i = 0; i < points.actions.size(); ++i) {
      const ActionPointNow& action = points.actions[i];
      if (action.member != member_ || !IsOpen(action)) continue;
      const bool took = action.state == v1::ActionPoint::STATE_TAKEN;
      if (!took && Has(points.exempt, member_)) continue;
      Ask(number, v1::Need::KIND_ACTION, static_cast<int32_t>(i) + 1, action.due,
          "you took this on: say when it is done, or that somebody else should do it");
    }
  }

 private:
  static bool Has(const std::vector<int32_t>& members, int32_t member) {
    return std::binary_search(members.begin(), members.end(), member);
  }

  bool IsHere(const std::string& name) const {
    const auto found = state_.member_by_id.find(LastSegment(name));
    return found != state_.member_by_id.end() && IsMember(state_.members[found->second]);
  }

  void Ask(int32_t number, Kind kind, int32_t part, absl::Time due, absl::string_view sentence) {
    v1::Need& need = needs_.emplace_back();
    need.set_kind(kind);
    need.set_proposal(ProposalName(state_.id, number));
    need.set_title(state_.standings.at(number).title);
    need.set_part(part);
    if (due != absl::InfiniteFuture()) *need.mutable_due_time() = ToProto(due);
    need.set_sentence(std::string(sentence));
  }

  // Whoever brought it, if they are still here, and whoever dissented; where nobody
  // is left who brought it, everybody.
  bool IsConcerned(int32_t number, const StandingState& standing) const {
    const int32_t proposer = standing.proposer;
    if (proposer < 0 || state_.members[proposer].view.state() == v1::Member::STATE_LEFT) {
      return true;
    }
    if (proposer == member_) return true;
    const auto points = state_.points.find(number);
    if (points == state_.points.end()) return false;
    const std::vector<int32_t>& dissenters = points->second.dissenters;
    return std::binary_search(dissenters.begin(), dissenters.end(), member_);
  }

  const State& state_;
  const int32_t member_;
  const absl::Time now_;
  std::vector<v1::Need>& needs_;
};

}  // namespace

void AskDecided(const State& state, int32_t member, absl::Time now, std::vector<v1::Need>& needs) {
  Asking asking(state, member, now, needs);
  for (const auto& [number, standing] : state.standings) {
    if (standing.in_force()) asking.AskStanding(number, standing);
  }
  for (const auto& [number, points] : state.points) {
    const auto standing = state.standings.find(number);
    const bool in_force = standing != state.standings.end() && standing->second.in_force();
    if (!points.adopted || !in_force) continue;
    asking.AskActions(number, points);
    asking.AskDissent(number, points);
  }
  for (const auto& [id, role] : state.roles) asking.AskTerm(role);
  for (const auto& [number, use] : state.urgent_uses) asking.AskExplanation(use);
  if (!IsMember(state.members[member])) return;
  for (const v1::DecisionRule& rule : state.view.charter().rules()) asking.AskRuleSunset(rule);
}

}  // namespace assent::assembly
