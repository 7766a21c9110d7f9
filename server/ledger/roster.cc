#include "server/ledger/roster.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace assent::ledger {

std::shared_ptr<LiveAssembly> Roster::Get(const std::string& assembly) {
  absl::MutexLock lock(&mutex_);
  std::shared_ptr<LiveAssembly>& found = assemblies_[assembly];
  if (found == nullptr) found = std::make_shared<LiveAssembly>(assembly);
  found->last_used.store(uses_.fetch_add(1, std::memory_order_relaxed), std::memory_order_relaxed);
  return found;
}

std::shared_ptr<LiveAssembly> Roster::Find(absl::string_view assembly) {
  absl::MutexLock lock(&mutex_);
  const auto found = assemblies_.find(assembly);
  return found == assemblies_.end() ? nullptr : found->second;
}

void Roster::Measure(LiveAssembly& assembly) {
  const size_t bytes = BytesOf(assembly.state);
  bytes_.fetch_add(bytes - assembly.bytes, std::memory_order_relaxed);  // may wrap, and back
  assembly.bytes = bytes;
  assembly.measured_at = assembly.state.sequence;
}

void Roster::Trim() {
  // Destroyed outside of the lock: a large state takes a while.
  const auto forgotten = TakeIdle(budget_ - budget_ / 10);
}

std::vector<std::shared_ptr<LiveAssembly>> Roster::TakeIdle(size_t target) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::pair<uint64_t, LiveAssembly*>> by_use;
  for (const auto& [id, assembly] : assemblies_) {
    // Whoever wants to hold it has to get it from here first.
    if (assembly.use_count() > 1) continue;
    by_use.emplace_back(assembly->last_used.load(std::memory_order_relaxed), assembly.get());
  }
  std::sort(by_use.begin(), by_use.end());
  std::vector<std::shared_ptr<LiveAssembly>> forgotten;
  for (const auto& [use, assembly] : by_use) {
    if (bytes() <= target) break;
    {
      absl::MutexLock assembly_lock(&assembly->mutex);
      if (!assembly->Idle()) continue;
      bytes_.fetch_sub(assembly->bytes, std::memory_order_relaxed);
    }
    auto node = assemblies_.extract(assembly->id);
    forgotten.push_back(std::move(node.mapped()));
  }
  return forgotten;
}

void Roster::Forget(const std::shared_ptr<LiveAssembly>& assembly) {
  absl::MutexLock lock(&mutex_);
  const auto found = assemblies_.find(assembly->id);
  if (found == assemblies_.end() || found->second != assembly) return;
  {
    absl::MutexLock assembly_lock(&assembly->mutex);
    bytes_.fetch_sub(assembly->bytes, std::memory_order_relaxed);
    assembly->bytes = 0;
  }
  assemblies_.erase(found);
}

void Roster::Drop(std::shared_ptr<LiveAssembly> assembly) {
  absl::MutexLock lock(&mutex_);
  const auto found = assemblies_.find(assembly->id);
  // Two: the roster's and ours.
  if (found == assemblies_.end() || found->second != assembly || assembly.use_count() > 2) return;
  {
    absl::MutexLock assembly_lock(&assembly->mutex);
    if (assembly->state.founded() || !assembly->Idle()) return;
    bytes_.fetch_sub(assembly->bytes, std::memory_order_relaxed);
  }
  assemblies_.erase(found);
}

}  // namespace assent::ledger
