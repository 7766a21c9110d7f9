// Pages, filters, and the order in which numbered documents are walked through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/paging.h"
#include "tests/support/status_matchers.h"

namespace assent::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ListProposalsRequest;

ListProposalsRequest Query(int32_t size = 0, const std::string& token = "") {
  ListProposalsRequest request;
  request.set_parent("assemblies/kitchen");
  request.set_page_size(size);
  request.set_page_token(token);
  return request;
}

template <typename T>
std::string ReasonAndField(const absl::StatusOr<T>& result) {
  return base::ReasonOf(result.status()) + " " + base::FieldOf(result.status());
}

TEST(Paging, TheSizeIs50ByDefaultAndAtMost1000) {
  EXPECT_EQ(ParsePage(Query(0))->size, 50u);
  EXPECT_EQ(ParsePage(Query(1))->size, 1u);
  EXPECT_EQ(ParsePage(Query(1000))->size, 1000u);
  EXPECT_EQ(ParsePage(Query(1001))->size, 1000u);
  EXPECT_EQ(ParsePage(Query(INT32_MAX))->size, 1000u);
  EXPECT_EQ(ReasonAndField(ParsePage(Query(-1))), "PAGE_SIZE_NEGATIVE page_size");
}

TEST(Paging, ATokenLeadsBackToItsCursorAlsoWithAnotherSize) {
  const std::string token = ParsePage(Query())->NextToken("17");
  ASSENT_ASSERT_OK_AND_ASSIGN(const Page page, ParsePage(Query(7, token)));
  EXPECT_EQ(page.cursor, "17");
  EXPECT_THAT(NumberCursor(page, 0), test::IsOkAndHolds(17));
  EXPECT_THAT(NumberCursor(*ParsePage(Query()), 5), test::IsOkAndHolds(5));
}

TEST(Paging, ATokenOfAnotherQueryIsRefused) {
  const std::string token = ParsePage(Query())->NextToken("17");
  ListProposalsRequest other_parent = Query(0, token);
  other_parent.set_parent("assemblies/garden");
  ListProposalsRequest other_filter = Query(0, token);
  other_filter.set_filter("open=true");
  ListProposalsRequest other_order = Query(0, token);
  other_order.set_order_by("create_time");
  for (const auto& request : {other_parent, other_filter, other_order}) {
    EXPECT_EQ(ReasonAndField(ParsePage(request)), "PAGE_TOKEN_INVALID page_token");
  }
  v1::ListPositionsRequest other_method;
  other_method.set_parent("assemblies/kitchen");
  other_method.set_page_token(token);
  EXPECT_EQ(ReasonAndField(ParsePage(other_method)), "PAGE_TOKEN_INVALID page_token");
}

TEST(Paging, WaitingForAPositionIsNotPartOfTheQuery) {
  ListProposalsRequest request = Query(0, ParsePage(Query())->NextToken("17"));
  request.set_at_least_sequence(9);
  EXPECT_THAT(ParsePage(request), test::IsOk());
}

TEST(Paging, NoiseIsNoToken) {
  const std::string token = ParsePage(Query())->NextToken("17");
  for (const std::string& noise :
       {std::string("x"), std::string("%%%"), token.substr(0, token.size() / 2), "A" + token,
        std::string(5000, 'A'), absl::WebSafeBase64Escape(std::string(30, '\xff'))}) {
    EXPECT_EQ(ReasonAndField(ParsePage(Query(0, noise))), "PAGE_TOKEN_INVALID page_token") << noise;
  }
  for (const char* cursor : {"-1", "seventeen", "99999999999999999999", "4294967296"}) {
    ASSENT_ASSERT_OK_AND_ASSIGN(const Page page,
                                ParsePage(Query(0, ParsePage(Query())->NextToken(cursor))));
    EXPECT_EQ(ReasonAndField(NumberedCursor(page)), "PAGE_TOKEN_INVALID page_token") << cursor;
  }
}

absl::StatusOr<Filter> ParseFilter(absl::string_view text) {
  return Filter::Parse(text, {"state", "open", "rule_id"});
}

TEST(Filters, AreNamesWithValuesJoinedByAnd) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const Filter filter,
                              ParseFilter("state=CALLED AND open = true AND rule_id=a=b"));
  EXPECT_THAT(filter.Value<v1::Proposal::State>("state", "STATE_"),
              test::IsOkAndHolds(std::optional(v1::Proposal::STATE_CALLED)));
  EXPECT_THAT(filter.Bool("open"), test::IsOkAndHolds(std::optional(true)));
  EXPECT_EQ(filter.Text("rule_id"), "a=b");
}

TEST(Filters, AnEmptyOneSpeaksOfNothing) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const Filter filter, ParseFilter("  "));
  EXPECT_EQ(filter.Text("rule_id"), std::nullopt);
  EXPECT_THAT(filter.Bool("open"), test::IsOkAndHolds(std::optional<bool>()));
}

TEST(Filters, WhatIsNotUnderstoodIsRefusedAndSaysWhatIsAllowed) {
  for (const char* text :
       {"state", "state=", "=CALLED", "colour=red", "state=CALLED AND state=DRAFT",
        "state=CALLED OR open=true", "state=CALLED AND", "AND", "STATE=CALLED"}) {
    absl::StatusOr<Filter> filter = ParseFilter(text);
    absl::Status status = filter.status();
    if (filter.ok()) status = filter->Value<v1::Proposal::State>("state", "STATE_").status();
    EXPECT_EQ(ReasonAndField(absl::StatusOr<int>(status)), "FILTER_INVALID filter") << text;
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("state, open, rule_id"))
        << text;
  }
  EXPECT_THAT(ParseFilter(std::string(kMaxFilterBytes + 1, ' ')), testing::Not(test::IsOk()));
  EXPECT_THAT(ParseFilter("open=yes")->Bool("open"), testing::Not(test::IsOk()));
  EXPECT_THAT((ParseFilter("state=UNSPECIFIED")->Value<v1::Proposal::State>("state", "STATE_")),
              testing::Not(test::IsOk()));
}

std::vector<int32_t> Walk(const Numbers& numbers) {
  std::vector<int32_t> walked;
  for (int32_t n = numbers.After(0); n != 0; n = numbers.After(n)) walked.push_back(n);
  return walked;
}

TEST(Numbers, AreWalkedDownwardsOrUpwards) {
  EXPECT_THAT(Walk({.last = 3, .only = {}}), ElementsAre(3, 2, 1));
  EXPECT_THAT(Walk({.last = 3, .only = {}, .descending = false}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Walk({.last = 0, .only = {}}), IsEmpty());
  EXPECT_THAT(Walk({.last = 0, .only = {}, .descending = false}), IsEmpty());
}

TEST(Numbers, OfAListAreWalkedWithoutLookingBetween) {
  const std::vector<int32_t> open = {2, 5, 9};
  EXPECT_THAT(Walk({.last = 9, .only = open}), ElementsAre(9, 5, 2));
  EXPECT_THAT(Walk({.last = 9, .only = open, .descending = false}), ElementsAre(2, 5, 9));
  EXPECT_THAT(Walk({.last = 9, .only = std::vector<int32_t>{}}), IsEmpty());
  // A number that was on the last page may be gone by now.
  EXPECT_EQ((Numbers{.last = 9, .only = open}.After(7)), 5);
  EXPECT_EQ((Numbers{.last = 9, .only = open, .descending = false}.After(7)), 9);
}

}  // namespace
}  // namespace assent::rpc
