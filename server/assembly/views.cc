#include "server/assembly/views.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/election_count.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/presence.h"
#include "server/assembly/roads.h"
#include "server/assembly/sponsors.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/rules/explain.h"
#include "server/rules/to_proto.h"

namespace assent::assembly {

bool Adopts(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_ADOPTED || outcome == v1::OUTCOME_ADOPTED_WITH_DISSENT;
}

ProposalEvaluation::ProposalEvaluation(const State& state, const ProposalState& proposal,
                                       int32_t phase, absl::Time now, MinTime min_time)
    : proposal_(proposal), index_(phase), phase_(proposal.phases(phase)), min_time_(min_time) {
  AddPositions(phase_);
  AddPresence(state, phase_);
  AddHolds(state, phase_);
  AddImplementers(state);
  situation_.now = now;
  if (phase == proposal.phase && min_time == MinTime::kCounts) {
    situation_.min_time_until = proposal.phase_min;
  }
  evaluation_ = rules::Evaluate(proposal.rule(), phase_, situation_);
}

namespace {

// A hold outlives the phase it was raised in. Where the running phase knows no
// block, its holder counts as opposed.
bool BlocksOppose(const ProposalState& proposal, const v1::Phase& phase) {
  const rules::StanceSet allowed = rules::AllowedStances(proposal.rule(), phase);
  return !allowed.Has(v1::STANCE_BLOCK) && allowed.Has(v1::STANCE_DISAGREE);
}

}  // namespace

void ProposalEvaluation::AddPositions(const v1::Phase& phase) {
  situation_.given = proposal_.positions.counts();
  situation_.positions_checked = true;
  situation_.members = proposal_.view.electorate_size();
  const v1::Election& election = proposal_.view.election();
  if (const v1::Road* const road = ChosenRoad(proposal_, phase)) situation_.road = road->name();
  if (proposal_.counted != 0 && !OfRoads(election)) situation_.chosen = election.chosen_size();
  if (phase.weighted()) {
    situation_.votes.emplace();
    situation_.votes->given = proposal_.positions.votes();
    situation_.votes->members = proposal_.positions.all_votes() - proposal_.departed_votes;
  }
  if (!BlocksOppose(proposal_, phase)) return;
  const auto oppose = [](rules::StanceCounts& given) {
    given[v1::STANCE_DISAGREE] += std::exchange(given[v1::STANCE_BLOCK], 0);
  };
  oppose(situation_.given);
  if (situation_.votes) oppose(situation_.votes->given);
}

// Whoever gave a position is present, on the attendance record or not.
std::set<int32_t> ProposalEvaluation::Present() const {
  std::set<int32_t> present;
  for (const int32_t member : proposal_.attendance) {
    if (CountsAsPresent(proposal_, member)) present.insert(member);
  }
  for (int32_t voice = 0; voice < proposal_.positions.voices(); ++voice) {
    const VoicePosition& position = proposal_.positions.at(voice);
    if (position.counts) present.insert(position.member);
  }
  return present;
}

void ProposalEvaluation::AddPresence(const State& state, const v1::Phase& phase) {
  if (proposal_.attendance_kept) {
    situation_.present = VoicesPresent(proposal_);
    if (situation_.votes) situation_.votes->present = VotesPresent(proposal_);
  }
  if (phase.quorum().composition().empty()) return;
  const std::set<int32_t> present = Present();
  for (const v1::Composition& part : phase.quorum().composition()) {
    rules::AttributeCount count{part.attribute(), 0};
    for (const int32_t member : present) {
      if (!proposal_.voice_of.contains(member)) continue;
      const auto& attributes = state.members[member].view.attributes();
      count.present += std::count(attributes.begin(), attributes.end(), part.attribute());
    }
    attributes_.push_back(count);
  }
  situation_.present_with = attributes_;
}

rules::Hold ProposalEvaluation::HoldOf(const State& state, int32_t member, int32_t revision,
                                       int32_t concern) const {
  rules::Hold hold;
  if (member >= 0) {
    hold.member = state.members[member].view.name();
    hold.handle = state.members[member].view.handle();
  }
  hold.revision = revision;
  hold.concern = concern;
  return hold;
}

namespace {

// Under an advice process: voices that are still to be asked. Who decides asks the
// others, and whoever has left cannot be asked any more.
int64_t NotAsked(const ProposalState& p) {
  absl::flat_hash_set<int32_t> silent;
  const absl::string_view decider = LastSegment(p.view.proposer());
  for (const auto& [member, first] : p.voice_of) {
    for (const int32_t voice : VoicesOfMember(p, member)) {
      const bool decides = p.voice_names[voice] == decider;
      if (!decides && !p.positions.at(voice).counts) silent.insert(voice);
    }
  }
  return static_cast<int64_t>(silent.size());
}

}  // namespace

// Whose voice counts against the tolerance by what it gave is not counted again.
void ProposalEvaluation::AddObjecting(const ConcernState& concern, const v1::Phase& phase) {
  const rules::StanceSet against = rules::CountedAgainst(phase.block());
  const std::vector<int32_t> voices = VoicesOfMember(proposal_, concern.holder);
  if (voices.empty()) ++situation_.objecting;
  for (const int32_t voice : voices) {
    const VoicePosition& position = proposal_.positions.at(voice);
    const bool opposes = position.stance == v1::STANCE_BLOCK && BlocksOppose(proposal_, phase);
    const v1::Stance stance = opposes ? v1::STANCE_DISAGREE : position.stance;
    if (position.counts && against.Has(stance)) continue;
    if (objecting_.insert(voice).second) ++situation_.objecting;
  }
}

void ProposalEvaluation::AddHolds(const State& state, const v1::Phase& phase) {
  for (const auto& [number, block] : proposal_.blocks) {
    if (!IsOpen(block)) continue;
    const ConcernState& concern = proposal_.concerns[number - 1];
    blocks_.push_back(HoldOf(state, concern.holder, block.view.revision(), number));
    if (block.view.state() != v1::Block::STATE_UNDER_TEST) continue;
    ++situation_.pending_blocks;
    if (situation_.votes && block.voice >= 0) {
      situation_.votes->pending_blocks += proposal_.positions.votes_of(block.voice);
    }
  }
  for (const ConcernState& concern : proposal_.concerns) {
    if (IsQuestion(concern)) continue;
    if (concern.view.state() == v1::Concern::STATE_OPEN) ++situation_.unaddressed;
    if (!Holds(concern, phase)) continue;
    ++situation_.open_objections;
    AddObjecting(concern, phase);
    objections_.push_back(HoldOf(state, concern.holder, concern.view.revision(),
                                 static_cast<int32_t>(&concern - proposal_.concerns.data()) + 1));
  }
  if (phase.judged().everyone_asked()) situation_.unaddressed += NotAsked(proposal_);
  situation_.pending_blocks =
      std::min(situation_.pending_blocks, situation_.given[v1::STANCE_BLOCK]);
  situation_.valid_blocks = situation_.given[v1::STANCE_BLOCK] - situation_.pending_blocks;
  if (situation_.votes) {
    rules::VoteCounts& votes = *situation_.votes;
    votes.pending_blocks = std::min(votes.pending_blocks, votes.given[v1::STANCE_BLOCK]);
    votes.valid_blocks = votes.given[v1::STANCE_BLOCK] - votes.pending_blocks;
  }
  situation_.blocks = blocks_;
  situation_.objections = objections_;
}

void ProposalEvaluation::AddImplementers(const State& state) {
  if (BindsAsides(phase_)) return;  // they help all the same
  for (const v1::ActionPoint& point : proposal_.view.action_points()) {
    const auto member = state.member_by_id.find(LastSegment(point.member()));
    if (member == state.member_by_id.end()) continue;
    for (const int32_t voice : VoicesOfMember(proposal_, member->second)) {
      const VoicePosition& position = proposal_.positions.at(voice);
      if (!position.counts || position.stance != v1::STANCE_STAND_ASIDE) continue;
      implementers_.push_back(HoldOf(state, member->second, position.revision, 0));
      break;
    }
  }
  situation_.implementers_aside = implementers_;
}

bool ProposalEvaluation::objections_hold() const {
  const auto& conditions = evaluation_.conditions;
  return std::any_of(conditions.begin(), conditions.end(), [](const rules::Condition& one) {
    return one.kind == v1::Condition::KIND_OBJECTIONS && one.decides && !one.holds;
  });
}

bool ProposalEvaluation::stopped_by_objections() const {
  return outcome() == v1::OUTCOME_NOT_READY && objections_hold();
}

bool ProposalEvaluation::still_held() const {
  if (waits_for_holds()) return true;
  const auto& conditions = evaluation_.conditions;
  return std::any_of(conditions.begin(), conditions.end(), [](const rules::Condition& one) {
    return one.kind == v1::Condition::KIND_BLOCKS && one.decides && !one.holds;
  });
}

namespace {

// Whoever is told that something is blocked is told on which principle (transition 12).
// People's words: they are shown, and kept with the block alone.
void AddPrinciples(const ProposalState& p, v1::Tally& tally) {
  for (v1::Condition& condition : *tally.mutable_conditions()) {
    for (v1::Obstacle& obstacle : *condition.mutable_obstacles()) {
      const auto block = p.blocks.find(obstacle.concern());
      if (block == p.blocks.end()) continue;
      obstacle.set_principle(block->second.view.principle());
    }
  }
}

}  // namespace

v1::Tally ProposalEvaluation::ToTally(absl::string_view language) const {
  v1::Tally tally = rules::ToProto(evaluation_, phase_, situation_);
  *tally.mutable_evaluated_at() = ToProto(situation_.now);
  tally.set_revision(proposal_.view.revision());
  if (language.empty()) return tally;
  AddPrinciples(proposal_, tally);
  rules::AddSentences(rules::LanguageOf(language), tally);
  return tally;
}

const v1::Tally* TallyFor(const ProposalState& proposal, v1::Outcome outcome) {
  if (proposal.stopped_tally && !Adopts(outcome)) return &*proposal.stopped_tally;
  return proposal.passed_tally ? &*proposal.passed_tally : nullptr;
}

bool BindsAsides(const v1::Phase& phase) {
  return phase.stand_aside().binds() == v1::StandAsidePolicy::BINDS_BOUND;
}

bool HasDissent(const ProposalState& proposal) {
  const rules::StanceCounts& counts = proposal.positions.counts();
  return counts[v1::STANCE_STAND_ASIDE] + counts[v1::STANCE_DISAGREE] + counts[v1::STANCE_BLOCK] >
         0;
}

namespace {

// Since they raised it: who agreed and then objected, objects.
bool HasAgreedSince(const ProposalState& proposal, const ConcernState& concern) {
  const std::vector<int32_t> voices = VoicesOfMember(proposal, concern.holder);
  const int64_t raised = ToMicros(ToTime(concern.view.create_time()));
  return std::any_of(voices.begin(), voices.end(), [&](int32_t voice) {
    const VoicePosition& position = proposal.positions.at(voice);
    return position.counts && position.time_us >= raised &&
           (position.stance == v1::STANCE_AGREE || position.stance == v1::STANCE_RESERVATIONS);
  });
}

}  // namespace

std::vector<int32_t> SustainedObjections(const ProposalState& proposal) {
  std::vector<int32_t> sustained;
  for (size_t i = 0; i < proposal.concerns.size(); ++i) {
    const ConcernState& concern = proposal.concerns[i];
    // An answer does not end it here: its holder has not said that it meets it.
    const bool stands = concern.view.kind() == v1::Concern::KIND_OBJECTION &&
                        !concern.view.block() && !concern.view.hold_ended() && IsOpen(concern);
    if (!stands || !proposal.voice_of.contains(concern.holder)) continue;
    if (!HasAgreedSince(proposal, concern)) sustained.push_back(static_cast<int32_t>(i) + 1);
  }
  return sustained;
}

v1::Outcome DeclaredOutcome(const ProposalState& proposal, bool adopted) {
  if (!adopted) return v1::OUTCOME_NOT_ADOPTED;
  return HasDissent(proposal) ? v1::OUTCOME_ADOPTED_WITH_DISSENT : v1::OUTCOME_ADOPTED;
}

namespace {

// As of `now`, of the phase that last asked for positions.
v1::Tally TallyAgain(const State& state, const ProposalState& proposal, absl::Time now) {
  v1::Tally tally = ProposalEvaluation(state, proposal, proposal.passed_phase, now,
                                       ProposalEvaluation::MinTime::kSkipped)
                        .ToTally("");
  const v1::Outcome before = proposal.passed_tally->outcome();
  const bool declared = !proposal.declared_by.empty() &&
                        proposal.phases(proposal.passed_phase).has_judged() &&
                        (Adopts(before) || before == v1::OUTCOME_NOT_ADOPTED);
  if (declared && tally.outcome() == v1::OUTCOME_FACILITATOR_MAY_DECLARE) {
    tally.set_outcome(DeclaredOutcome(proposal, Adopts(before)));
  }
  return tally;
}

}  // namespace

v1::Tally TallyOfClose(const State& state, const ProposalState& proposal) {
  return TallyAgain(state, proposal, proposal.passed_time);
}

bool StillPasses(const State& state, const ProposalState& proposal, absl::Time now) {
  return Adopts(TallyAgain(state, proposal, now).outcome());
}

bool ResolvesOn(const ProposalState& proposal, int32_t index) {
  return proposal.phases(index).kind() == v1::Phase::KIND_RESOLVING &&
         proposal.resolved_in == index && proposal.resolved_revision == proposal.blocked_revision;
}

int32_t DecidingPhase(const ProposalState& proposal) {
  return proposal.blocked_in >= 0 ? proposal.blocked_in : proposal.phase;
}

bool EndsBlocked(const v1::Phase& phase) {
  const v1::Next& blocked = phase.on_blocked();
  return blocked.phase().empty() && (blocked.ending() == v1::Next::ENDING_EXPIRED ||
                                     blocked.ending() == v1::Next::ENDING_REJECTED ||
                                     blocked.ending() == v1::Next::ENDING_LAPSED);
}

bool StopsUntilItsDate(const v1::Phase& phase) {
  return phase.kind() == v1::Phase::KIND_RATIFY && phase.time().has_max() && EndsBlocked(phase);
}

bool IsParked(const ProposalState& proposal) {
  return proposal.view.state() == v1::Proposal::STATE_TABLED ||
         proposal.view.state() == v1::Proposal::STATE_REFERRED;
}

bool IsBeforeCall(const ProposalState& proposal) {
  switch (proposal.view.state()) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      return true;
    default:
      return false;
  }
}

uint64_t WordingOf(absl::string_view title, absl::string_view text) {
  uint64_t hash = 14695981039346656037ULL;
  const auto add = [&hash](unsigned char byte) { hash = (hash ^ byte) * 1099511628211ULL; };
  for (const char c : title) add(static_cast<unsigned char>(c));
  add(0xff);  // in no text: UTF-8 has no such byte
  for (const char c : text) add(static_cast<unsigned char>(c));
  return hash;
}

absl::Time ContestableUntil(const ProposalState& proposal) {
  const bool any =
      proposal.passed_tally.has_value() && (proposal.hands_recorded || RestsOnPresence(proposal));
  return any ? proposal.passed_time + kContestWithin : absl::InfinitePast();
}

namespace {

// Whether positions or holds count in this state.
bool HasTally(v1::Proposal::State state) {
  switch (state) {
    case v1::Proposal::STATE_CALLED:
    case v1::Proposal::STATE_BLOCKED:
    case v1::Proposal::STATE_RESOLVING:
    case v1::Proposal::STATE_FALLBACK:
    case v1::Proposal::STATE_PROVISIONAL:
      return true;
    default:
      return false;
  }
}

// A draft that names others who are to bring it.
bool AsksForSponsors(const v1::Proposal& view) {
  return view.state() == v1::Proposal::STATE_DRAFT &&
         (!view.asked_co_proposers().empty() || !view.declined_co_proposers().empty() ||
          !view.co_proposers().empty());
}

}  // namespace

bool IsProposer(const ProposalState& proposal, const Member& member) {
  const auto& others = proposal.view.co_proposers();
  return proposal.view.proposer() == member.view.name() ||
         std::find(others.begin(), others.end(), member.view.name()) != others.end();
}

std::optional<v1::Proposal> ViewProposal(const State& state, int32_t number, int32_t reader,
                                         absl::Time now, absl::string_view language) {
  const auto found = state.proposals.find(number);
  if (found == state.proposals.end()) return std::nullopt;
  const ProposalState& proposal = found->second;
  if (proposal.view.state() == v1::Proposal::STATE_DRAFT &&
      (reader < 0 || !SeesDraft(proposal, state.members[reader]))) {
    return std::nullopt;
  }
  v1::Proposal view = proposal.view;
  if (AsksForSponsors(view)) {
    *view.mutable_tally() = DraftTally(state, proposal, now, language);
  } else if (HasTally(view.state())) {
    const ProposalEvaluation evaluation(state, proposal, DecidingPhase(proposal), now);
    *view.mutable_tally() = ShownTally(proposal, evaluation, language);
  } else if (view.has_tally() && !language.empty()) {
    rules::AddSentences(rules::LanguageOf(language), *view.mutable_tally());
  }
  const auto standing = state.standings.find(number);
  if (standing != state.standings.end()) view.set_state(standing->second.state);
  return view;
}

namespace {

// What a ballot comes to is not known before the count.
bool AwaitsItsCount(const ProposalState& proposal, int32_t voice) {
  const auto ballot = proposal.ballots.find(voice);
  return ballot != proposal.ballots.end() && proposal.counted == 0 &&
         ballot->second.sequence == proposal.positions.at(voice).sequence;
}

}  // namespace

v1::Ballot ViewBallot(const State& state, const ProposalState& proposal, int32_t voice) {
  const BallotState& ballot = proposal.ballots.at(voice);
  v1::Ballot view;
  view.set_name(absl::StrCat(proposal.view.name(), "/ballots/", proposal.voice_names[voice]));
  view.set_member(state.members[ballot.member].view.name());
  view.set_unit(std::string(UnitOfVoice(proposal, voice)));
  view.set_hidden(!ballot.commitment.empty());
  if (!view.hidden()) *view.mutable_marks() = ballot.marks;
  *view.mutable_update_time() = ToProto(absl::FromUnixMicros(ballot.time_us));
  view.set_sequence(ballot.sequence);
  return view;
}

v1::ElectionResult ViewResult(const ProposalState& proposal) {
  v1::ElectionResult result = CountBallots(proposal);
  result.set_sequence(proposal.counted);
  return result;
}

std::optional<v1::Position> ViewPosition(const State& state, const ProposalState& proposal,
                                         int32_t voice) {
  const VoicePosition& position = proposal.positions.at(voice);
  if (position.stance == v1::STANCE_UNSPECIFIED) return std::nullopt;
  v1::Position view;
  view.set_name(PositionName(proposal.view.name(), proposal.voice_names[voice]));
  view.set_member(state.members[position.member].view.name());
  view.set_hidden(proposal.hidden.contains(position.sequence) || AwaitsItsCount(proposal, voice));
  if (!view.hidden()) view.set_stance(position.stance);
  view.set_unit(std::string(UnitOfVoice(proposal, voice)));
  view.set_revision(position.revision);
  view.set_sequence(position.sequence);
  view.set_concern(position.concern);
  view.set_counts(position.counts);
  view.set_about_process(position.about_process);
  view.set_in_advance(position.in_advance);
  view.set_signing_key(position.signing_key);
  if (position.recorded_by >= 0) {
    view.set_recorded_by(state.members[position.recorded_by].view.name());
  }
  *view.mutable_update_time() = ToProto(absl::FromUnixMicros(position.time_us));
  const auto reason = proposal.reasons.find(voice);
  if (reason != proposal.reasons.end() && !view.hidden()) view.set_reason(reason->second);
  return view;
}

namespace {

// What somebody consented to with on record: a concern that was carried, unless
// their position has it there already.
void AddCarried(const State& state, const ProposalState& p, v1::Decision& decision) {
  std::set<std::string> there;
  for (const auto* positions :
       {&decision.reservations(), &decision.stand_asides(), &decision.dissent()}) {
    for (const v1::Position& position : *positions) there.insert(position.member());
  }
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    const v1::Concern& concern = p.concerns[i].view;
    if (concern.state() != v1::Concern::STATE_CARRIED) continue;
    const int32_t holder = p.concerns[i].holder;
    const std::string& member = holder < 0 ? concern.author() : state.members[holder].view.name();
    if (there.contains(member)) continue;
    v1::Position& carried = *decision.add_reservations();
    carried.set_member(member);
    carried.set_stance(v1::STANCE_RESERVATIONS);
    carried.set_reason(concern.text());
    carried.set_revision(concern.revision());
    carried.set_concern(static_cast<int32_t>(i) + 1);
    *carried.mutable_update_time() = concern.create_time();
  }
}

// A sustained objection is dissent (glossary), given as a position or not: of whoever has
// no place in the decision yet. The outcome says what was counted (2.3), and is not another
// one for it.
void AddSustained(const State& state, const ProposalState& p, v1::Decision& decision) {
  if (!IsInForce(decision.state())) return;
  std::set<std::string> there;
  for (const auto* positions : {&decision.stand_asides(), &decision.dissent()}) {
    for (const v1::Position& position : *positions) there.insert(position.member());
  }
  for (const int32_t number : SustainedObjections(p)) {
    const ConcernState& concern = p.concerns[number - 1];
    const std::string& member = state.members[concern.holder].view.name();
    if (!there.insert(member).second) continue;
    v1::Position& dissent = *decision.add_dissent();
    dissent.set_member(member);
    dissent.set_stance(v1::STANCE_DISAGREE);
    dissent.set_reason(concern.view.text());
    dissent.set_revision(concern.view.revision());
    dissent.set_concern(number);
    *dissent.mutable_update_time() = concern.view.create_time();
  }
}

}  // namespace

v1::Member ViewMember(const Member& member) {
  v1::Member view = member.view;
  if (member.last_act != absl::InfinitePast()) {
    *view.mutable_last_act_time() = ToProto(member.last_act);
  }
  return view;
}

v1::Decision MakeDecision(const State& state, const ProposalState& proposal) {
  v1::Decision decision;
  decision.set_name(DecisionName(state.id, proposal.number));
  decision.set_proposal(proposal.view.name());
  decision.set_state(proposal.view.state());
  decision.set_title(proposal.view.title());
  decision.set_text(proposal.view.text());
  decision.set_revision(proposal.view.revision());
  *decision.mutable_rule() = proposal.rule();
  decision.set_electorate_size(proposal.view.electorate_size());
  *decision.mutable_action_points() = proposal.view.action_points();
  *decision.mutable_replaces() = proposal.view.replaces();
  decision.set_repeals(proposal.view.repeals());
  decision.set_publish_certificate(proposal.view.publish_certificate());
  if (proposal.view.has_election()) *decision.mutable_election() = proposal.view.election();
  if (proposal.view.has_tally()) {
    *decision.mutable_tally() = proposal.view.tally();
    decision.set_phase(proposal.view.tally().phase());
  }
  const bool bound =
      proposal.passed_phase >= 0 && BindsAsides(proposal.phases(proposal.passed_phase));
  for (int32_t voice = 0; voice < proposal.positions.voices(); ++voice) {
    if (!proposal.positions.at(voice).counts) continue;
    std::optional<v1::Position> position = ViewPosition(state, proposal, voice);
    switch (position->stance()) {
      case v1::STANCE_RESERVATIONS:
        *decision.add_reservations() = *std::move(position);
        break;
      case v1::STANCE_STAND_ASIDE:
        position->set_bound(bound);
        *decision.add_stand_asides() = *std::move(position);
        break;
      case v1::STANCE_DISAGREE:
      case v1::STANCE_BLOCK:
        *decision.add_dissent() = *std::move(position);
        break;
      default:
        break;
    }
  }
  AddCarried(state, proposal, decision);
  AddSustained(state, proposal, decision);
  return decision;
}

}  // namespace assent::assembly
