// How long a test that could go on for ever does. Whoever runs it may say so in the environment;
// without, it is what CI has time for.

#ifndef ASSENT_TESTS_SUPPORT_SIZE_H_
#define ASSENT_TESTS_SUPPORT_SIZE_H_

#include <cstdlib>

namespace assent::test {

// Under a sanitizer everything takes several times as long and as much memory.
#ifdef ASSENT_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

// The number in that variable; if there is none, `in_ci`, or `sanitized` under a sanitizer.
inline int SizeOf(const char* variable, int in_ci, int sanitized) {
  const char* const said = std::getenv(variable);
  const int size = said == nullptr ? 0 : std::atoi(said);
  if (size > 0) return size;
  return kSanitized ? sanitized : in_ci;
}

// The same, with a quarter of it under a sanitizer.
inline int SizeOf(const char* variable, int in_ci) {
  return SizeOf(variable, in_ci, (in_ci + 3) / 4);
}

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_SIZE_H_
