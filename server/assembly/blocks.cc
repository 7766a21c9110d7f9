#include <algorithm>

#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

absl::StatusOr<BlockRef> OpenBlock(Act& act, const std::string& name) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, FindBlock(act, name));
  if (!IsOpen(*ref.block)) return error::BlockEnded();
  return ref;
}

// Whether blockers judge with the others: a test of the rule by ballot that does not
// leave them out.
bool BlockersJudge(const v1::BlockPolicy& policy) {
  const auto& tests = policy.validation();
  return std::any_of(tests.begin(), tests.end(), [](const v1::BlockTest& test) {
    return (test.has_invalidate() && !test.invalidate().exclude_blockers()) ||
           (test.has_group_accepts() && !test.group_accepts().exclude_blockers());
  });
}

bool IsHolder(const Act& act, const BlockRef& ref) {
  return AnswererOf(act.state(), *ref.proposal, ref.number) == act.actor_index();
}

// A block, for somebody who has a voice other than the one that blocks.
absl::StatusOr<BlockRef> BlockOfOther(Act& act, const std::string& name) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, name));
  if (IsHolder(act, ref)) return error::OwnBlock();
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOfActor(act, *ref.proposal));
  if (voice == ref.block->voice) return error::OwnBlock();  // of the same unit
  return ref;
}

absl::Status CheckUnderTest(const BlockRef& ref) {
  return ref.block->view.state() == v1::Block::STATE_UNDER_TEST ? absl::OkStatus()
                                                                : error::NotChallenged();
}

}  // namespace

absl::StatusOr<v1::SupportBlockResponse> Decide(Act& act, const v1::SupportBlockRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, BlockOfOther(act, request.name()));
  Event event;
  event::v1::BlockSupported& supported = *event.mutable_block_supported();
  supported.set_concern(ref.number);
  supported.set_end(request.end());
  act.Emit(ref.proposal->number, std::move(event));
  if (request.end()) {
    TestForSecond(act, *ref.proposal, ref.number);
  } else {
    SettleTest(act, *ref.proposal, ref.number, /*time_over=*/false);
  }
  return Answer<v1::SupportBlockResponse>(act, ref);
}

namespace {

// Whether the test that it has stood would go against it today: who supported it has
// left or supports it no longer.
bool LostItsSupport(const BlockRef& ref) {
  if (ref.block->view.state() != v1::Block::STATE_STANDING) return false;
  const auto facts = FactsOf(*ref.proposal, *ref.block, /*test_time_over=*/true);
  return rules::ValidateBlock(BlockPhase(*ref.proposal).block(), facts) ==
         rules::BlockValidity::kInvalid;
}

}  // namespace

namespace {

// The proposal whose objection is named in the place of a block; null: there is a
// block of that name, or nothing that could be tested.
absl::StatusOr<ProposalState*> OfObjection(Act& act, const NameParts& name) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, FindProposal(act, name.number));
  const bool testable = p->blocks.count(name.part) == 0 && IsTestable(*p, name.part);
  if (!testable) return nullptr;
  if (p->concerns[name.part - 1].holder == act.actor_index()) return error::OwnBlock();
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOfActor(act, *p));
  const int32_t holding = p->voice_of.at(p->concerns[name.part - 1].holder);
  return voice == holding ? absl::StatusOr<ProposalState*>(error::OwnBlock()) : p;
}

// Who is challenged has a case to make: from here on the objection is a block.
absl::StatusOr<v1::ChallengeBlockResponse> ChallengeObjection(
    Act& act, ProposalState& p, int32_t number, const v1::ChallengeBlockRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kStatementBounds));
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  if (policy.validation().empty() || policy.mode() != v1::BlockPolicy::MODE_VETO) {
    return error::NoValidityTest();
  }
  Event event;
  event.mutable_block_challenged()->set_concern(number);
  event.mutable_block_challenged()->mutable_reason()->set_content(request.reason());
  act.Emit(p.number, std::move(event));
  SettleTest(act, p, number, /*time_over=*/false);
  return Answer<v1::ChallengeBlockResponse>(act, BlockRef{&p, &p.blocks.at(number), number});
}

}  // namespace

absl::StatusOr<v1::ChallengeBlockResponse> Decide(Act& act,
                                                  const v1::ChallengeBlockRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name, ParseName(request.name(), kBlockPattern, "name"));
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const objected, OfObjection(act, name));
  if (objected != nullptr) return ChallengeObjection(act, *objected, name.part, request);
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, BlockOfOther(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kStatementBounds));
  if (BlockPhase(*ref.proposal).block().validation().empty()) return error::NoValidityTest();
  if (ref.block->view.has_challenge() && !LostItsSupport(ref)) return error::AlreadyChallenged();
  Event event;
  event::v1::BlockChallenged& challenged = *event.mutable_block_challenged();
  challenged.set_concern(ref.number);
  challenged.mutable_reason()->set_content(request.reason());
  act.Emit(ref.proposal->number, std::move(event));
  SettleTest(act, *ref.proposal, ref.number, /*time_over=*/false);
  return Answer<v1::ChallengeBlockResponse>(act, ref);
}

namespace {

// Whoever has a voice; about their own block where the rule leaves blockers in.
absl::Status CheckMayJudge(const Act& act, const BlockRef& ref) {
  const bool all = BlockersJudge(BlockPhase(*ref.proposal).block());
  if (IsHolder(act, ref) && !all) return error::OwnBlock();
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOfActor(act, *ref.proposal));
  return voice == ref.block->voice && !all ? error::OwnBlock() : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::JudgeBlockResponse> Decide(Act& act, const v1::JudgeBlockRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckMayJudge(act, ref));
  ASSENT_RETURN_IF_ERROR(CheckUnderTest(ref));
  Event event;
  event::v1::BlockJudged& judged = *event.mutable_block_judged();
  judged.set_concern(ref.number);
  judged.set_valid(request.valid());
  act.Emit(ref.proposal->number, std::move(event));
  SettleTest(act, *ref.proposal, ref.number, /*time_over=*/false);
  return Answer<v1::JudgeBlockResponse>(act, ref);
}

namespace {

// Facilitating is separate from content: whoever proposes may run the meeting, but has
// too much at stake in what holds it to say whether that counts.
absl::Status CheckJudgesForGroup(const Act& act, const ProposalState& p) {
  ASSENT_RETURN_IF_ERROR(CheckFacilitator(act, p));
  return IsProposer(p, act.actor()) ? error::OwnProposal() : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::TestBlockResponse> Decide(Act& act, const v1::TestBlockRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckJudgesForGroup(act, *ref.proposal));
  ASSENT_RETURN_IF_ERROR(CheckNotSubject(act, *ref.proposal, act.actor_index()));
  if (IsHolder(act, ref)) return error::OwnBlock();
  ASSENT_RETURN_IF_ERROR(CheckUnderTest(ref));
  if (ref.block->view.challenge().challenger() == act.actor().view.name()) {
    return error::OwnChallenge();
  }
  if (!v1::LogicResult_IsValid(request.logic())) return error::ValueInvalid("logic", "unknown");
  if (!v1::AttemptResult_IsValid(request.attempt())) {
    return error::ValueInvalid("attempt", "unknown");
  }
  if (request.logic() == v1::LOGIC_RESULT_UNSPECIFIED &&
      request.attempt() == v1::ATTEMPT_RESULT_UNSPECIFIED) {
    return error::FieldRequired("logic");
  }
  Event event;
  event::v1::BlockTested& tested = *event.mutable_block_tested();
  tested.set_concern(ref.number);
  tested.set_logic(request.logic());
  tested.set_attempt(request.attempt());
  act.Emit(ref.proposal->number, std::move(event));
  SettleTest(act, *ref.proposal, ref.number, /*time_over=*/false);
  return Answer<v1::TestBlockResponse>(act, ref);
}

absl::StatusOr<v1::SettleBlockTestResponse> Decide(Act& act,
                                                   const v1::SettleBlockTestRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckUnderTest(ref));
  const int64_t others = ref.proposal->view.electorate_size() - 1;
  const bool all_judged = static_cast<int64_t>(ref.block->findings.size()) >= others;
  const bool timed = ref.block->test_until != absl::InfiniteFuture();
  const bool heard = !timed && TestWasHeard(*ref.proposal, *ref.block, act.now());
  if (!heard && !all_judged) {
    return error::TestNotOver(TimeInWords(timed ? ref.block->test_until : HeardFrom(*ref.block)));
  }
  SettleTest(act, *ref.proposal, ref.number, /*time_over=*/true);
  return Answer<v1::SettleBlockTestResponse>(act, ref);
}

absl::StatusOr<v1::WithdrawBlockResponse> Decide(Act& act,
                                                 const v1::WithdrawBlockRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, request.name()));
  if (!IsHolder(act, ref)) return error::NotTheHolder();
  ProposalState& p = *ref.proposal;
  const rules::StanceSet allowed = rules::AllowedStances(p.rule(), BlockPhase(p));
  if (request.stand_aside() && !allowed.Has(v1::STANCE_STAND_ASIDE)) {
    return error::InvalidPosition("stand_aside", "stand aside");
  }
  ASSENT_RETURN_IF_ERROR(
      CheckMayEndHold(act.state(), p, ref.block->voice,
                      request.stand_aside() ? v1::STANCE_STAND_ASIDE : v1::STANCE_UNSPECIFIED));
  MoveBlock(act, p, ref.number, v1::Block::STATE_WITHDRAWN,
            request.stand_aside() ? v1::STANCE_STAND_ASIDE : v1::STANCE_UNSPECIFIED, "");
  Event event;
  event::v1::ConcernMoved& moved = *event.mutable_concern_moved();
  moved.set_number(ref.number);
  moved.set_state(request.stand_aside() ? v1::Concern::STATE_CARRIED
                                        : v1::Concern::STATE_WITHDRAWN);
  act.Emit(p.number, std::move(event));
  OnHoldEnded(act, p);
  return Answer<v1::WithdrawBlockResponse>(act, ref);
}

absl::StatusOr<v1::ReleaseBlockResponse> Decide(Act& act, const v1::ReleaseBlockRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kStatementBounds));
  if (ref.block->view.release_condition().empty()) return error::NoReleaseCondition();
  if (!IsHolder(act, ref)) ASSENT_RETURN_IF_ERROR(CheckJudgesForGroup(act, *ref.proposal));
  MoveBlock(act, *ref.proposal, ref.number, v1::Block::STATE_RELEASED, v1::STANCE_UNSPECIFIED,
            request.reason());
  OnHoldEnded(act, *ref.proposal);
  return Answer<v1::ReleaseBlockResponse>(act, ref);
}

namespace {

// An objection that holds has no block of its number: its holder answers for it likewise.
absl::StatusOr<v1::AnswerNagResponse> AnswerForObjection(Act& act, ProposalState& p, int32_t number,
                                                         const v1::AnswerNagRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kReasonBounds));
  if (p.concerns[number - 1].holder != act.actor_index()) return error::NotTheHolder();
  Event event;
  event::v1::BlockerAnswered& answered = *event.mutable_blocker_answered();
  answered.set_concern(number);
  if (!request.text().empty()) answered.mutable_text()->set_content(request.text());
  SetBlockTimes(act.now(), BlockPhase(p).block(), answered);
  act.Emit(p.number, std::move(event));
  v1::AnswerNagResponse response;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace

absl::StatusOr<v1::AnswerNagResponse> Decide(Act& act, const v1::AnswerNagRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name, ParseName(request.name(), kBlockPattern, "name"));
  const auto p = act.state().proposals.find(name.number);
  const bool known = p != act.state().proposals.end() && name.part >= 1 &&
                     name.part <= static_cast<int32_t>(p->second.concerns.size());
  if (known && MayFallSilent(p->second, p->second.concerns[name.part - 1])) {
    return AnswerForObjection(act, p->second, name.part, request);
  }
  ASSENT_ASSIGN_OR_RETURN(const BlockRef ref, OpenBlock(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kReasonBounds));
  if (!IsHolder(act, ref)) return error::NotTheHolder();
  Event event;
  event::v1::BlockerAnswered& answered = *event.mutable_blocker_answered();
  answered.set_concern(ref.number);
  if (!request.text().empty()) answered.mutable_text()->set_content(request.text());
  SetBlockTimes(act.now(), BlockPhase(*ref.proposal).block(), answered);
  act.Emit(ref.proposal->number, std::move(event));
  return Answer<v1::AnswerNagResponse>(act, ref);
}

}  // namespace assent::assembly
