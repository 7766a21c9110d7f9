#include "tests/bench/signing_cost.h"

#include <time.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/act_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "server/assembly/canonical.h"
#include "server/base/check.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/note.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/test_server.h"

namespace assent::bench {
namespace {

constexpr char kName[] = "assemblies/kitchen";
constexpr char kProposal[] = "assemblies/kitchen/proposals/1";
// Each has one act under way; and one more is silent, so that the call goes on.
constexpr int kActing = 64;
constexpr int kConnections = 4;
// Acts of each in a second of the plan: together they stay below what may go unseen.
constexpr double kActsInSecond = 60;
constexpr int kMostActs = 140;

// What every act of a round names.
struct Sight {
  std::string origin;
  int64_t size = 0;
  std::string root;
  std::string rule_hash;
};

struct Person {
  std::string token;
  std::string member;  // id
  std::string seed;
  int32_t key = 0;
  int64_t acts = 0;
  std::string last_act;
};

std::string NextId(int64_t& ids) { return absl::StrFormat("00000000-0000-0000-0000-%012d", ++ids); }

v1::SubmitActRequest SignedBy(Person& person, const google::protobuf::Message& request,
                              const Sight& sight) {
  v1::ActPayload payload;
  v1::SubmitActRequest submit;
  submit.set_parent(kName);
  *submit.mutable_texts() = transparency::PutRequest(
      request, /*hides=*/false, [](size_t bytes) { return std::string(bytes, 's'); }, payload);
  payload.set_origin(sight.origin);
  payload.set_member(person.member);
  payload.set_key(person.key);
  payload.set_key_sequence(++person.acts);
  payload.set_previous(person.last_act);
  payload.set_seen_size(sight.size);
  payload.set_seen_root(sight.root);
  payload.set_rule_hash(sight.rule_hash);
  submit.set_envelope(transparency::SealAct(payload, person.seed));
  person.last_act = transparency::EnvelopeHash(submit.envelope());
  return submit;
}

// One who acts: what they have prepared, and the call under way.
struct Actor {
  std::string authorization;
  grpc::GenericStub* stub = nullptr;
  std::deque<grpc::ByteBuffer> prepared;
  std::optional<grpc::ClientContext> context;
  grpc::ByteBuffer answer;
  grpc::Status status;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call;

  void Start(const std::string& method, grpc::CompletionQueue& queue) {
    context.emplace();
    context->AddMetadata("authorization", authorization);
    call = stub->PrepareUnaryCall(&*context, method, prepared.front(), &queue);
    prepared.pop_front();
    call->StartCall();
    call->Finish(&answer, &status, this);
  }
};

grpc::ByteBuffer BytesOf(const google::protobuf::Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, &bytes, &own);
  return bytes;
}

// Processor time used so far: by the whole process, or by the thread that asks.
absl::Duration Used(clockid_t clock) {
  timespec used{};
  clock_gettime(clock, &used);
  return absl::DurationFromTimespec(used);
}

// An assembly that is being made, and then acts.
class Kitchen {
 public:
  Kitchen(const std::string& folder, bool is_signed)
      : server_(RocksDbFolder{folder}), caller_(server_.Connect()), signed_(is_signed) {}

  absl::Status Found(const std::string& rule) {
    v1::CreateAssemblyRequest found;
    found.set_assembly_id("kitchen");
    found.set_display_name("Kitchen");
    found.set_founder_handle("m0");
    found.set_default_rule(rule);
    if (signed_) found.mutable_charter()->set_signing(v1::SIGNING_REQUIRED);
    v1::CreateAssemblyResponse founded;
    ASSENT_RETURN_IF_ERROR(Plain("", found, founded));
    ASSENT_RETURN_IF_ERROR(Enter(founded.token(), founded.member().name()));
    for (int i = 1; i <= kActing; ++i) ASSENT_RETURN_IF_ERROR(Join(absl::StrCat("m", i)));
    v1::CreateProposalRequest propose;
    propose.set_parent(kName);
    propose.set_title("Sundays");
    propose.set_text("We open on Sundays.");
    propose.set_introduce(true);
    v1::CreateProposalResponse proposed;
    ASSENT_RETURN_IF_ERROR(Do(propose, "", proposed));
    v1::CallForConsensusRequest call;
    call.set_name(kProposal);
    v1::CallForConsensusResponse called;
    return Do(call, kProposal, called);
  }

  // So many acts of each, one behind the other.
  absl::StatusOr<ActingFigures> Act(int acts) {
    ASSENT_ASSIGN_OR_RETURN(const Sight sight, Look(kProposal));
    std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
    for (int i = 0; i < kConnections; ++i) {
      stubs.push_back(std::make_unique<grpc::GenericStub>(server_.Connect()));
    }
    std::vector<std::unique_ptr<Actor>> actors;
    for (int i = 0; i < kActing; ++i) {
      actors.push_back(Prepared(people_[i], acts, sight));
      actors.back()->stub = stubs[i % kConnections].get();
    }
    return Timed(actors, acts * kActing);
  }

 private:
  absl::StatusOr<ActingFigures> Timed(const std::vector<std::unique_ptr<Actor>>& actors, int acts) {
    const std::string method =
        signed_ ? "/assent.v1.ActService/SubmitAct" : "/assent.v1.PositionService/TakePosition";
    grpc::CompletionQueue queue;
    const absl::Duration all = Used(CLOCK_PROCESS_CPUTIME_ID);
    const absl::Duration mine = Used(CLOCK_THREAD_CPUTIME_ID);
    const absl::Time start = absl::Now();
    for (const auto& actor : actors) actor->Start(method, queue);
    const absl::Status done = Drive(method, queue);
    const absl::Duration time = absl::Now() - start;
    const absl::Duration members = Used(CLOCK_THREAD_CPUTIME_ID) - mine;
    const absl::Duration server = Used(CLOCK_PROCESS_CPUTIME_ID) - all - members;
    queue.Shutdown();
    void* tag = nullptr;
    for (bool ok = false; queue.Next(&tag, &ok);) {
    }
    if (!done.ok()) return done;
    return ActingFigures{acts / absl::ToDoubleSeconds(time),
                         absl::ToDoubleMicroseconds(server) / acts,
                         absl::ToDoubleMicroseconds(members) / acts};
  }
  // Until nobody has anything left; stops at the first refusal.
  static absl::Status Drive(const std::string& method, grpc::CompletionQueue& queue) {
    void* tag = nullptr;
    bool ok = false;
    absl::Status failure;
    for (int under_way = kActing; under_way > 0 && queue.Next(&tag, &ok);) {
      Actor& actor = *static_cast<Actor*>(tag);
      if (!actor.status.ok() && failure.ok()) {
        failure = absl::UnknownError(absl::StrCat("refused: ", actor.status.error_message()));
      }
      if (failure.ok() && !actor.prepared.empty()) {
        actor.Start(method, queue);
      } else {
        --under_way;
      }
    }
    return failure;
  }

  template <typename Request, typename Response>
  absl::Status Plain(const std::string& token, const Request& request, Response& response) {
    const test::Answer answer = caller_.As(token).Call(request, &response);
    return answer.ok() ? absl::OkStatus() : absl::UnknownError(answer.ToString());
  }
  // By the founder, who looks at that proposal ("": none), and signs where members sign.
  template <typename Request, typename Response>
  absl::Status Do(Request request, const std::string& proposal, Response& response) {
    if (!signed_) return Plain(people_[0].token, request, response);
    request.set_request_id(NextId(ids_));
    ASSENT_ASSIGN_OR_RETURN(const Sight sight, Look(proposal));
    v1::SubmitActResponse done;
    ASSENT_RETURN_IF_ERROR(Plain(people_[0].token, SignedBy(people_[0], request, sight), done));
    return response.ParseFromString(done.response()) ? absl::OkStatus()
                                                     : absl::InternalError("another answer");
  }
  absl::Status Join(const std::string& handle) {
    v1::CreateInvitationRequest invite;
    invite.set_parent(kName);
    v1::CreateInvitationResponse invited;
    ASSENT_RETURN_IF_ERROR(Do(invite, "", invited));
    v1::AcceptInvitationRequest join;
    join.set_parent(kName);
    join.set_secret(invited.secret());
    join.set_handle(handle);
    v1::AcceptInvitationResponse joined;
    ASSENT_RETURN_IF_ERROR(Plain("", join, joined));
    return Enter(joined.token(), joined.member().name());
  }
  absl::Status Enter(const std::string& token, const std::string& name) {
    Person person;
    person.token = token;
    person.member = name.substr(name.rfind('/') + 1);
    person.seed = absl::StrFormat("%032d", people_.size());
    people_.push_back(person);
    if (!signed_) return absl::OkStatus();
    v1::AddDeviceKeyRequest add;
    add.set_parent(kName);
    add.set_public_key(transparency::PublicKeyOf(person.seed));
    add.set_label("a device");
    people_.back().key = static_cast<int32_t>(people_.size());
    v1::AddDeviceKeyResponse added;
    return Plain(token, add, added);
  }
  absl::StatusOr<Sight> Look(const std::string& proposal) {
    v1::GetCheckpointRequest get;
    get.set_parent(kName);
    v1::GetCheckpointResponse got;
    ASSENT_RETURN_IF_ERROR(Plain(people_[0].token, get, got));
    ASSENT_ASSIGN_OR_RETURN(const auto note, transparency::ParseNote(got.checkpoint().note()));
    ASSENT_ASSIGN_OR_RETURN(const auto seen, transparency::ParseCheckpoint(note.text));
    Sight sight = {seen.origin, static_cast<int64_t>(seen.size), seen.root, ""};
    if (proposal.empty()) return sight;
    v1::GetProposalRequest read;
    read.set_name(proposal);
    v1::GetProposalResponse found;
    ASSENT_RETURN_IF_ERROR(Plain(people_[0].token, read, found));
    sight.rule_hash = transparency::Sha256({assembly::CanonicalBytes(found.proposal().rule())});
    return sight;
  }
  std::unique_ptr<Actor> Prepared(Person& person, int acts, const Sight& sight) {
    auto actor = std::make_unique<Actor>();
    actor->authorization = absl::StrCat("Bearer ", person.token);
    for (int i = 0; i < acts; ++i) {
      v1::TakePositionRequest act;
      act.set_parent(kProposal);
      act.set_stance(i % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
      act.set_request_id(NextId(ids_));
      actor->prepared.push_back(signed_ ? BytesOf(SignedBy(person, act, sight)) : BytesOf(act));
    }
    return actor;
  }

  test::TestServer server_;
  const test::Caller caller_;
  const bool signed_;
  std::vector<Person> people_;
  int64_t ids_ = 0;
};

absl::StatusOr<ActingFigures> Measure(const Plan& plan, const std::string& folder,
                                      bool is_signed) {
  Kitchen kitchen(folder, is_signed);
  ASSENT_RETURN_IF_ERROR(kitchen.Found(plan.rule));
  const double acts = absl::ToDoubleSeconds(plan.measured) * kActsInSecond;
  return kitchen.Act(std::clamp(static_cast<int>(acts), 2, kMostActs));
}

template <typename Value>
double MedianOf(const std::vector<Value>& all, double (*figure)(const Value&)) {
  std::vector<double> values;
  for (const Value& one : all) values.push_back(figure(one));
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

ActingFigures Medians(const std::vector<ActingFigures>& rounds) {
  return {MedianOf<ActingFigures>(rounds, [](const auto& one) { return one.rate; }),
          MedianOf<ActingFigures>(rounds, [](const auto& one) { return one.server_us; }),
          MedianOf<ActingFigures>(rounds, [](const auto& one) { return one.members_us; })};
}

double CheckAlone() {
  constexpr int kChecks = 2000;
  const std::string seed(transparency::kSeedBytes, 's');
  const std::string message(400, 'm');
  const std::string signature = transparency::Sign(seed, message);
  const std::string key = transparency::PublicKeyOf(seed);
  const absl::Duration before = Used(CLOCK_THREAD_CPUTIME_ID);
  for (int i = 0; i < kChecks; ++i) {
    ASSENT_CHECK(transparency::IsSignedBy(key, message, signature), "its own signature");
  }
  return absl::ToDoubleMicroseconds(Used(CLOCK_THREAD_CPUTIME_ID) - before) / kChecks;
}

}  // namespace

absl::StatusOr<SigningFigures> MeasureSigning(const Plan& plan) {
  std::vector<ActingFigures> rounds[2];
  std::vector<double> ratios;
  for (int round = 0; round < std::max(plan.rounds, 1); ++round) {
    // Who comes first changes, so that neither gains by it.
    for (int turn = 0; turn < 2; ++turn) {
      const bool is_signed = (round + turn) % 2 == 0;
      const std::string folder = absl::StrCat(plan.folder, "/sign", round, is_signed ? "a" : "b");
      ASSENT_ASSIGN_OR_RETURN(const ActingFigures figures, Measure(plan, folder, is_signed));
      rounds[is_signed].push_back(figures);
    }
    ratios.push_back(rounds[true].back().rate / rounds[false].back().rate);
  }
  return SigningFigures{Medians(rounds[false]), Medians(rounds[true]),
                        MedianOf<double>(ratios, [](const double& ratio) { return ratio; }),
                        CheckAlone()};
}

}  // namespace assent::bench
