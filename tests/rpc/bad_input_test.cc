// Every method of every service, walked by its descriptor, with arguments that are missing,
// malformed, oversized, foreign and stale: each is refused with a name, and with the field where
// one is at fault, and no log grows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/caught.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/lying_proxy.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

// The calls that need no token; beside them, everything does.
const std::vector<std::string> kOpen = {"CreateAssembly",    "AcceptInvitation", "ListPresets",
                                        "GetRule",           "DescribeRule",     "EvaluateTally",
                                        "SubmitApplication", "ImportLog"};

bool IsOpen(const MethodDescriptor& method) {
  return std::find(kOpen.begin(), kOpen.end(), method.name()) != kOpen.end();
}

bool IsRead(const MethodDescriptor& method) {
  return method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    proposal_ = kitchen_.Called();
    kitchen_sequence_ = server_.LastSequence("kitchen");
    garden_sequence_ = server_.LastSequence("garden");
  }
  void TearDown() override { ExpectNothingWritten(); }
  void ExpectNothingWritten() {
    EXPECT_EQ(server_.LastSequence("kitchen"), kitchen_sequence_) << "something was written";
    EXPECT_EQ(server_.LastSequence("garden"), garden_sequence_) << "something was written";
  }

  // Every method of the server's own services, as the server lists them.
  std::vector<const MethodDescriptor*> Methods() const {
    grpc::health::v1::HealthListResponse listed;
    EXPECT_TRUE(
        Caller(server_.Connect()).Call(grpc::health::v1::HealthListRequest(), &listed).ok());
    std::vector<const MethodDescriptor*> methods;
    for (const auto& [name, status] : listed.statuses()) {
      const auto* service = DescriptorPool::generated_pool()->FindServiceByName(name);
      if (service == nullptr) continue;  // "" is the server
      for (int i = 0; i < service->method_count(); ++i) {
        methods.push_back(service->method(i));
      }
    }
    EXPECT_GE(methods.size(), 70u);
    return methods;
  }

  static std::unique_ptr<Message> NewRequest(const MethodDescriptor& method) {
    return std::unique_ptr<Message>(
        MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  }
  // `name` or `parent`; nullptr: the request names no resource.
  static const FieldDescriptor* NameField(const Descriptor& type) {
    const FieldDescriptor* const name = type.FindFieldByName("name");
    return name != nullptr ? name : type.FindFieldByName("parent");
  }
  static void Set(Message& request, const FieldDescriptor& field, const std::string& value) {
    request.GetReflection()->SetString(&request, &field, value);
  }

  Answer Send(const Caller& caller, const MethodDescriptor& method, const Message& request) const {
    return SendBytes(caller, method, request.SerializeAsString());
  }
  // A stream that is refused looks like a call that is refused.
  Answer SendBytes(const Caller& caller, const MethodDescriptor& method,
                   const std::string& bytes) const {
    return Caller(channel_, caller.token())
        .CallRaw(absl::StrCat("/", method.service()->full_name(), "/", method.name()), bytes);
  }

  // Refused with a name, which gRPC's own answers have not.
  static void ExpectNamed(const Answer& answer, const MethodDescriptor& method,
                          const std::string& what) {
    ASSERT_FALSE(answer.ok()) << method.full_name() << " took " << what;
    EXPECT_NE(answer.reason(), "") << method.full_name() << " on " << what << ": " << answer;
    EXPECT_NE(answer.reason(), "INTERNAL") << method.full_name() << " on " << what;
    EXPECT_NE(answer.status.error_message(), "") << method.full_name() << " on " << what;
    if (answer.status.error_code() != grpc::StatusCode::INVALID_ARGUMENT) return;
    if (answer.reason() == "REQUEST_MALFORMED" || answer.reason() == "REQUEST_TOO_LARGE") return;
    const std::string field = answer.field().substr(0, answer.field().find_first_of(".["));
    EXPECT_NE(method.input_type()->FindFieldByName(field), nullptr)
        << method.full_name() << " on " << what << " names no field of its request: " << answer;
  }

  // A well-formed resource name for the method: the server's own refusal says which form it wants.
  std::string WellFormedName(const MethodDescriptor& method, const std::string& assembly) const {
    const std::unique_ptr<Message> request = NewRequest(method);
    const FieldDescriptor* const field = NameField(*method.input_type());
    Set(*request, *field, kitchen_.name() + "/none/1");
    const Answer answer = Send(kitchen_.founder(), method, *request);
    const std::string message = answer.status.error_message();
    const size_t at = message.rfind("assemblies/");
    if (at == std::string::npos) return absl::StrCat("assemblies/", assembly);
    return absl::StrReplaceAll(message.substr(at), {{"{assembly}", assembly},
                                                    {"{proposal}", "1"},
                                                    {"{concern}", "1"},
                                                    {"{amendment}", "1"},
                                                    {"{block}", "1"},
                                                    {"{invitation}", "1"},
                                                    {"{decision}", "1"},
                                                    {"{revision}", "1"},
                                                    {"{member}", "-"},
                                                    {"{rule}", "quick_default"}});
  }

  void ForEachNamed(
      const std::function<void(const MethodDescriptor&, const FieldDescriptor&)>& check) {
    for (const MethodDescriptor* method : Methods()) {
      const FieldDescriptor* const field = NameField(*method->input_type());
      if (field != nullptr) check(*method, *field);
    }
  }

  void ExpectEmptyRequestsAreRefused() {
    for (const MethodDescriptor* method : Methods()) {
      if (method->name() == "ListPresets") continue;  // wants nothing
      const Answer answer = Send(kitchen_.founder(), *method, *NewRequest(*method));
      ExpectNamed(answer, *method, "an empty request");
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
          << method->full_name();
    }
  }

  TestServer server_;
  // What the calls under test go over.
  std::shared_ptr<grpc::Channel> channel_ = server_.Connect();
  Kitchen kitchen_{server_.Connect(), 2};
  Kitchen garden_{server_.Connect(), 1, "garden"};
  std::string proposal_;
  int64_t kitchen_sequence_ = 0;
  int64_t garden_sequence_ = 0;
};

TEST_F(BadInput, AnEmptyRequestIsRefusedWithTheMissingField) { ExpectEmptyRequestsAreRefused(); }

TEST_F(BadInput, AMalformedNameIsRefusedWithItsField) {
  const std::string names[] = {"/",
                               "kitchen",
                               "assemblies",
                               "assemblies/",
                               "assemblies//",
                               "assemblies//proposals/1",
                               "assemblies/kitchen/",
                               "proposals/1",
                               "assemblies/kitchen/nonsense/1/more/2/3",
                               "assemblies/kit chen",
                               "assemblies/kitchen/proposals/0",
                               "assemblies/kitchen/proposals/-1",
                               "assemblies/kitchen/proposals/01",
                               "assemblies/kitchen/proposals/99999999999",
                               "assemblies/" + std::string(200'000, 'a')};
  ForEachNamed([&](const MethodDescriptor& method, const FieldDescriptor& field) {
    for (const std::string& name : names) {
      const std::unique_ptr<Message> request = NewRequest(method);
      Set(*request, field, name);
      const Answer answer = Send(kitchen_.founder(), method, *request);
      ExpectNamed(answer, method, name.substr(0, 60));
      EXPECT_TRUE(answer.reason() != "NAME_INVALID" || answer.field() == field.name()) << answer;
    }
  });
}

TEST_F(BadInput, WhatBelongsToAnotherAssemblyLooksAsIfItDidNotExist) {
  ForEachNamed([&](const MethodDescriptor& method, const FieldDescriptor& field) {
    if (IsOpen(method)) return;
    for (const std::string assembly : {"garden", "nowhere"}) {
      const std::unique_ptr<Message> request = NewRequest(method);
      Set(*request, field, WellFormedName(method, assembly));
      const Answer answer = Send(kitchen_.founder(), method, *request);
      EXPECT_EQ(answer.reason(), "ASSEMBLY_NOT_FOUND") << method.full_name() << " " << answer;
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
    }
  });
}

TEST_F(BadInput, WithoutATokenOrWithAForeignOneNothingIsSeen) {
  ForEachNamed([&](const MethodDescriptor& method, const FieldDescriptor& field) {
    if (IsOpen(method)) return;
    const std::unique_ptr<Message> request = NewRequest(method);
    Set(*request, field, WellFormedName(method, "kitchen"));
    EXPECT_EQ(Send(kitchen_.founder().As(""), method, *request).reason(), "TOKEN_MISSING")
        << method.full_name();
    EXPECT_EQ(Send(kitchen_.founder().As("two words"), method, *request).reason(),
              "TOKEN_MALFORMED")
        << method.full_name();
    for (const std::string& token :
         {garden_.founder().token(), std::string("assent_nonsense"), std::string(200, 'x')}) {
      EXPECT_EQ(Send(kitchen_.founder().As(token), method, *request).reason(), "ASSEMBLY_NOT_FOUND")
          << method.full_name();
    }
  });
}

TEST_F(BadInput, TheListOfCallsWithoutATokenIsExactlyThatOne) {
  for (const MethodDescriptor* method : Methods()) {
    const Answer answer = Send(Caller(server_.Connect()), *method, *NewRequest(*method));
    EXPECT_EQ(answer.reason() == "TOKEN_MISSING", !IsOpen(*method)) << method->full_name();
  }
}

TEST_F(BadInput, NoiseIsRefusedOrReadAsAnEmptyRequestWould) {
  std::mt19937 random(20261122);
  const Caller caller = kitchen_.founder();
  for (const MethodDescriptor* method : Methods()) {
    if (method->name() == "ListPresets") continue;
    for (int i = 0; i < 20; ++i) {
      std::string bytes(1 + random() % 40, '\0');
      for (char& c : bytes) c = static_cast<char>(random());
      ExpectNamed(SendBytes(caller, *method, bytes), *method, "noise");
    }
  }
}

TEST_F(BadInput, TextThatIsNotUtf8IsRefused) {
  ForEachNamed([&](const MethodDescriptor& method, const FieldDescriptor& field) {
    const std::string bytes{static_cast<char>(field.number() << 3 | 2), 2, '\xc3', '\x28'};
    const Answer answer = SendBytes(kitchen_.founder(), method, bytes);
    EXPECT_EQ(answer.reason(), "REQUEST_MALFORMED") << method.full_name() << " " << answer;
  });
}

TEST_F(BadInput, ARequestOfMoreThanAMebibyteIsRefused) {
  ForEachNamed([&](const MethodDescriptor& method, const FieldDescriptor& field) {
    const std::unique_ptr<Message> request = NewRequest(method);
    Set(*request, field, std::string(1024 * 1024 + 1, 'a'));
    EXPECT_EQ(Send(kitchen_.founder(), method, *request).reason(), "REQUEST_TOO_LARGE")
        << method.full_name();
  });
}

struct Negative {
  const char* field;
  const char* reason;
};

TEST_F(BadInput, NegativeNumbersAreRefusedWithTheirField) {
  const Negative negatives[] = {{"page_size", "PAGE_SIZE_NEGATIVE"},
                                {"at_least_sequence", "SEQUENCE_NEGATIVE"},
                                {"after_sequence", "SEQUENCE_NEGATIVE"}};
  for (const MethodDescriptor* method : Methods()) {
    const FieldDescriptor* const name = NameField(*method->input_type());
    for (const Negative& negative : negatives) {
      const FieldDescriptor* const field = method->input_type()->FindFieldByName(negative.field);
      if (field == nullptr) continue;
      const std::unique_ptr<Message> request = NewRequest(*method);
      if (name != nullptr) Set(*request, *name, WellFormedName(*method, "kitchen"));
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        request->GetReflection()->SetInt32(request.get(), field, -1);
      } else {
        request->GetReflection()->SetInt64(request.get(), field, -1);
      }
      const Answer answer = Send(kitchen_.founder(), *method, *request);
      EXPECT_EQ(answer.reason(), negative.reason) << method->full_name() << " " << answer;
      EXPECT_EQ(answer.field(), negative.field) << method->full_name();
    }
  }
}

TEST_F(BadInput, APageTokenOfAnotherListIsRefused) {
  for (const MethodDescriptor* method : Methods()) {
    const FieldDescriptor* const token = method->input_type()->FindFieldByName("page_token");
    if (token == nullptr) continue;
    const std::unique_ptr<Message> request = NewRequest(*method);
    const FieldDescriptor* const name = NameField(*method->input_type());
    if (name != nullptr) Set(*request, *name, WellFormedName(*method, "kitchen"));
    Set(*request, *token, "AQAAAAAAAAAAMTc");
    const Answer answer = Send(kitchen_.founder(), *method, *request);
    EXPECT_EQ(answer.reason(), "PAGE_TOKEN_INVALID") << method->full_name() << " " << answer;
    EXPECT_EQ(answer.field(), "page_token");
  }
}

TEST_F(BadInput, WhatDoesNotExistIsNotFoundByItsType) {
  const Descriptor* const reads[] = {
      v1::GetProposalRequest::descriptor(),
      DescriptorPool::generated_pool()->FindMessageTypeByName("assent.v1.GetConcernRequest"),
      DescriptorPool::generated_pool()->FindMessageTypeByName("assent.v1.GetAmendmentRequest"),
      DescriptorPool::generated_pool()->FindMessageTypeByName("assent.v1.GetBlockRequest"),
      DescriptorPool::generated_pool()->FindMessageTypeByName("assent.v1.GetDecisionRequest")};
  const char* const names[] = {
      "assemblies/kitchen/proposals/99", "assemblies/kitchen/proposals/1/concerns/9",
      "assemblies/kitchen/proposals/1/amendments/9", "assemblies/kitchen/proposals/1/blocks/9",
      "assemblies/kitchen/decisions/1"};
  const char* const reasons[] = {"PROPOSAL_NOT_FOUND", "CONCERN_NOT_FOUND", "AMENDMENT_NOT_FOUND",
                                 "BLOCK_NOT_FOUND", "DECISION_NOT_FOUND"};
  for (int i = 0; i < 5; ++i) {
    const std::unique_ptr<Message> request(
        MessageFactory::generated_factory()->GetPrototype(reads[i])->New());
    Set(*request, *reads[i]->FindFieldByName("name"), names[i]);
    const Answer answer =
        kitchen_.founder().CallRaw(PathOf(*reads[i]), request->SerializeAsString());
    EXPECT_EQ(answer.reason(), reasons[i]) << answer;
    EXPECT_EQ(answer.Get<google::rpc::ResourceInfo>().resource_name(), names[i]);
  }
}

// An act on what the caller has not read, by the path of its method; all else in it is in order.
struct StaleActs {
  v1::TakePositionRequest take;
  v1::RecordPositionsRequest record;
  v1::UpdateDraftRequest update;
  v1::CreateAmendmentRequest amend;

  StaleActs(const std::string& called, const std::string& draft) {
    take.set_parent(called);
    take.set_stance(v1::STANCE_AGREE);
    take.set_revision(7);
    record.set_parent(called);
    v1::RecordedPosition& recorded = *record.add_positions();
    recorded.set_member("assemblies/kitchen/members/@m1");
    recorded.set_stance(v1::STANCE_AGREE);
    record.set_revision(7);
    update.set_name(draft);
    update.set_title("Another title");
    update.set_etag("not this one");
    amend.set_parent(called);
    amend.set_text("Another text.");
    amend.set_etag("not this one");
  }
  const Message* Of(const Descriptor& type) const {
    for (const Message* act :
         {static_cast<const Message*>(&take), static_cast<const Message*>(&record),
          static_cast<const Message*>(&update), static_cast<const Message*>(&amend)}) {
      if (act->GetDescriptor() == &type) return act;
    }
    return nullptr;
  }
};

// Every act that says what its author has read is found by its fields, so a new one is asked too.
TEST_F(BadInput, AStaleRevisionOrEtagIsRefused) {
  const StaleActs acts(proposal_, kitchen_.Drafted());
  v1::TakeFacilitationRequest facilitate;  // who records others does
  facilitate.set_name(proposal_);
  v1::TakeFacilitationResponse facilitates;
  ASSERT_TRUE(kitchen_.founder().Call(facilitate, &facilitates).ok());
  kitchen_sequence_ = server_.LastSequence("kitchen");
  int asked = 0;
  for (const MethodDescriptor* method : Methods()) {
    const Descriptor& type = *method->input_type();
    const bool by_etag = type.FindFieldByName("etag") != nullptr;
    if (IsRead(*method) || (!by_etag && type.FindFieldByName("revision") == nullptr)) continue;
    if (method->name() == "GiveMandate") continue;  // needs a rule of spokes: unit-mandates.txt
    const Message* const act = acts.Of(type);
    ASSERT_NE(act, nullptr) << method->full_name() << " can be stale: add an act of it";
    const Answer answer = Send(kitchen_.founder(), *method, *act);
    EXPECT_EQ(answer.reason(), by_etag ? "ETAG_MISMATCH" : "REVISION_MISMATCH")
        << method->full_name() << " " << answer;
    EXPECT_EQ(answer.status.error_code(),
              by_etag ? grpc::StatusCode::ABORTED : grpc::StatusCode::FAILED_PRECONDITION)
        << method->full_name();
    ++asked;
  }
  EXPECT_GE(asked, 4);
}

// Canaries: the same claims of a server that refuses in a wrong way.
struct WrongRefusal {
  const char* name;
  // What becomes of the details.
  grpc::Status (*end)(const grpc::Status& end);
};

// `end` with other details.
grpc::Status Detailed(const grpc::Status& end, const google::rpc::Status& details) {
  return grpc::Status(end.error_code(), end.error_message(), details.SerializeAsString());
}

const WrongRefusal kWrongRefusals[] = {
    {"AcceptsIt", [](const grpc::Status&) { return grpc::Status::OK; }},
    {"SaysNoReason",
     [](const grpc::Status& end) { return grpc::Status(end.error_code(), end.error_message()); }},
    {"SaysNoSentence",
     [](const grpc::Status& end) {
       return grpc::Status(end.error_code(), "", end.error_details());
     }},
    {"HasAnotherCode",
     [](const grpc::Status& end) {
       return grpc::Status(grpc::StatusCode::UNKNOWN, end.error_message(), end.error_details());
     }},
    {"NamesAFieldThatIsNone",
     [](const grpc::Status& end) {
       google::rpc::Status details;
       details.ParseFromString(end.error_details());
       for (auto& detail : *details.mutable_details()) {
         google::rpc::BadRequest bad;
         if (!detail.UnpackTo(&bad)) continue;
         for (auto& violation : *bad.mutable_field_violations()) violation.set_field("no_field");
         detail.PackFrom(bad);
       }
       return Detailed(end, details);
     }},
};

class BadInputCanary : public BadInput, public ::testing::WithParamInterface<WrongRefusal> {};

TEST_P(BadInputCanary, IsCaught) {
  Lies lies;
  lies.end = GetParam().end;
  const LyingProxy proxy(channel_, lies);
  channel_ = proxy.Connect();
  EXPECT_GT(FailuresOf([&] { ExpectEmptyRequestsAreRefused(); }), 0);
}

INSTANTIATE_TEST_SUITE_P(All, BadInputCanary, ::testing::ValuesIn(kWrongRefusals),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(BadInput, AnActOfARefusedCallIsNoticed) {
  kitchen_.Drafted();
  EXPECT_GT(FailuresOf([&] { ExpectNothingWritten(); }), 0);
  kitchen_sequence_ = server_.LastSequence("kitchen");
}

}  // namespace
}  // namespace assent::test
