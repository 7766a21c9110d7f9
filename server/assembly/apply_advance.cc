// What was left before the call.

#include <algorithm>
#include <utility>
#include <vector>

#include "server/assembly/apply_internal.h"
#include "server/assembly/checks.h"
#include "server/assembly/signed_cover.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/rules/explain.h"

namespace assent::assembly {

// Of what was left for an earlier text its members have been told; it is nobody's
// position any more, and is not shown.
void ShowAdvance(const Applying& a) {
  ProposalState& p = a.p();
  if (p.advance.empty() && p.view.advance_positions().empty()) return;
  a.Touch(DocumentKind::kProposal);
  p.view.clear_advance_positions();
  for (const auto& [member, left] : p.advance) {
    if (left.view.revision() == p.view.revision()) *p.view.add_advance_positions() = left.view;
  }
}

void KeepAdvance(const Applying& a, const event::v1::PositionTaken& taken) {
  AdvanceState left;
  left.view.set_member(a.author_name());
  left.view.set_stance(taken.stance());
  left.view.set_revision(taken.revision());
  left.view.set_reason(taken.reason().content());
  left.view.set_unit(taken.unit());
  *left.view.mutable_create_time() = ToProto(a.time);
  left.view.set_sequence(a.event.sequence());
  left.view.set_signing_key(CoveringKey(a.state, a.author, a.event.time_us()));
  left.about_process = taken.about_process();
  a.p().advance[a.author] = std::move(left);
  ShowAdvance(a);
}

void DropAdvance(const Applying& a, int32_t member) {
  if (a.p().advance.erase(member) == 0) return;
  ShowAdvance(a);
}

namespace {

// The voice that it becomes the position of; -1: none. Nothing that was left lifts a
// hold, or says for a unit what the unit has not mandated.
int32_t VoiceOfAdvance(const Applying& a, int32_t member, const AdvanceState& left) {
  const ProposalState& p = a.p();
  const v1::Stance stance = left.view.stance();
  if (left.view.revision() != p.view.revision() || p.hides) return -1;
  if (!rules::AllowedStances(p.rule(), p.current_phase()).Has(stance)) return -1;
  const absl::StatusOr<int32_t> voice = VoiceOf(a.state, p, member, left.view.unit());
  if (!voice.ok() || !IsMandated(a.state, p, *voice, stance)) return -1;
  const VoicePosition& held = p.positions.at(*voice);
  return held.stance == v1::STANCE_BLOCK && held.counts ? -1 : *voice;
}

}  // namespace

void OpenAdvance(const Applying& a) {
  ProposalState& p = a.p();
  // In the order in which they were left: of those who share a voice the last one
  // speaks.
  std::vector<std::pair<int64_t, int32_t>> order;
  for (const auto& [member, left] : p.advance) order.emplace_back(left.view.sequence(), member);
  std::sort(order.begin(), order.end());
  for (const auto& [sequence, member] : order) {
    const AdvanceState& left = p.advance.at(member);
    const int32_t voice = VoiceOfAdvance(a, member, left);
    if (voice < 0) continue;
    VoicePosition position;
    position.stance = left.view.stance();
    position.revision = left.view.revision();
    position.member = member;
    position.sequence = sequence;
    position.time_us = ToMicros(ToTime(left.view.create_time()));
    position.about_process = left.about_process;
    position.in_advance = true;
    position.signing_key = left.view.signing_key();
    SetPosition(a, voice, position, left.view.reason());
  }
  p.advance.clear();
  p.view.clear_advance_positions();
}

}  // namespace assent::assembly
