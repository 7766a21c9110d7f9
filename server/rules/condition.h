// One condition of an outcome as plain values: what v1::Condition says, without
// its sentence and without memory of its own. An evaluation makes a dozen of
// them in a microsecond; to_proto.h turns them into messages, explain.h into
// sentences.

#ifndef ASSENT_SERVER_RULES_CONDITION_H_
#define ASSENT_SERVER_RULES_CONDITION_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/rules/stance_set.h"

namespace assent::rules {

// One block, open objection or implementer who stands aside, as the assembly
// sees it. Points into the assembly's state.
struct Hold {
  absl::string_view member;  // resource name
  absl::string_view handle;
  int32_t revision = 0;  // that it was raised on
  int32_t concern = 0;   // number within the proposal; 0: none
};

// One change that would by itself meet a condition; see v1::Remedy.
struct Remedy {
  v1::Remedy::Kind kind = v1::Remedy::KIND_UNSPECIFIED;
  int64_t count = 0;
};

// The fields are those of v1::Condition, where each is explained. What it
// points to belongs to the rule or to the situation that was evaluated.
struct Condition {
  v1::Condition::Kind kind = v1::Condition::KIND_UNSPECIFIED;
  bool holds = true;
  bool decides = true;
  bool needed_is_maximum = false;
  bool includes_stand_asides = false;
  bool in_votes = false;
  StanceSet stances = {};
  StanceSet against = {};
  int64_t present = 0;
  int64_t needed = 0;
  // A share, where denominator > 0.
  int64_t numerator = 0;
  int64_t denominator = 0;
  v1::Comparison comparison = v1::COMPARISON_UNSPECIFIED;
  v1::Base::Kind base = v1::Base::KIND_UNSPECIFIED;
  StanceSet base_stances = {};
  int64_t base_count = 0;
  absl::string_view attribute = {};
  absl::Time until = absl::InfinitePast();
  absl::Span<const Hold> obstacles = {};  // all of them
  Remedy remedy = {};                     // KIND_UNSPECIFIED: none
};

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_CONDITION_H_
