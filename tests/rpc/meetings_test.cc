// Meetings over gRPC: what a client sees of them, while they are open and when
// they are over, and what came of each item of a consent agenda.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/meeting_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::ElementsAre;

class Meetings : public ::testing::Test {
 protected:
  template <typename Response, typename Request>
  Response Do(const Caller& caller, const Request& request) {
    Response response;
    const Answer answer = caller.Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }
  std::string Plan(const std::string& title) {
    v1::CreateMeetingRequest request;
    request.set_parent(kitchen_.name());
    request.set_title(title);
    return Do<v1::CreateMeetingResponse>(kitchen_.founder(), request).meeting().name();
  }
  template <typename Request, typename Response>
  Response OnMeeting(const Caller& caller, const std::string& name) {
    Request request;
    request.set_name(name);
    return Do<Response>(caller, request);
  }
  void Add(const std::string& meeting, const std::string& proposal) {
    v1::AddAgendaItemRequest request;
    request.set_name(meeting);
    request.set_proposal(proposal);
    request.set_consent(true);
    Do<v1::AddAgendaItemResponse>(kitchen_.founder(), request);
  }
  v1::Meeting Get(const std::string& name) {
    return OnMeeting<v1::GetMeetingRequest, v1::GetMeetingResponse>(kitchen_.member(1), name)
        .meeting();
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
};

TEST_F(Meetings, AreReadWhileTheyAreOpenAndWhenTheyAreOver) {
  const std::string name = Plan("Weekly");
  EXPECT_EQ(name, absl::StrCat(kitchen_.name(), "/meetings/1"));
  EXPECT_EQ(Get(name).state(), v1::Meeting::STATE_PLANNED);
  OnMeeting<v1::OpenMeetingRequest, v1::OpenMeetingResponse>(kitchen_.founder(), name);
  OnMeeting<v1::JoinQueueRequest, v1::JoinQueueResponse>(kitchen_.member(2), name);
  const v1::Meeting open = Get(name);
  EXPECT_EQ(open.state(), v1::Meeting::STATE_OPEN);
  EXPECT_EQ(open.attendees_size(), 2);
  ASSERT_EQ(open.queue_size(), 1);
  EXPECT_EQ(open.queue(0).kind(), v1::QueueEntry::KIND_SPEAK);
  OnMeeting<v1::CloseMeetingRequest, v1::CloseMeetingResponse>(kitchen_.founder(), name);
  Plan("The next one");
  EXPECT_EQ(Get(name).state(), v1::Meeting::STATE_CLOSED);
  EXPECT_TRUE(Get(name).attendees(1).has_leave_time());
}

TEST_F(Meetings, AreListedNewestFirstOnPages) {
  for (int i = 1; i <= 5; ++i) Plan(absl::StrCat("meeting ", i));
  v1::ListMeetingsRequest request;
  request.set_parent(kitchen_.name());
  request.set_page_size(2);
  std::vector<std::string> titles;
  do {
    const auto page = Do<v1::ListMeetingsResponse>(kitchen_.member(1), request);
    for (const v1::Meeting& meeting : page.meetings()) titles.push_back(meeting.title());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(titles, ElementsAre("meeting 5", "meeting 4", "meeting 3", "meeting 2", "meeting 1"));
}

TEST_F(Meetings, OneThatIsNotThereIsNotFound) {
  v1::GetMeetingRequest request;
  request.set_name(absl::StrCat(kitchen_.name(), "/meetings/7"));
  v1::GetMeetingResponse response;
  EXPECT_EQ(kitchen_.founder().Call(request, &response).reason(), "MEETING_NOT_FOUND");
}

TEST_F(Meetings, AConsentAgendaSaysWhatCameOfEachItem) {
  const std::string called = kitchen_.Called("Soap");
  const std::string introduced = kitchen_.Introduced("Not yet");
  const std::string opposed = kitchen_.Called("A van");
  kitchen_.Take(kitchen_.member(2), opposed, v1::STANCE_MORE_DISCUSSION);
  const std::string name = Plan("Weekly");
  for (const std::string& proposal : {called, introduced, opposed}) Add(name, proposal);
  OnMeeting<v1::OpenMeetingRequest, v1::OpenMeetingResponse>(kitchen_.founder(), name);
  const auto alone = OnMeeting<v1::AdoptConsentAgendaRequest, v1::AdoptConsentAgendaResponse>(
      kitchen_.founder(), name);
  ASSERT_EQ(alone.results_size(), 3);
  EXPECT_EQ(alone.results(2).state(), v1::Proposal::STATE_ADOPTED);
  EXPECT_EQ(alone.results(0).obstacle(), "OUTCOME_NOT_REACHED") << "one of three is no quorum";
  EXPECT_EQ(alone.results(0).state(), v1::Proposal::STATE_CALLED);
  OnMeeting<v1::AttendMeetingRequest, v1::AttendMeetingResponse>(kitchen_.member(1), name);
  const auto answer = OnMeeting<v1::AdoptConsentAgendaRequest, v1::AdoptConsentAgendaResponse>(
      kitchen_.founder(), name);
  ASSERT_EQ(answer.results_size(), 2) << "the van had its quorum before";
  EXPECT_EQ(answer.results(0).obstacle(), "");
  EXPECT_EQ(answer.results(0).state(), v1::Proposal::STATE_ADOPTED);
  EXPECT_EQ(answer.results(1).item(), 2);
  EXPECT_EQ(answer.results(1).obstacle(), "NOT_CALLED");
  EXPECT_EQ(answer.results(1).state(), v1::Proposal::STATE_INTRODUCED);
  EXPECT_EQ(answer.meeting().agenda(0).state(), v1::AgendaItem::STATE_DONE);
  EXPECT_EQ(answer.meeting().agenda(1).state(), v1::AgendaItem::STATE_WAITING);
}

}  // namespace
}  // namespace assent::test
