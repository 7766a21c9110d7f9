// The pure parts one by one, by Google Benchmark: what one position costs in an assembly of ten and
// of a million, and its parts. In one thread, without gRPC, tree and disk; `assent-bench` measures
// whole servers.

#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/assembly/apply.h"
#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/check.h"
#include "server/base/entropy.h"
#include "server/rules/evaluate_tally.h"
#include "server/transparency/notary.h"
#include "server/transparency/replay.h"
#include "tests/bench/crowd.h"

namespace assent::bench {
namespace {

constexpr v1::Stance kStances[] = {v1::STANCE_AGREE, v1::STANCE_ABSTAIN, v1::STANCE_DISAGREE};

// Gathered once for each number of members: a million take a quarter of a minute. Half of them have
// answered; member 0 never does, so that nothing closes.
Crowd& CrowdOf(int64_t members) {
  static auto& crowds = *new std::map<int64_t, std::unique_ptr<Crowd>>;
  std::unique_ptr<Crowd>& crowd = crowds[members];
  if (crowd != nullptr) return *crowd;
  auto gathered = Crowd::Gather("crowd", "simple_majority", static_cast<int>(members));
  ASSENT_CHECK(gathered.ok(), "a crowd");
  crowd = *std::move(gathered);
  v1::TakePositionRequest position;
  position.set_parent("assemblies/crowd/proposals/1");
  position.set_stance(v1::STANCE_AGREE);
  for (int32_t member = 1; member < members; member += 2) {
    ASSENT_CHECK(crowd->Do(member, position).ok(), "a position");
  }
  return *crowd;
}

// Somebody else every time, in no order: what is known of them is in no cache of the processor's.
class Somebody {
 public:
  explicit Somebody(int64_t members) : last_(static_cast<int32_t>(members) - 1) {}
  int32_t operator()() { return std::uniform_int_distribution<int32_t>(1, last_)(dice_); }

 private:
  std::mt19937 dice_{20261130};
  const int32_t last_;
};

// A position as a call has it: decided, sealed (without hashes), applied, answered.
void DecideAndApply(benchmark::State& run) {
  Crowd& crowd = CrowdOf(run.range(0));
  Somebody somebody(run.range(0));
  v1::TakePositionRequest position;
  position.set_parent("assemblies/crowd/proposals/1");
  size_t times = 0;
  for (auto _ : run) {
    position.set_stance(kStances[++times % std::size(kStances)]);
    benchmark::DoNotOptimize(crowd.Do(somebody(), position));
  }
}

event::v1::Event NextPosition(const assembly::State& state, int32_t member, v1::Stance stance) {
  const assembly::ProposalState& proposal = state.proposals.at(1);
  event::v1::Event event;
  event.set_version(1);
  event.set_origin(state.origin);
  event.set_sequence(state.sequence + 1);
  event.set_time_us(absl::ToUnixMicros(state.last_time));
  event.set_author(state.members[static_cast<size_t>(member)].id);
  event.set_proposal(1);
  event::v1::PositionTaken& taken = *event.mutable_position_taken();
  taken.set_stance(stance);
  taken.set_revision(proposal.view.revision());
  taken.set_revision_commitment(proposal.revisions.back().commitment());
  return event;
}

// Its entry alone, as a replay applies it.
void Apply(benchmark::State& run) {
  assembly::State& state = CrowdOf(run.range(0)).mutable_state();
  Somebody somebody(run.range(0));
  event::v1::Event event = NextPosition(state, 1, v1::STANCE_AGREE);
  size_t times = 0;
  for (auto _ : run) {
    event.set_sequence(state.sequence + 1);
    event.set_author(state.members[static_cast<size_t>(somebody())].id);
    event.mutable_position_taken()->set_stance(kStances[++times % std::size(kStances)]);
    assembly::Apply(state, event, nullptr);
  }
}

// The outcome with its conditions, kinds and numbers.
void Evaluate(benchmark::State& run) {
  const Crowd& crowd = CrowdOf(run.range(0));
  for (auto _ : run) {
    const assembly::ProposalEvaluation evaluation(crowd.state(), crowd.proposal(), 0, crowd.now());
    benchmark::DoNotOptimize(evaluation.outcome());
  }
}

// The same as a message, with its sentences.
void TallyWithSentences(benchmark::State& run) {
  const Crowd& crowd = CrowdOf(run.range(0));
  for (auto _ : run) {
    const assembly::ProposalEvaluation evaluation(crowd.state(), crowd.proposal(), 0, crowd.now());
    benchmark::DoNotOptimize(evaluation.ToTally("en"));
  }
}

// What GetProposal shows, encoded.
void ViewEncoded(benchmark::State& run) {
  const Crowd& crowd = CrowdOf(run.range(0));
  for (auto _ : run) {
    const auto view = assembly::ViewProposal(crowd.state(), 1, 0, crowd.now(), "en");
    benchmark::DoNotOptimize(view->SerializeAsString());
  }
}

// A tally that somebody else counted, of so many.
void EvaluateTally(benchmark::State& run) {
  v1::EvaluateTallyRequest request;
  request.set_preset("simple_majority");
  request.mutable_counts()->set_members(run.range(0));
  request.mutable_counts()->set_agree(run.range(0) / 2 + 1);
  request.mutable_counts()->set_disagree(run.range(0) / 3);
  for (auto _ : run) benchmark::DoNotOptimize(rules::EvaluateTally(request));
}

event::v1::Event WithReason(const assembly::State& state) {
  event::v1::Event event = NextPosition(state, 1, v1::STANCE_AGREE);
  event.mutable_position_taken()->mutable_reason()->set_content(
      "The hall is free on Sundays, and three of us can carry the pots over from the depot by "
      "noon.");
  return event;
}

// The codec of entries: to bytes, with a salted text and both hashes, and back.
void SealEntry(benchmark::State& run) {
  transparency::Notary notary(base::SystemEntropy());
  const event::v1::Event event = WithReason(CrowdOf(10).state());
  for (auto _ : run) {
    event::v1::Event copy = event;
    benchmark::DoNotOptimize(notary.Seal(copy, {}));
  }
}

void OpenEntry(benchmark::State& run) {
  transparency::Notary notary(base::SystemEntropy());
  event::v1::Event event = WithReason(CrowdOf(10).state());
  const assembly::SealedEntry sealed = notary.Seal(event, {});
  for (auto _ : run) {
    benchmark::DoNotOptimize(transparency::OpenEntry(sealed.leaf, sealed.openings));
  }
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  for (const int64_t members : {10, 1'000, 100'000, 1'000'000}) benchmark->Arg(members);
}

BENCHMARK(SealEntry);
BENCHMARK(OpenEntry);
BENCHMARK(EvaluateTally)->Apply(Sizes);
BENCHMARK(DecideAndApply)->Apply(Sizes);
BENCHMARK(Apply)->Apply(Sizes);
BENCHMARK(Evaluate)->Apply(Sizes);
BENCHMARK(TallyWithSentences)->Apply(Sizes);
BENCHMARK(ViewEncoded)->Apply(Sizes);

}  // namespace
}  // namespace assent::bench

BENCHMARK_MAIN();
