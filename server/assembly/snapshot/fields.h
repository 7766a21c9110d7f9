// What a state consists of, field by field. Each list names all fields of its
// struct, in order: with one missing or too many it does not compile.

#ifndef ASSENT_SERVER_ASSEMBLY_SNAPSHOT_FIELDS_H_
#define ASSENT_SERVER_ASSEMBLY_SNAPSHOT_FIELDS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "server/assembly/snapshot/archive.h"
#include "server/assembly/state.h"

namespace assent::assembly {

template <typename A>
void Each(A& archive, typename A::template Is<ActionPointNow>& value) {
  auto& [state, member, due, moved, moved_by, reason] = value;
  archive(state, member, due, moved, moved_by, reason);
}

template <typename A>
void Each(A& archive, typename A::template Is<DecidedPoints>& value) {
  auto& [dissenters, authors, exempt, decided, adopted, actions] = value;
  archive(dissenters, authors, exempt, decided, adopted, actions);
}

template <typename A>
void Each(A& archive, typename A::template Is<LastStatement>& value) {
  auto& [decision, number, view] = value;
  archive(decision, number, view);
}

template <typename A>
void Each(A& archive, typename A::template Is<Hand>& value) {
  auto& [member, kind, time] = value;
  archive(member, kind, time);
}

template <typename A>
void Each(A& archive, typename A::template Is<MeetingState>& value) {
  auto& [number, view, people, hands, round, speaker, speaker_in_round, held_on, closed] = value;
  archive(number, view, people, hands, round, speaker, speaker_in_round, held_on, closed);
}

template <typename A>
void Each(A& archive, typename A::template Is<StoredNotice>& value) {
  auto& [id, time_us, due_us, proposal, part, kind] = value;
  archive(id, time_us, due_us, proposal, part, kind);
}

// A base and what comes on top, which no list checks.
template <typename A>
void Each(A& archive, typename A::template Is<CommonNotice>& value) {
  typename A::template Is<StoredNotice>& base = value;
  archive(base, value.all_but, value.joined, value.places);
}

template <typename Stored>
void Each(snapshot::Writer& archive, const NoticeBox<Stored>& box) {
  archive(std::vector<Stored>(box.begin(), box.end()), box.dropped());
}

// Whatever has gone from a box is not in a snapshot of it.
template <typename Stored>
void Each(snapshot::Reader& archive, NoticeBox<Stored>& box) {
  std::vector<Stored> stored;
  int64_t dropped = 0;
  archive(stored, dropped);
  box = {};
  if (dropped != 0) {
    box.PushBack({});
    box.PopFront(dropped);
  }
  for (Stored& one : stored) box.PushBack(std::move(one));
}

template <typename A>
void Each(A& archive, typename A::template Is<Outbox>& value) {
  auto& [of, common] = value;
  archive(of, common);
}

template <typename A>
void Each(A& archive, typename A::template Is<ProposalBook>& value) {
  auto& [facilitators, parked_by, parked_for, blocks, booked] = value;
  archive(facilitators, parked_by, parked_for, blocks, booked);
}

template <typename A>
void Each(A& archive, typename A::template Is<RoleBook>& value) {
  auto& [holder, since_us, had] = value;
  archive(holder, since_us, had);
}

template <typename A>
void Each(A& archive, typename A::template Is<MirrorBook>& value) {
  auto& [months, outbox, roles] = value;
  archive(months, outbox, roles);
}

template <typename A>
void Each(A& archive, typename A::template Is<VoicePosition>& value) {
  auto& [stance, revision, concern, member, recorded_by, signing_key, sequence, time_us, counts,
         about_process, in_advance] = value;
  archive(stance, revision, concern, member, recorded_by, signing_key, sequence, time_us, counts,
          about_process, in_advance);
}

template <typename A>
void Each(A& archive, typename A::template Is<PositionBook>& value) {
  auto& [positions, votes_of, counts, votes, answered, votes_answered, all_votes] = value;
  archive(positions, votes_of, counts, votes, answered, votes_answered, all_votes);
}

template <typename A>
void Each(A& archive, typename A::template Is<Member>& value) {
  auto& [id, view, tokens, keys, joined, last_act] = value;
  archive(id, view, tokens, keys, joined, last_act);
}

template <typename A>
void Each(A& archive, typename A::template Is<TokenState>& value) {
  auto& [member, scopes, hash, label, app, created, expires, revoked, revoked_by] = value;
  archive(member, scopes, hash, label, app, created, expires, revoked, revoked_by);
}

template <typename A>
void Each(A& archive, typename A::template Is<DeviceKeyState>& value) {
  auto& [member, public_key, label, created, revoked, acts, last_act] = value;
  archive(member, public_key, label, created, revoked, acts, last_act);
}

template <typename A>
void Each(A& archive, typename A::template Is<SignedCover>& value) {
  auto& [member, time_us, key] = value;
  archive(member, time_us, key);
}

template <typename A>
void Each(A& archive, typename A::template Is<ApplicationState>& value) {
  auto& [view, member_id, token_hash, public_key, supporters, effect, expires] = value;
  archive(view, member_id, token_hash, public_key, supporters, effect, expires);
}

template <typename A>
void Each(A& archive, typename A::template Is<Invitation>& value) {
  auto& [view, secret_hash, expires] = value;
  archive(view, secret_hash, expires);
}

template <typename A>
void Each(A& archive, typename A::template Is<AmendmentState>& value) {
  auto& [view, votes, accepted, changes_effect, settles] = value;
  archive(view, votes, accepted, changes_effect, settles);
}

template <typename A>
void Each(A& archive, typename A::template Is<ConcernState>& value) {
  auto& [view, holder, adopt_by, nag, lapse, nag_left, lapse_left] = value;
  archive(view, holder, adopt_by, nag, lapse, nag_left, lapse_left);
}

template <typename A>
void Each(A& archive, typename A::template Is<DecidedQuestion>& value) {
  auto& [time, reopen, wording] = value;
  archive(time, reopen, wording);
}

template <typename A>
void Each(A& archive, typename A::template Is<BlockState>& value) {
  auto& [view, voice, supporters, findings, nag, lapse, nag_left, lapse_left, test_until, release,
         challenger, answered] = value;
  archive(view, voice, supporters, findings, nag, lapse, nag_left, lapse_left, test_until, release,
          challenger, answered);
}

template <typename A>
void Each(A& archive, typename A::template Is<EndedTexts>& value) {
  auto& [end, proposal, meeting] = value;
  archive(end, proposal, meeting);
}

template <typename A>
void Each(A& archive, typename A::template Is<AppealState>& value) {
  auto& [findings, settles] = value;
  archive(findings, settles);
}

template <typename A>
void Each(A& archive, typename A::template Is<HiddenPosition>& value) {
  auto& [voice, commitment, salt] = value;
  archive(voice, commitment, salt);
}

template <typename A>
void Each(A& archive, typename A::template Is<MandateState>& value) {
  auto& [unit, view, needs_confirming] = value;
  archive(unit, view, needs_confirming);
}

template <typename A>
void Each(A& archive, typename A::template Is<UnitState>& value) {
  auto& [members, choices, spoke, since, meetings, resting, changed] = value;
  archive(members, choices, spoke, since, meetings, resting, changed);
}

template <typename A>
void Each(A& archive, typename A::template Is<AdvanceState>& value) {
  auto& [view, about_process] = value;
  archive(view, about_process);
}

template <typename A>
void Each(A& archive, typename A::template Is<BallotState>& value) {
  auto& [marks, member, sequence, time_us, commitment, salt] = value;
  archive(marks, member, sequence, time_us, commitment, salt);
}

template <typename A>
void Each(A& archive, typename A::template Is<PresenceState>& value) {
  auto& [by, also, counts, listed, time] = value;
  archive(by, also, counts, listed, time);
}

template <typename A>
void Each(A& archive, typename A::template Is<ProposalState>& value) {
  auto& [number, view, revisions, amendments, concerns, blocks, electorate_taken, voice_names,
         voice_of, further_voices, unit_weights, mandates, positions, reasons, advance,
         hands_recorded, hides, hidden, ballots, ballots_opened, counted, none_chosen, urgent, phase,
         startable, blocked_in, blocked_revision,
         through_block, failures, stopped_by, start_voices, extensions, attendance, attendance_kept,
         presence, presence_struck,
         meetings, last_met, rounds, resolved_in, resolved_revision, resolved_meetings,
         resolving_left, ratify_by, without_quorum, created, introduced, discussion_min,
         discussion_end, phase_start, phase_min, phase_end, silence_due, returns, withdraws,
         duty_due, effect_due, appeal_until, forget, parked_from, phase_left, phase_min_left,
         parking_objector, facilitator_objections, departed, departed_votes, passed_tally,
         stopped_tally, passed_phase, passed_time, passed_end, decision, declared_by, appeal,
         resolving_since, duty_since, last_meeting, temperatures, countered_by, taken_back, book,
         moved, rule_hash] = value;
  archive(number, view, revisions, amendments, concerns, blocks, electorate_taken, voice_names,
          voice_of, further_voices, unit_weights, mandates, positions, reasons, advance,
          hands_recorded, hides, hidden, ballots, ballots_opened, counted, none_chosen, urgent, phase,
          startable, blocked_in, blocked_revision,
          through_block, failures, stopped_by, start_voices, extensions, attendance,
          attendance_kept, presence, presence_struck,
          meetings, last_met, rounds, resolved_in, resolved_revision,
          resolved_meetings, resolving_left, ratify_by, without_quorum, created, introduced,
          discussion_min, discussion_end, phase_start, phase_min, phase_end, silence_due, returns,
          withdraws, duty_due, effect_due, appeal_until, forget, parked_from, phase_left,
          phase_min_left, parking_objector, facilitator_objections, departed, departed_votes,
          passed_tally, stopped_tally, passed_phase, passed_time, passed_end, decision, declared_by,
          appeal, resolving_since, duty_since, last_meeting, temperatures, countered_by, taken_back,
          book, moved);
  // Worked out when somebody signs, and again after a start: a state that was replayed has none, and
  // is the same.
  static_cast<void>(rule_hash);
}

template <typename A>
void Each(A& archive, typename A::template Is<StandingState>& value) {
  auto& [title, state, rule, review, sunset, reaffirmed, ended, ended_by, obstacle, proposer,
         keeper, last_keeper, keep_until, objections] = value;
  archive(title, state, rule, review, sunset, reaffirmed, ended, ended_by, obstacle, proposer,
          keeper, last_keeper, keep_until, objections);
}

template <typename A>
void Each(A& archive, typename A::template Is<RoleState>& value) {
  auto& [view, term, ends] = value;
  archive(view, term, ends);
}

template <typename A>
void Each(A& archive, typename A::template Is<PoolState>& value) {
  auto& [view, allocated, moved_by] = value;
  archive(view, allocated, moved_by);
}

template <typename A>
void Each(A& archive, typename A::template Is<State>& value) {
  auto& [id, origin, log_key, view, created, sequence, last_time, members, member_by_id,
         member_by_handle, tokens, token_by_hash, keys, key_by_bytes, covered, invitations,
         invitation_due, applications, application_due, ends, ending_decision, proposals, last_proposal, due,
         due_of, decided, points, last_statement, meetings, last_meeting, ended, ended_texts,
         retention_since, book, standings, standing_due, frozen_rules, urgent_uses, admissions,
         roles, pools, units, movements, released] = value;
  archive(id, origin, log_key, view, created, sequence, last_time, members, member_by_id,
          member_by_handle, tokens, token_by_hash, keys, key_by_bytes, covered, invitations,
          invitation_due, applications, application_due, ends, ending_decision, proposals, last_proposal, due,
          due_of, decided, points, last_statement, meetings, last_meeting, ended, ended_texts,
          retention_since, book, standings, standing_due, frozen_rules, urgent_uses, admissions,
          roles, pools, units, movements, released);
}

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SNAPSHOT_FIELDS_H_
