// The bound on calls.
#include "server/rpc/call_gate.h"

#include <gtest/gtest.h>

#include <optional>

namespace assent::rpc {
namespace {

TEST(CallGate, LetsInAsManyAsItSaysAndMoreOnceSomeAreBack) {
  CallGate gate(2);
  std::optional<CallGate::Pass> first = gate.Enter();
  std::optional<CallGate::Pass> second = gate.Enter();
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_FALSE(gate.Enter().has_value());
  first->Return();
  first->Return();  // counts once
  EXPECT_TRUE(gate.Enter().has_value());
  second.reset();
  std::optional<CallGate::Pass> third = gate.Enter();
  std::optional<CallGate::Pass> fourth = gate.Enter();
  EXPECT_TRUE(third.has_value() && fourth.has_value());
  EXPECT_FALSE(gate.Enter().has_value());
}

}  // namespace
}  // namespace assent::rpc
