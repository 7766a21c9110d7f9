// What a measurement comes to: a figure, what it is compared with, and the ratio that is aimed at.

#ifndef ASSENT_TESTS_BENCH_METRIC_H_
#define ASSENT_TESTS_BENCH_METRIC_H_

#include <optional>
#include <string>
#include <vector>

namespace assent::bench {

struct Metric {
  std::string name;
  double value = 0;
  std::string unit;
  // Of the limit program or the peer beside it, in the same unit.
  std::optional<double> limit;
  // To the limit: of rates value / limit, of times too. Of a figure without a limit: to its target.
  double ratio = 0;
  // Of the ratio where there is a limit, else of the value.
  double target = 0;
  // Whether less is better.
  bool is_cost = false;

  bool met() const {
    const double compared = limit ? ratio : value;
    return is_cost ? compared <= target : compared >= target;
  }
};

// A figure with a bound of its own: a time or a size at most, or a ratio at least.
Metric AtMost(std::string name, double value, std::string unit, double target);
Metric AtLeast(std::string name, double value, std::string unit, double target);
// A rate, or a time, beside the same of the limit.
Metric Beside(std::string name, double value, double limit, std::string unit, double ratio,
              double target, bool is_cost = false);

// For people: a line each.
std::string Table(const std::vector<Metric>& metrics);
// {"metrics":[{"name":…,"value":…,"unit":…,"limit":…,"ratio":…,"target":…}]}; no limit: null.
std::string Json(const std::vector<Metric>& metrics);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_METRIC_H_
