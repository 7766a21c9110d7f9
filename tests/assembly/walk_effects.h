// What the proposals of a random walk (walk.h) do by themselves, and what they choose among.
#ifndef ASSENT_TESTS_ASSEMBLY_WALK_EFFECTS_H_
#define ASSENT_TESTS_ASSEMBLY_WALK_EFFECTS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/ballot.h"
#include "tests/assembly/walk_ground.h"

namespace assent::assembly {

class WalkEffects : protected WalkGround {
 protected:
  using WalkGround::WalkGround;

  // What it does by itself when it is adopted.
  void AddEffects(v1::CreateProposalRequest& request) {
    switch (Roll(14)) {
      case 0:
        request.set_kind(v1::Proposal::KIND_MEMBERSHIP);
        request.mutable_membership_change()->set_admit("Eva");
        break;
      case 1:
        if (state_.view.member_count() < 4 || Roll(4) != 0) return;
        request.set_kind(v1::Proposal::KIND_MEMBERSHIP);
        request.mutable_membership_change()->set_remove(
            absl::StrCat("assemblies/walk/members/@m", 1 + Roll(kMembers - 1)));
        break;
      case 2:
        request.set_kind(v1::Proposal::KIND_ROLE);
        request.mutable_role_change()->set_role("notes");
        for (int i = 0; i < Roll(4); ++i)
          request.mutable_role_change()->add_members(MemberHandle());
        request.mutable_role_change()->mutable_term()->set_seconds(86400 * (1 + Roll(20)));
        break;
      case 3: {
        request.set_kind(v1::Proposal::KIND_RESOURCES);
        v1::PoolChange& change = *request.mutable_pool_change();
        change.set_pool("money");
        change.set_kind(Chance() ? v1::PoolChange::KIND_CONTRIBUTION
                                 : v1::PoolChange::KIND_ALLOCATION);
        change.set_amount(1 + Roll(100));
        change.set_unit("cent");
        break;
      }
      case 4:
        if (state_.standings.empty()) return;
        request.add_replaces(DecisionName("walk", state_.standings.rbegin()->first));
        request.set_repeals(Chance());
        break;
      case 5:
      case 6:
        AddElection(request);
        break;
      default:
        break;
    }
  }
  void AddElection(v1::CreateProposalRequest& request) {
    v1::Election& election = *request.mutable_election();
    const char* const methods[] = {"schulze",  "scottish-stv", "meek",         "irv",
                                   "approval", "star",         "ranked-pairs", "debian"};
    election.set_method(methods[Roll(8)]);
    election.set_none_of_these(Chance() || election.method() == "debian");
    switch (Roll(3)) {
      case 0:
        request.set_kind(v1::Proposal::KIND_ELECTION);
        election.set_role("notes");
        election.mutable_term()->set_seconds(86400 * (1 + Roll(20)));
        election.set_seats(election.method() == "meek" ? 2 : 1);
        election.add_options()->set_member(MemberHandle());
        break;
      case 1:
        request.set_kind(v1::Proposal::KIND_BUDGET);
        election.set_method(Chance() ? "equal-shares" : "greedy");
        election.set_none_of_these(false);
        election.set_pool("money");
        election.set_budget(1 + Roll(50));
        for (const char* const title : {"A pot", "A lamp"}) {
          v1::Option& option = *election.add_options();
          option.set_title(title);
          option.set_cost(1 + Roll(40));
        }
        break;
      default:
        request.set_kind(v1::Proposal::KIND_CHOICE);
        election.add_options()->set_title("Red");
        election.add_options()->set_title("Blue");
    }
  }
  // Of the open ones, one that chooses.
  const ProposalState* Choosing() {
    std::vector<const ProposalState*> open;
    for (const auto& [number, p] : state_.proposals) {
      if (!p.decision && p.view.has_election()) open.push_back(&p);
    }
    return open.empty() ? nullptr : open[Roll(static_cast<int>(open.size()))];
  }
  void MoveOption() {
    const ProposalState* const p = Choosing();
    if (p == nullptr) return;
    const int options = p->view.election().options_size();
    if (Roll(6) == 0) {
      v1::WithdrawOptionRequest request;
      request.set_name(p->view.name());
      request.set_option(1 + Roll(options + 1));
      return Random(request);
    }
    for (const v1::Option& option : p->view.election().options()) {
      if (option.state() != v1::Option::STATE_NOMINATED) continue;
      v1::AcceptNominationRequest request;
      request.set_name(p->view.name());
      return By(state_.member_by_id.at(std::string(LastSegment(option.member()))), request);
    }
    v1::AddOptionRequest request;
    request.set_parent(p->view.name());
    if (p->view.kind() != v1::Proposal::KIND_ELECTION) {
      request.mutable_option()->set_title(absl::StrCat("Option ", Roll(20)));
    } else if (Chance()) {
      request.mutable_option()->set_member(MemberHandle());
    }
    if (p->view.kind() == v1::Proposal::KIND_BUDGET) request.mutable_option()->set_cost(1 + Roll(9));
    Random(request);
  }
  void CastBallot() {
    const ProposalState* const p = Choosing();
    if (p == nullptr) return;
    const v1::Election& election = p->view.election();
    v1::CastBallotRequest request;
    request.set_parent(p->view.name());
    v1::Marks& marks = *request.mutable_marks();
    for (int i = Roll(4); i > 0; --i) {
      const int32_t number = 1 + Roll(election.options_size());
      switch (KindOf(election)) {
        case counting::BallotKind::kApprovals:
          marks.add_approved(number);
          break;
        case counting::BallotKind::kScores:
          marks.add_scores()->set_option(number);
          marks.mutable_scores()->rbegin()->set_points(Roll(6));
          break;
        default:
          marks.add_ranking()->add_options(number);
      }
    }
    Random(request);
  }
};

}  // namespace assent::assembly

#endif  // ASSENT_TESTS_ASSEMBLY_WALK_EFFECTS_H_
