#include "tests/bench/metric.h"

#include <iterator>
#include <utility>

#include "fmt/format.h"

namespace assent::bench {

Metric AtMost(std::string name, double value, std::string unit, double target) {
  return {std::move(name), value, std::move(unit), std::nullopt, value / target, target, true};
}

Metric AtLeast(std::string name, double value, std::string unit, double target) {
  return {std::move(name), value, std::move(unit), std::nullopt, value / target, target, false};
}

Metric Beside(std::string name, double value, double limit, std::string unit, double ratio,
              double target, bool is_cost) {
  return {std::move(name), value, std::move(unit), limit, ratio, target, is_cost};
}

std::string Table(const std::vector<Metric>& metrics) {
  std::string table = fmt::format("{:<20} {:>14} {:>14} {:>8}  {:<10} {}\n", "", "measured",
                                  "limit", "ratio", "target", "");
  for (const Metric& metric : metrics) {
    const std::string limit = metric.limit ? fmt::format("{:.6g}", *metric.limit) : "";
    const std::string target = fmt::format("{} {:g}{}", metric.is_cost ? "<=" : ">=", metric.target,
                                           metric.limit ? "" : " " + metric.unit);
    fmt::format_to(std::back_inserter(table), "{:<20} {:>14} {:>14} {:>8.3f}  {:<10} {}\n",
                   metric.name, fmt::format("{:.6g} {}", metric.value, metric.unit), limit,
                   metric.ratio, target, metric.met() ? "" : "MISSED");
  }
  return table;
}

std::string Json(const std::vector<Metric>& metrics) {
  std::string json = R"({"metrics":[)";
  for (size_t i = 0; i < metrics.size(); ++i) {
    const Metric& metric = metrics[i];
    fmt::format_to(
        std::back_inserter(json),
        R"({}{{"name":"{}","value":{:.6g},"unit":"{}","limit":{},"ratio":{:.4g},"target":{:g}}})",
        i == 0 ? "" : ",", metric.name, metric.value, metric.unit,
        metric.limit ? fmt::format("{:.6g}", *metric.limit) : "null", metric.ratio, metric.target);
  }
  return json + "]}\n";
}

}  // namespace assent::bench
