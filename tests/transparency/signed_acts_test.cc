// Envelopes around acts: their one form, which texts stay outside, and keys at rest.
#include "server/transparency/signed_acts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assent/v1/advice_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/transparency/hash.h"
#include "server/transparency/key_box.h"
#include "server/transparency/tlog/dsse.h"
#include "server/transparency/tlog/ed25519.h"
#include "tests/support/status_matchers.h"

namespace assent::transparency {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Draw(size_t bytes) { return std::string(bytes, 'r'); }

const std::string kSeed(kSeedBytes, 'k');

v1::CreateProposalRequest Draft() {
  v1::CreateProposalRequest request;
  request.set_parent("assemblies/kitchen");
  request.set_request_id("id");
  request.set_title("Soup");
  request.set_text("On Mondays.");
  request.add_action_points()->set_member("assemblies/kitchen/members/a");
  request.add_action_points()->set_task("buy pots");
  request.mutable_membership_change()->set_admit("dee");
  request.mutable_pool_change()->set_party("the grocer");
  request.mutable_charter_change()->add_put_rules()->set_title("a rule");
  return request;
}

TEST(SignedActs, TextsStandBesideAndComeBack) {
  v1::ActPayload payload;
  const ActTexts texts = PutRequest(Draft(), /*hides=*/false, &Draw, payload);
  std::vector<std::string> fields;
  for (const v1::ActText& text : texts) fields.push_back(text.field());
  EXPECT_THAT(fields,
              ::testing::UnorderedElementsAre("title", "text", "action_points[1].task",
                                              "membership_change.admit", "pool_change.party"));
  EXPECT_EQ(payload.request_id(), "id");
  EXPECT_EQ(payload.type(), "assent.v1.CreateProposalRequest");
  for (const char* const word : {"Soup", "Mondays", "pots", "dee", "grocer"}) {
    EXPECT_THAT(payload.SerializeAsString(), Not(HasSubstr(word)));
  }
  v1::CreateProposalRequest again;
  ASSENT_ASSERT_OK(ReadRequest(payload, again));
  assembly::Salts salts;
  ASSENT_ASSERT_OK(OpenTexts(payload, texts, again, salts));
  again.set_request_id("id");
  EXPECT_EQ(again.SerializeAsString(), Draft().SerializeAsString());
  EXPECT_EQ(salts.at("Soup"), Draw(kSaltBytes));
}

TEST(SignedActs, WhatIsAskedAndAdvisedStandsBeside) {
  v1::AskAdviceRequest request;
  request.set_name("assemblies/kitchen/proposals/1");
  request.set_person("Dr. Okoye");
  request.set_question("Does the roof bear it?");
  v1::ActPayload payload;
  const ActTexts texts = PutRequest(request, /*hides=*/false, &Draw, payload);
  EXPECT_EQ(texts.size(), 2u);
  for (const char* const word : {"Okoye", "roof"}) {
    EXPECT_THAT(payload.SerializeAsString(), Not(HasSubstr(word)));
  }
}

TEST(SignedActs, WhatIsLeftBeforeTheCallIsSignedAsSuch) {
  for (const bool in_advance : {false, true}) {
    v1::TakePositionRequest request;
    request.set_parent("assemblies/kitchen/proposals/1");
    request.set_stance(v1::STANCE_AGREE);
    request.set_in_advance(in_advance);
    v1::ActPayload payload;
    PutRequest(request, /*hides=*/false, &Draw, payload);
    v1::TakePositionRequest again;
    ASSENT_ASSERT_OK(ReadRequest(payload, again));
    EXPECT_EQ(again.in_advance(), in_advance);
  }
}

TEST(SignedActs, AHiddenStanceIsOneOfTheTexts) {
  v1::TakePositionRequest request;
  request.set_parent("assemblies/kitchen/proposals/1");
  request.set_stance(v1::STANCE_DISAGREE);
  v1::ActPayload payload;
  const ActTexts texts = PutRequest(request, /*hides=*/true, &Draw, payload);
  v1::TakePositionRequest again;
  ASSENT_ASSERT_OK(ReadRequest(payload, again));
  EXPECT_EQ(again.stance(), v1::STANCE_UNSPECIFIED);
  assembly::Salts salts;
  ASSENT_ASSERT_OK(OpenTexts(payload, texts, again, salts));
  EXPECT_EQ(again.stance(), v1::STANCE_DISAGREE);
}

TEST(SignedActs, AnEnvelopeHasOneForm) {
  v1::ActPayload payload;
  payload.set_key(3);
  const std::string bytes = SealAct(payload, kSeed);
  ASSENT_ASSERT_OK_AND_ASSIGN(const v1::Envelope envelope, ReadEnvelope(bytes));
  EXPECT_EQ(KeyOf(envelope), 3);
  EXPECT_TRUE(IsSignedBy(envelope, PublicKeyOf(kSeed)));
  EXPECT_FALSE(IsSignedBy(envelope, PublicKeyOf(std::string(kSeedBytes, 'x'))));
  EXPECT_FALSE(IsSignedBy(envelope, std::string(32, '\0')));
  EXPECT_TRUE(IsSignedBy(PublicKeyOf(kSeed), DsseBytes(kActPayloadType, envelope.payload()),
                         envelope.signatures(0).sig()));
  // The last field first, and a field that says nothing: the same message in other bytes.
  v1::Envelope tail;
  *tail.add_signatures() = envelope.signatures(0);
  v1::Envelope head = envelope;
  head.clear_signatures();
  EXPECT_FALSE(ReadEnvelope(tail.SerializeAsString() + head.SerializeAsString()).ok());
  EXPECT_FALSE(ReadEnvelope(bytes + std::string("\x0a\x00", 2)).ok());
  EXPECT_FALSE(ReadEnvelope("").ok());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string other = bytes;
    other[i] = static_cast<char>(other[i] ^ 4);
    const auto read = ReadEnvelope(other);
    EXPECT_FALSE(read.ok() && KeyOf(*read) == 3 && IsSignedBy(*read, PublicKeyOf(kSeed))) << i;
  }
}

TEST(KeyBox, OpensWithItsPassphraseAlone) {
  const auto box = CloseKey(kSeed, "soup and bread", &Draw);
  ASSERT_TRUE(box.has_value());
  EXPECT_THAT(*box, Not(HasSubstr(kSeed)));
  EXPECT_EQ(OpenKey(*box, "soup and bread"), kSeed);
  EXPECT_EQ(OpenKey(*box, "soup"), std::nullopt);
  std::string other = *box;
  other.back() = static_cast<char>(other.back() ^ 1);
  EXPECT_EQ(OpenKey(other, "soup and bread"), std::nullopt);
  EXPECT_EQ(OpenKey("short", "soup and bread"), std::nullopt);
}

}  // namespace
}  // namespace assent::transparency
