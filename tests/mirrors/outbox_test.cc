// How many notices are kept, for whom, and what goes first. Counted by hand; the
// formula stands in server/assembly/mirrors/outbox.h.

#include "server/assembly/mirrors/outbox.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/assembly/apply.h"
#include "server/assembly/documents.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/mirrors/notifier.h"
#include "server/base/limits.h"
#include "server/rules/presets.h"

namespace assent::assembly {
namespace {

TEST(NoticesEachTest, AHundredThousandAreSharedAlike) {
  EXPECT_EQ(NoticesEach(1), 500u);
  EXPECT_EQ(NoticesEach(200), 500u);
  EXPECT_EQ(NoticesEach(201), 497u) << "100000 / 201, rounded down";
  EXPECT_EQ(NoticesEach(1000), 100u);
  EXPECT_EQ(NoticesEach(5000), 20u);
  EXPECT_EQ(NoticesEach(5001), 20u);
  EXPECT_EQ(NoticesEach(1'000'000), 20u);
}

TEST(NoticeBoxTest, GivesItsRoomBack) {
  NoticeBox<StoredNotice> box;
  for (int64_t id = 8; id <= 800; id += 8) box.PushBack({id});
  for (int i = 0; i < 60; ++i) box.PopFront(box.front().id / 8);
  EXPECT_EQ(box.size(), 40u);
  EXPECT_EQ(box.front().id, 488);
  EXPECT_EQ(box.dropped(), 60);
  EXPECT_EQ(box.Find(480), nullptr);
  ASSERT_NE(box.Find(488), nullptr);
  ASSERT_NE(box.Find(800), nullptr);
  EXPECT_EQ(box.Find(801), nullptr);
}

// A log written by hand: events as a sound log has them, without the commands.
class OutboxTest : public testing::Test {
 protected:
  void Found(int members) {
    state_.id = "pod";
    event::v1::Event founded;
    founded.set_origin("o");
    *founded.mutable_assembly_founded()->mutable_charter()->add_rules() =
        *rules::FindPreset("sfc_consensus");
    Put("", 0, founded);
    for (int i = 0; i < members; ++i) {
      event::v1::Event joined;
      joined.mutable_member_joined()->set_member(absl::StrCat("m", i));
      joined.mutable_member_joined()->mutable_handle()->set_content(absl::StrCat("m", i));
      joined.mutable_member_joined()->set_token_hash(absl::StrCat("t", i));
      Put("", 0, joined);
    }
  }
  void Introduce(int32_t number, const std::string& proposer) {
    event::v1::Event drafted;
    drafted.mutable_proposal_drafted()->mutable_text()->set_content("text");
    Put(proposer, number, drafted);
    event::v1::Event introduced;
    *introduced.mutable_proposal_introduced()->mutable_rule() = *rules::FindPreset("sfc_consensus");
    introduced.mutable_proposal_introduced()->mutable_electorate()->set_size(
        static_cast<int64_t>(state_.members.size()));
    Put(proposer, number, introduced);
  }
  void Call(int32_t number, const std::string& by) {
    event::v1::Event started;
    started.mutable_phase_started();
    Put(by, number, started);
  }
  void Raise(int32_t number, const std::string& by, int32_t concern) {
    event::v1::Event raised;
    raised.mutable_concern_raised()->set_number(concern);
    raised.mutable_concern_raised()->set_kind(v1::Concern::KIND_CONCERN);
    Put(by, number, raised);
  }
  void Put(const std::string& author, int32_t proposal, event::v1::Event& event) {
    event.set_sequence(state_.sequence + 1);
    event.set_time_us(event.sequence());
    event.set_author(author);
    event.set_proposal(proposal);
    Touched touched;
    Apply(state_, event, &touched);
    for (const DocumentRef& ref : touched) {
      if (ref.kind != DocumentKind::kNotice) continue;
      const std::optional<std::string> value = DocumentValue(state_, ref);
      if (value.has_value()) {
        documents_[DocumentKey(state_, ref)] = *value;
      } else {
        documents_.erase(DocumentKey(state_, ref));
      }
    }
  }
  size_t Documents(int32_t place) const {
    const std::string prefix = NoticePrefix(place);
    size_t found = 0;
    for (auto it = documents_.lower_bound(prefix);
         it != documents_.end() && it->first.substr(0, prefix.size()) == prefix; ++it) {
      ++found;
    }
    return found;
  }

  State state_;
  std::map<std::string, std::string> documents_;
};

// Whoever raises hundreds of concerns fills the box of whoever brought the proposal,
// and nobody else's.
TEST_F(OutboxTest, WhatOneMemberDoesEmptiesNobodyElsesBox) {
  Found(4);
  Introduce(1, "m0");
  Introduce(2, "m3");
  Call(2, "m3");  // told to m0, m1 and m2
  const int64_t called = state_.sequence;
  for (int32_t concern = 1; concern <= 600; ++concern) Raise(1, "m1", concern);
  const Outbox& outbox = state_.book.outbox;
  ASSERT_EQ(outbox.of.at(0).size(), 500u);
  EXPECT_EQ(outbox.Dropped(0), called + 100) << "the call, and the first 100 of 600";
  EXPECT_EQ(outbox.of.at(2).size(), 1u);
  EXPECT_EQ(outbox.Dropped(2), 0) << "all that m2 was told is there";
  EXPECT_EQ(outbox.of.at(2).front().id, called * 8);
  EXPECT_EQ(Documents(1), 500u) << "a dropped one goes from the disk, too";
  EXPECT_EQ(Documents(3), 1u);
  EXPECT_EQ(Documents(0), 0u) << "four are told one by one";
}

TEST_F(OutboxTest, MoreThanFiftyAreToldTogether) {
  Found(52);
  Introduce(1, "m0");
  Call(1, "m0");  // 51 others
  const Outbox& outbox = state_.book.outbox;
  ASSERT_EQ(outbox.common.size(), 1u);
  EXPECT_TRUE(outbox.of.empty());
  EXPECT_EQ(Documents(0), 1u);
  v1::NoticeDocument document;
  ASSERT_TRUE(document.ParseFromString(documents_.begin()->second));
  EXPECT_FALSE(IsFor(document, 0));
  EXPECT_TRUE(IsFor(document, 51));
}

TEST_F(OutboxTest, FiftyAreToldOneByOne) {
  Found(51);
  Introduce(1, "m0");
  Call(1, "m0");
  EXPECT_EQ(state_.book.outbox.common.size(), 0u);
  EXPECT_EQ(state_.book.outbox.of.size(), 50u);
}

// As more join, each keeps fewer: what is too much goes with the next notice.
TEST_F(OutboxTest, TheShareGetsSmallerAsMembersJoin) {
  Found(2);
  Introduce(1, "m0");
  for (int32_t concern = 1; concern <= 500; ++concern) Raise(1, "m1", concern);
  EXPECT_EQ(state_.book.outbox.of.at(0).size(), 500u);
  for (int i = 2; i < 1000; ++i) {
    event::v1::Event joined;
    joined.mutable_member_joined()->set_member(absl::StrCat("m", i));
    joined.mutable_member_joined()->mutable_handle()->set_content(absl::StrCat("m", i));
    joined.mutable_member_joined()->set_token_hash(absl::StrCat("t", i));
    Put("", 0, joined);
  }
  Raise(1, "m1", 501);
  EXPECT_EQ(state_.book.outbox.of.at(0).size(), 100u);
  EXPECT_EQ(Documents(1), 100u);
}

}  // namespace
}  // namespace assent::assembly
