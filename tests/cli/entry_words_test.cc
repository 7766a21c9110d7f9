#include "client/cli/entry_words.h"

#include <gtest/gtest.h>

namespace assent::cli {
namespace {

v1::Entry EntryOf(const std::string& type, const std::string& json) {
  v1::Entry entry;
  entry.set_type(type);
  entry.set_event_json(json);
  return entry;
}

TEST(EntryWordsTest, SaysWhatHappenedInAFewWords) {
  EXPECT_EQ(
      WordsOf(EntryOf("position_taken",
                      R"({"positionTaken": {"stance": "STANCE_STAND_ASIDE", "revision": 2}})")),
      "position taken: stand aside, revision 2");
  EXPECT_EQ(WordsOf(EntryOf("concern_moved",
                            R"({"concernMoved": {"number": 1, "state": "STATE_RESOLVED"}})")),
            "concern moved: number 1, resolved");
}

// A fork is the one entry that changes what all others are worth: whoever reads the log is told
// why.
TEST(EntryWordsTest, AForkIsNamedWithItsReason) {
  EXPECT_EQ(WordsOf(EntryOf("fork_declared",
                            R"({"forkDeclared": {"fromSize": "25", "reason":
                                {"content": "The old disk failed", "salt": "AA=="}}})")),
            "fork declared: after entry 25, The old disk failed");
  EXPECT_EQ(
      WordsOf(EntryOf("fork_declared", R"({"forkDeclared": {"reason": {"commitment": "AA=="}}})")),
      "fork declared: (this text was erased)");
  EXPECT_EQ(WordsOf(EntryOf("position_taken",
                            R"({"positionTaken": {"reason": {"content": "no", "salt": "AA=="}}})")),
            "position taken")
      << "other reasons are long, and stand where they were given";
}

TEST(EntryWordsTest, WithoutJsonTheTypeIsAllThereIs) {
  EXPECT_EQ(WordsOf(EntryOf("state_entered", "")), "state entered");
  EXPECT_EQ(WordsOf(EntryOf("state_entered", "nonsense")), "state entered");
  EXPECT_EQ(WordsOf(EntryOf("state_entered", R"({"somethingElse": {}})")), "state entered");
}

}  // namespace
}  // namespace assent::cli
