#ifndef ASSENT_TESTS_SUPPORT_TEMP_DIR_H_
#define ASSENT_TESTS_SUPPORT_TEMP_DIR_H_

#include <string>

namespace assent::test {

// A folder of its own below $TMPDIR (or /tmp), removed with all that is in it when the object goes.
// Stops the test program if none can be made. Not thread-safe.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  // Absolute, without a slash at the end.
  const std::string& path() const { return path_; }

  // The path of `name` in the folder.
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_TEMP_DIR_H_
