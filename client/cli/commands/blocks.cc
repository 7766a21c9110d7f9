#include "assent/v1/block_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Blocks = v1::BlockService::Stub;

// A pair of flags of which one may be given, with what each stands for.
template <typename Request>
struct Either {
  const char* flag;
  const char* help;
  void (*set)(Request&);
};

template <typename Request>
Part<Request> OneOf(Either<Request> first, Either<Request> second, bool required) {
  return [=](Arguments& app) -> Fill<Request> {
    auto given = std::make_shared<std::pair<bool, bool>>();
    Argument other = app.AddFlag(first.flag, given->first, first.help);
    app.AddFlag(second.flag, given->second, second.help).Excludes(other);
    return [=](Session&, Request& request) -> absl::Status {
      if (given->first) first.set(request);
      if (given->second) second.set(request);
      if (given->first || given->second || !required) return absl::OkStatus();
      return absl::InvalidArgumentError(absl::StrCat("say ", first.flag, " or ", second.flag));
    };
  };
}

Part<v1::JudgeBlockRequest> Finding() {
  using Request = v1::JudgeBlockRequest;
  return OneOf<Request>({"--valid", "It is valid", [](Request& r) { r.set_valid(true); }},
                        {"--invalid", "It is not", [](Request& r) { r.set_valid(false); }},
                        /*required=*/true);
}

Parts<v1::TestBlockRequest> Findings() {
  using Request = v1::TestBlockRequest;
  return {
      OneOf<Request>({"--reasoned", "The argument meets the criteria",
                      [](Request& r) { r.set_logic(v1::LOGIC_RESULT_REASONED); }},
                     {"--not-reasoned", "It does not",
                      [](Request& r) { r.set_logic(v1::LOGIC_RESULT_NOT_REASONED); }},
                     /*required=*/false),
      OneOf<Request>({"--attempted", "An attempt to resolve it was made",
                      [](Request& r) { r.set_attempt(v1::ATTEMPT_RESULT_MADE); }},
                     {"--attempt-refused", "Its holder refused to look for one",
                      [](Request& r) { r.set_attempt(v1::ATTEMPT_RESULT_REFUSED); }},
                     /*required=*/false),
  };
}

}  // namespace

std::vector<Verb> BlockVerbs() {
  return {
      {"blocks",
       kGroupBlocks,
       "The blocks on a proposal, or one of them.",
       {"assent blocks 17", "assent blocks 17 2"},
       {"ListBlocks", "GetBlock"},
       ListOrGet("BLOCK", FindBlock, &Blocks::ListBlocks, &v1::ListBlocksResponse::blocks,
                 &Blocks::GetBlock, &v1::GetBlockResponse::block)},
      {"unblock",
       kGroupBlocks,
       "Take your block back, or stand aside instead.",
       {"assent unblock 17", "assent unblock 17 --stand-aside"},
       {"WithdrawBlock"},
       OnOwnBlock(&Blocks::WithdrawBlock,
                  {Flag("--stand-aside", &v1::WithdrawBlockRequest::set_stand_aside,
                        "Stand aside instead")})},
      {"still-stands",
       kGroupBlocks,
       "Say that your block still stands, so that it does not lapse.",
       {"assent still-stands 17 -m \"we meet on Monday about it\""},
       {"AnswerNag"},
       OnOwnBlock(&Blocks::AnswerNag,
                  {MaySay(&v1::AnswerNagRequest::mutable_text, "What has been done about it")})},
      {"support",
       kGroupBlocks,
       "Support (second) a block, or end your support.",
       {"assent support 17 2", "assent support 17 2 --end"},
       {"SupportBlock"},
       OnBlock(&Blocks::SupportBlock,
               {Flag("--end", &v1::SupportBlockRequest::set_end, "End your support")})},
      {"challenge",
       kGroupBlocks,
       "Ask for the test of a block that the rule provides.",
       {"assent challenge 17 2 -m \"it is a preference, not a principle\""},
       {"ChallengeBlock"},
       OnBlock(&Blocks::ChallengeBlock,
               {Said(&v1::ChallengeBlockRequest::mutable_reason, "why it should be tested")})},
      {"judge",
       kGroupBlocks,
       "Your finding on a block under test.",
       {"assent judge 17 2 --valid", "assent judge 17 2 --invalid"},
       {"JudgeBlock"},
       OnBlock(&Blocks::JudgeBlock, {Finding()})},
      {"test-block",
       kGroupBlocks,
       "As facilitator: is the argument reasoned (not: true), was an attempt made?",
       {"assent test-block 17 2 --reasoned", "assent test-block 17 2 --reasoned --attempted"},
       {"TestBlock"},
       OnBlock(&Blocks::TestBlock, Findings())},
      {"settle-block",
       kGroupBlocks,
       "Close the test of a block by what has been found.",
       {"assent settle-block 17 2"},
       {"SettleBlockTest"},
       OnBlock(&Blocks::SettleBlockTest)},
      {"release",
       kGroupBlocks,
       "End a block whose own condition is met.",
       {"assent release 17 2 -m \"the grant has come\""},
       {"ReleaseBlock"},
       OnBlock(&Blocks::ReleaseBlock,
               {Said(&v1::ReleaseBlockRequest::mutable_reason, "how its condition is met")})},
  };
}

}  // namespace assent::cli
