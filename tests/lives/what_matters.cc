#include "tests/lives/what_matters.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace assent::test {
namespace {

// Whether a base anywhere within is of those present.
bool AsksWhoIsPresent(const google::protobuf::Message& message) {
  const google::protobuf::Reflection& fields = *message.GetReflection();
  if (message.GetDescriptor() == v1::Base::descriptor()) {
    return static_cast<const v1::Base&>(message).kind() == v1::Base::KIND_PRESENT;
  }
  std::vector<const google::protobuf::FieldDescriptor*> set;
  fields.ListFields(message, &set);
  return std::any_of(set.begin(), set.end(), [&](const auto* field) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) return false;
    if (!field->is_repeated()) return AsksWhoIsPresent(fields.GetMessage(message, field));
    for (int i = 0; i < fields.FieldSize(message, field); ++i) {
      if (AsksWhoIsPresent(fields.GetRepeatedMessage(message, field, i))) return true;
    }
    return false;
  });
}

// Which of the lists of stances within have this one, in their order; but for those of
// what may be given.
void AddLists(const google::protobuf::Message& message, v1::Stance stance, std::string& lists) {
  const google::protobuf::Reflection& fields = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  fields.ListFields(message, &set);
  for (const auto* field : set) {
    const int size = field->is_repeated() ? fields.FieldSize(message, field) : 1;
    if (field->enum_type() == v1::Stance_descriptor() && field->is_repeated()) {
      if (field->name() == "allowed") continue;
      bool has = false;
      for (int i = 0; i < size; ++i) {
        has = has || fields.GetRepeatedEnumValue(message, field, i) == stance;
      }
      lists.push_back(has ? '1' : '0');
    }
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int i = 0; i < size; ++i) {
      AddLists(field->is_repeated() ? fields.GetRepeatedMessage(message, field, i)
                                    : fields.GetMessage(message, field),
               stance, lists);
    }
  }
}

// What makes this stance another one than those before it; "": nothing but its lists.
std::string OwnRight(const v1::DecisionRule& rule, v1::Stance stance) {
  bool limited = false;
  for (const auto* phases : {&rule.phases(), &rule.urgent().phases()}) {
    for (const v1::Phase& phase : *phases) {
      const v1::StandAsidePolicy& aside = phase.stand_aside();
      limited = limited || aside.limit_count() > 0 || aside.has_limit_fraction();
    }
  }
  switch (stance) {
    case v1::STANCE_BLOCK:
    case v1::STANCE_MORE_DISCUSSION:
      return v1::Stance_Name(stance);
    case v1::STANCE_STAND_ASIDE:
      return limited ? "aside" : "";
    default:
      return "";
  }
}

void AddBlocks(const v1::BlockPolicy& policy, WhatMatters& what) {
  what.duty = what.duty || policy.has_duty();
  what.lapses = what.lapses || policy.has_lapse_after();
  what.release = what.release || policy.conditional_release();
  for (const v1::BlockTest& test : policy.validation()) {
    what.tests = true;
    what.support = what.support || test.has_supporters() || test.has_second();
    what.ballots = what.ballots || test.has_invalidate() || test.has_group_accepts();
    what.facilitator_tests = what.facilitator_tests || test.has_logic() || test.has_attempt_made();
  }
}

void AddPhase(const v1::Phase& phase, WhatMatters& what) {
  AddBlocks(phase.block(), what);
  what.failures = what.failures || phase.start() == v1::Phase::START_SECOND_TIME_ONLY;
  what.start_vote = what.start_vote || phase.start() == v1::Phase::START_VOTE;
  what.deadlock = what.deadlock || phase.start_same_concern_only();
  what.without_quorum =
      what.without_quorum || phase.on_deadline().ending() == v1::Next::ENDING_TABLED;
  what.meetings = std::max(what.meetings, phase.time().max_meetings());
  what.met = what.met || phase.time().max_meetings() > 0 || phase.block().has_duty();
  what.rounds = std::max(what.rounds, phase.time().max_rounds());
  what.extensions = what.extensions || phase.time().extensions_per_member() > 0;
  if (phase.time().has_max_extended()) {
    what.longest = absl::Seconds(phase.time().max_extension().seconds());
  }
  what.facilitator_acts = what.facilitator_acts || phase.start() == v1::Phase::START_FACILITATOR ||
                          phase.judged().by() == v1::Judged::BY_FACILITATOR;
  what.working_days =
      what.working_days || phase.time().calendar() == v1::PhaseTime::CALENDAR_WORKING_DAYS;
  what.judged = what.judged || phase.has_judged();
  what.everyone_asked = what.everyone_asked || phase.judged().everyone_asked();
}

}  // namespace

WhatMatters::WhatMatters(const v1::DecisionRule& rule)
    : activity(rule.electorate().has_active_within()) {
  for (const auto* phases : {&rule.phases(), &rule.urgent().phases()}) {
    for (const v1::Phase& phase : *phases) AddPhase(phase, *this);
  }
  // All of them have belonged for eight days when it begins (explorer.cc).
  const v1::BlockTenure& belonging = rule.electorate().block_tenure();
  const bool belong =
      belonging.has_membership() && belonging.membership().seconds() <= 8 * 24 * 3600;
  tenure = belong ? 0 : belonging.meetings();
  met = met || tenure > 0;
  facilitator_acts = facilitator_acts || met;
  sponsors = rule.introduction().sponsors() > 0;
  presence = start_vote || AsksWhoIsPresent(rule);
  discussion_counts = rule.amendment().has_extends_discussion_to();
  std::map<std::string, int> first;
  for (int number = 1; number < v1::Stance_ARRAYSIZE; ++number) {
    const auto stance = static_cast<v1::Stance>(number);
    std::string lists = OwnRight(rule, stance);
    for (const auto* phases : {&rule.phases(), &rule.urgent().phases()}) {
      for (const v1::Phase& phase : *phases) AddLists(phase, stance, lists);
    }
    classes[number] = first.emplace(lists, number).first->second;
  }
}

}  // namespace assent::test
