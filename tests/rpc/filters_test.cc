// Filters of lists: what they keep, and what they refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "assent/v1/concern.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "server/rpc/filter.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/status_matchers.h"

namespace assent::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<rpc::FieldFilter> Parse(absl::string_view text) {
  return rpc::FieldFilter::Parse<v1::Concern>(text, {"state", "kind", "holder", "about_process"});
}

v1::Concern SomeConcern() {
  v1::Concern concern;
  concern.set_state(v1::Concern::STATE_OPEN);
  concern.set_kind(v1::Concern::KIND_OBJECTION);
  concern.set_holder("assemblies/k/members/a");
  concern.set_about_process(true);
  return concern;
}

TEST(FieldFilter, KeepsWhatHasEachValue) {
  for (const char* text :
       {"", "  ", "state=OPEN", "kind=OBJECTION AND state=OPEN", "holder=assemblies/k/members/a",
        "about_process=true", "state = OPEN AND about_process=true"}) {
    ASSENT_ASSERT_OK_AND_ASSIGN(const rpc::FieldFilter filter, Parse(text));
    EXPECT_TRUE(filter.Keeps(SomeConcern())) << text;
  }
  for (const char* text : {"state=RESOLVED", "kind=OBJECTION AND state=ANSWERED", "holder=a",
                           "about_process=false", "kind=CONCERN"}) {
    ASSENT_ASSERT_OK_AND_ASSIGN(const rpc::FieldFilter filter, Parse(text));
    EXPECT_FALSE(filter.Keeps(SomeConcern())) << text;
  }
}

TEST(FieldFilter, RefusesWhatNoItemCanBe) {
  for (const char* text :
       {"state=OPENED", "state=UNSPECIFIED", "state=STATE_OPEN", "state", "state=", "text=x",
        "about_process=yes", "state=OPEN AND state=OPEN", "holder=ana AND"}) {
    EXPECT_THAT(Parse(text).status(), HasReason("FILTER_INVALID")) << text;
  }
}

class ListFilters : public ::testing::Test {
 protected:
  // The methods of the API that list.
  static std::vector<const MethodDescriptor*> Lists() {
    std::vector<const MethodDescriptor*> lists;
    for (const char* file : {"access", "amendment", "assembly", "block", "concern", "decision",
                             "decision_memory", "entry", "meeting", "member", "mirror", "need",
                             "position", "proposal", "record", "rule", "unit"}) {
      const FileDescriptor* const found =
          google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
              absl::StrCat("assent/v1/", file, "_service.proto"));
      EXPECT_NE(found, nullptr) << file;
      for (int i = 0; found != nullptr && i < found->service(0)->method_count(); ++i) {
        const MethodDescriptor* const method = found->service(0)->method(i);
        if (method->name().rfind("List", 0) == 0) lists.push_back(method);
      }
    }
    return lists;
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
};

TEST_F(ListFilters, EachListHasPagesUnlessItIsShortByItsNature) {
  std::vector<std::string> whole;
  for (const MethodDescriptor* list : Lists()) {
    const Descriptor& type = *list->input_type();
    const bool paged = type.FindFieldByName("page_size") != nullptr &&
                       type.FindFieldByName("page_token") != nullptr;
    if (!paged) whole.push_back(list->name());
  }
  // Cosignatures: one of each key that cosigns. Units and mandates: one of each unit.
  EXPECT_THAT(whole, ElementsAre("ListCosignatures", "ListUnits", "ListMandates"));
}

TEST_F(ListFilters, EachRefusesANameThatItDoesNotKnowAndSaysWhichItKnows) {
  const std::string proposal = kitchen_.Called();
  int filters = 0;
  for (const MethodDescriptor* list : Lists()) {
    const Descriptor& type = *list->input_type();
    if (type.FindFieldByName("filter") == nullptr) continue;
    ++filters;
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
    const auto& reflection = *request->GetReflection();
    reflection.SetString(request.get(), type.FindFieldByName("filter"), "colour=red");
    for (const std::string& parent : {kitchen_.name(), proposal}) {
      reflection.SetString(request.get(), type.FindFieldByName("parent"), parent);
      const Answer answer = kitchen_.founder().CallRaw(PathOf(type), request->SerializeAsString());
      if (answer.reason() == "NAME_INVALID") continue;  // the other one is its parent
      EXPECT_EQ(answer.reason(), "FILTER_INVALID") << list->name() << " " << answer;
      EXPECT_EQ(answer.field(), "filter") << list->name();
    }
  }
  EXPECT_GE(filters, 12);
}

TEST_F(ListFilters, ConcernsMembersAndEntries) {
  const std::string proposal = kitchen_.Introduced();
  for (const int who : {1, 2}) {
    v1::RaiseConcernRequest raise;
    raise.set_parent(proposal);
    raise.set_text(absl::StrCat("Who washes up on day ", who, "?"));
    v1::RaiseConcernResponse raised;
    ASSERT_TRUE(kitchen_.member(who).Call(raise, &raised).ok());
  }
  v1::GetMemberRequest self;
  self.set_name(kitchen_.name() + "/members/-");
  v1::GetMemberResponse second;
  ASSERT_TRUE(kitchen_.member(2).Call(self, &second).ok());

  v1::ListConcernsRequest concerns;
  concerns.set_parent(proposal);
  concerns.set_filter(absl::StrCat("state=OPEN AND holder=", second.member().name()));
  v1::ListConcernsResponse held;
  ASSERT_TRUE(kitchen_.founder().Call(concerns, &held).ok());
  ASSERT_EQ(held.concerns_size(), 1);
  EXPECT_THAT(held.concerns(0).text(), HasSubstr("day 2"));

  v1::UpdateMemberRequest away;
  away.set_name(self.name());
  away.set_away(true);
  v1::UpdateMemberResponse gone;
  ASSERT_TRUE(kitchen_.member(1).Call(away, &gone).ok());
  v1::ListMembersRequest members;
  members.set_parent(kitchen_.name());
  members.set_filter("state=AWAY");
  v1::ListMembersResponse listed;
  ASSERT_TRUE(kitchen_.founder().Call(members, &listed).ok());
  ASSERT_EQ(listed.members_size(), 1);
  EXPECT_EQ(listed.members(0).handle(), "m1");

  // Pages of what is left are as pages of the whole.
  v1::ListEntriesRequest entries;
  entries.set_parent(kitchen_.name());
  entries.set_filter("type=concern_raised");
  entries.set_page_size(1);
  std::vector<std::string> types;
  for (int pages = 0; pages < 10; ++pages) {
    v1::ListEntriesResponse page;
    ASSERT_TRUE(kitchen_.founder().Call(entries, &page).ok());
    EXPECT_LE(page.entries_size(), 1);
    for (const v1::Entry& entry : page.entries()) types.push_back(entry.type());
    entries.set_page_token(page.next_page_token());
    if (entries.page_token().empty()) break;
  }
  EXPECT_THAT(types, ElementsAre("concern_raised", "concern_raised"));
  EXPECT_THAT(entries.page_token(), IsEmpty());
}

}  // namespace
}  // namespace assent::test
