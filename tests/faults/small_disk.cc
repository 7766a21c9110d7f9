#include "tests/faults/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/e2e/child_server.h"

namespace assent::faults {
namespace {

constexpr int64_t kBytes = 64 << 20;

absl::Status Failed(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", strerror(errno)));
}

absl::Status Command(const std::vector<std::string>& command) {
  const test::Ended ended = test::RunProgram(command);
  if (ended.exit_code == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(absl::StrJoin(command, " "), ": ", ended.err));
}

// The device that the kernel knows the file system by, as "loop0".
absl::StatusOr<std::string> DeviceOf(const std::string& disk) {
  std::ifstream mounts("/proc/thread-self/mounts");
  std::string device;
  std::string where;
  for (std::string rest; mounts >> device >> where && std::getline(mounts, rest);) {
    if (where == disk) return device.substr(device.rfind('/') + 1);
  }
  return absl::UnavailableError(absl::StrCat(disk, " is not mounted"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<SmallDisk>> SmallDisk::Make(const std::string& folder, Kind kind) {
  if (unshare(CLONE_FS | CLONE_NEWNS) != 0) return Failed("unshare");
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return Failed("mount /");
  std::unique_ptr<SmallDisk> made(new SmallDisk(folder, kind));
  std::filesystem::create_directories(made->disk_);
  if (kind == Kind::kExt4) {
    std::ofstream(made->image_).close();
    std::filesystem::resize_file(made->image_, kBytes);
    // No room is kept for root, who may run this.
    const absl::Status formatted =
        Command({"/usr/sbin/mkfs.ext4", "-q", "-m", "0", "-O", "^metadata_csum", made->image_});
    if (!formatted.ok()) return formatted;
  }
  if (absl::Status status = made->Mount(); !status.ok()) return status;
  return made;
}

absl::Status SmallDisk::Mount() {
  if (kind_ == Kind::kMemory) {
    const std::string size = absl::StrCat("size=", kBytes);
    const int failed = mount("none", disk_.c_str(), "tmpfs", 0, size.c_str());
    return failed == 0 ? absl::OkStatus() : Failed("mount tmpfs");
  }
  return Command({"/usr/bin/mount", "-o", "loop,errors=remount-ro", image_, disk_});
}

SmallDisk::~SmallDisk() { Command({"/usr/bin/umount", "-l", disk_}).IgnoreError(); }

absl::Status SmallDisk::Fill(int64_t bytes) {
  const int file = open(Path("ballast").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Failed("ballast");
  int64_t size = 0;
  // What grows meanwhile takes its part, so that this ends when there is no room.
  for (int64_t step = 1 << 20; step >= 4096; step /= 2) {
    while (posix_fallocate(file, size, step) == 0) size += step;
  }
  const int failed = ftruncate(file, std::max<int64_t>(0, size - bytes));
  close(file);
  return failed == 0 ? absl::OkStatus() : Failed("ballast");
}

absl::Status SmallDisk::MakeRoom() {
  return unlink(Path("ballast").c_str()) == 0 ? absl::OkStatus() : Failed("ballast");
}

absl::Status SmallDisk::TurnReadOnly() {
  const absl::StatusOr<std::string> device = DeviceOf(disk_);
  if (!device.ok()) return device.status();
  std::ofstream trigger(absl::StrCat("/sys/fs/ext4/", *device, "/trigger_fs_error"));
  trigger << "a test\n" << std::flush;
  return trigger ? absl::OkStatus() : Failed("trigger_fs_error");
}

absl::Status SmallDisk::Repair() {
  if (absl::Status status = Command({"/usr/bin/umount", disk_}); !status.ok()) return status;
  const test::Ended checked = test::RunProgram({"/usr/sbin/fsck.ext4", "-p", "-f", image_});
  // 1: errors were corrected, as ours, which says that there was one.
  if (checked.exit_code > 1) return absl::UnavailableError(absl::StrCat("fsck: ", checked.out));
  return Mount();
}

}  // namespace assent::faults
