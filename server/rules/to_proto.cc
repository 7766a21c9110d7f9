#include "server/rules/to_proto.h"

#include <algorithm>

#include "absl/time/time.h"
#include "server/base/limits.h"
#include "server/rules/tallied.h"

namespace assent::rules {
namespace {

void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

void AddObstacles(absl::Span<const Hold> holds, v1::Condition& message) {
  for (const Hold& hold : holds.first(std::min<size_t>(holds.size(), kMaxObstacles))) {
    v1::Obstacle& obstacle = *message.add_obstacles();
    obstacle.set_member(std::string(hold.member));
    obstacle.set_handle(std::string(hold.handle));
    obstacle.set_revision(hold.revision);
    obstacle.set_concern(hold.concern);
  }
}

void SetBase(const Condition& condition, v1::Condition& message) {
  if (condition.denominator > 0) {
    message.mutable_fraction()->set_numerator(condition.numerator);
    message.mutable_fraction()->set_denominator(condition.denominator);
  }
  message.set_comparison(condition.comparison);
  message.set_base_count(condition.base_count);
  if (condition.base == v1::Base::KIND_UNSPECIFIED) return;
  message.mutable_base()->set_kind(condition.base);
  condition.base_stances.ForEach(
      [&](v1::Stance stance) { message.mutable_base()->add_stances(stance); });
}

// Into v1::Counts or v1::Votes, which have these fields in common.
template <typename Message>
void SetVotes(const VoteCounts& said, Message& message) {
  message.set_members(said.members);
  if (said.present.has_value()) message.set_present(*said.present);
  message.set_agree(said.given[v1::STANCE_AGREE]);
  message.set_reservations(said.given[v1::STANCE_RESERVATIONS]);
  message.set_stand_aside(said.given[v1::STANCE_STAND_ASIDE]);
  message.set_abstain(said.given[v1::STANCE_ABSTAIN]);
  message.set_disagree(said.given[v1::STANCE_DISAGREE]);
  message.set_block(said.given[v1::STANCE_BLOCK]);
  message.set_more_discussion(said.given[v1::STANCE_MORE_DISCUSSION]);
  message.set_valid_blocks(said.valid_blocks);
  message.set_pending_blocks(said.pending_blocks);
}

// From either of the two.
template <typename Message>
VoteCounts VotesIn(const Message& message) {
  VoteCounts said;
  said.members = message.members();
  if (message.has_present()) said.present = message.present();
  said.given[v1::STANCE_AGREE] = message.agree();
  said.given[v1::STANCE_RESERVATIONS] = message.reservations();
  said.given[v1::STANCE_STAND_ASIDE] = message.stand_aside();
  said.given[v1::STANCE_ABSTAIN] = message.abstain();
  said.given[v1::STANCE_DISAGREE] = message.disagree();
  said.given[v1::STANCE_BLOCK] = message.block();
  said.given[v1::STANCE_MORE_DISCUSSION] = message.more_discussion();
  said.pending_blocks = message.pending_blocks();
  said.valid_blocks = message.has_valid_blocks() ? message.valid_blocks()
                                                 : message.block() - message.pending_blocks();
  return said;
}

v1::Counts ToCounts(const Situation& situation) {
  v1::Counts counts;
  SetVotes(VoicesOf(situation), counts);
  counts.set_open_objections(situation.open_objections);
  counts.set_unaddressed(situation.unaddressed);
  for (const AttributeCount& part : situation.present_with) {
    (*counts.mutable_present_with())[std::string(part.attribute)] = part.present;
  }
  if (situation.votes.has_value()) SetVotes(*situation.votes, *counts.mutable_votes());
  return counts;
}

}  // namespace

v1::Condition ToProto(const Condition& condition) {
  v1::Condition message;
  message.set_kind(condition.kind);
  message.set_holds(condition.holds);
  message.set_decides(condition.decides);
  condition.stances.ForEach([&](v1::Stance stance) { message.add_stances(stance); });
  condition.against.ForEach([&](v1::Stance stance) { message.add_against(stance); });
  message.set_present(condition.present);
  message.set_needed(condition.needed);
  message.set_needed_is_maximum(condition.needed_is_maximum);
  SetBase(condition, message);
  message.set_attribute(std::string(condition.attribute));
  if (condition.until != absl::InfinitePast()) SetTime(condition.until, *message.mutable_until());
  AddObstacles(condition.obstacles, message);
  if (condition.remedy.kind != v1::Remedy::KIND_UNSPECIFIED) {
    v1::Remedy& remedy = *message.add_remedies();
    remedy.set_kind(condition.remedy.kind);
    remedy.set_count(condition.remedy.count);
  }
  message.set_includes_stand_asides(condition.includes_stand_asides);
  message.set_in_votes(condition.in_votes);
  return message;
}

v1::Tally ToProto(const Evaluation& evaluation, const v1::Phase& phase,
                  const Situation& situation) {
  v1::Tally tally;
  tally.set_outcome(evaluation.outcome);
  for (const Condition& condition : evaluation.conditions) {
    *tally.add_conditions() = ToProto(condition);
  }
  *tally.mutable_counts() = ToCounts(situation);
  tally.set_phase(phase.name());
  return tally;
}

CountedSituation::CountedSituation(const v1::Counts& counts) {
  const VoteCounts voices = VotesIn(counts);
  situation_.given = voices.given;
  situation_.members = voices.members;
  situation_.present = voices.present;
  situation_.valid_blocks = voices.valid_blocks;
  situation_.pending_blocks = voices.pending_blocks;
  if (counts.has_votes()) situation_.votes = VotesIn(counts.votes());
  situation_.open_objections = counts.open_objections();
  situation_.objecting = counts.open_objections();  // whose they are is not known here
  situation_.unaddressed = counts.unaddressed();
  for (const auto& [attribute, present] : counts.present_with()) {
    present_with_.push_back({attribute, present});
  }
  situation_.present_with = present_with_;
}

}  // namespace assent::rules
