// How long a lane runs, and from which seed. Whoever runs it may say so in the environment;
// without, it is what CI has time for. README.md names every lane's variable and its full size.

#ifndef ASSENT_TESTS_FAULTS_SIZE_H_
#define ASSENT_TESTS_FAULTS_SIZE_H_

#include <cstdint>
#include <cstdlib>

namespace assent::faults {

// Under a sanitizer everything takes several times as long and as much memory.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

// The number in that variable; if there is none, `in_ci`, or a quarter of it under a sanitizer.
inline int SizeOf(const char* variable, int in_ci) {
  const char* const said = std::getenv(variable);
  const int size = said == nullptr ? 0 : std::atoi(said);
  if (size > 0) return size;
  return kSanitized ? (in_ci + 3) / 4 : in_ci;
}

// What the first dice are thrown from; every failure names its own seed.
inline uint32_t FirstSeed() { return static_cast<uint32_t>(SizeOf("ASSENT_FAULT_SEED", 1)); }

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_SIZE_H_
