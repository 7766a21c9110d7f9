// The pure core as a service: assembly::Perform() on a state in memory, with a
// simulated clock and a notary that repeats itself. Nothing else is needed to
// run a scenario, and every run of it is the same to the byte.
//
// After each act it can look at the state with other eyes (see Inspector), and
// go on with a state that was rebuilt from the log.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_CORE_SERVICE_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_CORE_SERVICE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/notary.h"
#include "server/assembly/state.h"
#include "server/base/clock.h"
#include "server/transparency/tlog/tree.h"
#include "server/transparency/verify.h"
#include "tests/scenarios/runner/document_reads.h"
#include "tests/scenarios/runner/signers.h"

namespace assent::scenario {

// What there is to see after an act.
struct Seen {
  assembly::State& state;
  absl::Time now;
  const std::vector<assembly::SealedEntry>& log;
};
// Looks at it; an error is a failure of the scenario. Canaries use it to break
// the state instead.
using Inspector = std::function<absl::Status(const Seen&)>;

struct CoreOptions {
  // Each act runs on a state that was replayed from the log; behind the first
  // few hundred entries, whenever the log has grown by a tenth.
  bool rebuild_after_every_act = false;
  // Every act of every member is signed, and the log verified after it.
  bool sign = false;
  std::vector<Inspector> inspectors;
};

class CoreService final : public DocumentReads {
 public:
  // The clock outlives the service.
  CoreService(const base::Clock& clock, CoreOptions options);

  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Perform(
      const Caller& caller, const google::protobuf::Message& request) override;
  absl::Status Check() override { return trouble_; }

  const assembly::State& state() const { return state_; }

 protected:
  absl::Status Settle(const Caller& caller) override;
  absl::StatusOr<std::vector<Stored>> Scan(const Caller& caller,
                                           const std::string& prefix) override;
  absl::StatusOr<std::vector<std::string>> Leaves(const Caller& caller) override;
  absl::StatusOr<std::optional<v1::Proposal>> OpenProposal(const Caller& caller,
                                                           int32_t number) override;
  absl::Status Look(const Caller& caller, LookAt look) override;

 private:
  template <typename Request>
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Decide(const Caller& caller,
                                                                    const Request& request);
  // -1: nobody.
  // Member and token, by index; -1: none.
  struct Actor {
    int32_t member = -1;
    int32_t token = -1;
  };
  absl::StatusOr<Actor> ActorOf(const Caller& caller) const;
  // What the member signs, who has looked at everything first; `sent` stays the request
  // where it goes unsigned.
  template <typename Request>
  absl::StatusOr<bool> Sign(Actor actor, Request& sent, assembly::SignedAct& act);
  // Gives a signing key to each member who has none.
  void GiveKeys();
  // Keeps what an act wrote, and looks at what became of the state.
  void Keep(const assembly::Act& act);
  void Verify();
  void Rebuild();
  void Trouble(absl::Status status);

  const base::Clock& clock_;
  const CoreOptions options_;
  const std::unique_ptr<assembly::Notary> notary_;
  assembly::State state_;
  std::vector<assembly::SealedEntry> log_;
  Signers signers_;
  transparency::Frontier tree_;  // over log_
  std::optional<transparency::Verification> verification_;
  size_t verified_ = 0;      // entries
  size_t next_whole_ = 0;  // not before the log has so many entries
  std::map<std::string, std::string> documents_;
  assembly::Touched refs_;  // of every document that was ever written
  // What was answered to a request_id, as the ledger keeps it.
  struct Reply {
    std::string body;
    std::shared_ptr<google::protobuf::Message> answer;
  };
  std::map<std::string, Reply> replies_;
  absl::Status trouble_;
};

// A notary whose ids, salts and secrets are the same in every run.
std::unique_ptr<assembly::Notary> RepeatingNotary();

// The event of an entry, with its texts.
event::v1::Event Reopen(const assembly::SealedEntry& entry);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_CORE_SERVICE_H_
