// Events of units, their spokes and their mandates.

#include "server/assembly/apply_internal.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/units.h"

namespace assent::assembly {

void SettleUnits(const Applying& a, int32_t member) {
  const v1::Member& view = a.state.members[member].view;
  const bool here = IsMember(a.state.members[member]);  // guests speak for nobody
  MoveToUnits(a.state, member, here ? UnitsOf(view) : std::vector<std::string>());
  RefreshSpokes(a.state, a.time, a.event.sequence());
}

void Apply(const Applying& a, const event::v1::UnitsConfirmed& confirmed) {
  const int32_t member = a.member(confirmed.member());
  v1::Member& view = a.state.members[member].view;
  view.set_unit(view.waiting_units().unit());
  *view.mutable_further_units() = view.waiting_units().further_units();
  view.clear_waiting_units();
  SettleUnits(a, member);
  a.TouchAssembly(DocumentKind::kMember, member);
}

void Apply(const Applying& a, const event::v1::SpokeNamed& named) {
  UnitState& unit = a.state.units.at(named.unit());
  unit.choices[a.author] = named.member().empty() ? -1 : a.member(named.member());
  RefreshSpokes(a.state, a.time, a.event.sequence());
}

namespace {

// The place of the unit's mandate; a new one behind all others.
size_t PlaceOf(ProposalState& p, const std::string& unit) {
  for (size_t i = 0; i < p.mandates.size(); ++i) {
    if (p.mandates[i].unit == unit) return i;
  }
  p.mandates.push_back({unit, {}, false});
  return p.mandates.size() - 1;
}

void TouchMandate(const Applying& a, size_t place) {
  a.Touch(DocumentKind::kMandate, static_cast<int64_t>(place) + 1);
}

}  // namespace

void Apply(const Applying& a, const event::v1::MandateGiven& given) {
  const size_t place = PlaceOf(a.p(), given.unit());
  MandateState& mandate = a.p().mandates[place];
  mandate.needs_confirming = given.needs_confirming();
  v1::Mandate& view = mandate.view;
  view.Clear();
  view.set_unit(given.unit());
  view.set_proposal(a.p().view.name());
  view.set_revision(given.revision());
  *view.mutable_stances() = given.stances();
  view.set_note(given.note().content());
  view.set_given_by(a.author_name());
  view.set_in_force(!given.needs_confirming());
  TouchMandate(a, place);
}

void Apply(const Applying& a, const event::v1::MandateConfirmed& confirmed) {
  const size_t place = PlaceOf(a.p(), confirmed.unit());
  v1::Mandate& view = a.p().mandates[place].view;
  view.set_confirmed_by(a.author_name());
  view.set_in_force(true);
  TouchMandate(a, place);
}

void RenewMandates(const Applying& a, bool editorial) {
  for (size_t i = 0; i < a.p().mandates.size(); ++i) {
    v1::Mandate& view = a.p().mandates[i].view;
    if (editorial && view.revision() == a.p().view.revision() - 1) {
      view.set_revision(a.p().view.revision());
    } else {
      view.set_in_force(false);
    }
    TouchMandate(a, i);
  }
}

}  // namespace assent::assembly
