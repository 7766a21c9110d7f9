#include "tests/lives/reaching.h"

#include <algorithm>

namespace assent::test {

void Reaching::Wait(uint32_t from, const std::vector<uint32_t>& to) {
  for (const uint32_t one : to) waits_.push_back({one, from});
}

void Reaching::Sort(std::vector<Edge>& edges) {
  std::sort(edges.begin(), edges.end(),
            [](const Edge& one, const Edge& other) { return one.to < other.to; });
}

template <typename Each>
void Reaching::ForEachTo(const std::vector<Edge>& edges, uint32_t to, Each each) {
  const auto before = [](const Edge& edge, uint32_t number) { return edge.to < number; };
  for (auto edge = std::lower_bound(edges.begin(), edges.end(), to, before);
       edge != edges.end() && edge->to == to; ++edge) {
    each(edge->from);
  }
}

// Back from every end.
std::vector<bool> Reaching::Lead(size_t states) {
  Sort(acts_);
  Sort(waits_);
  std::vector<uint16_t> missing(states, 0);  // that waiting may lead to, and do not lead on yet
  for (const Edge& edge : waits_) ++missing[edge.from];
  std::vector<bool> leads(states, false);
  std::vector<uint32_t> left = ends_;
  while (!left.empty()) {
    const uint32_t state = left.back();
    left.pop_back();
    if (leads[state]) continue;
    leads[state] = true;
    ForEachTo(acts_, state, [&](uint32_t from) {
      if (!leads[from]) left.push_back(from);
    });
    ForEachTo(waits_, state, [&](uint32_t from) {
      if (--missing[from] == 0 && !leads[from]) left.push_back(from);
    });
  }
  return leads;
}

}  // namespace assent::test
