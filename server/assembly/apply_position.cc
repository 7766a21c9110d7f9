// Electorates and positions.

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/signed_cover.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/check.h"

namespace assent::assembly {
namespace {

int32_t AddVoice(ProposalState& p, const std::string& name) {
  for (size_t voice = 0; voice < p.voice_names.size(); ++voice) {
    if (p.voice_names[voice] == name) return static_cast<int32_t>(voice);
  }
  p.voice_names.push_back(name);
  return p.positions.AddVoice(VotesOfVoice(p, name));
}

void GiveVoice(ProposalState& p, int32_t member, int32_t voice, bool first) {
  if (first) {
    p.voice_of[member] = voice;
  } else {
    p.further_voices[member].push_back(voice);
  }
}

// Takes the voices that have left from those who spoke for them.
void DropVoice(ProposalState& p, int32_t voice) {
  std::vector<int32_t> speakers;
  for (const auto& [member, one] : p.voice_of) speakers.push_back(member);
  for (const int32_t member : speakers) {
    std::vector<int32_t> voices = VoicesOfMember(p, member);
    if (std::erase(voices, voice) == 0) continue;
    p.voice_of.erase(member);
    p.further_voices.erase(member);
    for (size_t i = 0; i < voices.size(); ++i) GiveVoice(p, member, voices[i], i == 0);
  }
}

bool IsLive(const ProposalState& p) {
  return p.electorate_taken && p.rule().electorate().snapshot() == v1::Electorate::SNAPSHOT_LIVE;
}

// A voice has gone from an electorate that is taken live.
void Depart(ProposalState& p, int32_t voice) {
  ++p.departed;
  p.departed_votes += p.positions.votes_of(voice);
}

void CountElectorate(ProposalState& p) {
  p.view.set_electorate_size(p.positions.voices() - p.departed);
}

}  // namespace

// Taken again at a later call, voices keep their places: what somebody held
// before stays theirs.
void TakeElectorate(const Applying& a, const event::v1::Electorate& electorate) {
  ProposalState& p = a.p();
  p.electorate_taken = true;
  p.voice_of.clear();
  p.further_voices.clear();
  absl::flat_hash_map<std::string, int32_t> voices;
  for (const std::string& name : p.voice_names) voices.try_emplace(name, voices.size());
  absl::flat_hash_set<int32_t> entitled;
  for (const int32_t member : Entitled(a.state, p.rule(), electorate, a.time)) {
    bool first = true;
    for (const std::string& name : VoiceNames(p.rule(), a.state.members[member])) {
      const auto [voice, added] = voices.try_emplace(name, voices.size());
      if (added) {
        p.voice_names.push_back(name);
        p.positions.AddVoice(VotesOfVoice(p, name));
      }
      GiveVoice(p, member, voice->second, first);
      entitled.insert(voice->second);
      first = false;
    }
  }
  p.departed = p.positions.voices() - static_cast<int64_t>(entitled.size());
  p.departed_votes = p.positions.all_votes();
  for (const int32_t voice : entitled) p.departed_votes -= p.positions.votes_of(voice);
  CountElectorate(p);
  p.view.set_electorate_sequence(a.event.sequence());
  ASSENT_CHECK(p.view.electorate_size() == electorate.size(), "the electorate was another one");
}

void JoinLiveElectorates(State& state, int32_t member) {
  if (!IsMember(state.members[member])) return;
  for (auto& [number, p] : state.proposals) {
    if (!IsLive(p) || p.decision) continue;
    if (VoiceNames(p.rule(), state.members[member]).empty()) continue;
    p.voice_of[member] = AddVoice(p, VoiceName(p.rule(), state.members[member]));
    CountElectorate(p);
  }
}

namespace {

// The votes on amendments that are this voice's.
void DropVotes(const Applying& a, const std::string& voice) {
  for (size_t i = 0; i < a.p().amendments.size(); ++i) {
    if (a.p().amendments[i].votes.erase(voice) == 0) continue;
    ShowVotes(a.p().amendments[i]);
    a.Touch(DocumentKind::kAmendment, static_cast<int64_t>(i) + 1);
  }
}

// What the member said of others' blocks and of amendments goes with them.
void DropSupport(const Applying& a, int32_t member, int32_t voice) {
  const std::string& name = a.state.members[member].id;
  const bool own_voice = a.p().voice_names[voice] == name;
  for (auto& [number, block] : a.p().blocks) {
    const bool supported = block.supporters.erase(member) > 0;
    const bool found = own_voice && block.findings.erase(voice) > 0;
    if (!supported && !found) continue;
    ShowSupport(a, block);
    a.Touch(DocumentKind::kBlock, number);
  }
  if (own_voice) DropVotes(a, name);
}

void LeaveElectorate(const Applying& a, int32_t member) {
  ProposalState& p = a.p();
  DropAdvance(a, member);
  // Amendments are voted on before it is known who decides.
  if (!p.electorate_taken) DropVotes(a, a.state.members[member].id);
  if (a.VoiceOf(member) < 0) return;
  for (const int32_t voice : VoicesOfMember(p, member)) {
    const VoicePosition& position = p.positions.at(voice);
    if (position.member == member && position.stance != v1::STANCE_BLOCK) ClearPosition(a, voice);
    const auto ballot = p.ballots.find(voice);
    if (ballot != p.ballots.end() && ballot->second.member == member) DropBallot(a, voice);
    DropSupport(a, member, voice);
    if (IsLive(p) && p.voice_names[voice] == a.state.members[member].id) {
      Depart(p, voice);
      CountElectorate(p);
    }
  }
  p.voice_of.erase(member);
  p.further_voices.erase(member);
  a.Touch(DocumentKind::kProposal);
}

}  // namespace

// Takes the member's positions along; a block stays until it is adopted or its
// time is over.
void LeaveElectorates(const Applying& a, int32_t member) {
  for (auto& [number, p] : a.state.proposals) {
    if (p.decision) continue;
    LeaveElectorate(Applying{a.state, a.event, a.touched, a.time, a.author, &p}, member);
  }
}

void Apply(const Applying& a, const event::v1::SilentVoicesLeft& left) {
  ProposalState& p = a.p();
  for (const int32_t voice : SilentVoices(a.state, p, FromMicros(left.silent_since_us(), {}))) {
    DropVoice(p, voice);
    Depart(p, voice);
  }
  CountElectorate(p);
  ASSENT_CHECK(p.view.electorate_size() == left.electorate_size(), "others were silent");
  p.silence_due = FromMicros(left.next_time_us(), absl::InfiniteFuture());
}

void SetPosition(const Applying& a, int32_t voice, VoicePosition position,
                 const std::string& reason) {
  ProposalState& p = a.p();
  p.hidden.erase(p.positions.at(voice).sequence);
  p.positions.Set(voice, position);
  if (reason.empty()) {
    p.reasons.erase(voice);
  } else {
    p.reasons[voice] = reason;
  }
  a.Touch(DocumentKind::kPosition, voice);
}

void ClearPosition(const Applying& a, int32_t voice) {
  a.p().hidden.erase(a.p().positions.at(voice).sequence);
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

void SetRelease(const Applying& a, const event::v1::PositionTaken& taken, BlockState& block) {
  v1::ReleaseWhen when;
  if (taken.release_proposal() != 0) {
    when.set_proposal_adopted(ProposalName(a.state.id, taken.release_proposal()));
  } else if (taken.release_amendment() != 0) {
    when.set_amendment_taken(taken.release_amendment());
  } else if (taken.release_concern() != 0) {
    when.set_concern_settled(taken.release_concern());
  } else if (taken.release_time_us() != 0) {
    block.release = absl::FromUnixMicros(taken.release_time_us());
    *when.mutable_time() = ToProto(block.release);
  } else {
    return;
  }
  *block.view.mutable_release_when() = std::move(when);
}

void MakeBlock(const Applying& a, const event::v1::PositionTaken& taken, int32_t voice) {
  ConcernState& concern = a.concern(taken.concern());
  concern.view.set_block(true);
  concern.view.set_hold_ended(false);
  BlockState block;
  block.voice = voice;
  block.view.set_name(PartName(a.p().view.name(), "blocks", taken.concern()));
  block.view.set_state(v1::Block::STATE_STANDING);
  block.view.set_holder(concern.view.holder());
  block.view.set_principle(taken.principle().content());
  block.view.set_revision(taken.revision());
  block.view.set_concern(concern.view.name());
  block.view.set_release_condition(taken.release_condition().content());
  SetRelease(a, taken, block);
  *block.view.mutable_create_time() = ToProto(a.time);
  block.answered = a.event.sequence();
  block.nag = FromMicros(taken.nag_time_us(), absl::InfiniteFuture());
  block.lapse = FromMicros(taken.lapse_time_us(), absl::InfiniteFuture());
  if (taken.nag_time_us() != 0) *block.view.mutable_nag_time() = ToProto(block.nag);
  if (taken.lapse_time_us() != 0) *block.view.mutable_lapse_time() = ToProto(block.lapse);
  a.p().blocks[taken.concern()] = std::move(block);
  a.Touch(DocumentKind::kConcern, taken.concern());
  a.Touch(DocumentKind::kBlock, taken.concern());
}

// The stance of a position; of a hidden one without its opening, what stands for it
// until the close.
v1::Stance StanceOf(const event::v1::PositionTaken& taken) {
  if (!taken.has_hidden_stance()) return taken.stance();
  return StanceOfHidden(taken.hidden_stance().content()).value_or(v1::STANCE_ABSTAIN);
}

}  // namespace

void Apply(const Applying& a, const event::v1::PositionTaken& taken) {
  if (taken.in_advance()) return KeepAdvance(a, taken);
  const bool recorded = !taken.recorded_for().empty();
  VoicePosition position;
  position.stance = StanceOf(taken);
  position.revision = taken.revision();
  position.concern = taken.concern();
  position.member = recorded ? a.member(taken.recorded_for()) : a.author;
  position.recorded_by = recorded ? a.author : -1;
  if (recorded) a.p().hands_recorded = true;
  position.sequence = a.event.sequence();
  position.time_us = a.event.time_us();
  position.about_process = taken.about_process();
  position.signing_key = CoveringKey(a.state, a.author, a.event.time_us());
  const int32_t voice = a.VoiceOf(position.member, taken.unit());
  ASSENT_CHECK(voice >= 0, "a position from outside of the electorate");
  std::string reason = taken.reason().content();
  if (taken.stance() == v1::STANCE_BLOCK) {
    MakeBlock(a, taken, voice);
    reason = a.concern(taken.concern()).view.text();
  }
  SetPosition(a, voice, position, reason);
  if (taken.has_hidden_stance()) {
    a.p().hidden[position.sequence] = {voice, taken.hidden_stance().commitment(),
                                       taken.hidden_stance().salt()};
  }
}

// What was hidden is shown, and counted as what it is, whether this replay knew it or not.
void Apply(const Applying& a, const event::v1::PositionsOpened& opened) {
  ProposalState& p = a.p();
  for (const event::v1::OpenedPosition& one : opened.positions()) {
    const auto hidden = p.hidden.find(one.entry());
    ASSENT_CHECK(hidden != p.hidden.end(), "an opening of what is not hidden");
    const int32_t voice = hidden->second.voice;
    p.hidden.erase(hidden);
    VoicePosition position = p.positions.at(voice);
    position.stance = one.stance();
    p.positions.Set(voice, position);
    a.Touch(DocumentKind::kPosition, voice);
  }
  if (!opened.more()) p.hides = false;
}

void Apply(const Applying& a, const event::v1::PositionWithdrawn& withdrawn) {
  if (withdrawn.in_advance()) return DropAdvance(a, a.author);
  const int32_t voice = a.VoiceOf(a.author, withdrawn.unit());
  ClearPosition(a, voice);
  DropBallot(a, voice);
}

void Apply(const Applying& a, const event::v1::PositionStruck&) {
  ClearPosition(a, RecordedVoiceOf(a.p(), a.author));
}

}  // namespace assent::assembly
