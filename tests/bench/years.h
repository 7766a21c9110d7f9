// Ten years of an assembly, made up, and how fast its memory answers.

#ifndef ASSENT_TESTS_BENCH_YEARS_H_
#define ASSENT_TESTS_BENCH_YEARS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace assent::bench {

struct YearsPlan {
  std::string folder;  // for the store; made anew
  int32_t decisions = 20'000;
  int members = 200;
  int rounds = 200;  // of each query
};

// What one kind of query took, over gRPC on one connection, one at a time.
struct QueryFigures {
  std::string name;
  absl::Duration p50;
  absl::Duration p99;
  double answered = 0;  // rows in an answer, on average
};

struct YearsFigures {
  absl::Duration made;         // until all decisions were durable
  absl::Duration first_touch;  // the first read after a start: the log is replayed
  int64_t entries = 0;         // of the log
  int64_t store_bytes = 0;
  int64_t loaded_bytes = 0;  // what that read added to the process: state, and pages of the store
  int64_t memory_bytes = 0;  // of the process behind all queries: server, client, caches
  int labelled = 0;          // proposals whose decision is known
  int found = 0;             // … and is among the first five that are related
  std::vector<QueryFigures> queries;
};

// What the figures have to be within; of times, the medians.
struct YearsLimits {
  absl::Duration query = absl::Milliseconds(50);
  absl::Duration search = absl::Milliseconds(20);
  int found = 45;  // of so many labelled proposals,
  int labelled = 50;
  // State, caches and client of one assembly of ten years: an eighth of the gigabyte that the
  // smallest machines for hire have, and what the caches are set to.
  int64_t memory_bytes = 250'000'000;
};

// Decides so many proposals through a ledger: one in `decisions` / 50 is written
// (tests/search/data), the others made up; some with dissent, statements and action points. Then
// serves that store, and asks. Any refusal is returned.
absl::StatusOr<YearsFigures> MeasureYears(const YearsPlan& plan);

std::string Table(const YearsPlan& plan, const YearsFigures& figures);

// Which limits the figures break, in a sentence each; empty: none.
std::vector<std::string> Broken(const YearsFigures& figures, const YearsLimits& limits);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_YEARS_H_
