#include "server/assembly/retention.h"

#include <algorithm>
#include <utility>

#include "server/assembly/apply_internal.h"
#include "server/assembly/times.h"

namespace assent::assembly {
namespace {

// An entry names the end in microseconds.
EndedTexts Ended(absl::Time end, int32_t proposal, int32_t meeting) {
  return {absl::FromUnixMicros(absl::ToUnixMicros(end)), proposal, meeting};
}

}  // namespace

absl::Time ExpiryOf(const State& state, const EndedTexts& ended) {
  const int32_t days = state.view.charter().retention_days();
  if (days == 0) return absl::InfiniteFuture();
  return std::max(ended.end + days * absl::Hours(24), state.retention_since + kRetentionNotice);
}

absl::Time NextExpiry(const State& state) {
  return state.ended_texts.empty() ? absl::InfiniteFuture()
                                   : ExpiryOf(state, *state.ended_texts.begin());
}

void ExpireTexts(Act& act) {
  const EndedTexts first = *act.state().ended_texts.begin();
  event::v1::Event event;
  event::v1::TextsExpired& expired = *event.mutable_texts_expired();
  expired.set_end_time_us(ToMicros(first.end));
  expired.set_retention_days(act.state().view.charter().retention_days());
  expired.set_meeting(first.meeting);
  act.Emit(first.proposal, std::move(event));
}

void KeepUntilExpiry(State& state, absl::Time end, int32_t proposal, int32_t meeting) {
  state.ended_texts.insert(Ended(end, proposal, meeting));
}

void KeepOpen(State& state, absl::Time end, int32_t proposal) {
  state.ended_texts.erase(Ended(end, proposal, 0));
}

void Apply(const Applying& a, const event::v1::TextsExpired& expired) {
  a.state.ended_texts.erase(
      {absl::FromUnixMicros(expired.end_time_us()), a.event.proposal(), expired.meeting()});
}

void NoteRetention(State& state, int32_t days_before, absl::Time time) {
  const int32_t days = state.view.charter().retention_days();
  if (days != 0 && (days_before == 0 || days < days_before)) state.retention_since = time;
}

}  // namespace assent::assembly
