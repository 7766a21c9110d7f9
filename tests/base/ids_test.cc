#include "server/base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assent::base {
namespace {

std::vector<uint8_t> Bytes(absl::string_view text) { return {text.begin(), text.end()}; }

TEST(Base32, WritesFiveBitsACharacterFirstBitFirst) {
  EXPECT_EQ(ToBase32({}), "");
  EXPECT_EQ(ToBase32({0x00}), "00");
  EXPECT_EQ(ToBase32({0xff}), "zw");
  EXPECT_EQ(ToBase32({0x08, 0x42, 0x10, 0x84, 0x21}), "11111111");
  EXPECT_EQ(ToBase32(Bytes("hello")), "d1jprv3f");
}

TEST(Base32, ReadsBackWhatItWroteAtEveryLength) {
  std::vector<uint8_t> bytes;
  for (int length = 0; length <= 64; ++length) {
    const std::string text = ToBase32(bytes);
    EXPECT_EQ(FromBase32(text), std::string(bytes.begin(), bytes.end())) << text;
    bytes.push_back(static_cast<uint8_t>(length * 37 + 200));
  }
}

TEST(Base32, ReadsWhatPeopleCopyFromPaper) {
  EXPECT_EQ(FromBase32("D1JPRV3F"), "hello");
  EXPECT_EQ(FromBase32("dIjprv3f"), "hello");
  EXPECT_EQ(FromBase32("dLjprv3f"), "hello");
  EXPECT_EQ(FromBase32("oO"), FromBase32("00"));
}

TEST(Base32, RefusesWhatNoBytesGive) {
  for (const char* text : {"u0", "0-", "0 ", "00\n", "é0", "0", "000", "000000"}) {
    EXPECT_EQ(FromBase32(text), std::nullopt) << text;
  }
}

TEST(Base32, RefusesASecondSpellingOfTheSameBytes) {
  EXPECT_TRUE(FromBase32("zw").has_value());
  EXPECT_EQ(FromBase32("zx"), std::nullopt);
  EXPECT_EQ(FromBase32("zz"), std::nullopt);
}

TEST(Id, IsSixteenCharactersOfTheAlphabet) {
  const std::vector<uint8_t> bytes(kIdBytes, 0xa5);
  const std::string id = ToBase32(bytes);
  EXPECT_EQ(id.size(), kIdLength);
  EXPECT_TRUE(IsId(id));
  EXPECT_FALSE(IsId(""));
  EXPECT_FALSE(IsId(id + "0"));
  EXPECT_FALSE(IsId(id.substr(1)));
  EXPECT_FALSE(IsId("000000000000000O"));
  EXPECT_FALSE(IsId("000000000000000A"));
}

}  // namespace
}  // namespace assent::base
