#include <optional>
#include <string>
#include <utility>

#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

constexpr char kProposal[] = "assemblies/{assembly}/proposals/{proposal}";

class ProposalFeed final : public Feed<v1::WatchProposalResponse> {
 public:
  ProposalFeed(FeedParts parts, const v1::WatchProposalRequest& request)
      : Feed(std::move(parts), request.after_sequence()),
        name_(assembly::ParseName(request.name(), kProposal, "name")) {}

  void FindNext(GiveNext give) override {
    if (!name_.ok()) return std::move(give)(name_.status());
    Look<Seen>(
        [this](const assembly::State& state, int32_t reader, absl::Time now) {
          return LookAt(state, reader, now);
        },
        [this](Seen seen, GiveNext give_seen) { std::move(give_seen)(MessageOf(std::move(seen))); },
        std::move(give));
  }

 private:
  struct Seen {
    int64_t sequence = 0;
    std::string reader;
    bool in_memory = false;
    std::optional<v1::Proposal> changed;
  };

  absl::StatusOr<Seen> LookAt(const assembly::State& state, int32_t reader, absl::Time now) const {
    ASSENT_RETURN_IF_ERROR(CheckNotAhead(state.sequence));
    Seen seen{.sequence = state.sequence,
              .reader = state.members[reader].view.name(),
              .in_memory = false,
              .changed = {}};
    const auto found = state.proposals.find(name_->number);
    if (found == state.proposals.end()) return seen;
    seen.in_memory = true;
    if (found->second.view.sequence() <= told()) return seen;
    seen.changed = assembly::ViewProposal(state, name_->number, reader, now, "en");
    // In memory and not to be seen there: somebody's draft, or one that has just ended.
    if (!seen.changed.has_value()) seen.in_memory = false;
    return seen;
  }

  Next MessageOf(Seen seen) {
    if (!seen.in_memory) {
      ASSENT_ASSIGN_OR_RETURN(seen.changed, LoadIfChanged(seen.reader));
    }
    SetTold(seen.sequence);
    if (!seen.changed.has_value()) return std::optional<v1::WatchProposalResponse>();
    v1::WatchProposalResponse message;
    *message.mutable_proposal() = *std::move(seen.changed);
    message.set_sequence(told());
    return std::optional<v1::WatchProposalResponse>(std::move(message));
  }

  absl::StatusOr<std::optional<v1::Proposal>> LoadIfChanged(const std::string& reader) {
    ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Proposal> proposal,
                            LoadDocument<v1::Proposal>(ledger().store(), name_->assembly,
                                                       NumberedKey("proposal", name_->number)));
    if (!proposal.has_value() || !IsVisibleTo(reader, *proposal)) {
      return refusal::NotFound("proposal");
    }
    if (proposal->sequence() <= told()) return std::optional<v1::Proposal>();
    if (proposal->has_tally()) Explain("", *proposal->mutable_tally());
    return proposal;
  }

  const absl::StatusOr<assembly::NameParts> name_;
};

}  // namespace

std::shared_ptr<Feed<v1::WatchProposalResponse>> MakeProposalFeed(
    FeedParts parts, const v1::WatchProposalRequest& request) {
  return std::make_shared<ProposalFeed>(std::move(parts), request);
}

}  // namespace assent::rpc
