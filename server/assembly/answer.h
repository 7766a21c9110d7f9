// The answers of methods that return what they changed.

#ifndef ASSENT_SERVER_ASSEMBLY_ANSWER_H_
#define ASSENT_SERVER_ASSEMBLY_ANSWER_H_

#include "server/assembly/act.h"
#include "server/assembly/checks.h"
#include "server/assembly/state.h"

namespace assent::assembly {

template <typename Response>
Response Answer(const Act& act, const ProposalState& proposal) {
  Response response;
  *response.mutable_proposal() = proposal.view;
  response.set_sequence(act.state().sequence);
  return response;
}

template <typename Response>
Response Answer(const Act& act, const AmendmentRef& ref) {
  Response response;
  *response.mutable_amendment() = ref.amendment->view;
  if constexpr (requires { response.mutable_proposal(); }) {
    *response.mutable_proposal() = ref.proposal->view;
  }
  response.set_sequence(act.state().sequence);
  return response;
}

template <typename Response>
Response Answer(const Act& act, const ConcernRef& ref) {
  Response response;
  *response.mutable_concern() = ref.concern->view;
  response.set_sequence(act.state().sequence);
  return response;
}

template <typename Response>
Response Answer(const Act& act, const BlockRef& ref) {
  Response response;
  *response.mutable_block() = ref.block->view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ANSWER_H_
