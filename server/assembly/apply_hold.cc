// Events of concerns and blocks.

#include <algorithm>

#include "server/assembly/apply_internal.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/signed_cover.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"

namespace assent::assembly {
namespace {

void ShowTimes(BlockState& block, absl::Time nag, absl::Time lapse) {
  block.nag = nag;
  block.lapse = lapse;
  block.nag_left = block.lapse_left = absl::InfiniteDuration();
  block.view.clear_nag_time();
  block.view.clear_lapse_time();
  if (nag != absl::InfiniteFuture()) *block.view.mutable_nag_time() = ToProto(nag);
  if (lapse != absl::InfiniteFuture()) *block.view.mutable_lapse_time() = ToProto(lapse);
}

// Of an objection they are seen by whoever has to speak up for it: see needs.h.
void ShowTimes(ConcernState& concern, absl::Time nag, absl::Time lapse) {
  concern.nag = nag;
  concern.lapse = lapse;
  concern.nag_left = concern.lapse_left = absl::InfiniteDuration();
}

absl::Duration LeftOf(absl::Time time, absl::Time now) {
  if (time == absl::InfiniteFuture()) return absl::InfiniteDuration();
  return std::max(time - now, absl::ZeroDuration());
}

// Both times stand still, with so much left of them.
template <typename Hold>
void Freeze(Hold& hold, absl::Duration nag, absl::Duration lapse) {
  ShowTimes(hold, absl::InfiniteFuture(), absl::InfiniteFuture());
  hold.nag_left = nag;
  hold.lapse_left = lapse;
}

// Both times begin anew, as the rule has them; of a parked proposal once it is back.
template <typename Hold>
void Begin(const Applying& a, Hold& hold) {
  const v1::BlockPolicy& policy = BlockPhase(a.p()).block();
  const absl::Duration nag =
      policy.has_nag_after() ? ToDuration(policy.nag_after()) : absl::InfiniteDuration();
  const absl::Duration lapse =
      policy.has_lapse_after() ? ToDuration(policy.lapse_after()) : absl::InfiniteDuration();
  if (IsParked(a.p())) return Freeze(hold, nag, lapse);
  ShowTimes(hold, a.time + nag, a.time + lapse);
}

// Of an objection that holds what was called, as of a block: else whoever objects could
// hold it captive by silence where whoever blocks cannot (5 D2).
void BeginObjection(const Applying& a, ConcernState& concern) {
  const bool runs = MayFallSilent(a.p(), concern);
  runs ? Begin(a, concern)
       : ShowTimes(concern, absl::InfiniteFuture(), absl::InfiniteFuture());
}

}  // namespace

// What holds from here on is given its time; what goes on holding has what is left of it.
void BeginObjections(const Applying& a) {
  for (ConcernState& concern : a.p().concerns) {
    const absl::Time next = std::min(concern.nag, concern.lapse);
    const bool runs = next > a.time && next != absl::InfiniteFuture();
    if (runs && MayFallSilent(a.p(), concern)) continue;
    BeginObjection(a, concern);
  }
}

void StopClocks(const Applying& a) {
  for (ConcernState& concern : a.p().concerns) {
    Freeze(concern, LeftOf(concern.nag, a.time), LeftOf(concern.lapse, a.time));
  }
  for (auto& [number, block] : a.p().blocks) {
    if (!IsOpen(block)) continue;
    Freeze(block, LeftOf(block.nag, a.time), LeftOf(block.lapse, a.time));
    a.Touch(DocumentKind::kBlock, number);
  }
}

void RunClocks(const Applying& a) {
  for (ConcernState& concern : a.p().concerns) {
    ShowTimes(concern, a.time + concern.nag_left, a.time + concern.lapse_left);
  }
  for (auto& [number, block] : a.p().blocks) {
    if (!IsOpen(block)) continue;
    ShowTimes(block, a.time + block.nag_left, a.time + block.lapse_left);
    a.Touch(DocumentKind::kBlock, number);
  }
}

void NoteSpoken(const Applying& a) {
  for (ConcernState& concern : a.p().concerns) {
    if (a.author >= 0 && concern.holder == a.author) BeginObjection(a, concern);
  }
  for (auto& [number, block] : a.p().blocks) {
    if (!IsOpen(block) || a.author < 0) continue;
    if (AnswererOf(a.state, a.p(), number) != a.author) continue;
    Begin(a, block);
    a.Touch(DocumentKind::kBlock, number);
  }
}

void Apply(const Applying& a, const event::v1::ConcernRaised& raised) {
  ProposalState& p = a.p();
  ConcernState concern;
  concern.holder = a.author;
  concern.view.set_name(PartName(p.view.name(), "concerns", raised.number()));
  concern.view.set_kind(raised.kind());
  concern.view.set_state(v1::Concern::STATE_OPEN);
  concern.view.set_author(a.author_name());
  concern.view.set_holder(a.author_name());
  concern.view.set_revision(raised.revision());
  concern.view.set_text(raised.text().content());
  concern.view.set_about_process(raised.about_process());
  *concern.view.mutable_create_time() = ToProto(a.time);
  p.concerns.push_back(std::move(concern));
  BeginObjection(a, p.concerns.back());
  a.Touch(DocumentKind::kConcern, raised.number());
  NoteSpoken(a);
}

void Apply(const Applying& a, const event::v1::ConcernAnswered& answered) {
  ConcernState& concern = a.concern(answered.number());
  v1::Answer& answer = *concern.view.add_answers();
  answer.set_author(a.author_name());
  answer.set_text(answered.text().content());
  *answer.mutable_create_time() = ToProto(a.time);
  concern.view.set_state(v1::Concern::STATE_ANSWERED);
  a.Touch(DocumentKind::kConcern, answered.number());
  NoteSpoken(a);
}

void Apply(const Applying& a, const event::v1::ConcernMoved& moved) {
  ConcernState& concern = a.concern(moved.number());
  concern.view.set_state(moved.state());
  concern.adopt_by = absl::InfiniteFuture();
  concern.view.clear_adopt_by_time();
  if (!moved.text().content().empty()) {
    v1::Answer& answer = *concern.view.add_answers();
    answer.set_author(a.author_name());
    answer.set_text(moved.text().content());
    *answer.mutable_create_time() = ToProto(a.time);
  }
  a.Touch(DocumentKind::kConcern, moved.number());
  const bool settled =
      moved.state() == v1::Concern::STATE_RESOLVED || moved.state() == v1::Concern::STATE_WITHDRAWN;
  if (settled) NoteSettled(a, moved.number());
}

namespace {

// The block goes on under its new holder, who now blocks; without one nobody
// can answer for it, and the time to adopt it runs instead of its own.
void PassOn(const Applying& a, int32_t number, BlockState& block) {
  a.Touch(DocumentKind::kBlock, number);
  const ConcernState& concern = a.concern(number);
  if (concern.holder < 0) {
    return ShowTimes(block, absl::InfiniteFuture(), absl::InfiniteFuture());
  }
  const int32_t voice = a.VoiceOf(concern.holder);
  if (block.voice >= 0 && block.voice != voice) ClearPosition(a, block.voice);
  block.voice = voice;
  block.answered = a.event.sequence();
  block.view.set_holder(concern.view.holder());
  VoicePosition position;
  position.stance = v1::STANCE_BLOCK;
  position.revision = block.view.revision();
  position.concern = number;
  position.member = concern.holder;
  position.signing_key =
      a.author == concern.holder ? CoveringKey(a.state, a.author, a.event.time_us()) : 0;
  position.sequence = a.event.sequence();
  position.time_us = a.event.time_us();
  SetPosition(a, voice, position, concern.view.text());
}

// An objection whose holder was silent too long: they stand aside on record, unless they
// have said themselves what they think of the text (5 D3).
void StandAsideSilently(const Applying& a, const ConcernState& concern) {
  const auto voice = a.p().voice_of.find(concern.holder);
  if (voice == a.p().voice_of.end() || IsBeforeCall(a.p())) return;
  if (a.p().positions.at(voice->second).counts) return;
  VoicePosition position;
  position.stance = v1::STANCE_STAND_ASIDE;
  position.revision = a.p().view.revision();
  position.member = concern.holder;
  position.sequence = a.event.sequence();
  position.time_us = a.event.time_us();
  SetPosition(a, voice->second, position, concern.view.text());
}

}  // namespace

void Apply(const Applying& a, const event::v1::ConcernHolderChanged& changed) {
  ConcernState& concern = a.concern(changed.number());
  concern.holder = changed.holder().empty() ? -1 : a.member(changed.holder());
  concern.view.set_holder(concern.holder < 0 ? "" : a.state.members[concern.holder].view.name());
  concern.adopt_by = FromMicros(changed.adopt_by_time_us(), absl::InfiniteFuture());
  if (changed.adopt_by_time_us() != 0) {
    *concern.view.mutable_adopt_by_time() = ToProto(concern.adopt_by);
  } else {
    concern.view.clear_adopt_by_time();
  }
  if (changed.hold_ended()) concern.view.set_hold_ended(true);
  a.Touch(DocumentKind::kConcern, changed.number());
  const auto found = a.p().blocks.find(changed.number());
  if (found != a.p().blocks.end() && IsOpen(found->second)) {
    PassOn(a, changed.number(), found->second);
  } else if (changed.hold_ended() && concern.holder >= 0) {
    StandAsideSilently(a, concern);
  }
  BeginObjection(a, concern);
}

void ShowSupport(const Applying& a, BlockState& block) {
  block.view.clear_supporters();
  for (const int32_t member : block.supporters) {
    block.view.add_supporters(a.state.members[member].view.name());
  }
  if (!block.view.has_challenge()) return;
  int64_t valid = 0;
  for (const auto& [voice, finding] : block.findings) valid += finding ? 1 : 0;
  v1::Challenge& challenge = *block.view.mutable_challenge();
  challenge.set_valid_votes(valid);
  challenge.set_invalid_votes(static_cast<int64_t>(block.findings.size()) - valid);
}

void Apply(const Applying& a, const event::v1::BlockSupported& supported) {
  BlockState& block = a.block(supported.concern());
  if (supported.end()) {
    block.supporters.erase(a.author);
  } else {
    block.supporters.insert(a.author);
  }
  ShowSupport(a, block);
  a.Touch(DocumentKind::kBlock, supported.concern());
}

namespace {

// An objection that is challenged is tested as a block is, and is one from then on:
// its holder blocks, and is reminded and lapses as the rule says of blocks.
void MakeBlockOf(const Applying& a, int32_t number) {
  ConcernState& concern = a.concern(number);
  concern.view.set_block(true);
  concern.view.set_hold_ended(false);
  BlockState block;
  block.view.set_name(PartName(a.p().view.name(), "blocks", number));
  block.view.set_revision(concern.view.revision());
  block.view.set_concern(concern.view.name());
  *block.view.mutable_create_time() = ToProto(a.time);
  BlockState& made = a.p().blocks[number] = std::move(block);
  PassOn(a, number, made);
  Begin(a, made);
  a.Touch(DocumentKind::kConcern, number);
}

}  // namespace

void Apply(const Applying& a, const event::v1::BlockChallenged& challenged) {
  if (a.p().blocks.count(challenged.concern()) == 0) MakeBlockOf(a, challenged.concern());
  BlockState& block = a.block(challenged.concern());
  v1::Challenge& challenge = *block.view.mutable_challenge();
  challenge.set_challenger(a.author_name());
  challenge.set_reason(challenged.reason().content());
  *challenge.mutable_create_time() = ToProto(a.time);
  block.challenger = a.author;
  block.view.set_state(v1::Block::STATE_UNDER_TEST);
  const v1::BlockPolicy& policy = BlockPhase(a.p()).block();
  block.test_until =
      policy.has_test_within() ? a.time + ToDuration(policy.test_within()) : absl::InfiniteFuture();
  a.Touch(DocumentKind::kBlock, challenged.concern());
}

void Apply(const Applying& a, const event::v1::BlockJudged& judged) {
  BlockState& block = a.block(judged.concern());
  block.findings[a.VoiceOf(a.author)] = judged.valid();
  ShowSupport(a, block);
  a.Touch(DocumentKind::kBlock, judged.concern());
}

void Apply(const Applying& a, const event::v1::BlockTested& tested) {
  v1::Challenge& challenge = *a.block(tested.concern()).view.mutable_challenge();
  if (tested.logic() != v1::LOGIC_RESULT_UNSPECIFIED) challenge.set_logic(tested.logic());
  if (tested.attempt() != v1::ATTEMPT_RESULT_UNSPECIFIED) challenge.set_attempt(tested.attempt());
  a.Touch(DocumentKind::kBlock, tested.concern());
}

void Apply(const Applying& a, const event::v1::BlockMoved& moved) {
  BlockState& block = a.block(moved.concern());
  block.view.set_state(moved.state());
  block.test_until = absl::InfiniteFuture();
  a.Touch(DocumentKind::kBlock, moved.concern());
  if (IsOpen(block)) return;
  block.release = absl::InfiniteFuture();
  a.state.released.erase({a.p().number, moved.concern()});
  ShowTimes(block, absl::InfiniteFuture(), absl::InfiniteFuture());
  ConcernState& concern = a.concern(moved.concern());
  concern.view.set_hold_ended(!moved.contested());
  if (moved.contested()) concern.view.set_block(false);
  if (moved.contested()) BeginObjection(a, concern);
  a.Touch(DocumentKind::kConcern, moved.concern());
  if (block.voice < 0) return;
  VoicePosition position = a.p().positions.at(block.voice);
  if (position.concern != moved.concern()) return;
  // Whoever has left says nothing any more.
  const bool left = concern.holder < 0;
  if (left || moved.becomes() == v1::STANCE_UNSPECIFIED) return ClearPosition(a, block.voice);
  position.stance = moved.becomes();
  position.concern = 0;
  position.signing_key =
      a.author == position.member ? CoveringKey(a.state, a.author, a.event.time_us()) : 0;
  if (a.author == position.member) position.recorded_by = -1;  // they speak themselves
  position.revision = a.p().view.revision();
  SetPosition(a, block.voice, position, concern.view.text());
}

void Apply(const Applying& a, const event::v1::BlockerReminded& reminded) {
  const absl::Time next = FromMicros(reminded.nag_time_us(), absl::InfiniteFuture());
  if (a.p().blocks.count(reminded.concern()) == 0) {
    ConcernState& objection = a.concern(reminded.concern());
    return ShowTimes(objection, next, objection.lapse);
  }
  BlockState& block = a.block(reminded.concern());
  ShowTimes(block, next, block.lapse);
  a.Touch(DocumentKind::kBlock, reminded.concern());
}

void Apply(const Applying& a, const event::v1::BlockerAnswered& answered) {
  if (a.p().blocks.count(answered.concern()) == 0) {
    return BeginObjection(a, a.concern(answered.concern()));
  }
  if (IsParked(a.p())) {
    Begin(a, a.block(answered.concern()));
  } else {
    ShowTimes(a.block(answered.concern()),
              FromMicros(answered.nag_time_us(), absl::InfiniteFuture()),
              FromMicros(answered.lapse_time_us(), absl::InfiniteFuture()));
  }
  a.block(answered.concern()).answered = a.event.sequence();
  a.Touch(DocumentKind::kBlock, answered.concern());
}

void Apply(const Applying& a, const event::v1::DutyMet& met) {
  if (!met.waits()) a.p().duty_since = a.event.sequence();
  a.p().duty_due = FromMicros(met.next_time_us(), absl::InfiniteFuture());
}

namespace {

// Notes the open blocks of a proposal for whose release `true_now` finds the moment
// come.
template <typename TrueNow>
void NoteReleased(State& state, const ProposalState& p, TrueNow true_now) {
  for (const auto& [concern, block] : p.blocks) {
    if (!IsOpen(block) || !block.view.has_release_when()) continue;
    if (true_now(block.view.release_when())) state.released.insert({p.number, concern});
  }
}

}  // namespace

void NoteAdopted(const Applying& a) {
  const std::string& name = a.p().view.name();
  for (const auto& [number, p] : a.state.proposals) {
    if (p.decision) continue;
    NoteReleased(a.state, p,
                 [&](const v1::ReleaseWhen& when) { return when.proposal_adopted() == name; });
  }
}

void NoteTaken(const Applying& a, int32_t amendment) {
  NoteReleased(a.state, a.p(),
               [&](const v1::ReleaseWhen& when) { return when.amendment_taken() == amendment; });
}

void NoteSettled(const Applying& a, int32_t concern) {
  NoteReleased(a.state, a.p(),
               [&](const v1::ReleaseWhen& when) { return when.concern_settled() == concern; });
}

}  // namespace assent::assembly
