// Decision memory over gRPC: searching, what has to do with a proposal, what dissenters say, and
// what becomes of action points.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Related = v1::RelatedDecision;

constexpr int kMembers = 4;

class Memory : public ::testing::Test {
 protected:
  template <typename Response, typename Request>
  Response Get(const Request& request, int member = 0) {
    Response response;
    const Answer answer = kitchen_.member(member).Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }
  template <typename Response, typename Request>
  Answer Refusal(const Request& request, int member = 0) {
    Response response;
    return kitchen_.member(member).Call(request, &response);
  }

  // Introduced, by the founder; its number.
  int Propose(const std::string& title, const std::string& text,
              const std::vector<std::string>& actions = {}, const std::string& reopens = "") {
    v1::CreateProposalRequest request;
    request.set_parent(kitchen_.name());
    request.set_title(title);
    request.set_text(text);
    request.set_introduce(true);
    request.set_reopens(reopens);
    if (!reopens.empty()) request.set_new_information("much is new");
    for (const std::string& task : actions) request.add_action_points()->set_task(task);
    Get<v1::CreateProposalResponse>(request);
    return ++proposals_;
  }
  // Adopted, as all answer; m1 stands aside with this reason, if it is one.
  int Decide(const std::string& title, const std::string& text, const std::string& aside = "",
             const std::vector<std::string>& actions = {}) {
    const int number = Propose(title, text, actions);
    v1::CallForConsensusRequest call;
    call.set_name(Proposal(number));
    Get<v1::CallForConsensusResponse>(call);
    for (int member = 0; member < kMembers; ++member) {
      v1::TakePositionRequest position;
      position.set_parent(Proposal(number));
      const bool stands_aside = member == 1 && !aside.empty();
      position.set_stance(stands_aside ? v1::STANCE_STAND_ASIDE : v1::STANCE_AGREE);
      if (stands_aside) position.set_reason(aside);
      Get<v1::TakePositionResponse>(position, member);
    }
    return number;
  }

  std::string Proposal(int number) const {
    return absl::StrCat(kitchen_.name(), "/proposals/", number);
  }
  std::string Decision(int number) const {
    return absl::StrCat(kitchen_.name(), "/decisions/", number);
  }
  static std::vector<std::string> TitlesOf(const v1::SearchDecisionsResponse& found) {
    std::vector<std::string> titles;
    for (const v1::FoundDecision& one : found.results()) titles.push_back(one.decision().title());
    return titles;
  }
  v1::SearchDecisionsResponse Find(const std::string& query, const std::string& filter = "") {
    v1::SearchDecisionsRequest request;
    request.set_parent(kitchen_.name());
    request.set_query(query);
    request.set_filter(filter);
    return Get<v1::SearchDecisionsResponse>(request);
  }
  std::vector<std::string> Search(const std::string& query, const std::string& filter = "") {
    return TitlesOf(Find(query, filter));
  }
  v1::ListRelatedDecisionsResponse RelatedTo(int proposal) {
    v1::ListRelatedDecisionsRequest request;
    request.set_parent(Proposal(proposal));
    return Get<v1::ListRelatedDecisionsResponse>(request);
  }
  std::vector<std::string> Actions(const std::string& filter, int member = 0) {
    v1::ListActionPointsRequest request;
    request.set_parent(kitchen_.name());
    request.set_filter(filter);
    std::vector<std::string> tasks;
    do {
      request.set_page_size(2);
      const auto page = Get<v1::ListActionPointsResponse>(request, member);
      for (const v1::ActionPoint& point : page.action_points()) tasks.push_back(point.task());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return tasks;
  }
  Answer Move(int decision, int number, v1::ActionPoint::State state, int member = 0) {
    v1::UpdateActionPointRequest request;
    request.set_name(absl::StrCat(Decision(decision), "/actionPoints/", number));
    request.set_state(state);
    return Refusal<v1::UpdateActionPointResponse>(request, member);
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), kMembers};
  int proposals_ = 0;
};

TEST_F(Memory, DecisionsAreFoundByWordsOfTitleTextAndReasons) {
  Decide("Open on Sundays", "We cook every Sunday.", "I cannot staff it");
  Decide("Straßenküche", "Wir kochen jeden Sonntag.");
  Decide("厨房轮值", "每天打扫厨房。");
  EXPECT_THAT(Search("sundays"), ElementsAre("Open on Sundays"));
  EXPECT_THAT(Search("STAFF cook"), ElementsAre("Open on Sundays"));
  EXPECT_THAT(Search("strassenkuche"), ElementsAre("Straßenküche"));
  EXPECT_THAT(Search("厨房"), ElementsAre("厨房轮值"));
  EXPECT_THAT(Search("ship"), IsEmpty());
}

TEST_F(Memory, AResultSaysWhatWasFoundAndLeavesTextAndRuleOut) {
  Decide("Open on Sundays", "We cook every Sunday.");
  const auto found = Find("cook garden");
  EXPECT_TRUE(found.some_words_only());
  ASSERT_EQ(found.results_size(), 1);
  EXPECT_THAT(found.results(0).words(), ElementsAre("cook"));
  EXPECT_TRUE(found.results(0).in_force());
  EXPECT_THAT(found.results(0).decision().text(), IsEmpty());
  EXPECT_FALSE(found.results(0).decision().has_rule());
  EXPECT_GT(found.sequence(), 0);
  EXPECT_FALSE(Find("cook").some_words_only());
}

TEST_F(Memory, APhraseHasToStandTogether) {
  Decide("One", "We never cook alone.");
  Decide("Two", "Never do we alone cook.");
  EXPECT_THAT(Search("\"cook alone\""), ElementsAre("One"));
  EXPECT_THAT(Search("cook alone"), UnorderedElementsAre("One", "Two"));
}

TEST_F(Memory, WhatIsOnlyProposedIsNotFoundAndFiltersChoose) {
  Decide("Open on Sundays", "We cook.");
  Propose("Open on Mondays", "We cook.");
  EXPECT_THAT(Search("open cook"), ElementsAre("Open on Sundays"));
  EXPECT_THAT(Search("open", "in_force=true"), ElementsAre("Open on Sundays"));
  EXPECT_THAT(Search("open", "in_force=false"), IsEmpty());
  EXPECT_THAT(Search("open", "state=REJECTED"), IsEmpty());
  EXPECT_THAT(Search("open", "state=ADOPTED AND rule_id=quick_default"),
              ElementsAre("Open on Sundays"));
}

TEST_F(Memory, SearchesComeInPages) {
  for (int i = 0; i < 5; ++i) Decide(absl::StrCat("Soup ", i), "Soup.");
  v1::SearchDecisionsRequest request;
  request.set_parent(kitchen_.name());
  request.set_query("soup");
  request.set_page_size(2);
  std::vector<std::string> titles;
  do {
    const auto page = Get<v1::SearchDecisionsResponse>(request);
    EXPECT_LE(page.results_size(), 2);
    for (const std::string& title : TitlesOf(page)) titles.push_back(title);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(titles, ElementsAre("Soup 4", "Soup 3", "Soup 2", "Soup 1", "Soup 0"));
}

TEST_F(Memory, AQueryWithoutWordsOrWithTooManyCharactersIsRefused) {
  v1::SearchDecisionsRequest request;
  request.set_parent(kitchen_.name());
  EXPECT_EQ(Refusal<v1::SearchDecisionsResponse>(request).reason(), "FIELD_REQUIRED");
  request.set_query("?!");
  EXPECT_EQ(Refusal<v1::SearchDecisionsResponse>(request).field(), "query");
  request.set_query(std::string(1000, 'a'));
  EXPECT_TRUE(Refusal<v1::SearchDecisionsResponse>(request).ok());
  request.set_query(std::string(1001, 'a'));
  EXPECT_EQ(Refusal<v1::SearchDecisionsResponse>(request).reason(), "TEXT_TOO_LONG");
  request.set_query("a");
  request.set_filter("colour=red");
  EXPECT_EQ(Refusal<v1::SearchDecisionsResponse>(request).reason(), "FILTER_INVALID");
}

TEST_F(Memory, AProposalHasToDoWithWhatItNamesChangesAndResembles) {
  Decide("Quiet hours", "No music in the courtyard after ten.");      // 1
  Decide("Rent of the hall", "The hall is rented out for parties.");  // 2
  Decide("Bees", "Hives are kept.");                                  // 3
  const int proposal =
      Propose("Music in the courtyard", "We play until two; see decision 3.", {}, Decision(2));
  const auto related = RelatedTo(proposal);
  ASSERT_EQ(related.decisions_size(), 3);
  EXPECT_EQ(related.decisions(0).decision().name(), Decision(2));
  EXPECT_THAT(related.decisions(0).why(), ElementsAre(Related::WHY_CHANGES));
  EXPECT_EQ(related.decisions(1).decision().name(), Decision(3));
  EXPECT_THAT(related.decisions(1).why(), ElementsAre(Related::WHY_NAMED));
  EXPECT_EQ(related.decisions(2).decision().name(), Decision(1));
  EXPECT_THAT(related.decisions(2).why(), ElementsAre(Related::WHY_RESEMBLES));
  EXPECT_THAT(related.decisions(2).shared_words(), testing::Contains("courtyard"));
  for (const Related& one : related.decisions()) EXPECT_TRUE(one.in_force());
}

TEST_F(Memory, NothingHasToDoWithADraftOfOthers) {
  const std::string draft = kitchen_.Drafted("half-baked");
  v1::ListRelatedDecisionsRequest request;
  request.set_parent(draft);
  EXPECT_TRUE(Refusal<v1::ListRelatedDecisionsResponse>(request).ok());
  EXPECT_EQ(Refusal<v1::ListRelatedDecisionsResponse>(request, 1).reason(), "PROPOSAL_NOT_FOUND");
}

TEST_F(Memory, DecisionsInForceAreListedNewestFirstOnPages) {
  for (const char* title : {"one", "two", "three"}) Decide(title, "So be it.");
  Propose("four", "Not yet.");
  v1::ListDecisionsRequest request;
  request.set_parent(kitchen_.name());
  request.set_filter("in_force=true");
  request.set_page_size(2);
  std::vector<std::string> titles;
  do {
    const auto page = Get<v1::ListDecisionsResponse>(request);
    for (const v1::Decision& decision : page.decisions()) titles.push_back(decision.title());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(titles, ElementsAre("three", "two", "one"));
  request.set_filter("in_force=false");
  EXPECT_THAT(Get<v1::ListDecisionsResponse>(request).decisions(), IsEmpty());
}

TEST_F(Memory, AStatementStandsBesideItsDecisionAndIsFound) {
  const int number = Decide("Open on Sundays", "We cook.", "no time");
  v1::WriteDissentRequest request;
  request.set_name(Decision(number));
  request.set_text("Those who work on weekdays rest on Sundays.");
  const auto written = Get<v1::WriteDissentResponse>(request, 1);
  EXPECT_EQ(written.statement().name(), absl::StrCat(Decision(number), "/dissents/1"));
  EXPECT_EQ(Refusal<v1::WriteDissentResponse>(request, 0).reason(), "NOT_A_DISSENTER");
  v1::GetDecisionRequest get;
  get.set_name(Decision(number));
  const auto got = Get<v1::GetDecisionResponse>(get, 2);
  ASSERT_EQ(got.decision().dissent_statements_size(), 1);
  EXPECT_EQ(got.decision().dissent_statements(0).text(), request.text());
  EXPECT_THAT(Search("weekdays"), ElementsAre("Open on Sundays"));
  EXPECT_THAT(Search("\"rest on sundays\""), ElementsAre("Open on Sundays"));
}

TEST_F(Memory, ActionPointsAreListedByWhoeverHasThemAndWhetherTheyAreDone) {
  const int first = Decide("One", "So be it.", "", {"paint", "hang"});
  const int second = Decide("Two", "So be it.", "", {"pay"});
  EXPECT_THAT(Actions("open=true"), ElementsAre("paint", "hang", "pay"));
  EXPECT_TRUE(Move(first, 1, v1::ActionPoint::STATE_DONE).ok());
  EXPECT_TRUE(Move(second, 1, v1::ActionPoint::STATE_TAKEN, 1).ok());
  EXPECT_EQ(Move(second, 1, v1::ActionPoint::STATE_TAKEN, 1).reason(), "ACTION_POINT_UNCHANGED");
  EXPECT_EQ(Move(second, 2, v1::ActionPoint::STATE_DONE).reason(), "ACTION_POINT_NOT_FOUND");
  EXPECT_THAT(Actions("open=true"), ElementsAre("hang", "pay"));
  EXPECT_THAT(Actions("open=true AND member=-", 1), ElementsAre("pay"));
  EXPECT_THAT(Actions("open=true AND member=@m1"), ElementsAre("pay"));
  EXPECT_THAT(Actions("state=DONE"), ElementsAre("paint"));
  EXPECT_THAT(Actions("overdue=true"), IsEmpty());
  EXPECT_THAT(Actions(""), ElementsAre("paint", "hang", "pay"));
  v1::GetDecisionRequest get;
  get.set_name(Decision(first));
  const auto got = Get<v1::GetDecisionResponse>(get);
  EXPECT_EQ(got.decision().action_points(0).state(), v1::ActionPoint::STATE_DONE);
  EXPECT_EQ(got.decision().action_points(0).task(), "paint");
}

// What is kept is in the store, not in the server.
TEST(MemoryAfterARestart, IsWhatItWas) {
  const TempDir folder;
  const RocksDbFolder store{folder.Path("store")};
  std::string token;
  {
    TestServer server(store);
    Kitchen kitchen(server.Connect(), 1);
    token = kitchen.founder().token();
    kitchen.Take(kitchen.founder(), kitchen.Called("Open on Sundays"), v1::STANCE_AGREE);
  }
  TestServer server(store);
  v1::SearchDecisionsRequest request;
  request.set_parent("assemblies/kitchen");
  request.set_query("sundays");
  v1::SearchDecisionsResponse found;
  const Answer answer = Caller(server.Connect(), token).Call(request, &found);
  ASSERT_TRUE(answer.ok()) << answer;
  ASSERT_EQ(found.results_size(), 1);
  EXPECT_EQ(found.results(0).decision().title(), "Open on Sundays");
}

}  // namespace
}  // namespace assent::test
