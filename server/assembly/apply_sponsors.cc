// Who brings a proposal beside its proposer.

#include <algorithm>
#include <string>

#include "server/assembly/apply_presence.h"
#include "server/assembly/sponsors.h"

namespace assent::assembly {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

void Remove(Names& names, const std::string& member) {
  names.erase(std::remove(names.begin(), names.end(), member), names.end());
}

void RemoveEverywhere(v1::Proposal& view, const std::string& member) {
  Remove(*view.mutable_co_proposers(), member);
  Remove(*view.mutable_asked_co_proposers(), member);
  Remove(*view.mutable_declined_co_proposers(), member);
}

}  // namespace

void AskToSponsor(v1::Proposal& view, const std::string& member) {
  RemoveEverywhere(view, member);
  view.add_asked_co_proposers(member);
}

void Apply(const Applying& a, const event::v1::SponsorAnswered& answered) {
  v1::Proposal& view = a.p().view;
  RemoveEverywhere(view, a.author_name());
  a.Touch(DocumentKind::kProposal);
  (answered.declines() ? view.mutable_declined_co_proposers() : view.mutable_co_proposers())
      ->Add(std::string(a.author_name()));
}

}  // namespace assent::assembly
