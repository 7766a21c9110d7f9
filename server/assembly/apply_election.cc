// Options, ballots and counts.

#include "server/assembly/apply_internal.h"
#include "server/assembly/ballot.h"
#include "server/assembly/election_count.h"
#include "server/assembly/elections.h"
#include "server/assembly/names.h"
#include "server/assembly/roads.h"
#include "server/assembly/signed_cover.h"
#include "server/assembly/times.h"
#include "server/base/check.h"

namespace assent::assembly {
namespace {

v1::Option& OptionOf(const Applying& a, int32_t number) {
  v1::Election& election = *a.p().view.mutable_election();
  ASSENT_CHECK(number >= 1 && number <= election.options_size(), "no such option");
  return *election.mutable_options(number - 1);
}

void MoveOption(const Applying& a, int32_t number, v1::Option::State state) {
  v1::Option& option = OptionOf(a, number);
  option.set_state(state);
  *option.mutable_state_time() = ToProto(a.time);
}

void CountCast(ProposalState& p) {
  p.view.mutable_election()->set_ballots(static_cast<int64_t>(p.ballots.size()));
}

// What ballots come to is shown with the positions that they are.
void TouchBallotPositions(const Applying& a) {
  if (a.touched == nullptr) return;
  for (const auto& [voice, ballot] : a.p().ballots) a.Touch(DocumentKind::kPosition, voice);
}

// What has been counted is no longer so.
void Uncount(const Applying& a) {
  ProposalState& p = a.p();
  if (p.counted != 0) {
    TouchBallotPositions(a);
    a.Touch(DocumentKind::kElectionResult);
    a.Touch(DocumentKind::kProposal);
  }
  p.counted = 0;
  p.none_chosen = false;
  v1::Election& election = *p.view.mutable_election();
  election.set_counted(false);
  election.clear_chosen();
  election.set_unfilled(0);
}

}  // namespace

void Apply(const Applying& a, const event::v1::OptionAdded& added) {
  v1::Election& election = *a.p().view.mutable_election();
  ASSENT_CHECK(added.number() == election.options_size() + 1, "options count without gaps");
  v1::Option& option = *election.add_options();
  option.set_number(added.number());
  option.set_title(added.title().content());
  option.set_text(added.text().content());
  if (!added.member().empty()) option.set_member(MemberName(a.state.id, added.member()));
  option.set_cost(added.cost());
  option.set_state(added.nominated() ? v1::Option::STATE_NOMINATED : v1::Option::STATE_STANDING);
  option.set_author(added.amendment() == 0 ? a.author_name()
                                            : a.amendment(added.amendment()).view.author());
  option.set_none_of_these(added.none_of_these());
  option.set_amendment(added.amendment());
  option.set_own_text(added.own_text());
  option.set_road(added.road());
  if (added.amendment() != 0) option.set_text(a.amendment(added.amendment()).view.text());
  *option.mutable_create_time() = ToProto(a.time);
  *option.mutable_state_time() = ToProto(a.time);
}

void Apply(const Applying& a, const event::v1::OptionWithdrawn& withdrawn) {
  MoveOption(a, withdrawn.number(), v1::Option::STATE_WITHDRAWN);
}

void Apply(const Applying& a, const event::v1::NominationAccepted& accepted) {
  MoveOption(a, accepted.number(), v1::Option::STATE_STANDING);
}

void DropBallots(const Applying& a) {
  ProposalState& p = a.p();
  if (!p.view.has_election()) return;
  TouchBallotPositions(a);
  for (const auto& [voice, ballot] : p.ballots) a.Touch(DocumentKind::kBallot, voice);
  p.ballots.clear();
  CountCast(p);
  Uncount(a);
}

void DropBallot(const Applying& a, int32_t voice) {
  if (a.p().ballots_opened == 0) return;  // of roads that were chosen among before
  if (a.p().ballots.erase(voice) == 0) return;
  a.Touch(DocumentKind::kBallot, voice);
  CountCast(a.p());
  Uncount(a);
}

void AskForCountAgain(const Applying& a) {
  if (a.p().ballots_opened != 0) Uncount(a);
}

void Apply(const Applying& a, const event::v1::ElectionOpened& opened) {
  ProposalState& p = a.p();
  DropBallots(a);
  p.ballots_opened = a.event.sequence();
  v1::Election& election = *p.view.mutable_election();
  *election.mutable_open_time() = ToProto(a.time);
  election.set_seed(opened.seed());
  const v1::Phase& phase = p.current_phase();
  if (!Chooses(p.view.kind())) {
    election.set_method(phase.has_roads() ? phase.roads().method() : phase.count().method());
  }
  *election.mutable_lot_order() = opened.lot_order();
}

void Apply(const Applying& a, const event::v1::BallotCast& cast) {
  ProposalState& p = a.p();
  const int32_t voice = a.VoiceOf(a.author, cast.unit());
  ASSENT_CHECK(voice >= 0, "a ballot from outside of the electorate");
  Uncount(a);
  BallotState& ballot = p.ballots[voice];
  ballot = BallotState();
  ballot.marks = cast.marks();
  ballot.member = a.author;
  ballot.sequence = a.event.sequence();
  ballot.time_us = a.event.time_us();
  if (cast.has_hidden_marks()) {
    ballot.commitment = cast.hidden_marks().commitment();
    ballot.salt = cast.hidden_marks().salt();
    ballot.marks = MarksOf(cast.hidden_marks().content()).value_or(v1::Marks());
  }
  CountCast(p);
  a.Touch(DocumentKind::kBallot, voice);
  if (p.positions.at(voice).stance == v1::STANCE_BLOCK && p.positions.at(voice).counts) return;
  VoicePosition position;
  position.stance = v1::STANCE_ABSTAIN;  // until it is counted
  position.revision = p.view.revision();
  position.member = a.author;
  position.sequence = a.event.sequence();
  position.time_us = a.event.time_us();
  position.signing_key = CoveringKey(a.state, a.author, a.event.time_us());
  SetPosition(a, voice, position, "");
}

void Apply(const Applying& a, const event::v1::BallotsOpened& opened) {
  ProposalState& p = a.p();
  auto next = p.ballots.begin();
  for (const event::v1::OpenedBallot& one : opened.ballots()) {
    // In order of the voices; a forged order finds nothing.
    while (next != p.ballots.end() && next->second.sequence != one.entry()) ++next;
    ASSENT_CHECK(next != p.ballots.end() && !next->second.commitment.empty(),
                 "an opening of what is not hidden");
    next->second.marks = one.marks();
    next->second.commitment.clear();
    next->second.salt.clear();
    a.Touch(DocumentKind::kBallot, next->first);
  }
}

void Apply(const Applying& a, const event::v1::ElectionCounted& counted) {
  ProposalState& p = a.p();
  p.counted = a.event.sequence();
  p.none_chosen = counted.none_of_these();
  v1::Election& election = *p.view.mutable_election();
  election.set_counted(true);
  *election.mutable_chosen() = counted.chosen();
  election.set_unfilled(counted.unfilled());
  for (const auto& [voice, ballot] : p.ballots) {
    VoicePosition position = p.positions.at(voice);
    // Who said something else since, said that.
    if (position.sequence != ballot.sequence || !position.counts) continue;
    position.stance = StanceOfBallot(p, ballot.marks);
    p.positions.Set(voice, position);
    a.Touch(DocumentKind::kPosition, voice);
  }
  a.Touch(DocumentKind::kElectionResult);
}

}  // namespace assent::assembly
