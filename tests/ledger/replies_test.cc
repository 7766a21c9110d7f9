// Requests that are sent again: one request_id counts once, however often it
// comes, and whenever.

#include "server/ledger/replies.h"

#include <gtest/gtest.h>

#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"

namespace assent::ledger {
namespace {

using test::HasReason;

constexpr char kOneId[] = "3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b";
constexpr char kOtherId[] = "00000000-7d4a-4e0b-9a55-0c6d1f2e3a4b";

template <typename Request>
Request WithId(Request request, const std::string& id) {
  request.set_request_id(id);
  return request;
}

class RepliesTest : public testing::Test {
 protected:
  RepliesTest() { club_.OpenCall(); }
  ~RepliesTest() override { store_.Release(); }

  absl::StatusOr<v1::TakePositionResponse> Say(int member, v1::Stance stance,
                                               const std::string& id) {
    return club_.Do(member, WithId(PositionRequest(stance), id));
  }
  void Restart() {
    ledger_.reset();
    ledger_ = OpenLedger(store_, clock_);
    club_.MoveTo(*ledger_);
  }
  size_t Kept() { return store_.ScanDocuments(kKitchen, kReplyPrefix, "", {})->size(); }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> sound_ = storage::NewMemoryStore();
  TroubledStore store_{*sound_};
  std::unique_ptr<Ledger> ledger_ = OpenLedger(store_, clock_);
  Club club_{*ledger_, "mutual_aid_default", 3};
};

TEST_F(RepliesTest, TheSameIdGivesTheSameAnswerAndCountsOnce) {
  const auto first = Say(1, v1::STANCE_AGREE, kOneId);
  ASSENT_ASSERT_OK(first);
  const int64_t sequence = club_.Sequence();
  const auto again = Say(1, v1::STANCE_AGREE, kOneId);
  ASSENT_ASSERT_OK(again);
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(club_.Sequence(), sequence);
  // Without an id it is another act.
  ASSENT_ASSERT_OK(club_.Say(1, v1::STANCE_AGREE));
  EXPECT_GT(club_.Sequence(), sequence);
}

TEST_F(RepliesTest, AlsoAfterARestart) {
  const auto first = Say(1, v1::STANCE_AGREE, kOneId);
  Restart();
  const int64_t sequence = club_.Sequence();
  const auto again = Say(1, v1::STANCE_AGREE, kOneId);
  ASSENT_ASSERT_OK(again);
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(club_.Sequence(), sequence);
}

TEST_F(RepliesTest, AlsoWhileTheFirstIsOnItsWay) {
  store_.Hold();
  const auto request = WithId(PositionRequest(v1::STANCE_AGREE), kOneId);
  const auto first = ledger_->Perform(club_.As(1), request);
  store_.AwaitHeld();
  const auto again = ledger_->Perform(club_.As(1), request);
  ASSENT_ASSERT_OK(again.response);
  EXPECT_EQ(first.response->sequence(), again.response->sequence());
  EXPECT_FALSE(again.ticket.write == nullptr) << "it may not be shown yet";
  EXPECT_THAT(ledger_->Perform(club_.As(2), request).response, HasReason("REQUEST_ID_REUSED"));
  store_.Release();
  ASSENT_EXPECT_OK(AwaitTicket(*ledger_, again.ticket));
}

TEST_F(RepliesTest, AnotherBodyMethodOrCallerIsRefused) {
  ASSENT_ASSERT_OK(Say(1, v1::STANCE_AGREE, kOneId));
  const int64_t sequence = club_.Sequence();
  EXPECT_THAT(Say(1, v1::STANCE_ABSTAIN, kOneId), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(Say(2, v1::STANCE_AGREE, kOneId), HasReason("REQUEST_ID_REUSED"));
  v1::WithdrawPositionRequest other;
  other.set_parent(kProposal);
  EXPECT_THAT(club_.Do(1, WithId(other, kOneId)), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(club_.Sequence(), sequence);
  ASSENT_EXPECT_OK(Say(1, v1::STANCE_ABSTAIN, kOtherId));
}

TEST_F(RepliesTest, WhoeverHasLeftIsAnsweredTheSameAgainAndNothingElse) {
  ASSENT_ASSERT_OK(Say(2, v1::STANCE_AGREE, kOtherId));
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kKitchenName);
  const auto first = club_.Do(2, WithId(leave, kOneId));
  ASSENT_ASSERT_OK(first);
  for (int i = 0; i < 2; ++i) {
    const int64_t sequence = club_.Sequence();
    const auto again = club_.Do(2, WithId(leave, kOneId));
    ASSENT_ASSERT_OK(again);
    EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
    ASSENT_EXPECT_OK(Say(2, v1::STANCE_AGREE, kOtherId));
    EXPECT_THAT(Say(2, v1::STANCE_ABSTAIN, kOtherId), HasReason("ASSEMBLY_NOT_FOUND"));
    EXPECT_THAT(Say(2, v1::STANCE_AGREE, "11111111-7d4a-4e0b-9a55-0c6d1f2e3a4b"),
                HasReason("ASSEMBLY_NOT_FOUND"));
    // Nor does anybody else get it, a stranger not even whether it is known.
    const Access stranger{kKitchen, "assent_x"};
    EXPECT_THAT(Await(*ledger_, stranger, WithId(leave, kOneId)), HasReason("ASSEMBLY_NOT_FOUND"));
    EXPECT_THAT(club_.Do(1, WithId(leave, kOneId)), HasReason("REQUEST_ID_REUSED"));
    EXPECT_EQ(club_.Sequence(), sequence);
    Restart();
  }
}

TEST_F(RepliesTest, ARefusalIsNotKept) {
  auto request = PositionRequest(v1::STANCE_BLOCK);
  request.clear_principle();
  EXPECT_FALSE(club_.Do(1, WithId(request, kOneId)).ok());
  ASSENT_EXPECT_OK(Say(1, v1::STANCE_AGREE, kOneId));
}

TEST_F(RepliesTest, AnIdIsAUuid) {
  EXPECT_THAT(Say(1, v1::STANCE_AGREE, "first"), HasReason("REQUEST_ID_INVALID"));
  EXPECT_THAT(Say(1, v1::STANCE_AGREE, "3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4g"),
              HasReason("REQUEST_ID_INVALID"));
}

TEST_F(RepliesTest, WhatIsOlderThanADayGoesAwayWithLaterOnes) {
  for (int i = 10; i < 60; ++i) {
    ASSENT_ASSERT_OK(
        Say(1, v1::STANCE_AGREE, absl::StrCat("000000", i, "-7d4a-4e0b-9a55-0c6d1f2e3a4b")));
  }
  EXPECT_EQ(Kept(), 50u);
  clock_.Advance(absl::Hours(23));
  ASSENT_ASSERT_OK(Say(1, v1::STANCE_AGREE, kOneId));
  EXPECT_EQ(Kept(), 51u);
  clock_.Advance(absl::Hours(2));
  for (int i = 10; i < 15; ++i) {
    ASSENT_ASSERT_OK(
        Say(1, v1::STANCE_AGREE, absl::StrCat("111111", i, "-7d4a-4e0b-9a55-0c6d1f2e3a4b")));
  }
  EXPECT_EQ(Kept(), 6u);
  EXPECT_EQ(store_.ScanDocuments(kKitchen, kReplyTimePrefix, "", {})->size(), 6u);
}

TEST_F(RepliesTest, ASecretIsAnsweredAgainAndNotStoredInTheClear) {
  v1::CreateInvitationRequest invite;
  invite.set_parent(kKitchenName);
  const auto first = club_.Do(0, WithId(invite, kOneId));
  ASSENT_ASSERT_OK(first);
  EXPECT_EQ(club_.Do(0, WithId(invite, kOneId))->secret(), first->secret());
  storage::ReadLimits everything;
  everything.max_items = everything.max_bytes = 1 << 30;
  const auto documents = store_.ScanDocuments(kKitchen, "", "", everything);
  for (const storage::Document& document : *documents) {
    EXPECT_EQ(document.value.find(first->secret()), std::string::npos) << document.key;
    EXPECT_EQ(document.value.find(club_.As(0).token), std::string::npos) << document.key;
    EXPECT_EQ(document.key.find(kOneId), std::string::npos) << document.key;
  }
}

TEST_F(RepliesTest, AFoundingIsRepeatedWithItsToken) {
  for (const char* id : {"", "garden"}) {
    const auto request = WithId(FoundingRequest(id, "quick_default"), *id ? kOneId : kOtherId);
    const auto first = Await(*ledger_, {}, request);
    ASSENT_ASSERT_OK(first);
    const auto again = Await(*ledger_, {}, request);
    ASSENT_ASSERT_OK(again);
    EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
    Restart();
    EXPECT_EQ(Await(*ledger_, {}, request)->token(), first->token());
  }
  EXPECT_THAT(Await(*ledger_, {}, WithId(FoundingRequest("cellar", "quick_default"), kOneId)),
              HasReason("REQUEST_ID_REUSED"));
}

TEST_F(RepliesTest, ARefusedFoundingLeavesItsIdFree) {
  const auto taken = WithId(FoundingRequest(kKitchen, "quick_default"), kOneId);
  EXPECT_THAT(Await(*ledger_, {}, taken), HasReason("ASSEMBLY_EXISTS"));
  ASSENT_EXPECT_OK(Await(*ledger_, {}, WithId(FoundingRequest("garden", "quick_default"), kOneId)));
}

TEST_F(RepliesTest, AFoundingThatCameTooSoonLeavesItsIdFreeToo) {
  Options options = Unpunctual();
  options.max_pending_acts = 1;
  ledger_.reset();
  ledger_ = OpenLedger(store_, clock_, options);
  club_.MoveTo(*ledger_);
  store_.Hold();
  const auto busy = ledger_->Perform(club_.As(1), PositionRequest(v1::STANCE_AGREE));
  ASSENT_ASSERT_OK(busy.response);
  EXPECT_THAT(
      ledger_->Perform({}, WithId(FoundingRequest("garden", "quick_default"), kOneId)).response,
      HasReason("OVERLOADED"));
  store_.Release();
  ledger_->Flush();
  const auto founded =
      Await(*ledger_, {}, WithId(FoundingRequest("cellar", "quick_default"), kOneId));
  ASSENT_ASSERT_OK(founded);
  EXPECT_EQ(founded->assembly().name(), "assemblies/cellar");
}

TEST_F(RepliesTest, ValidateOnlySaysWhatWouldHappenAndChangesNothing) {
  auto request = WithId(PositionRequest(v1::STANCE_AGREE), kOneId);
  request.set_validate_only(true);
  const int64_t sequence = club_.Sequence();
  const auto would = club_.Do(1, request);
  ASSENT_ASSERT_OK(would);
  EXPECT_EQ(would->sequence(), sequence + 1);
  EXPECT_EQ(would->position().stance(), v1::STANCE_AGREE);
  EXPECT_EQ(club_.Sequence(), sequence);
  EXPECT_EQ(club_.Positions()[1], std::nullopt);
  EXPECT_EQ(Kept(), 0u);
  request.set_stance(v1::STANCE_BLOCK);
  EXPECT_FALSE(club_.Do(1, request).ok());
  // Neither was the id used, nor is an assembly founded by a rehearsal.
  ASSENT_EXPECT_OK(Say(1, v1::STANCE_AGREE, kOneId));
  auto founding = FoundingRequest("garden", "quick_default");
  founding.set_validate_only(true);
  ASSENT_EXPECT_OK(Await(*ledger_, {}, founding));
  EXPECT_EQ(*store_.LastSequence("garden"), 0u);
}

}  // namespace
}  // namespace assent::ledger
