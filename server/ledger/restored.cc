#include "server/ledger/restored.h"

#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "server/assembly/act.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/ledger/checkpoints.h"
#include "server/ledger/live_assembly.h"
#include "server/ledger/refusals.h"
#include "server/transparency/notary.h"

namespace assent::ledger {
namespace {

absl::Status Append(storage::EventStore& store, storage::AppendRequest append) {
  absl::Status result;
  absl::Notification written;
  std::vector<storage::AppendRequest> batch;
  batch.push_back(std::move(append));
  store.Append(std::move(batch), [&](std::vector<absl::Status> statuses) {
    result = std::move(statuses[0]);
    written.Notify();
  });
  written.WaitForNotification();
  return result;
}

absl::Status DeclareOne(storage::EventStore& store, const base::Clock& clock,
                        transparency::Notary& notary, const std::string& id,
                        const std::string& reason, int64_t& before) {
  Replayed read;
  read.state.id = id;
  if (const absl::Status status = ReplayRest(store, read); !status.ok()) {
    return absl::IsDataLoss(status) ? error::AssemblyDamaged(id, status) : status;
  }
  LiveAssembly assembly(id);
  absl::MutexLock lock(&assembly.mutex);
  assembly.state = std::move(read.state);
  assembly.tree = std::move(read.tree);
  before = assembly.state.sequence;
  assembly::Act act(assembly.state, notary, /*actor=*/-1, clock.Now());
  event::v1::Event event;
  event.mutable_fork_declared()->mutable_reason()->set_content(reason);
  event.mutable_fork_declared()->set_from_size(before);
  act.Emit(0, std::move(event));
  storage::AppendRequest append = assembly.AppendOf(act);
  append.documents.push_back({std::string(kCheckpointDocument), std::nullopt});
  return Append(store, std::move(append));
}

}  // namespace

absl::Status DeclareForks(storage::EventStore& store, const base::Clock& clock,
                          const base::EntropySource& entropy, const std::string& reason,
                          absl::FunctionRef<void(absl::string_view, int64_t)> done) {
  if (reason.empty() || reason.size() > kMaxRestoredReasonBytes) {
    return absl::InvalidArgumentError("say in some words what happened: --reason TEXT");
  }
  transparency::Notary notary(entropy);
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::AssemblyHead> page,
                            store.ListAssemblies(after, 1000));
    if (page.empty()) return absl::OkStatus();
    for (const storage::AssemblyHead& head : page) {
      int64_t before = 0;
      ASSENT_RETURN_IF_ERROR(DeclareOne(store, clock, notary, head.assembly, reason, before));
      done(head.assembly, before);
    }
    after = page.back().assembly;
  }
}

}  // namespace assent::ledger
