// The ground under a random walk (walk.h): one assembly, its clock and its dice.
#ifndef ASSENT_TESTS_ASSEMBLY_WALK_GROUND_H_
#define ASSENT_TESTS_ASSEMBLY_WALK_GROUND_H_

#include <gtest/gtest.h>

#include <functional>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/message.h"
#include "server/assembly/canonical.h"
#include "server/assembly/decide.h"
#include "server/assembly/keys.h"
#include "server/assembly/names.h"
#include "server/assembly/settle.h"
#include "server/assembly/signed_act.h"
#include "server/base/refusal.h"
#include "tests/support/repeating_notary.h"
#include "tests/support/status_matchers.h"

namespace assent::assembly {

inline constexpr int kMembers = 6;

// With whom the members of a walk keep and sign what they do; without, nobody signs.
struct WalkHands {
  Notary* notary = nullptr;  // null: one that repeats itself
  // What the member makes of a request before they do it; nullopt: they do not sign.
  std::function<std::optional<SignedAct>(const State&, int32_t actor,
                                         const google::protobuf::Message& request)>
      sign;
  // The public key of each.
  std::function<std::string(int member)> key;
};

// How what members do reaches the assembly. It gets every act as something that can be called, once, later,
// again; true: it has taken it over, and the act is not done now. Empty: everything arrives at once.
using WalkPost = std::function<bool(std::function<void()> act)>;

class WalkGround {
 protected:
  WalkGround(uint32_t seed, WalkHands hands)
      : repeating_(&events_),
        hands_(std::move(hands)),
        notary_(hands_.notary == nullptr ? repeating_ : *hands_.notary),
        dice_(seed) {
    state_.id = "walk";
  }

  int Roll(int sides) { return static_cast<int>(dice_() % static_cast<uint32_t>(sides)); }
  bool Chance() { return Roll(2) == 0; }
  // Mostly one that is open, now and then any.
  int32_t ProposalNumber() {
    std::vector<int32_t> open;
    for (const auto& [number, p] : state_.proposals) {
      if (!p.decision || Roll(4) == 0) open.push_back(number);
    }
    if (open.empty() || Roll(20) == 0) return 1 + Roll(state_.last_proposal + 1);
    return open[Roll(static_cast<int>(open.size()))];
  }
  std::string Proposal() { return ProposalName("walk", ProposalNumber()); }
  // One of the proposal's parts, now and then none of them.
  std::string Part(absl::string_view collection) {
    const int32_t number = ProposalNumber();
    const auto found = state_.proposals.find(number);
    int32_t parts = 1;
    if (found != state_.proposals.end()) {
      const ProposalState& p = found->second;
      if (collection == "blocks" && !p.blocks.empty() && Roll(10) != 0) {
        const auto block = std::next(p.blocks.begin(), Roll(static_cast<int>(p.blocks.size())));
        return PartName(ProposalName("walk", number), collection, block->first);
      }
      parts += static_cast<int32_t>(collection == "amendments" ? p.amendments.size()
                                                               : p.concerns.size());
    }
    return PartName(ProposalName("walk", number), collection, 1 + Roll(parts));
  }
  std::string MemberHandle() { return absl::StrCat("assemblies/walk/members/@m", Roll(kMembers)); }

  template <typename Request>
  void By(int32_t actor, const Request& request) {
    if (post_ && post_([this, actor, request] { Deliver(actor, request); })) return;
    Deliver(actor, request);
  }
  template <typename Request>
  void Deliver(int32_t actor, const Request& request) {
    const int64_t before = state_.sequence;
    Act act(state_, notary_, actor, now_);
    Settle(act);
    const int64_t settled = state_.sequence;
    std::optional<SignedAct> signed_act;
    if (hands_.sign && actor >= 0) {
      signed_act = hands_.sign(state_, actor, request);
    } else if (SignedAct one; Signs(actor, request, one)) {
      signed_act = std::move(one);
    }
    if (signed_act) act.Sign(*signed_act);
    const auto response = PerformSettled(act, request);
    touched_.insert(act.touched().begin(), act.touched().end());
    EXPECT_EQ(static_cast<int64_t>(act.entries().size()), state_.sequence - before);
    if (response.ok()) {
      ++accepted_;
      EXPECT_EQ(response->sequence(), IsOfAStranger(request) ? 0 : state_.sequence);
    } else {
      EXPECT_EQ(state_.sequence, settled) << response.status() << request.DebugString();
      EXPECT_NE(base::ReasonOf(response.status()), "") << response.status();
    }
  }
  // Whoever asks to come back in is not told where the log stands.
  template <typename Request>
  static bool IsOfAStranger(const Request& request) {
    if constexpr (std::is_same_v<Request, v1::SubmitApplicationRequest>) {
      return request.kind() == v1::Application::KIND_REENTRY;
    }
    return false;
  }
  // Now and then an act is signed, by one who has just looked: nothing of that is in the
  // way of what would happen otherwise. False: it is not signed.
  template <typename Request>
  bool Signs(int32_t actor, const Request& request, SignedAct& act) {
    if (actor < 0 || state_.members[actor].keys.empty() || pens_() % 3 != 0) return false;
    const int32_t key = state_.members[actor].keys.back() + 1;
    if (!assembly::Signs(state_.keys[key - 1])) return false;
    act.payload.set_member(state_.members[actor].id);
    act.payload.set_origin(state_.origin);
    act.payload.set_key(key);
    act.payload.set_key_sequence(state_.keys[key - 1].acts + 1);
    act.payload.set_previous(state_.keys[key - 1].last_act);
    act.payload.set_seen_size(state_.sequence);
    if constexpr (
        requires { request.name(); } || requires { request.parent(); }) {
      const auto p = state_.proposals.find(ProposalIn(SubjectOf(request)));
      if (p != state_.proposals.end() && p->second.view.state() != v1::Proposal::STATE_DRAFT) {
        act.payload.set_rule_hash(notary_.Hash(CanonicalBytes(p->second.rule())));
      }
    }
    act.envelope = absl::StrCat("act ", ++signed_, " signed with key ", key);
    act.hash = act.envelope;
    return true;
  }
  void GiveKey(int32_t member) {
    v1::AddDeviceKeyRequest request;
    request.set_parent("assemblies/walk");
    request.set_public_key(absl::StrFormat("key %028d", member));
    request.set_label("a phone");
    By(member, request);
  }
  template <typename Request>
  void Random(const Request& request) {
    int32_t actor = Roll(kMembers);
    // Those who have left do little; the founder never leaves.
    if (state_.members[actor].view.state() == v1::Member::STATE_LEFT && Roll(8) != 0) actor = 0;
    By(actor, request);
  }

  void Found(const std::string& rule) {
    v1::CreateAssemblyRequest request;
    request.set_assembly_id("walk");
    request.set_display_name("Walk");
    request.set_founder_handle("m0");
    request.set_default_rule(rule);
    By(-1, request);
    for (int i = 1; i < kMembers; ++i) {
      v1::CreateInvitationRequest invite;
      invite.set_parent("assemblies/walk");
      Act act(state_, notary_, 0, now_);
      v1::AcceptInvitationRequest join;
      join.set_parent("assemblies/walk");
      join.set_secret(Perform(act, invite)->secret());
      join.set_handle(absl::StrCat("m", i));
      By(-1, join);
      if (!hands_.key && i % 2 == 0) GiveKey(i);
    }
    for (int i = 0; hands_.key && i < kMembers; ++i) {
      v1::AddDeviceKeyRequest add;
      add.set_parent("assemblies/walk");
      add.set_label("a phone");
      add.set_public_key(hands_.key(i));
      By(i, add);
    }
  }

  WalkPost post_;
  State state_;
  std::vector<event::v1::Event> events_;
  test::RepeatingNotary repeating_;
  const WalkHands hands_;
  Notary& notary_;
  std::mt19937 dice_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  Touched touched_;
  int accepted_ = 0;
  std::mt19937 pens_{7};  // dice of their own: signing changes no walk
  int64_t signed_ = 0;
};

}  // namespace assent::assembly

#endif  // ASSENT_TESTS_ASSEMBLY_WALK_GROUND_H_
