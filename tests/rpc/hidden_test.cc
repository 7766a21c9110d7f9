// Positions that are hidden until the close are hidden from every call. Two kitchens live through
// the same, minute by minute, and differ only in what two members said under a rule that hides it.
// Then every method of every service is called on everything that there is, mutations as
// rehearsals, by somebody who has not answered and by the proposer, who facilitates: both kitchens
// answer the same, refusals and details and all. After the close the same comparison finds the
// difference.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/generic/generic_stub.h"
#include "server/rules/presets.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/test_server.h"
#include "tests/support/simulated_clock.h"

namespace assent::test {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::TextFormat;

constexpr char kName[] = "assemblies/kitchen";

// Methods that are not compared, and why.
const std::set<std::string> kNotCompared = {
    "CreateAssembly",       // of another assembly; its keys and ids are drawn
    "ImportLog",            // of another assembly
    "GetCheckpoint",        // hashes of a log whose salted commitments differ, and nothing else
    "GetInclusionProof",    // likewise
    "GetConsistencyProof",  // likewise
    "GetReceipt",           // likewise
    "ExportLog",            // likewise; what it shows of texts is as ListEntries
    "ListCosignatures",     // there are none
    "AddCosignature",       // cannot be rehearsed, and is about a checkpoint
    "ListBallots",  // in the order of ids, which are drawn; below, by what it shows
    "SubmitAct",    // cannot be rehearsed by itself: what is inside can, and goes the same way
};

// What a request holds beside the name of what it is about; each line is tried.
const std::multimap<std::string, std::string> kFilled = {
    {"TakePosition", "stance: STANCE_AGREE"},
    {"TakePosition", "stance: STANCE_DISAGREE"},
    {"TakePosition", "stance: STANCE_ABSTAIN reason: 'r'"},
    {"TakePosition", "stance: STANCE_BLOCK reason: 'r' principle: 'p'"},
    {"RaiseConcern", "kind: KIND_OBJECTION text: 'x'"},
    {"RaiseConcern", "kind: KIND_CONCERN text: 'x'"},
    {"AnswerConcern", "text: 'x'"},
    {"CreateAmendment", "text: 'x' kind: KIND_SUBSTANTIVE"},
    {"CreateProposal", "title: 'x' text: 'y' introduce: true"},
    {"RecordPositions",
     "all_present: true positions { member: 'assemblies/kitchen/members/@m3' stance: STANCE_AGREE "
     "}"},
    {"RecordMeeting", "present: 'assemblies/kitchen/members/@m3' counts_as_meeting: true"},
    {"TableProposal", "reason: 'x'"},
    {"DeclareSense", "adopted: true reason: 'x'"},
    {"ExtendPhase", "reason: 'x'"},
    {"AskAdvice", "person: 'x' question: 'y'"},
    {"AddOption", "option { title: 'Grey' }"},
    {"WithdrawOption", "option: 1"},
    {"CastBallot", "marks { ranking { options: 2 } }"},
    {"SearchDecisions", "query: 'soup'"},
    {"TryRule", "preset: 'quick_default'"},
    {"TakeTemperature", "temperature: TEMPERATURE_WARM"},
    {"UpdateMember", "away: true"},
    {"ListProposals", "filter: 'state=CALLED'"},
    {"ListPositions", "filter: 'stance=AGREE'"},
};

// One kitchen with proposal 1, whose end is open, 2, which closes as soon as everybody has
// answered, 3, on the consent agenda of meeting 1, and the choice 4, whose end is open. m0 proposes
// and facilitates, m1 and m2 answer what `stance` says and rank what `ballot` says, m3 nothing.
class HidingKitchen {
 public:
  explicit HidingKitchen(const std::string& stance, const std::string& ballot = "1>2")
      : server_(MemoryStore{}, clock_) {
    Found();
    for (const char* handle : {"m1", "m2", "m3"}) Join(handle);
    for (int number = 1; number <= 3; ++number) Propose(number, stance);
    Choose(ballot);
    Meet();
    Do(1, "ListMembersRequest", "parent: '$K'");
  }

  // What `who` is told, in words that do not depend on what was drawn.
  std::string Told(int who, const MethodDescriptor& method, const Message& request) {
    std::string bytes;
    const Answer answer = Call(who, method, request, bytes);
    if (!answer.ok()) {
      return Plain(absl::StrCat(answer.ToString(), "\n", answer.details().DebugString()));
    }
    const auto response = New(*method.output_type());
    EXPECT_TRUE(response->ParseFromString(bytes)) << method.full_name();
    ClearBytes(*response);
    return Plain(response->DebugString());
  }

  void Do(int who, const std::string& type, const std::string& text, std::string* bytes = nullptr) {
    const auto* descriptor =
        DescriptorPool::generated_pool()->FindMessageTypeByName(absl::StrCat("assent.v1.", type));
    ASSERT_NE(descriptor, nullptr) << type;
    const auto request = New(*descriptor);
    ASSERT_TRUE(
        TextFormat::ParseFromString(absl::StrReplaceAll(text, {{"$K", kName}}), request.get()))
        << text;
    const Answer answer = Caller(channel_, tokens_[who])
                              .CallRaw(PathOf(*descriptor), request->SerializeAsString(), bytes);
    ASSERT_TRUE(answer.ok()) << type << " " << text << ": " << answer;
  }

  static std::unique_ptr<Message> New(const google::protobuf::Descriptor& type) {
    return std::unique_ptr<Message>(
        MessageFactory::generated_factory()->GetPrototype(&type)->New());
  }

  std::vector<const MethodDescriptor*> Methods() {
    std::vector<const MethodDescriptor*> methods;
    for (const std::string& name : server_.server().service_names()) {
      const auto* service = DescriptorPool::generated_pool()->FindServiceByName(name);
      for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
    }
    return methods;
  }

 private:
  static v1::DecisionRule Hiding(const std::string& id, bool early) {
    v1::DecisionRule rule = *rules::FindPreset("simple_majority");
    rule.set_id(id);
    rule.mutable_positions()->set_hide_until_close(true);
    v1::PhaseTime& time = *rule.mutable_phases(0)->mutable_time();
    time.clear_max();
    time.clear_min();
    time.set_close_early_when_all_answered(early);
    time.set_close_early_when_passed(false);
    return rule;
  }

  void Found() {
    v1::CreateAssemblyRequest request;
    request.set_assembly_id("kitchen");
    request.set_display_name("Kitchen");
    request.set_founder_handle("m0");
    *request.mutable_charter()->add_rules() = Hiding("hiding", false);
    *request.mutable_charter()->add_rules() = Hiding("early", true);
    request.set_default_rule("hiding");
    request.add_presets("quick_default");
    v1::CreateAssemblyResponse response;
    const Answer answer = Caller(channel_).Call(request, &response);
    ASSERT_TRUE(answer.ok()) << answer;
    tokens_.push_back(response.token());
    Named(response.member().name(), "m0");
    drawn_.emplace_back(response.assembly().log_key(), "LOG KEY");
    drawn_.emplace_back(response.assembly().origin(), "ORIGIN");
  }

  void Join(const std::string& handle) {
    std::string bytes;
    v1::CreateInvitationResponse invitation;
    Do(0, "CreateInvitationRequest", "parent: '$K'", &bytes);
    ASSERT_TRUE(invitation.ParseFromString(bytes));
    v1::AcceptInvitationRequest accept;
    accept.set_parent(kName);
    accept.set_secret(invitation.secret());
    accept.set_handle(handle);
    v1::AcceptInvitationResponse joined;
    ASSERT_TRUE(Caller(channel_).Call(accept, &joined).ok());
    tokens_.push_back(joined.token());
    Named(joined.member().name(), handle);
  }

  void Named(const std::string& member, const std::string& handle) {
    drawn_.emplace_back(member.substr(member.rfind('/') + 1), absl::StrCat("ID-OF-", handle));
  }

  void Propose(int number, const std::string& stance) {
    const std::string name = absl::StrCat("$K/proposals/", number);
    Do(0, "CreateProposalRequest",
       absl::StrCat("parent: '$K' title: 'Soup ", number, "' text: 'soup, ", number,
                    "' introduce: true rule_id: '", number == 2 ? "early" : "hiding", "'"));
    Do(0, "TakeFacilitationRequest", absl::StrCat("name: '", name, "'"));
    Do(0, "CallForConsensusRequest", absl::StrCat("name: '", name, "'"));
    const std::string parent = absl::StrCat("parent: '", name, "' stance: ");
    Do(0, "TakePositionRequest", absl::StrCat(parent, "STANCE_AGREE reason: 'mine'"));
    Do(1, "TakePositionRequest", absl::StrCat(parent, stance));
    Do(2, "TakePositionRequest", absl::StrCat(parent, stance, " reason: 'this is why'"));
    Do(1, "RaiseConcernRequest",
       absl::StrCat("parent: '", name, "' kind: KIND_CONCERN text: 'who cooks?'"));
  }

  void Choose(const std::string& ballot) {
    Do(0, "CreateProposalRequest",
       "parent: '$K' title: 'Soup 4' text: 'which?' introduce: true rule_id: 'hiding' kind: "
       "KIND_CHOICE election { method: 'schulze' options { title: 'Hot' } options { title: 'Cold' "
       "} "
       "}");
    Do(0, "TakeFacilitationRequest", "name: '$K/proposals/4'");
    Do(0, "CallForConsensusRequest", "name: '$K/proposals/4'");
    Do(0, "CastBallotRequest", "parent: '$K/proposals/4' words: '2>1'");
    for (const int who : {1, 2}) {
      Do(who, "CastBallotRequest", absl::StrCat("parent: '$K/proposals/4' words: '", ballot, "'"));
    }
  }

  void Meet() {
    Do(0, "CreateMeetingRequest",
       absl::StrCat("parent: '$K' title: 'Tonight' start_time { seconds: ",
                    absl::ToUnixSeconds(clock_.Now()) + 3600, " }"));
    Do(0, "OpenMeetingRequest", "name: '$K/meetings/1'");
    for (const int who : {0, 1, 2, 3}) Do(who, "AttendMeetingRequest", "name: '$K/meetings/1'");
    Do(0, "AddAgendaItemRequest", "name: '$K/meetings/1' proposal: '$K/proposals/3' consent: true");
  }

  // Of a stream, the first message.
  Answer Call(int who, const MethodDescriptor& method, const Message& request, std::string& bytes) {
    const Caller caller(channel_, tokens_[who]);
    const std::string path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
    if (!method.server_streaming()) {
      return caller.CallRaw(path, request.SerializeAsString(), &bytes);
    }
    grpc::GenericStub stub(channel_);
    grpc::ClientContext context;
    caller.Prepare(context);
    grpc::CompletionQueue queue;
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    const auto call = stub.PrepareCall(&context, path, &queue);
    call->StartCall(nullptr);
    wait();
    const grpc::Slice slice(request.SerializeAsString());
    call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    wait();
    grpc::ByteBuffer first;
    call->Read(&first, nullptr);
    const bool told = wait();
    if (told) context.TryCancel();
    Answer answer;
    call->Finish(&answer.status, nullptr);
    wait();
    grpc::Slice whole;
    if (told && first.DumpToSingleSlice(&whole).ok()) {
      bytes.assign(reinterpret_cast<const char*>(whole.begin()), whole.size());
      return Answer();
    }
    return answer;
  }

  std::string Plain(std::string text) const {
    for (const auto& [drawn, word] : drawn_) text = absl::StrReplaceAll(text, {{drawn, word}});
    // Secrets that a rehearsal draws.
    for (const char* prefix : {"assent_", "invite_"}) {
      for (size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
        const size_t end = text.find('"', at);
        text.replace(at, end - at, prefix);
      }
    }
    return text;
  }

  // Hashes, keys and the exact bytes of entries, and the lots that follow from the origin.
  static void ClearBytes(Message& message) {
    const auto& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->type() == FieldDescriptor::TYPE_BYTES || field->name() == "lot_order") {
        reflection.ClearField(&message, field);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
          ClearBytes(*reflection.MutableRepeatedMessage(&message, field, i));
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        ClearBytes(*reflection.MutableMessage(&message, field));
      }
    }
  }

  SimulatedClock clock_;
  TestServer server_;
  const std::shared_ptr<grpc::Channel> channel_ = server_.Connect();
  std::vector<std::string> tokens_;
  std::vector<std::pair<std::string, std::string>> drawn_;
};

// Requests of this type about each thing that it may be about.
std::vector<std::unique_ptr<Message>> RequestsOf(const MethodDescriptor& method) {
  static const char* const kThings[] = {"",
                                        "/proposals/1",
                                        "/proposals/1/concerns/1",
                                        "/proposals/1/blocks/1",
                                        "/members/-",
                                        "/proposals/2",
                                        "/proposals/2/concerns/1",
                                        "/members/@m1",
                                        "/meetings/1",
                                        "/proposals/3",
                                        "/proposals/4",
                                        "/proposals/1/amendments/1",
                                        "/decisions/1"};
  std::vector<std::string> fillings;
  const auto [first, last] = kFilled.equal_range(method.name());
  for (auto one = first; one != last; ++one) fillings.push_back(one->second);
  if (fillings.empty()) fillings.emplace_back();
  const auto& type = *method.input_type();
  const FieldDescriptor* named = type.FindFieldByName("name");
  if (named == nullptr) named = type.FindFieldByName("parent");
  const FieldDescriptor* const rehearse = type.FindFieldByName("validate_only");
  std::vector<std::unique_ptr<Message>> requests;
  for (const std::string& filling : fillings) {
    for (const char* thing : kThings) {
      auto request = HidingKitchen::New(type);
      EXPECT_TRUE(TextFormat::ParseFromString(filling, request.get())) << filling;
      const auto& reflection = *request->GetReflection();
      if (rehearse != nullptr) reflection.SetBool(request.get(), rehearse, true);
      if (named != nullptr) {
        reflection.SetString(request.get(), named, absl::StrCat(kName, thing));
      }
      requests.push_back(std::move(request));
      if (named == nullptr) break;
    }
  }
  return requests;
}

struct Compared {
  int answers = 0;
  int done = 0;  // not refused
  std::vector<std::string> differences;
};

Compared Compare(HidingKitchen& one, HidingKitchen& other) {
  Compared compared;
  for (const MethodDescriptor* method : one.Methods()) {
    if (kNotCompared.count(method->name()) > 0) continue;
    const bool reads =
        method->options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
    const bool can = reads || method->input_type()->FindFieldByName("validate_only") != nullptr;
    EXPECT_TRUE(can || absl::StartsWith(method->full_name(), "assent.v1.Rule")) << method->name();
    for (const auto& request : RequestsOf(*method)) {
      for (const int who : {0, 3}) {
        const std::string told = one.Told(who, *method, *request);
        const std::string elsewhere = other.Told(who, *method, *request);
        ++compared.answers;
        if (!absl::StartsWith(told, "code ")) ++compared.done;
        if (told == elsewhere) continue;
        compared.differences.push_back(absl::StrCat("m", who, ": ", method->name(), " ",
                                                    request->ShortDebugString(), "\n", told,
                                                    "\nand elsewhere\n", elsewhere));
      }
    }
  }
  return compared;
}

TEST(Hidden, NoCallTellsWhatIsHiddenAndEveryOneDoesAfterTheClose) {
  HidingKitchen agreeing("STANCE_AGREE");
  HidingKitchen disagreeing("STANCE_DISAGREE", "2");
  const Compared hidden = Compare(agreeing, disagreeing);
  EXPECT_GT(hidden.answers, 1000);
  EXPECT_GT(hidden.done, 100);
  for (const std::string& difference : hidden.differences) ADD_FAILURE() << difference;

  for (HidingKitchen* kitchen : {&agreeing, &disagreeing}) {
    kitchen->Do(3, "DecideProposalRequest", "name: '$K/proposals/1'");
  }
  EXPECT_GT(Compare(agreeing, disagreeing).differences.size(), 10U);
}

// The ballots of proposal 4, as `who` is told them.
v1::ListBallotsResponse BallotsFor(HidingKitchen& kitchen, int who) {
  std::string bytes;
  v1::ListBallotsResponse response;
  kitchen.Do(who, "ListBallotsRequest", "parent: '$K/proposals/4'", &bytes);
  EXPECT_TRUE(response.ParseFromString(bytes));
  return response;
}

TEST(Hidden, ABallotIsShownToWhoeverCastItAndToAllAfterTheClose) {
  HidingKitchen kitchen("STANCE_AGREE", "1>2");
  // What those ballots have first whose marks `who` is shown.
  const auto shown = [&](int who) {
    std::vector<int> best;
    const v1::ListBallotsResponse told = BallotsFor(kitchen, who);
    EXPECT_EQ(told.ballots_size(), 3);
    for (const v1::Ballot& ballot : told.ballots()) {
      EXPECT_TRUE(ballot.hidden());
      if (ballot.has_marks()) best.push_back(ballot.marks().ranking(0).options(0));
    }
    return best;
  };
  EXPECT_EQ(shown(0), std::vector<int>{2});
  EXPECT_EQ(shown(2), std::vector<int>{1});
  EXPECT_EQ(shown(3), std::vector<int>());
  v1::GetElectionResultRequest result;
  result.set_name(absl::StrCat(kName, "/proposals/4"));
  const MethodDescriptor* const get = DescriptorPool::generated_pool()->FindMethodByName(
      "assent.v1.ElectionService.GetElectionResult");
  EXPECT_TRUE(absl::StrContains(kitchen.Told(3, *get, result), "NOT_COUNTED"));
  kitchen.Do(3, "DecideProposalRequest", "name: '$K/proposals/4'");
  const v1::ListBallotsResponse opened = BallotsFor(kitchen, 3);
  for (const v1::Ballot& ballot : opened.ballots()) {
    EXPECT_FALSE(ballot.hidden());
    EXPECT_EQ(ballot.marks().ranking_size(), 2);
  }
  std::string bytes;
  kitchen.Do(3, "GetElectionResultRequest", "name: '$K/proposals/4'", &bytes);
  v1::GetElectionResultResponse counted;
  ASSERT_TRUE(counted.ParseFromString(bytes));
  ASSERT_EQ(counted.result().winners_size(), 1);
  EXPECT_EQ(counted.result().winners(0), 1);
}

TEST(Hidden, ARehearsalOfWhatWouldTellIsRefusedByName) {
  HidingKitchen kitchen("STANCE_AGREE");
  const auto told = [&](int who, const char* request, const char* text) {
    const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(request);
    const auto asked = HidingKitchen::New(*type);
    EXPECT_TRUE(TextFormat::ParseFromString(text, asked.get()));
    for (const MethodDescriptor* method : kitchen.Methods()) {
      if (method->input_type() == type) return kitchen.Told(who, *method, *asked);
    }
    return std::string();
  };
  const std::string decided = told(3, "assent.v1.DecideProposalRequest",
                                   "name: 'assemblies/kitchen/proposals/1' validate_only: true");
  EXPECT_TRUE(absl::StrContains(decided, "HIDDEN_UNTIL_CLOSE")) << decided;
  const std::string last = told(3, "assent.v1.TakePositionRequest",
                                "parent: 'assemblies/kitchen/proposals/2' stance: STANCE_AGREE "
                                "validate_only: true");
  EXPECT_TRUE(absl::StrContains(last, "HIDDEN_UNTIL_CLOSE")) << last;
  // Whose answer closes nothing may try it.
  const std::string first = told(3, "assent.v1.TakePositionRequest",
                                 "parent: 'assemblies/kitchen/proposals/1' stance: STANCE_AGREE "
                                 "validate_only: true");
  EXPECT_FALSE(absl::StrContains(first, "HIDDEN_UNTIL_CLOSE")) << first;
}

}  // namespace
}  // namespace assent::test
