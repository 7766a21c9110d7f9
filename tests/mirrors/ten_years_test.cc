// Ten years of an assembly of 200 members and 20,000 decisions: what its
// mirrors are made of stays small, whatever lies behind it. How long each takes to
// read is measured by `assent-bench years`.

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/apply.h"
#include "server/assembly/documents.h"
#include "server/assembly/mirrors/balance.h"
#include "server/assembly/mirrors/ledgers.h"
#include "server/assembly/mirrors/notices.h"
#include "server/assembly/settle.h"
#include "server/base/limits.h"
#include "server/rules/presets.h"

namespace assent::assembly {
namespace {

constexpr int kMembers = 200;
constexpr int kDecisions = 20'000;
constexpr int kAnswers = 20;  // to each

// A log written by hand: events as a sound log has them, without the commands.
class TenYears {
 public:
  TenYears() {
    state_.id = "pod";
    event::v1::Event founded;
    founded.set_origin("o");
    *founded.mutable_assembly_founded()->mutable_charter()->add_rules() =
        *rules::FindPreset("sfc_consensus");
    Put("", 0, founded);
    for (int i = 0; i < kMembers; ++i) {
      event::v1::Event joined;
      joined.mutable_member_joined()->set_member(absl::StrCat("m", i));
      joined.mutable_member_joined()->mutable_handle()->set_content(absl::StrCat("m", i));
      joined.mutable_member_joined()->set_token_hash(absl::StrCat("t", i));
      Put("", 0, joined);
    }
    for (int32_t number = 1; number <= kDecisions; ++number) Decide(number);
  }

  const State& state() const { return state_; }

  template <typename Message>
  std::vector<Message> Load(const std::string& prefix) const {
    std::vector<Message> messages;
    for (auto it = documents_.lower_bound(prefix); it != documents_.end(); ++it) {
      if (!absl::StartsWith(it->first, prefix)) break;
      EXPECT_TRUE(messages.emplace_back().ParseFromString(it->second));
    }
    return messages;
  }

 private:
  void Put(const std::string& author, int32_t proposal, event::v1::Event& event) {
    event.set_sequence(state_.sequence + 1);
    event.set_time_us(absl::ToUnixMicros(now_));
    event.set_author(author);
    event.set_proposal(proposal);
    Touched touched;
    Forget(state_, now_ - absl::Microseconds(1));
    Apply(state_, event, &touched);
    for (const DocumentRef& ref : touched) {
      if (ref.kind < DocumentKind::kBlockEntry) continue;
      const std::optional<std::string> value = DocumentValue(state_, ref);
      if (value.has_value()) {
        documents_[DocumentKey(state_, ref)] = *value;
      } else {
        documents_.erase(DocumentKey(state_, ref));
      }
    }
  }

  void Decide(int32_t number) {
    now_ += absl::Minutes(262);  // ten years in all
    const std::string proposer = absl::StrCat("m", number % 7);
    event::v1::Event drafted;
    drafted.mutable_proposal_drafted()->mutable_text()->set_content("text");
    Put(proposer, number, drafted);
    event::v1::Event introduced;
    *introduced.mutable_proposal_introduced()->mutable_rule() = *rules::FindPreset("sfc_consensus");
    introduced.mutable_proposal_introduced()->mutable_electorate()->set_size(kMembers);
    Put(proposer, number, introduced);
    event::v1::Event facilitated;
    facilitated.mutable_facilitation_taken();
    Put(absl::StrCat("m", number % 3), number, facilitated);
    event::v1::Event started;
    started.mutable_phase_started();
    Put(proposer, number, started);
    for (int i = 0; i < kAnswers; ++i) {
      event::v1::Event taken;
      taken.mutable_position_taken()->set_stance(v1::STANCE_AGREE);
      taken.mutable_position_taken()->set_revision(1);
      Put(absl::StrCat("m", (number + i) % kMembers), number, taken);
    }
    if (number % 10 == 0) Block(number);
    event::v1::Event made;
    made.mutable_decision_made()->set_state(v1::Proposal::STATE_ADOPTED);
    Put(proposer, number, made);
  }

  void Block(int32_t number) {
    const std::string blocker = absl::StrCat("m", number % kMembers);
    event::v1::Event raised;
    raised.mutable_concern_raised()->set_number(1);
    Put(blocker, number, raised);
    event::v1::Event taken;
    taken.mutable_position_taken()->set_stance(v1::STANCE_BLOCK);
    taken.mutable_position_taken()->set_revision(1);
    taken.mutable_position_taken()->set_concern(1);
    Put(blocker, number, taken);
  }

  State state_;
  std::map<std::string, std::string> documents_;
  absl::Time now_ = absl::FromCivil(absl::CivilDay(2026, 1, 1), absl::UTCTimeZone());
};

void BalanceAndDriftReadAHundredAndTwentyDocuments(const TenYears& years) {
  const std::vector<v1::Account> months = MonthsSince(
      years.Load<v1::Account>("account/"), RecentAccountsOf(years.state()), absl::InfinitePast());
  v1::GetBalanceResponse balance;
  FillBalance(years.state(), SumOf(months, AccountOfOpen(years.state())), 0, 1000, balance);
  EXPECT_EQ(months.size(), 120u);
  EXPECT_EQ(balance.ended(), kDecisions);
  EXPECT_EQ(balance.total().positions(), kDecisions * kAnswers);
  EXPECT_EQ(balance.total().blocks(), kDecisions / 10);
  EXPECT_EQ(balance.lines_size(), kMembers);
  EXPECT_EQ(DriftOf(months).size(), 40u);
}

void TheLedgerReadsTheBlocksAlone(const TenYears& years) {
  const auto entries = years.Load<v1::BlockEntry>("blocked/");
  EXPECT_EQ(entries.size(), static_cast<size_t>(kDecisions / 10));
  EXPECT_EQ(SumBlocks(entries).size(), 20u);
}

void TheStateKeepsTwoMonthsAndTheNewestNotices(const TenYears& years) {
  EXPECT_LE(years.state().book.months.size(), 2u);
  const Outbox& outbox = years.state().book.outbox;
  EXPECT_EQ(outbox.common.size(), kMaxCommonNotices);
  const auto common = years.Load<v1::NoticeDocument>("notice/");
  ASSERT_EQ(common.size(), kMaxCommonNotices) << "a dropped one goes from the disk, too";
  EXPECT_EQ(common.front().notice().sequence(), outbox.common.front().id / 8);
  size_t own = 0;
  for (const auto& [member, box] : outbox.of) {
    EXPECT_LE(box.size(), static_cast<size_t>(kMaxNoticesEach));
    own += box.size();
  }
  EXPECT_EQ(years.Load<v1::NoticeDocument>("notice_to/").size(), own);
  EXPECT_LE(outbox.Bytes(), 2 * 40u * kMaxNoticesOfAll) << "vectors have twice the room at most";
}

// One test: to make the ten years takes longer than all that is asked of them.
TEST(TenYearsTest, AreReadByMonthsAndByBlocksAndKeepLittleInMemory) {
  const TenYears years;
  BalanceAndDriftReadAHundredAndTwentyDocuments(years);
  TheLedgerReadsTheBlocksAlone(years);
  TheStateKeepsTwoMonthsAndTheNewestNotices(years);
}

}  // namespace
}  // namespace assent::assembly
