// Entries: what is in a leaf, what stands beside it, and that they fit.

#include "server/transparency/notary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/ids.h"
#include "server/base/limits.h"
#include "server/transparency/hash.h"
#include "server/transparency/replay.h"
#include "server/transparency/reply_box.h"
#include "server/transparency/texts.h"
#include "tests/support/status_matchers.h"
#include "tests/transparency/counting_chance.h"

namespace assent::transparency {
namespace {

using event::v1::Event;
using event::v1::Text;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Fills every field of a message, two elements in each list; texts get words
// that are all different. Returns how many texts there are.
int Fill(Message& message, int depth, int& words) {
  if (auto* text = dynamic_cast<Text*>(&message)) {
    text->set_content("secret words " + std::to_string(++words));
    return 1;
  }
  int texts = 0;
  const auto* descriptor = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    if (field->real_containing_oneof() != nullptr || depth == 0) continue;
    const int copies = field->is_repeated() ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      texts += Fill(field->is_repeated() ? *reflection->AddMessage(&message, field)
                                         : *reflection->MutableMessage(&message, field),
                    depth - 1, words);
    }
  }
  return texts;
}

// One event of each kind, full of texts.
std::vector<std::pair<Event, int>> AllEvents() {
  std::vector<std::pair<Event, int>> events;
  const auto* body = Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    Event event;
    event.set_version(1);
    int words = 0;
    const int texts =
        Fill(*event.GetReflection()->MutableMessage(&event, body->field(i)), 3, words);
    events.emplace_back(std::move(event), texts);
  }
  return events;
}

TEST(NotaryTest, EveryTextOfEveryEventIsFoundInOrder) {
  int all = 0;
  for (auto& [event, texts] : AllEvents()) {
    int found = 0;
    ForEachText(event, [&](Text& text) {
      ++found;
      EXPECT_EQ(text.content(), "secret words " + std::to_string(found));
    });
    EXPECT_EQ(found, texts) << event.body_case();
    all += found;
  }
  EXPECT_GT(all, 25);
}

TEST(NotaryTest, ALeafHoldsNoWordsAndOpensToTheSameEvent) {
  Notary notary(CountingChance());
  for (auto& [event, texts] : AllEvents()) {
    const assembly::SealedEntry entry = notary.Seal(event, {});
    EXPECT_FALSE(absl::StrContains(entry.leaf, "secret words"));
    EXPECT_EQ(entry.leaf_hash, LeafHash(entry.leaf));
    EXPECT_EQ(entry.openings.empty(), texts == 0);
    ASSENT_ASSERT_OK_AND_ASSIGN(const Event opened, OpenEntry(entry.leaf, entry.openings));
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(opened, event));
    ForEachText(event, [](Text& text) {
      EXPECT_EQ(text.salt().size(), kSaltBytes);
      EXPECT_EQ(text.commitment(), Commitment(text.salt(), text.content()));
    });
  }
}

TEST(NotaryTest, AnEmptyTextStaysEntirelyEmpty) {
  Notary notary(CountingChance());
  Event event;
  event.mutable_position_taken()->mutable_reason();
  event.mutable_position_taken()->mutable_principle()->set_content("nobody works alone");
  event.mutable_position_taken()->mutable_release_condition()->set_salt("left from before");
  const assembly::SealedEntry entry = notary.Seal(event, {});
  const auto& taken = event.position_taken();
  EXPECT_EQ(taken.reason().ByteSizeLong(), 0u);
  EXPECT_EQ(taken.release_condition().ByteSizeLong(), 0u);
  ASSENT_ASSERT_OK_AND_ASSIGN(const Event opened, OpenEntry(entry.leaf, entry.openings));
  EXPECT_TRUE(opened.position_taken().has_reason());
  EXPECT_EQ(opened.position_taken().principle().content(), "nobody works alone");
}

TEST(NotaryTest, TheSameWordsTwiceLookDifferent) {
  Notary notary(CountingChance());
  Event event;
  event.mutable_position_taken()->mutable_reason()->set_content("yes");
  const std::string first = notary.Seal(event, {}).leaf;
  EXPECT_NE(first, notary.Seal(event, {}).leaf);
}

TEST(NotaryTest, AnOpeningThatDoesNotFitIsRefused) {
  Notary notary(CountingChance());
  Event event;
  event.mutable_position_taken()->mutable_reason()->set_content("yes");
  event.mutable_position_taken()->mutable_principle()->set_content("no");
  const assembly::SealedEntry entry = notary.Seal(event, {});
  event::v1::Openings openings;
  ASSERT_TRUE(openings.ParseFromString(entry.openings));
  const auto refused = [&](auto change) {
    event::v1::Openings other = openings;
    change(other);
    return OpenEntry(entry.leaf, other.SerializeAsString()).status().code() ==
           absl::StatusCode::kDataLoss;
  };
  EXPECT_FALSE(refused([](auto&) {}));
  EXPECT_FALSE(refused([](auto& o) { o.mutable_openings()->DeleteSubrange(0, 1); })) << "erased";
  EXPECT_TRUE(refused([](auto& o) { o.mutable_openings(0)->set_content("Yes"); }));
  EXPECT_TRUE(refused([](auto& o) { o.mutable_openings(0)->set_content(""); }));
  EXPECT_TRUE(refused([](auto& o) { o.mutable_openings(0)->mutable_salt()->append("x"); }));
  EXPECT_TRUE(refused([](auto& o) { o.mutable_openings(0)->set_index(2); }));
  EXPECT_TRUE(refused([](auto& o) { o.mutable_openings(0)->set_index(-1); }));
  EXPECT_TRUE(refused([](auto& o) { o.mutable_openings()->SwapElements(0, 1); }));
  EXPECT_TRUE(refused([](auto& o) { *o.add_openings() = o.openings(1); }));
  EXPECT_FALSE(OpenEntry(entry.leaf, "\xff\xff").ok());
  EXPECT_FALSE(OpenEntry("\xff\xff", "").ok());
  EXPECT_FALSE(OpenEntry(event.SerializeAsString(), "").ok()) << "a text in the leaf";
}

TEST(NotaryTest, TokensAndSecretsAreRecognisable) {
  Notary notary(CountingChance());
  const assembly::Secret token = notary.NewToken();
  EXPECT_TRUE(IsToken(token.text)) << token.text;
  EXPECT_EQ(token.hash, notary.HashSecret(token.text));
  EXPECT_EQ(token.hash.size(), kHashBytes);
  EXPECT_NE(token.text, notary.NewToken().text);
  std::string wrong = token.text;
  wrong[20] = wrong[20] == '0' ? '1' : '0';
  EXPECT_FALSE(IsToken(wrong));
  EXPECT_FALSE(IsToken(token.text + "0"));
  EXPECT_FALSE(IsToken(""));
  EXPECT_TRUE(absl::StartsWith(notary.NewInvitationSecret().text, "invite_"));
  EXPECT_FALSE(IsToken(notary.NewInvitationSecret().text));
  EXPECT_TRUE(base::IsId(notary.NewId()));
}

TEST(NotaryTest, ATokenForSomethingIsTheSameAgainAndNobodyElsesGuess) {
  Notary notary(CountingChance());
  const assembly::Secret token = notary.TokenFor("a request");
  EXPECT_TRUE(IsToken(token.text)) << token.text;
  EXPECT_EQ(token.hash, notary.HashSecret(token.text));
  EXPECT_EQ(notary.TokenFor("a request").text, token.text);
  EXPECT_NE(notary.TokenFor("a request ").text, token.text);
  EXPECT_NE(notary.TokenFor("").text, notary.NewToken().text);
  const RandomBytes other_chance = [](absl::Span<uint8_t> bytes) {
    std::fill(bytes.begin(), bytes.end(), uint8_t{7});
  };
  EXPECT_NE(Notary(other_chance).TokenFor("a request").text, token.text);
}

TEST(NotaryDeathTest, AnEventThatOutgrowsItsLeafStopsTheProgram) {
  Notary notary(CountingChance());
  Event event;
  event.mutable_proposal_drafted()->mutable_text()->set_content(std::string(64 * 1024, 'x'));
  EXPECT_LT(notary.Seal(event, {}).leaf.size(), 200u) << "texts stand beside the leaf";
  event.set_author(std::string(kMaxLeafBytes, 'x'));
  EXPECT_DEATH(notary.Seal(event, {}), "outgrew");
}

TEST(ReplyBoxTest, OpensForTheSameRequestAndNoOther) {
  const std::string key = ReplyKey("id", "ana", "assent.v1.Request", "body");
  const std::string box = CloseReply(key, "a token");
  EXPECT_FALSE(absl::StrContains(box, "a token"));
  EXPECT_EQ(OpenReply(key, box), "a token");
  EXPECT_EQ(OpenReply(key, CloseReply(key, "")), "");
  for (const std::string& other : {ReplyKey("ie", "ana", "assent.v1.Request", "body"),
                                   ReplyKey("id", "bo", "assent.v1.Request", "body"),
                                   ReplyKey("id", "ana", "assent.v1.Requests", "body"),
                                   ReplyKey("id", "ana", "assent.v1.Request", "Body")}) {
    EXPECT_EQ(OpenReply(other, box), std::nullopt);
  }
  for (size_t i = 0; i < box.size(); ++i) {
    std::string damaged = box;
    damaged[i] ^= 1;
    EXPECT_EQ(OpenReply(key, damaged), std::nullopt);
    EXPECT_EQ(OpenReply(key, box.substr(0, i)), std::nullopt);
  }
  EXPECT_EQ(OpenReply("short", box), std::nullopt);
  EXPECT_EQ(ReplyName("id").size(), 32u);
  EXPECT_NE(ReplyName("id"), ReplyName("ie"));
}

}  // namespace
}  // namespace assent::transparency
