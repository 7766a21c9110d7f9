#include <iterator>

#include "server/rules/description.h"

namespace assent::rules {
namespace {

using S = Say;

constexpr Phrase kPhrases[] = {
    {S::kHeadWho, "Who decides"},
    {S::kHeadPositions, "What you may say"},
    {S::kHeadDiscussion, "Before positions are asked for"},
    {S::kHeadStep, "Step {number} of {steps} ({name}): {kind}"},
    {S::kHeadUrgentStep, "Urgent, step {number} of {steps} ({name}): {kind}"},
    {S::kHeadText, "If the proposal changes"},
    {S::kHeadUrgent, "If it is urgent"},
    {S::kHeadAfter, "After the decision"},
    {S::kHeadWords, "What these words mean here"},

    {S::kKindCall, "call for consensus"},
    {S::kKindSignOff, "sign-off"},
    {S::kKindFinalComment, "final comments"},
    {S::kKindResolving, "resolving what holds it up"},
    {S::kKindVote, "vote"},
    {S::kKindRoads, "choice of the road"},
    {S::kKindLateWindow, "late objections"},
    {S::kKindRatify, "ratification"},
    {S::kKindJudged, "sense of the group"},
    {S::kKindDecider, "advice, then one person decides"},
    {S::kKindRole, "a smaller body may decide"},

    {S::kOr, "or"},
    {S::kAnd, "and"},
    {S::kQuoted, "“{text}”"},
    {S::kPeople, "{n} {n|person|people}"},
    {S::kVoices, "{n} {n|voice|voices}"},
    {S::kVotes, "{n} {n|vote|votes}"},
    {S::kSeconds, "{n} {n|second|seconds}"},
    {S::kMinutes, "{n} {n|minute|minutes}"},
    {S::kHours, "{n} {n|hour|hours}"},
    {S::kDays, "{n} {n|day|days}"},
    {S::kCalendarDays, "{n} calendar {n|day|days}"},
    {S::kWorkingDays, "{n} working {n|day|days}"},
    {S::kFraction, "{words} ({numerator}/{denominator})"},
    {S::kBareFraction, "{numerator} in {denominator}"},
    {S::kWholeFraction, "all"},
    {S::kAtLeast, "at least {share}"},
    {S::kMoreThan, "more than {share}"},
    {S::kFewerThan, "fewer than {share}"},
    {S::kOfMembers, "all who have a voice"},
    {S::kOfPresent, "those present"},
    {S::kOfStances, "those counted (who {stances})"},
    {S::kOfAnswered, "all who answer"},
    {S::kOfAnsweredBut, "all who answer (not counting those who {stances})"},
    {S::kOfVotesOnBlock, "those who vote on it"},
    {S::kOfVotes, "all votes"},
    {S::kVotesOf, "the votes of {base}"},
    {S::kWholeOf, "{base}, all of them,"},
    {S::kShareOf, "{share} of {base}"},
    {S::kStep, "step {number} ({name})"},
    {S::kUrgentStep, "urgent step {number} ({name})"},
    {S::kBlockersLeftOut, ", blockers left out,"},

    {S::kBasisMembers, "Every member has one voice."},
    {S::kBasisActive, "Every active member has one voice: whoever is neither away nor gone."},
    {S::kBasisActiveWithin,
     "Every active member has one voice: whoever took part in something within the last {time}."},
    {S::kBasisUnits, "Each {unit} has one voice, however many people belong to it."},
    {S::kUnitRequired, "Who belongs to no {unit} may speak and has no voice."},
    {S::kUnit, "unit (a household, a pod, an organisation)"},
    {S::kSpokes,
     "It speaks through one of its own: whoever more than half of its members name, and it may "
     "name somebody else, or nobody, at any time. Nobody speaks for two or has a role beside it."},
    {S::kSpokeMandate,
     "A spoke says only what the {unit} has mandated on the current text, and otherwise checks "
     "back; a new text goes back to every {unit}."},
    {S::kSpokeRotates, "After {n} {n|meeting|meetings} somebody else speaks for it."},
    {S::kSnapshotIntroduction,
     "The list of voices is taken when the proposal is introduced: whoever joins later may speak, "
     "but not decide on it."},
    {S::kSnapshotCall,
     "The list of voices is taken when positions are asked for: whoever joins later may speak, but "
     "not decide on it."},
    {S::kSnapshotLive,
     "The list of voices is never closed: whoever belongs at the moment of counting is counted."},
    {S::kSilentLeave, "Whoever does nothing for {time} after the call leaves the list."},
    {S::kTenure, "A newcomer's block holds only after {what}; founders need not wait."},
    {S::kTenureMeetings, "{n} {n|meeting|meetings} attended"},
    {S::kTenureMembership, "{time} of membership"},
    {S::kTenureSooner, "{time} of membership, whichever comes first"},
    {S::kRecuse, "Whoever the decision is about has no voice in it."},
    {S::kSponsors, "A proposal needs {n} {n|sponsor|sponsors} beside its proposer."},
    {S::kSponsorsAtMost,
     "A proposal needs {n} {n|sponsor|sponsors} beside its proposer, but never more than "
     "{multiplier|half|{multiplier} times half} the square root of the number of voices, rounded "
     "up."},

    {S::kReasonRequired, "To {stances}, you have to give a reason."},
    {S::kPrincipleRequired,
     "A block has to name the agreement or principle of the group that it rests on."},
    {S::kHidden,
     "Until the close, members do not see who said what; whoever runs the server could."},

    {S::kDiscussionFirst, "The proposal is discussed until a member calls for positions."},
    {S::kDiscussionMin,
     "The proposal is discussed for at least {time} before a member may call for positions."},
    {S::kDiscussionSkip,
     "Discussion may be skipped: a member may call for positions as soon as the proposal is "
     "introduced."},
    {S::kDiscussionSkipMin,
     "The proposal is discussed for {time}, but a member may skip that and call for positions as "
     "soon as it is introduced."},
    {S::kDiscussionMax, "If nobody has called for positions after {time}, the proposal lapses."},

    {S::kBeforeCallDiscussion,
     "Nobody calls for positions before the discussion has been opened; a member opens it once "
     "the questions are answered."},
    {S::kBeforeCallConcerns,
     "Nobody calls for positions before the discussion has come to listing the concerns and "
     "dealing with them one by one; a member goes on to that."},

    {S::kPurposeCall, "Everybody with a voice is asked for a position on the exact text."},
    {S::kPurposeAdvice, "Everybody concerned is asked for advice on the exact text."},
    {S::kPurposeRole,
     "The group has come to no result, or has left it to others: whoever has the role “{role}” "
     "may now decide instead of it. Members still say what they think."},
    {S::kPurposeSignOff, "Everybody with a voice is asked to sign off on the exact text."},
    {S::kPurposeFinalComment,
     "The agreement is there; this is the last time to stop the proposal before it takes effect."},
    {S::kPurposeResolving,
     "Those who hold the proposal up and those who brought it look for a way on; the text may be "
     "changed, and positions given on the new text."},
    {S::kPurposeVote, "Everybody with a voice is asked to vote on the exact text."},
    {S::kPurposeRoads,
     "Everybody with a voice is asked how to go on, and not yet whether they agree: nothing of the "
     "proposal is decided here."},
    {S::kPurposeLateWindow,
     "The decision stands for the time being; whoever was absent may still stop it."},
    {S::kPurposeRatify,
     "The urgent decision holds for the time being; now the group says whether it stays so. What "
     "it does by itself, such as changing the charter or moving money, is done only then. Whatever "
     "stops it stops it at once, and can be dealt with until the date."},

    {S::kStartAnyMember, "It starts when a member asks for it."},
    {S::kStartFacilitator, "It starts when the facilitator asks for it."},
    {S::kStartProposer, "It starts when the proposer asks for it."},
    {S::kStartVote, "It starts when at least {share} of those present ask for it."},
    {S::kStartSecondTime,
     "It comes only when the question has failed twice; the first time, the proposal is tabled for "
     "30 days instead and then asked again."},
    {S::kStartSameConcern,
     "It comes only if one and the same concern blocked every call before it; otherwise the "
     "proposal goes back to discussion."},
    {S::kHoldsOnly, "Nothing but blocks and objections can be raised or withdrawn now."},
    {S::kPhaseStances, "In this step you may {stances}."},

    {S::kLasts, "It lasts {time}."},
    {S::kEndsAfter, "It lasts {max}; a decision may be asked for once {min} are over."},
    {S::kEndsAtLatest, "It lasts {max} at most; a member may ask for the decision before."},
    {S::kNoEnd, "It has no fixed end: it is over when a member asks for the decision."},
    {S::kForOneRoom,
     "It is made for people in one room: nobody else has to answer, so whoever answers first can "
     "decide. Where people are not in one room, record who is there, or agree when to ask for the "
     "decision."},
    {S::kNoEndJudged, "It has no fixed end: it is over when something is declared."},
    {S::kNoEndMin,
     "It has no fixed end: it is over when a member asks for the decision, once {min} have "
     "passed."},
    {S::kResolvingLasts, "It lasts {max} at most."},
    {S::kMaxMeetings, "It is over after {n} {n|meeting|meetings}."},
    {S::kMaxRounds, "It is over after {n} {n|change|changes} of the text."},
    {S::kCloseAnswered, "It is over sooner if everybody has answered and nothing holds it up."},
    {S::kCloseRoad, "It is over sooner if everybody has answered and one road comes out alone."},
    {S::kClosePassed, "It is over as soon as the proposal passes."},
    {S::kExtensions, "Each member may make it longer {n|once|{n} times}, by {time} at most."},
    {S::kExtensionsNoEnd, "Each member may make it longer {n|once|{n} times}."},
    {S::kExtendedAtMost, "However often, it lasts {time} at most."},
    {S::kRestartAmendment, "A change of the text starts it again in full."},
    {S::kAmendmentAsksAnew, "After a change of the text the first step asks everybody anew."},
    {S::kRestartObjection,
     "A block or objection that is raised and settled meanwhile starts it again in full."},

    {S::kSilenceNone, "Saying nothing is not agreement."},
    {S::kSilenceAssent, "Saying nothing counts as agreement."},
    {S::kSilenceAbstain, "Saying nothing counts as abstaining."},

    {S::kWeighted,
     "Taking part and agreement are counted in votes: each {unit} has {n} {n|vote|votes} here, or "
     "as many as the charter states for it, and gives all of them with its one answer. All else, "
     "blocks first of all, is counted in voices."},

    {S::kRivalsCounted,
     "Where rival versions stand, members rank them, the proposal's own text and \"none of these: "
     "keep talking\"; {method} counts, and what this phase asks of agreement is asked of what was "
     "chosen."},
    {S::kRoads, "They rank {roads}."},
    {S::kRoadsCounted, "The ballots are counted by the method {method}."},
    {S::kRoadsTied,
     "Where several roads tie, or nobody ranks any, none is taken and no lot is drawn; until the "
     "end everybody may change their ballot."},
    {S::kOnRoad, "If “{name}” is chosen, {next}."},
    {S::kQuorumPresent, "For a decision, {number} must be present."},
    {S::kQuorumAnswers, "For a decision, {number} must answer."},
    {S::kQuorumStances, "For a decision, {number} must {stances}."},
    {S::kQuorumMembers, "For a decision, {number} must have a voice."},
    {S::kQuorumCount, "at least {people}"},
    {S::kQuorumHalfPlusOne, "at least half of all who have a voice plus one, rounded down,"},
    {S::kQuorumHalfPlusOneVotes, "at least half of all votes plus one, rounded down,"},
    {S::kQuorumRoot,
     "at least {multiplier|half|{multiplier} times half} the square root of the number of voices"},
    {S::kQuorumRootVotes,
     "at least {multiplier|half|{multiplier} times half} the square root of the number of votes"},
    {S::kComposition, "Of those present, {share} must be counted as “{attribute}”."},

    {S::kMoreAny, "If anybody wants more discussion, the proposal goes back to discussion."},
    {S::kMoreCount,
     "If more than {n} {n|person wants|people want} more discussion, the proposal goes back to "
     "discussion."},
    {S::kMoreShare, "If {share} want more discussion, the proposal goes back to discussion."},
    {S::kMoreCountAndShare,
     "If {share}, and more than {n} in any case, want more discussion, the proposal goes back to "
     "discussion."},

    {S::kBlockAsIn, "What a block does is as in {step}."},
    {S::kBlockOne, "A single block stops the proposal."},
    {S::kBlockOneValid, "A single valid block stops the proposal."},
    {S::kBlockTolerated, "The proposal can pass over {n} {n|block|blocks}; one more stops it."},
    {S::kBlockToleratedShare, "The proposal is stopped when {share} block it."},
    {S::kBlockToleratedLarger,
     "The proposal is stopped when {share}, and more than {n} in any case, block it."},
    {S::kOpposed, "The proposal is stopped when more than {n} {do}."},
    {S::kOpposedAny, "The proposal is stopped by a single person who {do}."},
    {S::kOpposedShare, "The proposal is stopped when {share} {do}."},
    {S::kOpposedLarger,
     "The proposal is stopped when {share}, and more than {n} in any case, {do}."},
    {S::kObjectionsWait, "Nothing passes while an objection is open."},
    {S::kObjectionsCount,
     "Whoever has an objection open counts with these, once; while they are too many, nothing "
     "passes."},
    {S::kBlockCounted, "A block is counted as a position and stops nothing by itself."},
    {S::kBlockJudged, "A block is weighed by whoever judges and stops nothing by itself."},
    {S::kBlockNone, "Nobody can block."},
    {S::kTestedWhenChallenged,
     "A block is tested when a member challenges it; until then it stands."},
    {S::kTestedAlways, "Every block is tested; until then the outcome waits."},
    {S::kValidIf, "A block is valid if {tests}."},
    {S::kTestSupporters, "at least {n} other {n|person supports|people support} it"},
    {S::kTestSupportersShare, "{share} support it, the blocker not counted"},
    {S::kTestInvalidate, "{share} find it invalid"},
    {S::kTestSecond, "{n} other {n|person seconds|people second} it and {n|stays|stay} with it"},
    {S::kTestLogic, "the facilitator finds it reasoned, whether or not the reasons are right"},
    {S::kTestLogicCriteria,
     "the facilitator finds it reasoned, whether or not the reasons are right (by these criteria: "
     "{criteria})"},
    {S::kTestGroupAccepts, "{share} accept it as valid"},
    {S::kTestAttempt, "an honest attempt to resolve it was made"},
    {S::kTestWithin,
     "The test is over after {time}; this step goes on until then, for everybody."},
    {S::kTestUntilEnd, "The test is over when the step ends or a decision is asked for."},
    {S::kInvalidStandAside, "A block that is found invalid counts as standing aside."},
    {S::kInvalidDisagree, "A block that is found invalid counts as disagreeing."},
    {S::kInvalidVoid, "A block that is found invalid counts as nothing."},
    {S::kDuty, "Whoever blocks has to {tasks}."},
    {S::kDutyWithin, "Whoever blocks has to {tasks}, within {time}."},
    {S::kDutyMeetings, "organise a meeting{n|| ({n} are advised)}"},
    {S::kDutyMeetingsEvery,
     "organise a meeting{n|| ({n} are advised)}, and one at least every {time}"},
    {S::kDutyEvery, "organise a meeting at least every {time}"},
    {S::kDutyCounterProposal, "bring a proposal of their own against this one"},
    {S::kDutyMissed,
     "Where that is missed and the blocker stays silent, the block becomes a recorded stand-aside; "
     "the concern behind it stays open."},
    {S::kDutyInWords, "Whoever blocks has to say in the reason what they propose instead."},
    {S::kNag,
     "Whoever blocks or objects, and is silent, is reminded after {time}."},
    {S::kLapse,
     "Of whoever is silent for {time} a block becomes a recorded stand-aside, and an objection holds "
     "no more; the concern behind it stays open."},
    {S::kConditional, "A block may name a condition; once that is met, the block ends by itself."},
    {S::kSoftLimit,
     "Beside a member's blocks a limit of {n} is shown, for all to see; nothing enforces it."},

    {S::kAsideCount, "If {n} {n|person stands|people stand} aside, {effect}."},
    {S::kAsideShare, "If {share} stand aside, {effect}."},
    {S::kAsideCountOrShare, "If {n} {n|person stands|people stand} aside, or {share}, {effect}."},
    {S::kAsideEffectBlock, "that counts as one block"},
    {S::kAsideEffectReturn, "the proposal goes back to discussion"},
    {S::kAsideEffectWarn, "the outcome says so, and nothing else happens"},
    {S::kAsideExempt, "Whoever stands aside need not help to carry the decision out."},
    {S::kAsideBound, "Whoever stands aside has to help to carry the decision out all the same."},
    {S::kImplementerReturn,
     "If somebody who stands aside is named to carry it out, the proposal goes back to "
     "discussion."},
    {S::kImplementerWarn,
     "If somebody who stands aside is named to carry it out, the outcome says so."},

    {S::kPassesUnstopped, "The proposal passes if nothing stops it, even if nobody answers."},
    {S::kPassesUnstoppedSilent, "The proposal passes if nothing stops it."},
    {S::kPassesWindow, "If nothing stops it in that time, it passes."},
    {S::kPassesWhen, "The proposal passes when {clause}."},
    {S::kPassesWhenUnstopped, "The proposal passes when {clause}, and nothing stops it."},
    {S::kPassesWhenAll, "The proposal passes when all of this is so: {clauses}."},
    {S::kPassesWhenAny, "The proposal passes when one of these is so: {clauses}."},
    {S::kPassesWhenAllUnstopped,
     "The proposal passes when nothing stops it and all of this is so: {clauses}."},
    {S::kPassesWhenAnyUnstopped,
     "The proposal passes when nothing stops it and one of these is so: {clauses}."},
    {S::kMayBeDeclaredWhen, "It may be declared when {clause}."},
    {S::kMayBeDeclaredWhenAll, "It may be declared when all of this is so: {clauses}."},
    {S::kMayBeDeclaredWhenAny, "It may be declared when one of these is so: {clauses}."},
    {S::kSomebodyAnswers, "somebody has answered"},
    {S::kMin, "at least {people} {do}"},
    {S::kMost, "at most {people} {do}"},
    {S::kMostNone, "nobody {do}"},
    {S::kShareDo, "{share} {do}"},
    {S::kGreater, "more {do} than {than}"},
    {S::kMissing, "all who have a voice {do}, except {n} at most"},
    {S::kMissingNone, "all who have a voice {do}"},
    {S::kMissingMajority,
     "all who have a voice {do}, except {n} at most, and those are fewer than the others"},
    {S::kSeparator, "; "},

    {S::kJudgedFacilitator,
     "No count decides: the facilitator listens for the sense of the group and declares it."},
    {S::kJudgedProposer,
     "No count decides: the proposer asks for advice, decides, and says what was decided."},
    {S::kJudgedRole,
     "No count decides: whoever has the role “{role}” (where it has seats, “{role}_1”, “{role}_2” "
     "and so on, any of them) declares it agreed or not, and says why. Nothing about the charter, "
     "who belongs or who has a role is decided so."},
    {S::kExplainWithin,
     "Whoever declares owes all members, within {time}, an apology and an explanation of why the "
     "group was not waited for and what was done about its concerns."},
    {S::kIssuesAddressed, "Nothing may be declared while an issue has no answer."},
    {S::kEveryoneAsked, "Nothing may be declared before everybody concerned was asked."},
    {S::kAppealWithin,
     "What is declared may be appealed for {time}: those with a voice judge, and if more of them "
     "overturn it than let it stand, and more than half of the others who took part, it goes back "
     "to discussion. Silence lets it stand."},
    {S::kAppealTo, "Where this rule comes from, people appeal to {whom}."},

    {S::kOnPass, "If it passes, {next}."},
    {S::kOnPassResolving, "Once nothing holds it up any more, {next}."},
    {S::kOnPassRatify, "If it is ratified, {next}."},
    {S::kOnPassDeclared, "If it is declared agreed, {next}."},
    {S::kIf, "If {cases}, {next}."},
    {S::kCaseBlocked, "it is stopped"},
    {S::kCaseStillBlocked, "it is still held up at the end"},
    {S::kCaseFailed, "it does not find that agreement"},
    {S::kCaseDeclaredNot, "it is declared not agreed"},
    {S::kCaseTimeOver, "the step ends while {causes}"},
    {S::kCauseQuorum, "too few take part"},
    {S::kCauseRoads, "no road comes out alone"},
    {S::kCauseMissing, "sign-offs are missing"},
    {S::kCauseObjection, "an objection is open"},
    {S::kCauseObjections, "too many objections are open"},
    {S::kCauseDeclaration, "nothing is declared"},
    {S::kNextForward, "it goes on to {step}"},
    {S::kNextBack, "it goes back to {step}"},
    {S::kNextAdopted, "it is adopted and in force"},
    {S::kNextRejected, "it is rejected, and what was decided before stands"},
    {S::kNextLapsed, "it lapses undecided, and what was decided before stands"},
    {S::kNextExpired, "it expires, and what was decided before stands again"},
    {S::kNextTabled, "it is tabled and comes back after {time}"},
    {S::kNextDiscussion, "it goes back to discussion"},
    {S::kNextWait, "it waits until that changes"},

    {S::kConsentsReset,
     "Agreement never carries over to a changed text: positions are asked for anew."},
    {S::kHoldsCarry,
     "Blocks and objections do carry over, until whoever raised them lets go or this rule ends "
     "them."},
    {S::kHoldsReset, "Blocks and objections end with the old text too."},
    {S::kEditorial, "A correction that changes no meaning stands if nobody objects for {time}."},
    {S::kEditorialAtOnce,
     "A correction that changes no meaning stands at once if it is the proposer's own; anybody "
     "else's is a change like any other."},
    {S::kFriendly,
     "A change that the proposer accepts stands at once, or, where there are co-proposers, if none "
     "of them objects for {time}."},
    {S::kFriendlyAtOnce, "A change that the proposer accepts stands at once."},
    {S::kFriendlySponsors,
     "A change stands once the proposer and every co-proposer accept it; where one of them has not "
     "for {time}, the group votes on it."},
    {S::kFriendlySponsorsAtOnce,
     "A change stands once the proposer and every co-proposer accept it."},
    {S::kUnfriendlyQuestion,
     "A change that is not accepted becomes a question of its own, decided by the majority of the "
     "votes cast."},
    {S::kUnfriendlyRival,
     "A change that is not accepted becomes a rival version. Versions are not counted against each "
     "other yet: until then the majority of the votes cast decides whether it goes into the text, "
     "and whoever wants it beside this one brings it as a proposal of its own against it."},
    {S::kUnfriendlyCounted,
     "A change that is not accepted becomes a rival version, which is counted against the proposal's "
     "own text."},
    {S::kDegreeOne, "A suggested change cannot itself be changed; suggest another one."},
    {S::kDegreeTwo, "A suggested change can itself be changed, but no further."},
    {S::kCallAwaits,
     "A call goes on, and nothing is decided, while a change waits for its answer or its vote: "
     "the first of everybody."},
    {S::kFreeze, "In the last {time} of the discussion the text stays as it is."},
    {S::kExtendsDiscussion, "A change gives the discussion at least another {time}."},
    {S::kWithdrawal,
     "If the proposer withdraws the proposal, another member has {time} to take it over."},

    {S::kUrgent, "A proposal may go a shorter way if its proposer says why it is urgent."},
    {S::kUrgentReasons, "A proposal may go a shorter way for one of these reasons: {reasons}."},
    {S::kUrgentScope, "What it may be about: {scope}"},
    {S::kUrgentSkips, "It needs no discussion first, and goes these steps instead of the others:"},
    {S::kUrgentExplain,
     "Whoever uses the urgent way owes the others an explanation within {time}."},

    {S::kReview, "The decision is looked at again after {time}."},
    {S::kReviewDissent,
     "If somebody stood aside, disagreed, blocked or objected, or let go of a block or an objection "
     "on the way, the decision is looked at again after {time}."},
    {S::kReviewBoth,
     "The decision is looked at again after {time}, or after {dissent} if somebody stood aside, "
     "disagreed, blocked or objected, or let go of a block or an objection on the way."},
    {S::kSunset, "The decision ends after {time} unless it is renewed."},
    {S::kRuleSunset,
     "This rule itself ends {time} after it came into the charter, and {rule} takes its place, "
     "unless a decision puts it there anew; what was introduced before goes on under it."},
    {S::kRuleSunsetOn,
     "This rule itself ends at {time}, and {rule} takes its place, unless a decision puts it there "
     "anew; what was introduced before goes on under it."},
    {S::kKeep,
     "When that time comes, a member may ask to keep it as it is; it is kept unless somebody "
     "objects within {time}."},
    {S::kKeepAtOnce, "When that time comes, a member may keep it as it is, at once."},
    {S::kReopenAnyTime, "It stands until a new decision replaces it; that may be asked any time."},
    {S::kReopenCooldown,
     "It stands until a new decision replaces it; that may be asked once {time} have passed."},
    {S::kReopen, "The question may be raised again if {ways}."},
    {S::kReopenLater, "The question may be raised again if {ways}, once {time} have passed."},
    {S::kReopenInformation, "somebody states new information"},
    {S::kReopenMembers, "{n} {n|member asks|members ask} for it"},

    {S::kWordPresent,
     "Present: whoever is on the list of those who came; where nobody kept a list, whoever gave a "
     "position."},
    {S::kWordHold, "What holds a proposal up: a block, or an open objection."},
};
static_assert(std::size(kPhrases) == static_cast<size_t>(Say::kCount), "a phrase for every Say");

constexpr StanceMeaning kStances[] = {
    {v1::STANCE_AGREE, "Agree: you support it."},
    {v1::STANCE_RESERVATIONS,
     "Agree with reservations: you support it, and your worry stays on record."},
    {v1::STANCE_STAND_ASIDE,
     "Stand aside: you cannot support it, and you let it go ahead; that is on record."},
    {v1::STANCE_ABSTAIN, "Abstain: you have no opinion, or leave it to the others."},
    {v1::STANCE_DISAGREE,
     "Disagree: you see a better way, and will go along with what is decided."},
    {v1::STANCE_BLOCK,
     "Block: you refuse consent, because it would harm the group or what the group stands for."},
    {v1::STANCE_MORE_DISCUSSION, "Want more discussion: you are not ready to decide."},
};

constexpr absl::string_view kNumbers[] = {"one",   "two",   "three", "four", "five",  "six",
                                          "seven", "eight", "nine",  "ten",  "eleven"};

constexpr Denominator kDenominators[] = {{2, "half", "halves"},      {3, "third", "thirds"},
                                         {4, "quarter", "quarters"}, {5, "fifth", "fifths"},
                                         {6, "sixth", "sixths"},     {7, "seventh", "sevenths"},
                                         {8, "eighth", "eighths"},   {9, "ninth", "ninths"},
                                         {10, "tenth", "tenths"},    {12, "twelfth", "twelfths"}};

constexpr DescriptionWords kEnglish = {
    .phrases = kPhrases,
    .stances = kStances,
    .numbers = kNumbers,
    .denominators = kDenominators,
};

}  // namespace

const DescriptionWords& EnglishDescription() { return kEnglish; }

}  // namespace assent::rules
