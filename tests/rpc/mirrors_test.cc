// Mirrors, needs and notices over gRPC: pages, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/mirror_service.pb.h"
#include "assent/v1/need_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::ElementsAre;

class Mirrors : public ::testing::Test {
 protected:
  template <typename Response, typename Request>
  Response Get(const Caller& caller, const Request& request) {
    Response response;
    const Answer answer = caller.Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }
  template <typename Request>
  Request Ask() {
    Request request;
    request.set_parent(kitchen_.name());
    return request;
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
};

TEST_F(Mirrors, NeedsComeOnPagesOfOne) {
  const std::string first = kitchen_.Called("one");
  const std::string second = kitchen_.Called("two");
  auto request = Ask<v1::ListNeedsRequest>();
  request.set_page_size(1);
  std::vector<std::string> proposals;
  do {
    const auto page = Get<v1::ListNeedsResponse>(kitchen_.member(1), request);
    ASSERT_EQ(page.needs_size(), 1);
    EXPECT_EQ(page.needs(0).kind(), v1::Need::KIND_POSITION);
    EXPECT_FALSE(page.needs(0).sentence().empty());
    proposals.push_back(page.needs(0).proposal());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(proposals, ElementsAre(first, second));
  kitchen_.Take(kitchen_.member(1), first, v1::STANCE_AGREE);
  const auto left = Get<v1::ListNeedsResponse>(kitchen_.member(1), Ask<v1::ListNeedsRequest>());
  ASSERT_EQ(left.needs_size(), 1);
  EXPECT_EQ(left.needs(0).proposal(), second);
}

TEST_F(Mirrors, WhatFallsDueIsTheSameForEverybody) {
  kitchen_.Called("one");
  const auto mine = Get<v1::ListDueResponse>(kitchen_.founder(), Ask<v1::ListDueRequest>());
  const auto theirs = Get<v1::ListDueResponse>(kitchen_.member(2), Ask<v1::ListDueRequest>());
  EXPECT_EQ(mine.dues().size(), theirs.dues().size());
}

TEST_F(Mirrors, NoticesAreReadFromWhereOneHasReadTo) {
  kitchen_.Called("one");
  auto request = Ask<v1::ListNoticesRequest>();
  const auto first = Get<v1::ListNoticesResponse>(kitchen_.member(1), request);
  ASSERT_EQ(first.notices_size(), 1);
  EXPECT_EQ(first.notices(0).kind(), v1::Notice::KIND_CALLED);
  request.set_after_sequence(first.told_sequence());
  EXPECT_EQ(Get<v1::ListNoticesResponse>(kitchen_.member(1), request).notices_size(), 0);
  kitchen_.Called("two");
  kitchen_.Called("three");
  request.set_page_size(1);
  const auto second = Get<v1::ListNoticesResponse>(kitchen_.member(1), request);
  ASSERT_EQ(second.notices_size(), 1);
  EXPECT_EQ(second.told_sequence(), second.notices(0).sequence());
  request.set_page_token(second.next_page_token());
  const auto third = Get<v1::ListNoticesResponse>(kitchen_.member(1), request);
  ASSERT_EQ(third.notices_size(), 1);
  EXPECT_GT(third.notices(0).sequence(), second.notices(0).sequence());
  EXPECT_EQ(third.next_page_token(), "");
  EXPECT_EQ(Get<v1::ListNoticesResponse>(kitchen_.founder(), Ask<v1::ListNoticesRequest>())
                .notices_size(),
            0)
      << "whoever called knows";
}

// With more than fifty to tell, a call is told to all together, and an answered concern to
// its holder alone: they are kept apart, and read as one list.
TEST_F(Mirrors, NoticesForManyAndForOneAreOneList) {
  Kitchen crowd(server_.Connect(), 53, "crowd");
  const std::string first = crowd.Introduced("one");
  v1::RaiseConcernRequest raise;
  raise.set_parent(first);
  raise.set_kind(v1::Concern::KIND_CONCERN);
  raise.set_text("Who cooks?");
  const auto concern = Get<v1::RaiseConcernResponse>(crowd.member(1), raise).concern();
  v1::AnswerConcernRequest answer;
  answer.set_name(concern.name());
  answer.set_text("We all do.");
  const auto kinds = [&](const Caller& caller, int page_size) {
    std::vector<v1::Notice::Kind> kinds;
    v1::ListNoticesRequest request;
    request.set_parent(crowd.name());
    request.set_page_size(page_size);
    do {
      const auto page = Get<v1::ListNoticesResponse>(caller, request);
      for (const v1::Notice& notice : page.notices()) kinds.push_back(notice.kind());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return kinds;
  };
  // Told to many, to one, to many.
  crowd.Called("two");
  Get<v1::AnswerConcernResponse>(crowd.founder(), answer);
  crowd.Called("three");
  for (const int page_size : {1, 2, 50}) {
    EXPECT_THAT(kinds(crowd.member(1), page_size),
                ElementsAre(v1::Notice::KIND_CALLED, v1::Notice::KIND_CONCERN_ANSWERED,
                            v1::Notice::KIND_CALLED));
    EXPECT_THAT(kinds(crowd.member(2), page_size),
                ElementsAre(v1::Notice::KIND_CALLED, v1::Notice::KIND_CALLED));
    EXPECT_THAT(kinds(crowd.founder(), page_size), ElementsAre(v1::Notice::KIND_CONCERN_RAISED));
  }
}

TEST_F(Mirrors, TheBalanceListsEveryMemberOnPagesOfOne) {
  kitchen_.Called("one");
  auto request = Ask<v1::GetBalanceRequest>();
  request.set_page_size(1);
  int lines = 0;
  do {
    const auto page = Get<v1::GetBalanceResponse>(kitchen_.member(2), request);
    ASSERT_EQ(page.lines_size(), 1);
    EXPECT_EQ(page.members(), 3);
    EXPECT_EQ(page.open(), 1);
    EXPECT_EQ(page.total().proposed(), 1) << "of all, whatever the page";
    ++lines;
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(lines, 3);
}

TEST_F(Mirrors, WhatIsMalformedIsRefused) {
  v1::GetBalanceResponse balance;
  auto request = Ask<v1::GetBalanceRequest>();
  request.mutable_since()->set_seconds(-1'000'000'000'000);
  EXPECT_EQ(kitchen_.founder().Call(request, &balance).reason(), "VALUE_INVALID");
  auto notices = Ask<v1::ListNoticesRequest>();
  notices.set_after_sequence(-1);
  v1::ListNoticesResponse told;
  EXPECT_EQ(kitchen_.founder().Call(notices, &told).reason(), "SEQUENCE_NEGATIVE");
  auto ledger = Ask<v1::ListBlockLedgerRequest>();
  ledger.set_page_size(-1);
  v1::ListBlockLedgerResponse entries;
  EXPECT_EQ(kitchen_.founder().Call(ledger, &entries).reason(), "PAGE_SIZE_NEGATIVE");
  v1::GetCertificateRequest certificate;
  certificate.set_name(absl::StrCat(kitchen_.name(), "/decisions/1"));
  v1::GetCertificateResponse found;
  EXPECT_EQ(kitchen_.founder().Call(certificate, &found).reason(), "DECISION_NOT_FOUND");
}

}  // namespace
}  // namespace assent::test
