// A slow disk stops nobody who needs nothing from it: what is read, is read
// without the assembly's lock and on threads that have the patience.

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"

namespace assent::ledger {
namespace {

using test::HasReason;

constexpr char kOneId[] = "3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b";
constexpr char kOtherId[] = "00000000-7d4a-4e0b-9a55-0c6d1f2e3a4b";

// What a call that was begun with Run() is answered.
template <typename Response>
struct Answer {
  absl::Notification given;
  absl::StatusOr<Response> response = absl::UnknownError("");

  absl::StatusOr<Response>& Get() {
    given.WaitForNotification();
    return response;
  }
};
using Position = Answer<v1::TakePositionResponse>;

class PatienceTest : public testing::Test {
 protected:
  PatienceTest() { club_.OpenCall(); }
  ~PatienceTest() override {
    store_.Release();
    store_.ReleaseReads();
    store_.ReleaseAnswer();
    ledger_->Flush();
  }

  void Open(const Options& options) {
    ledger_.reset();
    ledger_ = OpenLedger(store_, clock_, options);
    club_.MoveTo(*ledger_);
  }
  template <typename Request>
  void Begin(const Access& access, const Request& request, Answer<ResponseOf<Request>>& answer) {
    ledger_->Run<ResponseOf<Request>>(
        [this, access, request](Patience patience) {
          return ledger_->Perform(access.With(patience), request);
        },
        [&answer](absl::StatusOr<ResponseOf<Request>> response) {
          answer.response = std::move(response);
          answer.given.Notify();
        });
  }
  static v1::TakePositionRequest Saying(v1::Stance stance, const std::string& id) {
    v1::TakePositionRequest request = PositionRequest(stance);
    request.set_request_id(id);
    return request;
  }
  static v1::TakePositionRequest Rehearsing(v1::Stance stance) {
    v1::TakePositionRequest request = PositionRequest(stance);
    request.set_validate_only(true);
    return request;
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> sound_ = storage::NewMemoryStore();
  TroubledStore store_{*sound_};
  std::unique_ptr<Ledger> ledger_ = OpenLedger(store_, clock_);
  Club club_{*ledger_, "mutual_aid_default", 4};
};

TEST_F(PatienceTest, AnActWithARequestIdWaitsForTheDiskAndNobodyForIt) {
  store_.HoldReads();
  Position slow;
  Begin(club_.As(1), Saying(v1::STANCE_AGREE, kOneId), slow);  // does not wait here
  store_.AwaitHeldRead();
  Position quick;
  Begin(club_.As(2), PositionRequest(v1::STANCE_AGREE), quick);
  ASSENT_EXPECT_OK(quick.Get());
  EXPECT_FALSE(slow.given.HasBeenNotified());
  store_.ReleaseReads();
  ASSENT_EXPECT_OK(slow.Get());
  EXPECT_GT(slow.response->sequence(), quick.response->sequence());
}

TEST_F(PatienceTest, ARequestThatIsSentTwiceBeforeTheDiskHasAnsweredCountsOnce) {
  store_.HoldReads();
  Position first;
  Position second;
  Begin(club_.As(1), Saying(v1::STANCE_AGREE, kOneId), first);
  Begin(club_.As(1), Saying(v1::STANCE_AGREE, kOneId), second);
  store_.AwaitHeldRead();
  const int64_t before = club_.Sequence();
  store_.ReleaseReads();
  ASSENT_ASSERT_OK(first.Get());
  ASSENT_ASSERT_OK(second.Get());
  EXPECT_EQ(first.response->SerializeAsString(), second.response->SerializeAsString());
  EXPECT_EQ(club_.Sequence(), before + 1);
}

// The look-up found nothing, and when it comes back so many others have acted
// that memory has forgotten the first.
TEST_F(PatienceTest, WhatWasForgottenDuringALookUpIsLookedUpAgain) {
  store_.HoldAnswer();
  Position late;
  Begin(club_.As(1), Saying(v1::STANCE_AGREE, kOneId), late);
  store_.AwaitHeldAnswer();  // it has seen that there is none
  ASSENT_ASSERT_OK(club_.Do(1, Saying(v1::STANCE_AGREE, kOneId)));
  const int64_t counted = club_.Sequence();
  for (int i = 100; i < 300; ++i) {
    ASSENT_ASSERT_OK(club_.Do(2, Saying(i % 2 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN,
                                        absl::StrCat("00000", i, "-7d4a-4e0b-9a55-0c6d1f2e3a4b"))));
  }
  store_.ReleaseAnswer();
  ASSENT_ASSERT_OK(late.Get());
  EXPECT_EQ(late.response->sequence(), counted);
  EXPECT_EQ(club_.Sequence(), counted + 200);
}

TEST_F(PatienceTest, ALoadWaitsForTheDiskAndOtherAssembliesGoOn) {
  v1::CreateAssemblyRequest founding = FoundingRequest("garden", "quick_default");
  const auto garden = Await(*ledger_, {}, founding);
  ASSENT_ASSERT_OK(garden);
  Open(Unpunctual());
  const Access gardener{"garden", garden->token()};
  ASSENT_ASSERT_OK(ledger_->Authorize(gardener).response);
  store_.HoldReads();
  Position slow;
  Begin(club_.As(1), PositionRequest(v1::STANCE_AGREE), slow);
  store_.AwaitHeldRead();
  v1::CreateInvitationRequest invite;
  invite.set_parent("assemblies/garden");
  Answer<v1::CreateInvitationResponse> quick;
  Begin(gardener, invite, quick);
  ASSENT_EXPECT_OK(quick.Get());
  // Nor does anybody wait on this thread for the assembly that is being read.
  const Pending<Reader> reader = ledger_->Authorize(club_.As(0).With(Patience::kNone));
  EXPECT_EQ(reader.ticket.needs, Patience::kRead);
  EXPECT_FALSE(slow.given.HasBeenNotified());
  store_.ReleaseReads();
  ASSENT_EXPECT_OK(slow.Get());
}

TEST_F(PatienceTest, ARehearsalInALargeAssemblyStopsNoAct) {
  Options options = Unpunctual();
  options.copied_bytes = 0;  // everything is large
  Open(options);
  ASSENT_ASSERT_OK(ledger_->Authorize(club_.As(0)).response);
  store_.HoldReads();
  Position rehearsed;
  Begin(club_.As(1), Rehearsing(v1::STANCE_AGREE), rehearsed);
  store_.AwaitHeldRead();
  for (int i = 0; i < 3; ++i) ASSENT_EXPECT_OK(club_.Say(2, v1::STANCE_AGREE));
  const int64_t sequence = club_.Sequence();
  store_.ReleaseReads();
  ASSENT_ASSERT_OK(rehearsed.Get());
  EXPECT_EQ(rehearsed.response->sequence(), sequence + 1) << "it has seen what is durable";
  EXPECT_EQ(club_.Sequence(), sequence);
  EXPECT_EQ(club_.Positions()[1], std::nullopt);
  auto foreign = Rehearsing(v1::STANCE_AGREE);
  EXPECT_THAT(Await(*ledger_, {kKitchen, "assent_x"}, foreign), HasReason("ASSEMBLY_NOT_FOUND"));
}

TEST_F(PatienceTest, RehearsalsWaitForOneAnotherAndNoAssemblyForThem) {
  ASSENT_ASSERT_OK(Await(*ledger_, {}, FoundingRequest("garden", "quick_default")));
  Options options = Unpunctual();
  options.copied_bytes = 0;  // everything is large
  Open(options);
  ASSENT_ASSERT_OK(ledger_->Authorize(club_.As(0)).response);
  store_.HoldReads();
  Position rehearsed[4];
  for (Position& each : rehearsed) Begin(club_.As(1), Rehearsing(v1::STANCE_AGREE), each);
  store_.AwaitHeldRead();
  Answer<v1::CreateInvitationResponse> other;
  v1::CreateInvitationRequest invite;
  invite.set_parent("assemblies/garden");
  Begin({"garden", "assent_x"}, invite, other);
  store_.AwaitHeldRead("garden");
  store_.ReleaseReads();
  EXPECT_THAT(other.Get(), HasReason("ASSEMBLY_NOT_FOUND"));
  for (Position& each : rehearsed) ASSENT_EXPECT_OK(each.Get());
}

TEST_F(PatienceTest, ARehearsalInASmallAssemblyReadsNothing) {
  store_.HoldReads();
  ASSENT_EXPECT_OK(club_.Do(1, Rehearsing(v1::STANCE_AGREE)));
}

TEST_F(PatienceTest, AReadThatFailsIsSaidAndTheNextOneGoesOn) {
  Open(Unpunctual());
  store_.RefuseReads(true);
  EXPECT_THAT(club_.Say(1, v1::STANCE_AGREE), HasReason("STORE_UNAVAILABLE"));
  store_.RefuseReads(false);
  ASSENT_EXPECT_OK(club_.Say(1, v1::STANCE_AGREE));
}

TEST_F(PatienceTest, TheEndWaitsForWhoeverWaitsForTheDisk) {
  store_.HoldReads();
  Position slow;
  Begin(club_.As(1), Saying(v1::STANCE_AGREE, kOtherId), slow);
  store_.AwaitHeldRead();
  std::thread release([this] { store_.ReleaseReads(); });
  ledger_->Flush();
  release.join();
  EXPECT_TRUE(slow.given.HasBeenNotified());
  ASSENT_EXPECT_OK(slow.response);
}

}  // namespace
}  // namespace assent::ledger
