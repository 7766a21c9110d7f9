// An act that its member has signed, once the signature holds: what the envelope says
// (assent/v1/act.proto), and what a state keeps of it. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_SIGNED_ACT_H_
#define ASSENT_SERVER_ASSEMBLY_SIGNED_ACT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/v1/act.pb.h"
#include "server/assembly/notary.h"
#include "server/assembly/state.h"

namespace assent::assembly {

struct SignedAct {
  std::string envelope;  // as it came
  std::string hash;      // SHA-256 of it
  v1::ActPayload payload;
  // Of its texts: entries commit to them as the payload does.
  Salts salts;
};

// The field that a stance stands in where the rule hides it until the close.
inline constexpr absl::string_view kStanceField = "stance";

// The number of the proposal that a resource name leads to; 0: to none.
int32_t ProposalIn(absl::string_view name);

// Whether an act of `member` (an index), signed like that, may come next: its key is
// theirs and signs, and none of its acts is missing or comes again; what they saw is
// not older than what it is about, which is proposal `proposal` (0: none) with a rule
// of that hash (empty: a draft, or none; not looked at where it is forgotten). SIGNATURE_INVALID, ACT_OUT_OF_ORDER,
// ACT_STALE, RULE_CHANGED.
absl::Status CheckNextSigned(const State& state, const v1::ActPayload& payload, int32_t member,
                             int32_t proposal, absl::string_view rule_hash);

// Takes note that it is in the log. Expects that its key is there.
void NoteSigned(State& state, const v1::ActPayload& payload, absl::string_view hash);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SIGNED_ACT_H_
