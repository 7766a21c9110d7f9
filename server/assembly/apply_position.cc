// Electorates and positions.

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/check.h"

namespace assent::assembly {
namespace {

int32_t AddVoice(ProposalState& p, const std::string& name) {
  for (size_t voice = 0; voice < p.voice_names.size(); ++voice) {
    if (p.voice_names[voice] == name) return static_cast<int32_t>(voice);
  }
  p.voice_names.push_back(name);
  return p.positions.AddVoice();
}

bool IsLive(const ProposalState& p) {
  return p.electorate_taken && p.rule().electorate().snapshot() == v1::Electorate::SNAPSHOT_LIVE;
}

void CountElectorate(ProposalState& p) {
  p.view.set_electorate_size(p.positions.voices() - p.departed);
}

// A block outlives the list of voices that it was raised under.
void RestoreBlocks(const Applying& a) {
  for (auto& [number, block] : a.p().blocks) {
    if (!IsOpen(block)) continue;
    const ConcernState& concern = a.concern(number);
    block.voice = concern.holder < 0 ? -1 : a.VoiceOf(concern.holder);
    if (block.voice < 0) continue;
    VoicePosition position;
    position.stance = v1::STANCE_BLOCK;
    position.revision = block.view.revision();
    position.concern = number;
    position.member = concern.holder;
    position.sequence = a.event.sequence();
    position.time_us = a.event.time_us();
    SetPosition(a, block.voice, position, concern.view.text());
  }
}

}  // namespace

void TakeElectorate(const Applying& a, const event::v1::Electorate& electorate) {
  ProposalState& p = a.p();
  p.electorate_taken = true;
  p.departed = 0;
  p.voice_of.clear();
  p.voice_names.clear();
  p.reasons.clear();
  absl::flat_hash_map<std::string, int32_t> voices;
  for (const int32_t member : Entitled(a.state, p.rule(), electorate, a.time)) {
    const std::string name = VoiceName(p.rule(), a.state.members[member]);
    const auto [voice, added] = voices.try_emplace(name, voices.size());
    if (added) p.voice_names.push_back(name);
    p.voice_of[member] = voice->second;
  }
  p.positions.Reset(static_cast<int64_t>(voices.size()));
  RestoreBlocks(a);
  CountElectorate(p);
  p.view.set_electorate_sequence(a.event.sequence());
  ASSENT_CHECK(p.view.electorate_size() == electorate.size(), "the electorate was another one");
}

void JoinLiveElectorates(State& state, int32_t member) {
  for (auto& [number, p] : state.proposals) {
    if (!IsLive(p)) continue;
    p.voice_of[member] = AddVoice(p, VoiceName(p.rule(), state.members[member]));
    CountElectorate(p);
  }
}

// Takes the member's positions along; a block stays until it is adopted or its
// time is over.
void LeaveElectorates(const Applying& a, int32_t member) {
  for (auto& [number, p] : a.state.proposals) {
    const auto found = p.voice_of.find(member);
    if (found == p.voice_of.end() || p.decision.has_value()) continue;
    const Applying here{a.state, a.event, a.touched, a.time, a.author, &p};
    const VoicePosition& position = p.positions.at(found->second);
    if (position.member == member && position.stance != v1::STANCE_BLOCK) {
      ClearPosition(here, found->second);
    }
    if (IsLive(p) && p.voice_names[found->second] == a.state.members[member].id) {
      ++p.departed;
      CountElectorate(p);
    }
    here.Touch(DocumentKind::kProposal);
  }
}

void SetPosition(const Applying& a, int32_t voice, VoicePosition position,
                 const std::string& reason) {
  ProposalState& p = a.p();
  p.positions.Set(voice, position);
  if (reason.empty()) {
    p.reasons.erase(voice);
  } else {
    p.reasons[voice] = reason;
  }
  a.Touch(DocumentKind::kPosition, voice);
}

void ClearPosition(const Applying& a, int32_t voice) {
  a.p().positions.Clear(voice);
  a.p().reasons.erase(voice);
  a.Touch(DocumentKind::kPosition, voice);
}

void TouchPositions(const Applying& a) {
  if (a.touched == nullptr) return;
  const PositionBook& positions = a.p().positions;
  for (int32_t voice = 0; voice < positions.voices(); ++voice) {
    if (positions.at(voice).stance != v1::STANCE_UNSPECIFIED) {
      a.Touch(DocumentKind::kPosition, voice);
    }
  }
}

namespace {

void MakeBlock(const Applying& a, const event::v1::PositionTaken& taken, int32_t voice) {
  ConcernState& concern = a.concern(taken.concern());
  concern.view.set_block(true);
  concern.view.set_hold_ended(false);
  BlockState block;
  block.voice = voice;
  block.view.set_name(PartName(a.p().view.name(), "blocks", taken.concern()));
  block.view.set_state(v1::Block::STATE_STANDING);
  block.view.set_holder(a.author_name());
  block.view.set_principle(taken.principle().content());
  block.view.set_revision(taken.revision());
  block.view.set_concern(concern.view.name());
  block.view.set_release_condition(taken.release_condition().content());
  *block.view.mutable_create_time() = ToProto(a.time);
  block.nag = FromMicros(taken.nag_time_us(), absl::InfiniteFuture());
  block.lapse = FromMicros(taken.lapse_time_us(), absl::InfiniteFuture());
  if (taken.nag_time_us() != 0) *block.view.mutable_nag_time() = ToProto(block.nag);
  if (taken.lapse_time_us() != 0) *block.view.mutable_lapse_time() = ToProto(block.lapse);
  a.p().blocks[taken.concern()] = std::move(block);
  a.Touch(DocumentKind::kConcern, taken.concern());
  a.Touch(DocumentKind::kBlock, taken.concern());
}

}  // namespace

void Apply(const Applying& a, const event::v1::PositionTaken& taken) {
  const bool recorded = !taken.recorded_for().empty();
  VoicePosition position;
  position.stance = taken.stance();
  position.revision = taken.revision();
  position.concern = taken.concern();
  position.member = recorded ? a.member(taken.recorded_for()) : a.author;
  position.recorded_by = recorded ? a.author : -1;
  position.sequence = a.event.sequence();
  position.time_us = a.event.time_us();
  const int32_t voice = a.VoiceOf(position.member);
  ASSENT_CHECK(voice >= 0, "a position from outside of the electorate");
  std::string reason = taken.reason().content();
  if (taken.stance() == v1::STANCE_BLOCK) {
    MakeBlock(a, taken, voice);
    reason = a.concern(taken.concern()).view.text();
  }
  SetPosition(a, voice, position, reason);
}

void Apply(const Applying& a, const event::v1::PositionWithdrawn&) {
  ClearPosition(a, a.VoiceOf(a.author));
}

void Apply(const Applying& a, const event::v1::PositionStruck&) {
  ClearPosition(a, a.VoiceOf(a.author));
}

}  // namespace assent::assembly
