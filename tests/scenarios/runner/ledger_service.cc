#include "tests/scenarios/runner/ledger_service.h"

#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "server/assembly/decide_presence.h"
#include "server/assembly/views.h"
#include "server/base/entropy.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "storage/memory/memory_store.h"
#include "tests/scenarios/runner/requests.h"

namespace assent::scenario {
namespace {

using google::protobuf::Message;

template <typename Request>
using ResponseOf = ledger::ResponseOf<Request>;

// Waits for the ledger's answer to one mutation.
template <typename Request>
absl::StatusOr<ResponseOf<Request>> Await(ledger::Ledger& ledger, const ledger::Access& access,
                                          const Request& request) {
  absl::StatusOr<ResponseOf<Request>> answer = absl::UnknownError("no answer");
  absl::Notification answered;
  ledger.Run<ResponseOf<Request>>(
      [&](auto patience) { return ledger.Perform(access.With(patience), request); },
      [&](absl::StatusOr<ResponseOf<Request>> response) {
        answer = std::move(response);
        answered.Notify();
      });
  answered.WaitForNotification();
  return answer;
}

const google::protobuf::FieldDescriptor* RequestIdOf(const Message& request) {
  return request.GetDescriptor()->FindFieldByName("request_id");
}

bool IsForShow(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("validate_only");
  return request.GetReflection()->GetBool(request, field);
}

std::string Told(const absl::StatusOr<std::unique_ptr<Message>>& reply) {
  return reply.ok() ? (*reply)->SerializeAsString() : base::ReasonOf(reply.status());
}

}  // namespace

LedgerService::LedgerService(const base::Clock& clock, LedgerOptions options)
    : clock_(clock), options_(std::move(options)), store_(options_.new_store()) {
  Open();
}

void LedgerService::Open() {
  ledger_.reset();  // before the new one: both would write
  ledger::Options options;
  if (options_.snapshots) options.snapshot_every = 1;
  auto opened = ledger::Ledger::Open(*store_, clock_, base::SystemEntropy(), options);
  if (!opened.ok()) return Trouble(opened.status());
  ledger_ = *std::move(opened);
}

void LedgerService::Trouble(absl::Status status) {
  if (trouble_.ok()) trouble_ = std::move(status);
}

LedgerService::Reply LedgerService::Perform(const Caller& caller, const Message& request) {
  if (ledger_ == nullptr) return trouble_;
  Reply reply = options_.twice ? PerformTwice(caller, request) : PerformOnce(caller, request);
  if (options_.restart && ++acts_ >= next_restart_) {
    next_restart_ = acts_ < 300 ? 0 : acts_ + acts_ / 10;
    Open();
  }
  return reply;
}

LedgerService::Reply LedgerService::PerformOnce(const Caller& caller, const Message& request) {
  Reply reply = absl::InternalError("not a mutation");
  VisitRequest(Mutations(), request, [&](auto typed) {
    if (options_.meddle) options_.meddle(typed);
    auto answer = Await(*ledger_, {caller.assembly, caller.token}, typed);
    if (!answer.ok()) {
      reply = answer.status();
    } else {
      reply = std::make_unique<std::decay_t<decltype(*answer)>>(*std::move(answer));
    }
  });
  return reply;
}

LedgerService::Reply LedgerService::PerformTwice(const Caller& caller, const Message& request) {
  std::unique_ptr<Message> named(request.New());
  named->CopyFrom(request);
  const auto* field = RequestIdOf(*named);
  if (named->GetReflection()->GetString(*named, field).empty()) {
    named->GetReflection()->SetString(
        named.get(), field, absl::StrFormat("5ce7a210-0000-4000-8000-%012d", ++request_ids_));
  }
  Reply first = PerformOnce(caller, *named);
  const Reply second = PerformOnce(caller, *named);
  if (Told(first) != Told(second)) {
    Trouble(absl::InternalError(absl::StrCat("sent twice, ", request.GetDescriptor()->name(),
                                             " got two different answers")));
  }
  RepeatBefore();
  before_.reset();
  if (first.ok() && !IsForShow(*named)) {
    before_ = Done{caller, std::move(named), clock_.Now(), Told(first)};
  }
  return first;
}

void LedgerService::RepeatBefore() {
  // That long a request is known (api.md).
  if (!before_ || clock_.Now() - before_->time >= absl::Hours(24)) return;
  if (Told(PerformOnce(before_->caller, *before_->request)) == before_->answer) return;
  Trouble(absl::InternalError(absl::StrCat("sent again behind another act, ",
                                           before_->request->GetDescriptor()->name(),
                                           " got another answer")));
}

// A look settles what is due, also in a ledger that has just been opened.
absl::Status LedgerService::Settle(const Caller& caller) {
  const auto look = [](const assembly::State&, int32_t, absl::Time) -> absl::StatusOr<bool> {
    return true;
  };
  ASSENT_RETURN_IF_ERROR(ledger_->Inspect({caller.assembly, caller.token}, look).response.status());
  ledger_->Flush();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DocumentReads::Stored>> LedgerService::Scan(const Caller& caller,
                                                                       const std::string& prefix) {
  std::vector<Stored> found;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::vector<storage::Document> page,
        store_->ScanDocuments(caller.assembly, prefix, found.empty() ? "" : found.back().key, {}));
    if (page.empty()) return found;
    for (const storage::Document& document : page) found.push_back({document.key, document.value});
  }
}

absl::StatusOr<std::vector<std::string>> LedgerService::Leaves(const Caller& caller) {
  std::vector<std::string> leaves;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> page,
                            store_->ReadLog(caller.assembly, leaves.size(), {}));
    if (page.empty()) return leaves;
    for (const storage::Entry& entry : page) leaves.push_back(entry.leaf);
  }
}

absl::StatusOr<std::optional<v1::Proposal>> LedgerService::OpenProposal(const Caller& caller,
                                                                        int32_t number) {
  return ledger_
      ->Inspect({caller.assembly, caller.token},
                [&](const assembly::State& state, int32_t reader,
                    absl::Time now) -> absl::StatusOr<std::optional<v1::Proposal>> {
                  return assembly::ViewProposal(state, number, reader, now, "en");
                })
      .response;
}

absl::Status LedgerService::Look(const Caller& caller, LookAt look) {
  return ledger_
      ->Inspect({caller.assembly, caller.token},
                [&](const assembly::State& state, int32_t reader,
                    absl::Time now) -> absl::StatusOr<bool> {
                  ASSENT_RETURN_IF_ERROR(look(state, reader, now));
                  return true;
                })
      .response.status();
}

}  // namespace assent::scenario
