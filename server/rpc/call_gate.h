// A bound on what is under way: without one, an overload becomes a queue in which everybody waits
// and nobody is served. Thread-safe; outlives its passes.

#ifndef ASSENT_SERVER_RPC_CALL_GATE_H_
#define ASSENT_SERVER_RPC_CALL_GATE_H_

#include <atomic>
#include <optional>
#include <utility>

namespace assent::rpc {

class CallGate {
 public:
  // The right to be under way; given back at the latest when it goes.
  class Pass {
   public:
    Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass() { Return(); }

    void Return() {
      if (gate_ != nullptr) std::exchange(gate_, nullptr)->under_way_.fetch_sub(1);
    }

   private:
    friend class CallGate;
    explicit Pass(CallGate* gate) : gate_(gate) {}
    CallGate* gate_;
  };

  explicit CallGate(int most) : most_(most) {}

  // nullopt: as many as there may be are under way.
  std::optional<Pass> Enter() {
    if (under_way_.fetch_add(1) < most_) return Pass(this);
    under_way_.fetch_sub(1);
    return std::nullopt;
  }

  int under_way() const { return under_way_.load(); }

 private:
  const int most_;
  std::atomic<int> under_way_{0};
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_CALL_GATE_H_
