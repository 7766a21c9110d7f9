// Who is outside stays outside: strangers learn nothing by applying, and apps let nobody in.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "server/transparency/tlog/ed25519.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/simulated_clock.h"

namespace assent::test {
namespace {

constexpr char kId[] = "00000000-0000-0000-0000-000000000001";
constexpr char kOtherId[] = "00000000-0000-0000-0000-000000000002";

class Strangers : public ::testing::Test {
 protected:
  Strangers() {
    v1::LeaveAssemblyRequest leave;
    leave.set_name(kitchen_.name());
    v1::LeaveAssemblyResponse left;
    EXPECT_TRUE(kitchen_.member(3).Call(leave, &left).ok());
  }

  // Asks to come back in as this member of this assembly, with the rest as it is.
  Answer Ask(v1::SubmitApplicationRequest request, const std::string& assembly,
             const std::string& handle, v1::SubmitApplicationResponse* response) const {
    request.set_parent(absl::StrCat("assemblies/", assembly));
    request.set_handle(handle);
    return kitchen_.founder().As("").Call(request, response);
  }

  // The answer, in words that show neither the token nor what was asked for.
  std::string Told(const v1::SubmitApplicationRequest& request, const std::string& assembly,
                   const std::string& handle) const {
    v1::SubmitApplicationResponse response;
    const Answer answer = Ask(request, assembly, handle, &response);
    if (!answer.ok()) return absl::StrCat(answer.ToString(), answer.details().DebugString());
    EXPECT_TRUE(absl::StartsWith(response.token(), "assent_"));
    const std::string token = response.token().substr(7);
    return absl::StrReplaceAll(
        response.DebugString(),
        {{token, absl::StrCat(token.size())}, {absl::StrCat("\"", handle, "\""), "HANDLE"}});
  }

  std::vector<v1::Application> Kept() const {
    v1::ListApplicationsRequest request;
    request.set_parent(kitchen_.name());
    v1::ListApplicationsResponse response;
    const Answer answer = kitchen_.founder().Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return {response.applications().begin(), response.applications().end()};
  }

  // Everything in the assembly that somebody comes in by.
  std::string WaysIn() const {
    std::string all;
    const auto add = [&](auto request, auto response) {
      request.set_parent(kitchen_.name());
      const Answer answer = kitchen_.founder().Call(request, &response);
      EXPECT_TRUE(answer.ok()) << answer;
      response.clear_sequence();
      absl::StrAppend(&all, response.DebugString());
    };
    add(v1::ListMembersRequest(), v1::ListMembersResponse());
    add(v1::ListInvitationsRequest(), v1::ListInvitationsResponse());
    add(v1::ListApplicationsRequest(), v1::ListApplicationsResponse());
    add(v1::ListDeviceKeysRequest(), v1::ListDeviceKeysResponse());
    v1::ListTokensRequest mine;
    mine.set_parent(kitchen_.name());
    v1::ListTokensResponse tokens;
    EXPECT_TRUE(kitchen_.member(1).Call(mine, &tokens).ok());
    tokens.clear_sequence();
    return absl::StrCat(all, tokens.DebugString());
  }

  static v1::SubmitApplicationRequest Reentry() {
    v1::SubmitApplicationRequest request;
    request.set_kind(v1::Application::KIND_REENTRY);
    request.set_reason("my phone fell into the soup");
    return request;
  }

  SimulatedClock clock_;
  TestServer server_{MemoryStore{}, clock_};
  Kitchen kitchen_{server_.Connect(), 4};  // m3 has left
};

struct Asked {
  const char* assembly;
  const char* handle;
};
constexpr Asked kAsked[] = {{"kitchen", "m1"},
                            {"kitchen", "m2"},
                            {"kitchen", "m3"},
                            {"kitchen", "nobody"},
                            {"garden", "m1"}};

TEST_F(Strangers, EveryHandleAndAssemblyGetsOneAnswer) {
  std::vector<v1::SubmitApplicationRequest> requests(9, Reentry());
  requests[1].set_validate_only(true);
  requests[2].set_request_id(kId);
  requests[3].set_request_id("no uuid");
  requests[4].set_public_key("none");
  requests[5].set_public_key(transparency::PublicKeyOf(std::string(32, 'k')));
  requests[6].set_reason(std::string(100'000, 'x'));
  requests[7].set_reason("a\x07z");
  requests[8].set_kind(v1::Application::KIND_UNSPECIFIED);
  std::set<std::string> different;
  for (const v1::SubmitApplicationRequest& request : requests) {
    const std::string first = Told(request, "kitchen", "m1");
    different.insert(first);
    // The key of request 5 was brought here by the first of these: that does not show either.
    for (const Asked& asked : kAsked) {
      EXPECT_EQ(Told(request, asked.assembly, asked.handle), first)
          << asked.assembly << " " << asked.handle << " " << request.ShortDebugString();
    }
  }
  EXPECT_GE(different.size(), 6U) << "what is wrong with a request itself is said";
  EXPECT_EQ(Told(Reentry(), "kitchen", "no handle"), Told(Reentry(), "garden", "no handle"));
}

TEST_F(Strangers, TheSameRequestIdGetsTheSameTokenWhereverItIsSent) {
  for (const Asked& asked : kAsked) {
    v1::SubmitApplicationRequest request = Reentry();
    request.set_request_id(kId);
    std::vector<std::string> tokens(4);
    for (std::string& token : tokens) {
      if (&token == &tokens[2]) request.set_reason("other words");
      if (&token == &tokens[3]) request.set_request_id(kOtherId);
      v1::SubmitApplicationResponse response;
      ASSERT_TRUE(Ask(request, asked.assembly, asked.handle, &response).ok());
      token = response.token();
    }
    EXPECT_EQ(tokens[0], tokens[1]) << asked.handle;
    EXPECT_NE(tokens[0], tokens[2]) << asked.handle;
    EXPECT_NE(tokens[2], tokens[3]) << asked.handle;
  }
  EXPECT_EQ(Kept().size(), 6U) << "three for m1 and three for m2";
}

TEST_F(Strangers, WhatIsKeptIsForMembersToSee) {
  v1::SubmitApplicationRequest dry = Reentry();
  dry.set_validate_only(true);
  Told(dry, "kitchen", "m1");
  EXPECT_TRUE(Kept().empty());
  for (const Asked& asked : kAsked) Told(Reentry(), asked.assembly, asked.handle);
  const std::vector<v1::Application> kept = Kept();
  ASSERT_EQ(kept.size(), 2U) << "nobody else could come back in";
  EXPECT_EQ(kept[1].handle(), "m1");
  EXPECT_EQ(kept[1].reason(), "my phone fell into the soup");
  EXPECT_EQ(kept[1].supporters_needed(), 2);
  for (int i = 0; i < 5; ++i) Told(Reentry(), "kitchen", "m1");
  v1::ListNoticesRequest request;
  request.set_parent(kitchen_.name());
  v1::ListNoticesResponse notices;
  ASSERT_TRUE(kitchen_.founder().Call(request, &notices).ok());
  EXPECT_EQ(notices.notices_size(), 2) << notices.DebugString();
}

// An app with every scope that an app may have, of a member who has not asked for any of this.
TEST_F(Strangers, AnAppLetsNobodyInAndDestroysNothing) {
  v1::CreateTokenRequest make;
  make.set_parent(kitchen_.name());
  make.set_label("the bot");
  make.set_app("soup-bot");
  for (const auto scope : {v1::Token::SCOPE_READ, v1::Token::SCOPE_ACT, v1::Token::SCOPE_RECORD}) {
    make.add_scopes(scope);
  }
  v1::CreateTokenResponse made;
  ASSERT_TRUE(kitchen_.member(1).Call(make, &made).ok());
  const Caller app = kitchen_.founder().As(made.secret());
  make.add_scopes(v1::Token::SCOPE_ACCESS);
  EXPECT_EQ(kitchen_.member(1).Call(make, &made).reason(), "VALUE_INVALID");

  v1::CreateInvitationRequest invite;
  invite.set_parent(kitchen_.name());
  v1::CreateInvitationResponse invited;
  ASSERT_TRUE(kitchen_.member(1).Call(invite, &invited).ok());
  Told(Reentry(), "kitchen", "m2");
  const std::string before = WaysIn();
  const auto refused = [&](auto request, auto response) {
    const Answer answer = app.Call(request, &response);
    EXPECT_EQ(answer.reason(), "SCOPE_MISSING") << request.GetTypeName() << ": " << answer;
  };
  refused(invite, v1::CreateInvitationResponse());
  v1::RevokeInvitationRequest take_back;
  take_back.set_name(invited.invitation().name());
  refused(take_back, v1::RevokeInvitationResponse());
  refused(make, v1::CreateTokenResponse());
  v1::RevokeTokenRequest end;
  end.set_name(kitchen_.name() + "/tokens/2");
  refused(end, v1::RevokeTokenResponse());
  v1::AddDeviceKeyRequest key;
  key.set_parent(kitchen_.name());
  key.set_label("the bot's");
  key.set_public_key(transparency::PublicKeyOf(std::string(32, 'b')));
  refused(key, v1::AddDeviceKeyResponse());
  v1::RevokeDeviceKeyRequest end_key;
  end_key.set_name(kitchen_.name() + "/keys/1");
  refused(end_key, v1::RevokeDeviceKeyResponse());
  v1::SupportApplicationRequest vouch;
  vouch.set_name(kitchen_.name() + "/applications/1");
  refused(vouch, v1::SupportApplicationResponse());
  v1::ObjectToApplicationRequest object;
  object.set_name(vouch.name());
  object.set_reason("no");
  refused(object, v1::ObjectToApplicationResponse());
  v1::UpdateMemberRequest update;
  update.set_name(kitchen_.name() + "/members/-");
  update.set_handle("bot");
  refused(update, v1::UpdateMemberResponse());
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kitchen_.name());
  refused(leave, v1::LeaveAssemblyResponse());
  v1::EraseTextRequest erase;
  erase.set_parent(kitchen_.name());
  erase.set_entry(1);
  erase.set_index(-1);
  refused(erase, v1::EraseTextResponse());
  EXPECT_EQ(WaysIn(), before);
  EXPECT_TRUE(absl::StrContains(before, "REENTRY"));
}

// Who founds nothing finds nothing out.
TEST_F(Strangers, ARehearsalOfAFoundingDoesNotTellWhichIdsAreTaken) {
  const auto tried = [&](const std::string& id, bool dry) {
    v1::CreateAssemblyRequest request;
    request.set_assembly_id(id);
    request.set_display_name("Kitchen");
    request.set_founder_handle("eve");
    request.set_validate_only(dry);
    v1::CreateAssemblyResponse response;
    return kitchen_.founder().As("").Call(request, &response).reason();
  };
  EXPECT_EQ(tried("kitchen", true), "");
  EXPECT_EQ(tried("garden", true), "");
  EXPECT_EQ(tried("Not an id", true), "ASSEMBLY_ID_INVALID");
  EXPECT_EQ(tried("kitchen", false), "ASSEMBLY_EXISTS");
  EXPECT_EQ(tried("garden", false), "");
}

// As the server is by default: whoever asks again and again is told to wait, whomever they ask for.
TEST(StrangersInAHurry, AreToldToWaitForKnownAndUnknownAlike) {
  const base::SystemClock clock;
  const auto server = Server::Start(Serve{MemoryStore{}, {"127.0.0.1", 0}}, clock);
  ASSERT_TRUE(server.ok()) << server.status();
  const Kitchen kitchen(NewChannel((*server)->address().ToString()), 3);
  for (const Asked& asked : {Asked{"kitchen", "m1"}, {"kitchen", "nobody"}, {"garden", "m1"}}) {
    v1::SubmitApplicationRequest request;
    request.set_kind(v1::Application::KIND_REENTRY);
    request.set_parent(absl::StrCat("assemblies/", asked.assembly));
    request.set_handle(asked.handle);
    v1::SubmitApplicationResponse response;
    for (int i = 0; i < 4; ++i) {
      const Answer answer = kitchen.founder().As("").Call(request, &response);
      EXPECT_TRUE(answer.ok()) << answer;
    }
    const Answer waits = kitchen.founder().As("").Call(request, &response);
    EXPECT_EQ(waits.reason(), "TOO_MANY_REENTRIES") << asked.assembly << " " << asked.handle;
    EXPECT_EQ(waits.Get<google::rpc::RetryInfo>().retry_delay().seconds(), 1800);
  }
}

}  // namespace
}  // namespace assent::test
