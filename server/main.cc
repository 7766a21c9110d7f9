// assentd: the server. See options.h for its command line.

#include <signal.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/base/limits.h"
#include "server/base/log.h"
#include "server/ledger/rebuild.h"
#include "server/ledger/restored.h"
#include "server/options.h"
#include "server/server.h"
#include "server/stop.h"

namespace assent {
namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "assentd: %s\n", std::string(status.message()).c_str());
  return kExitFailed;
}

// The signals that end the service, and with TLS SIGHUP, which has the certificate read anew.
// Blocked before the first thread starts, so that all threads inherit that and only Wait() takes
// one.
sigset_t Signals(bool with_tls) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  if (with_tls) sigaddset(&signals, SIGHUP);
  return signals;
}

void ReloadTls(Server& server) {
  const absl::Status read = server.ReloadTls();
  base::Log(read.ok() ? base::Severity::kInfo : base::Severity::kError, "certificate_read",
            {{"outcome", read.ok() ? "taken" : std::string(read.message())}});
}

// Returns when the operator wants an end. A second signal ends the process at once.
void Wait(Server& server, bool with_tls) {
  const sigset_t signals = Signals(with_tls);
  int signal = SIGHUP;
  while (true) {
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    ReloadTls(server);
  }
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

int Run(const Serve& serve) {
  const bool with_tls = serve.tls.has_value();
  const sigset_t signals = Signals(with_tls);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  const base::SystemClock clock;
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(serve, clock);
  if (!server.ok()) return Fail(server.status());
  const std::string address = (*server)->address().ToString();
  base::Log(base::Severity::kInfo, "listening",
            {{"address", address}, {"store", NameOf(serve.store)}});
  std::printf("assentd: serving on %s (store %s)\n", address.c_str(), NameOf(serve.store).c_str());
  if (!serve.founding_token_file.empty()) {
    std::printf("assentd: founding takes the token in %s\n", serve.founding_token_file.c_str());
  }
  std::fflush(stdout);
  Wait(**server, with_tls);
  base::Log(base::Severity::kInfo, "draining");
  StopWithin(kMaxStop, [&] {
    (*server)->Drain();
    server->reset();
  });
  base::Log(base::Severity::kInfo, "stopped");
  return 0;
}

int Run(const RebuildDocuments& rebuild) {
  absl::StatusOr<std::unique_ptr<storage::EventStore>> store = OpenStore(rebuild.store);
  if (!store.ok()) return Fail(store.status());
  int64_t assemblies = 0;
  const absl::Status status =
      ledger::Rebuild(**store, [&](absl::string_view assembly, int64_t sequence) {
        ++assemblies;
        std::printf("assemblies/%s: documents made anew from %lld entries\n",
                    std::string(assembly).c_str(), static_cast<long long>(sequence));
      });
  if (!status.ok()) return Fail(status);
  std::printf("assentd: rebuilt %lld assemblies\n", static_cast<long long>(assemblies));
  return 0;
}

int Run(const DeclareRestored& restored) {
  absl::StatusOr<std::unique_ptr<storage::EventStore>> store = OpenStore(restored.store);
  if (!store.ok()) return Fail(store.status());
  const absl::Status status = ledger::DeclareForks(
      **store, base::SystemClock(), base::SystemEntropy(), restored.reason,
      [](absl::string_view assembly, int64_t sequence) {
        std::printf("assemblies/%s: goes on from entry %lld, declared\n",
                    std::string(assembly).c_str(), static_cast<long long>(sequence));
      });
  return status.ok() ? 0 : Fail(status);
}

int Run(const Exit& exit) { return exit.code; }

}  // namespace
}  // namespace assent

int main(int argc, char** argv) {
  umask(077);  // what members say is for members, not for everybody on this machine
  // Debian's Abseil looks at every lock for a possible deadlock, which costs some 2 % of the
  // processor time of an act and is for tests: there it is on.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const assent::Task task = assent::ParseTask(argc, argv, assent::DataHome());
  return std::visit([](const auto& chosen) { return assent::Run(chosen); }, task);
}
