// Which cosignatures are shown with a checkpoint and which are kept, where there are more than
// room: what counts first, and of the rest the same for every member.
#include "server/rpc/cosignatures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "tests/support/status_matchers.h"

namespace assent::test {
namespace {

using rpc::Cosigned;
using rpc::kMaxCosignaturesShown;
using rpc::kMaxCosigningKeys;
using rpc::kMaxForeignCosignatures;
using rpc::kMaxMemberCosignatures;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kOrigin[] = "log.example/kitchen";
constexpr int64_t kSize = 20;

std::string KeyOf(int number) { return absl::StrCat("key ", number); }

// By key `number`, of or handed in by `member`.
Cosigned One(int number, const std::string& member, bool in_log, int64_t size = kSize) {
  Cosigned one;
  one.public_key = KeyOf(number);
  one.view.set_member(absl::StrCat("assemblies/kitchen/members/", member));
  one.view.set_key(
      absl::StrCat(in_log ? absl::StrCat(kOrigin, "/", member) : "witness", "+", number));
  one.view.set_size(size);
  one.view.set_line(absl::StrCat("line ", number));
  one.view.set_in_log(in_log);
  one.belongs = true;
  return one;
}

std::vector<std::string> Lines(const std::vector<Cosigned>& kept) {
  std::vector<std::string> lines;
  for (const v1::Cosignature* one : rpc::ShownOf(kept, kSize, kOrigin))
    lines.push_back(one->line());
  return lines;
}

std::vector<Cosigned> Witnesses(int from, int to, const std::string& member) {
  std::vector<Cosigned> witnesses;
  for (int i = from; i < to; ++i) witnesses.push_back(One(i, member, /*in_log=*/false));
  return witnesses;
}

void Add(const std::vector<Cosigned>& more, std::vector<Cosigned>& kept) {
  kept.insert(kept.end(), more.begin(), more.end());
}

TEST(ShownCosignatures, WhatCountsIsShownHoweverManyWitnessesAreBeforeIt) {
  std::vector<Cosigned> kept = Witnesses(0, kMaxCosignaturesShown, "eve");
  kept.push_back(One(1000, "ana", /*in_log=*/true));
  EXPECT_EQ(Lines(kept).front(), "line 1000");
  EXPECT_EQ(Lines(kept).size(), static_cast<size_t>(kMaxCosignaturesShown));
  EXPECT_THAT(Lines({One(1, "ana", true, kSize - 1), One(2, "bo", false, kSize + 1)}), IsEmpty());
}

TEST(ShownCosignatures, OneOfEachMemberComesBeforeASecondOfAnybody) {
  std::vector<Cosigned> kept;
  for (int i = 0; i < 120; ++i) kept.push_back(One(i, "eve", /*in_log=*/true));
  for (int i = 200; i < 250; ++i) kept.push_back(One(i, absl::StrCat("m", i), /*in_log=*/true));
  const std::vector<std::string> lines = Lines(kept);
  EXPECT_EQ(lines[0], "line 0");
  for (int i = 200; i < 250; ++i) {
    EXPECT_THAT(lines, ::testing::Contains(absl::StrCat("line ", i)));
  }
}

TEST(ShownCosignatures, MembersByTheirOwnKeysComeBeforeWitnessesAndThoseByTurns) {
  Cosigned own = One(9, "cy", /*in_log=*/false);
  own.view.set_key(absl::StrCat(kOrigin, "/cy+9"));
  EXPECT_THAT(Lines({One(1, "eve", false), One(2, "eve", false), One(3, "bo", false), own,
                     One(4, "ana", true)}),
              ElementsAre("line 4", "line 9", "line 1", "line 3", "line 2"));
}

TEST(KeptCosignatures, WhatCountsHasRoomWhateverOthersHandIn) {
  std::vector<Cosigned> kept = Witnesses(0, kMaxCosigningKeys, "ana");
  for (int i = 1; i < kMaxForeignCosignatures / kMaxCosigningKeys; ++i) {
    Add(Witnesses(100 * i, 100 * i + kMaxCosigningKeys, absl::StrCat("m", i)), kept);
  }
  ASSERT_EQ(kept.size(), static_cast<size_t>(kMaxForeignCosignatures));
  ASSENT_ASSERT_OK_AND_ASSIGN(auto gone, rpc::MakeRoomFor(One(5000, "ana", true), kept));
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_THAT(rpc::MakeRoomFor(One(5001, "ana", false), kept).status(),
              HasReason("TOO_MANY_COSIGNERS"));
}

TEST(KeptCosignatures, AMembersKeysThatCountAreFew) {
  std::vector<Cosigned> kept;
  for (int i = 0; i < kMaxCosigningKeys - 1; ++i) kept.push_back(One(i, "ana", true));
  ASSENT_EXPECT_OK(rpc::MakeRoomFor(One(100, "ana", true), kept));
  kept.push_back(One(100, "ana", true));
  EXPECT_THAT(rpc::MakeRoomFor(One(101, "ana", true), kept).status(),
              HasReason("TOO_MANY_COSIGNERS"));
  ASSENT_EXPECT_OK(rpc::MakeRoomFor(One(100, "ana", true), kept)) << "the same again";
}

TEST(KeptCosignatures, OfTooManyThatCountTheStalestGoes) {
  std::vector<Cosigned> kept;
  for (int i = 0; i < kMaxMemberCosignatures; ++i) {
    kept.push_back(One(i, absl::StrCat("m", i), true, i == 700 ? 3 : kSize));
  }
  ASSENT_ASSERT_OK_AND_ASSIGN(auto gone, rpc::MakeRoomFor(One(5000, "ana", true), kept));
  EXPECT_THAT(gone, ElementsAre(rpc::CosignatureDocument(KeyOf(700))));
  ASSENT_ASSERT_OK_AND_ASSIGN(gone, rpc::MakeRoomFor(One(7, "m7", true), kept));
  EXPECT_THAT(gone, IsEmpty()) << "one that is kept takes no further room";
}

TEST(KeptCosignatures, OneWhoHandsInManyGivesWayToOneWhoHandsInFew) {
  std::vector<Cosigned> kept;
  for (int i = 0; i < kMaxForeignCosignatures / kMaxCosigningKeys; ++i) {
    Add(Witnesses(100 * i, 100 * i + kMaxCosigningKeys, absl::StrCat("m", i)), kept);
  }
  kept[3].view.set_size(2);
  ASSENT_ASSERT_OK_AND_ASSIGN(auto gone, rpc::MakeRoomFor(One(5000, "ana", false), kept));
  EXPECT_THAT(gone, ElementsAre(rpc::CosignatureDocument(KeyOf(3))));

  // Where each has one, there is no more room, but for those who are still here.
  kept.clear();
  for (int i = 0; i < kMaxForeignCosignatures; ++i) {
    kept.push_back(One(i, absl::StrCat("m", i), false));
  }
  EXPECT_THAT(rpc::MakeRoomFor(One(5000, "ana", false), kept).status(),
              HasReason("TOO_MANY_WITNESSES"));
  kept[9].belongs = false;
  ASSENT_ASSERT_OK_AND_ASSIGN(gone, rpc::MakeRoomFor(One(5000, "ana", false), kept));
  EXPECT_THAT(gone, ElementsAre(rpc::CosignatureDocument(KeyOf(9))));
  kept.pop_back();
  kept[9].belongs = true;
  ASSENT_EXPECT_OK(rpc::MakeRoomFor(One(5000, "ana", false), kept)) << "at the bound";
}

}  // namespace
}  // namespace assent::test
