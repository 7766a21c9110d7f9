// A group (deeds.h) with a ledger and the real store on a disk that can lose its power or refuse
// (tests/storage/fault_file_system.h). It outlives its server: one life after the other, each from
// opening the store to a crash or an orderly end.
//
// Not thread-safe.

#ifndef ASSENT_TESTS_FAULTS_GROUP_ON_DISK_H_
#define ASSENT_TESTS_FAULTS_GROUP_ON_DISK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/ledger/ledger.h"
#include "storage/event_store.h"
#include "tests/faults/deeds.h"
#include "tests/storage/fault_file_system.h"
#include "tests/support/simulated_clock.h"

namespace assent::faults {

// Seeded mistakes, for canaries.
enum class Broken {
  kNot,
  kAcknowledges,    // the store says OK to what its disk refused
  kForgetsReplies,  // and does not keep what was answered
};

class GroupOnDisk {
 public:
  GroupOnDisk(const std::string& folder, uint32_t seed, Broken broken = Broken::kNot)
      : folder_(folder), broken_(broken), deeds_(seed, FurtherOf(broken)) {}

  storage::FaultFileSystem& disk() { return env_.disk(); }
  Deeds& deeds() { return deeds_; }

  // Up to `rounds` of deeds, with checkpoints and the passing of days between them, and after each
  // of them `look`, if there is one. `failing` is what the fault that was set on the disk says of
  // itself: as long as it is false, nothing may be UNAVAILABLE. OK, or what was wrong.
  using Look = absl::FunctionRef<absl::Status(ledger::Ledger&, storage::EventStore&)>;
  absl::Status Live(int rounds, const bool& failing);
  absl::Status Live(int rounds, const bool& failing, Look look);

  // The process is gone; `whole`: and with it what the machine had not synced.
  void Crash(bool whole) {
    if (whole) disk().LosePower(deeds_.random());
  }

  // On a sound disk: opens the store once more, has answered what was not, and looks whether all of
  // it holds together.
  absl::Status Verify();

 private:
  // Whoever erases waits until the entry that says so is there; a store that only says that it is
  // would have them wait for ever.
  static Deeds::Further FurtherOf(Broken broken) {
    return broken == Broken::kAcknowledges ? Deeds::Further::kSigned
                                           : Deeds::Further::kSignedAndErased;
  }
  absl::StatusOr<std::unique_ptr<storage::EventStore>> OpenStore();
  absl::StatusOr<std::unique_ptr<ledger::Ledger>> OpenLedger(storage::EventStore& store);
  absl::Status GoOn(ledger::Ledger& ledger, storage::EventStore& store);
  absl::Status Sign(ledger::Ledger& ledger);
  absl::Status CompareRoots(storage::EventStore& store);

  const std::string folder_;
  const Broken broken_;
  storage::FaultEnv env_;
  test::SimulatedClock clock_;
  Deeds deeds_;
  std::map<uint64_t, std::string> roots_;  // signed, by size
};

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_GROUP_ON_DISK_H_
