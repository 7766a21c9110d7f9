// Random acts under every preset, all of them signed: a verification comes to what was
// signed whatever is shown of the texts, and names each entry in which whoever has the log
// and its key has changed anything.

#include "tests/transparency/signed_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/canonical.h"
#include "server/rules/presets.h"
#include "server/transparency/verify.h"
#include "tests/support/status_matchers.h"
#include "tests/transparency/changed_events.h"

namespace assent::transparency {
namespace {

using event::v1::Event;

absl::Status Verify(const std::vector<Row>& rows, bool with_texts, SignedShare* share = nullptr) {
  Verification verification("walk");
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string openings = with_texts ? rows[i].openings : "";
    if (absl::Status added = verification.Add({i + 1, rows[i].leaf, "", openings}); !added.ok()) {
      return added;
    }
  }
  if (absl::Status finished = verification.Finish(); !finished.ok()) return finished;
  if (share != nullptr) *share = verification.signed_share();
  return with_texts ? verification.CheckTexts() : absl::OkStatus();
}

Event EventOf(const Row& row) { return *OpenEntry(row.leaf, ""); }

std::string BodyOf(const Event& event) {
  const auto* const body = Event::descriptor()->FindOneofByName("body");
  const auto* const field = Event::GetReflection()->GetOneofFieldDescriptor(event, body);
  return field == nullptr ? "" : field->name();
}

// Rules under which a walk gets far.
constexpr const char* kLongWalks[] = {"mutual_aid_default", "sfc_consensus",    "quick_default",
                                      "s3_consent",         "butler_formal",    "rust_fcp",
                                      "ows_spokes",         "sfc_spokescouncil"};

TEST(SignedWalk, ComesToWhatWasSignedWhateverIsShownOfTheTexts) {
  int64_t acts = 0;
  for (const v1::DecisionRule* rule : rules::ListPresets()) {
    SCOPED_TRACE(rule->id());
    const std::vector<Row> rows = WalkUnder(rule->id(), 7, 250).rows;
    SignedShare share;
    ASSENT_ASSERT_OK(Verify(rows, /*with_texts=*/true, &share));
    ASSENT_ASSERT_OK(Verify(rows, /*with_texts=*/false));
    EXPECT_GT(share.acts, 5);
    acts += share.acts;
  }
  EXPECT_GT(acts, static_cast<int64_t>(rules::ListPresets().size()) * 15);
  for (const char* const rule : kLongWalks) {
    SCOPED_TRACE(rule);
    const std::vector<Row> rows = WalkUnder(rule, 9, 2500).rows;
    ASSENT_ASSERT_OK(Verify(rows, /*with_texts=*/true));
    ASSENT_ASSERT_OK(Verify(rows, /*with_texts=*/false));
  }
}

// --- Every field of every event of a signed act ---

// The entries of a log by moment: what is added to a verification at once.
struct Moment {
  size_t first = 0;
  size_t end = 0;
};

std::vector<Moment> MomentsOf(const std::vector<Row>& rows) {
  std::vector<Moment> moments;
  int64_t time = -1;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (const int64_t at = EventOf(rows[i]).time_us(); at != time) moments.push_back({i, i});
    time = EventOf(rows[i]).time_us();
    moments.back().end = i + 1;
  }
  return moments;
}

absl::Status AddMoment(Verification& verification, const std::vector<Row>& rows,
                       const Moment& moment) {
  for (size_t i = moment.first; i < moment.end; ++i) {
    absl::Status added = verification.Add({i + 1, rows[i].leaf, "", rows[i].openings});
    if (!added.ok()) return added;
  }
  return verification.Finish();
}

TEST(SignedWalk, NoFieldOfASignedEventCanBeAnother) {
  std::map<std::string, int> tried;  // by field
  std::set<std::string> bodies;
  constexpr int kOfEach = 6;
  for (const char* const rule : kLongWalks) {
    SCOPED_TRACE(rule);
    std::vector<Row> rows = WalkUnder(rule, 11, 4000).rows;
    Verification before("walk");
    for (const Moment& moment : MomentsOf(rows)) {
      bool is_signed = false;
      for (size_t i = moment.first; i < moment.end; ++i) {
        const Event event = EventOf(rows[i]);
        is_signed = is_signed || !event.envelope().empty();
        if (!is_signed) continue;  // rules, before what is signed
        bodies.insert(BodyOf(event));
        Changes(event, [&](const Event& changed, const std::string& field) {
          int& count = tried[absl::StrCat(BodyOf(event), " ", field)];
          if (count++ >= kOfEach) return;
          const std::string leaf = std::exchange(rows[i].leaf, assembly::CanonicalBytes(changed));
          Verification copy = before;
          const absl::Status found = AddMoment(copy, rows, moment);
          EXPECT_FALSE(found.ok()) << "entry " << i + 1 << ", " << BodyOf(event) << ": " << field
                                   << " was changed, and nobody noticed\n"
                                   << event.DebugString();
          rows[i].leaf = leaf;
        });
      }
      ASSENT_ASSERT_OK(AddMoment(before, rows, moment));
      if (testing::Test::HasFailure()) return;
    }
  }
  // A walk that never gets anywhere would show nothing.
  EXPECT_GT(tried.size(), 250u);
  for (const char* const body :
       {"position_taken", "proposal_drafted", "proposal_introduced", "phase_started",
        "outcome_reached", "concern_raised", "amendment_proposed", "token_created",
        "attendance_changed", "mandate_given"}) {
    EXPECT_TRUE(bodies.contains(body)) << body;
  }
}

// Events of an act that are left out, or come twice.
TEST(SignedWalk, NoEventOfASignedActIsMissingOrComesTwice) {
  const std::vector<Row> rows = WalkUnder("mutual_aid_default", 13, 3000).rows;
  Verification before("walk");
  int tried = 0;
  for (const Moment& moment : MomentsOf(rows)) {
    // One act and nothing else: two of them are two whole acts, of which one may be missing.
    int acts = 0;
    for (size_t i = moment.first; i < moment.end; ++i) {
      const Event event = EventOf(rows[i]);
      const bool bare = event.envelope().empty() && !event.author().empty();
      acts += !event.envelope().empty() || (bare && acts == 0) ? 1 : 0;
    }
    bool is_signed = false;
    for (size_t i = moment.first; i < moment.end; ++i) {
      is_signed = is_signed || !EventOf(rows[i]).envelope().empty();
      // Without its bearer, what is left of an act is one that nobody has signed.
      if (acts != 1 || !is_signed || !EventOf(rows[i]).envelope().empty()) continue;
      std::vector<Row> without = rows;
      without.erase(without.begin() + static_cast<ptrdiff_t>(i));
      for (size_t j = i; j < without.size(); ++j) {
        Event event = EventOf(without[j]);
        event.set_sequence(event.sequence() - 1);
        without[j].leaf = assembly::CanonicalBytes(event);
      }
      Verification copy = before;
      EXPECT_FALSE(AddMoment(copy, without, {moment.first, moment.end - 1}).ok())
          << "entry " << i + 1 << ", " << BodyOf(EventOf(rows[i])) << ", is missing, of "
          << moment.end - moment.first << " of one moment: " << EventOf(rows[i]).DebugString();
      ++tried;
    }
    ASSENT_ASSERT_OK(AddMoment(before, rows, moment));
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(tried, 25);
}

TEST(SignedWalk, WhatOthersKeepBackIsNoticed) {
  std::vector<Row> rows = WalkUnder("mutual_aid_default", 17, 600).rows;
  ASSENT_ASSERT_OK(Verify(rows, /*with_texts=*/true));
  int withheld = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].openings.empty()) continue;
    const std::string kept = std::exchange(rows[i].openings, "");
    const absl::Status found = Verify(rows, /*with_texts=*/true);
    const bool of_draft = EventOf(rows[i]).has_proposal_drafted();
    if (!of_draft) {
      EXPECT_THAT(std::string(found.message()),
                  testing::HasSubstr(absl::StrCat("entry ", i + 1, ":")));
    }
    withheld += found.ok() ? 0 : 1;
    rows[i].openings = kept;
    if (withheld > 40) break;
  }
  EXPECT_GT(withheld, 15);
}

}  // namespace
}  // namespace assent::transparency
