#include "tests/bench/made_years.h"

#include <memory>
#include <random>

#include "absl/strings/str_cat.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "server/rules/presets.h"
#include "tests/search/corpus.h"

namespace assent::bench {
namespace {

using search::Labelled;
using search::Text;

constexpr char kClub[] = "assemblies/club";
constexpr int kVoices = 7;  // that answer a call

class Writer {
 public:
  Writer(storage::EventStore& store, test::SimulatedClock& clock) : store_(store), clock_(clock) {}

  absl::Status Open() {
    ASSENT_ASSIGN_OR_RETURN(ledger_, ledger::Ledger::Open(store_, clock_, base::SystemEntropy()));
    return absl::OkStatus();
  }

  absl::Status Found(int members) {
    v1::CreateAssemblyRequest found;
    found.set_assembly_id("club");
    found.set_display_name("Club");
    found.set_founder_handle("m0");
    v1::DecisionRule& rule = *found.mutable_charter()->add_rules();
    rule = *rules::FindPreset("consensus_minus_1");
    rule.set_id("club");
    rule.mutable_review()->mutable_after()->set_seconds(5 * 365 * 86400);
    found.set_default_rule("club");
    found.add_presets("quick_default");  // knows urgent proposals
    ASSENT_ASSIGN_OR_RETURN(const auto founded, Do("", found));
    made_.tokens.push_back(founded.token());
    for (int member = 1; member < members; ++member) {
      v1::CreateInvitationRequest invite;
      invite.set_parent(kClub);
      ASSENT_ASSIGN_OR_RETURN(const auto invited, Do(made_.tokens[0], invite));
      v1::AcceptInvitationRequest join;
      join.set_parent(kClub);
      join.set_secret(invited.secret());
      join.set_handle(absl::StrCat("m", member));
      ASSENT_ASSIGN_OR_RETURN(const auto joined, Do("", join));
      made_.tokens.push_back(joined.token());
    }
    return absl::OkStatus();
  }

  // One in ten has a block, which the rule tolerates, one in ten a stand-aside.
  absl::Status Decide(const Text& text, int actions) {
    v1::CreateProposalRequest propose = Proposing(text, actions);
    if (number_ % 50 == 1) AddContribution(propose);
    ASSENT_RETURN_IF_ERROR(Propose(propose));
    v1::CallForConsensusRequest call;
    call.set_name(Proposal());
    ASSENT_RETURN_IF_ERROR(Do(Anybody(), call).status());
    const std::string dissenter = Anybody();
    const bool dissent = chance_() % 5 == 0;
    const v1::Stance stance = chance_() % 2 == 0 ? v1::STANCE_STAND_ASIDE : v1::STANCE_BLOCK;
    for (int voice = 0; voice < kVoices; ++voice) {
      ASSENT_RETURN_IF_ERROR(Say(Anybody(), v1::STANCE_AGREE, ""));
    }
    if (dissent) {
      ASSENT_RETURN_IF_ERROR(Say(dissenter, stance, search::MadeUp(chance_()).title));
    }
    v1::DecideProposalRequest decide;
    decide.set_name(Proposal());
    ASSENT_RETURN_IF_ERROR(Do(Anybody(), decide).status());
    if (dissent && chance_() % 2 == 0) ASSENT_RETURN_IF_ERROR(WriteDissent(dissenter));
    return MoveActions(actions);
  }

  // Called for at once, and left to its deadline.
  absl::Status Hurry(const Text& text) {
    v1::CreateProposalRequest propose = Proposing(text, 0);
    propose.set_rule_id("quick_default");
    propose.set_urgent_reason(search::MadeUp(chance_()).title);
    ASSENT_RETURN_IF_ERROR(Propose(propose));
    v1::CallForConsensusRequest call;
    call.set_name(Proposal());
    return Do(Anybody(), call).status();
  }

  v1::CreateProposalRequest Proposing(const Text& text, int actions) {
    v1::CreateProposalRequest propose;
    propose.set_parent(kClub);
    propose.set_title(text.title);
    propose.set_text(text.text);
    propose.set_introduce(true);
    for (int i = 0; i < actions; ++i) {
      v1::ActionPoint& point = *propose.add_action_points();
      point.set_task(search::MadeUp(chance_()).title);
      point.set_member(absl::StrCat(kClub, "/members/@m", chance_() % made_.tokens.size()));
      if (i == 0) {
        point.mutable_due_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()) + 14 * 86400);
      }
    }
    return propose;
  }

  absl::Status Propose(const v1::CreateProposalRequest& propose) {
    ++number_;
    return Do(Anybody(), propose).status();
  }

  void Pass(absl::Duration time) { clock_.Advance(time); }
  int32_t number() const { return number_; }
  MadeYears& made() { return made_; }
  MadeYears Close() && {
    ledger_->Flush();
    return std::move(made_);
  }

 private:
  template <typename Request>
  absl::StatusOr<ledger::ResponseOf<Request>> Do(const std::string& token, const Request& request) {
    if (++acts_ % 1000 == 0) ledger_->Flush();
    return ledger_->Perform({"club", token, ledger::Patience::kRead}, request).response;
  }

  std::string Proposal() const { return absl::StrCat(kClub, "/proposals/", number_); }
  std::string Decision() const { return absl::StrCat(kClub, "/decisions/", number_); }
  const std::string& Anybody() { return made_.tokens[chance_() % made_.tokens.size()]; }

  absl::Status Say(const std::string& token, v1::Stance stance, const std::string& reason) {
    v1::TakePositionRequest position;
    position.set_parent(Proposal());
    position.set_stance(stance);
    position.set_reason(reason);
    return Do(token, position).status();
  }

  static void AddContribution(v1::CreateProposalRequest& propose) {
    propose.set_kind(v1::Proposal::KIND_RESOURCES);
    v1::PoolChange& change = *propose.mutable_pool_change();
    change.set_pool("money");
    change.set_kind(v1::PoolChange::KIND_CONTRIBUTION);
    change.set_unit("EUR cent");
    change.set_amount(100);
  }

  absl::Status WriteDissent(const std::string& token) {
    v1::WriteDissentRequest dissent;
    dissent.set_name(Decision());
    dissent.set_text(search::MadeUp(chance_()).text);
    return Do(token, dissent).status();
  }

  // Nine in ten get done.
  absl::Status MoveActions(int actions) {
    for (int i = 1; i <= actions; ++i) {
      if (chance_() % 10 == 0) continue;
      v1::UpdateActionPointRequest move;
      move.set_name(absl::StrCat(Decision(), "/actionPoints/", i));
      move.set_state(v1::ActionPoint::STATE_DONE);
      ASSENT_RETURN_IF_ERROR(Do(Anybody(), move).status());
    }
    return absl::OkStatus();
  }

  storage::EventStore& store_;
  test::SimulatedClock& clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  MadeYears made_;
  int32_t number_ = 0;
  int64_t acts_ = 0;
  std::mt19937 chance_{20261122};
};

}  // namespace

absl::StatusOr<MadeYears> MakeYears(storage::EventStore& store, test::SimulatedClock& clock,
                                    int32_t decisions, int members) {
  const std::vector<Labelled> labelled = search::ReadLabelled();
  const absl::Duration between = absl::Hours(24 * 3652) / decisions;
  const int32_t every = std::max<int32_t>(1, decisions / static_cast<int32_t>(labelled.size()));
  Writer writer(store, clock);
  ASSENT_RETURN_IF_ERROR(writer.Open());
  ASSENT_RETURN_IF_ERROR(writer.Found(members));
  for (int32_t i = 0; i < decisions; ++i) {
    const size_t written = writer.made().labelled.size();
    const bool is_labelled = i % every == every / 2 && written < labelled.size();
    const Text text = is_labelled ? labelled[written].decision : search::MadeUp(i);
    ASSENT_RETURN_IF_ERROR(writer.Decide(text, i % 3));
    if (is_labelled) writer.made().labelled.push_back(writer.number());
    if (i % 100 == 99) ASSENT_RETURN_IF_ERROR(writer.Hurry(search::MadeUp(i)));
    writer.Pass(between);
  }
  for (size_t i = 0; i < writer.made().labelled.size(); ++i) {
    ASSENT_RETURN_IF_ERROR(writer.Propose(writer.Proposing(labelled[i].proposal, 0)));
    writer.made().proposals.push_back(writer.number());
  }
  return std::move(writer).Close();
}

}  // namespace assent::bench
