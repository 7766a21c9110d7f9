// A file system of some megabytes, mounted where only this thread and the programs it starts see it
// (unshare(2)), that can be filled up, turn read-only by itself, as ext4 does where it finds itself
// damaged (errors=remount-ro), or lie on a device that takes no more blocks. Needs the right to
// mount: root has it, and root of a container mostly not. One thread, and the programs it starts.

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
    kExt4,    // through a loop device, in a file in memory
    kMemory,  // tmpfs: can be full, and nothing else
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
  // From now on the device answers with an error where it would have to take a block that it has
  // not taken before. kExt4 only.
  absl::Status RefuseBlocks();
  // When no program has a file open: checks it, on a device that takes everything, and mounts it
  // anew.
  absl::Status Repair();

 private:
  SmallDisk(const std::string& folder, Kind kind)
      : kind_(kind),
        device_(folder + "/device"),
        image_(device_ + "/image"),
        disk_(folder + "/disk") {}
  absl::Status Mount();

  const Kind kind_;
  const std::string device_;  // a tmpfs with room for the image
  const std::string image_;
  const std::string disk_;
};

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_SMALL_DISK_H_
