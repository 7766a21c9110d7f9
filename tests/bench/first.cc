#include "tests/bench/first.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "server/base/status_macros.h"
#include "tests/bench/child.h"
#include "tests/bench/meeting.h"
#include "tests/bench/shapes.h"

namespace assent::bench {
namespace {

// What each round measured, for one number of callers on one number of connections.
struct Cell {
  Load load;
  std::vector<Work> limit;
  std::vector<Work> server;
};

std::vector<Cell> Cells(const Plan& plan) {
  std::vector<Cell> cells;
  for (const int connections : plan.connections) {
    for (const int callers : plan.callers) {
      // Callers share connections, not the other way round.
      if (callers < connections) continue;
      cells.push_back(
          {{callers, connections, plan.request_ids, plan.warm_up, plan.measured}, {}, {}});
    }
  }
  return cells;
}

// The median of what `get` finds in each of 0, 1, …, count - 1; of two in the middle, the higher
// one.
template <typename Get>
auto Median(size_t count, Get get) {
  std::vector<decltype(get(size_t{0}))> values;
  for (size_t i = 0; i < count; ++i) values.push_back(get(i));
  std::nth_element(values.begin(), values.begin() + count / 2, values.end());
  return values[count / 2];
}

Work Medians(const std::vector<Work>& all) {
  const auto median = [&](auto Figures::*figure) {
    return Median(all.size(), [&](size_t i) { return all[i].figures.*figure; });
  };
  return {{median(&Figures::acts_per_second), median(&Figures::p50), median(&Figures::p99),
           median(&Figures::calls)},
          Median(all.size(), [&](size_t i) { return all[i].processor; })};
}

Row RowOf(const Cell& cell) {
  const size_t rounds = cell.limit.size();
  const auto rate = [](const Work& work) { return work.figures.acts_per_second; };
  const auto p99 = [](const Work& work) { return absl::ToDoubleSeconds(work.figures.p99); };
  const auto ratio = [&](auto of) {
    return Median(rounds, [&](size_t i) { return of(cell.server[i]) / of(cell.limit[i]); });
  };
  return {cell.load.connections, cell.load.callers, Medians(cell.limit),
          Medians(cell.server),  ratio(rate),       ratio(p99)};
}

absl::StatusOr<Work> Let(const Child& server, const Meeting& meeting, const Load& load) {
  const absl::Duration before = server.ProcessorTime();
  ASSENT_ASSIGN_OR_RETURN(const Figures figures, Run(meeting, load));
  return Work{figures, (server.ProcessorTime() - before) / figures.calls};
}

// The medians of all rounds, and the ratios within each to the first shape.
ShapeRow RowOf(const Load& load, const std::vector<std::vector<Work>>& rounds) {
  ShapeRow row{load, {}, {}, {}};
  for (size_t shape = 0; shape < std::size(kShapes); ++shape) {
    std::vector<Work> all;
    for (const std::vector<Work>& round : rounds) all.push_back(round[shape]);
    row.shapes.push_back(Medians(all));
    const auto ratio = [&](auto of) {
      return Median(rounds.size(),
                    [&](size_t i) { return of(rounds[i][shape]) / of(rounds[i][0]); });
    };
    row.rate_ratios.push_back(ratio([](const Work& w) { return w.figures.acts_per_second; }));
    row.p99_ratios.push_back(
        ratio([](const Work& w) { return absl::ToDoubleSeconds(w.figures.p99); }));
  }
  return row;
}

double Milliseconds(absl::Duration duration) { return absl::ToDoubleMilliseconds(duration); }

std::string JsonOf(const Work& work) {
  return fmt::format(
      R"({{"acts_per_second": {:.0f}, "p50_ms": {:.3f}, "p99_ms": {:.3f}, "processor_us": {:.1f}}})",
      work.figures.acts_per_second, Milliseconds(work.figures.p50), Milliseconds(work.figures.p99),
      absl::ToDoubleMicroseconds(work.processor));
}

std::string Columns(const Work& work) {
  return fmt::format("{:>8.0f} {:>5.2f} {:>5.2f} {:>4.0f}", work.figures.acts_per_second,
                     Milliseconds(work.figures.p50), Milliseconds(work.figures.p99),
                     absl::ToDoubleMicroseconds(work.processor));
}

absl::StatusOr<std::unique_ptr<Child>> StartServer(const std::string& program,
                                                   const std::string& folder) {
  return Child::Start({program, "--store", absl::StrCat("rocksdb:", folder), "--listen",
                       "127.0.0.1:0", "--no-rate-limits"},
                      folder + ".log");
}

}  // namespace

absl::StatusOr<std::vector<Row>> MeasureFirst(const Plan& plan) {
  const std::string folder = absl::StrCat(plan.folder, "/limit");
  ASSENT_ASSIGN_OR_RETURN(const auto limit,
                          plan.against.empty()
                              ? Child::Start({plan.bench, "limit", folder}, folder + ".log")
                              : StartServer(plan.against, folder));
  ASSENT_ASSIGN_OR_RETURN(const auto server,
                          StartServer(plan.assentd, absl::StrCat(plan.folder, "/assentd")));
  ASSENT_ASSIGN_OR_RETURN(const Meeting meeting,
                          HoldMeeting(server->address(), plan.rule, plan.members));
  Meeting pretended = PretendMeeting(limit->address(), plan.members);
  if (!plan.against.empty()) {
    ASSENT_ASSIGN_OR_RETURN(pretended, HoldMeeting(limit->address(), plan.rule, plan.members));
  }

  std::vector<Cell> cells = Cells(plan);
  for (int round = 0; round < plan.rounds; ++round) {
    for (Cell& cell : cells) {
      ASSENT_ASSIGN_OR_RETURN(const Work most, Let(*limit, pretended, cell.load));
      cell.limit.push_back(most);
      ASSENT_ASSIGN_OR_RETURN(const Work ours, Let(*server, meeting, cell.load));
      cell.server.push_back(ours);
    }
  }
  std::vector<Row> rows;
  for (const Cell& cell : cells) rows.push_back(RowOf(cell));
  return rows;
}

absl::StatusOr<std::vector<ShapeRow>> MeasureShapes(const Plan& plan) {
  std::vector<std::unique_ptr<Child>> servers;
  for (const std::string shape : kShapes) {
    const std::string folder = absl::StrCat(plan.folder, "/", shape);
    ASSENT_ASSIGN_OR_RETURN(
        auto server,
        Child::Start({plan.bench, "limit", "--shape", shape, folder}, folder + ".log"));
    servers.push_back(std::move(server));
  }
  std::vector<ShapeRow> rows;
  for (const Cell& cell : Cells(plan)) {
    std::vector<std::vector<Work>> rounds(plan.rounds);
    for (std::vector<Work>& round : rounds) {
      for (const std::unique_ptr<Child>& server : servers) {
        ASSENT_ASSIGN_OR_RETURN(
            const Work work,
            Let(*server, PretendMeeting(server->address(), plan.members), cell.load));
        round.push_back(work);
      }
    }
    rows.push_back(RowOf(cell.load, rounds));
  }
  return rows;
}

std::string Table(const Plan& plan, const std::vector<ShapeRow>& rows) {
  std::string table = fmt::format(
      "Durable records, one a call, in each shape of the limit program. Medians of {} rounds of "
      "{:g} "
      "s;\np50 and p99 in ms; cpu: the server's processor time a call in µs; the ratios are those "
      "within each\nround, to the shape \"{}\".\n\n"
      "connections callers shape       acts/s   p50   p99  cpu   ratio of acts/s   p99\n",
      plan.rounds, absl::ToDoubleSeconds(plan.measured), kShapes[0]);
  for (const ShapeRow& row : rows) {
    for (size_t shape = 0; shape < std::size(kShapes); ++shape) {
      fmt::format_to(std::back_inserter(table),
                     "{:>11} {:>7} {:<9} {}            {:>6.2f} {:>5.2f}\n", row.load.connections,
                     row.load.callers, kShapes[shape], Columns(row.shapes[shape]),
                     row.rate_ratios[shape], row.p99_ratios[shape]);
    }
  }
  return table;
}

std::string Table(const Plan& plan, const std::vector<Row>& rows) {
  std::string table = fmt::format(
      "Durable positions, one a call, on one proposal of an assembly of {} members under {}.\n"
      "Medians of {} rounds of {:g} s; p50 and p99 in ms; cpu: the server's processor time a call "
      "in µs;\n"
      "the ratios are those within each round.\n\n"
      "                      limit program              assentd                      ratio of\n"
      "connections callers   acts/s   p50   p99  cpu    acts/s   p50   p99  cpu    acts/s   p99\n",
      plan.members, plan.rule, plan.rounds, absl::ToDoubleSeconds(plan.measured));
  for (const Row& row : rows) {
    fmt::format_to(std::back_inserter(table), "{:>11} {:>7} {}  {}    {:>6.2f} {:>5.2f}\n",
                   row.connections, row.callers, Columns(row.limit), Columns(row.server),
                   row.rate_ratio, row.p99_ratio);
  }
  return table;
}

std::string Json(const Plan& plan, const std::vector<Row>& rows) {
  std::string json = fmt::format(R"({{"rounds": {}, "seconds": {:g}, "members": {}, "rows": [)",
                                 plan.rounds, absl::ToDoubleSeconds(plan.measured), plan.members);
  for (size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    fmt::format_to(std::back_inserter(json),
                   R"({}{{"connections": {}, "callers": {}, "limit": {}, "assentd": {}, )"
                   R"("ratio": {:.3f}, "p99_ratio": {:.3f}}})",
                   i == 0 ? "" : ", ", row.connections, row.callers, JsonOf(row.limit),
                   JsonOf(row.server), row.rate_ratio, row.p99_ratio);
  }
  return json + "]}\n";
}

}  // namespace assent::bench
