#include "client/cli/composed.h"

#include <gtest/gtest.h>

#include "assent/v1/position_service.pb.h"
#include "assent/v1/rule_service.pb.h"

namespace assent::cli {
namespace {

constexpr char kDecomposed[] = "cafe\xcc\x81";  // an "e" and an accent
constexpr char kComposed[] = "caf\xc3\xa9";

TEST(ComposedTest, LettersAreOneCodePointWhereThereIsOne) {
  EXPECT_EQ(Composed(kDecomposed), kComposed);
  EXPECT_EQ(Composed(kComposed), kComposed);
  EXPECT_EQ(Composed("cafe"), "cafe");
}

TEST(ComposedTest, WhatIsNotUtf8StaysForTheServerToRefuse) {
  EXPECT_EQ(Composed("cafe\xcc\x81\xff"), "cafe\xcc\x81\xff");
}

TEST(ComposedTest, EveryTextOfARequestIsComposedAlsoThoseInsideIt) {
  v1::RecordPositionsRequest request;
  request.set_parent(kDecomposed);
  auto& position = *request.add_positions();
  position.set_reason(kDecomposed);
  ComposeTexts(request);
  EXPECT_EQ(request.parent(), kComposed);
  EXPECT_EQ(request.positions(0).reason(), kComposed);
}

TEST(ComposedTest, TextsInListsAreComposedToo) {
  v1::EvaluateTallyRequest request;
  request.mutable_rule()->add_notes(kComposed);
  request.mutable_rule()->add_notes(kDecomposed);
  ComposeTexts(request);
  EXPECT_EQ(request.rule().notes(0), kComposed);
  EXPECT_EQ(request.rule().notes(1), kComposed);
}

}  // namespace
}  // namespace assent::cli
