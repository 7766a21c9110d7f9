#include "server/ledger/core.h"

#include <algorithm>
#include <utility>

#include "server/assembly/errors.h"
#include "server/assembly/names.h"
#include "server/assembly/settle.h"
#include "server/base/check.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/refusals.h"

namespace assent::ledger {
namespace {

Writer::Limits WriterLimits(const Options& options) {
  return {options.max_pending_acts, options.max_batch_acts, options.max_batch_bytes};
}

// Whether assembly::Settle() has anything to do: something fell due, or an
// ended proposal may be forgotten.
bool NeedsSettling(const assembly::State& state, absl::Time now) {
  return assembly::NextDue(state) <= now ||
         (!state.ended.empty() && state.ended.begin()->first <= now);
}

// Acts between two estimates of the memory that a state takes: making one costs
// as much as some acts, more in large assemblies.
int64_t ActsBetweenEstimates(const assembly::State& state) {
  return 64 + static_cast<int64_t>(state.members.size() / 4 + state.proposals.size() * 4);
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
  });
}

Ledger::Core::~Core() {
  {
    absl::MutexLock lock(&tend_mutex_);
    ending_ = true;
  }
  if (tender_.joinable()) tender_.join();
  writer_.Flush();
  subscription_.reset();
}

absl::Status Ledger::Core::Start() {
  ASSENT_RETURN_IF_ERROR(deadlines_.Read(store_));
  tender_ = std::thread([this] { Tend(); });
  return absl::OkStatus();
}

// --- Mutations ---

Ledger::Outcome Ledger::Core::Execute(const Command& command) {
  const bool member = command.entrance == Entrance::kMember;
  const bool founding = command.entrance == Entrance::kFounding;
  if (member && command.access.token.empty()) return {error::TokenMissing(), {}};
  if (!command.request_id.empty() && !IsUuid(command.request_id)) {
    return {error::RequestIdInvalid(), {}};
  }
  if (absl::Status admitted = writer_.Admit(); !admitted.ok()) return {std::move(admitted), {}};
  Outcome outcome;
  if (assembly::IsAssemblyId(command.access.assembly)) {
    const std::string hash = member ? notary_.HashSecret(command.access.token) : std::string();
    std::shared_ptr<LiveAssembly> assembly = roster_.Get(command.access.assembly);
    bool founded = false;
    {
      absl::MutexLock lock(&assembly->mutex);
      outcome = ExecuteIn(*assembly, command, hash);
      founded = assembly->state.founded();
    }
    if (!founded) roster_.Drop(std::move(assembly));
  } else if (founding) {
    outcome.status = assembly::error::AssemblyIdInvalid();
  } else {
    outcome.status = member ? error::AssemblyNotFound() : assembly::error::InvitationInvalid();
  }
  return outcome;
}

Ledger::Outcome Ledger::Core::ExecuteIn(LiveAssembly& assembly, const Command& command,
                                        const std::string& token_hash) {
  if (absl::Status ready = Prepare(assembly); !ready.ok()) return {std::move(ready), {}};
  int32_t actor = -1;
  if (command.entrance == Entrance::kMember) {
    const absl::StatusOr<int32_t> member = assembly.MemberOf(token_hash);
    if (!member.ok()) return {member.status(), assembly.Newest()};
    actor = *member;
  } else if (command.entrance == Entrance::kJoining && !assembly.state.founded()) {
    return {assembly::error::InvitationInvalid(), {}};
  }
  if (command.validate_only) return Rehearse(assembly, command, actor);
  if (command.request_id.empty()) return Decide(assembly, command, actor, nullptr);
  const std::string caller = actor < 0 ? std::string() : assembly.state.members[actor].id;
  const RequestIdentity identity = RequestIdentity::Of(command.request, command.request_id, caller);
  if (std::optional<Outcome> known = Repeated(assembly, command, identity)) return *known;
  return Decide(assembly, command, actor, &identity);
}

Ledger::Outcome Ledger::Core::Rehearse(LiveAssembly& assembly, const Command& command,
                                       int32_t actor) {
  assembly::State copy = assembly.state;
  assembly::Act act(copy, notary_, actor, clock_.Now());
  return {command.decide(act), assembly.Newest()};
}

std::optional<Ledger::Outcome> Ledger::Core::Repeated(LiveAssembly& assembly,
                                                      const Command& command,
                                                      const RequestIdentity& identity) {
  absl::StatusOr<std::optional<Replies::Known>> known =
      assembly.replies.Find(store_, assembly.id, identity);
  if (!known.ok()) return Outcome{known.status(), assembly.Newest()};
  if (!known->has_value()) return std::nullopt;
  ASSENT_CHECK(command.response.ParseFromString((*known)->reply), "a reply of ours");
  return Outcome{absl::OkStatus(), std::move((*known)->ticket)};
}

Ledger::Outcome Ledger::Core::Decide(LiveAssembly& assembly, const Command& command, int32_t actor,
                                     const RequestIdentity* identity) {
  assembly::Act act(assembly.state, notary_, actor, clock_.Now());
  absl::Status status = command.decide(act);
  const bool keep = status.ok() && identity != nullptr;
  const std::string reply = keep ? command.response.SerializeAsString() : std::string();
  const std::shared_ptr<Write> write = Store(assembly, act, keep ? identity : nullptr, reply);
  return {std::move(status), write != nullptr ? Ticket{write} : assembly.Newest()};
}

std::shared_ptr<Write> Ledger::Core::Store(LiveAssembly& assembly, assembly::Act& act,
                                           const RequestIdentity* identity,
                                           const std::string& reply) {
  storage::AppendRequest append = assembly.AppendOf(act);
  if (identity != nullptr) {
    assembly.replies.Keep(store_, assembly.id, *identity, reply, clock_.Now(),
                          options_.replies_kept, append.documents);
    if (append.expected_sequence == 0) {
      append.shared_documents.push_back(FoundingDocument(identity->name, assembly.id));
    }
  }
  if (append.entries.empty() && append.documents.empty()) return nullptr;
  const absl::Time due = assembly::NextDue(assembly.state);
  if (due != assembly.due_written) {
    append.shared_documents.push_back(DueDocument(assembly.id, due));
    assembly.due_written = due;
    deadlines_.Set(assembly.id, due);
  }
  auto write = std::make_shared<Write>(std::move(append), assembly.lineage);
  assembly.newest = write;
  if (identity != nullptr) assembly.replies.UnderWay(*identity, reply, write);
  writer_.Add(write);
  const assembly::State& state = assembly.state;
  if (state.sequence - assembly.measured_at > ActsBetweenEstimates(state)) TakeStock(assembly);
  return write;
}

// --- Looks ---

Ledger::Outcome Ledger::Core::See(const Access& access, LookAt look) {
  if (access.token.empty()) return {error::TokenMissing(), {}};
  if (!assembly::IsAssemblyId(access.assembly)) return {error::AssemblyNotFound(), {}};
  const std::string hash = notary_.HashSecret(access.token);
  std::shared_ptr<LiveAssembly> assembly = roster_.Get(access.assembly);
  Outcome outcome;
  bool founded = false;
  {
    absl::MutexLock lock(&assembly->mutex);
    outcome = SeeIn(*assembly, hash, look);
    founded = assembly->state.founded();
  }
  if (!founded) roster_.Drop(std::move(assembly));
  return outcome;
}

Ledger::Outcome Ledger::Core::SeeIn(LiveAssembly& assembly, const std::string& token_hash,
                                    LookAt look) {
  if (absl::Status ready = Prepare(assembly); !ready.ok()) return {std::move(ready), {}};
  const absl::StatusOr<int32_t> member = assembly.MemberOf(token_hash);
  if (!member.ok()) return {member.status(), assembly.Newest()};
  Settle(assembly);
  const absl::Time now = std::max(clock_.Now(), assembly.state.last_time);
  absl::Status status = look(assembly.state, *member, now);
  return {std::move(status), assembly.Newest()};
}

// --- What happens without anybody asking ---

absl::Status Ledger::Core::Prepare(LiveAssembly& assembly) {
  ASSENT_RETURN_IF_ERROR(assembly.Prepare(store_));
  if (assembly.measured_at < 0) TakeStock(assembly);
  return absl::OkStatus();
}

void Ledger::Core::TakeStock(LiveAssembly& assembly) {
  if (!assembly.state.founded()) return;
  roster_.Measure(assembly);
  deadlines_.Set(assembly.id, assembly::NextDue(assembly.state));
}

std::shared_ptr<Write> Ledger::Core::Settle(LiveAssembly& assembly) {
  const absl::Time now = clock_.Now();
  if (!NeedsSettling(assembly.state, now) || !writer_.Health().ok()) return nullptr;
  assembly::Act act(assembly.state, notary_, /*actor=*/-1, now);
  assembly::Settle(act);
  return Store(assembly, act, nullptr, "");
}

void Ledger::Core::SettleDue() {
  const absl::Time now = clock_.Now();
  if (!writer_.Health().ok()) return;
  for (const std::string& assembly : deadlines_.TakeDue(now)) SettleOne(assembly, now);
}

void Ledger::Core::SettleOne(const std::string& id, absl::Time now) {
  const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
  std::shared_ptr<Write> write;
  {
    absl::MutexLock lock(&assembly->mutex);
    // The disk may come back. Damage, which was logged, costs a look a minute.
    if (!Prepare(*assembly).ok()) return deadlines_.Retry(id, now);
    // A founding that was refused leaves nothing to settle.
    if (!assembly->state.founded()) return deadlines_.Set(id, absl::InfiniteFuture());
    write = Settle(*assembly);
    const absl::Time due = assembly::NextDue(assembly->state);
    // Still due: a mistake, and no reason to keep a processor busy.
    due > now ? deadlines_.Set(id, due) : deadlines_.Retry(id, now);
  }
  // Written or not, what the state said is what counts; if it is void, somebody has to look again.
  if (write == nullptr) return;
  write->WhenSettled([this, id](const absl::Status& status) {
    if (!status.ok()) deadlines_.Retry(id, clock_.Now());
  });
}

void Ledger::Core::Tend() {
  while (true) {
    SettleDue();
    watchers_.Expire(clock_.Now());
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
