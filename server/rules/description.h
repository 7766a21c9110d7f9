// The words in which rules are described, in one language: data, no code. A new
// language is one more file like description_en.cc and one line in
// description_writer.cc.
//
// A template has placeholders: {n} and the like are filled in as they are given,
// and {n|person|people} is the first word if the value is 1, else the second.

#ifndef ASSENT_SERVER_RULES_DESCRIPTION_H_
#define ASSENT_SERVER_RULES_DESCRIPTION_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "assent/v1/stance.pb.h"

namespace assent::rules {

// Everything that can be said of a rule. Those that end a sentence are whole
// sentences; the others are parts, with what they are parts of in a comment.
enum class Say {
  // Headings.
  kHeadWho,
  kHeadPositions,
  kHeadDiscussion,
  kHeadStep,        // {number} {steps} {name} {kind}
  kHeadUrgentStep,  // the same
  kHeadText,
  kHeadUrgent,
  kHeadAfter,
  kHeadWords,
  // Kinds of phases, in headings.
  kKindCall,
  kKindSignOff,
  kKindFinalComment,
  kKindResolving,
  kKindVote,
  kKindRoads,
  kKindLateWindow,
  kKindRatify,
  kKindJudged,  // a call that somebody judges
  kKindDecider,
  kKindRole,
  // Parts of many sentences.
  kOr,
  kAnd,
  kQuoted,   // {text}
  kPeople,   // {n}: so many people
  kVoices,   // {n}: the same where a voice is a household
  kVotes,    // {n}: so many votes of units
  kSeconds,  // {n}
  kMinutes,
  kHours,
  kDays,
  kCalendarDays,
  kWorkingDays,
  kFraction,       // {words} {numerator} {denominator}
  kBareFraction,   // {numerator} {denominator}: one that has no words
  kWholeFraction,  // all of something
  kAtLeast,        // {share}
  kMoreThan,       // {share}
  kFewerThan,      // {share}
  kOfMembers,      // what a share is of
  kOfPresent,
  kOfStances,        // {stances}: who give them
  kOfAnswered,       // everybody who answers
  kOfAnsweredBut,    // {stances}
  kOfVotesOnBlock,   // who vote on a block's test
  kOfVotes,          // all votes of units
  kVotesOf,          // {base}: the votes of some
  kWholeOf,          // {base}
  kShareOf,          // {share} {base}
  kStep,             // {number} {name}: a phase, named in a sentence
  kUrgentStep,       // the same, of the urgent way
  kBlockersLeftOut,  // after a base
  // Who decides.
  kBasisMembers,
  kBasisActive,
  kBasisActiveWithin,  // {time}
  kBasisUnits,         // {unit}
  kUnitRequired,       // {unit}
  kUnit,               // a unit without a name
  kSpokes,
  kSpokeMandate,  // {unit}
  kSpokeRotates,  // {n}
  kSnapshotIntroduction,
  kSnapshotCall,
  kSnapshotLive,
  kSilentLeave,       // {time}
  kTenure,            // {what}
  kTenureMeetings,    // {n}, in {what}
  kTenureMembership,  // {time}, in {what}
  kTenureSooner,      // {time}, in {what}, beside meetings
  kRecuse,
  kSponsors,        // {n}
  kSponsorsAtMost,  // {n} {multiplier}
  // What may be said.
  kReasonRequired,  // {stances}
  kPrincipleRequired,
  kHidden,
  // Before the call.
  kDiscussionFirst,
  kDiscussionMin,  // {time}
  kDiscussionSkip,
  kDiscussionSkipMin,  // {time}
  kDiscussionMax,      // {time}
  kBeforeCallDiscussion,
  kBeforeCallConcerns,
  // What a phase is for.
  kPurposeCall,
  kPurposeAdvice,
  kPurposeRole,  // {role}
  kPurposeSignOff,
  kPurposeFinalComment,
  kPurposeResolving,
  kPurposeVote,
  kPurposeRoads,
  kPurposeLateWindow,
  kPurposeRatify,
  // How it starts.
  kStartAnyMember,
  kStartFacilitator,
  kStartProposer,
  kStartVote,  // {share}
  kStartSecondTime,
  kStartSameConcern,
  kHoldsOnly,
  kPhaseStances,  // {stances}
  // Time.
  kLasts,         // {time}
  kEndsAfter,     // {max} {min}
  kEndsAtLatest,  // {max}
  kNoEnd,
  kForOneRoom,
  kNoEndJudged,
  kNoEndMin,        // {min}
  kResolvingLasts,  // {max}
  kMaxMeetings,     // {n}
  kMaxRounds,       // {n}
  kCloseAnswered,
  kCloseRoad,
  kClosePassed,
  kExtensions,       // {n} {time}
  kExtensionsNoEnd,  // {n}
  kExtendedAtMost,   // {time}
  kRestartAmendment,
  kAmendmentAsksAnew,
  kRestartObjection,
  // Silence.
  kSilenceNone,
  kSilenceAssent,
  kSilenceAbstain,
  // Weights of units.
  kWeighted,  // {unit} {n}
  kRivalsCounted,  // {method}
  // Roads.
  kRoads,         // {roads}
  kRoadsCounted,  // {method}
  kRoadsTied,
  kOnRoad,        // {name} {next}
  // Quorum.
  kQuorumPresent,  // {number}
  kQuorumAnswers,  // {number}
  kQuorumStances,  // {number} {stances}
  kQuorumMembers,  // {number}: the whole electorate is counted
  kQuorumCount,    // {people}, in {number}
  kQuorumHalfPlusOne,
  kQuorumHalfPlusOneVotes,
  kQuorumRoot,       // {multiplier}
  kQuorumRootVotes,  // {multiplier}
  kComposition,      // {share} {attribute}
  // More discussion.
  kMoreAny,
  kMoreCount,          // {n}
  kMoreShare,          // {share}
  kMoreCountAndShare,  // {n} {share}
  // Blocks.
  kBlockAsIn,  // {step}
  kBlockOne,
  kBlockOneValid,
  kBlockTolerated,        // {n}
  kBlockToleratedShare,   // {share}
  kBlockToleratedLarger,  // {n} {share}
  kOpposed,               // {n} {do}
  kOpposedAny,            // {do}
  kOpposedShare,          // {share} {do}
  kOpposedLarger,         // {n} {share} {do}
  kObjectionsWait,
  kObjectionsCount,
  kBlockCounted,
  kBlockJudged,
  kBlockNone,
  kTestedWhenChallenged,
  kTestedAlways,
  kValidIf,              // {tests}
  kTestSupporters,       // {n}, and the others in {tests}
  kTestSupportersShare,  // {share}
  kTestInvalidate,       // {share}
  kTestSecond,           // {n}
  kTestLogic,
  kTestLogicCriteria,  // {criteria}
  kTestGroupAccepts,   // {share}
  kTestAttempt,
  kTestWithin,  // {time}
  kTestUntilEnd,
  kInvalidStandAside,
  kInvalidDisagree,
  kInvalidVoid,
  kDuty,               // {tasks}
  kDutyWithin,         // {tasks} {time}
  kDutyMeetings,       // {n}, in {tasks}
  kDutyMeetingsEvery,  // {n} {time}
  kDutyEvery,          // {time}
  kDutyCounterProposal,
  kDutyMissed,
  kDutyInWords,
  kNag,    // {time}
  kLapse,  // {time}
  kConditional,
  kSoftLimit,  // {n}
  // Standing aside.
  kAsideCount,         // {n} {effect}
  kAsideShare,         // {share} {effect}
  kAsideCountOrShare,  // {n} {share} {effect}
  kAsideEffectBlock,
  kAsideEffectReturn,
  kAsideEffectWarn,
  kAsideExempt,
  kAsideBound,
  kImplementerReturn,
  kImplementerWarn,
  // Agreement.
  kPassesUnstopped,
  kPassesUnstoppedSilent,
  kPassesWindow,
  kPassesWhen,           // {clause}
  kPassesWhenUnstopped,  // {clause}
  kPassesWhenAll,        // {clauses}
  kPassesWhenAny,        // {clauses}
  kPassesWhenAllUnstopped,
  kPassesWhenAnyUnstopped,
  kMayBeDeclaredWhen,     // {clause}
  kMayBeDeclaredWhenAll,  // {clauses}
  kMayBeDeclaredWhenAny,  // {clauses}
  kSomebodyAnswers,       // a clause, as those below
  kMin,                   // {people} {do}
  kMost,                  // {people} {do}
  kMostNone,              // {do}
  kShareDo,               // {share} {do}
  kGreater,               // {do} {than}
  kMissing,               // {n} {do}
  kMissingNone,           // {do}
  kMissingMajority,       // {n} {do}
  kSeparator,             // between clauses
  // Judged.
  kJudgedFacilitator,
  kJudgedProposer,
  kJudgedRole,     // {role}
  kExplainWithin,  // {time}
  kIssuesAddressed,
  kEveryoneAsked,
  kAppealWithin,  // {time}
  kAppealTo,      // {whom}
  // Where it leads.
  kOnPass,           // {next}
  kOnPassResolving,  // {next}
  kOnPassRatify,     // {next}
  kOnPassDeclared,   // {next}
  kIf,               // {cases} {next}
  kCaseBlocked,
  kCaseStillBlocked,
  kCaseFailed,
  kCaseDeclaredNot,
  kCaseTimeOver,  // {causes}
  kCauseQuorum,
  kCauseRoads,
  kCauseMissing,
  kCauseObjection,
  kCauseObjections,
  kCauseDeclaration,
  kNextForward,  // {step}
  kNextBack,     // {step}
  kNextAdopted,
  kNextRejected,
  kNextLapsed,
  kNextExpired,
  kNextTabled,  // {time}
  kNextDiscussion,
  kNextWait,
  // Changes of the text.
  kConsentsReset,
  kHoldsCarry,
  kHoldsReset,
  kEditorial,  // {time}
  kEditorialAtOnce,
  kFriendly,  // {time}
  kFriendlyAtOnce,
  kFriendlySponsors,  // {time}
  kFriendlySponsorsAtOnce,
  kUnfriendlyQuestion,
  kUnfriendlyRival,
  kUnfriendlyCounted,
  kDegreeOne,
  kDegreeTwo,
  kCallAwaits,
  kFreeze,             // {time}
  kExtendsDiscussion,  // {time}
  kWithdrawal,         // {time}
  // The urgent way.
  kUrgent,
  kUrgentReasons,  // {reasons}
  kUrgentScope,    // {scope}
  kUrgentSkips,
  kUrgentExplain,  // {time}
  // After the decision.
  kReview,         // {time}
  kReviewDissent,  // {time}
  kReviewBoth,     // {time} {dissent}
  kSunset,         // {time}
  kRuleSunset,     // {time}, {rule}
  kRuleSunsetOn,   // {time}, {rule}
  kKeep,           // {time}
  kKeepAtOnce,
  kReopenAnyTime,
  kReopenCooldown,     // {time}
  kReopen,             // {ways}
  kReopenLater,        // {ways} {time}
  kReopenInformation,  // in {ways}
  kReopenMembers,      // {n}, in {ways}
  // Words.
  kWordPresent,
  kWordHold,
  kCount,
};

struct Phrase {
  Say say;
  absl::string_view text;
};

// What giving a stance means, for a newcomer: a whole sentence.
struct StanceMeaning {
  v1::Stance stance;
  absl::string_view meaning;
};

// "third", "thirds".
struct Denominator {
  int64_t denominator;
  absl::string_view one;
  absl::string_view several;
};

struct DescriptionWords {
  absl::Span<const Phrase> phrases;  // one for each Say, in that order
  absl::Span<const StanceMeaning> stances;
  absl::Span<const absl::string_view> numbers;  // from "one"
  absl::Span<const Denominator> denominators;
};

const DescriptionWords& EnglishDescription();

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_DESCRIPTION_H_
