#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/assembly/names.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/views.h"
#include "server/transparency/replay.h"

namespace assent::rpc {
namespace {

// First what the log says has changed, then how that is now. What does not fit into one message
// goes into the next ones; only the last of them moves the position that the client resumes from.
class AssemblyFeed final : public Feed<v1::WatchAssemblyResponse> {
 public:
  AssemblyFeed(FeedParts parts, const v1::WatchAssemblyRequest& request)
      : Feed(std::move(parts), request.after_sequence()),
        name_(assembly::ParseName(request.name(), "assemblies/{assembly}", "name")),
        from_start_(request.after_sequence() == 0) {}

  void FindNext(GiveNext give) override {
    if (!name_.ok()) return std::move(give)(name_.status());
    if (!from_start_) {
      if (absl::Status status = ReadChanges(); !status.ok())
        return std::move(give)(std::move(status));
      if (!HasPending() && checked_) return std::move(give)(ledger::Bytes());
    }
    Look<Seen>(
        [this](const assembly::State& state, int32_t reader, absl::Time now) {
          return LookAt(state, reader, now);
        },
        [this](Seen seen, GiveNext give_seen) { Tell(std::move(seen), std::move(give_seen)); },
        std::move(give));
  }

 private:
  struct Seen {
    std::string reader;
    std::vector<int32_t> numbers;  // taken from pending
    std::vector<v1::Proposal> open;
    std::vector<int32_t> elsewhere;  // ended, or not for this reader
    std::optional<v1::Assembly> assembly;
    std::set<int32_t> all;  // at the start: every open proposal
    int64_t sequence = 0;
  };

  bool HasPending() const { return assembly_changed_ || !pending_.empty(); }

  // Collects what the next stretch of the log is about, unless something is still to be told.
  absl::Status ReadChanges() {
    if (HasPending()) return absl::OkStatus();
    ASSENT_ASSIGN_OR_RETURN(
        const std::vector<storage::Entry> entries,
        ledger().store().ReadLog(name_->assembly, std::max<int64_t>(told(), 0), {}));
    for (const storage::Entry& entry : entries) {
      ASSENT_ASSIGN_OR_RETURN(const auto event, transparency::OpenEntry(entry.leaf, ""));
      if (event.proposal() == 0) {
        assembly_changed_ = true;
      } else {
        pending_.insert(event.proposal());
      }
      target_ = static_cast<int64_t>(entry.sequence);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Seen> LookAt(const assembly::State& state, int32_t reader, absl::Time now) const {
    if (!checked_) ASSENT_RETURN_IF_ERROR(CheckNotAhead(state.sequence));
    Seen seen;
    seen.reader = state.members[reader].view.name();
    seen.sequence = state.sequence;
    if (from_start_) {
      for (const auto& [number, proposal] : state.proposals) seen.all.insert(number);
    }
    const std::set<int32_t>& wanted = from_start_ ? seen.all : pending_;
    for (const int32_t number : wanted) {
      if (seen.numbers.size() == kMaxProposalsPerUpdate) break;
      seen.numbers.push_back(number);
      std::optional<v1::Proposal> view = assembly::ViewProposal(state, number, reader, now, "");
      if (view.has_value()) {
        seen.open.push_back(*std::move(view));
      } else {
        seen.elsewhere.push_back(number);
      }
    }
    if (from_start_ || assembly_changed_) seen.assembly = ViewAssembly(state);
    return seen;
  }

  void Tell(Seen seen, GiveNext give) {
    checked_ = true;
    if (std::exchange(from_start_, false)) {
      pending_ = std::move(seen.all);
      target_ = seen.sequence;
    }
    absl::StatusOr<v1::WatchAssemblyResponse> message = MessageOf(seen);
    if (!message.ok()) return std::move(give)(std::move(message).status());
    for (const int32_t number : seen.numbers) pending_.erase(number);
    assembly_changed_ = false;
    if (pending_.empty()) SetTold(std::max(target_, told()));
    if (message->proposals_size() == 0 && !message->has_assembly()) {
      return FindNext(std::move(give));  // all of it was somebody's draft
    }
    message->set_sequence(told());
    std::move(give)(Encode(*message));
  }

  absl::StatusOr<v1::WatchAssemblyResponse> MessageOf(Seen& seen) {
    v1::WatchAssemblyResponse message;
    if (seen.assembly.has_value()) *message.mutable_assembly() = *std::move(seen.assembly);
    for (v1::Proposal& proposal : seen.open) *message.add_proposals() = std::move(proposal);
    for (const int32_t number : seen.elsewhere) {
      ASSENT_ASSIGN_OR_RETURN(std::optional<v1::Proposal> proposal,
                              LoadDocument<v1::Proposal>(ledger().store(), name_->assembly,
                                                         NumberedKey("proposal", number)));
      if (proposal.has_value() && IsVisibleTo(seen.reader, *proposal)) {
        *message.add_proposals() = *std::move(proposal);
      }
    }
    for (v1::Proposal& proposal : *message.mutable_proposals()) Shorten(proposal);
    return message;
  }

  const absl::StatusOr<assembly::NameParts> name_;
  bool from_start_;       // the first message shows what is there
  bool checked_ = false;  // after_sequence is not ahead of the log
  // Still to be told, and up to where the log is told then.
  std::set<int32_t> pending_;
  bool assembly_changed_ = false;
  int64_t target_ = 0;
};

}  // namespace

std::shared_ptr<Feed<v1::WatchAssemblyResponse>> MakeAssemblyFeed(
    FeedParts parts, const v1::WatchAssemblyRequest& request) {
  return std::make_shared<AssemblyFeed>(std::move(parts), request);
}

}  // namespace assent::rpc
