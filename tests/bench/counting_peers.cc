#include "tests/bench/counting_peers.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "server/base/status_macros.h"
#include "server/counting/files/any.h"
#include "server/counting/files/write.h"
#include "server/counting/method.h"
#include "tests/bench/counting.h"

namespace assent::bench {
namespace {

// Nobody should wait longer for the exact count than for somebody else's.
constexpr double kTarget = 1;

struct Contest {
  std::string name;
  std::string method;
  std::string path;  // of its ballots
  counting::Election election;
  counting::Options options;
};

absl::Status Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError(path + " cannot be written");
}

absl::StatusOr<Contest> MakeContest(const Plan& plan, std::mt19937& dice, const std::string& name,
                                    const std::string& method, int ballots, int candidates,
                                    int seats) {
  Contest contest{name, method, absl::StrCat(plan.folder, "/", name, ".json"), {}, {}};
  contest.election = MakeRankings(dice, ballots, candidates);
  contest.election.seats = seats;
  ASSENT_RETURN_IF_ERROR(Write(contest.path, counting::files::WriteJson(contest.election)));
  return contest;
}

// All that a program prints.
absl::StatusOr<std::string> Output(const std::string& command) {
  // NOLINTNEXTLINE(cert-env33-c): of a benchmark, with arguments of its own
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::UnavailableError(command + " cannot be started");
  std::string output;
  char block[4096];
  for (size_t read = 0; (read = fread(block, 1, sizeof(block), pipe)) > 0;) {
    output.append(block, read);
  }
  if (pclose(pipe) == 0 && !output.empty()) return output;
  return absl::UnavailableError(command + " failed");
}

double Since(absl::Time start) { return absl::ToDoubleMilliseconds(absl::Now() - start); }

struct Times {
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

Metric MetricOf(const std::string& name, const Times& times) {
  return Beside(name, MedianOf(times.ours), MedianOf(times.theirs), "ms", MedianOf(times.ratios),
                kTarget, /*is_cost=*/true);
}

absl::Status Differ(const std::string& peer, const std::string& theirs, const std::string& ours) {
  return absl::InternalError(
      absl::StrCat(peer, " elects ", theirs, ", and our count ", ours, ": they should not differ"));
}

// A package of npm: what it prints is its time, and its winners by id, which are numbers here.
absl::StatusOr<Metric> BesidePackage(const Plan& plan, const Contest& contest,
                                     const std::string& package) {
  const auto scripts = std::filesystem::path(plan.bench).parent_path() /
                       "../../../../tests/bench/peers/counting.cjs";
  const std::string command = absl::StrCat("node '", scripts.lexically_normal().string(), "' ",
                                           package, " '", contest.path, "'");
  Times times;
  for (int round = 0; round < plan.rounds; ++round) {
    const absl::Time start = absl::Now();
    ASSENT_ASSIGN_OR_RETURN(counting::Result result, counting::FindMethod(contest.method)(
                                                         contest.election, contest.options));
    const double ours = Since(start);
    ASSENT_ASSIGN_OR_RETURN(const std::string output, Output(command));
    const std::vector<std::string> words = absl::StrSplit(output, absl::ByAnyChar(" \n"));
    double theirs = 0;
    std::vector<int> elected(words.size() - 2);  // without the time, and what ends the line
    for (size_t i = 0; i < elected.size(); ++i) {
      if (!absl::SimpleAtoi(words[i + 1], &elected[i])) elected[i] = 0;
      --elected[i];
    }
    if (!absl::SimpleAtod(words[0], &theirs)) return absl::UnavailableError(output);
    std::sort(elected.begin(), elected.end());
    std::sort(result.winners.begin(), result.winners.end());
    if (elected != result.winners) {
      return Differ(package, absl::StrJoin(elected, " "), absl::StrJoin(result.winners, " "));
    }
    times.Add(ours, theirs);
  }
  return MetricOf(absl::StrCat(contest.name, "_js"), times);
}

// Every ballot on a line of its own, as the peer has it.
std::string BltOf(const counting::Election& election) {
  std::string text = absl::StrCat(election.candidates.size(), " 1\n");
  for (const counting::Ballot& ballot : election.ballots) {
    text += "1";
    for (const auto& group : ballot.ranking) absl::StrAppend(&text, " ", group[0] + 1);
    text += " 0\n";
  }
  return text + "0\n";
}

// [[1,0,2],…]: a list for each voter, the rank of each candidate, 0 for those who are not ranked.
std::string RanksOf(const counting::Election& election) {
  std::string text = "[";
  for (const counting::Ballot& ballot : election.ballots) {
    std::vector<int> ranks(election.candidates.size());
    int place = 0;
    for (const auto& group : ballot.ranking) {
      ++place;
      for (const int32_t who : group) ranks[who] = place;
    }
    absl::StrAppend(&text, text.size() > 1 ? "," : "", "[", absl::StrJoin(ranks, ","), "]");
  }
  return text + "]\n";
}

// The milliseconds of belenios-tool on a file of ranks, from start to end, and what it prints.
absl::StatusOr<double> Belenios(const std::string& path, int candidates, std::string& output) {
  const absl::Time start = absl::Now();
  ASSENT_ASSIGN_OR_RETURN(
      output, Output(absl::StrCat("belenios-tool method schulze --blank-allowed=true --nchoices=",
                                  candidates, " <'", path, "'")));
  return Since(start);
}

absl::StatusOr<Metric> BesideBelenios(const Plan& plan, const Contest& contest) {
  const std::string blt = BltOf(contest.election);
  const std::string ranks = absl::StrCat(plan.folder, "/ranks.json");
  const std::string nobody = absl::StrCat(plan.folder, "/nobody.json");
  ASSENT_RETURN_IF_ERROR(Write(ranks, RanksOf(contest.election)));
  ASSENT_RETURN_IF_ERROR(Write(nobody, "[[1,2]]\n"));
  const int candidates = static_cast<int>(contest.election.candidates.size());
  Times times;
  for (int round = 0; round < plan.rounds; ++round) {
    const absl::Time start = absl::Now();
    ASSENT_ASSIGN_OR_RETURN(const counting::files::Read read,
                            counting::files::ReadBallots("ranks.blt", blt));
    ASSENT_ASSIGN_OR_RETURN(const counting::Result result,
                            counting::FindMethod(contest.method)(read.election, contest.options));
    const double ours = Since(start);
    std::string output;
    ASSENT_ASSIGN_OR_RETURN(const double empty, Belenios(nobody, 2, output));
    ASSENT_ASSIGN_OR_RETURN(const double theirs, Belenios(ranks, candidates, output));
    const std::string winners =
        absl::StrCat("\"winners\":[[", absl::StrJoin(result.ranking.front(), ","), "]");
    if (output.find(winners) == std::string::npos) return Differ("belenios-tool", output, winners);
    times.Add(ours, std::max(theirs - empty, 0.1));
  }
  return MetricOf(absl::StrCat(contest.name, "_belenios"), times);
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureCountingPeers(const Plan& plan) {
  const CountingPlan counting;
  std::fprintf(stderr, "counting-peers: ballots from seed %u\n", counting.seed);
  std::mt19937 dice(counting.seed);
  ASSENT_ASSIGN_OR_RETURN(const Contest schulze,
                          MakeContest(plan, dice, "schulze_20k", "schulze", 20'000, 5, 1));
  ASSENT_ASSIGN_OR_RETURN(const Contest meath,
                          MakeContest(plan, dice, "meek_64k", "meek", 64'081, 14, 5));
  ASSENT_ASSIGN_OR_RETURN(const Contest large,
                          MakeContest(plan, dice, "meek_500k", "meek", 500'000, 20, 7));
  std::vector<Metric> metrics;
  for (const Contest* const contest : {&meath, &large}) {
    ASSENT_ASSIGN_OR_RETURN(metrics.emplace_back(), BesidePackage(plan, *contest, "meeks-prf-js"));
  }
  ASSENT_ASSIGN_OR_RETURN(metrics.emplace_back(), BesidePackage(plan, schulze, "condorcet"));
  ASSENT_ASSIGN_OR_RETURN(metrics.emplace_back(), BesideBelenios(plan, schulze));
  return metrics;
}

}  // namespace assent::bench
