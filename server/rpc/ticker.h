// Calls a function about once a second, on a thread of its own, until it goes.

#ifndef ASSENT_SERVER_RPC_TICKER_H_
#define ASSENT_SERVER_RPC_TICKER_H_

#include <thread>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace assent::rpc {

class Ticker {
 public:
  explicit Ticker(absl::AnyInvocable<void()> tick)
      : thread_([this, tick = std::move(tick)]() mutable {
          while (!stop_.WaitForNotificationWithTimeout(absl::Seconds(1))) tick();
        }) {}
  ~Ticker() {
    stop_.Notify();
    thread_.join();
  }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_TICKER_H_
