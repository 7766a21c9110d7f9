#include "client/cli/connection.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "client/cli/files.h"
#include "client/cli/status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

constexpr absl::string_view kTls = "https://";
constexpr absl::string_view kUnix = "unix:";
constexpr absl::string_view kTlsPort = ":443";
// Often enough to outlast a restart of the server, seldom enough to give up
// before a person does.
constexpr int kAttempts = 5;
constexpr absl::Duration kLongestWait = absl::Seconds(10);
constexpr absl::Duration kAfterBreak = absl::Milliseconds(300);
// A watch finds out that its server is gone. The server allows a ping every 20 s.
constexpr int kPingMillis = 30'000;
constexpr int kPingTimeoutMillis = 10'000;

std::shared_ptr<grpc::Channel> MakeChannel(absl::string_view server, std::string roots) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingMillis);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingTimeoutMillis);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetUserAgentPrefix("assent-cli");
  // A proxy from the environment cannot reach this machine's own loopback.
  if (IsLoopback(server)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (!absl::ConsumePrefix(&server, kTls)) {
    return grpc::CreateCustomChannel(std::string(server), grpc::InsecureChannelCredentials(),
                                     arguments);
  }
  server = absl::StripSuffix(server, "/");
  const bool has_port = absl::StrContains(server.substr(server.rfind(']') + 1), ':');
  return grpc::CreateCustomChannel(absl::StrCat(server, has_port ? "" : kTlsPort),
                                   grpc::SslCredentials({std::move(roots), "", ""}), arguments);
}

bool IsAddress(absl::string_view server) {
  if (absl::StartsWith(server, kTls)) return server.size() > kTls.size();
  if (absl::StartsWith(server, kUnix)) return server.size() > kUnix.size();
  const size_t colon = server.rfind(':');
  int port = 0;
  return colon != absl::string_view::npos && colon > 0 &&
         absl::SimpleAtoi(server.substr(colon + 1), &port) && port > 0 && port < 65536;
}

bool IsTransient(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

}  // namespace

bool IsLoopback(absl::string_view address) {
  if (absl::StartsWith(address, kUnix)) return true;
  const std::string host(address.substr(0, address.rfind(':')));
  if (host == "localhost" || host == "[::1]") return true;
  in_addr numeric;  // a name such as 127.example.org leads anywhere
  return inet_pton(AF_INET, host.c_str(), &numeric) == 1 && (ntohl(numeric.s_addr) >> 24) == 127;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& server,
                                                             const std::string& token,
                                                             bool plaintext,
                                                             const std::string& ca) {
  if (!IsAddress(server)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", server, "\" is no server; write HOST:PORT, https://HOST or unix:PATH"));
  }
  if (!token.empty() && !plaintext && !absl::StartsWith(server, kTls) && !IsLoopback(server)) {
    return absl::InvalidArgumentError(
        absl::StrCat("your token would travel to ", server,
                     " unencrypted; use https://HOST or a tunnel, or allow it with --plaintext"));
  }
  std::string roots;
  if (!ca.empty()) {
    ASSENT_ASSIGN_OR_RETURN(roots, ReadFileOrStdin(ca));
    if (!absl::StrContains(roots, "BEGIN CERTIFICATE")) {
      return absl::InvalidArgumentError(absl::StrCat(ca, " holds no certificate in PEM form"));
    }
  }
  return std::unique_ptr<Connection>(
      new Connection(server, token, MakeChannel(server, std::move(roots))));
}

void Connection::Authorize(grpc::ClientContext& context) const {
  if (!token_.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token_));
}

absl::Status Connection::Try(absl::FunctionRef<grpc::Status(grpc::ClientContext*)> call) const {
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
    Authorize(context);
    const absl::Status status = FromGrpc(call(&context));
    if (!IsTransient(status) || attempt == kAttempts) return Explain(status);
    std::optional<absl::Duration> wait = RetryDelayOf(status);
    const bool broke = absl::IsUnavailable(status) && !HasDetails(status) &&
                       channel_->GetState(false) != GRPC_CHANNEL_TRANSIENT_FAILURE;
    if (!wait.has_value() && broke) wait = kAfterBreak;
    if (!wait.has_value() || *wait > kLongestWait) return Explain(status);
    absl::SleepFor(std::max(*wait, absl::Milliseconds(1)));
  }
}

absl::Status Connection::Explain(const absl::Status& status) const {
  if (HasDetails(status)) return status;
  if (absl::IsUnavailable(status)) {
    return absl::UnavailableError(absl::StrCat(
        "no server answers at ", server_, "; is assentd running there? (", status.message(), ")"));
  }
  if (absl::IsDeadlineExceeded(status)) {
    return absl::DeadlineExceededError(absl::StrCat(
        server_, " did not answer in time; what was asked may have happened all the same"));
  }
  return status;
}

}  // namespace assent::cli
