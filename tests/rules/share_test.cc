#include "server/rules/share.h"

#include <gtest/gtest.h>

#include <random>

#include "server/base/limits.h"

namespace assent::rules {
namespace {

using Wide = __int128;

bool Exactly(int64_t count, const Share& share, int64_t base) {
  const Wide have = Wide(count) * share.denominator;
  const Wide need = Wide(share.numerator) * base;
  return base > 0 && (share.strictly_more ? have > need : have >= need);
}

TEST(Share, IsMetExactlyWhereTheFractionsSay) {
  for (int64_t q = 1; q <= 12; ++q) {
    for (int64_t p = 1; p <= q; ++p) {
      for (const bool strictly : {false, true}) {
        const Share share{p, q, strictly};
        for (int64_t base = 0; base <= 40; ++base) {
          for (int64_t count = 0; count <= base; ++count) {
            ASSERT_EQ(share.MetBy(count, base), Exactly(count, share, base));
          }
        }
      }
    }
  }
}

TEST(Share, LeastIsTheFirstCountThatMeetsIt) {
  for (int64_t q = 1; q <= 12; ++q) {
    for (int64_t p = 1; p <= q; ++p) {
      for (const bool strictly : {false, true}) {
        const Share share{p, q, strictly};
        for (int64_t base = 1; base <= 60; ++base) {
          const int64_t least = share.Least(base);
          ASSERT_TRUE(share.MetBy(least, base)) << p << "/" << q << " of " << base;
          ASSERT_FALSE(share.MetBy(least - 1, base)) << p << "/" << q << " of " << base;
        }
      }
    }
  }
}

TEST(Share, AnEmptyBaseIsNeverMet) {
  EXPECT_FALSE((Share{1, 1'000'000}).MetBy(0, 0));
  EXPECT_FALSE((Share{1, 2}).MetBy(5, 0));
}

TEST(Share, HoldsAtTheLimitsOfCountsAndDenominators) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<int64_t> denominators(kMaxDenominator - 1000, kMaxDenominator);
  std::uniform_int_distribution<int64_t> bases(kMaxCount - 1000, kMaxCount);
  for (int i = 0; i < 100'000; ++i) {
    Share share{0, denominators(random), i % 2 == 0};
    share.numerator = std::uniform_int_distribution<int64_t>(1, share.denominator)(random);
    const int64_t base = bases(random);
    const int64_t edge = share.Floor(base);
    for (const int64_t count : {edge - 1, edge, edge + 1}) {
      ASSERT_EQ(share.MetBy(count, base), Exactly(count, share, base));
    }
  }
}

TEST(Share, FiftyFiveOfAHundredIsFiftyFivePercent) {
  EXPECT_TRUE((Share{55, 100}).MetBy(55, 100));
  EXPECT_FALSE((Share{55, 100}).MetBy(54, 100));
  EXPECT_TRUE((Share{2, 3}).MetBy(2, 3));
}

TEST(Share, MoreOfBothIsTheFirstNumberThatIsEnough) {
  for (int64_t q = 1; q <= 9; ++q) {
    for (int64_t p = 1; p <= q; ++p) {
      for (const bool strictly : {false, true}) {
        const Share share{p, q, strictly};
        for (int64_t base = 0; base <= 30; ++base) {
          for (int64_t count = 0; count <= base; ++count) {
            const int64_t more = share.MoreOfBoth(count, base);
            if (more < 0) {
              ASSERT_FALSE(share.MetBy(count + 100'000, base + 100'000));
              continue;
            }
            ASSERT_TRUE(share.MetBy(count + more, base + more));
            ASSERT_FALSE(more > 0 && share.MetBy(count + more - 1, base + more - 1));
          }
        }
      }
    }
  }
}

TEST(SquareRoot, IsTheFirstCountWhoseSquareIsEnough) {
  for (const int64_t m : {1, 2, 3, 7, 1000}) {
    for (int64_t n = 1; n <= 3000; ++n) {
      const int64_t least = LeastOfSquareRoot(m, n);
      ASSERT_GE(4 * least * least, m * m * n);
      ASSERT_LT(4 * (least - 1) * (least - 1), m * m * n);
    }
  }
}

// 3Q of 1000 developers is 3 * 31.62 / 2 = 47.43: 48 people.
TEST(SquareRoot, DebiansQuorumIsNotRoundedBeforeItIsCompared) {
  EXPECT_EQ(LeastOfSquareRoot(3, 1000), 48);
  EXPECT_EQ(LeastOfSquareRoot(3, 1024), 48);
  EXPECT_EQ(LeastOfSquareRoot(3, 1025), 49);
  EXPECT_EQ(LeastOfSquareRoot(1, 0), 1);
  EXPECT_EQ(LeastOfSquareRoot(kMaxMultiplier, kMaxCount), 5'000'000);
}

}  // namespace
}  // namespace assent::rules
