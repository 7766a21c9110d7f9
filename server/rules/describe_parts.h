// The parts of a description, each in its own file. Internal to this room.

#ifndef ASSENT_SERVER_RULES_DESCRIBE_PARTS_H_
#define ASSENT_SERVER_RULES_DESCRIBE_PARTS_H_

#include <string>

#include "assent/v1/rule.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/rules/evaluate.h"
#include "server/rules/wording.h"

namespace assent::rules {

using PhaseList = google::protobuf::RepeatedPtrField<v1::Phase>;

// A section that is being written.
class Section {
 public:
  Section(const Wording& words, std::string heading, v1::RuleSection& section)
      : words_(words), section_(section) {
    section_.set_heading(std::move(heading));
  }

  const Wording& words() const { return words_; }
  v1::RuleSection& message() { return section_; }

  void Say(rules::Say say, Wording::Values values = {}) {
    section_.add_sentences(words_.Text(say, values));
  }
  void SayIf(bool so, rules::Say say) {
    if (so) Say(say);
  }
  // Says what happens after or within a time; nothing if there is none.
  void SayTime(bool has, rules::Say say, const google::protobuf::Duration& time) {
    if (has) Say(say, {{"time", words_.Time(time)}});
  }

 private:
  const Wording& words_;
  v1::RuleSection& section_;
};

// A phase and where it stands.
struct PhasePlace {
  const v1::DecisionRule& rule;
  const PhaseList& phases;
  int index;
  bool urgent;  // one of rule.urgent().phases()

  const v1::Phase& phase() const { return phases[index]; }
  StanceSet allowed() const { return AllowedStances(rule, phase()); }
  // What a share may be of in the words "all who answer": where silence counts
  // as a stance, these are not those who answer.
  StanceSet answers() const {
    const bool silent = phase().silence() == v1::Phase::SILENCE_ASSENT ||
                        phase().silence() == v1::Phase::SILENCE_ABSTAIN;
    return silent ? StanceSet() : allowed();
  }
  // Whether a block, or what the rule counts like one, can stop the proposal.
  bool can_be_blocked() const { return phase().block().mode() == v1::BlockPolicy::MODE_VETO; }
  // Whether an open objection is waited for.
  bool objections_hold() const {
    return can_be_blocked() || phase().block().mode() == v1::BlockPolicy::MODE_JUDGED;
  }
  // Whether some of those who hold it up may be passed over.
  bool holds_tolerated() const {
    const v1::Tolerance& tolerance = phase().block().tolerance();
    return can_be_blocked() && (tolerance.count() > 0 || tolerance.has_fraction());
  }
  bool is_resolving() const { return phase().kind() == v1::Phase::KIND_RESOLVING; }
  // Whether it runs its whole time, so that people who were absent can speak up.
  bool is_window() const {
    return phase().kind() == v1::Phase::KIND_FINAL_COMMENT ||
           phase().kind() == v1::Phase::KIND_LATE_WINDOW ||
           phase().kind() == v1::Phase::KIND_RATIFY;
  }
};

void DescribePhase(const PhasePlace& place, Section& section);
void DescribeBlocks(const PhasePlace& place, Section& section);
void DescribeAgreement(const PhasePlace& place, Section& section);
void DescribeWays(const PhasePlace& place, Section& section);
// Of a phase with roads: what is ranked, and where each leads.
void DescribeRoads(const PhasePlace& place, Section& section);

// "step 2 (vote)".
std::string StepName(const PhaseList& phases, int index, bool urgent, const Wording& words);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_DESCRIBE_PARTS_H_
