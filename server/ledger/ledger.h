// The ledger holds the assemblies: their states in memory, each under its own
// short lock; the one writer; deadlines; whoever waits for news. It knows no
// gRPC and no backend; server/rpc calls it, storage keeps what it writes.
//
// The way of an act. Perform() finds the assembly (loading it by replay at
// first touch), the member behind the token, settles what fell due, decides
// and applies, all in memory and under the assembly's lock, and hands the
// entries, the documents that follow from them and the reply to the writer.
// What it returns is not shown before its ticket is durable.
//
//   ledger.Run<v1::TakePositionResponse>(
//       [&ledger, access, request](Patience patience) {
//         return ledger.Perform(access.With(patience), request);
//       },
//       [](absl::StatusOr<v1::TakePositionResponse> response) { ... });
//
// Errors of the ledger itself, beside the refusals of server/assembly:
//
//   kUnauthenticated    TOKEN_MISSING: no token
//   kNotFound           ASSEMBLY_NOT_FOUND: no such assembly, or not a member
//                       of it, or a token that has expired or was revoked: the
//                       same answer for all
//   kPermissionDenied   SCOPE_MISSING: the token is not good for this
//   kInvalidArgument    REQUEST_ID_INVALID (request_id): not a UUID
//   kAlreadyExists      REQUEST_ID_REUSED: known with another body, another
//                       method or another caller
//   kResourceExhausted  OVERLOADED: too much under way; nothing was decided
//   kUnavailable        STORE_UNAVAILABLE: the disk refused; writing has
//                       stopped until a restart, reads go on from what is
//                       durable. CONTENDED: other servers were faster each time
//   kDataLoss           ASSEMBLY_DAMAGED: not even its founding verifies; it is
//                       neither read nor written
//   kFailedPrecondition ASSEMBLY_READ_ONLY: its log verifies up to some entry; it
//                       is read up to there and not written
//   kDeadlineExceeded   SEQUENCE_NOT_REACHED, of WhenReached()
//
// Threads. All functions from any thread. Nothing waits for the disk, unless the
// caller's patience allows it; Run() asks without any first, and where the
// store has to be read goes on with one of the ledger's threads that may wait.
// No lock is held meanwhile: what is in memory is decided on all the time.
// Callbacks run on the writer's thread, on one of those threads, on the thread
// of deadlines or on the calling one: they only pass on, never wait. They may
// call the ledger.

#ifndef ASSENT_SERVER_LEDGER_LEDGER_H_
#define ASSENT_SERVER_LEDGER_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "server/assembly/decide.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/state.h"
#include "server/base/build_id.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/ledger/checkpoints.h"
#include "server/ledger/foundings.h"
#include "server/ledger/pending.h"
#include "storage/event_store.h"

namespace assent::ledger {

// The response of a mutation, as its Decide() gives it.
template <typename Request>
using ResponseOf = typename decltype(assembly::Decide(std::declval<assembly::Act&>(),
                                                      std::declval<const Request&>()))::value_type;

// Limits, each with its reason.
struct Options {
  // Acts that are decided and not yet on the disk. Beyond it Perform() refuses:
  // a queue that only grows makes everybody slow and nobody finished.
  size_t max_pending_acts = 8192;
  // One synced batch: enough to make the sync cheap, little enough that nobody
  // waits for long behind others.
  size_t max_batch_acts = 1024;
  size_t max_batch_bytes = 4 * 1024 * 1024;
  // States in memory, as estimated; idle ones are forgotten beyond it.
  size_t state_bytes = 256 * 1024 * 1024;
  // A state that is copied for a rehearsal while acts wait: so small that they
  // wait no longer than for some acts. Larger ones are made anew from the log,
  // which takes longer, and nobody waits.
  size_t copied_bytes = 256 * 1024;
  // How long a request_id is known (api.md: at least 24 hours).
  absl::Duration replies_kept = absl::Hours(24);
  // How long a log that grew goes without a checkpoint (log.md: at most a minute).
  absl::Duration checkpoint_every = absl::Seconds(50);
  // A snapshot of a state is kept when its log has grown by so many entries since the
  // last one (and more, where the state is large): some ten milliseconds of replay.
  int64_t snapshot_every = 20'000;
  // Snapshots of other builds are not used; empty: none are kept nor used.
  std::string build = base::BuildId();
  // For measurements of what the tree and the check of tokens cost, and for nothing
  // else: leaves both out, so that the log cannot be loaded again.
  bool measure_without_checks = false;
  // How often the thread of deadlines looks at the clock, at least: somebody
  // may set it.
  absl::Duration clock_poll = absl::Seconds(1);
};

class Import;  // import.h

// The member who reads, and where the log stands that they may see.
struct Reader {
  int32_t member = -1;  // index of State::members
  std::string member_id;
  int64_t sequence = 0;  // of the newest entry; durable once the ticket is
  absl::Time now;
};

// Somebody who wants to hear that an assembly's log grew. Unarmed at first.
class Watch {
 public:
  // After it, `notify` is not called. Waits for calls in progress, so `notify`
  // must not destroy a watch.
  virtual ~Watch() = default;
  // Calls `notify` once, as soon as the durable sequence is above
  // `after_sequence`; never on this thread. What happens until it is armed
  // again is merged into the next call. Arming an armed watch replaces its
  // number.
  virtual void Arm(int64_t after_sequence) = 0;
};

class Ledger {
 public:
  using Options = ledger::Options;

  // Reads when something falls due, and starts the threads; settles what fell
  // due meanwhile. The store and the clock outlive the ledger. Errors: those
  // of the store.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(storage::EventStore& store,
                                                      const base::Clock& clock,
                                                      base::EntropySource entropy,
                                                      const Options& options = {});
  // Writes everything that is pending first.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // One mutation of the API, with its request_id and validate_only: a repeated
  // request_id gives the same response again, also after a restart; with
  // validate_only the decision is made on a copy and nothing changes.
  // AcceptInvitation and SubmitApplication need no token and CreateAssembly no
  // access at all. Whoever applies to come back in is answered at once, the same
  // whether or not there is such a member or assembly: from the request alone, and
  // without waiting for the disk.
  // `signed_act`: as its member signed it, once the signature is known to hold; null:
  // they have not.
  template <typename Request>
  Pending<ResponseOf<Request>> Perform(const Access& access, const Request& request,
                                       const assembly::SignedAct* signed_act = nullptr);

  // The root of the log's first `size` entries, for a caller who has been found to be a
  // member; empty where it does not have as many that are durable. Takes patience.
  // `origin`: of the assembly's log, which the caller knows.
  Pending<std::string> RootAt(const Access& access, const std::string& origin, int64_t size);

  // Looks at the state under its lock, after settling what fell due. `look` is
  //   absl::StatusOr<Response>(const assembly::State&, int32_t reader, absl::Time now)
  // and must be quick; `reader` is the member's index.
  template <typename Look>
  auto Inspect(const Access& access, Look&& look) -> Pending<
      typename std::invoke_result_t<Look, const assembly::State&, int32_t, absl::Time>::value_type>;

  // The same for an answer as bytes, which is made once for all who read it while it is right:
  // until the log grows, or `until`. `what` tells the answers of an assembly's state from one
  // another. Null: the state has none. `look` gives an absl::StatusOr<View>.
  struct View {
    Bytes answer;
    absl::Time until;  // infinite past: this reader's alone
  };
  using MakeView =
      absl::FunctionRef<absl::StatusOr<View>(const assembly::State&, int32_t, absl::Time)>;
  Pending<Bytes> Show(const Access& access, uint64_t what, MakeView look);

  // The membership check of reads from documents. Once the ticket is durable,
  // the store's documents show everything up to `sequence`.
  Pending<Reader> Authorize(const Access& access);

  // Runs `done` once everything up to the ticket is durable: on this thread if
  // it is already, else on the writer's. Statuses other than OK:
  //   kUnavailable  STORE_UNAVAILABLE; an erasure that cannot go on now goes on later
  //   kAborted      DECIDED_ELSEWHERE: another server was faster; what came
  //                 with the ticket is void: do it again from the start. Run()
  //                 does that.
  void WhenDurable(const Ticket& ticket, absl::AnyInvocable<void(absl::Status) &&> done);

  // Runs `attempt`, any sequence of the calls above that ends in a Pending, and
  // gives its response to `done` once it is durable. The attempt is made again,
  // on a thread that may wait, where it takes more patience; and where another
  // server was faster: after 16 times that is CONTENDED. OVERLOADED where too
  // many wait for the store already. `done` runs exactly once.
  //   Pending<Response> attempt(Patience);
  //   void done(absl::StatusOr<Response>);
  template <typename Response, typename Attempt, typename Done>
  void Run(Attempt attempt, Done done);

  // For at_least_sequence: runs `done` once the assembly's durable sequence is
  // at least `sequence`, on this thread if it is already; or with
  // SEQUENCE_NOT_REACHED when the clock reads `deadline`; or with the refusal
  // that Authorize() gives.
  void WhenReached(const Access& access, int64_t sequence, absl::Time deadline,
                   absl::AnyInvocable<void(absl::Status) &&> done);

  // `notify` gets the durable sequence, on a thread of its own kind: it delays
  // no act, though other watchers. See Watch. Errors: those of Authorize().
  // May wait for the store.
  absl::StatusOr<std::unique_ptr<Watch>> WatchAssembly(
      const Access& access, absl::AnyInvocable<void(int64_t durable_sequence)> notify);

  // The record of an assembly in which the caller has been found to be a member.
  // Both wait for the store, and until what they keep is durable.
  //
  // A checkpoint of everything that is durable, and kept beside the log. Errors:
  // ASSEMBLY_READ_ONLY where the log does not verify and none was signed for as
  // much of it as does; ASSEMBLY_DAMAGED; those of the store; OVERLOADED.
  absl::StatusOr<SignedCheckpoint> SignCheckpoint(const std::string& assembly);
  // Erases texts of an entry for good; see RecordService.EraseText. The ticket is through
  // once no file of the store holds them: with those that others erase meanwhile in the same
  // assembly, they go in one pass, for which no caller's thread waits. Repeated with its
  // request_id, it waits for what was interrupted. `signed_act` as for Perform().
  Pending<v1::EraseTextResponse> EraseText(const Access& access,
                                           const v1::EraseTextRequest& request,
                                           const assembly::SignedAct* signed_act = nullptr);
  // Keeps documents beside the log, which no log holds and a rebuild keeps.
  absl::Status KeepBeside(const std::string& assembly,
                          std::vector<storage::DocumentWrite> documents);

  // Begins to take in a log that was exported elsewhere. The ledger outlives it.
  absl::StatusOr<std::unique_ptr<Import>> BeginImport(absl::string_view checkpoint,
                                                      std::string reason);

  // Settles everything that the clock says is due, on this thread, as the
  // thread of deadlines does, and signs checkpoints: for clocks that a test moves. The events are
  // on their way to the disk when it returns.
  void SettleDue();
  // Waits until everything that was decided before is durable or refused.
  void Flush();

  // OK; or STORE_UNAVAILABLE, with the reason and what to do.
  absl::Status Health();
  // For documents and entries: whatever it returns is durable.
  storage::EventStore& store();
  // The time that the ledger goes by.
  absl::Time Now() const;

 private:
  class Core;

  // Whom a mutation lets in: members; whoever has an invitation; whoever applies;
  // anybody.
  enum class Entrance { kMember, kJoining, kApplying, kFounding };
  // A mutation without its types.
  struct Command {
    const Access& access;
    Entrance entrance;
    const google::protobuf::Message& request;  // as it came
    const std::string& request_id;
    bool validate_only;
    google::protobuf::Message& response;  // filled in, by `decide` or from memory
    absl::FunctionRef<absl::Status(assembly::Act&)> decide;
  };
  struct Outcome {
    absl::Status status;
    Ticket ticket;
  };
  using LookAt = absl::FunctionRef<absl::Status(const assembly::State&, int32_t, absl::Time)>;

  explicit Ledger(std::unique_ptr<Core> core);

  Outcome Execute(const Command& command);
  Outcome See(const Access& access, LookAt look);
  // What a stranger asks for who is told nothing of the assembly.
  Pending<v1::SubmitApplicationResponse> ApplyAsStranger(
      const Access& access, const v1::SubmitApplicationRequest& request);
  absl::StatusOr<Founding> BeginFounding(const v1::CreateAssemblyRequest& request);
  // Runs `job` on a thread that has that much patience. False: too many wait.
  bool RunWith(Patience patience, absl::AnyInvocable<void() &&> job);
  static absl::Status Contended();
  static absl::Status Overloaded();

  const std::unique_ptr<Core> core_;
};

// ---------------------------------------------------------------------------

template <typename Request>
Pending<ResponseOf<Request>> Ledger::Perform(const Access& access, const Request& request,
                                             const assembly::SignedAct* signed_act) {
  constexpr bool kFounds = std::is_same_v<Request, v1::CreateAssemblyRequest>;
  constexpr bool kJoins = std::is_same_v<Request, v1::AcceptInvitationRequest>;
  constexpr bool kApplies = std::is_same_v<Request, v1::SubmitApplicationRequest>;
  if constexpr (kApplies) {
    if (request.kind() != v1::Application::KIND_MEMBERSHIP) return ApplyAsStranger(access, request);
  }
  ResponseOf<Request> response;
  const auto decide = [&](assembly::Act& act, const Request& command) -> absl::Status {
    if (signed_act != nullptr) act.Sign(*signed_act);
    absl::StatusOr<ResponseOf<Request>> decided = assembly::Perform(act, command);
    if (!decided.ok()) return decided.status();
    response = *std::move(decided);
    return absl::OkStatus();
  };
  Outcome outcome;
  if constexpr (kFounds) {
    if (!request.request_id().empty() && access.patience < Patience::kLookUp) {
      return {absl::UnavailableError("not looked up"), {nullptr, Patience::kLookUp}};
    }
    absl::StatusOr<Founding> founding = BeginFounding(request);
    if (!founding.ok()) return {std::move(founding).status(), {}};
    Request named = request;
    named.set_assembly_id(founding->id);
    outcome = Execute({Access{founding->id, "", access.patience}, Entrance::kFounding, request,
                       request.request_id(), request.validate_only(), response,
                       [&](assembly::Act& act) { return decide(act, named); }});
    WhenDurable(outcome.ticket, [hold = std::move(founding->hold)](absl::Status) {});
  } else {
    constexpr Entrance kEntrance = kJoins     ? Entrance::kJoining
                                   : kApplies ? Entrance::kApplying
                                              : Entrance::kMember;
    outcome = Execute({access, kEntrance, request, request.request_id(), request.validate_only(),
                       response, [&](assembly::Act& act) { return decide(act, request); }});
  }
  if (!outcome.status.ok()) return {std::move(outcome.status), std::move(outcome.ticket)};
  return {std::move(response), std::move(outcome.ticket)};
}

template <typename Look>
auto Ledger::Inspect(const Access& access, Look&& look) -> Pending<
    typename std::invoke_result_t<Look, const assembly::State&, int32_t, absl::Time>::value_type> {
  using Result = std::invoke_result_t<Look, const assembly::State&, int32_t, absl::Time>;
  Result result = absl::UnknownError("not looked at");
  Outcome outcome = See(access, [&](const assembly::State& state, int32_t reader, absl::Time now) {
    result = look(state, reader, now);
    return absl::OkStatus();
  });
  if (!outcome.status.ok()) return {std::move(outcome.status), std::move(outcome.ticket)};
  return {std::move(result), std::move(outcome.ticket)};
}

// One object for all of it, and no other memory: acts go through here.
template <typename Response, typename Attempt, typename Done>
void Ledger::Run(Attempt attempt, Done done) {
  struct Running : std::enable_shared_from_this<Running> {
    Running(Ledger* its_ledger, Attempt its_attempt, Done its_done)
        : ledger(its_ledger), attempt(std::move(its_attempt)), done(std::move(its_done)) {}

    Ledger* const ledger;
    Attempt attempt;
    Done done;
    absl::StatusOr<Response> response = absl::UnknownError("not attempted");
    int attempts_left = 16;

    void Start(Patience patience) {
      Pending<Response> pending = attempt(patience);
      if (pending.ticket.needs > patience) return StartAgain(pending.ticket.needs);
      response = std::move(pending.response);
      ledger->WhenDurable(pending.ticket, [self = this->shared_from_this()](absl::Status status) {
        self->Finish(std::move(status));
      });
    }
    void StartAgain(Patience patience) {
      const bool taken = ledger->RunWith(
          patience, [self = this->shared_from_this(), patience] { self->Start(patience); });
      if (!taken) std::move(done)(Overloaded());
    }
    void Finish(absl::Status status) {
      if (status.ok()) return std::move(done)(std::move(response));
      if (!absl::IsAborted(status)) return std::move(done)(std::move(status));
      if (--attempts_left == 0) return std::move(done)(Contended());
      Start(Patience::kNone);
    }
  };
  std::make_shared<Running>(this, std::move(attempt), std::move(done))->Start(Patience::kNone);
}

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_LEDGER_H_
