// Signing keys over gRPC: who may add one, which bytes are none, and what ends them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/access_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/rpc/signer.h"
#include "tests/support/simulated_clock.h"

namespace assent::test {
namespace {

class DeviceKeys : public ::testing::Test {
 protected:
  Answer Add(const Caller& caller, const std::string& public_key) {
    v1::AddDeviceKeyRequest request;
    request.set_parent(kitchen_.name());
    request.set_public_key(public_key);
    request.set_label("a laptop");
    v1::AddDeviceKeyResponse response;
    return caller.Call(request, &response);
  }
  v1::RevokeDeviceKeyRequest Revoking(int number) {
    v1::RevokeDeviceKeyRequest request;
    request.set_name(absl::StrCat(kitchen_.name(), "/keys/", number));
    return request;
  }
  Answer Revoke(const Caller& caller, int number) {
    v1::RevokeDeviceKeyResponse response;
    return caller.Call(Revoking(number), &response);
  }
  std::vector<v1::DeviceKey> List(const Caller& caller, const std::string& member = "") {
    v1::ListDeviceKeysRequest request;
    request.set_parent(kitchen_.name());
    request.set_member(member);
    v1::ListDeviceKeysResponse response;
    EXPECT_TRUE(caller.Call(request, &response).ok());
    return {response.keys().begin(), response.keys().end()};
  }
  // A key that only signs in this test.
  static std::string Key(char seed) {
    return transparency::PublicKeyOf(std::string(transparency::kSeedBytes, seed));
  }

  SimulatedClock clock_;
  TestServer server_{MemoryStore{}, clock_};
  Kitchen kitchen_{server_.Connect(), 4};
  Signer ana_{kitchen_.member(1), kitchen_.name(), 'a'};
};

TEST_F(DeviceKeys, TheFirstComesWithTheTokenAlone) {
  ASSERT_TRUE(ana_.AddKey().ok());
  EXPECT_EQ(Add(kitchen_.member(1), Key('b')).reason(), "KEY_NEEDS_KEY");
  EXPECT_TRUE(Add(kitchen_.member(2), Key('b')).ok()) << "each member has a first one";
  const auto seen = List(kitchen_.member(1));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].public_key(), ana_.public_key());
  EXPECT_EQ(seen[0].label(), "a phone");
  EXPECT_EQ(seen[1].label(), "") << "others' devices are their business";
  EXPECT_EQ(List(kitchen_.member(0), seen[1].member()).size(), 1u);
}

TEST_F(DeviceKeys, AFurtherOneIsSignedByOneThatIsThere) {
  ASSERT_TRUE(ana_.AddKey().ok());
  v1::AddDeviceKeyRequest further;
  further.set_parent(kitchen_.name());
  further.set_public_key(Key('b'));
  further.set_label("a laptop");
  const Answer added = ana_.Do(further);
  ASSERT_TRUE(added.ok()) << added;
  EXPECT_EQ(List(ana_.caller()).back().public_key(), Key('b'));
  EXPECT_EQ(List(ana_.caller()).front().acts(), 1);
}

TEST_F(DeviceKeys, BytesThatAreNoKeyAreRefused) {
  std::string one(32, '\0');
  one[0] = 1;
  std::vector<std::string> bad = {"",
                                  "short",
                                  std::string(31, 'k'),
                                  std::string(33, 'k'),
                                  std::string(32, '\xff'),
                                  one,
                                  std::string(32, '\0')};
  // Points of order 2 and 8.
  bad.push_back(absl::StrCat("\xec", std::string(30, '\xff'), "\x7f"));
  bad.push_back(
      std::string("\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0"
                  "\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
                  32));
  for (const std::string& key : bad) {
    EXPECT_EQ(Add(kitchen_.member(1), key).reason(), "KEY_INVALID") << key.size();
  }
}

TEST_F(DeviceKeys, AKeyIsOnesAloneAndForGood) {
  ASSERT_TRUE(ana_.AddKey().ok());
  EXPECT_EQ(Add(kitchen_.member(2), ana_.public_key()).reason(), "KEY_TAKEN");
  ASSERT_TRUE(ana_.Do(Revoking(1)).ok());
  EXPECT_EQ(Add(kitchen_.member(2), ana_.public_key()).reason(), "KEY_TAKEN");
}

TEST_F(DeviceKeys, OnlyItsOwnerEndsIt) {
  ASSERT_TRUE(ana_.AddKey().ok());
  EXPECT_EQ(Revoke(kitchen_.member(2), 1).reason(), "KEY_NOT_FOUND");
  EXPECT_EQ(ana_.Do(Revoking(2)).reason(), "KEY_NOT_FOUND");
  EXPECT_TRUE(ana_.Do(Revoking(1)).ok());
  EXPECT_EQ(Revoke(kitchen_.member(1), 1).reason(), "KEY_ENDED");
  EXPECT_TRUE(List(kitchen_.member(1)).front().has_revoke_time());
  EXPECT_EQ(Add(kitchen_.member(1), Key('c')).reason(), "KEY_NEEDS_KEY")
      << "whoever ended every key brings none with the token alone";
}

// Signing is optional here, as everywhere by default. Whoever has only the token of a member with a
// key opens nothing, closes nothing and destroys nothing; whatever else they do is seen as
// unsigned.
TEST_F(DeviceKeys, AStolenTokenDoesNothingThatTouchesKeysOrTokens) {
  const Caller thief = kitchen_.member(1);
  v1::CreateTokenRequest token;
  token.set_parent(kitchen_.name());
  token.set_label("mine now");
  token.add_scopes(v1::Token::SCOPE_ACCESS);
  v1::CreateTokenResponse made;
  ASSERT_TRUE(thief.Call(token, &made).ok()) << "without a key a token is all there is";
  ASSERT_TRUE(ana_.AddKey().ok());
  const auto tried = [&](auto request, auto response) {
    return thief.Call(request, &response).reason();
  };
  v1::RevokeTokenRequest end;
  end.set_name(made.token().name());
  v1::CreateInvitationRequest invite;
  invite.set_parent(kitchen_.name());
  v1::UpdateMemberRequest update;
  update.set_name(kitchen_.name() + "/members/-");
  update.set_handle("thief");
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kitchen_.name());
  EXPECT_EQ(tried(token, v1::CreateTokenResponse()), "SIGNATURE_REQUIRED");
  EXPECT_EQ(tried(end, v1::RevokeTokenResponse()), "SIGNATURE_REQUIRED");
  EXPECT_EQ(tried(Revoking(1), v1::RevokeDeviceKeyResponse()), "SIGNATURE_REQUIRED");
  EXPECT_EQ(tried(invite, v1::CreateInvitationResponse()), "SIGNATURE_REQUIRED");
  EXPECT_EQ(tried(update, v1::UpdateMemberResponse()), "SIGNATURE_REQUIRED");
  EXPECT_EQ(tried(leave, v1::LeaveAssemblyResponse()), "SIGNATURE_REQUIRED");
  EXPECT_EQ(Add(thief, Key('b')).reason(), "KEY_NEEDS_KEY");
  EXPECT_FALSE(List(kitchen_.member(0)).front().has_revoke_time());
  v1::CreateProposalRequest propose;
  propose.set_parent(kitchen_.name());
  propose.set_title("Soup");
  propose.set_text("On Mondays.");
  EXPECT_EQ(tried(propose, v1::CreateProposalResponse()), "");
  EXPECT_TRUE(ana_.Do(end).ok()) << "the owner ends it";
}

TEST_F(DeviceKeys, ThereAreNotMoreThanDevices) {
  ASSERT_TRUE(ana_.AddKey().ok());
  v1::AddDeviceKeyRequest further;
  further.set_parent(kitchen_.name());
  further.set_label("another");
  for (char seed = 'A'; seed < 'A' + 15; ++seed) {
    further.set_public_key(Key(seed));
    ASSERT_TRUE(ana_.Do(further).ok());
  }
  further.set_public_key(Key('Z'));
  EXPECT_EQ(ana_.Do(further).reason(), "TOO_MANY_KEYS");
}

TEST_F(DeviceKeys, WhoComesBackInSignsWithTheKeyTheyBroughtAndNoOther) {
  ASSERT_TRUE(ana_.AddKey().ok());
  v1::SubmitApplicationRequest apply;
  apply.set_parent(kitchen_.name());
  apply.set_kind(v1::Application::KIND_REENTRY);
  apply.set_handle("m1");
  apply.set_public_key("none");
  v1::SubmitApplicationResponse applied;
  const Caller nobody = kitchen_.founder().As("");
  EXPECT_EQ(nobody.Call(apply, &applied).reason(), "KEY_INVALID");
  apply.set_public_key(Key('n'));
  ASSERT_TRUE(nobody.Call(apply, &applied).ok());
  EXPECT_EQ(Add(kitchen_.member(2), Key('n')).reason(), "KEY_TAKEN") << "it is asked for";
  EXPECT_EQ(applied.application().name(), "") << "strangers are not told whether it was kept";
  v1::SupportApplicationRequest vouch;
  vouch.set_name(kitchen_.name() + "/applications/1");
  v1::SupportApplicationResponse vouched;
  for (const int i : {0, 2}) ASSERT_TRUE(kitchen_.member(i).Call(vouch, &vouched).ok());
  clock_.Advance(absl::Hours(24) + absl::Seconds(1));
  const Caller back = nobody.As(applied.token());
  List(kitchen_.founder());  // whoever looks first settles what fell due
  const auto keys = List(back);
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_TRUE(keys[0].has_revoke_time());
  EXPECT_EQ(keys[1].public_key(), Key('n'));
  EXPECT_EQ(Add(back, Key('o')).reason(), "KEY_NEEDS_KEY");
  Signer signer(back, kitchen_.name(), 'n');
  signer.Use(keys[1]);
  v1::CreateProposalRequest propose;
  propose.set_parent(kitchen_.name());
  propose.set_title("New locks");
  propose.set_text("For every door.");
  const Answer proposed = signer.Do(propose);
  EXPECT_TRUE(proposed.ok()) << proposed;
}

}  // namespace
}  // namespace assent::test
