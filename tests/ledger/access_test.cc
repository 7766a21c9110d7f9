// Who is let in, and that everybody else gets the same answer.

#include <gtest/gtest.h>

#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"

namespace assent::ledger {
namespace {

using test::HasReason;

class AccessTest : public testing::Test {
 protected:
  absl::Status Knock(const Access& access) { return ledger_->Authorize(access).response.status(); }
  absl::Status Act(const Access& access) {
    return Await(*ledger_, access, PositionRequest(v1::STANCE_AGREE)).status();
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "quick_default", 2};
};

TEST_F(AccessTest, NoTokenIsSaidSo) {
  EXPECT_THAT(Knock({kKitchen, ""}), HasReason("TOKEN_MISSING"));
  EXPECT_THAT(Act({kKitchen, ""}), HasReason("TOKEN_MISSING"));
}

TEST_F(AccessTest, NotThereAndNotYoursAreOneAnswer) {
  const absl::Status foreign = Knock({kKitchen, "assent_foreign"});
  const absl::Status absent = Knock({"garden", club_.As(0).token});
  EXPECT_THAT(foreign, HasReason("ASSEMBLY_NOT_FOUND"));
  EXPECT_EQ(foreign, absent);
  EXPECT_EQ(foreign, Knock({"No Assembly!", club_.As(0).token}));
  EXPECT_EQ(foreign, Act({kKitchen, "assent_foreign"}));
  EXPECT_EQ(foreign, Act({"garden", club_.As(0).token}));
}

TEST_F(AccessTest, WhoHasLeftIsNoMember) {
  ASSENT_ASSERT_OK(Knock(club_.As(1)));
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kKitchenName);
  ASSENT_ASSERT_OK(club_.Do(1, leave));
  EXPECT_EQ(Knock(club_.As(1)), Knock({"garden", "assent_foreign"}));
}

TEST_F(AccessTest, AWrongInvitationTellsNothingOfTheAssembly) {
  v1::AcceptInvitationRequest join;
  join.set_secret("invite_wrong");
  join.set_handle("eve");
  join.set_parent(kKitchenName);
  const absl::Status here = Await(*ledger_, {kKitchen, ""}, join).status();
  join.set_parent("assemblies/garden");
  const absl::Status nowhere = Await(*ledger_, {"garden", ""}, join).status();
  EXPECT_FALSE(here.ok());
  EXPECT_EQ(here, nowhere);
}

TEST_F(AccessTest, AnAssemblyIsFoundedOnce) {
  EXPECT_THAT(Await(*ledger_, {}, FoundingRequest(kKitchen, "quick_default")).status(),
              HasReason("ASSEMBLY_EXISTS"));
  EXPECT_THAT(Await(*ledger_, {}, FoundingRequest("No Id!", "quick_default")).status(),
              HasReason("ASSEMBLY_ID_INVALID"));
}

TEST_F(AccessTest, AnIdLeftToChanceIsDrawn) {
  const auto founded = Await(*ledger_, {}, FoundingRequest("", "quick_default"));
  ASSENT_ASSERT_OK(founded);
  const auto again = Await(*ledger_, {}, FoundingRequest("", "quick_default"));
  ASSENT_ASSERT_OK(again);
  EXPECT_NE(founded->assembly().name(), again->assembly().name());
}

// A token of m1 with these scopes, for so long; "": it could not be made.
class TokenTest : public AccessTest {
 protected:
  v1::CreateTokenResponse Make(std::vector<v1::Token::Scope> scopes, absl::Duration valid,
                               const std::string& app = "") {
    v1::CreateTokenRequest request;
    request.set_parent(kKitchenName);
    request.set_label("a further one");
    request.set_app(app);
    for (const v1::Token::Scope scope : scopes) request.add_scopes(scope);
    request.mutable_valid_for()->set_seconds(absl::ToInt64Seconds(valid));
    return club_.Do(1, request).value();
  }
  Access With(const std::string& token, v1::Token::Scope scope) const {
    return {kKitchen, token, Patience::kRehearse, scope};
  }
};

TEST_F(TokenTest, ATokenOpensWhatItsScopesSay) {
  const std::string token = Make({v1::Token::SCOPE_READ}, absl::Hours(1)).secret();
  ASSENT_EXPECT_OK(Knock(With(token, v1::Token::SCOPE_READ)));
  EXPECT_THAT(Knock(With(token, v1::Token::SCOPE_ACCESS)), HasReason("SCOPE_MISSING"));
  EXPECT_THAT(Act(With(token, v1::Token::SCOPE_ACT)), HasReason("SCOPE_MISSING"));
  ASSENT_EXPECT_OK(Knock(With(club_.As(1).token, v1::Token::SCOPE_ACCESS)));
}

TEST_F(TokenTest, AnExpiredTokenIsNobodysToTheSecond) {
  const std::string token = Make({v1::Token::SCOPE_READ}, absl::Seconds(10)).secret();
  clock_.Advance(absl::Milliseconds(9999));
  ASSENT_EXPECT_OK(Knock(With(token, v1::Token::SCOPE_READ)));
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(Knock(With(token, v1::Token::SCOPE_READ)), Knock({"garden", "assent_foreign"}));
}

TEST_F(TokenTest, ARevokedTokenIsNobodysAlsoAfterARestart) {
  const v1::CreateTokenResponse made = Make({v1::Token::SCOPE_READ}, absl::Hours(1));
  v1::RevokeTokenRequest revoke;
  revoke.set_name(made.token().name());
  ASSENT_ASSERT_OK(club_.Do(1, revoke));
  for (int restart = 0; restart < 2; ++restart) {
    EXPECT_THAT(Knock(With(made.secret(), v1::Token::SCOPE_READ)), HasReason("ASSEMBLY_NOT_FOUND"));
    ledger_.reset();
    ledger_ = OpenLedger(*store_, clock_);
  }
}

TEST_F(TokenTest, WhoLeavesTakesEveryTokenAlong) {
  const std::string token = Make({v1::Token::SCOPE_READ}, absl::Hours(1)).secret();
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kKitchenName);
  ASSENT_ASSERT_OK(club_.Do(1, leave));
  EXPECT_THAT(Knock(With(token, v1::Token::SCOPE_READ)), HasReason("ASSEMBLY_NOT_FOUND"));
}

TEST_F(TokenTest, AnAppsActsNameItsToken) {
  const v1::CreateTokenResponse made = Make({v1::Token::SCOPE_ACT}, absl::Hours(1), "soup-bot");
  v1::CreateProposalRequest propose;
  propose.set_parent(kKitchenName);
  propose.set_title("Soup");
  propose.set_text("On Mondays.");
  ASSENT_ASSERT_OK(Await(*ledger_, {kKitchen, made.secret()}, propose));
  const event::v1::Event last = EventsOf(*store_).back();
  EXPECT_EQ(last.app_token(), 3);
  ASSENT_ASSERT_OK(club_.Do(1, propose));
  EXPECT_EQ(EventsOf(*store_).back().app_token(), 0) << "a device is nobody's business";
}

// A member's tokens end the moment that a re-entry takes effect, whoever looks first.
TEST_F(TokenTest, AReentryEndsTheOldTokens) {
  v1::SubmitApplicationRequest apply;
  apply.set_parent(kKitchenName);
  apply.set_kind(v1::Application::KIND_REENTRY);
  apply.set_handle("m1");
  const auto applied = Await(*ledger_, {kKitchen, ""}, apply);
  ASSENT_ASSERT_OK(applied);
  v1::SupportApplicationRequest vouch;
  vouch.set_name(absl::StrCat(kKitchenName, "/applications/1"));
  ASSENT_ASSERT_OK(club_.Do(0, vouch));
  const Access again = {kKitchen, applied->token()};
  clock_.Advance(absl::Hours(24) - absl::Milliseconds(1));
  ASSENT_EXPECT_OK(Knock(club_.As(1)));
  EXPECT_THAT(Knock(again), HasReason("ASSEMBLY_NOT_FOUND"));
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(Act(club_.As(1)), HasReason("ASSEMBLY_NOT_FOUND"));
  ledger_->SettleDue();
  ASSENT_EXPECT_OK(Knock(again));
  EXPECT_THAT(Knock(club_.As(1)), HasReason("ASSEMBLY_NOT_FOUND"));
}

}  // namespace
}  // namespace assent::ledger
