// From which states of a graph an end is reached, whatever comes first.

#ifndef ASSENT_TESTS_LIVES_REACHING_H_
#define ASSENT_TESTS_LIVES_REACHING_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assent::test {

// States are numbers. One leads to an end if it is one; if an act leads to one that does,
// for somebody may do that; or if there is time to wait for, and every state that this
// may lead to does, for nobody chooses what comes first. So no end rests on luck, and no
// circle of states that lead to each other is one that leads to an end.
class Reaching {
 public:
  void End(uint32_t state) { ends_.push_back(state); }
  void Act(uint32_t from, uint32_t to) { acts_.push_back({to, from}); }
  // Waiting may lead to each of these, which differ from each other and from `from`.
  void Wait(uint32_t from, const std::vector<uint32_t>& to);

  // Ways that were told.
  size_t ways() const { return acts_.size() + waits_.size(); }
  // Of so many states, which lead to an end.
  std::vector<bool> Lead(size_t states);

 private:
  struct Edge {
    uint32_t to = 0;
    uint32_t from = 0;
  };
  static void Sort(std::vector<Edge>& edges);
  template <typename Each>
  static void ForEachTo(const std::vector<Edge>& edges, uint32_t to, Each each);

  std::vector<uint32_t> ends_;
  std::vector<Edge> acts_;
  std::vector<Edge> waits_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_REACHING_H_
