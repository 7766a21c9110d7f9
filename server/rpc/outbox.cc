#include "server/rpc/outbox.h"

#include <algorithm>
#include <utility>

#include "server/base/limits.h"
#include "server/rpc/throttle.h"

namespace assent::rpc {
namespace {

std::string CallerOf(const grpc::ServerContext& call) {
  const auto token = call.client_metadata().find("authorization");
  if (token == call.client_metadata().end()) return std::string(HostOf(call.peer()));
  return std::string(token->second.data(), token->second.size());
}

}  // namespace

bool Outbox::Add(grpc::ServerContext& call, size_t bytes) {
  std::string caller = CallerOf(call);
  absl::MutexLock lock(&mutex_);
  const auto known = by_caller_.find(caller);
  const size_t of_caller = known == by_caller_.end() ? 0 : known->second;
  if (bytes_ + bytes > kMaxUnread || of_caller + bytes > kMaxUnreadOfACaller) return false;
  bytes_ += bytes;
  by_caller_[caller] = of_caller + bytes;
  letters_[&call] = {std::move(caller), bytes};
  return true;
}

void Outbox::Remove(grpc::ServerContext& call) {
  absl::MutexLock lock(&mutex_);
  const auto letter = letters_.find(&call);
  bytes_ -= letter->second.bytes;
  const auto of_caller = by_caller_.find(letter->second.caller);
  of_caller->second -= letter->second.bytes;
  if (of_caller->second == 0) by_caller_.erase(of_caller);
  letters_.erase(letter);
}

void Outbox::Tick(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  for (auto& [call, letter] : letters_) {
    letter.since = std::min(letter.since, now);
    if (now - letter.since >= kMaxTimeUnread) call->TryCancel();
  }
}

}  // namespace assent::rpc
