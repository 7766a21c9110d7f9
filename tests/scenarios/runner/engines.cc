#include "tests/scenarios/runner/engines.h"

#include <memory>
#include <utility>

#include "tests/scenarios/runner/naive.h"
#include "tests/support/simulated_clock.h"

namespace assent::scenario {
namespace {

// A service whose clock the scenario moves.
template <typename SimulatedService, typename Options>
class Simulated final : public Engine {
 public:
  explicit Simulated(Options options) : service_(clock_, std::move(options)) {}

  Service& service() override { return service_; }
  TimeControl time() override {
    return {[this] { return clock_.Now(); }, [this](absl::Time time) { clock_.Set(time); }};
  }

 private:
  test::SimulatedClock clock_;
  SimulatedService service_;
};

CoreOptions Rebuilding() {
  CoreOptions options;
  options.rebuild_after_every_act = true;
  return options;
}

CoreOptions Signing() {
  CoreOptions options;
  options.sign = true;
  return options;
}

CoreOptions Recounting() {
  CoreOptions options;
  options.inspectors = {CompareWithNaiveTally()};
  return options;
}

}  // namespace

MakeEngine CoreEngine(CoreOptions options) {
  return [options = std::move(options)]() -> absl::StatusOr<std::unique_ptr<Engine>> {
    return std::make_unique<Simulated<CoreService, CoreOptions>>(options);
  };
}

MakeEngine LedgerEngine(LedgerOptions options) {
  return [options = std::move(options)]() -> absl::StatusOr<std::unique_ptr<Engine>> {
    return std::make_unique<Simulated<LedgerService, LedgerOptions>>(options);
  };
}

const std::vector<Variation>& Variations() {
  static const auto* const kVariations = new std::vector<Variation>{
      {"plain", "the rules alone, in memory", CoreEngine(), false},
      {"shuffle", "acts that commute, in another order", CoreEngine(), true},
      {"rebuild", "after every act the log is verified, and the state rebuilt from it",
       CoreEngine(Rebuilding()), false},
      {"naive", "every outcome is compared with a second, slow count", CoreEngine(Recounting()),
       false},
      {"signed", "every act is signed by its member, and the log verified after it",
       CoreEngine(Signing()), false},
      {"ledger", "over a ledger and a store in memory", LedgerEngine(), false},
      {"twice", "over a ledger, every act sent twice with its request id",
       LedgerEngine({.twice = true}), false},
      {"restart", "over a ledger that is started anew after every act",
       LedgerEngine({.restart = true}), false},
      {"snapshot", "over a ledger that is started anew after every act, from a snapshot",
       LedgerEngine({.restart = true, .snapshots = true}), false},
  };
  return *kVariations;
}

}  // namespace assent::scenario
