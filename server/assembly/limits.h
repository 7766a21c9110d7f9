// Every limit of an assembly, with its reason. Tests go to each and past it.

#ifndef ASSENT_SERVER_ASSEMBLY_LIMITS_H_
#define ASSENT_SERVER_ASSEMBLY_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace assent::assembly {

// Characters are Unicode code points; bytes are bytes of UTF-8.

// A line in a list.
inline constexpr size_t kMaxTitleBytes = 800;
inline constexpr size_t kMaxTitleCharacters = 200;
inline constexpr size_t kMaxDisplayNameBytes = 480;
inline constexpr size_t kMaxDisplayNameCharacters = 120;
inline constexpr size_t kMaxTaskBytes = 2000;
inline constexpr size_t kMaxTaskCharacters = 500;
// A principle or a release condition is a sentence or two.
inline constexpr size_t kMaxPrincipleBytes = 4000;
inline constexpr size_t kMaxPrincipleCharacters = 1000;
// Twenty pages: a charter or by-laws fit; longer papers are linked to.
inline constexpr size_t kMaxTextBytes = 64 * 1024;
// Five pages.
inline constexpr size_t kMaxReasonBytes = 16 * 1024;

// A charter stands whole in one entry, and an entry is at most 32 KiB.
inline constexpr int kMaxRules = 16;
inline constexpr size_t kMaxCharterBytes = 24 * 1024;
inline constexpr size_t kMaxRuleBytes = 12 * 1024;

// Units whose votes a charter states one by one; the rule says it of all others.
inline constexpr int kMaxUnitWeights = 200;

// Vouchers beyond a few dozen are a decision, and there is a rule for that.
inline constexpr int kMaxVouchers = 32;
inline constexpr int kDefaultVouchers = 2;
// Days that an application is open to objections.
inline constexpr int kMaxObjectionDays = 90;
inline constexpr int kDefaultObjectionDays = 7;
// Hours that a re-entry is announced: a thief has to be noticed, and whoever lost
// everything has to come back in.
inline constexpr int kMaxReentryHours = 720;
inline constexpr int kDefaultReentryHours = 24;
// Days that an adopted ending waits: everybody can export what is theirs.
inline constexpr int kMinEndingDays = 7;
inline constexpr int kMaxEndingDays = 366;
inline constexpr int kDefaultEndingDays = 30;

inline constexpr int kMaxCoProposers = 16;
inline constexpr int kMaxActionPoints = 32;
inline constexpr int kMaxAttributes = 8;
// Nobody takes part in more pods than there are evenings.
inline constexpr int kMaxFurtherUnits = 8;

// Exclusions from an electorate that are named one by one: an entry is at most
// 32 KiB, and each takes some 25 bytes beside the rule. More are left out by
// their reason, which a replay works out again.
inline constexpr int kMaxNamedExclusions = 256;

// What one assembly may have open at a time: more than anybody can follow.
inline constexpr int kMaxOpenProposals = 1000;
inline constexpr int kMaxOpenInvitations = 1000;
inline constexpr int kMaxConcerns = 10'000;  // a proposal
inline constexpr int kMaxAdvance = 1000;  // positions left before one call: a proposal shows them
inline constexpr int kMaxAdvice = 50;     // people asked on one proposal: it shows what they say
inline constexpr int kMaxAmendments = 1000;  // a proposal
inline constexpr int kMaxRevisions = 1000;   // a proposal
inline constexpr int kMaxAnswers = 100;      // a concern
// A batch of raised hands and an attendance list are single entries or calls.
inline constexpr int kMaxRecorded = 1000;
inline constexpr int kMaxPresent = 1000;
// Planned or open at a time: two a week for a year.
inline constexpr int kMaxMeetings = 100;
// A meeting's document is written with every act in it, notes and all.
inline constexpr int kMaxAgendaItems = 100;
inline constexpr absl::Duration kMaxItemTime = absl::Hours(24);
// More hands than fit in any room.
inline constexpr int32_t kMaxHands = 1'000'000;

// Positions are counted by member (participation balance) in assemblies of at
// most so many: every end of a proposal writes the month's account anew.
inline constexpr int64_t kMaxCountedByMember = 10'000;
// Notices that an assembly keeps for its members, shared alike among all who have
// joined; they are held in memory, too, at 40 bytes each. Up to 200 members that is
// the upper bound for each: with ten a day that concern somebody, more than a month.
inline constexpr int64_t kMaxNoticesOfAll = 100'000;
inline constexpr int64_t kMaxNoticesEach = 500;
inline constexpr int64_t kMinNoticesEach = 20;
// Likewise, of those for many at once: a quarter of a year with 20 a day.
inline constexpr size_t kMaxCommonNotices = 2000;
// Members who are each told in a box of their own; beyond it is for many at once.
inline constexpr size_t kMaxToldEach = 50;
// Members whom a notice for many names one by one; beyond it everybody is told.
inline constexpr size_t kMaxNamedInNotice = 1000;

// A way in that nobody uses is a way in for others.
inline constexpr absl::Duration kMaxInvitation = absl::Hours(7 * 24);
// Tokens of one member that work: a phone, a few machines, some apps.
inline constexpr int kMaxTokens = 32;
// Whoever does not renew a token in a year has forgotten it; an app's more often.
inline constexpr absl::Duration kMaxTokenLife = absl::Hours(366 * 24);
inline constexpr absl::Duration kAppTokenLife = absl::Hours(90 * 24);
// Keys of one member that sign: as many as they have devices, and some to spare.
inline constexpr int kMaxDeviceKeys = 16;
// An envelope stands in a leaf beside what the act does, which is at most 32 KiB: a
// rule of 12 KiB and the exclusions of an electorate, or what the envelope itself
// says over again.
inline constexpr size_t kMaxEnvelopeBytes = 12 * 1024;
// Whoever signs has seen the log some time ago; not so long ago that they cannot
// know what the assembly has become.
inline constexpr int64_t kMaxUnseenEntries = 10'000;
// Open applications to become a member: anybody may make them, so they must not be what
// fills a log; more than this nobody can look at.
inline constexpr int kMaxOpenApplications = 100;
// Re-entries that are open for one member: strangers make them, and the one that is
// really theirs must find a place. So a further one takes that of the oldest for which
// nobody has vouched within kReentryStands: enough time to ring somebody up.
inline constexpr int kMaxOpenReentries = 8;
inline constexpr absl::Duration kReentryStands = absl::Hours(1);
// Members who have not vouched by then will not.
inline constexpr absl::Duration kVouchWithin = absl::Hours(30 * 24);
// Something parked comes back within a year.
inline constexpr absl::Duration kMaxParked = absl::Hours(366 * 24);
inline constexpr absl::Duration kDefaultParked = absl::Hours(30 * 24);
// A leaver's hold waits so long for somebody to adopt it.
inline constexpr absl::Duration kAdoptWithin = absl::Hours(7 * 24);
// Whoever would keep a decision gives the others so long to object, where the rule
// says nothing.
inline constexpr absl::Duration kDefaultKeepWindow = absl::Hours(7 * 24);
// An appeal is judged within two weeks: a meeting or two.
inline constexpr absl::Duration kJudgeAppealWithin = absl::Hours(14 * 24);
// A term is at most a year, and a rota two dozen people and some.
inline constexpr absl::Duration kMaxTerm = absl::Hours(366 * 24);
inline constexpr int kMaxRota = 32;
// Whoever has a role is asked to hand it over so long before their term ends: a
// decision on who follows takes a week or two.
inline constexpr absl::Duration kTermNotice = absl::Hours(14 * 24);
// Dissenters are asked so long for what they have to say about a decision; they may write it
// later, too.
inline constexpr absl::Duration kDissentInvited = absl::Hours(14 * 24);
// A decision that ends by itself asks for its successor so long before: a month of
// discussion and a call.
inline constexpr absl::Duration kSunsetNotice = absl::Hours(30 * 24);
inline constexpr int kMaxReplaces = 16;
inline constexpr int kMaxPools = 100;
// Of what stands for choice in one proposal; a ballot that ranks all of them fits into an
// entry, and exact counts take milliseconds.
inline constexpr int kMaxOptions = 200;
inline constexpr int kMaxScore = 100;
inline constexpr int32_t kDefaultHighestScore = 5;  // as STAR has it
inline constexpr int kMaxPoints = 1000;             // of one ballot, where points are spent
// Seats that become roles: "council_1" and so on.
inline constexpr int kMaxSeats = 32;
// What ballots that are opened in one entry come to together, which is at most 32 KiB:
// entry number and salt of each, and a number and points for each option.
inline constexpr size_t kBytesOfOpenedBallots = 28'000;
inline constexpr size_t kBytesOfBallot = 48;
inline constexpr size_t kBytesOfMark = 10;
inline constexpr int64_t kMaxAmount = 1'000'000'000'000'000;       // of one movement
inline constexpr int64_t kMaxBalance = 1'000'000'000'000'000'000;  // stays exact in 64 bits
// Two meetings on a proposal count as two if they are so far apart: once a day,
// whatever the hour.
inline constexpr absl::Duration kMeetingsApart = absl::Hours(18);
// What was parked and comes back runs at least so long, so that whoever had left it be
// hears of it in time.
inline constexpr absl::Duration kTakenUpAtLeast = absl::Hours(24);
// Whoever facilitates and says nothing for so long leaves it to others.
inline constexpr absl::Duration kFacilitatorSilent = absl::Hours(24);
// A vote on starting a phase lasts so long where the rule's call has no length.
inline constexpr absl::Duration kDefaultStartVote = absl::Hours(7 * 24);
// A test of a block without a time of its own is open for findings so long before
// anybody may have it settled, unless half of the others have judged.
inline constexpr absl::Duration kTestAtLeast = absl::Hours(24);
// A recorded position may be contested so long after the close.
inline constexpr absl::Duration kContestWithin = absl::Hours(48);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_LIMITS_H_
