#include "tests/fuzz/streams.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/synchronization/notification.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/access.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/import_log.h"
#include "server/rpc/handlers/record.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/handlers.h"

namespace assent::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

// No log of a few entries has more to say.
constexpr size_t kMostMessages = 1000;

template <typename Response>
Heard ToItsEnd(rpc::Feed<Response>& feed) {
  Heard heard;
  while (heard.messages.size() < kMostMessages) {
    absl::StatusOr<ledger::Bytes> next = ledger::Bytes();
    absl::Notification given;
    feed.FindNext([&](absl::StatusOr<ledger::Bytes> found) {
      next = std::move(found);
      given.Notify();
    });
    given.WaitForNotification();
    heard.status = next.status();
    if (!next.ok() || *next == nullptr) return heard;
    heard.messages.push_back(**next);
  }
  Require(false, "a stream that never ends");
  return heard;
}

using Open = Heard (*)(rpc::FeedParts, const Message&);
struct Method {
  v1::Token::Scope scope = v1::Token::SCOPE_UNSPECIFIED;
  Open open = nullptr;
};
using Methods = std::map<const Descriptor*, Method>;

template <auto make, typename Request, typename Response>
void Add(std::shared_ptr<rpc::Feed<Response>> (*)(rpc::FeedParts, const Request&),
         Methods& methods) {
  methods[Request::descriptor()] = {
      rpc::ScopeOf<Request>(), [](rpc::FeedParts parts, const Message& request) {
        return ToItsEnd(*make(std::move(parts), static_cast<const Request&>(request)));
      }};
}
template <auto... makes>
Methods Made() {
  Methods methods;
  (Add<makes>(makes, methods), ...);
  return methods;
}

const Method* Find(const Descriptor& request) {
  static const auto* const methods =
      new Methods(Made<&rpc::MakeProposalFeed, &rpc::MakeAssemblyFeed, &rpc::MakeEntryFeed,
                       &rpc::MakeExportFeed>());
  const auto found = methods->find(&request);
  return found == methods->end() ? nullptr : &found->second;
}

}  // namespace

bool IsStream(const Descriptor& request) { return Find(request) != nullptr; }

// As the watches do it (server/rpc/watches.h).
Heard Listen(ledger::Ledger& ledger, const std::string& token, const Message& request) {
  if (token.empty()) return {{}, rpc::refusal::TokenMissing()};
  const auto assembly = assembly::AssemblyOf(SubjectOf(request), "name");
  if (!assembly.ok()) return {{}, assembly.status()};
  const Method& method = *Find(*request.GetDescriptor());
  ledger::WorkerPool workers(1, 8);
  return method.open(
      {ledger, workers, {*assembly, token, ledger::Patience::kRehearse, method.scope}, nullptr},
      request);
}

absl::StatusOr<std::string> Upload(ledger::Ledger& ledger, const v1::ImportLogRequest& piece) {
  const auto sink = rpc::MakeImportSink(ledger);
  ASSENT_RETURN_IF_ERROR(sink->Take(piece));
  ASSENT_ASSIGN_OR_RETURN(const v1::ImportLogResponse response, sink->End());
  return response.SerializeAsString();
}

}  // namespace assent::fuzz
