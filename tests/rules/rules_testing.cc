#include "tests/rules/rules_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/check.h"
#include "server/rules/evaluate_tally.h"

namespace assent::rules {
namespace {

template <typename M>
M Parse(const std::string& text) {
  M message;
  ASSENT_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message), text);
  return message;
}

}  // namespace

google::protobuf::ListValue ReadList(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  google::protobuf::ListValue list;
  ASSENT_CHECK(google::protobuf::util::JsonStringToMessage(text.str(), &list).ok(), path);
  return list;
}

v1::Stance StanceOf(char letter) {
  const std::string letters = "YRSANBD";  // in the order of v1::Stance
  return static_cast<v1::Stance>(letters.find(letter) + 1);
}

namespace {

v1::Votes VotesOf(const test::NaiveCase& given, const v1::Counts& counts, int64_t each) {
  const auto heavy = [&](char letter) {
    const auto found = given.heavy.find(letter);
    return found == given.heavy.end() ? 0 : found->second;
  };
  int64_t voices = 0;
  int64_t all = 0;
  const auto votes = [&](int64_t count, char letter) {
    const int64_t worth = heavy(letter) * test::kHeavyVotes + (count - heavy(letter)) * each;
    voices += count;
    all += worth;
    return worth;
  };
  v1::Votes worth;
  worth.set_agree(votes(counts.agree(), 'Y'));
  worth.set_reservations(votes(counts.reservations(), 'R'));
  worth.set_stand_aside(votes(counts.stand_aside(), 'S'));
  worth.set_abstain(votes(counts.abstain(), 'A'));
  worth.set_disagree(votes(counts.disagree(), 'N'));
  worth.set_block(votes(counts.block(), 'B'));
  worth.set_more_discussion(votes(counts.more_discussion(), 'D'));
  if (given.valid_blocks.has_value()) {
    // The first ones are invalid, and those of the heavy units come first.
    const int64_t invalid = counts.block() - *given.valid_blocks;
    const int64_t heavily = std::min(invalid, heavy('B'));
    worth.set_valid_blocks(worth.block() - heavily * test::kHeavyVotes -
                           (invalid - heavily) * each);
  }
  if (given.present.has_value()) {
    const int64_t silent = std::max<int64_t>(*given.present - voices, 0);
    worth.set_present(all + given.heavy_present * test::kHeavyVotes +
                      (silent - given.heavy_present) * each);
  }
  votes(given.members - voices, '-');
  worth.set_members(all);
  return worth;
}

}  // namespace

v1::Counts CountsOf(const test::NaiveCase& given, int64_t each) {
  const auto of = [&](char letter) {
    const auto found = given.positions.find(letter);
    return found == given.positions.end() ? 0 : found->second;
  };
  v1::Counts counts;
  counts.set_members(given.members);
  counts.set_agree(of('Y'));
  counts.set_reservations(of('R'));
  counts.set_stand_aside(of('S'));
  counts.set_abstain(of('A'));
  counts.set_disagree(of('N'));
  counts.set_block(of('B'));
  counts.set_more_discussion(of('D'));
  if (given.present.has_value()) counts.set_present(*given.present);
  if (given.valid_blocks.has_value()) counts.set_valid_blocks(*given.valid_blocks);
  counts.set_unaddressed(given.unaddressed);
  for (const auto& [attribute, count] : given.present_with) {
    (*counts.mutable_present_with())[attribute] = count;
  }
  if (each > 0) *counts.mutable_votes() = VotesOf(given, counts, each);
  return counts;
}

std::string ShortName(v1::Outcome outcome) {
  return v1::Outcome_Name(outcome).substr(std::string("OUTCOME_").size());
}

v1::Tally Tally(const std::string& preset, const v1::Counts& counts, int phase) {
  v1::EvaluateTallyRequest request;
  request.set_preset(preset);
  request.set_phase(absl::StrCat(phase));
  *request.mutable_counts() = counts;
  const auto response = EvaluateTally(request);
  EXPECT_TRUE(response.ok()) << preset << ": " << response.status();
  return response.ok() ? response->tally() : v1::Tally();
}

std::string Outcome(const std::string& preset, const v1::Counts& counts, int phase) {
  return ShortName(Tally(preset, counts, phase).outcome());
}

v1::Condition ConditionOf(const v1::Tally& tally, v1::Condition::Kind kind) {
  for (const v1::Condition& condition : tally.conditions()) {
    if (condition.kind() == kind) return condition;
  }
  ADD_FAILURE() << "no " << v1::Condition::Kind_Name(kind) << " in " << tally.ShortDebugString();
  return {};
}

v1::DecisionRule Rule(const std::string& text) { return Parse<v1::DecisionRule>(text); }

v1::Counts Counts(const std::string& text) { return Parse<v1::Counts>(text); }

v1::Votes Votes(const std::string& text) { return Parse<v1::Votes>(text); }

v1::DecisionRule RuleWithPhase(const std::string& phase) {
  return Rule(absl::StrCat(
      "id: 'test' positions { allowed: [STANCE_AGREE, STANCE_RESERVATIONS, STANCE_STAND_ASIDE, "
      "STANCE_ABSTAIN, STANCE_DISAGREE, STANCE_BLOCK, STANCE_MORE_DISCUSSION] } "
      "phases { name: 'call' kind: KIND_CALL on_pass { ending: ENDING_ADOPTED } "
      "on_fail { ending: ENDING_REJECTED } on_blocked { ending: ENDING_REJECTED } "
      "on_deadline { ending: ENDING_LAPSED } ",
      phase, "}"));
}

}  // namespace assent::rules
