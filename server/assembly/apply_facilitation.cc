// Events of who facilitates a proposal.

#include "server/assembly/apply_internal.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {

void Apply(const Applying& a, const event::v1::FacilitationTaken& taken) {
  const std::string& next = taken.member();
  a.p().view.set_facilitator(next.empty() ? a.author_name() : MemberName(a.state.id, next));
}

namespace {

// Takes the objections that no longer stand out of what is shown.
void ShowObjections(const State& state, ProposalState& p) {
  auto& shown = *p.view.mutable_facilitator_objections();
  for (int i = shown.size() - 1; i >= 0; --i) {
    const auto found = state.member_by_id.find(LastSegment(shown[i].member()));
    const bool stands = found != state.member_by_id.end() &&
                        p.facilitator_objections.count(found->second) > 0;
    if (!stands) shown.DeleteSubrange(i, 1);
  }
}

}  // namespace

void Apply(const Applying& a, const event::v1::FacilitatorObjected& objected) {
  ProposalState& p = a.p();
  p.facilitator_objections.erase(a.author);
  ShowObjections(a.state, p);
  a.Touch(DocumentKind::kProposal);
  if (objected.end()) return;
  p.facilitator_objections[a.author] = a.member(objected.facilitator());
  v1::FacilitatorObjection& shown = *p.view.add_facilitator_objections();
  shown.set_member(a.author_name());
  shown.set_facilitator(MemberName(a.state.id, objected.facilitator()));
  shown.set_reason(objected.reason().content());
  *shown.mutable_create_time() = ToProto(a.time);
  if (p.view.facilitator() == shown.facilitator()) p.view.clear_facilitator();
}

void DropFacilitatorObjections(const Applying& a, int32_t member) {
  for (auto& [number, p] : a.state.proposals) {
    const size_t dropped = std::erase_if(p.facilitator_objections, [&](const auto& objection) {
      return objection.first == member || objection.second == member;
    });
    if (p.decision || dropped == 0) continue;
    ShowObjections(a.state, p);
    if (a.touched != nullptr) a.touched->insert({DocumentKind::kProposal, number, 0});
  }
}

}  // namespace assent::assembly
