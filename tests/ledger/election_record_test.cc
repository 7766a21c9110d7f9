// Whoever verifies an export counts the ballots in it again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/election_service.pb.h"
#include "server/assembly/ballot.h"
#include "server/assembly/canonical.h"
#include "server/ledger/checkpoints.h"
#include "server/transparency/verify_export.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/transparency/made_export.h"

namespace assent::ledger {
namespace {

using event::v1::Event;
using transparency::Row;

class ElectionRecordTest : public testing::Test {
 protected:
  // Five members rank three options, and one asks for the count.
  void Elect() {
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Which van?");
    propose.set_text("One for all of us.");
    propose.set_kind(v1::Proposal::KIND_CHOICE);
    propose.set_introduce(true);
    propose.mutable_election()->set_method("schulze");
    for (const char* const title : {"Red", "Blue", "Green"}) {
      propose.mutable_election()->add_options()->set_title(title);
    }
    ASSENT_ASSERT_OK(club_->Do(0, propose));
    ASSENT_ASSERT_OK(club_->Call());
    const char* const ballots[] = {"1>2>3", "1>3", "2>1>3", "1", "3>2=1"};
    for (int member = 0; member < 5; ++member) {
      v1::CastBallotRequest cast;
      cast.set_parent(kProposal);
      *cast.mutable_marks() = *assembly::MarksOf(ballots[member]);
      ASSENT_ASSERT_OK(club_->Do(member, cast));
    }
  }

  std::vector<Row> Rows() {
    ledger_->Flush();
    std::vector<Row> rows;
    const auto entries = *store_->ReadLog(kKitchen, 0, {});
    for (const storage::Entry& entry : entries) {
      rows.push_back({entry.leaf, entry.openings});
    }
    return rows;
  }

  // Signed by whoever runs the server, so that nothing but the count can tell.
  absl::Status Verify(const std::vector<Row>& rows) {
    const std::string seed = **store_->GetDocument(kKitchen, kLogKeyDocument);
    const auto looked = ledger_->Inspect(
        club_->As(0), [](const assembly::State& state, int32_t, absl::Time)
                          -> absl::StatusOr<v1::Assembly> { return state.view; });
    const transparency::Files files = transparency::ExportOf(
        rows, looked.response->origin(), looked.response->log_key(), seed, "");
    return transparency::VerifyExport(
               kKitchen,
               [&](const std::string& path) -> absl::StatusOr<std::string> {
                 const auto found = files.find(path);
                 if (found == files.end()) return absl::NotFoundError("it is missing");
                 return found->second;
               },
               transparency::Verification::Outcomes::kDecideAgain)
        .status();
  }

  // What verifying says once the first entry with such a body is another one.
  std::string Forged(Event::BodyCase body, const std::function<void(Event&)>& change) {
    std::vector<Row> rows = Rows();
    for (Row& row : rows) {
      Event event = *transparency::OpenEntry(row.leaf, "");
      if (event.body_case() != body) continue;
      change(event);
      row.leaf = assembly::CanonicalBytes(event);
      return std::string(Verify(rows).message());
    }
    return "there is no such entry";
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  std::unique_ptr<Club> club_ = std::make_unique<Club>(*ledger_, "simple_majority", 5);
};

TEST_F(ElectionRecordTest, AResultThatTheBallotsDoNotComeToIsFound) {
  Elect();
  ASSENT_ASSERT_OK(club_->Decide());
  ASSENT_ASSERT_OK(Verify(Rows()));
  EXPECT_THAT(Forged(Event::kElectionCounted,
                     [](Event& event) { event.mutable_election_counted()->set_chosen(0, 2); }),
              testing::HasSubstr("come to another result"));
  EXPECT_THAT(Forged(Event::kElectionCounted,
                     [](Event& event) { event.mutable_election_counted()->set_ballots(4); }),
              testing::HasSubstr("come to another result"));
}

TEST_F(ElectionRecordTest, ABallotThatTurnsTheResultIsFound) {
  Elect();
  ASSENT_ASSERT_OK(club_->Decide());
  std::vector<Row> rows = Rows();
  for (Row& row : rows) {
    Event event = *transparency::OpenEntry(row.leaf, "");
    if (!event.has_ballot_cast()) continue;
    *event.mutable_ballot_cast()->mutable_marks() = *assembly::MarksOf("2");
    row.leaf = assembly::CanonicalBytes(event);
  }
  EXPECT_THAT(std::string(Verify(rows).message()), testing::HasSubstr("come to another result"));
}

TEST_F(ElectionRecordTest, TheLotIsInNobodysChoice) {
  Elect();
  ASSENT_ASSERT_OK(club_->Decide());
  EXPECT_THAT(Forged(Event::kElectionOpened,
                     [](Event& event) {
                       event.mutable_election_opened()->set_seed(std::string(32, '\x07'));
                     }),
              testing::HasSubstr("its lot is not the one of its place in the log"));
  EXPECT_THAT(Forged(Event::kElectionOpened,
                     [](Event& event) {
                       event.mutable_election_opened()->mutable_lot_order()->SwapElements(0, 2);
                     }),
              testing::HasSubstr("its lot is drawn otherwise"));
}

}  // namespace
}  // namespace assent::ledger
