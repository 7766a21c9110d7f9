// What only the rules can say of an open proposal: its evaluation, and the
// views of it that reads and documents show. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_VIEWS_H_
#define ASSENT_SERVER_ASSEMBLY_VIEWS_H_

#include <optional>
#include <set>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/election.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/assembly/state.h"
#include "server/rules/evaluate.h"

namespace assent::assembly {

// Whether the outcome adopts, with or without dissent.
bool Adopts(v1::Outcome outcome);

// What the rule makes of a proposal in one of its phases, with the memory that
// the evaluation's conditions point to. Valid while the state lives unchanged.
// Cost: the holds that are open, not the positions.
class ProposalEvaluation {
 public:
  // Whether a minimum time has to be over.
  enum class MinTime { kCounts, kSkipped };

  // Evaluates `phase` (an index of proposal.phases()) as of `now`.
  ProposalEvaluation(const State& state, const ProposalState& proposal, int32_t phase,
                     absl::Time now, MinTime min_time = MinTime::kCounts);
  ProposalEvaluation(const ProposalEvaluation&) = delete;
  ProposalEvaluation& operator=(const ProposalEvaluation&) = delete;

  absl::Time now() const { return situation_.now; }
  MinTime min_time() const { return min_time_; }
  // The phase that was evaluated, by its index.
  int32_t phase() const { return index_; }
  v1::Outcome outcome() const { return evaluation_.outcome; }
  bool adopts() const { return Adopts(outcome()); }
  // Blocks that wait for a test, or more objections than are tolerated, where holds stop.
  bool waits_for_holds() const {
    const v1::BlockPolicy::Mode mode = phase_.block().mode();
    const bool stop = mode == v1::BlockPolicy::MODE_VETO || mode == v1::BlockPolicy::MODE_JUDGED;
    return stop && (objections_hold() || situation_.pending_blocks > 0);
  }
  // Whether more holds than are tolerated, whatever else is missing: a new text
  // takes the quorum along, and the hold stays.
  bool still_held() const;
  // Issues that nobody has answered, where somebody judges.
  bool waits_for_answers() const { return phase_.has_judged() && situation_.unaddressed > 0; }
  // Whether open objections stand in the way.
  bool objections_hold() const;
  // Whether it is objections that stand in the way, before anything else.
  bool stopped_by_objections() const;
  // With sentences in `language`; "": without sentences.
  v1::Tally ToTally(absl::string_view language) const;

 private:
  void AddHolds(const State& state, const v1::Phase& phase);
  void AddObjecting(const ConcernState& concern, const v1::Phase& phase);
  void AddImplementers(const State& state);
  std::set<int32_t> Present() const;
  void AddPresence(const State& state, const v1::Phase& phase);
  void AddPositions(const v1::Phase& phase);
  rules::Hold HoldOf(const State& state, int32_t member, int32_t revision, int32_t concern) const;

  const ProposalState& proposal_;
  const int32_t index_;
  const v1::Phase& phase_;
  const MinTime min_time_;
  std::vector<rules::Hold> blocks_;
  std::vector<rules::Hold> objections_;
  std::vector<rules::Hold> implementers_;
  std::vector<rules::AttributeCount> attributes_;
  std::set<int32_t> objecting_;  // voices
  rules::Situation situation_;
  rules::Evaluation evaluation_;
};

// The tally that shows what led to `outcome`: the last count of a phase that asked
// for positions, or of a window after it that a hold has stopped. nullptr: none.
const v1::Tally* TallyFor(const ProposalState& proposal, v1::Outcome outcome);

// What the phase that last asked for positions comes to without the hands that were
// contested since, as of its close. A sense that was declared then stays declared.
v1::Tally TallyOfClose(const State& state, const ProposalState& proposal);
// Whether it would still pass today: late holds may have become stand-asides.
bool StillPasses(const State& state, const ProposalState& proposal, absl::Time now);

// The outcome of a sense that is declared: adopted, with whatever dissent is on
// record, or not.
v1::Outcome DeclaredOutcome(const ProposalState& proposal, bool adopted);
// Whether whoever stands aside in this phase must help to carry the decision out (7.6).
bool BindsAsides(const v1::Phase& phase);
// Whether anybody stands aside, disagrees or blocks.
bool HasDissent(const ProposalState& proposal);

// Objections, by number, that stand although the proposal has passed: a fallback or a rule
// that only counts has gone over them. Whoever has since agreed to the text holds none.
std::vector<int32_t> SustainedObjections(const ProposalState& proposal);

// Whether phase `index` is a resolving that goes on where it stopped before.
bool ResolvesOn(const ProposalState& proposal, int32_t index);

// The phase that decides now: the current one, or while the proposal is
// blocked or being resolved the one in which it was blocked.
int32_t DecidingPhase(const ProposalState& proposal);

// Whether a block that stands as the phase closes is the end of the proposal.
bool EndsBlocked(const v1::Phase& phase);

// Whether a hold stops this phase at once and nothing comes of that before its date:
// what was decided urgently does not hold while it is held, and expires with it.
bool StopsUntilItsDate(const v1::Phase& phase);

// Whether it is parked until a date.
bool IsParked(const ProposalState& proposal);

// Whether nothing is asked yet, or any more: introduced, in discussion, at the
// concerns.
bool IsBeforeCall(const ProposalState& proposal);

// The same for the same title and text, on every machine: FNV-1a over both, 64 bits.
uint64_t WordingOf(absl::string_view title, absl::string_view text);

// Until when hands that somebody else recorded may be contested, once the phase
// that asked for them has closed; infinitely past: there are none.
absl::Time ContestableUntil(const ProposalState& proposal);

// A proposal as `reader` (a member index) may see it, with its tally while one
// exists and sentences in `language`. nullopt: not open any more (read the
// document), or a draft that is not the reader's.
std::optional<v1::Proposal> ViewProposal(const State& state, int32_t number, int32_t reader,
                                         absl::Time now, absl::string_view language);

// Whether `member` wrote the proposal or brings it too.
bool IsProposer(const ProposalState& proposal, const Member& member);

// A position as its document holds it; nullopt: nothing was said.
std::optional<v1::Position> ViewPosition(const State& state, const ProposalState& proposal,
                                         int32_t voice);

// A ballot as its document holds it: without marks while it is hidden. Expects that the
// voice has cast one.
v1::Ballot ViewBallot(const State& state, const ProposalState& proposal, int32_t voice);
// What the last count came to. Expects that there was one.
v1::ElectionResult ViewResult(const ProposalState& proposal);

// A member as they are shown: with the time of their last act, which no document
// holds, as every act would have to write it anew.
v1::Member ViewMember(const Member& member);

// The decision of a proposal that has just come to its end, from its state and
// its final tally.
v1::Decision MakeDecision(const State& state, const ProposalState& proposal);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_VIEWS_H_
