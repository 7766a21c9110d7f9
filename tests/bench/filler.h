// Fills a store through a ledger, as a server would: halls in which positions are asked for, and
// some of their members never stop saying something else.

#ifndef ASSENT_TESTS_BENCH_FILLER_H_
#define ASSENT_TESTS_BENCH_FILLER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "storage/event_store.h"

namespace assent::bench {

inline constexpr int kSpeakers = 8;  // of a long log

// One assembly that somebody founded, with a call for consensus in it.
struct Hall {
  std::string name;  // assemblies/…
  std::vector<std::string> tokens;
};

class Filler {
 public:
  static absl::StatusOr<std::unique_ptr<Filler>> Open(storage::EventStore& store,
                                                      const ledger::Options& options) {
    auto filler = std::make_unique<Filler>();
    ASSENT_ASSIGN_OR_RETURN(filler->ledger_, ledger::Ledger::Open(store, filler->clock_,
                                                                  base::SystemEntropy(), options));
    return filler;
  }

  absl::StatusOr<Hall> Found(const std::string& id, int members) {
    v1::CreateAssemblyRequest found;
    found.set_assembly_id(id);
    found.set_display_name("Hall");
    found.set_founder_handle("m0");
    found.set_default_rule("quick_default");
    ASSENT_ASSIGN_OR_RETURN(const auto founded, Do(id, "", found));
    Hall hall = {founded.assembly().name(), {founded.token()}};
    for (int member = 1; member < members; ++member) {
      v1::CreateInvitationRequest invite;
      invite.set_parent(hall.name);
      ASSENT_ASSIGN_OR_RETURN(const auto invited, Do(id, hall.tokens[0], invite));
      v1::AcceptInvitationRequest join;
      join.set_parent(hall.name);
      join.set_secret(invited.secret());
      join.set_handle(absl::StrCat("m", member));
      ASSENT_ASSIGN_OR_RETURN(const auto joined, Do(id, "", join));
      hall.tokens.push_back(joined.token());
    }
    v1::CreateProposalRequest propose;
    propose.set_parent(hall.name);
    propose.set_title("Open on Sundays");
    propose.set_text("We cook every Sunday from May.");
    propose.set_introduce(true);
    ASSENT_RETURN_IF_ERROR(Do(id, hall.tokens[0], propose).status());
    v1::CallForConsensusRequest call;
    call.set_name(absl::StrCat(hall.name, "/proposals/1"));
    ASSENT_RETURN_IF_ERROR(Do(id, hall.tokens[0], call).status());
    return hall;
  }

  // The founder stays silent, so that the call stays open.
  absl::Status Talk(const std::string& id, const Hall& hall, int entries) {
    v1::TakePositionRequest position;
    position.set_parent(absl::StrCat(hall.name, "/proposals/1"));
    position.set_reason("The hall is free on Sundays, and three of us can carry the pots.");
    for (int i = 0; i < entries; ++i) {
      position.set_stance(i % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
      const std::string& token = hall.tokens[1 + static_cast<size_t>(i) % (kSpeakers - 1)];
      ASSENT_RETURN_IF_ERROR(Do(id, token, position).status());
    }
    return absl::OkStatus();
  }

  ledger::Ledger& ledger() { return *ledger_; }
  void Close() { ledger_.reset(); }

 private:
  template <typename Request>
  absl::StatusOr<ledger::ResponseOf<Request>> Do(const std::string& id, const std::string& token,
                                                 const Request& request) {
    if (++acts_ % 2000 == 0) ledger_->Flush();
    return ledger_->Perform({id, token, ledger::Patience::kRead}, request).response;
  }

  const base::SystemClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  int64_t acts_ = 0;
};

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_FILLER_H_
