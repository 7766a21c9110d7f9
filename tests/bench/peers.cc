#include "tests/bench/peers.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "tests/bench/child.h"
#include "tests/bench/meeting.h"

namespace assent::bench {
namespace {

constexpr int kClients = 64;
// Targets of performance.md.
constexpr double kInsertTarget = 1.2;
constexpr double kActTarget = 4;
constexpr double kEtcdTarget = 1.7;

// The folder of the scripts: this program is build/…/tests/bench/assent-bench.
std::string Script(const Plan& plan, const std::string& name) {
  const auto root = std::filesystem::path(plan.bench).parent_path() / "../../../..";
  return (root / "tests/bench/peers" / name).lexically_normal().string();
}

absl::StatusOr<double> Pgbench(const Plan& plan, const std::string& address,
                               const std::string& script) {
  const int seconds = std::max(1, static_cast<int>(absl::ToInt64Seconds(plan.measured)));
  const std::string command = absl::StrCat(Script(plan, "postgres"), " load ", address, " ", script,
                                           " ", kClients, " ", seconds);
  // NOLINTNEXTLINE(cert-env33-c): of a benchmark, with arguments of its own
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::UnavailableError("pgbench cannot be started");
  char line[64] = "";
  const bool read = fgets(line, sizeof(line), pipe) != nullptr;
  pclose(pipe);
  double rate = 0;
  if (read && absl::SimpleAtod(absl::StripAsciiWhitespace(line), &rate)) return rate;
  return absl::UnavailableError("pgbench said nothing");
}

struct Rates {
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;

  void Add(double our, double their) {
    ours.push_back(our);
    theirs.push_back(their);
    ratios.push_back(our / their);
  }
};

double MedianOf(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// The value is the ratio itself.
Metric Versus(const std::string& name, const Rates& rates, double target) {
  const double ratio = MedianOf(rates.ratios);
  return Beside(name, ratio, MedianOf(rates.theirs), "ratio", ratio, target);
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasurePeers(const Plan& plan) {
  ASSENT_ASSIGN_OR_RETURN(
      const auto server,
      Child::Start({plan.assentd, "--store", absl::StrCat("rocksdb:", plan.folder, "/beside"),
                    "--listen", "127.0.0.1:0", "--no-rate-limits"},
                   absl::StrCat(plan.folder, "/beside.log")));
  ASSENT_ASSIGN_OR_RETURN(const Meeting meeting,
                          HoldMeeting(server->address(), plan.rule, plan.members));
  ASSENT_ASSIGN_OR_RETURN(
      const auto postgres,
      Child::Start({Script(plan, "postgres"), "serve", absl::StrCat(plan.folder, "/postgres")},
                   absl::StrCat(plan.folder, "/postgres.log")));
  ASSENT_ASSIGN_OR_RETURN(const auto etcd, Child::Start({Script(plan, "etcd"), "serve",
                                                         absl::StrCat(plan.folder, "/etcd")},
                                                        absl::StrCat(plan.folder, "/etcd.log")));
  const Meeting puts = PretendMeeting(etcd->address(), plan.members);
  Load load;
  load.callers = kClients;
  load.connections = 4;
  load.warm_up = plan.warm_up;
  load.measured = plan.measured;
  Load put = load;
  put.kind = Kind::kEtcdPut;
  Rates inserts;
  Rates acts;
  Rates etcds;
  for (int round = 0; round < plan.rounds; ++round) {
    ASSENT_ASSIGN_OR_RETURN(const Figures ours, Run(meeting, load));
    ASSENT_ASSIGN_OR_RETURN(const double insert, Pgbench(plan, postgres->address(), "insert"));
    ASSENT_ASSIGN_OR_RETURN(const double act, Pgbench(plan, postgres->address(), "act"));
    ASSENT_ASSIGN_OR_RETURN(const Figures theirs, Run(puts, put));
    inserts.Add(ours.acts_per_second, insert);
    acts.Add(ours.acts_per_second, act);
    etcds.Add(ours.acts_per_second, theirs.acts_per_second);
  }
  return std::vector<Metric>{Versus("vs_postgres_64", inserts, kInsertTarget),
                             Versus("vs_postgres_act_64", acts, kActTarget),
                             Versus("vs_etcd_64", etcds, kEtcdTarget)};
}

}  // namespace assent::bench
