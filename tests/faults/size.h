// How long a lane runs, and from which seed. README.md names every lane's variable and its full size.

#ifndef ASSENT_TESTS_FAULTS_SIZE_H_
#define ASSENT_TESTS_FAULTS_SIZE_H_

#include <cstdint>

#include "tests/support/size.h"

namespace assent::faults {

using test::kSanitized;
using test::SizeOf;

// What the first dice are thrown from; every failure names its own seed.
inline uint32_t FirstSeed() { return static_cast<uint32_t>(SizeOf("ASSENT_FAULT_SEED", 1, 1)); }

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_SIZE_H_
