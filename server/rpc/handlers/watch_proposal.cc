#include <optional>
#include <string>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/views.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

constexpr absl::string_view kEnglish = "en";
constexpr char kProposal[] = "assemblies/{assembly}/proposals/{proposal}";

class ProposalFeed final : public Feed<v1::WatchProposalResponse> {
 public:
  ProposalFeed(FeedParts parts, const v1::WatchProposalRequest& request)
      : Feed(std::move(parts), request.after_sequence()),
        name_(assembly::ParseName(request.name(), kProposal, "name")) {}

  void FindNext(GiveNext give) override {
    if (!name_.ok()) return std::move(give)(name_.status());
    Ask<Seen>(
        [this](const ledger::Access& access) { return LookAt(access); },
        [this](Seen seen, GiveNext give_seen) { std::move(give_seen)(MessageOf(std::move(seen))); },
        std::move(give));
  }

 private:
  struct Seen {
    int64_t sequence = 0;
    std::string reader;
    bool in_memory = false;
    bool changed = false;
    ledger::Bytes message;  // of what is in memory and has changed
  };

  // Two looks, of which the second is the same for all who watch.
  ledger::Pending<Seen> LookAt(const ledger::Access& access) {
    ledger::Pending<Seen> seen =
        ledger().Inspect(access, [this](const assembly::State& state, int32_t reader, absl::Time) {
          return LookFor(state, reader);
        });
    if (!seen.response.ok() || !seen.response->changed) return seen;
    ledger::Pending<ledger::Bytes> shown =
        ledger().Show(access, WhatIsShown(Shape::kWatch, name_->number, kEnglish),
                      [this](const assembly::State& state, int32_t reader, absl::Time now) {
                        return Show(state, reader, now);
                      });
    if (!shown.response.ok()) return {shown.response.status(), std::move(shown.ticket)};
    seen.response->message = *std::move(shown.response);
    // In memory and not to be seen there: somebody's draft, or one that has just ended.
    if (seen.response->message == nullptr) seen.response->in_memory = false;
    return {std::move(seen.response), std::move(shown.ticket)};
  }

  absl::StatusOr<Seen> LookFor(const assembly::State& state, int32_t reader) const {
    ASSENT_RETURN_IF_ERROR(CheckNotAhead(state.sequence));
    Seen seen{.sequence = state.sequence,
              .reader = state.members[reader].view.name(),
              .in_memory = false,
              .changed = false,
              .message = {}};
    const auto found = state.proposals.find(name_->number);
    if (found == state.proposals.end()) return seen;
    seen.in_memory = true;
    seen.changed = found->second.view.sequence() > told();
    return seen;
  }

  absl::StatusOr<ledger::Ledger::View> Show(const assembly::State& state, int32_t reader,
                                            absl::Time now) const {
    std::optional<v1::Proposal> view =
        assembly::ViewProposal(state, name_->number, reader, now, kEnglish);
    if (!view.has_value()) return ledger::Ledger::View();
    v1::WatchProposalResponse message;
    *message.mutable_proposal() = *std::move(view);
    message.set_sequence(state.sequence);
    return ledger::Ledger::View{Encode(message),
                                RightUntil(state.proposals.at(name_->number), now)};
  }

  Next MessageOf(Seen seen) {
    if (seen.message != nullptr) {
      ASSENT_ASSIGN_OR_RETURN(const int64_t sequence, SequenceOf(*seen.message));
      SetTold(sequence);
      return std::move(seen.message);
    }
    std::optional<v1::Proposal> changed;
    if (!seen.in_memory) {
      ASSENT_ASSIGN_OR_RETURN(changed, LoadIfChanged(seen.reader));
    }
    SetTold(seen.sequence);
    if (!changed.has_value()) return ledger::Bytes();
    v1::WatchProposalResponse message;
    *message.mutable_proposal() = *std::move(changed);
    message.set_sequence(told());
    return Encode(message);
  }

  // The sequence of a WatchProposalResponse, which it says behind the proposal: all of it need not
  // be read for that.
  static absl::StatusOr<int64_t> SequenceOf(const std::string& message) {
    google::protobuf::io::CodedInputStream coded(reinterpret_cast<const uint8_t*>(message.data()),
                                                 static_cast<int>(message.size()));
    uint64_t sequence = 0;
    while (const uint32_t tag = coded.ReadTag()) {
      if (tag == v1::WatchProposalResponse::kSequenceFieldNumber << 3) {
        if (coded.ReadVarint64(&sequence)) return static_cast<int64_t>(sequence);
        break;
      }
      uint32_t length = 0;  // before it there is only the proposal
      if (!coded.ReadVarint32(&length) || !coded.Skip(static_cast<int>(length))) break;
    }
    return DocumentDamaged();
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
