// The sanitizers have to see what they are there for, in code that is built as
// all of ours is: each mistake ends the program with its report.

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace assent {
namespace {

// What the compiler must not know beforehand.
template <typename T>
T Unknown(T value) {
  volatile T hidden = value;
  return hidden;
}

TEST(SanitizersDeathTest, AHeapOverflowIsSeen) {
  const auto bytes = std::make_unique<char[]>(Unknown(16));
  EXPECT_DEATH(bytes[Unknown(16)] = 1, "heap-buffer-overflow");
}

TEST(SanitizersDeathTest, AUseAfterFreeIsSeen) {
  EXPECT_DEATH(
      {
        auto text = std::make_unique<std::string>("longer than what fits into the object itself");
        const char* start = text->data();
        text.reset();
        Unknown(*start);
      },
      "heap-use-after-free");
}

TEST(SanitizersDeathTest, AnOverflowOfASignedNumberIsSeen) {
  EXPECT_DEATH(Unknown(Unknown(std::numeric_limits<int>::max()) + 1), "signed integer overflow");
}

TEST(SanitizersDeathTest, AnIndexBeyondAVectorIsSeen) {
  std::vector<int> numbers(2);
  numbers.reserve(8);  // the memory itself is there
  EXPECT_DEATH(Unknown(numbers[Unknown(2)]), "__n < this->size\\(\\)");
}

// At the end of the program, as everywhere. Several, because the last one may
// still be found in a register.
TEST(SanitizersDeathTest, ALeakIsSeen) {
  const auto leak = [] {
    for (int i = 0; i < 100; ++i) Unknown(new int(i));
    std::exit(0);
  };
  EXPECT_EXIT(leak(), testing::ExitedWithCode(1), "detected memory leaks");
}

}  // namespace
}  // namespace assent
