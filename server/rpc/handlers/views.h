// What handlers and watches show alike. Pure.

#ifndef ASSENT_SERVER_RPC_HANDLERS_VIEWS_H_
#define ASSENT_SERVER_RPC_HANDLERS_VIEWS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/assembly.pb.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/assembly/state.h"

namespace assent::rpc {

// The assembly with its sequence and its number of members.
v1::Assembly ViewAssembly(const assembly::State& state);

// Whether a proposal in this state is still on its way; a decision in force is not.
bool IsOpenState(v1::Proposal::State state);

// Which answer about proposal `number` it is that many share (Ledger::Show()).
enum class Shape { kRead, kWatch };
uint64_t WhatIsShown(Shape shape, int32_t number, absl::string_view language);
// Until when all who may see a proposal are shown what is made of it at `now`, as long as nothing
// happens: a draft is not everybody's, and with its minimum time a phase's outcome changes.
absl::Time RightUntil(const assembly::ProposalState& proposal, absl::Time now);

// Writes the sentences of a tally in `language`, a BCP 47 tag; "" is English.
void Explain(absl::string_view language, v1::Tally& tally);

// A member as filters name them (a resource name, an id, `@handle`, `-` for the reader), by
// resource name. `given` is not empty.
std::string ResolveMember(const assembly::State& state, int32_t reader, const std::string& given);

// A proposal or decision as lists show it: without text and rule.
void Shorten(v1::Proposal& proposal);
void Shorten(v1::Decision& decision);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_VIEWS_H_
