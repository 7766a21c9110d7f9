#ifndef ASSENT_TESTS_E2E_CAUGHT_H_
#define ASSENT_TESTS_E2E_CAUGHT_H_

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <functional>

namespace assent::test {

// How many failures `test` reports, which then do not count: for tests that must fail, because what
// they look at is wrong.
inline int FailuresOf(const std::function<void()>& test) {
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter caught(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    test();
  }
  int failures = 0;
  for (int i = 0; i < results.size(); ++i) failures += results.GetTestPartResult(i).failed();
  return failures;
}

}  // namespace assent::test

#endif  // ASSENT_TESTS_E2E_CAUGHT_H_
