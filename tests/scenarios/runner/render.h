// Messages as lines of a scenario's result: short, for people, without
// anything that differs from run to run.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_RENDER_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_RENDER_H_

#include <string>
#include <vector>

#include "tests/scenarios/runner/world.h"

namespace assent::scenario {

// "key: value" lines of a proposal or a decision; those without a value are
// left out.
struct Fact {
  const char* key;
  std::string value;
  bool shown_by_default = false;
};
std::vector<Fact> FactsOf(const World& world, const v1::Proposal& proposal);
std::vector<Fact> FactsOf(const World& world, const v1::Decision& decision);

std::string LineOf(const World& world, const v1::Member& member);
std::string LineOf(const World& world, const v1::Invitation& invitation);
std::string LineOf(const World& world, const v1::Application& application);
std::string LineOf(const World& world, const v1::Proposal& proposal);
std::string LineOf(const World& world, const v1::Decision& decision);
std::string LineOf(const World& world, const v1::Revision& revision);
std::string LineOf(const World& world, const v1::Amendment& amendment);
std::string LineOf(const World& world, const v1::Concern& concern);
std::string LineOf(const World& world, const v1::Block& block);
std::string LineOf(const World& world, const v1::Position& position);
std::string LineOf(const World& world, const v1::Entry& entry);
std::string LineOf(const World& world, const v1::Condition& condition);
std::string LineOf(const World& world, const v1::Role& role);
std::string LineOf(const World& world, const v1::Pool& pool);
std::string LineOf(const World& world, const v1::PoolMovement& movement);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_RENDER_H_
