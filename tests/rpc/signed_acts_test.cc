// Signed acts over gRPC: what they do, what is forged and refused, and what the log that
// they are in proves to whoever verifies it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/event/v1/event.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "server/transparency/verify.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/rpc/signer.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;

constexpr char kId[] = "11111111-2222-3333-4444-555555555555";

class SignedActs : public ::testing::Test {
 protected:
  SignedActs() {
    EXPECT_TRUE(ana_.AddKey().ok());
    proposal_ = kitchen_.Called();
    ana_.Look(proposal_);
  }

  v1::TakePositionRequest Position(v1::Stance stance = v1::STANCE_AGREE,
                                   const std::string& reason = "soup is good") const {
    v1::TakePositionRequest request;
    request.set_parent(proposal_);
    request.set_stance(stance);
    request.set_reason(reason);
    return request;
  }
  // What the server says of an honest act that is spoiled before it is sealed.
  std::string Spoiled(const Signer::Spoil& spoil) {
    return ana_.Submit(ana_.Sign(Position(), spoil)).reason();
  }
  // Likewise of one that is spoiled after it.
  std::string SpoiledEnvelope(const std::function<void(v1::Envelope&)>& spoil) {
    v1::SubmitActRequest act = ana_.Sign(Position());
    v1::Envelope envelope;
    EXPECT_TRUE(envelope.ParseFromString(act.envelope()));
    spoil(envelope);
    act.set_envelope(envelope.SerializeAsString());
    return ana_.Submit(act).reason();
  }
  // What is refused leaves nothing.
  void ExpectNothingMore() { EXPECT_EQ(server_.LastSequence("kitchen"), last_); }
  void Remember() { last_ = server_.LastSequence("kitchen"); }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 3};
  Signer ana_{kitchen_.member(1), kitchen_.name(), 'a'};
  std::string proposal_;
  int64_t last_ = 0;
};

TEST_F(SignedActs, DoWhatTheyWouldUnsigned) {
  v1::SubmitActResponse response;
  const v1::SubmitActRequest act = ana_.Sign(Position());
  const Answer answer = ana_.Submit(act, &response);
  ASSERT_TRUE(answer.ok()) << answer;
  EXPECT_EQ(response.type(), "assent.v1.TakePositionResponse");
  v1::TakePositionResponse taken;
  ASSERT_TRUE(taken.ParseFromString(response.response()));
  EXPECT_EQ(taken.position().stance(), v1::STANCE_AGREE);
  EXPECT_EQ(taken.position().reason(), "soup is good");
  EXPECT_EQ(taken.sequence(), response.sequence());

  v1::ListEntriesRequest list;
  list.set_parent(kitchen_.name());
  list.set_after_sequence(response.sequence() - 1);
  v1::ListEntriesResponse entries;
  ASSERT_TRUE(ana_.caller().Call(list, &entries).ok());
  event::v1::Event event;
  ASSERT_TRUE(event.ParseFromString(entries.entries(0).leaf()));
  EXPECT_EQ(event.envelope(), act.envelope()) << "to the byte";
  EXPECT_EQ(event.position_taken().stance(), v1::STANCE_AGREE);
  ASSERT_EQ(entries.entries(0).openings_size(), 1);
  EXPECT_EQ(entries.entries(0).openings(0).salt(), ana_.salt()) << "one commitment, not two";
  EXPECT_THAT(entries.entries(0).leaf(), Not(HasSubstr("soup is good")));
}

TEST_F(SignedActs, AreSafeToRepeat) {
  v1::TakePositionRequest request = Position();
  request.set_request_id(kId);
  const v1::SubmitActRequest act = ana_.Sign(request);
  v1::SubmitActResponse first;
  ASSERT_TRUE(ana_.Submit(act, &first).ok());
  Remember();
  v1::SubmitActResponse again;
  ASSERT_TRUE(ana_.caller().Call(act, &again).ok());
  EXPECT_EQ(again.response(), first.response());
  ExpectNothingMore();
  EXPECT_EQ(ana_.Submit(ana_.Sign(request)).reason(), "") << "the same request, signed anew";
  ExpectNothingMore();
  request.set_stance(v1::STANCE_DISAGREE);
  EXPECT_EQ(kitchen_.member(1).Call(request, &again).reason(), "REQUEST_ID_REUSED");
}

TEST_F(SignedActs, ARehearsalIsNoActAndUsesNoNumber) {
  v1::TakePositionRequest request = Position();
  request.set_validate_only(true);
  const v1::SubmitActRequest act = ana_.Sign(request);
  v1::SubmitActResponse response;
  Remember();
  ASSERT_TRUE(ana_.caller().Call(act, &response).ok());
  ExpectNothingMore();
  EXPECT_TRUE(ana_.Do(Position()).ok());
}

TEST_F(SignedActs, ForgedSignaturesAreRefused) {
  Remember();
  Signer thief(kitchen_.member(1), kitchen_.name(), 'x');
  thief.Use(ana_.key());
  thief.Look(proposal_);
  EXPECT_EQ(thief.Do(Position()).reason(), "SIGNATURE_INVALID") << "another key";
  const v1::SubmitActRequest honest = ana_.Sign(Position());
  v1::SubmitActResponse response;
  EXPECT_EQ(kitchen_.member(2).Call(honest, &response).reason(), "SIGNATURE_INVALID")
      << "somebody else's";
  EXPECT_EQ(SpoiledEnvelope([](auto& e) { e.mutable_signatures(0)->mutable_sig()->back() ^= 1; }),
            "SIGNATURE_INVALID");
  EXPECT_EQ(SpoiledEnvelope([](auto& e) { e.mutable_payload()->back() ^= 1; }),
            "SIGNATURE_INVALID");
  EXPECT_EQ(SpoiledEnvelope([](auto& e) { e.set_payload_type("application/json"); }),
            "SIGNATURE_INVALID");
  EXPECT_EQ(SpoiledEnvelope([](auto& e) { e.mutable_signatures(0)->set_keyid("2"); }),
            "SIGNATURE_INVALID");
  EXPECT_EQ(SpoiledEnvelope([](auto& e) { *e.add_signatures() = e.signatures(0); }),
            "SIGNATURE_INVALID");
  EXPECT_EQ(SpoiledEnvelope(
                [](auto& e) { e.GetReflection()->MutableUnknownFields(&e)->AddVarint(99, 1); }),
            "SIGNATURE_INVALID");
  // With a key of small order, anything would be signed.
  EXPECT_EQ(SpoiledEnvelope([](auto& e) {
              e.mutable_signatures(0)->set_sig(std::string(64, '\0'));
              e.mutable_signatures(0)->mutable_sig()->at(0) = 1;
            }),
            "SIGNATURE_INVALID");
  ExpectNothingMore();
}

TEST_F(SignedActs, OfAnotherAssemblyAreRefused) {
  Kitchen garden(server_.Connect(), 2, "garden");
  const int64_t before = server_.LastSequence("garden");
  v1::SubmitActRequest act = ana_.Sign(Position());
  act.set_parent("assemblies/garden");
  v1::SubmitActResponse response;
  EXPECT_EQ(garden.member(1).Call(act, &response).reason(), "SIGNATURE_INVALID");
  // Whoever uses one key in both.
  Signer there(garden.member(1), garden.name(), 'a');
  ASSERT_TRUE(there.AddKey().ok());
  EXPECT_EQ(garden.member(1).Call(act, &response).reason(), "ACT_MALFORMED");
  v1::TakePositionRequest elsewhere = Position();
  const Answer answer = there.Submit(there.Sign(elsewhere));
  EXPECT_EQ(answer.reason(), "ACT_MALFORMED") << "a request about another assembly";
  EXPECT_EQ(server_.LastSequence("garden"), before + 1);
  EXPECT_EQ(Spoiled([](auto& p) { p.set_origin("another"); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_member("another"); }), "ACT_MALFORMED");
}

TEST_F(SignedActs, ComeInTheirOrderAndOnce) {
  const v1::SubmitActRequest first = ana_.Sign(Position());
  ASSERT_TRUE(ana_.Submit(first).ok());
  Remember();
  EXPECT_EQ(Spoiled([](auto& p) { p.set_key_sequence(1); }), "ACT_OUT_OF_ORDER") << "replayed";
  EXPECT_EQ(Spoiled([](auto& p) { p.set_key_sequence(3); }), "ACT_OUT_OF_ORDER") << "a gap";
  EXPECT_EQ(Spoiled([](auto& p) { p.clear_previous(); }), "ACT_OUT_OF_ORDER");
  ExpectNothingMore();
  EXPECT_TRUE(ana_.Do(Position(v1::STANCE_DISAGREE)).ok());
}

TEST_F(SignedActs, ByWhoSawAnotherLogOrAnOlderOneAreRefused) {
  Remember();
  EXPECT_EQ(Spoiled([](auto& p) { p.mutable_seen_root()->front() ^= 1; }), "ACT_STALE");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_seen_size(p.seen_size() + 1); }), "ACT_STALE");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_seen_size(0); }), "ACT_STALE");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_seen_size(-1); }), "ACT_STALE");
  ExpectNothingMore();
  const transparency::Checkpoint before = ana_.Checkpoint();
  const std::string another = kitchen_.Called("Mondays");
  ana_.Look(another);
  v1::TakePositionRequest request = Position();
  request.set_parent(another);
  const auto old = [&](v1::ActPayload& p) {
    p.set_seen_size(static_cast<int64_t>(before.size));
    p.set_seen_root(before.root);
  };
  EXPECT_EQ(ana_.Submit(ana_.Sign(request, old)).reason(), "ACT_STALE")
      << "they had not seen what they agree to";
  ana_.Look(proposal_);
  EXPECT_TRUE(ana_.Submit(ana_.Sign(Position(), old)).ok()) << "here nothing has moved";
}

TEST_F(SignedActs, UnderAnotherRuleAreRefused) {
  Remember();
  EXPECT_EQ(Spoiled([](auto& p) { p.mutable_rule_hash()->front() ^= 1; }), "RULE_CHANGED");
  EXPECT_EQ(Spoiled([](auto& p) { p.clear_rule_hash(); }), "RULE_CHANGED");
  ExpectNothingMore();
}

TEST_F(SignedActs, OfWhoHasLeftOrOfAKeyThatEndedAreRefused) {
  v1::RevokeDeviceKeyRequest revoke;
  revoke.set_name(ana_.key().name());
  const v1::SubmitActRequest act = ana_.Sign(Position());
  ana_.Look("");
  ASSERT_TRUE(ana_.Do(revoke).ok());
  EXPECT_EQ(ana_.Submit(act).reason(), "SIGNATURE_INVALID");
  Signer bo(kitchen_.member(2), kitchen_.name(), 'b');
  ASSERT_TRUE(bo.AddKey().ok());
  bo.Look(proposal_);
  const v1::SubmitActRequest last = bo.Sign(Position());
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kitchen_.name());
  bo.Look("");
  const Answer left = bo.Do(leave);
  ASSERT_TRUE(left.ok()) << left.ToString();
  EXPECT_EQ(bo.Submit(last).reason(), "ASSEMBLY_NOT_FOUND");
}

TEST_F(SignedActs, WhatTheServerDoesNotKnowIsRefused) {
  Remember();
  const auto unknown = [](google::protobuf::Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(99, 1);
  };
  EXPECT_EQ(Spoiled([&](auto& p) { unknown(p); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([&](auto& p) {
              v1::TakePositionRequest request;
              request.ParseFromString(p.request());
              unknown(request);
              p.set_request(request.SerializeAsString());
            }),
            "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_request("\xff"); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_type("assent.v1.SubmitActRequest"); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_type("assent.v1.GetMemberRequest"); }), "ACT_MALFORMED");
  v1::SubmitActRequest named = ana_.Sign(Position(), [](auto& p) { p.set_key(7); });
  EXPECT_EQ(ana_.Submit(named).reason(), "SIGNATURE_INVALID");
  v1::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(named.envelope()));
  envelope.mutable_signatures(0)->set_keyid("1");  // which the signature does not cover
  named.set_envelope(envelope.SerializeAsString());
  EXPECT_EQ(ana_.Submit(named).reason(), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.clear_request_id(); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.set_request_id("x"); }), "REQUEST_ID_INVALID");
  v1::SubmitActRequest large;
  large.set_parent(kitchen_.name());
  large.set_envelope(std::string(13'000, 'x'));
  EXPECT_EQ(ana_.Submit(large).reason(), "ACT_MALFORMED");
  ExpectNothingMore();
}

TEST_F(SignedActs, TextsAreTheOnesThatWereSignedAndStandBeside) {
  Remember();
  v1::SubmitActRequest act = ana_.Sign(Position());
  act.mutable_texts(0)->set_content("soup is bad");
  EXPECT_EQ(ana_.Submit(act).reason(), "ACT_MALFORMED");
  act.mutable_texts()->Clear();
  EXPECT_EQ(ana_.Submit(act).reason(), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { p.mutable_texts(0)->set_field("principle"); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([](auto& p) { *p.add_texts() = p.texts(0); }), "ACT_MALFORMED");
  EXPECT_EQ(Spoiled([&](auto& p) { p.set_request(Position().SerializeAsString()); }),
            "ACT_MALFORMED")
      << "a reason in the envelope could not be erased";
  EXPECT_EQ(ana_.Submit(ana_.Sign(Position(), nullptr, /*hides=*/true)).reason(), "ACT_MALFORMED")
      << "an open stance is signed in the open";
  ExpectNothingMore();
}

// A server that is started again has read the order of acts, and what was seen, in the log.
TEST(SignedActsOnDisk, GoOnAfterARestart) {
  const TempDir folder;
  const RocksDbFolder store{folder.Path("store")};
  auto server = std::make_unique<TestServer>(store);
  Kitchen kitchen(server->Connect(), 2);
  Signer ana(kitchen.member(1), kitchen.name(), 'a');
  ASSERT_TRUE(ana.AddKey().ok());
  v1::CreateProposalRequest propose;
  propose.set_parent(kitchen.name());
  propose.set_title("Soup");
  propose.set_text("On Mondays.");
  ASSERT_TRUE(ana.Do(propose).ok());
  const v1::SubmitActRequest prepared = ana.Sign(propose);
  server.reset();
  server = std::make_unique<TestServer>(store);
  Signer again(Caller(server->Connect(), ana.caller().token()), kitchen.name(), 'a');
  again.Use(ana.key());
  const Answer first = again.Submit(prepared);
  EXPECT_TRUE(first.ok()) << first;
  propose.set_request_id(kId);
  const Answer second = again.Do(propose);
  EXPECT_TRUE(second.ok()) << second;
}

// --- What the charter says of signatures ---

class SigningRule : public ::testing::Test {
 protected:
  // An assembly of two under that rule; the second signs.
  void Found(v1::Signing signing, bool hides = false) {
    v1::GetRuleRequest get;
    get.set_name("presets/quick_default");
    v1::GetRuleResponse quick;
    ASSERT_TRUE(Caller(channel_).Call(get, &quick).ok());
    v1::CreateAssemblyRequest request;
    request.set_assembly_id("hall");
    request.set_display_name("Hall");
    request.set_founder_handle("m0");
    v1::DecisionRule& rule = *request.mutable_charter()->add_rules();
    rule = quick.rule();
    rule.set_id("house");
    rule.mutable_positions()->set_hide_until_close(hides);
    request.set_default_rule("house");
    request.mutable_charter()->set_signing(signing);
    v1::CreateAssemblyResponse founded;
    const Answer answer = Caller(channel_).Call(request, &founded);
    ASSERT_TRUE(answer.ok()) << answer;
    founder_ = std::make_unique<Signer>(Caller(channel_, founded.token()), "assemblies/hall", 'f');
  }
  Answer Propose(bool is_signed) {
    v1::CreateProposalRequest request;
    request.set_parent("assemblies/hall");
    request.set_title("Soup");
    request.set_text("On Mondays.");
    request.set_introduce(true);
    founder_->Look("");
    if (is_signed) return founder_->Do(request);
    v1::CreateProposalResponse response;
    return founder_->caller().Call(request, &response);
  }
  std::vector<v1::Entry> Entries() {
    v1::ListEntriesRequest list;
    list.set_parent("assemblies/hall");
    list.set_page_size(1000);
    v1::ListEntriesResponse entries;
    EXPECT_TRUE(founder_->caller().Call(list, &entries).ok());
    return {entries.entries().begin(), entries.entries().end()};
  }
  // What a verification says of entries, where `change` has had its hand in event `at` (from
  // the end, 0: none) and the server has hashed everything anew.
  absl::Status Verified(size_t at = 0,
                        const std::function<void(event::v1::Event&)>& change = nullptr) {
    transparency::Verification verification("hall");
    const std::vector<v1::Entry> entries = Entries();
    for (size_t i = 0; i < entries.size(); ++i) {
      event::v1::Openings openings;
      for (const v1::Opening& opening : entries[i].openings()) {
        event::v1::Opening& one = *openings.add_openings();
        one.set_index(opening.index());
        one.set_salt(opening.salt());
        one.set_content(opening.content());
      }
      std::string leaf = entries[i].leaf();
      std::string beside = assembly::CanonicalBytes(openings);
      if (change && i + at == entries.size()) {
        event::v1::Event event;
        event.ParseFromString(leaf);
        change(event);
        leaf = assembly::CanonicalBytes(event);
        beside.clear();
      }
      const absl::Status added = verification.Add({i + 1, leaf, "", beside});
      if (!added.ok()) return added;
    }
    return verification.Finish();
  }
  v1::TakePositionRequest Position(v1::Stance stance) {
    v1::TakePositionRequest request;
    request.set_parent("assemblies/hall/proposals/1");
    request.set_stance(stance);
    request.set_reason("because");
    return request;
  }
  Answer Call() {
    v1::CallForConsensusRequest call;
    call.set_name("assemblies/hall/proposals/1");
    founder_->Look(call.name());
    return founder_->Do(call);
  }
  // Somebody else, so that the call goes on.
  void Join() {
    v1::CreateInvitationRequest invite;
    invite.set_parent("assemblies/hall");
    v1::SubmitActResponse response;
    founder_->Look("");
    ASSERT_TRUE(founder_->Submit(founder_->Sign(invite), &response).ok());
    v1::CreateInvitationResponse invited;
    ASSERT_TRUE(invited.ParseFromString(response.response()));
    v1::AcceptInvitationRequest accept;
    accept.set_parent("assemblies/hall");
    accept.set_secret(invited.secret());
    accept.set_handle("m1");
    v1::AcceptInvitationResponse joined;
    ASSERT_TRUE(Caller(channel_).Call(accept, &joined).ok());
  }
  void TakeSigned(v1::Stance stance, bool hides = false) {
    ASSERT_TRUE(founder_->AddKey().ok());
    Join();
    const Answer proposed = Propose(true);
    ASSERT_TRUE(proposed.ok()) << proposed;
    const Answer called = Call();
    ASSERT_TRUE(called.ok()) << called;
    const Answer taken = founder_->Do(Position(stance), hides);
    ASSERT_TRUE(taken.ok()) << taken;
  }

  TestServer server_;
  const std::shared_ptr<grpc::Channel> channel_ = server_.Connect();
  std::unique_ptr<Signer> founder_;
};

TEST_F(SigningRule, RequiredRefusesWhatIsNotSignedButForTheFirstKey) {
  Found(v1::SIGNING_REQUIRED);
  EXPECT_EQ(Propose(false).reason(), "SIGNATURE_REQUIRED");
  ASSERT_TRUE(founder_->AddKey().ok());
  EXPECT_EQ(Propose(false).reason(), "SIGNATURE_REQUIRED");
  const Answer proposed = Propose(true);
  EXPECT_TRUE(proposed.ok()) << proposed;
  ASSENT_EXPECT_OK(Verified());
}

// The rule comes into force in the middle of an act that nobody signed.
TEST_F(SigningRule, TheDecisionThatBringsItNeedsNoSignature) {
  Found(v1::SIGNING_OPTIONAL);
  const Caller& founder = founder_->caller();
  v1::CreateProposalRequest propose;
  propose.set_parent("assemblies/hall");
  propose.set_title("Sign");
  propose.set_text("From now on we sign.");
  propose.set_kind(v1::Proposal::KIND_CHARTER);
  propose.mutable_charter_change()->set_signing(v1::SIGNING_REQUIRED);
  propose.set_introduce(true);
  v1::CreateProposalResponse proposed;
  const Answer answer = founder.Call(propose, &proposed);
  ASSERT_TRUE(answer.ok()) << answer;
  v1::CallForConsensusRequest call;
  call.set_name(proposed.proposal().name());
  v1::CallForConsensusResponse called;
  ASSERT_TRUE(founder.Call(call, &called).ok());
  v1::TakePositionResponse taken;
  ASSERT_TRUE(founder.Call(Position(v1::STANCE_AGREE), &taken).ok());
  v1::DecideProposalRequest decide;
  decide.set_name(call.name());
  v1::DecideProposalResponse decided;
  founder.Call(decide, &decided);  // if it has not closed with the last position
  EXPECT_EQ(Propose(false).reason(), "SIGNATURE_REQUIRED");
  ASSENT_EXPECT_OK(Verified());
}

TEST_F(SigningRule, OffRefusesWhatIsSigned) {
  Found(v1::SIGNING_OFF);
  ASSERT_TRUE(founder_->AddKey().ok());
  EXPECT_EQ(Propose(true).reason(), "SIGNING_OFF");
  EXPECT_TRUE(Propose(false).ok());
}

TEST_F(SigningRule, AStanceThatIsHiddenIsCommittedTo) {
  Found(v1::SIGNING_OPTIONAL, /*hides=*/true);
  TakeSigned(v1::STANCE_DISAGREE, /*hides=*/true);
  EXPECT_EQ(founder_->Do(Position(v1::STANCE_DISAGREE)).reason(), "ACT_MALFORMED")
      << "the envelope would show it";
  ASSENT_EXPECT_OK(Verified());
}

TEST_F(SigningRule, AChangedActIsFoundInTheLog) {
  Found(v1::SIGNING_REQUIRED);
  TakeSigned(v1::STANCE_AGREE);
  ASSENT_EXPECT_OK(Verified());
  const auto found = [&](const std::function<void(event::v1::Event&)>& change) {
    return std::string(Verified(1, change).message());
  };
  EXPECT_EQ(found([](auto&) {}), "") << "the last one is what the test is about";
  EXPECT_THAT(found([](auto& e) { e.mutable_position_taken()->set_stance(v1::STANCE_DISAGREE); }),
              HasSubstr("something else than what was signed"));
  EXPECT_THAT(found([](auto& e) { e.clear_envelope(); }), HasSubstr("not signed it"));
  EXPECT_THAT(found([](auto& e) { e.mutable_envelope()->back() ^= 1; }), HasSubstr("envelope"));
  EXPECT_THAT(found([](auto& e) { e.mutable_envelope()->at(20) ^= 1; }), HasSubstr("envelope"));
  EXPECT_THAT(found([](auto& e) {
                e.mutable_position_taken()->mutable_reason()->mutable_commitment()->back() ^= 1;
              }),
              HasSubstr("not signed"));
  EXPECT_THAT(found([](auto& e) {
                const int32_t revision = e.position_taken().revision();
                e.mutable_position_withdrawn();
                (void)revision;
              }),
              HasSubstr("something else"));
}

TEST_F(SigningRule, ASignatureBySomebodyElseIsFoundInTheLog) {
  Found(v1::SIGNING_REQUIRED);
  TakeSigned(v1::STANCE_AGREE);
  // The server signs the other stance with a key of its own.
  const auto forged = [&](event::v1::Event& event) {
    v1::Envelope envelope;
    envelope.ParseFromString(event.envelope());
    v1::ActPayload payload;
    payload.ParseFromString(envelope.payload());
    v1::TakePositionRequest request;
    request.ParseFromString(payload.request());
    request.set_stance(v1::STANCE_DISAGREE);
    payload.set_request(request.SerializeAsString());
    event.mutable_position_taken()->set_stance(v1::STANCE_DISAGREE);
    event.set_envelope(transparency::SealAct(payload, std::string(transparency::kSeedBytes, 'z')));
  };
  EXPECT_THAT(std::string(Verified(1, forged).message()), HasSubstr("not signed by the key"));
  // And one that the member signed, who saw another log.
  const auto elsewhere = [&](event::v1::Event& event) {
    v1::Envelope envelope;
    envelope.ParseFromString(event.envelope());
    v1::ActPayload payload;
    payload.ParseFromString(envelope.payload());
    payload.mutable_seen_root()->back() ^= 1;
    event.set_envelope(transparency::SealAct(payload, founder_->seed()));
  };
  EXPECT_THAT(std::string(Verified(1, elsewhere).message()), HasSubstr("saw another log"));
}

}  // namespace
}  // namespace assent::test
