// Texts that people review: what the program says is compared with a file of
// the tree, so that a change of words is seen as a change of that file.
//
// To take over what the program says now, run the test from the root of the
// tree with ASSENT_UPDATE_SNAPSHOTS=1 and read the difference before it is
// committed:
//
//   ASSENT_UPDATE_SNAPSHOTS=1 build/release/tests/rules_test --gtest_filter='Snapshot*'

#ifndef ASSENT_TESTS_SUPPORT_SNAPSHOT_H_
#define ASSENT_TESTS_SUPPORT_SNAPSHOT_H_

#include <string>

namespace assent::test {

// Fails the test, and shows the first line that differs, unless the file at
// `path` (from the root of the tree) holds `text`; or writes it there.
void ExpectSnapshot(const std::string& path, const std::string& text);

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_SNAPSHOT_H_
