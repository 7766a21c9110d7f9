// A file system of some megabytes, mounted where only this thread and the programs it starts see it
// (unshare(2)), that can be filled up, or turn read-only by itself, as ext4 does where its disk
// fails (errors=remount-ro). Needs the right to mount: root has it, and root of a container mostly
// not. One thread, and the programs it starts.

#ifndef ASSENT_TESTS_FAULTS_SMALL_DISK_H_
#define ASSENT_TESTS_FAULTS_SMALL_DISK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assent::faults {

class SmallDisk {
 public:
  enum class Kind {
    kExt4,    // in a file, through a loop device
    kMemory,  // tmpfs: can be full, and not turn read-only
  };
  // At `folder`/disk. kUnavailable: this process may not, with what went wrong.
  static absl::StatusOr<std::unique_ptr<SmallDisk>> Make(const std::string& folder, Kind kind);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  std::string Path(const std::string& file) const { return disk_ + "/" + file; }

  // Somebody else's file takes all the room but `bytes`; and goes again.
  absl::Status Fill(int64_t bytes);
  absl::Status MakeRoom();
  // From now on all writes fail with EROFS, those to open files too. kExt4 only.
  absl::Status TurnReadOnly();
  // When no program has a file open: checks it and mounts it anew.
  absl::Status Repair();

 private:
  SmallDisk(const std::string& folder, Kind kind)
      : kind_(kind), image_(folder + "/image"), disk_(folder + "/disk") {}
  absl::Status Mount();

  const Kind kind_;
  const std::string image_;
  const std::string disk_;
};

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_SMALL_DISK_H_
