// Whether what somebody should know before they decide is found: of fifty
// proposals, the decision that each is about, among the first five, between two
// thousand others that use the same words. assent-bench years does the same
// between twenty thousand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/ledger/decision_search.h"
#include "server/search/postings.h"
#include "storage/memory/memory_store.h"
#include "tests/search/corpus.h"
#include "tests/support/status_matchers.h"

namespace assent::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kClub[] = "club";

// A store with nothing but postings, as the ledger writes them.
class DecisionSearchTest : public ::testing::Test {
 protected:
  void Add(int32_t number, const search::Text& text, int32_t statement = 0) {
    Write(search::PostingsOf({number, statement, text.title, {text.text}}));
    last_ = std::max(last_, number);
  }
  void Write(const absl::btree_map<std::string, std::string>& postings) {
    storage::AppendRequest append;
    append.assembly = kClub;
    append.expected_sequence = sequence_;
    if (sequence_ == 0)
      append.entries.push_back({++sequence_, "founded", std::string(32, 'h'), "", ""});
    for (const auto& [key, value] : postings) append.documents.push_back({key, value});
    store_->Append({std::move(append)},
                   [](std::vector<absl::Status> statuses) { ASSENT_ASSERT_OK(statuses[0]); });
  }

  std::vector<int32_t> Found(absl::string_view query) {
    const auto found = FindDecisions(*store_, kClub, search::ParseQuery(query), last_);
    ASSENT_EXPECT_OK(found.status());
    return NumbersOf(*found);
  }
  std::vector<int32_t> Resembling(const search::Text& text) {
    const auto found = FindResembling(*store_, kClub, text.title, text.text, last_);
    ASSENT_EXPECT_OK(found.status());
    return NumbersOf(*found);
  }
  static std::vector<int32_t> NumbersOf(const DecisionsFound& found) {
    std::vector<int32_t> numbers;
    for (const search::Match& match : found.matches) numbers.push_back(match.decision);
    return numbers;
  }

  const std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  uint64_t sequence_ = 0;
  int32_t last_ = 0;
};

TEST_F(DecisionSearchTest, AllWordsHaveToBeThereAsLongAsSomeDecisionHasThem) {
  Add(1, {"Open on Sundays", "The kitchen opens."});
  Add(2, {"Clean on Sundays", "The kitchen is cleaned."});
  Add(3, {"Rent", "The kitchen is paid for."});
  EXPECT_THAT(Found("kitchen sundays open"), ElementsAre(1));
  EXPECT_THAT(Found("SUNDAYS kitchen"), testing::UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found("garden"), IsEmpty());
  const auto some = FindDecisions(*store_, kClub, search::ParseQuery("rent garden"), 3);
  EXPECT_THAT(NumbersOf(*some), ElementsAre(3));
  EXPECT_TRUE(some->some_words_only);
  EXPECT_THAT(WordsIn(*some, some->matches[0]), ElementsAre("rent"));
}

TEST_F(DecisionSearchTest, TitlesWeighMoreAndOfEqualsTheNewerComesFirst) {
  Add(1, {"Garden", "water and beds"});
  Add(2, {"House rules", "garden and beds"});
  Add(3, {"Garden", "water and beds"});
  EXPECT_THAT(Found("garden"), ElementsAre(3, 1, 2));
}

TEST_F(DecisionSearchTest, StatementsCountWithTheirDecision) {
  Add(1, {"Rent", "We pay more."});
  Add(1, {"", "This drives out the poor."}, /*statement=*/1);
  EXPECT_THAT(Found("poor rent"), ElementsAre(1));
  EXPECT_THAT(Found("poor"), ElementsAre(1));
}

TEST_F(DecisionSearchTest, AWordOfVeryManyDecisionsIsStillFoundInOldOnesThatARarerWordBrings) {
  Add(1, {"Beekeeping", "we keep bees"});
  const int32_t last = static_cast<int32_t>(kMaxPostings) + 10;
  for (int32_t number = 2; number <= last; ++number) Add(number, {"Other", "we do"});
  EXPECT_THAT(Found("we bees"), ElementsAre(1));
  EXPECT_EQ(Found("we").size(), kMaxPostings) << "of the most common words, the newest";
  EXPECT_EQ(Found("we").front(), last);
  EXPECT_THAT(Resembling({"Bees", "we keep them"}).front(), 1);
}

TEST_F(DecisionSearchTest, OneCharacterOfHanIsEnough) {
  Add(1, {"厨房轮值", "每天打扫"});
  EXPECT_THAT(Found("厨"), ElementsAre(1));
  EXPECT_THAT(Found("轮值"), ElementsAre(1));
  EXPECT_THAT(Found("厨房打扫"), ElementsAre(1)) << "a pair that spans two words is missing";
}

TEST_F(DecisionSearchTest, OfFiftyProposalsTheDecisionIsAmongTheFirstFiveForFortyFiveAtLeast) {
  const std::vector<search::Labelled> labelled = search::ReadLabelled();
  ASSERT_EQ(labelled.size(), 50u);
  int32_t number = 0;
  for (const search::Labelled& pair : labelled) {
    for (int i = 0; i < 40; ++i) {
      ++number;
      Add(number, search::MadeUp(static_cast<uint32_t>(number)));
    }
    Add(++number, pair.decision);
  }
  int found = 0;
  for (size_t i = 0; i < labelled.size(); ++i) {
    const std::vector<int32_t> best = Resembling(labelled[i].proposal);
    const auto end = best.begin() + std::min<ptrdiff_t>(5, static_cast<ptrdiff_t>(best.size()));
    const bool hit = std::find(best.begin(), end, static_cast<int32_t>(41 * (i + 1))) != end;
    found += hit ? 1 : 0;
    if (!hit) GTEST_LOG_(INFO) << "not found: " << labelled[i].proposal.title;
  }
  RecordProperty("found", found);
  EXPECT_GE(found, 45);
}

}  // namespace
}  // namespace assent::ledger
