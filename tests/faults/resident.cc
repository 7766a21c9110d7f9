#include "tests/faults/resident.h"

#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"

namespace assent::faults {

int64_t ResidentBytes(pid_t pid) {
  std::ifstream statm(absl::StrCat("/proc/", pid, "/statm"));
  int64_t pages = 0;
  int64_t resident = 0;
  statm >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace assent::faults
