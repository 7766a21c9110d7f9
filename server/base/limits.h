// Every limit of Assent, in one file: what it is of, how much, and why. Sizes are in bytes of what
// is sent, characters are code points of Unicode, times are absl::Duration, and everything else is
// a number of what the name says. At a limit all is well, past it is a refusal that names it,
// unless the comment says what is cut off instead. Tests go to each and past it.
//
// The sections are the rooms that hold to them, so that a room reads its own without a prefix:
//
//   assent         what all of them share
//   rules          numbers in a rule and in counts
//   counting       elections, and files of ballots
//   assembly       what members write, and how much of it an assembly holds
//   transparency   the published formats of the record
//   search         words and queries
//   ledger         what waits inside the server
//   rpc            what comes from the network: requests, rates, streams, pages
//   server, cli    files that the programs read
//
// tests/hygiene/limits.py sees to it that the server has none anywhere else, and that each has its
// reason. What one append may be is the contract of storage/event_store.h, which knows no server.

#ifndef ASSENT_SERVER_BASE_LIMITS_H_
#define ASSENT_SERVER_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace assent {

// An entry of a log, as it is hashed: what the tile format's 16-bit length leaves, halved
// (log.md), so that there is room for a field that nobody thought of.
inline constexpr size_t kMaxLeafBytes = 32 * 1024;

}  // namespace assent

// Bounds of numbers in rules and counts keep every product of the evaluation inside 64 bits:
// kMaxVotes * kMaxDenominator is 10^15, and a square root quorum needs 4 * kMaxVotes^2 = 4 * 10^18
// and kMaxMultiplier^2 * kMaxVotes = 10^15, against 9.2 * 10^18.
namespace assent::rules {

// Voices, positions, people present: a hundred times the largest electorate
// that the service is measured with.
inline constexpr int64_t kMaxCount = 100'000'000;
// Votes of one unit: ten households' worth is more than one should have.
inline constexpr int32_t kMaxUnitWeight = 10;
inline constexpr int64_t kMaxVotes = kMaxCount * kMaxUnitWeight;
// Denominator of a share: parts in a million are finer than any statute.
inline constexpr int64_t kMaxDenominator = 1'000'000;
// Multiplier of a square root quorum: Debian uses 3.
inline constexpr int64_t kMaxMultiplier = 1'000;
// Phases of one list: the longest preset has four.
inline constexpr int kMaxPhases = 8;
// Conditions in a support, parts in a composition, tests of a block: more
// cannot be kept in mind in a meeting, and they bound an evaluation's time.
inline constexpr int kMaxParts = 8;
// Meetings, rounds, extensions, sponsors, versions: counted one by one by
// people.
inline constexpr int32_t kMaxRepeats = 100'000;
// Any duration in a rule: ten years, so that a wrong unit is noticed.
inline constexpr absl::Duration kMaxDuration = absl::Hours(24 * 366 * 10);
// What comes round again by itself (a reminder, a duty, a look at who is silent, a
// return from where a proposal was parked) does so after an hour at the earliest:
// closer together it would tell nobody more, and at no distance it would never end.
inline constexpr absl::Duration kMinAgain = absl::Hours(1);
// Bytes of a title; of a source, a note, a criterion, a scope.
inline constexpr size_t kMaxTitleBytes = 200;
inline constexpr size_t kMaxTextBytes = 2'000;
// Notes, criteria and reasons in one list.
inline constexpr int kMaxTexts = 32;
// Obstacles that a tally lists by name; the count has them all.
inline constexpr int kMaxObstacles = 50;
// An id of a rule; a name of a phase or a role; an attribute of members: words of a charter.
inline constexpr size_t kMaxIdBytes = 63;
inline constexpr size_t kMaxNameBytes = 31;
inline constexpr size_t kMaxAttributeBytes = 64;
// Attributes that counts may be given for.
inline constexpr int kMaxAttributes = 16;
// Amendments of amendments; nobody follows those of the third degree.
inline constexpr int kMaxAmendmentDegree = 2;
// What somebody typed in the place of a name, where the nearest known one is looked for.
inline constexpr size_t kMaxMistypedBytes = 64;
// page_size of obstacles, as everywhere (rpc::kMaxPageSize).
inline constexpr int kDefaultObstaclesPage = 50;
inline constexpr int kMaxObstaclesPage = 1000;

}  // namespace assent::rules

// Whatever comes in is held to these before anything is counted (CheckElection, and files/any.h for
// files), and the refusal names which and how many.
namespace assent::counting {

// Of files, in bytes and lines: a metropolis fills 60 MB with its ballots, and a reader takes some
// ten times as much memory as there are bytes.
inline constexpr int64_t kMostBytes = 256'000'000;
inline constexpr int64_t kMostLines = 10'000'000;

// A matrix of so many has 8 MB; the longest ballot paper that was used had some three hundred.
inline constexpr int kMostCandidates = 1000;
// More than candidates says nothing.
inline constexpr int kMostSeats = kMostCandidates;

// Cast, so that votes in 10^-9, as Meek's rule has them, and points of all ballots together stay
// below 2^63.
inline constexpr int64_t kMostBallots = 1'000'000'000;
// Of one kind each, at some 200 bytes: a gigabyte.
inline constexpr int64_t kMostDistinctBallots = 5'000'000;
// For a candidate on one ballot: a percentage with four digits behind the point.
inline constexpr int64_t kMostPoints = 1'000'000;

// Ballots × candidates × candidates where every pair of every ballot is looked at: a minute or two.
inline constexpr int64_t kMostPairs = 100'000'000'000;

// Seats of exact proportional approval, so that the least common multiple of 1, 2, …, seats, times
// the ballots, fits; and its committees looked at, and listed of those that tie: about a second,
// and a page.
inline constexpr int kMostPavSeats = 40;
inline constexpr int64_t kMostPavNodes = 4'000'000;
inline constexpr int kMostPavTies = 100;

// Endowments that Add1 tries: a minute or so of work.
inline constexpr int64_t kMostIncrements = 1'000'000;

// Amounts of money in a file or a budget, in its smallest unit: sums of two stay below 2^63.
inline constexpr int64_t kMostAmount = int64_t{1} << 60;
// Digits behind the point of an amount: more than any currency has.
inline constexpr int kMostPlaces = 6;
// Purchases and payments that one budget is looked through for: seconds.
inline constexpr int64_t kMostSpendingSteps = 1'000'000;
// Values in values of a JSON file: ours needs four, and the reader calls itself.
inline constexpr int kMostDepth = 32;

}  // namespace assent::counting

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
// Who is asked for advice and is no member: a name and what they know.
inline constexpr size_t kMaxPersonBytes = 800;
inline constexpr size_t kMaxPersonCharacters = 200;
// What a pool is counted in, and whom something went to or came from.
inline constexpr size_t kMaxPoolUnitBytes = 128;
inline constexpr size_t kMaxPoolUnitCharacters = 32;
inline constexpr size_t kMaxPartyBytes = 480;
inline constexpr size_t kMaxPartyCharacters = 120;
// The longest name of a time zone has half of it.
inline constexpr size_t kMaxZoneBytes = 64;
// One part of a resource name, as in assemblies/PART/proposals/PART.
inline constexpr size_t kMaxSegmentBytes = 128;

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
// Texts of what ended are kept a month at least, so that nobody who is away for some
// weeks finds them gone; a hundred years are for ever.
inline constexpr int kMinRetentionDays = 30;
inline constexpr int kMaxRetentionDays = 36'500;
// Positions opened in one entry, which is at most 32 KiB: some 30 bytes each.
inline constexpr int kMaxOpenedInEntry = 800;
// The number of a proposal, a decision or a meeting: eight digits in the keys of documents.
inline constexpr int32_t kMaxNumber = 99'999'999;
// A duration in a message: what protobuf's Duration may be, ten thousand years.
inline constexpr int64_t kMaxDurationSeconds = 315'576'000'000;
// Deadlines that are settled in one go; a rule that turned in circles without time passing is
// stopped here, as the mistake in the program that it would be.
inline constexpr int kMaxSettlingSteps = 1'000'000;

}  // namespace assent::assembly

// As the specifications have them that log.md names.
namespace assent::transparency {

// A proof has one hash for each level of a tree whose size is a number of 63 bits.
inline constexpr size_t kMaxProofHashes = 63;
// A signed note: a hundred signatures, and what they come to with a text of any use.
inline constexpr int kMaxNoteSignatures = 100;
inline constexpr size_t kMaxNoteBytes = 1'000'000;
// An entry in a bundle: its length has 16 bits. Ours are half as long (kMaxLeafBytes).
inline constexpr size_t kMaxEntryBytes = 0xffff;
// The level in the path of a tile.
inline constexpr int kMaxTileLevel = 63;

}  // namespace assent::transparency

namespace assent::search {

// A word is cut off behind so many bytes of UTF-8: longer ones are no words, and each is part of a
// key of the store.
inline constexpr size_t kMaxWordBytes = 64;
// Words of a query beyond these are not looked for: each costs a read.
inline constexpr size_t kMaxQueryWords = 32;
// Decisions that a text names; of more, the lowest.
inline constexpr size_t kMaxMentions = 100;

}  // namespace assent::search

namespace assent::ledger {

// Calls that wait for threads which wait for the store: more than the calls that the server has
// under way at a time (rpc::kMaxCallsInFlight) for the look-ups, which are quick; less for logs,
// which are not, and few for those that are read although they are in memory.
inline constexpr size_t kMaxLookUps = 2048;
inline constexpr size_t kMaxReads = 512;
inline constexpr size_t kMaxSnapshots = 64;
inline constexpr size_t kMaxRehearsals = 64;
// Assemblies that wait for a thread which erases: one job of each at a time.
inline constexpr size_t kMaxErasing = 1024;
// How often what is decided on a state that is taken back meanwhile is tried anew, before the
// caller is told so.
inline constexpr int kMaxAttempts = 16;
// Checkpoints made in one go of the thread of deadlines: some milliseconds.
inline constexpr size_t kMaxSignedAtOnce = 64;
// Roots that are remembered, of sizes that signed acts name: some 150 kB.
inline constexpr size_t kMaxRoots = 1024;
// Answers that are kept for others who ask the same, and how long one may be: two megabytes,
// whatever people read.
inline constexpr size_t kMaxShown = 64;
inline constexpr size_t kMaxShownBytes = 32 * 1024;
// Postings of one word that are read: a word of more decisions tells little, and reading so many
// takes a millisecond or two.
inline constexpr size_t kMaxPostings = 2048;
// Decisions, best first, in which the words that were cut off there are looked up one by one.
inline constexpr size_t kMaxLookedUp = 512;
// Of the words of a whole text the rarest are looked for, by a sample of each.
inline constexpr size_t kMaxSampledWords = 64;
inline constexpr size_t kMaxSampledPostings = 128;
inline constexpr size_t kMaxTextWords = 16;
// Between two attempts to settle what fell due, where the store refuses.
inline constexpr absl::Duration kMaxSettleDelay = absl::Minutes(1);
// Why a record goes on from an older copy, as its operator says it: a page.
inline constexpr size_t kMaxRestoredReasonBytes = 2000;

}  // namespace assent::ledger

// What the server takes from the network; these protect the machine.
namespace assent::rpc {

// One request. The largest honest ones are a text of 64 KiB with its charter change and a batch of
// 1,000 recorded positions with short reasons; both stay well below. gRPC itself takes a little
// more, so that a request which is not much too large is refused with a name.
inline constexpr size_t kMaxRequestBytes = 1024 * 1024;
inline constexpr int kMaxReceiveBytes = 4 * 1024 * 1024;

// All metadata of a call: a token, a trace header and what proxies add fit into 2 KiB.
inline constexpr int kMaxMetadataBytes = 8 * 1024;

// A token has 256 bits; whatever is longer than this is none and is not hashed.
inline constexpr size_t kMaxTokenBytes = 256;

// Calls and watches that one connection may hold open: enough for a proxy that puts a neighbourhood
// on one connection (a client has further calls wait), few enough that one client alone does not
// fill the memory with calls that it begins and leaves: each takes some 20 kB in gRPC.
inline constexpr int kMaxStreamsPerConnection = 2000;

// Answers that gRPC has and their readers have not taken yet: of one caller, and of the server. A
// client that opens no window for what it asks costs it as much as it asks for. Small answers do
// not count: gRPC takes a write as done when so much is left. After the time, which lets the
// slowest phone have the largest page, a reader is given up.
inline constexpr size_t kSmallAnswerBytes = 16 * 1024;
inline constexpr size_t kMaxUnreadOfACaller = 8 * 1024 * 1024;
inline constexpr size_t kMaxUnread = 32 * 1024 * 1024;
inline constexpr absl::Duration kMaxTimeUnread = absl::Seconds(60);

// Connections, of the server and from one address. One that waits costs some 50 kB and a file of
// the process, and this gRPC never accepts again once there are none left: so the server stops
// accepting first, and goes on when some have closed. Whoever watches has one. Everybody behind a
// proxy comes from its address: one on this machine may have all of them, and so may the tests.
inline constexpr int kMaxConnections = 12'000;
inline constexpr int kMaxConnectionsPerAddress = 1000;
// Files that the process keeps for the store (256, storage/rocksdb/settings.cc), its journal, its
// certificates and what else it opens: not for connections.
inline constexpr int kFilesForOthers = 512;

// Unary calls that have begun and are not answered. At 50,000 acts a second this is 20 ms of work:
// whoever comes later is better served by an immediate refusal than by a queue that only grows.
inline constexpr int kMaxCallsInFlight = 1024;

// Watches, of the server and of one assembly. An idle one costs some 20 kB.
inline constexpr size_t kMaxWatchers = 20'000;
inline constexpr size_t kMaxWatchersPerAssembly = 12'000;

// Watches of the server's health: a few balancers and monitors.
inline constexpr size_t kMaxHealthWatchers = 64;

// Reads that scan documents: two threads, so that one long scan does not stop the others, and a
// queue that they empty within a second.
inline constexpr size_t kReaderThreads = 2;
inline constexpr size_t kMaxReadsQueued = 256;

// Reads that wait for `at_least_sequence`. They cost nothing, yet they are calls in flight: they
// must leave room for those that act.
inline constexpr int kMaxReadsWaiting = 256;

// What one answer of a list or one message of a watch holds at most, before protobuf's overhead. A
// client of gRPC takes 4 MiB unless told otherwise; a page ends early rather than fail there.
inline constexpr size_t kMaxPageBytes = 3 * 1024 * 1024;

// Documents that one list call looks at. With a filter that matches little, a page ends here and
// may be short or empty; its token goes on.
inline constexpr size_t kMaxDocumentsExamined = 10'000;

// page_size, as the API documents it.
inline constexpr int32_t kDefaultPageSize = 50;
inline constexpr int32_t kMaxPageSize = 1000;

// A bucket that fills by `per_second` up to `burst`. A burst of 0: there is no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

// Acts of one token. A facilitator records a hall in one call, and nobody types faster than this; a
// program that has gone wild fills no disk: a million entries take it half a day.
inline constexpr Rate kActsOfAToken = {20, 600};

// Reads with one token: a page asks some ten times when it opens, a program that follows a log
// has watches for it. Lists take one of two threads for a millisecond, and whoever asks for them
// without end takes them from everybody.
inline constexpr Rate kReadsOfAToken = {200, 4000};

// Acts of whoever needs no token, from one address: people who apply on one evening, behind one
// router or proxy, each leaving an entry in a log; and invitations that open nothing. Whoever has
// one that does is not counted: a member has made it.
inline constexpr Rate kActsOfStrangers = {1, 120};

// Applications from one address to come back in as one member: four, and then two an hour. It takes
// assembly::kMaxOpenReentries to fill what one member has, and each of them gives way after an
// hour: so nobody holds a member off from one address. A proxy's address stands for many people:
// somebody there who never stops asking can, and then a member lets them in anew.
inline constexpr Rate kReentries = {2.0 / 3600, 4};

// Foundings, of the whole server: a neighbourhood that begins on one evening, not a script that
// fills the list.
inline constexpr Rate kFoundings = {0.5, 60};

// Tokens that open nothing, of one address. A token has 256 bits and is not guessed; a client that
// has lost its membership is told to stop asking. A proxy's address stands for many people.
inline constexpr Rate kFailedTokens = {10, 200};

// Buckets that are remembered at most; full ones are forgotten first.
inline constexpr size_t kMaxBuckets = 100'000;

// Logs that are taken in at one time, and the threads that do it: each may keep a processor busy
// for a minute, which the rest of a town has to spare.
inline constexpr int kMaxImports = 2;
inline constexpr size_t kImportThreads = 1;
// How long the next piece of one may take: whoever begins and sends nothing has one of the two.
inline constexpr absl::Duration kMaxImportPause = absl::Seconds(60);

// A filter and a page token are short; longer ones are not parsed.
inline constexpr size_t kMaxFilterBytes = 1024;
inline constexpr size_t kMaxPageTokenBytes = 512;

// Proposals in one message of WatchAssembly: looked at in one go, under the lock of the assembly.
inline constexpr size_t kMaxProposalsPerUpdate = 25;

// How long a read waits for `at_least_sequence`. The API says five seconds at most, and the ledger,
// which ends the wait, looks at the clock once a second.
inline constexpr absl::Duration kMaxSequenceWait = absl::Seconds(4);

// The API promises a message on every watch at least every 25 seconds; proxies drop quiet streams
// after 30 or 60.
inline constexpr absl::Duration kHeartbeat = absl::Seconds(20);

// Clients may ping a quiet connection every 20 seconds; a little less is forgiven, because clocks
// and networks jitter.
inline constexpr absl::Duration kMinPingInterval = absl::Seconds(15);

// The server pings a connection that was silent so long, and gives it up when no answer comes: a
// phone that lost its network must not hold a watch for ever.
inline constexpr absl::Duration kPingIdleAfter = absl::Seconds(60);
inline constexpr absl::Duration kPingTimeout = absl::Seconds(20);

// What an answer that refuses may carry beside its message. Clients take 8 KiB of metadata in all
// unless told otherwise, and base64 adds a third.
inline constexpr size_t kMaxDetailBytes = 4 * 1024;
inline constexpr size_t kMaxErrorMessageBytes = 1024;

// How long stopping waits for what was accepted, and then for clients to take their last answers.
// An idle client may take five seconds to notice a goodbye, and nobody gains from waiting for it.
inline constexpr absl::Duration kDrainTime = absl::Seconds(10);
inline constexpr absl::Duration kGoodbyeTime = absl::Seconds(1);

// Keys by which one member cosigns checkpoints: their devices', and a witness or two.
inline constexpr int kMaxCosigningKeys = 8;
// Cosignatures by keys that the log does not name, of one assembly: those of witnesses, and of
// members who have not told the log their key. Anybody can make any number of such keys.
inline constexpr int kMaxForeignCosignatures = 64;
// Cosignatures by keys that the log does name, of one assembly: ten times what a checkpoint shows.
// For a further one that goes which is of the smallest checkpoint: it says least.
inline constexpr int kMaxMemberCosignatures = 1000;
// Cosignatures on one checkpoint that is shown: a note has 100 signatures, the log's among them.
inline constexpr int kMaxCosignaturesShown = 99;
// The name of a witness: a domain and a path.
inline constexpr size_t kMaxWitnessNameBytes = 128;

// A piece of an exported file, and one message of WatchEntries, of at most so many entries and,
// beyond its first entry, bytes: large enough to catch up quickly, small enough for any client.
inline constexpr size_t kMaxExportPieceBytes = 1024 * 1024;
inline constexpr size_t kMaxEntriesPerUpdate = 200;
inline constexpr size_t kMaxEntriesUpdateBytes = 512 * 1024;

// Decisions that one trial of a rule looks at: two microseconds each, in which the call keeps a
// reader thread from others. Ten years of a large group.
inline constexpr int kMaxDecisionsTried = 20'000;

// What a search looks for: a line that somebody typed. And decisions that are shown because they
// resemble a proposal, with words that both have: a page, and a line.
inline constexpr size_t kMaxQueryBytes = 4000;
inline constexpr size_t kMaxQueryCharacters = 1000;
inline constexpr size_t kMaxResembling = 20;
inline constexpr int kMaxSharedWords = 8;

}  // namespace assent::rpc

// What the programs read from files and from servers that may be anybody's.
namespace assent {

// Stopping, from the signal on: twice the drain, the goodbyes, and time for the store to close;
// supervisors kill after 90 s.
inline constexpr absl::Duration kMaxStop = absl::Seconds(30);
// A file with a founding token: one line.
inline constexpr size_t kMaxFoundingTokenBytes = 1024;

}  // namespace assent

namespace assent::cli {

// A message from a server: four times what ours sends, for those that come after it.
inline constexpr int kMaxMessageBytes = 16 << 20;
// A file that is read whole: a text, a key, a certificate, a tile, a bundle of entries.
inline constexpr size_t kMaxFileBytes = 4 << 20;
// Pieces of a log that is imported. One more entry, whatever is beside it, stays below what a
// server takes.
inline constexpr size_t kMaxImportPieceBytes = 256 * 1024;

}  // namespace assent::cli

#endif  // ASSENT_SERVER_BASE_LIMITS_H_
