#include "server/assembly/roads.h"

#include <utility>

namespace assent::assembly {

bool OfRoads(const v1::Election& election) {
  return !election.options().empty() && election.options(0).road();
}

void StandRoads(Act& act, ProposalState& p) {
  if (p.view.has_election()) return;
  const v1::Roads& roads = p.current_phase().roads();
  for (int32_t number = 1; number <= roads.options_size(); ++number) {
    event::v1::Event event;
    event::v1::OptionAdded& added = *event.mutable_option_added();
    added.set_number(number);
    added.mutable_title()->set_content(roads.options(number - 1).name());
    added.set_road(true);
    act.Emit(p.number, std::move(event));
  }
}

const v1::Road* ChosenRoad(const ProposalState& p, const v1::Phase& phase) {
  const v1::Election& election = p.view.election();
  if (p.counted == 0 || !OfRoads(election) || election.chosen().empty()) return nullptr;
  const int32_t number = election.chosen(0);
  const bool known = number >= 1 && number <= phase.roads().options_size();
  return known ? &phase.roads().options(number - 1) : nullptr;
}

}  // namespace assent::assembly
