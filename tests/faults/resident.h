// What a server has in memory, for lanes in which somebody tries to fill it.

#ifndef ASSENT_TESTS_FAULTS_RESIDENT_H_
#define ASSENT_TESTS_FAULTS_RESIDENT_H_

#include <sys/types.h>

#include <cstdint>

namespace assent::faults {

// Bytes, of proc(5)'s statm; 0: the process is gone.
int64_t ResidentBytes(pid_t pid);

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_RESIDENT_H_
