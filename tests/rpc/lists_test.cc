// Reads over gRPC: pages, filters, orders, who sees what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Lists : public ::testing::Test {
 protected:
  template <typename Response, typename Request>
  Response Get(const Request& request, const Caller* caller = nullptr) {
    Response response;
    const Answer answer =
        (caller != nullptr ? *caller : kitchen_.founder()).Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }

  // Titles over all pages of `size`.
  std::vector<std::string> Titles(const std::string& filter, const std::string& order, int size,
                                  const Caller* caller = nullptr) {
    std::vector<std::string> titles;
    v1::ListProposalsRequest request;
    request.set_parent(kitchen_.name());
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_page_size(size);
    do {
      const auto page = Get<v1::ListProposalsResponse>(request, caller);
      EXPECT_LE(page.proposals_size(), size);
      for (const v1::Proposal& proposal : page.proposals()) {
        titles.push_back(proposal.title());
        EXPECT_THAT(proposal.text(), IsEmpty());
        EXPECT_FALSE(proposal.has_rule());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return titles;
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
};

TEST_F(Lists, ProposalsComeNewestFirstOnPagesOfAnySize) {
  for (const char* title : {"one", "two", "three", "four"}) kitchen_.Introduced(title);
  for (const int size : {1, 2, 3, 4, 50}) {
    EXPECT_THAT(Titles("", "", size), ElementsAre("four", "three", "two", "one")) << size;
    EXPECT_THAT(Titles("", "create_time", size), ElementsAre("one", "two", "three", "four"))
        << size;
    EXPECT_THAT(Titles("open=true", "", size), ElementsAre("four", "three", "two", "one")) << size;
    EXPECT_THAT(Titles("open=false", "", size), IsEmpty()) << size;
  }
}

// Whatever of it changes with acts that are no part of it.
TEST_F(Lists, AProposalIsListedAsItIs) {
  v1::CreateProposalRequest choice;
  choice.set_parent(kitchen_.name());
  choice.set_title("Which colour?");
  choice.set_text("Of the door.");
  choice.set_kind(v1::Proposal::KIND_CHOICE);
  choice.mutable_election()->set_method("schulze");
  for (const char* colour : {"red", "blue"}) {
    choice.mutable_election()->add_options()->set_title(colour);
  }
  choice.set_introduce(true);
  const std::string name = Get<v1::CreateProposalResponse>(choice).proposal().name();
  v1::TakeFacilitationRequest facilitate;
  facilitate.set_name(name);
  Get<v1::TakeFacilitationResponse>(facilitate, &kitchen_.member(1));
  v1::CallForConsensusRequest call;
  call.set_name(name);
  Get<v1::CallForConsensusResponse>(call);

  const auto listed = [&] {
    v1::ListProposalsRequest request;
    request.set_parent(kitchen_.name());
    return Get<v1::ListProposalsResponse>(request).proposals(0);
  };
  EXPECT_THAT(listed().facilitator(), Not(IsEmpty()));
  v1::ObjectToFacilitatorRequest object;
  object.set_name(name);
  object.set_reason("They proposed it to us");
  Get<v1::ObjectToFacilitatorResponse>(object, &kitchen_.member(2));
  EXPECT_THAT(listed().facilitator(), IsEmpty());
  v1::SayPresenceRequest here;
  here.set_name(name);
  Get<v1::SayPresenceResponse>(here, &kitchen_.member(2));
  EXPECT_EQ(listed().attendance(), 1);
  v1::CastBallotRequest ballot;
  ballot.set_parent(name);
  ballot.set_words("1>2");
  Get<v1::CastBallotResponse>(ballot, &kitchen_.member(2));
  EXPECT_EQ(listed().election().ballots(), 1);
}

TEST_F(Lists, FiltersChooseByStateRuleAndProposer) {
  kitchen_.Introduced("discussed");
  kitchen_.Called("called");
  EXPECT_THAT(Titles("state=CALLED", "", 10), ElementsAre("called"));
  EXPECT_THAT(Titles("rule_id=quick_default", "", 10), ElementsAre("called", "discussed"));
  EXPECT_THAT(Titles("rule_id=none", "", 10), IsEmpty());
  EXPECT_THAT(Titles("proposer=-", "", 10), ElementsAre("called", "discussed"));
  EXPECT_THAT(Titles("proposer=@m0 AND state=CALLED", "", 10), ElementsAre("called"));
  EXPECT_THAT(Titles("proposer=@m1", "", 10), IsEmpty());
}

TEST_F(Lists, AFilterOrOrderThatNobodyKnowsIsRefusedWithWhatIsAllowed) {
  v1::ListProposalsRequest request;
  request.set_parent(kitchen_.name());
  request.set_filter("colour=red");
  v1::ListProposalsResponse response;
  const Answer filter = kitchen_.founder().Call(request, &response);
  EXPECT_EQ(filter.reason(), "FILTER_INVALID");
  EXPECT_EQ(filter.field(), "filter");
  EXPECT_THAT(filter.status.error_message(), HasSubstr("rule_id"));
  request.clear_filter();
  request.set_order_by("title");
  const Answer order = kitchen_.founder().Call(request, &response);
  EXPECT_EQ(order.reason(), "ORDER_BY_INVALID");
  EXPECT_EQ(order.field(), "order_by");
  EXPECT_THAT(order.status.error_message(), HasSubstr("create_time desc"));
}

TEST_F(Lists, ADraftIsOnlyForThoseWhoBringIt) {
  const std::string draft = kitchen_.Drafted("half-baked");
  EXPECT_THAT(Titles("", "", 10), ElementsAre("half-baked"));
  EXPECT_THAT(Titles("", "", 10, &kitchen_.member(1)), IsEmpty());
  EXPECT_THAT(Titles("open=true", "", 10, &kitchen_.member(1)), IsEmpty());
  v1::GetProposalRequest get;
  get.set_name(draft);
  v1::GetProposalResponse got;
  EXPECT_TRUE(kitchen_.founder().Call(get, &got).ok());
  EXPECT_EQ(kitchen_.member(1).Call(get, &got).reason(), "PROPOSAL_NOT_FOUND");
  v1::ListRevisionsRequest revisions;
  revisions.set_parent(draft);
  v1::ListRevisionsResponse listed;
  EXPECT_EQ(kitchen_.member(1).Call(revisions, &listed).reason(), "PROPOSAL_NOT_FOUND");
}

TEST_F(Lists, TheTextsOfADraftAreNotInOthersLog) {
  kitchen_.Drafted("half-baked");
  v1::ListEntriesRequest request;
  request.set_parent(kitchen_.name());
  request.set_show_json(true);
  const auto own = Get<v1::ListEntriesResponse>(request);
  const auto other = Get<v1::ListEntriesResponse>(request, &kitchen_.member(1));
  ASSERT_EQ(own.entries_size(), other.entries_size());
  const v1::Entry& mine = *own.entries().rbegin();
  const v1::Entry& theirs = *other.entries().rbegin();
  EXPECT_EQ(mine.type(), "proposal_drafted");
  EXPECT_THAT(mine.event_json(), HasSubstr("half-baked"));
  EXPECT_THAT(theirs.ShortDebugString(), Not(HasSubstr("half-baked")));
  EXPECT_EQ(mine.leaf(), theirs.leaf());
  EXPECT_EQ(mine.leaf_hash(), theirs.leaf_hash());
}

TEST_F(Lists, EntriesArePagedWithoutGapsAndByProposal) {
  const std::string proposal = kitchen_.Called();
  kitchen_.Introduced("another");
  const int64_t last = server_.LastSequence("kitchen");
  v1::ListEntriesRequest request;
  request.set_parent(kitchen_.name());
  request.set_page_size(2);
  int64_t expected = 1;
  do {
    const auto page = Get<v1::ListEntriesResponse>(request);
    for (const v1::Entry& entry : page.entries()) EXPECT_EQ(entry.sequence(), expected++);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(expected - 1, last);

  v1::ListEntriesRequest about;
  about.set_parent(kitchen_.name());
  about.set_proposal(1);
  const auto of_one = Get<v1::ListEntriesResponse>(about);
  EXPECT_GT(of_one.entries_size(), 1);
  for (const v1::Entry& entry : of_one.entries()) EXPECT_EQ(entry.proposal(), 1);
  about.set_proposal(99);
  EXPECT_THAT(Get<v1::ListEntriesResponse>(about).entries(), IsEmpty());
  about.set_proposal(0);
  about.set_after_sequence(last - 1);
  EXPECT_EQ(Get<v1::ListEntriesResponse>(about).entries_size(), 1);
}

TEST_F(Lists, MembersComeInOrderOfJoining) {
  v1::ListMembersRequest request;
  request.set_parent(kitchen_.name());
  request.set_page_size(2);
  std::vector<std::string> handles;
  do {
    const auto page = Get<v1::ListMembersResponse>(request);
    for (const v1::Member& member : page.members()) handles.push_back(member.handle());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(handles, ElementsAre("m0", "m1", "m2"));
}

TEST_F(Lists, AMemberIsFoundByIdByHandleAndAsTheCaller) {
  v1::GetMemberRequest request;
  request.set_name(kitchen_.name() + "/members/-");
  const v1::Member caller = Get<v1::GetMemberResponse>(request, &kitchen_.member(1)).member();
  EXPECT_EQ(caller.handle(), "m1");
  request.set_name(kitchen_.name() + "/members/@m1");
  EXPECT_EQ(Get<v1::GetMemberResponse>(request).member().name(), caller.name());
  request.set_name(caller.name());
  EXPECT_EQ(Get<v1::GetMemberResponse>(request).member().handle(), "m1");
  request.set_name(kitchen_.name() + "/members/@nobody");
  v1::GetMemberResponse response;
  EXPECT_EQ(kitchen_.founder().Call(request, &response).reason(), "MEMBER_NOT_FOUND");
}

TEST_F(Lists, PositionsAreFilteredByStanceAndByWhetherTheyCount) {
  const std::string proposal = kitchen_.Called();
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(0), proposal, v1::STANCE_AGREE).ok());
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(1), proposal, v1::STANCE_ABSTAIN).ok());
  v1::ListPositionsRequest request;
  request.set_parent(proposal);
  EXPECT_EQ(Get<v1::ListPositionsResponse>(request).positions_size(), 2);
  request.set_filter("stance=ABSTAIN AND counts=true");
  const auto abstained = Get<v1::ListPositionsResponse>(request);
  ASSERT_EQ(abstained.positions_size(), 1);
  EXPECT_EQ(abstained.positions(0).stance(), v1::STANCE_ABSTAIN);
  request.set_filter("counts=false");
  EXPECT_EQ(Get<v1::ListPositionsResponse>(request).positions_size(), 0);
}

TEST_F(Lists, AProposalIsReadTheSameWayBeforeAndAfterItsDecision) {
  const std::string proposal = kitchen_.Called();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(kitchen_.Take(kitchen_.member(i), proposal, v1::STANCE_AGREE).ok());
  }
  v1::GetProposalRequest get;
  get.set_name(proposal);
  const v1::Proposal open = Get<v1::GetProposalResponse>(get).proposal();
  EXPECT_GT(open.tally().conditions_size(), 0);
  EXPECT_NE(open.tally().conditions(0).sentence(), "");
  v1::DecideProposalRequest decide;
  decide.set_name(proposal);
  Get<v1::DecideProposalResponse>(decide);
  const v1::Proposal ended = Get<v1::GetProposalResponse>(get).proposal();
  EXPECT_EQ(ended.state(), v1::Proposal::STATE_ADOPTED);
  EXPECT_EQ(ended.text(), open.text());
  EXPECT_NE(ended.tally().conditions(0).sentence(), "");
  EXPECT_THAT(Titles("open=false", "", 10), ElementsAre("Open on Sundays"));

  v1::GetDecisionRequest get_decision;
  get_decision.set_name(ended.decision());
  const v1::Decision decision = Get<v1::GetDecisionResponse>(get_decision).decision();
  EXPECT_EQ(decision.text(), open.text());
  EXPECT_NE(decision.tally().conditions(0).sentence(), "");
  v1::ListDecisionsRequest decisions;
  decisions.set_parent(kitchen_.name());
  decisions.set_filter("state=ADOPTED AND rule_id=quick_default");
  const auto listed = Get<v1::ListDecisionsResponse>(decisions);
  ASSERT_EQ(listed.decisions_size(), 1);
  EXPECT_THAT(listed.decisions(0).text(), IsEmpty());
  decisions.set_filter("state=REJECTED");
  EXPECT_EQ(Get<v1::ListDecisionsResponse>(decisions).decisions_size(), 0);
}

TEST_F(Lists, ARefusalToDecideShowsTheConditionsThatStandInTheWay) {
  v1::DecideProposalRequest decide;
  decide.set_name(kitchen_.Called());
  v1::DecideProposalResponse response;
  const Answer answer = kitchen_.founder().Call(decide, &response);
  EXPECT_EQ(answer.reason(), "OUTCOME_NOT_REACHED") << answer;
  const auto failure = answer.Get<google::rpc::PreconditionFailure>();
  ASSERT_GT(failure.violations_size(), 0);
  EXPECT_THAT(failure.violations(0).type(), HasSubstr("KIND_"));
  EXPECT_EQ(failure.violations(0).subject(), decide.name());
  EXPECT_NE(failure.violations(0).description(), "");
}

TEST_F(Lists, TheCharterIsReadWholeAndRuleByRule) {
  v1::GetAssemblyRequest get;
  get.set_name(kitchen_.name());
  const auto assembly = Get<v1::GetAssemblyResponse>(get);
  EXPECT_EQ(assembly.assembly().member_count(), 3);
  EXPECT_EQ(assembly.assembly().sequence(), server_.LastSequence("kitchen"));
  EXPECT_EQ(assembly.sequence(), assembly.assembly().sequence());
  v1::GetRuleRequest rule;
  rule.set_name(kitchen_.name() + "/rules/quick_default");
  EXPECT_EQ(Get<v1::GetRuleResponse>(rule).rule().id(), "quick_default");
  v1::GetRuleResponse response;
  EXPECT_EQ(kitchen_.founder().As("").Call(rule, &response).reason(), "TOKEN_MISSING");
  rule.set_name("presets/quick_default");
  EXPECT_TRUE(kitchen_.founder().As("").Call(rule, &response).ok());
  rule.set_name("presets/quick_defualt");
  const Answer mistyped = kitchen_.founder().Call(rule, &response);
  EXPECT_EQ(mistyped.reason(), "PRESET_NOT_FOUND");
  EXPECT_EQ(mistyped.Get<google::rpc::ErrorInfo>().metadata().at("suggestion"), "quick_default");
}

TEST_F(Lists, HandsInARoomAreTalliedWithoutAnAssembly) {
  v1::EvaluateTallyRequest request;
  request.set_preset("quick_default");
  request.mutable_counts()->set_members(9);
  request.mutable_counts()->set_agree(6);
  v1::EvaluateTallyResponse response;
  const Answer answer = kitchen_.founder().As("").Call(request, &response);
  ASSERT_TRUE(answer.ok()) << answer;
  EXPECT_EQ(response.tally().outcome(), v1::OUTCOME_ADOPTED);
  request.mutable_counts()->set_agree(-1);
  EXPECT_EQ(kitchen_.founder().As("").Call(request, &response).field(), "counts.agree");
}

}  // namespace
}  // namespace assent::test
