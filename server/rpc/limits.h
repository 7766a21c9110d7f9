// What the server takes from the network, and why not more. Limits on what members write (texts,
// names, counts) are in server/assembly/limits.h; these protect the machine.

#ifndef ASSENT_SERVER_RPC_LIMITS_H_
#define ASSENT_SERVER_RPC_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

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

// A piece of an exported file: any client takes it.
inline constexpr size_t kMaxExportPieceBytes = 1024 * 1024;

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

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_LIMITS_H_
