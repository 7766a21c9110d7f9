#include "tests/bench/signing_cost.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "assent/v1/act_service.pb.h"
#include "server/assembly/canonical.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "server/rpc/handlers/act.h"
#include "server/rpc/handlers/submit_act.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"
#include "storage/rocksdb/rocksdb_store.h"

namespace assent::bench {
namespace {

constexpr char kName[] = "assemblies/kitchen";
constexpr char kProposal[] = "assemblies/kitchen/proposals/1";
// Each has one act under way; and one more is silent, so that the call goes on.
constexpr int kActing = 64;
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

// An assembly that is being made, and then acts.
class Kitchen {
 public:
  Kitchen(ledger::Ledger& ledger, bool is_signed) : ledger_(ledger), signed_(is_signed) {}

  absl::Status Found(const std::string& rule) {
    v1::CreateAssemblyRequest found;
    found.set_assembly_id("kitchen");
    found.set_display_name("Kitchen");
    found.set_founder_handle("m0");
    found.set_default_rule(rule);
    if (signed_) found.mutable_charter()->set_signing(v1::SIGNING_REQUIRED);
    ASSENT_ASSIGN_OR_RETURN(const auto founded, Plain("", found));
    ASSENT_RETURN_IF_ERROR(Enter(founded.token(), founded.member().name()));
    for (int i = 1; i <= kActing; ++i) {
      v1::CreateInvitationRequest invite;
      invite.set_parent(kName);
      ASSENT_ASSIGN_OR_RETURN(const auto invited, Do<v1::CreateInvitationResponse>(invite));
      v1::AcceptInvitationRequest join;
      join.set_parent(kName);
      join.set_secret(invited.secret());
      join.set_handle(absl::StrCat("m", i));
      ASSENT_ASSIGN_OR_RETURN(const auto joined, Plain("", join));
      ASSENT_RETURN_IF_ERROR(Enter(joined.token(), joined.member().name()));
    }
    v1::CreateProposalRequest propose;
    propose.set_parent(kName);
    propose.set_title("Sundays");
    propose.set_text("We open on Sundays.");
    propose.set_introduce(true);
    ASSENT_RETURN_IF_ERROR(Do<v1::CreateProposalResponse>(propose).status());
    v1::CallForConsensusRequest call;
    call.set_name(kProposal);
    return Do<v1::CallForConsensusResponse>(call).status();
  }

  // So many acts of each, one behind the other; acts a second of all together.
  absl::StatusOr<double> Act(int acts) {
    ASSENT_ASSIGN_OR_RETURN(sight_, Look(kProposal));
    for (int i = 0; i < kActing; ++i) queues_.push_back(Prepared(people_[i], acts));
    left_ = kActing;
    const absl::Time start = absl::Now();
    for (int i = 0; i < kActing; ++i) Next(i);
    absl::MutexLock lock(&mutex_);
    const auto done = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return left_ == 0; };
    mutex_.Await(absl::Condition(&done));
    if (!refused_.ok()) return refused_;
    return static_cast<double>(acts) * kActing / absl::ToDoubleSeconds(absl::Now() - start);
  }

 private:
  struct Ready {
    v1::TakePositionRequest plain;
    v1::SubmitActRequest signed_act;
  };

  template <typename Request>
  absl::StatusOr<ledger::ResponseOf<Request>> Plain(const std::string& token,
                                                    const Request& request) {
    auto pending = ledger_.Perform({"kitchen", token}, request);
    ledger_.Flush();
    return std::move(pending.response);
  }
  // By the founder, signed where members sign.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(Request request) {
    if (!signed_) return Plain(people_[0].token, request);
    request.set_request_id(NextId(ids_));
    std::string about;
    if constexpr (requires { request.name(); }) about = request.name();
    ASSENT_ASSIGN_OR_RETURN(const Sight sight, Look(about));
    const v1::SubmitActRequest submit = SignedBy(people_[0], request, sight);
    rpc::Context context(ledger_, people_[0].token, v1::Token::SCOPE_ACT,
                         ledger::Patience::kRehearse);
    ASSENT_ASSIGN_OR_RETURN(const v1::SubmitActResponse done, rpc::SubmitAct(submit, context));
    ledger_.Flush();
    Response response;
    response.ParseFromString(done.response());
    return response;
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
    return Plain(token, add).status();
  }
  absl::StatusOr<Sight> Look(const std::string& proposal) {
    const ledger::Access founder = {"kitchen", people_[0].token};
    ASSENT_ASSIGN_OR_RETURN(
        Sight sight, ledger_
                         .Inspect(founder,
                                  [&](const assembly::State& state, int32_t,
                                      absl::Time) -> absl::StatusOr<Sight> {
                                    Sight seen = {state.origin, state.sequence, "", ""};
                                    if (!proposal.empty()) {
                                      seen.rule_hash = transparency::Sha256(
                                          {assembly::CanonicalBytes(state.proposals.at(1).rule())});
                                    }
                                    return seen;
                                  })
                         .response);
    ASSENT_ASSIGN_OR_RETURN(sight.root, ledger_.RootAt(founder, sight.size).response);
    return sight;
  }
  std::deque<Ready> Prepared(Person& person, int acts) {
    std::deque<Ready> prepared;
    for (int i = 0; i < acts; ++i) {
      Ready act;
      act.plain.set_parent(kProposal);
      act.plain.set_stance(i % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
      act.plain.set_request_id(NextId(ids_));
      if (signed_) act.signed_act = SignedBy(person, act.plain, sight_);
      prepared.push_back(std::move(act));
    }
    return prepared;
  }
  void Next(int i) {
    if (queues_[i].empty()) return End(absl::OkStatus());
    const auto act = std::make_shared<Ready>(std::move(queues_[i].front()));
    queues_[i].pop_front();
    if (signed_) {
      Run<v1::SubmitActResponse>(i, [this, i, act](rpc::Context& context) {
        return rpc::SubmitAct(act->signed_act, context);
      });
    } else {
      Run<v1::TakePositionResponse>(
          i, [this, i, act](rpc::Context& context) { return rpc::Act(act->plain, context); });
    }
  }
  // As the driver does it (server/rpc/driver.h).
  template <typename Response, typename Handler>
  void Run(int i, Handler handler) {
    ledger_.Run<Response>(
        [this, i, handler](ledger::Patience patience) -> ledger::Pending<Response> {
          rpc::Context context(ledger_, people_[i].token, v1::Token::SCOPE_ACT, patience);
          absl::StatusOr<Response> answer = handler(context);
          return {std::move(answer), context.TakeTicket()};
        },
        [this, i](absl::StatusOr<Response> answer) {
          answer.ok() ? Next(i) : End(answer.status());
        });
  }
  void End(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (!status.ok()) refused_ = status;
    --left_;
  }

  ledger::Ledger& ledger_;
  const bool signed_;
  std::vector<Person> people_;
  std::vector<std::deque<Ready>> queues_;
  Sight sight_;
  int64_t ids_ = 0;
  absl::Mutex mutex_;
  int left_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status refused_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<double> Measure(const Plan& plan, const std::string& folder, bool is_signed) {
  const base::SystemClock clock;
  ASSENT_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(folder));
  ASSENT_ASSIGN_OR_RETURN(const auto ledger,
                          ledger::Ledger::Open(*store, clock, base::SystemEntropy(), {}));
  Kitchen kitchen(*ledger, is_signed);
  ASSENT_RETURN_IF_ERROR(kitchen.Found(plan.rule));
  const double acts = absl::ToDoubleSeconds(plan.measured) * kActsInSecond;
  return kitchen.Act(std::clamp(static_cast<int>(acts), 2, kMostActs));
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

absl::StatusOr<SigningFigures> MeasureSigning(const Plan& plan) {
  std::vector<double> with;
  std::vector<double> without;
  for (int round = 0; round < std::max(plan.rounds, 1); ++round) {
    for (const bool is_signed : {true, false}) {
      const std::string folder = absl::StrCat(plan.folder, "/sign", round, is_signed ? "a" : "b");
      ASSENT_ASSIGN_OR_RETURN(const double figure, Measure(plan, folder, is_signed));
      (is_signed ? with : without).push_back(figure);
    }
  }
  return SigningFigures{Median(std::move(without)), Median(std::move(with))};
}

}  // namespace assent::bench
