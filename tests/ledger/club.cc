#include "tests/ledger/club.h"

#include "absl/strings/str_cat.h"
#include "server/transparency/replay.h"

namespace assent::ledger {

Club::Club(Ledger& ledger, const std::string& rule, int members) : ledger_(&ledger) {
  tokens_.push_back(Await(ledger, {}, FoundingRequest(kKitchen, rule)).value().token());
  for (int member = 1; member < members; ++member) {
    v1::CreateInvitationRequest invite;
    invite.set_parent(kKitchenName);
    v1::AcceptInvitationRequest join;
    join.set_parent(kKitchenName);
    join.set_secret(Do(0, invite).value().secret());
    join.set_handle(absl::StrCat("m", member));
    tokens_.push_back(Await(ledger, {kKitchen, ""}, join).value().token());
  }
}

absl::StatusOr<v1::CreateProposalResponse> Club::Propose() {
  v1::CreateProposalRequest request;
  request.set_parent(kKitchenName);
  request.set_title("Open on Sundays");
  // The same words again would raise the same question again.
  const int number = ++proposed_;
  request.set_text(number == 1 ? "We open on Sundays." : absl::StrCat("We open, ", number, "."));
  request.set_introduce(true);
  return Do(0, request);
}

absl::StatusOr<v1::CallForConsensusResponse> Club::Call() {
  v1::CallForConsensusRequest request;
  request.set_name(kProposal);
  return Do(0, request);
}

absl::StatusOr<v1::TakePositionResponse> Club::Say(int member, v1::Stance stance) {
  return Do(member, PositionRequest(stance));
}

absl::StatusOr<v1::DecideProposalResponse> Club::Decide() {
  v1::DecideProposalRequest request;
  request.set_name(kProposal);
  return Do(0, request);
}

void Club::OpenCall() {
  ASSENT_ASSERT_OK(Propose());
  ASSENT_ASSERT_OK(Call());
}

v1::Proposal::State Club::StateOfProposal() {
  const auto look = [](const assembly::State& state, int32_t,
                       absl::Time) -> absl::StatusOr<v1::Proposal::State> {
    const auto found = state.proposals.find(1);
    if (found == state.proposals.end()) return absl::NotFoundError("forgotten");
    return found->second.view.state();
  };
  return ledger_->Inspect(As(0), look).response.value();
}

std::vector<std::optional<v1::Stance>> Club::Positions() {
  using Stances = std::vector<std::optional<v1::Stance>>;
  const auto look = [](const assembly::State& state, int32_t,
                       absl::Time) -> absl::StatusOr<Stances> {
    Stances stances(state.members.size());
    const assembly::ProposalState& proposal = state.proposals.at(1);
    for (size_t member = 0; member < stances.size(); ++member) {
      const int32_t voice = proposal.voice_of.at(static_cast<int32_t>(member));
      const v1::Stance stance = proposal.positions.at(voice).stance;
      if (stance != v1::STANCE_UNSPECIFIED) stances[member] = stance;
    }
    return stances;
  };
  return ledger_->Inspect(As(0), look).response.value();
}

int64_t Club::Sequence() { return ledger_->Authorize(As(0)).response.value().sequence; }

v1::TakePositionRequest PositionRequest(v1::Stance stance) {
  v1::TakePositionRequest request;
  request.set_parent(kProposal);
  request.set_stance(stance);
  request.set_reason("because it is so");
  if (stance == v1::STANCE_BLOCK) request.set_principle("nobody works alone");
  return request;
}

v1::CreateAssemblyRequest FoundingRequest(const std::string& assembly, const std::string& rule) {
  v1::CreateAssemblyRequest request;
  request.set_assembly_id(assembly);
  request.set_display_name("Kitchen");
  request.set_founder_handle("m0");
  request.set_default_rule(rule);
  return request;
}

std::vector<event::v1::Event> EventsOf(storage::EventStore& store) {
  std::vector<event::v1::Event> events;
  storage::ReadLimits limits;
  limits.max_items = limits.max_bytes = 1 << 30;
  const std::vector<storage::Entry> entries = store.ReadLog(kKitchen, 0, limits).value();
  for (const storage::Entry& entry : entries) {
    events.push_back(transparency::OpenEntry(entry.leaf, entry.openings).value());
  }
  return events;
}

}  // namespace assent::ledger
