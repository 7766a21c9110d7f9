// What a state is taken to need is about what it does need: the budget of the states in memory
// rests on it.

#include <gtest/gtest.h>
#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/act.h"
#include "server/assembly/decide.h"
#include "server/ledger/live_assembly.h"
#include "tests/support/repeating_notary.h"
#include "tests/support/status_matchers.h"

namespace assent::ledger {
namespace {

size_t HeapBytes() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// An assembly in memory, with `members` and, unless it is 0, a call that is open.
class Held {
 public:
  explicit Held(const std::string& id) : live_(id) {
    absl::MutexLock lock(&live_.mutex);
    live_.state.id = id;
    live_.lineage = std::make_shared<Lineage>();
  }
  template <typename Request>
  auto Do(int32_t actor, const Request& request) {
    absl::MutexLock lock(&live_.mutex);
    assembly::Act act(live_.state, notary_, actor, absl::FromUnixSeconds(1'800'000'000));
    auto done = assembly::Decide(act, request);
    for (const assembly::SealedEntry& entry : act.entries()) live_.tree.Append(entry.leaf_hash);
    return done;
  }
  size_t Estimate() {
    absl::MutexLock lock(&live_.mutex);
    return BytesOf(live_.state);
  }

 private:
  LiveAssembly live_;
  test::RepeatingNotary notary_{nullptr};
};

std::unique_ptr<Held> Hold(const std::string& id, const std::string& rule, int members,
                           int proposals) {
  auto held = std::make_unique<Held>(id);
  v1::CreateAssemblyRequest found;
  found.set_assembly_id(id);
  found.set_display_name("Hall");
  found.set_founder_handle("m0");
  found.set_default_rule(rule);
  ASSENT_EXPECT_OK(held->Do(-1, found));
  for (int member = 1; member < members; ++member) {
    v1::CreateInvitationRequest invite;
    invite.set_parent(absl::StrCat("assemblies/", id));
    const auto invited = held->Do(0, invite);
    ASSENT_EXPECT_OK(invited);
    v1::AcceptInvitationRequest join;
    join.set_parent(invite.parent());
    join.set_secret(invited->secret());
    join.set_handle(absl::StrCat("m", member));
    ASSENT_EXPECT_OK(held->Do(-1, join));
  }
  for (int number = 1; number <= proposals; ++number) {
    v1::CreateProposalRequest propose;
    propose.set_parent(absl::StrCat("assemblies/", id));
    propose.set_title(absl::StrCat("Open on Sundays, part ", number));
    propose.set_text("We cook every Sunday from May.");
    propose.set_introduce(true);
    const auto proposed = held->Do(0, propose);
    ASSENT_EXPECT_OK(proposed);
    v1::CallForConsensusRequest call;
    call.set_name(proposed->proposal().name());
    ASSENT_EXPECT_OK(held->Do(0, call));
  }
  return held;
}

// What `count` of them take on the heap, to what they are taken to take.
double Ratio(int count, const std::string& rule, int members, int proposals) {
  Hold("first", rule, members, proposals);  // what is made once
  std::vector<std::unique_ptr<Held>> all;
  all.reserve(static_cast<size_t>(count));
  const size_t before = HeapBytes();
  for (int i = 0; i < count; ++i) {
    all.push_back(Hold(absl::StrCat("hall-", i), rule, members, proposals));
  }
  const double taken = static_cast<double>(HeapBytes()) - static_cast<double>(before);
  double estimated = 0;
  for (const auto& held : all) estimated += static_cast<double>(held->Estimate());
  printf("%s, %d members, %d proposals: %.0f bytes each, estimated %.0f\n", rule.c_str(), members,
         proposals, taken / count, estimated / count);
  return taken / estimated;
}

TEST(StateBytesTest, TheEstimateIsAboutWhatStatesTake) {
  if (HeapBytes() == 0) GTEST_SKIP() << "this allocator does not say what it has given";
  for (const std::string rule : {"quick_default", "mutual_aid_default"}) {
    for (const auto& [members, proposals] :
         std::vector<std::pair<int, int>>{{1, 0}, {1, 1}, {20, 1}, {20, 10}, {200, 2}}) {
      const double ratio = Ratio(50, rule, members, proposals);
      EXPECT_GT(ratio, 0.6) << rule << ", " << members << " members, " << proposals;
      EXPECT_LT(ratio, 1.25) << rule << ", " << members << " members, " << proposals;
    }
  }
}

}  // namespace
}  // namespace assent::ledger
