// A ledger with one assembly in it, "kitchen", and its members' tokens: what
// most tests of the ledger start from.

#ifndef ASSENT_TESTS_LEDGER_CLUB_H_
#define ASSENT_TESTS_LEDGER_CLUB_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "assent/v1/entry.pb.h"
#include "server/base/entropy.h"
#include "server/ledger/ledger.h"
#include "storage/event_store.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/status_matchers.h"

namespace assent::ledger {

inline constexpr char kKitchen[] = "kitchen";
inline constexpr char kKitchenName[] = "assemblies/kitchen";
inline constexpr char kProposal[] = "assemblies/kitchen/proposals/1";

// No thread of the ledger's own looks at the clock: SettleDue() does.
inline Options Unpunctual() {
  Options options;
  options.clock_poll = absl::InfiniteDuration();
  return options;
}

inline std::unique_ptr<Ledger> OpenLedger(storage::EventStore& store, const base::Clock& clock,
                                          const Options& options = Unpunctual()) {
  return *Ledger::Open(store, clock, base::SystemEntropy(), options);
}

// Performs and waits until it may be shown.
template <typename Request>
absl::StatusOr<ResponseOf<Request>> Await(Ledger& ledger, const Access& access,
                                          const Request& request) {
  absl::StatusOr<ResponseOf<Request>> result = absl::UnknownError("");
  absl::Notification shown;
  ledger.Run<ResponseOf<Request>>(
      [&](auto patience) { return ledger.Perform(access.With(patience), request); },
      [&](absl::StatusOr<ResponseOf<Request>> response) {
        result = std::move(response);
        shown.Notify();
      });
  shown.WaitForNotification();
  return result;
}

// The same of an erasure: until the text is gone.
inline absl::StatusOr<v1::EraseTextResponse> AwaitErased(
    Ledger& ledger, const Access& access, const v1::EraseTextRequest& request,
    const assembly::SignedAct* signed_act = nullptr) {
  absl::StatusOr<v1::EraseTextResponse> result = absl::UnknownError("");
  absl::Notification shown;
  ledger.Run<v1::EraseTextResponse>(
      [&](auto patience) { return ledger.EraseText(access.With(patience), request, signed_act); },
      [&](absl::StatusOr<v1::EraseTextResponse> response) {
        result = std::move(response);
        shown.Notify();
      });
  shown.WaitForNotification();
  return result;
}

// Waits for the ticket.
inline absl::Status AwaitTicket(Ledger& ledger, const Ticket& ticket) {
  absl::Status result;
  absl::Notification settled;
  ledger.WhenDurable(ticket, [&](absl::Status status) {
    result = std::move(status);
    settled.Notify();
  });
  settled.WaitForNotification();
  return result;
}

class Club {
 public:
  // Founds it, with members m0, m1, …; m0 is the founder.
  Club(Ledger& ledger, const std::string& rule, int members);

  // The ledger may be another one later, on the same store.
  void MoveTo(Ledger& ledger) { ledger_ = &ledger; }
  Ledger& ledger() { return *ledger_; }

  Access As(int member) const { return {kKitchen, tokens_[member]}; }
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> Do(int member, const Request& request) {
    return Await(*ledger_, As(member), request);
  }

  absl::StatusOr<v1::CreateProposalResponse> Propose();
  absl::StatusOr<v1::CallForConsensusResponse> Call();
  absl::StatusOr<v1::TakePositionResponse> Say(int member, v1::Stance stance);
  absl::StatusOr<v1::DecideProposalResponse> Decide();
  // Proposes and calls.
  void OpenCall();

  v1::Proposal::State StateOfProposal();
  // The position that the proposal's book holds for each member who gave one.
  std::vector<std::optional<v1::Stance>> Positions();
  int64_t Sequence();

 private:
  Ledger* ledger_;
  std::vector<std::string> tokens_;
  int proposed_ = 0;
};

v1::TakePositionRequest PositionRequest(v1::Stance stance);
v1::CreateAssemblyRequest FoundingRequest(const std::string& assembly, const std::string& rule);

// All entries of the kitchen's log, opened.
std::vector<event::v1::Event> EventsOf(storage::EventStore& store);

}  // namespace assent::ledger

#endif  // ASSENT_TESTS_LEDGER_CLUB_H_
