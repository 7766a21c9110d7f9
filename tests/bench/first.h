// The first figures: durable positions a second at few and many callers, beside the limit program
// in the same run.

#ifndef ASSENT_TESTS_BENCH_FIRST_H_
#define ASSENT_TESTS_BENCH_FIRST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/load.h"

namespace assent::bench {

struct Plan {
  std::string bench;    // this program, for its mode `limit`
  std::string assentd;  // the server's program
  std::string against;  // another build of it, in the limit program's place; empty: none
  std::string folder;   // where records go for the time of the run; on the disk that is meant
  std::vector<int> callers = {1, 16, 64};
  std::vector<int> connections = {1, 4};
  int rounds = 5;
  bool request_ids = false;  // in what the server gets
  std::string rule = "quick_default";
  int members = 321;  // with one who is silent
  absl::Duration measured = absl::Seconds(2);
  absl::Duration warm_up = absl::Milliseconds(300);
};

// What one server did under one load.
struct Work {
  Figures figures;
  absl::Duration processor;  // that the server used, per call; the client's comes on top
};

// Medians over the rounds. The ratios are of two neighbours in time: limit, then server, in each
// round.
struct Row {
  int connections = 0;
  int callers = 0;
  Work limit;
  Work server;
  double rate_ratio = 0;
  double p99_ratio = 0;
};

// Starts both servers, lets them work in turn, and stops them.
absl::StatusOr<std::vector<Row>> MeasureFirst(const Plan& plan);

// What the limit program does in each shape, under one load; the ratios are to the first shape.
struct ShapeRow {
  Load load;
  std::vector<Work> shapes;  // as kShapes
  std::vector<double> rate_ratios;
  std::vector<double> p99_ratios;
};

// Starts the limit program in all shapes, lets them work in turn, and stops them.
absl::StatusOr<std::vector<ShapeRow>> MeasureShapes(const Plan& plan);
std::string Table(const Plan& plan, const std::vector<ShapeRow>& rows);

// The rows as a table for people, and as JSON.
std::string Table(const Plan& plan, const std::vector<Row>& rows);
std::string Json(const Plan& plan, const std::vector<Row>& rows);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_FIRST_H_
