// Which blocks and objections hold a proposal. Shared by evaluation and by
// what happens when a hold comes or goes. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_HOLDS_H_
#define ASSENT_SERVER_ASSEMBLY_HOLDS_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "assent/v1/rule.pb.h"
#include "server/assembly/state.h"
#include "server/assembly/times.h"
#include "server/rules/block_validity.h"

namespace assent::assembly {

// Whether the block stands or is under test.
bool IsOpen(const BlockState& block);
// Whether the amendment may still be taken in.
bool IsOpen(const AmendmentState& amendment);
// Whether the concern is open or answered.
bool IsOpen(const ConcernState& concern);
// Whether it asks what the text means: it holds nothing up but the end of the
// introduction.
bool IsQuestion(const ConcernState& concern);
// The first question that is neither answered nor declined, by its number; 0: none.
int32_t FirstOpenQuestion(const ProposalState& proposal);
// Whether an objection holds in `phase`: open, no block in its place, and not
// answered where somebody judges and an answer addresses it.
bool Holds(const ConcernState& concern, const v1::Phase& phase);
// Whether it is an objection that holds what was called, where holds stop: whoever holds
// it is reminded and let go as the rule says of blockers.
bool MayFallSilent(const ProposalState& proposal, const ConcernState& concern);

// Whether it is an objection that holds a proposal on which positions are asked for,
// and that has a holder with a voice: challenged, it is tested as a block is.
bool IsTestable(const ProposalState& proposal, int32_t concern);

// For how many voices these members (indexes) speak: two of one unit for one,
// and who has none for none.
int64_t VoicesOf(const ProposalState& proposal, const std::set<int32_t>& members);

// How many voices are present: those on the attendance record, those who gave a
// position that counts, online or not, and `also` (voices). Cost: the record.
int64_t VoicesPresent(const ProposalState& proposal, const std::set<int32_t>& also = {});
// Whether these people, met over the proposal, are a meeting of its group: somebody
// beside the one who says so, and at least half of the voices. What a meeting brings
// about (a duty met, a tenure, the end of its rounds, a base for "of those present")
// is not for one member to bring about alone. Sections 5 D2 and C of the decision rules.
bool IsMeeting(const ProposalState& proposal, const std::set<int32_t>& present, int32_t recorder);
// The votes of those voices, where units have weights.
int64_t VotesPresent(const ProposalState& proposal);

// The voices of a live electorate whose members have all done nothing after
// `since`. A voice whose position counts is not silent, whoever recorded it.
std::vector<int32_t> SilentVoices(const State& state, const ProposalState& proposal,
                                  absl::Time since);

// Whether a test without a time of its own may be settled because somebody asks:
// half of the others who are present have judged (or supported or challenged it), or
// had a day for that.
bool TestWasHeard(const ProposalState& proposal, const BlockState& block, absl::Time now);
// From when on that is so, however few have judged.
absl::Time HeardFrom(const BlockState& block);

// What is known of a block for its rule's tests.
rules::BlockFacts FactsOf(const ProposalState& proposal, const BlockState& block,
                          bool test_time_over);

// When the holder of a block is reminded and when it lapses, counted from `now`;
// of an event PositionTaken or BlockerAnswered.
template <typename Event>
void SetBlockTimes(absl::Time now, const v1::BlockPolicy& policy, Event& event) {
  if (policy.has_nag_after()) {
    event.set_nag_time_us(ToMicros(now + ToDuration(policy.nag_after())));
  }
  if (policy.has_lapse_after()) {
    event.set_lapse_time_us(ToMicros(now + ToDuration(policy.lapse_after())));
  }
}

// The phase whose policy applies to blocks now: the current one, or the one in
// which the proposal was blocked.
const v1::Phase& BlockPhase(const ProposalState& proposal);

// Whether they belong: neither gone, nor a guest.
bool IsMember(const Member& member);

// Whether the member counts as active under a rule at `now`: neither away nor
// gone, and not silent for longer than it allows.
bool IsActive(const Member& member, const v1::Electorate& electorate, absl::Time now);

// Whose voice a member speaks for under a rule: their unit's (with a tilde in
// front, so that no unit is called like a member), or their own.
// Whoever belongs to several units speaks for each; this is the first.
std::string VoiceName(const v1::DecisionRule& rule, const Member& member);
// All of them.
std::vector<std::string> VoiceNames(const v1::DecisionRule& rule, const Member& member);
// The voice of theirs for which somebody else recorded them, or the first; -1: none.
int32_t RecordedVoiceOf(const ProposalState& proposal, int32_t member);

// The members, by index, who are left of all those that have not left the
// assembly once `electorate`'s exclusions are taken out, at `now`.
std::vector<int32_t> Entitled(const State& state, const v1::DecisionRule& rule,
                              const event::v1::Electorate& electorate, absl::Time now);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_HOLDS_H_
