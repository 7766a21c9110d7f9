#include "server/ledger/core.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "server/assembly/access.h"
#include "server/assembly/errors.h"
#include "server/assembly/names.h"
#include "server/assembly/settle.h"
#include "server/base/check.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/import.h"
#include "server/ledger/refusals.h"

namespace assent::ledger {
namespace {

Writer::Limits WriterLimits(const Options& options) {
  return {options.max_pending_acts, options.max_batch_acts, options.max_batch_bytes};
}

// Whether assembly::Settle() has anything to do: something fell due, or an
// ended proposal may be forgotten. Where nothing is written, nothing is settled.
bool NeedsSettling(const assembly::State& state, absl::Time now) {
  if (!state.view.read_only_reason().empty()) return false;
  return assembly::NextDue(state) <= now ||
         (!state.ended.empty() && state.ended.begin()->first <= now);
}

// OK or ASSEMBLY_READ_ONLY.
absl::Status Writable(const assembly::State& state) {
  const std::string& reason = state.view.read_only_reason();
  return reason.empty() ? absl::OkStatus() : error::AssemblyReadOnly(state.id, reason);
}

// Whether the memory that a state takes is estimated anew: making an estimate costs as much as some
// acts, more in large assemblies. A log that has grown by half may have made a small state another
// one: a first proposal takes as much as all that was there before it.
bool WantsEstimate(const assembly::State& state, int64_t measured_at) {
  const auto enough =
      64 + static_cast<int64_t>(state.members.size() / 4 + state.proposals.size() * 4);
  return state.sequence - measured_at >= std::clamp<int64_t>(measured_at / 2, 1, enough);
}

}  // namespace

Ledger::Core::Core(storage::EventStore& store, const base::Clock& clock,
                   base::EntropySource entropy, const Options& options)
    : store_(store),
      clock_(clock),
      options_(options),
      notary_(std::move(entropy)),
      roster_(options.state_bytes),
      watchers_(store),
      writer_(store, WriterLimits(options)) {
  subscription_ = store_.Subscribe([this](absl::string_view id, uint64_t last_sequence) {
    const int64_t sequence = static_cast<int64_t>(last_sequence);
    if (const std::shared_ptr<LiveAssembly> assembly = roster_.Find(id)) {
      int64_t known = assembly->durable.load(std::memory_order_relaxed);
      while (known < sequence && !assembly->durable.compare_exchange_weak(known, sequence)) {
      }
    }
    watchers_.Grew(id, sequence);
    NoteGrowth(id);
  });
}

Ledger::Core::~Core() {
  {
    absl::MutexLock lock(&tend_mutex_);
    ending_ = true;
  }
  if (tender_.joinable()) tender_.join();
  Flush();
  subscription_.reset();
}

absl::Status Ledger::Core::Start() {
  ASSENT_RETURN_IF_ERROR(TakeBackImports(store_));
  ASSENT_RETURN_IF_ERROR(deadlines_.Read(store_));
  ASSENT_RETURN_IF_ERROR(erasures_.Read(store_));
  tender_ = std::thread([this] { Tend(); });
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Import>> Ledger::Core::BeginImport(absl::string_view checkpoint,
                                                                  std::string reason) {
  return Import::Begin(store_, clock_, notary_, checkpoint, std::move(reason),
                       [this](const std::string& id, absl::Time due) { deadlines_.Set(id, due); });
}

void Ledger::Core::WaitFor(const std::string& assembly, int64_t sequence, absl::Time deadline,
                           Watchers::Done done) {
  // Shared, because a job that is not taken is gone.
  const auto shared = std::make_shared<Watchers::Done>(std::move(done));
  const bool taken = RunWith(Patience::kLookUp, [this, assembly, sequence, deadline, shared] {
    watchers_.Wait(assembly, sequence, deadline, std::move(*shared));
  });
  if (!taken) std::move (*shared)(error::Overloaded());
}

bool Ledger::Core::RunWith(Patience patience, WorkerPool::Job job) {
  switch (patience) {
    case Patience::kRehearse:
      return rehearsals_.Submit(std::move(job));
    case Patience::kRead:
      return reads_.Submit(std::move(job));
    default:
      return look_ups_.Submit(std::move(job));
  }
}

// What waits for the store becomes writes, and callbacks of writes may have to
// wait for the store.
void Ledger::Core::Flush() {
  do {
    for (WorkerPool* lane : {&look_ups_, &reads_, &rehearsals_, &erasing_, &snapshots_}) {
      lane->AwaitIdle();
    }
    writer_.Flush();
  } while (Waiting());
}

bool Ledger::Core::Waiting() {
  return !look_ups_.idle() || !reads_.idle() || !rehearsals_.idle() || !erasing_.idle() ||
         !snapshots_.idle();
}

Ledger::Outcome Ledger::Core::OnAssembly(const std::string& id, Task task) {
  std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
  Outcome outcome = task(*assembly);
  if (outcome.status.ok() && outcome.ticket.write != nullptr) return outcome;
  bool founded = false;
  {
    absl::MutexLock lock(&assembly->mutex);
    founded = assembly->state.founded();
  }
  if (!founded) roster_.Drop(std::move(assembly));
  return outcome;
}

Ledger::Outcome Ledger::Core::Locked(LiveAssembly& assembly, Patience patience, Task task) {
  while (true) {
    {
      absl::MutexLock lock(&assembly.mutex);
      if (!assembly.damage.ok()) return {assembly.damage, {}};
      if (!assembly.NeedsReading()) {
        if (assembly.measured_at < 0) TakeStock(assembly);
        return task(assembly);
      }
    }
    if (patience < Patience::kRead) return Postponed(Patience::kRead);
    if (absl::Status read = assembly.Read(store_, options_.build); !read.ok())
      return {std::move(read), {}};
  }
}

std::string Ledger::Core::HashOf(const std::string& token) {
  if (!options_.measure_without_checks) return notary_.HashSecret(token);
  thread_local absl::flat_hash_map<std::string, std::string> known;
  std::string& hash = known[token];
  if (hash.empty()) hash = notary_.HashSecret(token);
  return hash;
}

// --- Mutations ---

Ledger::Outcome Ledger::Core::Execute(const Command& command) {
  const bool member = command.entrance == Entrance::kMember;
  if (member && command.access.token.empty()) return {error::TokenMissing(), {}};
  if (!command.request_id.empty() && !IsUuid(command.request_id)) {
    return {error::RequestIdInvalid(), {}};
  }
  if (absl::Status admitted = writer_.Admit(); !admitted.ok()) return {std::move(admitted), {}};
  if (!assembly::IsAssemblyId(command.access.assembly)) {
    return {NotThere(command.entrance), {}};
  }
  const bool founds = command.entrance == Entrance::kFounding;
  if (founds && command.validate_only) return RehearseFounding(command);
  const std::string hash = member ? HashOf(command.access.token) : std::string();
  return OnAssembly(command.access.assembly, [&](LiveAssembly& assembly) {
    if (command.validate_only) return Rehearse(assembly, command, hash);
    if (!command.request_id.empty()) return ExecuteNamed(assembly, command, hash);
    return Locked(assembly, command.access.patience, [&](LiveAssembly& locked) {
      locked.mutex.AssertHeld();
      return DecideOnce(locked, command, hash, nullptr);
    });
  });
}

Ledger::Outcome Ledger::Core::ExecuteNamed(LiveAssembly& assembly, const Command& command,
                                           const std::string& token_hash) {
  const Patience patience = command.access.patience;
  if (patience < Patience::kLookUp) return Postponed(Patience::kLookUp);
  Named named{
      RequestIdentity::Of(command.request, command.request_id, absl::BytesToHexString(token_hash)),
      std::nullopt};
  while (true) {
    std::optional<Replies::Question> question;
    Outcome outcome = Locked(assembly, patience, [&](LiveAssembly& locked) {
      locked.mutex.AssertHeld();
      if (named.kept && locked.replies.Covers(*named.kept)) {
        return DecideOnce(locked, command, token_hash, &named);
      }
      question = locked.replies.Ask(clock_.Now());
      return Outcome();
    });
    if (!question) return outcome;
    absl::StatusOr<Replies::Kept> kept =
        Replies::LookUp(store_, assembly.id, named.identity, *question);
    if (!kept.ok()) return {std::move(kept).status(), {}};
    named.kept = *std::move(kept);
  }
}

absl::Status Ledger::Core::NotThere(Entrance entrance) {
  if (entrance == Entrance::kFounding) return assembly::error::AssemblyIdInvalid();
  if (entrance == Entrance::kJoining) return assembly::error::InvitationInvalid();
  return error::AssemblyNotFound();
}

absl::StatusOr<Ledger::Core::Actor> Ledger::Core::MemberOf(const assembly::State& state,
                                                           absl::string_view token_hash,
                                                           v1::Token::Scope scope) const {
  const absl::Time now = std::max(clock_.Now(), state.last_time);
  const int32_t token = assembly::FindToken(state, token_hash, now);
  if (token < 0 || assembly::HasEnded(state, now)) return error::AssemblyNotFound();
  const assembly::TokenState& found = state.tokens[token];
  const bool allowed =
      scope == v1::Token::SCOPE_UNSPECIFIED || (found.scopes & assembly::ScopeBit(scope)) != 0;
  if (!allowed) return error::ScopeMissing(scope);
  return Actor{found.member, token};
}

absl::StatusOr<Ledger::Core::Actor> Ledger::Core::ActorOf(const assembly::State& state,
                                                          const Command& command,
                                                          absl::string_view token_hash) const {
  if (command.entrance == Entrance::kMember) {
    return MemberOf(state, token_hash, command.access.scope);
  }
  const bool founds = command.entrance == Entrance::kFounding;
  const bool there = state.founded() && !assembly::HasEnded(state, clock_.Now());
  if (!founds && !there) return NotThere(command.entrance);
  return Actor{};
}

Ledger::Outcome Ledger::Core::DecideOnce(LiveAssembly& assembly, const Command& command,
                                         const std::string& token_hash, const Named* named) {
  const absl::StatusOr<Actor> actor = ActorOf(assembly.state, command, token_hash);
  std::optional<Outcome> known;
  if (named != nullptr) known = Repeated(assembly, command, *named);
  // Whoever has left since gets their answer again, as their token opens it; nobody else is told
  // even that the id is known.
  if (!actor.ok() && !(known && known->status.ok())) return {actor.status(), assembly.Newest()};
  if (known) return *std::move(known);
  if (absl::Status writable = Writable(assembly.state); !writable.ok()) {
    return {std::move(writable), assembly.Newest()};
  }
  return Decide(assembly, command, *actor, named);
}

Ledger::Outcome Ledger::Core::Rehearse(LiveAssembly& assembly, const Command& command,
                                       const std::string& token_hash) {
  if (command.access.patience < Patience::kRead) return Postponed(Patience::kRead);
  assembly::State copy;
  Outcome copied = Copy(assembly, command.access.patience, copy);
  if (!copied.status.ok()) return copied;
  const absl::StatusOr<Actor> actor = ActorOf(copy, command, token_hash);
  if (!actor.ok()) return {actor.status(), std::move(copied.ticket)};
  if (absl::Status writable = Writable(copy); !writable.ok()) return {std::move(writable), {}};
  assembly::Act act(copy, notary_, actor->member, clock_.Now(), actor->token);
  act.Rehearse();
  return {command.decide(act), std::move(copied.ticket)};
}

// On nothing: whether there is an assembly of that id is found out at the price of founding one.
Ledger::Outcome Ledger::Core::RehearseFounding(const Command& command) {
  assembly::State nothing;
  nothing.id = command.access.assembly;
  assembly::Act act(nothing, notary_, /*actor=*/-1, clock_.Now());
  act.Rehearse();
  return {command.decide(act), {}};
}

Ledger::Outcome Ledger::Core::Copy(LiveAssembly& assembly, Patience patience,
                                   assembly::State& copy) {
  bool copied = false;
  Outcome outcome = Locked(assembly, patience, [&](LiveAssembly& locked) {
    locked.mutex.AssertHeld();
    copied = locked.bytes <= options_.copied_bytes;
    if (!copied) return Outcome();
    copy = locked.state;
    return Outcome{absl::OkStatus(), locked.Newest()};
  });
  if (copied || !outcome.status.ok()) return outcome;
  if (patience < Patience::kRehearse) return Postponed(Patience::kRehearse);
  absl::StatusOr<Replayed> replayed = LoadSnapshot(store_, assembly.id, options_.build);
  if (!replayed.ok()) return {error::StoreUnavailable(replayed.status()), {}};
  absl::Status read = ReplayRest(store_, *replayed);
  copy = std::move(replayed->state);
  if (absl::IsDataLoss(read)) return {error::AssemblyDamaged(assembly.id, read), {}};
  return {read.ok() ? read : error::StoreUnavailable(read), {}};
}

std::optional<Ledger::Outcome> Ledger::Core::Repeated(LiveAssembly& assembly,
                                                      const Command& command, const Named& named) {
  absl::StatusOr<std::optional<Replies::Known>> known =
      assembly.replies.Find(named.identity, *named.kept);
  if (!known.ok()) return Outcome{known.status(), assembly.Newest()};
  if (!known->has_value()) return std::nullopt;
  ASSENT_CHECK(command.response.ParseFromString((*known)->reply), "a reply of ours");
  return Outcome{absl::OkStatus(), std::move((*known)->ticket)};
}

Ledger::Outcome Ledger::Core::Decide(LiveAssembly& assembly, const Command& command, Actor actor,
                                     const Named* named) {
  assembly::Act act(assembly.state, notary_, actor.member, clock_.Now(), actor.token);
  absl::Status status = command.decide(act);
  if (!status.ok()) named = nullptr;  // refusals are not kept
  const std::string reply = named != nullptr ? command.response.SerializeAsString() : std::string();
  const std::shared_ptr<Write> write = Store(assembly, act, named, reply);
  return {std::move(status), write != nullptr ? Ticket{write} : assembly.Newest()};
}

std::shared_ptr<Write> Ledger::Core::Store(LiveAssembly& assembly, assembly::Act& act,
                                           const Named* named, const std::string& reply) {
  storage::AppendRequest append = assembly.AppendOf(act, !options_.measure_without_checks);
  if (named != nullptr) {
    assembly.replies.Keep(named->identity, *named->kept, reply, clock_.Now(), options_.replies_kept,
                          append.documents);
    if (append.expected_sequence == 0) {
      append.shared_documents.push_back(FoundingDocument(named->identity.name, assembly.id));
    }
  }
  if (append.entries.empty() && append.documents.empty()) return nullptr;
  const absl::Time due = assembly::NextMoment(assembly.state);
  if (due != assembly.due_written) {
    append.shared_documents.push_back(DueDocument(assembly.id, due));
    assembly.due_written = due;
    deadlines_.Set(assembly.id, due);
  }
  const bool erases = std::any_of(append.entries.begin(), append.entries.end(),
                                  [](const auto& entry) { return ErasesTexts(entry.leaf); });
  if (erases) {
    append.shared_documents.push_back(ErasureDocument(assembly.id, assembly.state.sequence));
  }
  auto write = std::make_shared<Write>(std::move(append), assembly.lineage);
  if (erases) EraseAfter(*write, assembly.id, assembly.state.sequence);
  assembly.newest = write;
  if (named != nullptr) assembly.replies.UnderWay(named->identity, reply, write);
  writer_.Add(write);
  const assembly::State& state = assembly.state;
  if (WantsEstimate(state, assembly.measured_at)) TakeStock(assembly);
  return write;
}

// --- Looks ---

Ledger::Outcome Ledger::Core::See(const Access& access, LookAt look) {
  return Sit(access, [&](LiveAssembly& assembly, int32_t reader, absl::Time now) {
    assembly.mutex.AssertHeld();
    return look(assembly.state, reader, now);
  });
}

Pending<Bytes> Ledger::Core::Show(const Access& access, uint64_t what, MakeView look) {
  Bytes answer;
  Outcome outcome = Sit(access, [&](LiveAssembly& assembly, int32_t reader, absl::Time now) {
    assembly.mutex.AssertHeld();
    Shown::Of of{assembly.lineage, assembly.state.sequence, what};
    answer = shown_.Find(of, now);
    if (answer != nullptr) return absl::OkStatus();
    absl::StatusOr<View> made = look(assembly.state, reader, now);
    if (!made.ok()) return made.status();
    answer = std::move(made->answer);
    if (answer != nullptr) shown_.Keep(std::move(of), now, made->until, answer);
    return absl::OkStatus();
  });
  if (!outcome.status.ok()) return {std::move(outcome.status), std::move(outcome.ticket)};
  return {std::move(answer), std::move(outcome.ticket)};
}

Ledger::Outcome Ledger::Core::Sit(const Access& access, Seat seat) {
  if (access.token.empty()) return {error::TokenMissing(), {}};
  if (!assembly::IsAssemblyId(access.assembly)) return {error::AssemblyNotFound(), {}};
  const std::string hash = notary_.HashSecret(access.token);
  return OnAssembly(access.assembly, [&](LiveAssembly& assembly) {
    return Locked(assembly, access.patience, [&](LiveAssembly& locked) {
      locked.mutex.AssertHeld();
      return SitIn(locked, access, hash, seat);
    });
  });
}

Ledger::Outcome Ledger::Core::SitIn(LiveAssembly& assembly, const Access& access,
                                    const std::string& token_hash, Seat seat) {
  absl::StatusOr<Actor> reader = MemberOf(assembly.state, token_hash, access.scope);
  // What fell due may have ended the membership, or the token.
  if (reader.ok() && Settle(assembly) != nullptr) {
    reader = MemberOf(assembly.state, token_hash, access.scope);
  }
  if (!reader.ok()) return {reader.status(), assembly.Newest()};
  const absl::Time now = std::max(clock_.Now(), assembly.state.last_time);
  absl::Status status = seat(assembly, reader->member, now);
  return {std::move(status), assembly.Newest()};
}

// --- What happens without anybody asking ---

void Ledger::Core::TakeStock(LiveAssembly& assembly) {
  if (!assembly.state.founded()) return;
  roster_.Measure(assembly);
  deadlines_.Set(assembly.id, assembly::NextMoment(assembly.state));
  ConsiderSnapshot(assembly);
}

std::shared_ptr<Write> Ledger::Core::Settle(LiveAssembly& assembly) {
  const absl::Time now = clock_.Now();
  if (!NeedsSettling(assembly.state, now) || !writer_.Health().ok()) return nullptr;
  if (assembly::HasEnded(assembly.state, now)) return nullptr;
  assembly::Act act(assembly.state, notary_, /*actor=*/-1, now);
  assembly::Settle(act);
  return Store(assembly, act, nullptr, "");
}

void Ledger::Core::SettleDue() {
  const absl::Time now = clock_.Now();
  if (!writer_.Health().ok()) return;
  absl::MutexLock lock(&settling_);
  for (const std::string& assembly : deadlines_.TakeDue(now)) SettleOne(assembly, now);
}

void Ledger::Core::SettleOne(const std::string& id, absl::Time now) {
  const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
  std::shared_ptr<Write> write;
  bool ended = false;
  const Outcome looked = Locked(*assembly, Patience::kRead, [&](LiveAssembly& locked) {
    locked.mutex.AssertHeld();
    ended = assembly::HasEnded(locked.state, now);
    if (ended) return Outcome();
    // A founding that was refused leaves nothing to settle.
    if (locked.state.founded()) write = Settle(locked);
    const absl::Time due = assembly::NextMoment(locked.state);
    // Still due: a mistake, and no reason to keep a processor busy.
    due > now ? deadlines_.Set(id, due) : deadlines_.Retry(id, now);
    return Outcome();
  });
  if (ended) return Destroy(assembly, now);
  // The disk may come back. Damage, which was logged, costs a look a minute.
  if (!looked.status.ok()) deadlines_.Retry(id, now);
  if (write == nullptr) return;
  // If what was settled is void, somebody has to look again.
  write->WhenSettled([this, id](const absl::Status& status) {
    if (!status.ok()) deadlines_.Retry(id, clock_.Now());
  });
}

void Ledger::Core::Destroy(const std::shared_ptr<LiveAssembly>& assembly, absl::Time now) {
  uint64_t last = 0;
  {
    absl::MutexLock lock(&assembly->mutex);
    // What was decided before the end is written first; nothing new comes.
    if (!assembly->Idle()) return deadlines_.Retry(assembly->id, now);
    last = static_cast<uint64_t>(assembly->state.sequence);
  }
  auto shared = WithoutFoundings(store_, assembly->id);
  if (!shared.ok()) return deadlines_.Retry(assembly->id, now);
  shared->push_back(DueDocument(assembly->id, absl::InfiniteFuture()));
  shared->push_back(ErasureDocument(assembly->id, std::nullopt));
  const absl::Status destroyed = store_.Destroy(assembly->id, last, *std::move(shared));
  base::Log(destroyed.ok() ? base::Severity::kInfo : base::Severity::kError, "assembly_destroyed",
            {{"outcome", destroyed.ok() ? "destroyed" : std::string(destroyed.message())}});
  if (store_.LastSequence(assembly->id).value_or(last) != 0) {
    return deadlines_.Retry(assembly->id, now);
  }
  (void)erasures_.Done(assembly->id, static_cast<int64_t>(last));
  roster_.Forget(assembly);
  watchers_.Gone(assembly->id);
}

void Ledger::Core::Tend() {
  while (true) {
    SettleDue();
    EraseWaiting();
    SignGrown();
    watchers_.Expire(clock_.Now());
    shown_.Expire(clock_.Now());
    if (roster_.over_budget()) roster_.Trim();
    absl::MutexLock lock(&tend_mutex_);
    const absl::Duration until_due = deadlines_.Next() - clock_.Now();
    const absl::Duration sleep = std::clamp(until_due, absl::Milliseconds(1),
                                            std::max(options_.clock_poll, absl::Milliseconds(1)));
    tend_mutex_.AwaitWithTimeout(absl::Condition(&ending_), sleep);
    if (ending_) return;
  }
}

}  // namespace assent::ledger
