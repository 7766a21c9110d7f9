// assent-bench: what the server does in a second, beside the most that could be done. Figures, not
// tests.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "tests/bench/cold.h"
#include "tests/bench/cost.h"
#include "tests/bench/counting.h"
#include "tests/bench/counting_peers.h"
#include "tests/bench/first.h"
#include "tests/bench/importing.h"
#include "tests/bench/inside.h"
#include "tests/bench/limit.h"
#include "tests/bench/meeting.h"
#include "tests/bench/metric.h"
#include "tests/bench/peers.h"
#include "tests/bench/service.h"
#include "tests/bench/shapes.h"
#include "tests/bench/signing_cost.h"
#include "tests/bench/watching.h"
#include "tests/bench/years.h"
#include "tests/support/temp_dir.h"

namespace assent::bench {
namespace {

// Callers and connections: a member each, and one is silent.
const CLI::Range kCount(1, 320);

struct Args {
  std::string folder;  // of `limit`
  std::string shape = kShapes[0];
  std::string answer;
  std::string server;  // of `load`
  bool limit = false;  // whether that is the limit program
  std::string output = "table";
  double seconds = 2;
  Load load;
  Plan plan;
  YearsPlan years;
  bool check = false;        // whether breaking a limit is a failure
  double divide_limits = 1;  // the times by so much: a canary
  bool quick = false;        // of `all`
  int crowd = 1'000'000;
  std::vector<std::string> groups;
  std::string part;  // of `cost`; empty: all
};

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "assent-bench: %s\n", std::string(status.message()).c_str());
  return 1;
}

void Prepare(Args& args, const test::TempDir& folder) {
  args.plan.folder = folder.path();
  args.plan.measured = absl::Seconds(args.seconds);
  args.plan.warm_up = std::min(args.plan.warm_up, args.plan.measured);
}

int Shapes(Args& args) {
  const test::TempDir folder;
  Prepare(args, folder);
  const absl::StatusOr<std::vector<ShapeRow>> rows = MeasureShapes(args.plan);
  if (!rows.ok()) return Fail(rows.status());
  std::fputs(Table(args.plan, *rows).c_str(), stdout);
  return 0;
}

int First(Args& args) {
  const test::TempDir folder;
  Prepare(args, folder);
  const absl::StatusOr<std::vector<Row>> rows = MeasureFirst(args.plan);
  if (!rows.ok()) return Fail(rows.status());
  const bool json = args.output == "json";
  std::fputs((json ? Json(args.plan, *rows) : Table(args.plan, *rows)).c_str(), stdout);
  return 0;
}

int CostOfProofs(const Args& args) {
  const absl::StatusOr<CostFigures> figures = MeasureCost(args.plan);
  if (!figures.ok()) return Fail(figures.status());
  std::printf("acts a second: %.0f with tree and token checks, %.0f without: %.3f\n",
              figures->with_checks, figures->without, figures->ratio);
  return 0;
}

int CostOfSignatures(const Args& args) {
  const absl::StatusOr<SigningFigures> figures = MeasureSigning(args.plan);
  if (!figures.ok()) return Fail(figures.status());
  const ActingFigures& with = figures->signed_acts;
  const ActingFigures& without = figures->unsigned_acts;
  std::printf("acts a second: %.0f signed, as required, %.0f unsigned: %.3f\n", with.rate,
              without.rate, figures->ratio);
  std::printf("processor time of one: the server's %.0f and %.0f us, the members' %.0f and %.0f\n",
              with.server_us, without.server_us, with.members_us, without.members_us);
  std::printf("to check one signature, with nothing else to do: %.0f us\n", figures->check_us);
  return 0;
}

int Cost(Args& args) {
  const test::TempDir folder;
  Prepare(args, folder);
  if (args.part != "signatures" && CostOfProofs(args) != 0) return 1;
  return args.part == "proofs" ? 0 : CostOfSignatures(args);
}

// A part of `all`, which can be asked for alone. Each in a folder of its own, so that a store that
// is still open for one takes nothing from the next.
struct Group {
  const char* name;
  std::function<absl::StatusOr<std::vector<Metric>>(const Args&)> measure;
};

Plan PlanOf(const Args& args, const std::string& folder) {
  Plan plan = args.plan;
  plan.folder = folder;
  plan.measured = args.quick ? absl::Milliseconds(600) : absl::Seconds(args.seconds);
  if (args.quick) plan.rounds = 3;
  plan.warm_up = std::min(plan.warm_up, plan.measured);
  return plan;
}

ColdPlan ColdPlanOf(const Args& args, const std::string& folder) {
  ColdPlan plan;
  plan.assentd = args.plan.assentd;
  plan.folder = folder;
  if (args.quick) plan.assemblies = 1;
  if (args.quick) plan.rounds = 3;
  return plan;
}

const std::vector<Group>& Groups() {
  using Metrics = absl::StatusOr<std::vector<Metric>>;
  static const auto* const kGroups = new std::vector<Group>{
      {"inside",
       [](const Args& args) -> Metrics {
         InsidePlan plan;
         plan.members = args.crowd;
         if (args.quick) plan.rounds = 3;
         return MeasureInside(plan);
       }},
      {"counting",
       [](const Args& args) -> Metrics {
         CountingPlan plan;
         if (args.quick) plan.rounds = 3;
         return MeasureCounting(plan);
       }},
      {"service",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureService(PlanOf(args, folder.path()));
       }},
      {"reads",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureReads(PlanOf(args, folder.path()));
       }},
      {"rates",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureRates(PlanOf(args, folder.path()));
       }},
      {"watching",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureWatching(PlanOf(args, folder.path()), 10'000);
       }},
      {"starts",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureStarts(ColdPlanOf(args, folder.path()));
       }},
      {"import",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         ImportPlan plan;
         plan.assentd = args.plan.assentd;
         plan.folder = folder.path();
         if (args.quick) plan.rounds = 3;
         if (args.quick) plan.entries = 100'000;
         return MeasureImport(plan);
       }},
      {"assemblies",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureManyAssemblies(ColdPlanOf(args, folder.path()));
       }},
      {"peers",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasurePeers(PlanOf(args, folder.path()));
       }},
      {"counting-peers",
       [](const Args& args) -> Metrics {
         const test::TempDir folder;
         return MeasureCountingPeers(PlanOf(args, folder.path()));
       }},
  };
  return *kGroups;
}

// A group that cannot be measured is said on stderr, and the others go on.
int All(const Args& args) {
  std::vector<Metric> metrics;
  int failed = 0;
  for (const Group& group : Groups()) {
    const bool wanted = args.groups.empty() || std::find(args.groups.begin(), args.groups.end(),
                                                         group.name) != args.groups.end();
    if (!wanted) continue;
    const absl::Time start = absl::Now();
    absl::StatusOr<std::vector<Metric>> measured = group.measure(args);
    std::fprintf(stderr, "%s: %.0f s\n", group.name, absl::ToDoubleSeconds(absl::Now() - start));
    if (!measured.ok()) {
      failed = Fail(measured.status());
      continue;
    }
    metrics.insert(metrics.end(), measured->begin(), measured->end());
  }
  std::fputs((args.output == "json" ? Json(metrics) : Table(metrics)).c_str(), stdout);
  return failed;
}

int Years(Args& args) {
  const test::TempDir folder;
  args.years.folder = folder.path();
  const absl::StatusOr<YearsFigures> figures = MeasureYears(args.years);
  if (!figures.ok()) return Fail(figures.status());
  std::fputs(Table(args.years, *figures).c_str(), stdout);
  if (!args.check) return 0;
  YearsLimits limits;
  limits.query /= args.divide_limits;
  limits.search /= args.divide_limits;
  const std::vector<std::string> broken = Broken(*figures, limits);
  for (const std::string& one : broken) std::printf("%s\n", one.c_str());
  if (broken.empty()) std::puts("All within their limits.");
  return broken.empty() ? 0 : 1;
}

void AddYears(CLI::App& app, Args& args) {
  app.add_option("--decisions", args.years.decisions, "How many were made")
      ->check(CLI::Range(50, 1'000'000))
      ->capture_default_str();
  app.add_option("--members", args.years.members, "Of how many")
      ->check(CLI::Range(8, 10'000))
      ->capture_default_str();
  app.add_option("--rounds", args.years.rounds, "How often each query is asked")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_flag("--check", args.check,
               "Fail if a median is not under its limit (50 ms, searches 20 ms), fewer than 45 of "
               "50 related decisions are found, or it takes too much memory; say which");
  app.add_option("--divide-limits", args.divide_limits,
                 "With --check: the limits of time by so much")
      ->check(CLI::Range(1.0, 1e9));
}

int LoadServer(Args& args) {
  const absl::StatusOr<Meeting> meeting =
      args.limit ? PretendMeeting(args.server, args.plan.members)
                 : HoldMeeting(args.server, args.plan.rule, args.plan.members);
  if (!meeting.ok()) return Fail(meeting.status());
  args.load.measured = absl::Seconds(args.seconds);
  if (args.load.kind == Kind::kBatch && !args.limit) {
    if (const absl::Status present = SayPresent(*meeting); !present.ok()) return Fail(present);
  }
  const absl::StatusOr<Figures> figures = Run(*meeting, args.load);
  if (!figures.ok()) return Fail(figures.status());
  std::printf("%.0f acts/s, p50 %.3f ms, p99 %.3f ms\n", figures->acts_per_second,
              absl::ToDoubleMilliseconds(figures->p50), absl::ToDoubleMilliseconds(figures->p99));
  return 0;
}

void AddPlan(CLI::App& app, Args& args) {
  app.add_option("--callers", args.plan.callers, "How many at a time")
      ->delimiter(',')
      ->check(kCount);
  app.add_option("--connections", args.plan.connections, "Over how many")
      ->delimiter(',')
      ->check(kCount);
  app.add_option("--rounds", args.plan.rounds, "Medians of so many")->check(CLI::Range(1, 1000));
}

void AddFirst(CLI::App& app, Args& args) {
  AddPlan(app, args);
  app.add_option("--assentd", args.plan.assentd, "The server's program")->capture_default_str();
  app.add_option("-o,--output", args.output, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
}

void AddLoad(CLI::App& app, Args& args) {
  app.add_option("SERVER", args.server, "HOST:PORT")->required();
  app.add_flag("--limit", args.limit, "It is the limit program");
  app.add_flag_callback(
      "--batches", [&args] { args.load.kind = Kind::kBatch; }, "A hundred positions in each call");
  app.add_option("--callers", args.load.callers, "How many at a time")->check(kCount);
  app.add_option("--connections", args.load.connections, "Over how many")->check(kCount);
}

int Main(int argc, char** argv) {
#ifndef NDEBUG
  std::fputs("assent-bench: not optimised, so figures mean little; use the preset release\n",
             stderr);
#endif
  Args args;
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  args.plan.bench = self.string();
  args.plan.assentd = (self.parent_path() / "../../assentd").lexically_normal().string();
  CLI::App app("Figures of assentd. Records go to a folder below $TMPDIR: it should be on a disk.");
  app.require_subcommand(1);
  CLI::App* const first =
      app.add_subcommand("first", "Durable positions, beside the limit program");
  CLI::App* const load = app.add_subcommand("load", "Positions to a server that runs already");
  CLI::App* const shapes = app.add_subcommand(
      "shapes", "The limit program in each shape: which of gRPC's APIs drives it");
  CLI::App* const limit = app.add_subcommand("limit", "Serve the limit program until SIGTERM");
  CLI::App* const all = app.add_subcommand("all", "Every figure that has a target, with its ratio");
  AddPlan(*all, args);
  all->add_flag("--quick", args.quick, "In five minutes: shorter, with medians of three");
  all->add_option("--crowd", args.crowd, "Members of the one assembly of the part `inside`")
      ->check(CLI::Range(10, 10'000'000))
      ->capture_default_str();
  all->add_option("--only", args.groups, "These parts: inside, counting, service, rates, …")
      ->delimiter(',');
  all->add_option("--assentd", args.plan.assentd, "The server's program")->capture_default_str();
  all->add_option("-o,--output", args.output, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  CLI::App* const years = app.add_subcommand(
      "years",
      "Ten years of an assembly, and how fast its memory answers; in the root of the tree");
  CLI::App* const cost =
      app.add_subcommand("cost", "What tree, check of tokens and signatures cost, in this process");
  AddPlan(*cost, args);
  cost->add_option("--part", args.part, "Only this: proofs or signatures")
      ->check(CLI::IsMember({"proofs", "signatures"}));
  AddYears(*years, args);
  AddFirst(*first, args);
  AddLoad(*load, args);
  AddPlan(*shapes, args);
  first->add_option("--against", args.plan.against,
                    "Beside this build of assentd, and not the limit program");
  first->add_flag("--request-ids", args.plan.request_ids, "Each call with a request_id");
  load->add_flag("--request-ids", args.load.request_ids, "Each call with a request_id");
  for (CLI::App* const loading : {first, load, shapes, cost, all}) {
    loading->add_option("--rule", args.plan.rule, "A preset")->capture_default_str();
    loading->add_option("--seconds", args.seconds, "Measured at a time")
        ->check(CLI::Range(0.01, 600.0));
  }
  limit->add_option("FOLDER", args.folder, "For its records; made anew")->required();
  limit->add_option("--shape", args.shape, "callback, queue, drain or sync")->capture_default_str();
  limit->add_option("--answer", args.answer, "What GetProposal and WatchProposal give");
  CLI11_PARSE(app, argc, argv);
  // As in assentd.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (first->parsed()) return First(args);
  if (shapes->parsed()) return Shapes(args);
  if (cost->parsed()) return Cost(args);
  if (all->parsed()) return All(args);
  if (years->parsed()) return Years(args);
  if (load->parsed()) return LoadServer(args);
  const absl::Status served = ServeLimit(args.folder, args.shape, args.answer);
  return served.ok() ? 0 : Fail(served);
}

}  // namespace
}  // namespace assent::bench

int main(int argc, char** argv) { return assent::bench::Main(argc, argv); }
