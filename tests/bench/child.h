// A server that runs beside the benchmark, in a process of its own, for as long as the object
// lives. Not thread-safe.

#ifndef ASSENT_TESTS_BENCH_CHILD_H_
#define ASSENT_TESTS_BENCH_CHILD_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace assent::bench {

class Child {
 public:
  // Starts `command`, with all that it says in the file `log`, and waits until that says where it
  // listens
  // ("listening … address=HOST:PORT"). kUnavailable, with the end of the log, if it ends before or
  // says nothing for half a minute.
  static absl::StatusOr<std::unique_ptr<Child>> Start(const std::vector<std::string>& command,
                                                      const std::string& log);
  // Asks it to end, and waits for that.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  const std::string& address() const { return address_; }
  // Ends it at once, as a loss of power would end it.
  void Kill();
  // Memory that it has now.
  size_t ResidentBytes() const;
  // Processor time that it has used so far, to some 10 ms.
  absl::Duration ProcessorTime() const;

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  bool Ended();

  pid_t pid_;  // 0: it has ended
  std::string address_;
};

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_CHILD_H_
