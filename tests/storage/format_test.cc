// Keys and values of the RocksDB backend, and its cache of sequences.

#include "storage/rocksdb/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "storage/rocksdb/sequence_cache.h"
#include "tests/contract/helpers.h"
#include "tests/support/status_matchers.h"

namespace assent::storage::format {
namespace {

using std::string_literals::operator""s;

TEST(Keys, AreWhatTheGrammarSays) {
  EXPECT_EQ(LogKey("ab", 0x0102030405060708), "Lab\0\x01\x02\x03\x04\x05\x06\x07\x08"s);
  EXPECT_EQ(HeadKey("ab"), "Hab");
  EXPECT_EQ(DocumentPrefix("ab"), "Dab\0"s);
  EXPECT_EQ(SharedDocumentPrefix(), "S");
}

TEST(Keys, OfALogSortByNumber) {
  const std::vector<uint64_t> sequences = {1, 2, 255, 256, 65535, 65536, 1ULL << 32, ~0ULL};
  for (size_t i = 1; i < sequences.size(); ++i) {
    EXPECT_LT(LogKey("a", sequences[i - 1]), LogKey("a", sequences[i]));
  }
}

TEST(Keys, OfNoAssemblyStartWithThoseOfAnother) {
  const std::vector<std::string> ids = {"\x01", "a", "a\x01", "aL", "aa", "b", "\xff", "\xff\xff"};
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  for (const std::string& id : ids) {
    for (const std::string& other : ids) {
      if (id == other) continue;
      EXPECT_FALSE(absl::StartsWith(LogPrefix(id), LogPrefix(other)));
      EXPECT_FALSE(absl::StartsWith(DocumentPrefix(id), DocumentPrefix(other)));
      EXPECT_EQ(LogKey(id, 7) < LogKey(other, 3), id < other);
    }
  }
}

TEST(Keys, PrefixEndLiesBehindAllThatStartWithThePrefix) {
  EXPECT_EQ(PrefixEnd("Da"), "Db");
  EXPECT_EQ(PrefixEnd("Da\0"s), "Da\x01");
  EXPECT_EQ(PrefixEnd("Da\xff\xff"), "Db");
  for (const std::string& prefix : {"D"s, "Da\0"s, "D\xff"s, "Da\0\xff\xff"s}) {
    EXPECT_LT(prefix + "\xff\xff\xff", PrefixEnd(prefix));
    EXPECT_FALSE(absl::StartsWith(PrefixEnd(prefix), prefix));
  }
}

// Changing this changes the format: give it a new number.
TEST(Values, AreWhatTheGrammarSays) {
  const Entry entry{.sequence = 1,
                    .leaf = "leaf",
                    .leaf_hash = std::string(kLeafHashBytes, 'h'),
                    .openings = "open",
                    .subtrees = ""};
  EXPECT_EQ(EncodeEntry(entry), std::string(32, 'h') + "\0\0\0\x04leafopen"s);
  Entry fourth = entry;
  fourth.subtrees = std::string(32, 'a') + std::string(32, 'b');
  EXPECT_EQ(EncodeEntry(fourth),
            std::string(32, 'h') + "\x02\0\0\x04"s + fourth.subtrees + "leafopen"s);
  EXPECT_EQ(EncodeSequence(258), "\0\0\0\0\0\0\x01\x02"s);
}

TEST(Values, ComeBackAsTheyWere) {
  for (const std::string& leaf : {"l"s, "\0"s, std::string(kMaxLeafBytes, '\xff')}) {
    for (const std::string& openings : {""s, "o"s, std::string(1 << 20, '\0')}) {
      Entry entry = contract::MakeEntry(9, leaf);
      entry.openings = openings;
      ASSENT_ASSERT_OK_AND_ASSIGN(Entry decoded, DecodeEntry(9, EncodeEntry(entry)));
      EXPECT_TRUE(decoded == entry);
      entry.subtrees = std::string(kMaxSubtrees * kLeafHashBytes, '\x01');
      ASSENT_ASSERT_OK_AND_ASSIGN(decoded, DecodeEntry(9, EncodeEntry(entry)));
      EXPECT_TRUE(decoded == entry);
    }
  }
  EXPECT_THAT(DecodeSequence(EncodeSequence(~0ULL)), test::IsOkAndHolds(~0ULL));
}

TEST(Values, CutShortAreDataLoss) {
  Entry entry = contract::MakeEntry(4, "leaf");
  entry.openings.clear();
  const std::string whole = EncodeEntry(entry);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(DecodeEntry(1, whole.substr(0, size)), test::StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
  for (size_t size : {0, 7, 9}) {
    EXPECT_THAT(DecodeSequence(std::string(size, '\0')),
                test::StatusIs(absl::StatusCode::kDataLoss));
  }
}

TEST(SequenceCache, RemembersWhatWasLatelyUsedAndStaysWithinItsCapacity) {
  SequenceCache cache(100);
  cache.Put("kept", 7);
  for (uint64_t n = 0; n < 10'000; ++n) {
    cache.Put("assembly " + std::to_string(n), n);
    ASSERT_LE(cache.size(), 100);
    ASSERT_EQ(cache.Get("kept"), 7);
    ASSERT_EQ(cache.Get("assembly " + std::to_string(n)), n);
  }
  EXPECT_EQ(cache.Get("assembly 0"), std::nullopt);
}

TEST(SequenceCache, ForgetsNoNewerNumberForAnOlderOne) {
  SequenceCache cache(4);
  for (uint64_t n = 0; n < 1000; ++n) {
    cache.Put("a", n);
    cache.Put(std::to_string(n % 7), n);
    const std::optional<uint64_t> known = cache.Get("a");
    ASSERT_EQ(known.value_or(n), n);
  }
}

}  // namespace
}  // namespace assent::storage::format
