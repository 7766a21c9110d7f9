#include "server/ledger/ledger.h"

#include "server/assembly/applications.h"
#include "server/assembly/errors.h"
#include "server/assembly/settle.h"
#include "server/base/status_macros.h"
#include "server/ledger/core.h"
#include "server/ledger/import.h"
#include "server/ledger/refusals.h"
#include "server/ledger/replies.h"

namespace assent::ledger {

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(storage::EventStore& store,
                                                     const base::Clock& clock,
                                                     base::EntropySource entropy,
                                                     const Options& options) {
  auto core = std::make_unique<Core>(store, clock, std::move(entropy), options);
  ASSENT_RETURN_IF_ERROR(core->Start());
  return std::unique_ptr<Ledger>(new Ledger(std::move(core)));
}

Ledger::Ledger(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Ledger::~Ledger() = default;

Ledger::Outcome Ledger::Execute(const Command& command) { return core_->Execute(command); }

Ledger::Outcome Ledger::See(const Access& access, LookAt look) { return core_->See(access, look); }

Pending<Bytes> Ledger::Show(const Access& access, uint64_t what, MakeView look) {
  return core_->Show(access, what, look);
}

absl::StatusOr<Founding> Ledger::BeginFounding(const v1::CreateAssemblyRequest& request) {
  return core_->foundings().Begin(request, core_->notary(), core_->store());
}

// On a thread that may wait, whatever there is to wait for: how long it takes is not to tell.
Pending<v1::SubmitApplicationResponse> Ledger::ApplyAsStranger(
    const Access& access, const v1::SubmitApplicationRequest& request) {
  if (access.patience < Patience::kRead) {
    return {absl::UnavailableError("not looked up"), {nullptr, Patience::kRead}};
  }
  if (request.kind() != v1::Application::KIND_REENTRY) {
    return {assembly::error::ValueInvalid("kind", "MEMBERSHIP or REENTRY"), {}};
  }
  if (!request.request_id().empty() && !IsUuid(request.request_id())) {
    return {error::RequestIdInvalid(), {}};
  }
  absl::StatusOr<assembly::Secret> token = assembly::CheckReentry(core_->notary(), request);
  if (!token.ok()) return {std::move(token).status(), {}};
  v1::SubmitApplicationResponse response = assembly::ReentryAnswer(request, *token);
  if (request.validate_only()) return {std::move(response), {}};
  // The token stands for the request_id: no answer is kept. Nor is a refusal shown.
  v1::SubmitApplicationResponse unused;
  const std::string unnamed;
  const Outcome kept = Execute({access.With(Patience::kRehearse), Entrance::kApplying, request,
                                unnamed, /*validate_only=*/false, unused, [&](assembly::Act& act) {
                                  assembly::Settle(act);
                                  assembly::KeepReentry(act, request, token->hash);
                                  return absl::OkStatus();
                                }});
  if (absl::IsUnavailable(kept.status) || absl::IsResourceExhausted(kept.status)) {
    return {kept.status, {}};
  }
  return {std::move(response), {}};
}

bool Ledger::RunWith(Patience patience, absl::AnyInvocable<void() &&> job) {
  return core_->RunWith(patience, std::move(job));
}

absl::Status Ledger::Contended() { return error::Contended(); }

absl::Status Ledger::Overloaded() { return error::Overloaded(); }

Pending<Reader> Ledger::Authorize(const Access& access) {
  return Inspect(
      access,
      [](const assembly::State& state, int32_t member, absl::Time now) -> absl::StatusOr<Reader> {
        return Reader{member, state.members[member].id, state.sequence, now};
      });
}

void Ledger::WhenDurable(const Ticket& ticket, absl::AnyInvocable<void(absl::Status) &&> done) {
  if (!ticket.erases.empty()) {
    Ticket durable = ticket;
    durable.erases.clear();
    return WhenDurable(
        durable, [this, id = ticket.erases, done = std::move(done)](absl::Status status) mutable {
          if (!status.ok()) return std::move(done)(std::move(status));
          core_->WhenErased(id, std::move(done));
        });
  }
  if (ticket.write == nullptr) return std::move(done)(absl::OkStatus());
  ticket.write->WhenSettled(std::move(done));
}

void Ledger::WhenReached(const Access& access, int64_t sequence, absl::Time deadline,
                         absl::AnyInvocable<void(absl::Status) &&> done) {
  Run<Reader>([this, access](Patience patience) { return Authorize(access.With(patience)); },
              [this, assembly = access.assembly, sequence, deadline,
               done = std::move(done)](absl::StatusOr<Reader> reader) mutable {
                if (!reader.ok()) return std::move(done)(reader.status());
                // Most reads ask for what has long been there.
                if (reader->sequence >= sequence) return std::move(done)(absl::OkStatus());
                core_->WaitFor(assembly, sequence, deadline, std::move(done));
              });
}

absl::StatusOr<std::unique_ptr<Watch>> Ledger::WatchAssembly(
    const Access& access, absl::AnyInvocable<void(int64_t durable_sequence)> notify) {
  const Pending<Reader> reader = Authorize(access);
  ASSENT_RETURN_IF_ERROR(reader.response.status());
  return core_->watchers().Add(access.assembly, std::move(notify));
}

Pending<std::string> Ledger::RootAt(const Access& access, const std::string& origin, int64_t size) {
  return core_->RootAt(access, origin, size);
}

absl::StatusOr<std::unique_ptr<Import>> Ledger::BeginImport(absl::string_view checkpoint,
                                                            std::string reason) {
  return core_->BeginImport(checkpoint, std::move(reason));
}

absl::StatusOr<SignedCheckpoint> Ledger::SignCheckpoint(const std::string& assembly) {
  return core_->SignCheckpoint(assembly);
}

Pending<v1::EraseTextResponse> Ledger::EraseText(const Access& access,
                                                 const v1::EraseTextRequest& request,
                                                 const assembly::SignedAct* signed_act) {
  return core_->EraseText(access, request, signed_act);
}

absl::Status Ledger::KeepBeside(const std::string& assembly,
                                std::vector<storage::DocumentWrite> documents) {
  return core_->KeepBeside(assembly, std::move(documents));
}

void Ledger::SettleDue() {
  core_->SettleDue();
  core_->EraseWaiting();
  core_->SignGrown();
  core_->watchers().Expire(core_->clock().Now());
  core_->shown().Expire(core_->clock().Now());
}

void Ledger::Flush() { core_->Flush(); }

absl::Status Ledger::Health() {
  ASSENT_RETURN_IF_ERROR(core_->writer().Health());
  const absl::Status status = core_->store().Health();
  return status.ok() ? status : error::StoreUnavailable(status);
}

storage::EventStore& Ledger::store() { return core_->store(); }

absl::Time Ledger::Now() const { return core_->clock().Now(); }

}  // namespace assent::ledger
