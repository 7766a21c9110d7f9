// Blocks that end, and their tests.

#include <algorithm>
#include <utility>
#include <vector>

#include "server/assembly/holds.h"
#include "server/assembly/road.h"

namespace assent::assembly {

using event::v1::Event;

void MoveBlock(Act& act, ProposalState& p, int32_t concern, v1::Block::State state,
               v1::Stance becomes, const std::string& reason) {
  Event event;
  event::v1::BlockMoved& moved = *event.mutable_block_moved();
  moved.set_concern(concern);
  moved.set_state(state);
  moved.set_becomes(becomes);
  if (!reason.empty()) moved.mutable_reason()->set_content(reason);
  act.Emit(p.number, std::move(event));
}

void AskForTest(Act& act, ProposalState& p, int32_t concern) {
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  if (policy.validation_size() == 0 || policy.asked() != v1::BlockPolicy::ASKED_ALWAYS) return;
  const AsRule as_rule(act, act.event_time());
  Event event;
  event.mutable_block_challenged()->set_concern(concern);
  act.Emit(p.number, std::move(event));
}

namespace {

// What a test of the block has found, if it has found anything. Returns whether it has.
bool EndTest(Act& act, ProposalState& p, int32_t concern, rules::BlockValidity found) {
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  if (p.blocks.at(concern).view.state() != v1::Block::STATE_UNDER_TEST) return true;
  switch (found) {
    case rules::BlockValidity::kPending:
      return false;
    case rules::BlockValidity::kValid:
      MoveBlock(act, p, concern, v1::Block::STATE_STANDING, v1::STANCE_UNSPECIFIED, "");
      OnHoldProven(act, p);
      return true;
    case rules::BlockValidity::kInvalid:
      MoveBlock(act, p, concern, v1::Block::STATE_INVALID, policy.invalid_becomes(), "");
      OnHoldEnded(act, p);
      return true;
  }
  return false;
}

}  // namespace

bool SettleTest(Act& act, ProposalState& p, int32_t concern, bool time_over) {
  const BlockState& block = p.blocks.at(concern);
  return EndTest(act, p, concern,
                 rules::ValidateBlock(BlockPhase(p).block(), FactsOf(p, block, time_over)));
}

void TestForSecond(Act& act, ProposalState& p, int32_t concern) {
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  const BlockState& block = p.blocks.at(concern);
  const bool asks = std::any_of(policy.validation().begin(), policy.validation().end(),
                                [](const v1::BlockTest& test) { return test.has_second(); });
  if (!asks || block.view.state() != v1::Block::STATE_STANDING) return;
  const auto facts = FactsOf(p, block, /*test_time_over=*/true);
  if (rules::ValidateBlock(policy, facts) != rules::BlockValidity::kInvalid) return;
  MoveBlock(act, p, concern, v1::Block::STATE_INVALID, policy.invalid_becomes(), "");
  OnHoldEnded(act, p);
}

// Their time is over at the same moment: what one finds does not change who counts in
// another (5 F2: blockers are left out), so it makes no difference which comes first.
void SettleOpenTests(Act& act, ProposalState& p, bool asked) {
  std::vector<std::pair<int32_t, rules::BlockValidity>> found;
  for (const auto& [number, block] : p.blocks) {
    if (block.view.state() != v1::Block::STATE_UNDER_TEST) continue;
    if (block.test_until != absl::InfiniteFuture()) continue;
    if (asked && !TestWasHeard(p, block, act.now())) continue;
    const auto facts = FactsOf(p, block, /*test_time_over=*/true);
    found.emplace_back(number, rules::ValidateBlock(BlockPhase(p).block(), facts));
  }
  for (const auto& [number, validity] : found) EndTest(act, p, number, validity);
}

}  // namespace assent::assembly
