#include "tests/bench/service.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "tests/bench/child.h"
#include "tests/bench/meeting.h"
#include "tests/bench/shapes.h"

namespace assent::bench {
namespace {

// Targets of performance.md, as ratios; those of times in ms.
constexpr double kUnaryTarget = 0.85;
constexpr double kBestShapeTarget = 0.75;
constexpr double kBatchTarget = 0.5;
constexpr double kReadTarget = 0.85;
constexpr double kTlsTarget = 0.7;
constexpr double kUnixTarget = 1;  // of loopback, which does more
constexpr double kTailTarget = 1.3;
constexpr double kOpenTail = 2;
constexpr double kGoodputTarget = 0.8;

double MedianOf(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

std::string FileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The server and the limit programs, all running; those that have nothing to do cost nothing.
class Field {
 public:
  static absl::StatusOr<std::unique_ptr<Field>> Open(const Plan& plan) {
    std::unique_ptr<Field> field(new Field(plan));
    ASSENT_ASSIGN_OR_RETURN(field->server_, field->StartServer("assentd", {}));
    ASSENT_ASSIGN_OR_RETURN(field->meeting_,
                            HoldMeeting(field->server_->address(), plan.rule, plan.members));
    // A hand that somebody gave themselves is not recorded over: batches have their own proposal.
    ASSENT_ASSIGN_OR_RETURN(field->hall_,
                            HoldMeeting(field->server_->address(), plan.rule, plan.members));
    ASSENT_RETURN_IF_ERROR(SayPresent(field->hall_));
    ASSENT_RETURN_IF_ERROR(KeepProposal(field->meeting_, field->Answer()));
    for (const std::string shape : kShapes) {
      ASSENT_ASSIGN_OR_RETURN(field->limits_.emplace_back(), field->StartLimit(shape));
    }
    return field;
  }

  const Meeting& meeting() const { return meeting_; }
  const Meeting& hall() const { return hall_; }
  const Child& server() const { return *server_; }
  const Child& limit_program(size_t shape) const { return *limits_[shape]; }
  Meeting Limit(size_t shape) const {
    return PretendMeeting(limits_[shape]->address(), plan_.members);
  }

  absl::StatusOr<std::unique_ptr<Child>> StartServer(const std::string& name,
                                                     const std::vector<std::string>& more) const {
    const std::string path = absl::StrCat(plan_.folder, "/", name);
    std::vector<std::string> command = {
        plan_.assentd, "--store",     absl::StrCat("rocksdb:", path),
        "--listen",    "127.0.0.1:0", "--no-rate-limits"};
    command.insert(command.end(), more.begin(), more.end());
    return Child::Start(command, path + ".log");
  }

 private:
  explicit Field(const Plan& plan) : plan_(plan) {}

  absl::StatusOr<std::unique_ptr<Child>> StartLimit(const std::string& shape) const {
    const std::string path = absl::StrCat(plan_.folder, "/limit-", shape);
    std::vector<std::string> command = {plan_.bench, "limit", "--shape", shape, path};
    // What answers reads has callbacks, which the other shapes are better without.
    if (shape == kShapes[0]) command.insert(command.end(), {"--answer", Answer()});
    return Child::Start(command, path + ".log");
  }
  std::string Answer() const { return absl::StrCat(plan_.folder, "/answer"); }
  const Plan plan_;
  std::unique_ptr<Child> server_;
  Meeting meeting_;
  Meeting hall_;
  std::vector<std::unique_ptr<Child>> limits_;  // as kShapes
};

// What a limit and the server did in one round.
struct Pair {
  Figures limit;
  Figures server;
  double ratio() const { return server.acts_per_second / limit.acts_per_second; }
};

// Medians of the rounds.
Metric MetricOf(const std::string& name, const std::string& unit, const std::vector<Pair>& rounds,
                double target) {
  const auto median = [&](auto of) {
    std::vector<double> values;
    for (const Pair& round : rounds) values.push_back(of(round));
    return MedianOf(std::move(values));
  };
  return Beside(name, median([](const Pair& p) { return p.server.acts_per_second; }),
                median([](const Pair& p) { return p.limit.acts_per_second; }), unit,
                median([](const Pair& p) { return p.ratio(); }), target);
}

Load LoadOf(const Plan& plan, int callers, int connections) {
  Load load;
  load.callers = callers;
  load.connections = connections;
  load.request_ids = false;
  load.warm_up = plan.warm_up;
  load.measured = plan.measured;
  return load;
}

absl::StatusOr<Pair> One(const Meeting& limit, const Meeting& server, const Load& load) {
  Pair pair;
  ASSENT_ASSIGN_OR_RETURN(pair.limit, Run(limit, load));
  ASSENT_ASSIGN_OR_RETURN(pair.server, Run(server, load));
  return pair;
}

// Beside the callback-shaped limit, and beside the best of all shapes.
struct Beats {
  std::vector<Pair> same;
  std::vector<Pair> best;
};

absl::StatusOr<Beats> Positions(const Plan& plan, const Field& field, const Load& load,
                                bool all_shapes) {
  Beats beats;
  for (int round = 0; round < plan.rounds; ++round) {
    ASSENT_ASSIGN_OR_RETURN(Pair pair, One(field.Limit(0), field.meeting(), load));
    beats.same.push_back(pair);
    for (size_t shape = 1; all_shapes && shape < std::size(kShapes); ++shape) {
      ASSENT_ASSIGN_OR_RETURN(const Figures other, Run(field.Limit(shape), load));
      if (other.acts_per_second > pair.limit.acts_per_second) pair.limit = other;
    }
    beats.best.push_back(pair);
  }
  return beats;
}

// Of one and four connections what is lower.
absl::Status AddUnary(const Plan& plan, const Field& field, int callers,
                      std::vector<Metric>& metrics) {
  const bool all_shapes = callers >= 64;
  const std::string name = absl::StrCat("durable_unary_", callers);
  std::vector<Metric> unary;
  std::vector<Metric> same;
  for (const int connections : {1, 4}) {
    if (callers < connections) continue;
    ASSENT_ASSIGN_OR_RETURN(const Beats beats,
                            Positions(plan, field, LoadOf(plan, callers, connections), all_shapes));
    unary.push_back(
        MetricOf(name, "acts/s", beats.best, all_shapes ? kBestShapeTarget : kUnaryTarget));
    same.push_back(MetricOf("same_shape_64", "acts/s", beats.same, kUnaryTarget));
  }
  const auto lower = [](const Metric& a, const Metric& b) { return a.ratio < b.ratio; };
  metrics.push_back(*std::min_element(unary.begin(), unary.end(), lower));
  if (callers == 64) metrics.push_back(*std::min_element(same.begin(), same.end(), lower));
  return absl::OkStatus();
}

absl::Status AddKind(const Plan& plan, const Meeting& limit, const Meeting& server,
                     const std::string& name, const std::string& unit, const Load& load,
                     double target, std::vector<Metric>& metrics) {
  std::vector<Pair> rounds;
  for (int round = 0; round < plan.rounds; ++round) {
    ASSENT_ASSIGN_OR_RETURN(rounds.emplace_back(), One(limit, server, load));
  }
  metrics.push_back(MetricOf(name, unit, rounds, target));
  return absl::OkStatus();
}

// A certificate for this machine's own address, by openssl.
absl::Status MakeCertificate(const std::string& certificate, const std::string& key) {
  const std::string command = absl::StrCat(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
      "-subj /CN=bench -addext subjectAltName=IP:127.0.0.1 -keyout '",
      key, "' -out '", certificate, "' 2>/dev/null");
  // NOLINTNEXTLINE(cert-env33-c): of a benchmark, with a folder of its own
  return system(command.c_str()) == 0 ? absl::OkStatus()
                                      : absl::UnavailableError("openssl made no certificate");
}

// Another way to reach a server, beside the same server on loopback without TLS.
absl::Status AddWay(const Plan& plan, const Field& field, const std::string& name, double target,
                    const std::vector<std::string>& flags,
                    const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                    std::vector<Metric>& metrics) {
  ASSENT_ASSIGN_OR_RETURN(const auto server, field.StartServer(name, flags));
  ASSENT_ASSIGN_OR_RETURN(const Meeting meeting,
                          HoldMeeting(server->address(), plan.rule, plan.members, credentials));
  const Load plain = LoadOf(plan, 64, 4);
  Load other = plain;
  other.credentials = credentials;
  std::vector<Pair> rounds;
  for (int round = 0; round < plan.rounds; ++round) {
    Pair pair;
    ASSENT_ASSIGN_OR_RETURN(pair.limit, Run(field.meeting(), plain));
    ASSENT_ASSIGN_OR_RETURN(pair.server, Run(meeting, other));
    rounds.push_back(pair);
  }
  metrics.push_back(MetricOf(name, "acts/s", rounds, target));
  return absl::OkStatus();
}

absl::Status AddTls(const Plan& plan, const Field& field, std::vector<Metric>& metrics) {
  const std::string certificate = absl::StrCat(plan.folder, "/tls.pem");
  const std::string key = absl::StrCat(plan.folder, "/tls.key");
  ASSENT_RETURN_IF_ERROR(MakeCertificate(certificate, key));
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = FileText(certificate);
  return AddWay(plan, field, "tls_64", kTlsTarget, {"--tls-cert", certificate, "--tls-key", key},
                grpc::SslCredentials(options), metrics);
}

absl::Status AddUnixSocket(const Plan& plan, const Field& field, std::vector<Metric>& metrics) {
  return AddWay(plan, field, "unix_64", kUnixTarget,
                {"--listen", absl::StrCat("unix:", plan.folder, "/socket")}, nullptr, metrics);
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureService(const Plan& plan) {
  ASSENT_ASSIGN_OR_RETURN(const auto field, Field::Open(plan));
  std::vector<Metric> metrics;
  for (const int callers : {1, 16, 64, 256}) {
    ASSENT_RETURN_IF_ERROR(AddUnary(plan, *field, callers, metrics));
  }
  Load batch = LoadOf(plan, 8, 4);
  batch.kind = Kind::kBatch;
  ASSENT_RETURN_IF_ERROR(AddKind(plan, field->Limit(0), field->hall(), "durable_batch_100",
                                 "acts/s", batch, kBatchTarget, metrics));
  ASSENT_RETURN_IF_ERROR(AddTls(plan, *field, metrics));
  ASSENT_RETURN_IF_ERROR(AddUnixSocket(plan, *field, metrics));
  return metrics;
}

absl::StatusOr<std::vector<Metric>> MeasureReads(const Plan& plan) {
  ASSENT_ASSIGN_OR_RETURN(const auto field, Field::Open(plan));
  Load read = LoadOf(plan, 64, 4);
  read.kind = Kind::kRead;
  std::vector<Pair> rounds;
  std::vector<double> ours;
  std::vector<double> echos;
  const auto add = [](const Child& child, absl::Duration before, const Figures& figures,
                      std::vector<double>& costs) {
    costs.push_back(absl::ToDoubleMicroseconds(child.ProcessorTime() - before) /
                    static_cast<double>(figures.calls));
  };
  for (int round = 0; round < plan.rounds; ++round) {
    const absl::Duration echo_before = field->limit_program(0).ProcessorTime();
    const absl::Duration before = field->server().ProcessorTime();
    ASSENT_ASSIGN_OR_RETURN(const Pair pair, One(field->Limit(0), field->meeting(), read));
    add(field->limit_program(0), echo_before, pair.limit, echos);
    add(field->server(), before, pair.server, ours);
    rounds.push_back(pair);
  }
  std::fprintf(stderr, "processor time of a read: the server's %.1f us, the echo's %.1f\n",
               MedianOf(std::move(ours)), MedianOf(std::move(echos)));
  return std::vector<Metric>{MetricOf("read_64", "reads/s", rounds, kReadTarget)};
}

absl::StatusOr<std::vector<Metric>> MeasureRates(const Plan& plan) {
  ASSENT_ASSIGN_OR_RETURN(const auto field, Field::Open(plan));
  const Load closed = LoadOf(plan, 64, 4);
  std::vector<double> peaks;
  std::vector<double> goodputs;
  std::vector<double> ratios;
  std::vector<double> half_tails;
  std::vector<double> half_limits;
  std::vector<double> half_ratios;
  std::vector<double> open_tails;
  std::vector<double> open_limits;
  OpenLoad open;
  open.measured = plan.measured;
  for (int round = 0; round < plan.rounds; ++round) {
    ASSENT_ASSIGN_OR_RETURN(const Figures peak, Run(field->meeting(), closed));
    peaks.push_back(peak.acts_per_second);
    const auto tail = [](const OpenFigures& figures) {
      return absl::ToDoubleMilliseconds(figures.p99);
    };
    open.per_second = peak.acts_per_second / 2;
    ASSENT_ASSIGN_OR_RETURN(const OpenFigures half_limit, RunOpen(field->Limit(0), open));
    ASSENT_ASSIGN_OR_RETURN(const OpenFigures half, RunOpen(field->meeting(), open));
    half_limits.push_back(tail(half_limit));
    half_tails.push_back(tail(half));
    half_ratios.push_back(tail(half) / tail(half_limit));
    open.per_second = 10'000;
    ASSENT_ASSIGN_OR_RETURN(const OpenFigures steady_limit, RunOpen(field->Limit(0), open));
    open_limits.push_back(tail(steady_limit));
    ASSENT_ASSIGN_OR_RETURN(const OpenFigures steady, RunOpen(field->meeting(), open));
    open_tails.push_back(tail(steady));
    open.per_second = peak.acts_per_second * 2;
    ASSENT_ASSIGN_OR_RETURN(const OpenFigures over, RunOpen(field->meeting(), open));
    goodputs.push_back(over.done_per_second);
    ratios.push_back(over.done_per_second / peak.acts_per_second);
  }
  return std::vector<Metric>{Beside("p99_half_load", MedianOf(half_tails), MedianOf(half_limits),
                                    "ms", MedianOf(half_ratios), kTailTarget, /*is_cost=*/true),
                             AtMost("p99_open_10k", MedianOf(open_tails), "ms", kOpenTail),
                             // The same of the limit program: what disk and gRPC leave of 2 ms.
                             AtMost("p99_open_10k_bare", MedianOf(open_limits), "ms", kOpenTail),
                             Beside("overload_goodput", MedianOf(goodputs), MedianOf(peaks),
                                    "acts/s", MedianOf(ratios), kGoodputTarget)};
}

}  // namespace assent::bench
