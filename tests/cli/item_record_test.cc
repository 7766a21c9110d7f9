#include "client/cli/item_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace assent::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

constexpr char kBase[] = "assemblies/kitchen/members/";

std::string Named(const std::string& id) { return absl::StrCat(kBase, id); }

// Entries of proposal 1 at seconds, as the server sends them.
class ItemRecordTest : public testing::Test {
 protected:
  void Add(int second, const std::string& who, const std::string& type, const std::string& body,
           const std::string& json) {
    v1::Entry& entry = entries_.emplace_back();
    entry.set_sequence(static_cast<int64_t>(entries_.size()));
    entry.mutable_time()->set_seconds(second);
    entry.set_type(type);
    if (!who.empty()) entry.set_author(Named(who));
    entry.set_event_json(absl::StrCat("{\"", body, "\":", json, "}"));
  }
  void Draft() {
    Add(1, "ana", "proposal_drafted", "proposalDrafted",
        R"({"title": {"content": "A van"}, "text": {"content": "We buy a van."}})");
    Add(1, "ana", "proposal_introduced", "proposalIntroduced", "{}");
  }
  void Take(int second, const std::string& who, const std::string& json) {
    Add(second, who, "position_taken", "positionTaken", json);
  }
  ItemRecord Record(int from = 100, int to = 200) const {
    return RecordOf(entries_, {absl::FromUnixSeconds(from), absl::FromUnixSeconds(to)},
                    {"called (consent)"});
  }

  std::vector<v1::Entry> entries_;
};

TEST_F(ItemRecordTest, TheTextIsTheOneThatWasTalkedAbout) {
  Draft();
  Add(50, "bo", "revision_made", "revisionMade",
      R"({"number": 2, "text": {"content": "We rent a van."}})");
  Add(150, "cy", "revision_made", "revisionMade",
      R"({"number": 3, "text": {"content": "We rent two."}, "title": {"content": "Two vans"}})");
  Add(201, "bo", "revision_made", "revisionMade",
      R"({"number": 4, "text": {"content": "We buy ten."}})");
  const ItemRecord record = Record();
  EXPECT_EQ(record.text, "We rent two.");
  EXPECT_EQ(record.title, "Two vans");
  EXPECT_EQ(record.revision, 3);
  EXPECT_EQ(record.revision_before, 2);
  EXPECT_THAT(record.revisions, ElementsAre(Field(&Revised::author, Named("cy"))));
}

TEST_F(ItemRecordTest, TheOutcomeIsThatOfTheTurnAndNoLaterOne) {
  Draft();
  Add(110, "ana", "phase_started", "phaseStarted", "{}");
  Add(150, "ana", "outcome_reached", "outcomeReached",
      R"({"outcome": "OUTCOME_BLOCKED", "counts": {"agree": "2", "block": "1"}})");
  Add(150, "ana", "state_entered", "stateEntered", R"({"state": "STATE_DISCUSSION"})");
  Add(300, "ana", "outcome_reached", "outcomeReached", R"({"outcome": "OUTCOME_ADOPTED"})");
  Add(300, "ana", "decision_made", "decisionMade", R"({"state": "STATE_ADOPTED"})");
  const ItemRecord record = Record();
  EXPECT_EQ(record.outcome, "blocked: 2 agree, 1 blocks");
  EXPECT_EQ(record.state, "discussion");
  EXPECT_EQ(record.state_before, "introduced");
  EXPECT_FALSE(record.ended);
}

// Both ends belong to the turn: what the same act did has the same time.
TEST_F(ItemRecordTest, AtBothEndsOfTheTurn) {
  Draft();
  Add(99, "ana", "state_entered", "stateEntered", R"({"state": "STATE_DISCUSSION"})");
  Add(100, "ana", "phase_started", "phaseStarted", "{}");
  Add(200, "", "decision_made", "decisionMade", R"({"state": "STATE_LAPSED"})");
  const ItemRecord record = Record();
  EXPECT_EQ(record.state_before, "discussion");
  EXPECT_EQ(record.outcome, "lapsed");
  EXPECT_TRUE(record.ended);
  EXPECT_EQ(Record(100, 199).state, "called (consent)");
  EXPECT_EQ(Record(100, 199).outcome, "");
}

TEST_F(ItemRecordTest, PositionsAreThoseOfTheTurnAsTheyStoodAtItsEnd) {
  Draft();
  Take(50, "di", R"({"stance": "STANCE_AGREE", "revision": 1})");
  Take(110, "ana", R"({"stance": "STANCE_DISAGREE", "revision": 1})");
  Take(120, "ana", R"({"stance": "STANCE_AGREE", "revision": 1})");
  Take(130, "ana", R"({"stance": "STANCE_AGREE", "revision": 1, "recordedFor": "bo"})");
  Take(140, "cy", R"({"stance": "STANCE_BLOCK", "revision": 1, "concern": 2,
                      "principle": {"content": "No debts"}})");
  Take(150, "eli", R"({"stance": "STANCE_AGREE", "revision": 1})");
  Add(160, "eli", "position_withdrawn", "positionWithdrawn", "{}");
  Take(250, "ana", R"({"stance": "STANCE_BLOCK", "revision": 1})");
  const ItemRecord record = Record();
  ASSERT_EQ(record.positions.size(), 3u);
  EXPECT_EQ(record.positions[0].member, Named("ana"));
  EXPECT_EQ(record.positions[0].stance, v1::STANCE_AGREE);
  EXPECT_EQ(record.positions[1].member, Named("bo"));
  EXPECT_EQ(record.positions[1].recorded_by, Named("ana"));
  EXPECT_EQ(record.positions[2].principle, "No debts");
  EXPECT_EQ(record.positions[2].concern, 2);
}

TEST_F(ItemRecordTest, HiddenPositionsAreSaidOnceTheyAreOpened) {
  Draft();
  Take(110, "ana", R"({"hiddenStance": {"commitment": "eA=="}, "revision": 1})");
  EXPECT_EQ(Record().positions.at(0).stance, v1::STANCE_UNSPECIFIED);
  Add(190, "", "positions_opened", "positionsOpened",
      R"({"positions": [{"entry": "3", "stance": "STANCE_DISAGREE"}]})");
  EXPECT_EQ(Record().positions.at(0).stance, v1::STANCE_DISAGREE);
}

TEST_F(ItemRecordTest, ConcernsComeWithWhatWasSaidOfThem) {
  Draft();
  Add(50, "bo", "concern_raised", "concernRaised",
      R"({"number": 1, "kind": "KIND_CONCERN", "text": {"content": "Who pays?"}})");
  Add(60, "bo", "concern_raised", "concernRaised",
      R"({"number": 2, "kind": "KIND_CONCERN", "text": {"content": "Who drives?"}})");
  Add(110, "ana", "concern_answered", "concernAnswered",
      R"({"number": 1, "text": {"content": "The fund."}})");
  Add(120, "bo", "concern_moved", "concernMoved", R"({"number": 1, "state": "STATE_RESOLVED"})");
  Add(220, "ana", "concern_answered", "concernAnswered",
      R"({"number": 1, "text": {"content": "Later."}})");
  const ItemRecord record = Record();
  ASSERT_EQ(record.concerns.size(), 1u) << "of the second nothing was said";
  EXPECT_EQ(record.concerns[0].text, "Who pays?");
  ASSERT_EQ(record.concerns[0].remarks.size(), 2u);
  EXPECT_EQ(record.concerns[0].remarks[0].text, "The fund.");
  EXPECT_EQ(record.concerns[0].remarks[1].what, "resolved");
}

TEST_F(ItemRecordTest, TheTemperatureIsThatOfTheTextAtTheEnd) {
  Draft();
  Add(50, "ana", "temperature_taken", "temperatureTaken", R"({"temperature": "TEMPERATURE_COLD"})");
  EXPECT_FALSE(Record().temperature_taken);
  Add(110, "bo", "temperature_taken", "temperatureTaken", R"({"temperature": "TEMPERATURE_WARM"})");
  Add(120, "ana", "temperature_recorded", "temperatureRecorded", R"({"warm": 5, "cold": 2})");
  EXPECT_TRUE(Record().temperature_taken);
  EXPECT_EQ(Record().temperature.warm(), 1);
  EXPECT_EQ(Record().temperature.cold(), 1);
  EXPECT_EQ(Record().temperature.hands_warm(), 5);
  Add(130, "bo", "revision_made", "revisionMade", R"({"number": 2, "editorial": true})");
  EXPECT_EQ(Record().temperature.hands_cold(), 2);
  Add(140, "bo", "revision_made", "revisionMade", R"({"number": 3})");
  EXPECT_FALSE(Record().temperature_taken);
  EXPECT_EQ(Record().temperature.hands_cold(), 0);
}

TEST_F(ItemRecordTest, ActionPointsAreThoseThatWereProposed) {
  Add(1, "ana", "proposal_drafted", "proposalDrafted",
      R"({"actionPoints": [{"task": {"content": "find a key"}, "member": "bo",
                            "dueTimeUs": "86400000000"}, {"task": {"content": "sing"}}]})");
  Add(150, "ana", "decision_made", "decisionMade", R"({"state": "STATE_ADOPTED"})");
  const ItemRecord record = Record();
  EXPECT_TRUE(record.adopted);
  ASSERT_EQ(record.tasks.size(), 2u);
  EXPECT_EQ(record.tasks[0].task, "find a key");
  EXPECT_EQ(record.tasks[0].member, Named("bo"));
  EXPECT_EQ(record.tasks[0].due, absl::UnixEpoch() + absl::Hours(24));
  EXPECT_EQ(record.tasks[1].member, "");
}

TEST_F(ItemRecordTest, WhatHadNoTurnHasNothingInIt) {
  Draft();
  Take(110, "ana", R"({"stance": "STANCE_AGREE", "revision": 1})");
  EXPECT_THAT(RecordOf(entries_, {}, {}).positions, IsEmpty());
}

TEST_F(ItemRecordTest, ErasedTextsSaySo) {
  Add(1, "ana", "proposal_drafted", "proposalDrafted",
      R"({"title": {"commitment": "eA==", "salt": "eA=="}, "text": {"commitment": "eA=="}})");
  EXPECT_EQ(Record().text, "(this text was erased)");
  EXPECT_EQ(Record().title, "") << "an empty one keeps its salt";
}

}  // namespace
}  // namespace assent::cli
