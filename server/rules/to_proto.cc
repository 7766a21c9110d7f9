#include "server/rules/to_proto.h"

#include <algorithm>

#include "absl/time/time.h"
#include "server/rules/limits.h"

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

v1::Counts ToCounts(const Situation& situation) {
  v1::Counts counts;
  counts.set_members(situation.members);
  if (situation.present.has_value()) counts.set_present(*situation.present);
  counts.set_agree(situation.given[v1::STANCE_AGREE]);
  counts.set_reservations(situation.given[v1::STANCE_RESERVATIONS]);
  counts.set_stand_aside(situation.given[v1::STANCE_STAND_ASIDE]);
  counts.set_abstain(situation.given[v1::STANCE_ABSTAIN]);
  counts.set_disagree(situation.given[v1::STANCE_DISAGREE]);
  counts.set_block(situation.given[v1::STANCE_BLOCK]);
  counts.set_more_discussion(situation.given[v1::STANCE_MORE_DISCUSSION]);
  counts.set_valid_blocks(situation.valid_blocks);
  counts.set_pending_blocks(situation.pending_blocks);
  counts.set_open_objections(situation.open_objections);
  counts.set_unaddressed(situation.unaddressed);
  for (const AttributeCount& part : situation.present_with) {
    (*counts.mutable_present_with())[std::string(part.attribute)] = part.present;
  }
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
  situation_.members = counts.members();
  if (counts.has_present()) situation_.present = counts.present();
  situation_.given[v1::STANCE_AGREE] = counts.agree();
  situation_.given[v1::STANCE_RESERVATIONS] = counts.reservations();
  situation_.given[v1::STANCE_STAND_ASIDE] = counts.stand_aside();
  situation_.given[v1::STANCE_ABSTAIN] = counts.abstain();
  situation_.given[v1::STANCE_DISAGREE] = counts.disagree();
  situation_.given[v1::STANCE_BLOCK] = counts.block();
  situation_.given[v1::STANCE_MORE_DISCUSSION] = counts.more_discussion();
  situation_.pending_blocks = counts.pending_blocks();
  situation_.valid_blocks =
      counts.has_valid_blocks() ? counts.valid_blocks() : counts.block() - counts.pending_blocks();
  situation_.open_objections = counts.open_objections();
  situation_.unaddressed = counts.unaddressed();
  for (const auto& [attribute, present] : counts.present_with()) {
    present_with_.push_back({attribute, present});
  }
  situation_.present_with = present_with_;
}

}  // namespace assent::rules
